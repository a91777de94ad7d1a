// Decode a TopoJSON topology (https://github.com/topojson/topojson-specification) into GeoJSON.

/** Arcs are stored as whole-number steps from point to point, scaled and moved by `transform`. */
function decode({ arcs, transform: { scale, translate } }) {
  return arcs.map((arc) => {
    let x = 0, y = 0;
    return arc.map(([stepX, stepY]) => [(x += stepX) * scale[0] + translate[0], (y += stepY) * scale[1] + translate[1]]);
  });
}

export function toGeoJson(topology) {
  if (topology.type !== "Topology") return topology;
  const arcs = decode(topology);
  // A negative index is the arc ~index, backwards. Each arc starts where the one before it ends.
  const line = (index) => (index < 0 ? [...arcs[~index]].reverse() : arcs[index]);
  const ring = (indexes) => indexes.flatMap((index, at) => line(index).slice(at ? 1 : 0));
  const shape = { Polygon: (parts) => parts.map(ring), MultiPolygon: (parts) => parts.map((each) => each.map(ring)) };
  const features = Object.values(topology.objects)[0].geometries.map(({ type, properties, arcs: parts }) => (
    { type: "Feature", properties, geometry: { type, coordinates: shape[type](parts) } }));
  return { type: "FeatureCollection", features };
}
