// What stands on the public map: neighborhoods as plates while zoomed out, rings and pins from tiles closer in.
// Markers are links or buttons of their own, so that a keyboard and a screen reader reach them.

const TILES_FROM = 14;

const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
import { fill } from "./words.js";

const icon = (sprite, name) =>
  `<svg class="icon" aria-hidden="true" focusable="false"><use href="${sprite}#${escape(name)}"></use></svg>`;

export function query(filter, extra = {}) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries({ show: filter.show, kind: filter.kind, neighborhood: filter.neighborhood, ...extra })) {
    if (value) words.set(name, value);
  }
  return words.toString();
}

function marker(L, at, html, size) {
  return L.marker(at, { keyboard: false, icon: L.divIcon({ className: "map-marker", html, iconSize: [0, 0] }), zIndexOffset: size });
}

function plate(one, texts, home, isNamed) {
  const [count, open, late] = one.tally;
  const share = (part) => `${Math.round((100 * part) / Math.max(1, count))}%`;
  const size = count >= 100 ? "cluster--many" : count < 20 ? "cluster--few" : "";
  const label = fill(texts.plate, { name: one.name, count, open, late });
  return (
    `<a class="cluster ${size} ${one.id === home ? "cluster--here" : ""}" href="${escape(one.href)}">` +
    `<span aria-hidden="true">${count}</span><span class="unseen">${escape(label)}</span>` +
    `<span class="cluster__share" aria-hidden="true"><i class="late" style="width:${share(late)}"></i>` +
    `<i class="open" style="width:${share(open - late)}"></i></span></a>` +
    (isNamed ? `<span class="cluster__name" aria-hidden="true">${escape(one.name)}</span>` : "")
  );
}

// Too near to a plate to be one: it says only that there is something, and the next zoom tells what.
function speck({ tally: [, open, late] }) {
  return `<span class="speck ${late * 2 > open ? "speck--late" : open ? "" : "speck--closed"}" aria-hidden="true"></span>`;
}

// Late, open and closed as arcs around the number.
function ring([count, open, late], texts) {
  const late_ = (360 * late) / count;
  const open_ = late_ + (360 * (open - late)) / count;
  const size = count >= 100 ? 56 : count >= 20 ? 48 : 44;
  return (
    `<button type="button" class="ring" style="--late-arc:${late_.toFixed(0)}deg;--open-arc:${open_.toFixed(0)}deg;--ring-size:${size}px" ` +
    `aria-label="${escape(fill(texts.ring, { count, open, late }))}"><span aria-hidden="true">${count}</span></button>`
  );
}

function pin(one, sprite) {
  return (
    `<a class="map-pin map-pin--${escape(one.mark)}" href="${escape(one.href)}">${icon(sprite, one.icon)}` +
    `<span class="unseen">${escape(one.label)}</span></a>`
  );
}

const touches = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const box = (at, left, top, right, bottom) => ({ left: at.x + left, top: at.y + top, right: at.x + right, bottom: at.y + bottom });

// How each neighborhood in view can stand: as a plate with its name, as a bare plate, or, where even that has no room,
// as a speck. The reader's own comes first, then those with most tickets.
function placed(map, all, home) {
  const taken = [];
  const view = map.getBounds().pad(0.1);
  const free = (wanted) => !taken.some((other) => touches(wanted, other));
  return [...all]
    .filter((one) => one.tally[0] && view.contains([one.lat, one.lon]))
    .sort((a, b) => (b.id === home) - (a.id === home) || b.tally[0] - a.tally[0])
    .map((one) => {
      const at = map.latLngToContainerPoint([one.lat, one.lon]);
      const bare = box(at, -30, -56, 30, 4);
      const name = box(at, -52, 4, 52, 40);
      if (!free(bare)) return { one, as: "speck" };
      taken.push(bare);
      if (!free(name)) return { one, as: "plate" };
      taken.push(name);
      return { one, as: "named" };
    });
}

export class MapLayers {
  constructor(L, map, { texts, locale, sprite, home }) {
    Object.assign(this, { L, map, texts, locale, sprite, home, filter: {}, all: [] });
    this.plates = L.layerGroup().addTo(map);
    this.tiles = this.tileLayer();
    this.refresh = this.refresh.bind(this);
    map.on("moveend", this.refresh);
  }

  light(home) {
    if (home === this.home) return;
    this.home = home;
    this.refresh();
  }

  async show(filter) {
    this.filter = filter;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const answer = await fetch(`/api/map/neighborhoods.json?${query(filter, { lang: this.locale })}`);
    if (!answer.ok) throw new Error(String(answer.status));
    const { neighborhoods } = await answer.json();
    if (turn !== this.turn) return; // another filter was chosen meanwhile
    this.all = neighborhoods;
    if (this.map.hasLayer(this.tiles)) this.tiles.redraw();
    this.refresh();
  }

  refresh() {
    const close = this.map.getZoom() >= TILES_FROM;
    this.plates.clearLayers();
    if (close) {
      if (!this.map.hasLayer(this.tiles)) this.tiles.addTo(this.map);
      return;
    }
    this.tiles.remove();
    for (const { one, as } of placed(this.map, this.all, this.home)) {
      const html = as === "speck" ? speck(one) : plate(one, this.texts, this.home, as === "named");
      marker(this.L, [one.lat, one.lon], html, as === "speck" ? -1000 : one.tally[0]).addTo(this.plates);
    }
  }

  tileLayer() {
    const { L } = this;
    const layer = new (L.GridLayer.extend({ createTile: () => document.createElement("div") }))({ minZoom: TILES_FROM, maxZoom: 20 });
    const drawn = new Map();
    layer.on("tileloadstart", async ({ coords }) => {
      const key = `${coords.z}/${coords.x}/${coords.y}`;
      const group = L.layerGroup().addTo(this.map);
      drawn.set(key, group);
      const answer = await fetch(`/api/map/${key}.json?${query(this.filter, { lang: this.locale })}`).catch(() => null);
      if (!answer?.ok || drawn.get(key) !== group) return;
      this.drawTile(await answer.json(), group);
    });
    layer.on("tileunload", ({ coords }) => {
      const key = `${coords.z}/${coords.x}/${coords.y}`;
      drawn.get(key)?.remove();
      drawn.delete(key);
    });
    layer.on("remove", () => {
      drawn.forEach((group) => group.remove());
      drawn.clear();
    });
    return layer;
  }

  drawTile(content, group) {
    for (const [lat, lon, tally] of content.clusters) {
      const one = marker(this.L, [lat, lon], ring(tally, this.texts), tally[0]);
      one.on("click", () => this.map.flyTo([lat, lon], Math.min(20, this.map.getZoom() + 2), { duration: 0.2 }));
      one.addTo(group);
    }
    for (const one of content.pins) marker(this.L, [one.lat, one.lon], pin(one, this.sprite), 0).addTo(group);
  }
}
