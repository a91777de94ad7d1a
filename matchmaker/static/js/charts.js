// [data-chart=ID]: draw the JSON of <script type="application/json" id=ID> with ECharts, in the colours of the theme.
import { init, registerMap } from "../vendor/echarts.min.js";
import { toGeoJson } from "./topojson.js";

const SERIES = ["--brand-text", "--demand-text", "--tone-warn", "--tone-info", "--tone-good", "--tone-bad", "--ink-soft"];
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

const TOKENS = { ink: "--ink", soft: "--ink-soft", line: "--line", strong: "--line-strong", surface: "--surface", ground: "--surface-2", low: "--brand-soft" };

/** Resolve tokens to colours that a canvas understands: all at once, since each reading may cost a pass over the page's styles. */
function coloursOf(tokens) {
  const probe = document.createElement("div");
  probe.hidden = true;
  for (const token of tokens) probe.appendChild(document.createElement("span")).style.color = `var(${token})`;
  document.body.append(probe);
  const colours = [...probe.children].map((each) => getComputedStyle(each).color);
  probe.remove();
  return colours;
}

let known;
document.addEventListener("themechange", () => { known = undefined; });

function palette() {
  if (known) return known;
  const names = Object.keys(TOKENS), colours = coloursOf([...Object.values(TOKENS), ...SERIES]);
  known = { ...Object.fromEntries(names.map((name, at) => [name, colours[at]])), series: colours.slice(names.length) };
  return known;
}

function common(colours, data) {
  return {
    color: colours.series, animation: !still, aria: { enabled: true },
    textStyle: { fontFamily: "Be Vietnam Pro, sans-serif", color: colours.ink },
    // renderMode richText: the HTML tooltip writes style attributes, which the Content-Security-Policy forbids.
    tooltip: { renderMode: "richText", confine: true, backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.ink } },
    legend: data.series.length > 1 ? { bottom: 0, type: "scroll", itemWidth: 14, itemGap: 8, textStyle: { color: colours.ink } } : undefined,
  };
}

function axes(colours, data, sideways, room) {
  const labels = Math.max(96, Math.min(260, Math.round(room * 0.34)));
  const names = { type: "category", data: data.labels, inverse: sideways, axisLabel: { color: colours.ink, width: sideways ? labels : 90, overflow: room < 480 ? "truncate" : "break", lineHeight: 13, interval: sideways ? 0 : "auto" }, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } };
  const values = { type: "value", minInterval: 1, axisLabel: { color: colours.soft }, splitLine: { lineStyle: { color: colours.line } } };
  return { grid: { left: 8, right: 24, top: 16, bottom: data.series.length > 1 ? 40 : 8, containLabel: true }, xAxis: sideways ? values : names, yAxis: sideways ? names : values };
}

function plain(colours, data, { room }) {
  const kind = data.kind === "line" ? "line" : "bar";
  const series = data.series.map(({ name, values }) => ({ name, type: kind, data: values, stack: data.kind.startsWith("stack") ? "all" : undefined, barMaxWidth: 28, lineStyle: { width: 3 }, symbolSize: 7, itemStyle: { borderRadius: kind === "bar" ? 3 : 0 } }));
  return { ...common(colours, data), ...axes(colours, data, data.kind.endsWith("-h"), room), series };
}

function pie(colours, data) {
  const slices = data.labels.map((name, at) => ({ name, value: data.series[0].values[at] }));
  return { ...common(colours, data), series: [{ type: "pie", radius: ["45%", "75%"], data: slices, label: { color: colours.ink }, itemStyle: { borderColor: colours.surface, borderWidth: 2 } }] };
}

async function map(colours, data, { geo, paracels, spratlys }) {
  registerMap(geo, toGeoJson(await (await fetch(geo)).json()));
  const places = [{ name: paracels, value: [112.0, 16.4, 0] }, { name: spratlys, value: [114.3, 9.6, 0] }];
  const [{ name, values }] = data.series;
  const most = Math.max(1, ...Object.values(values));
  const label = { show: true, color: colours.ink, fontSize: 11, width: 96, overflow: "break", lineHeight: 13, formatter: "{b}" };
  return {
    ...common(colours, data),
    tooltip: { ...common(colours, data).tooltip, formatter: ({ name: code, value }) => `${data.names?.[code] ?? code}: ${value || 0}` },
    visualMap: { min: 0, max: most, left: 0, bottom: 0, calculable: true, inRange: { color: [colours.low, colours.series[0]] }, textStyle: { color: colours.ink } },
    geo: { map: geo, nameProperty: "code", roam: false, top: 8, bottom: 8, left: 8, right: 8, boundingCoords: [[101.8, 23.8], [118.2, 6.5]], itemStyle: { areaColor: colours.ground, borderColor: colours.strong } },
    series: [
      { name, type: "map", map: geo, geoIndex: 0, nameProperty: "code", data: Object.entries(values).map(([code, value]) => ({ name: code, value })) },
      { type: "scatter", coordinateSystem: "geo", symbolSize: 3, silent: true, tooltip: { show: false }, label: { ...label, position: "bottom" }, itemStyle: { color: colours.soft }, data: places },
    ],
  };
}

const BUILDERS = { pie, map };

export async function draw(element) {
  const source = document.getElementById(element.dataset.chart);
  if (!source || element.dataset.drawn) return;
  element.dataset.drawn = "yes";
  const data = JSON.parse(source.textContent);
  const build = BUILDERS[data.kind] ?? plain;
  const chart = init(element, null, { renderer: "canvas" });
  const paint = async () => chart.setOption(await build(palette(), data, { ...element.dataset, room: element.clientWidth }), true);
  await paint();
  document.addEventListener("themechange", paint);
  new ResizeObserver(() => chart.resize()).observe(element);
}
