// Copy what the pages need from node_modules to matchmaker/static/vendor, and say where each file came from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const MODULES = join(ROOT, "node_modules");
const VENDOR = join(ROOT, "matchmaker", "static", "vendor");
const FONT = "@fontsource/be-vietnam-pro";

const records = {};

const read = (path, encoding = null) => readFileSync(join(MODULES, path), encoding);
const text = (path) => read(path, "utf8");
const withoutSourceMap = (source) => source.replace(/\n?(\/\*|\/\/)# sourceMappingURL=.*$/gm, "").trimEnd() + "\n";

/** Write one vendored file and note it under its package. */
function put(name, file, content) {
  const target = join(VENDOR, file);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  const { version, license } = JSON.parse(text(`${name}/package.json`));
  records[name] ??= { version, license, files: {} };
  records[name].files[file] = createHash("sha256").update(content).digest("hex");
}

function putLicense(name, file) {
  const source = ["LICENSE", "LICENSE.md", "LICENSE.txt"].find((each) => existsSync(join(MODULES, name, each)));
  if (source) put(name, `licenses/${file}.txt`, text(`${name}/${source}`));
  if (existsSync(join(MODULES, name, "NOTICE"))) put(name, `licenses/${file}-NOTICE.txt`, text(`${name}/NOTICE`));
}

/** The @font-face rules of the two subsets Vietnamese and English need, woff2 only. */
function fonts() {
  const wanted = /be-vietnam-pro-(latin|vietnamese)-(400|600)-normal\.woff2/;
  const rules = ["400", "600"].flatMap((weight) => text(`${FONT}/${weight}.css`).match(/@font-face \{[^}]*\}/g));
  return rules
    .filter((rule) => wanted.test(rule))
    .map((rule) => rule.replace(/, url\([^)]*\.woff\) format\('woff'\)/, "").replace("./files/", "./"))
    .join("\n");
}

/** One <symbol> per icon, so that a page names it: <use href="icons.svg#home">. */
function sprite(names) {
  const symbol = (name) => {
    const shapes = text(`@tabler/icons/icons/outline/${name}.svg`)
      .match(/<(path|circle|line|rect|polyline)\b[^>]*\/>/g)
      .filter((shape) => !shape.includes("M0 0h24v24H0z"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${names.map(symbol).join("\n")}\n</svg>\n`;
}

function bundle(entry) {
  const { outputFiles } = buildSync({
    entryPoints: [join(ROOT, entry)], bundle: true, minify: true, format: "esm", target: "es2020",
    write: false, legalComments: "none",
    banner: { js: "/*! Apache ECharts, Apache-2.0, see licenses/echarts.txt */" },
  });
  return outputFiles[0].text;
}

rmSync(VENDOR, { recursive: true, force: true });
put("@tabler/core", "tabler.min.css", withoutSourceMap(text("@tabler/core/dist/css/tabler.min.css")));
put("htmx.org", "htmx.min.js", withoutSourceMap(text("htmx.org/dist/htmx.min.js")));
put("echarts", "echarts.min.js", bundle("tools/echarts.mjs"));
put(FONT, "fonts/be-vietnam-pro.css", fonts() + "\n");
for (const subset of ["latin", "vietnamese"])
  for (const weight of [400, 600]) {
    const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
    put(FONT, `fonts/${file}`, read(`${FONT}/files/${file}`));
  }
const icons = readFileSync(join(ROOT, "tools", "icons.txt"), "utf8").split("\n").filter(Boolean);
put("@tabler/icons", "icons.svg", sprite(icons));
for (const [name, file] of [["@tabler/core", "tabler"], ["htmx.org", "htmx"], ["echarts", "echarts"], [FONT, "be-vietnam-pro"], ["@tabler/icons", "tabler-icons"]])
  putLicense(name, file);
writeFileSync(join(VENDOR, "VERSIONS.json"), JSON.stringify(records, null, 2) + "\n");
console.log(Object.entries(records).map(([name, { version }]) => `${name} ${version}`).join("\n"));
