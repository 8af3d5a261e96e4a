// The ground under every map of ours: Leaflet loaded when first needed, the tile server of the settings where there
// is one, and else the city's outline and streets as we know them. Nothing here touches the websocket.

const NOTHING = { tile_url: "", tile_attribution: "", tile_max_zoom: 19, outline: [], streets: [], centre: [0, 0], zoom: 2 };

let leaflet;
let ground;

// A failed load is forgotten, so that the next try is a real one.
export async function loadLeaflet() {
  leaflet ??= Promise.all([import("leaflet"), import("leaflet/dist/leaflet.css")])
    .then(([module]) => module.default ?? module)
    .catch((error) => {
      leaflet = undefined;
      throw error;
    });
  return leaflet;
}

export async function loadGround() {
  ground ??= fetch("/api/map/ground.json")
    .then((answer) => (answer.ok ? answer.json() : NOTHING))
    .catch(() => {
      ground = undefined;
      return NOTHING;
    });
  return ground;
}

// Leaflet takes credits as HTML; this one came with a file.
function asText(words) {
  const element = document.createElement("span");
  element.textContent = words;
  return element.innerHTML;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// Draws what lies under the markers. Returns a function that redraws it when light turns to dark.
export function drawGround(L, map, facts) {
  if (facts.import_attribution) map.attributionControl?.addAttribution(asText(facts.import_attribution));
  if (facts.tile_url) {
    L.tileLayer(facts.tile_url, { attribution: facts.tile_attribution, maxNativeZoom: facts.tile_max_zoom, maxZoom: 20 }).addTo(map);
    return () => {};
  }
  map.createPane("ground").style.zIndex = 350; // under everything else that is drawn
  // One canvas and one line of many parts: a thousand elements of their own would be moved with every step.
  const under = { interactive: false, pane: "ground", renderer: L.canvas({ pane: "ground", padding: 0.3 }) };
  const land = L.polygon(facts.outline, { ...under, weight: 1.5, fillOpacity: 1 }).addTo(map);
  const lines = facts.streets.map(({ line }) => line);
  const streets = L.polyline(lines, { ...under, lineCap: "round", smoothFactor: 1.5 }).addTo(map);
  const named = facts.streets.map((street) => ({ ...street, box: L.latLngBounds(street.line) }));
  map.createPane("names").style.zIndex = 590; // under the markers
  const names = L.layerGroup().addTo(map);
  const paint = () => {
    const zoom = map.getZoom();
    land.setStyle({ color: colour("--map-line"), fillColor: colour("--map-land") });
    streets.setStyle({ color: colour("--map-street"), weight: zoom < 13 ? 1.5 : (zoom - 11) * 2.5 });
  };
  const label = () => nameStreets(L, map, named, names);
  map.on("zoomend", paint);
  map.on("moveend", label);
  paint();
  label();
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", paint);
  return () => dark.removeEventListener("change", paint);
}

// A street's name stands once in view, on the piece nearest to the middle, turned along the street; where two names
// would touch, the one nearer to the middle stays.
function nameStreets(L, map, streets, names) {
  names.clearLayers();
  if (map.getZoom() < 14) return;
  const view = map.getBounds();
  const middle = map.getCenter();
  const best = new Map();
  for (const street of streets) {
    if (!view.intersects(street.box)) continue;
    const piece = nearestPiece(L, street.line, view, middle);
    if (piece && !(best.get(street.name)?.far <= piece.far)) best.set(street.name, piece);
  }
  const taken = [];
  for (const [name, piece] of [...best].sort(([, one], [, other]) => one.far - other.far)) {
    const at = map.latLngToLayerPoint(piece.at);
    if (taken.some((other) => at.distanceTo(other) < 44)) continue;
    taken.push(at);
    L.marker(piece.at, { pane: "names", interactive: false, keyboard: false, icon: nameIcon(L, map, name, piece.ends) }).addTo(names);
  }
}

function nameIcon(L, map, words, ends) {
  const [a, b] = ends.map((end) => map.latLngToLayerPoint(end));
  let angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  if (angle > 90 || angle < -90) angle += 180;
  const name = document.createElement("span");
  name.textContent = words;
  name.style.transform = `translate(-50%, -50%) rotate(${angle.toFixed(1)}deg)`;
  return L.divIcon({ className: "street-name", html: name, iconSize: [0, 0] });
}

function nearestPiece(L, line, view, middle) {
  let best;
  for (let i = 1; i < line.length; i += 1) {
    const [a, b] = [line[i - 1], line[i]];
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      const at = L.latLng(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share);
      if (!view.contains(at)) continue;
      const far = at.distanceTo(middle);
      if (!best || far < best.far) best = { at, far, ends: [a, b] };
    }
  }
  return best;
}
