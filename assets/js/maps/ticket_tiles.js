// Tickets on the map from close up, tile by tile: rings, and pins at street level. What a tile showed stays until its
// new content has come; what is left behind is no longer waited for; much is drawn in slices, so that panning goes on.
import { marker, pin, ring } from "./marks.js";
import { Slices } from "./slices.js";
import { query } from "./view.js";

export const TILES_FROM = 14;
const AGAIN_S = 5;
// Pins nearer to each other than this many pixels stand as one ring, which lists them.
const TOO_NEAR = 56;

const OPEN_MARKS = new Set(["open", "late", "waiting"]);

function spotsOf(map, pins, zoom) {
  const spots = [];
  for (const one of pins) {
    const at = map.project([one.lat, one.lon], zoom);
    const near = spots.find((spot) => Math.abs(spot.at.x - at.x) < TOO_NEAR && Math.abs(spot.at.y - at.y) < TOO_NEAR);
    if (near) near.pins.push(one);
    else spots.push({ at, pins: [one] });
  }
  return spots.map((spot) => spot.pins);
}

const tallyOf = (pins) => [
  pins.length,
  pins.filter((one) => OPEN_MARKS.has(one.mark)).length,
  pins.filter((one) => one.mark === "late").length,
];

export class TicketTiles {
  // `on`: zoomTo(at), spot(pins), point(href or ""), trouble(isThere), cut(isThere)
  constructor(L, map, { texts, locale, sprite, on }) {
    Object.assign(this, { L, map, texts, locale, sprite, on, filter: {} });
    this.held = new Map();
    this.byHref = new Map();
    this.slices = new Slices();
    const createTile = (coords, done) => {
      const tile = document.createElement("div");
      this.load(coords).then(() => done(null, tile));
      return tile;
    };
    this.layer = new (L.GridLayer.extend({ createTile }))({ minZoom: 10, maxZoom: 20, keepBuffer: 1 });
    this.layer.on("tileunload", ({ coords }) => this.drop(this.keyOf(coords)));
    this.layer.on("remove", () => [...this.held.keys()].forEach((key) => this.drop(key)));
  }

  keyOf = ({ z, x, y }) => `${z}/${x}/${y}`;

  place(isClose) {
    if (isClose && !this.map.hasLayer(this.layer)) this.layer.addTo(this.map);
    if (!isClose) this.layer.remove();
  }

  show(filter) {
    this.filter = filter;
    for (const { coords } of this.held.values()) this.load(coords);
  }

  again() {
    for (const { coords, hasFailed } of this.held.values()) if (hasFailed) this.load(coords);
  }

  async load(coords) {
    const key = this.keyOf(coords);
    const tile = this.held.get(key) ?? { coords, marks: new Map(), hasFailed: false, isCut: false };
    this.held.set(key, tile);
    tile.stop?.abort();
    tile.stop = new AbortController();
    const { signal } = tile.stop;
    try {
      const answer = await fetch(`/api/map/${key}.json?${query(this.filter, { lang: this.locale })}`, { signal });
      if (answer.status === 429) this.later(key, answer.headers.get("Retry-After"));
      if (!answer.ok) throw new Error(String(answer.status));
      const content = await answer.json();
      Object.assign(tile, { hasFailed: false, isCut: content.is_cut });
      if (!signal.aborted) this.draw(tile, content, signal);
    } catch {
      if (!signal.aborted) tile.hasFailed = true;
    }
    this.tell();
  }

  // Too many readers at once: what is still in view then is asked for again when the server said.
  later(key, seconds) {
    setTimeout(() => this.held.get(key)?.hasFailed && this.load(this.held.get(key).coords), 1000 * (Number(seconds) || AGAIN_S));
  }

  drop(key) {
    const tile = this.held.get(key);
    if (!tile) return;
    tile.stop?.abort();
    for (const name of [...tile.marks.keys()]) this.unmark(tile, name);
    this.held.delete(key);
    this.tell();
  }

  tell() {
    const tiles = [...this.held.values()];
    this.on.trouble?.(tiles.some((one) => one.hasFailed));
    this.on.cut?.(tiles.some((one) => one.isCut));
  }

  draw(tile, { clusters, pins }, signal) {
    const wanted = new Map();
    for (const one of clusters) wanted.set(`c${one}`, () => this.cluster(one));
    for (const spot of spotsOf(this.map, pins, tile.coords.z)) {
      const name = spot.map((one) => one.href + one.mark).join();
      wanted.set(name, () => (spot.length > 1 ? this.stack(spot) : this.single(spot[0])));
    }
    for (const name of [...tile.marks.keys()]) if (!wanted.has(name)) this.slices.add(() => this.unmark(tile, name));
    for (const [name, make] of wanted) {
      if (tile.marks.has(name)) continue;
      this.slices.add(() => !signal.aborted && !tile.marks.has(name) && tile.marks.set(name, make().addTo(this.map)));
    }
  }

  unmark(tile, name) {
    const mark = tile.marks.get(name);
    tile.marks.delete(name);
    if (!mark) return;
    for (const href of mark.hrefs ?? []) if (this.byHref.get(href) === mark) this.byHref.delete(href);
    if (mark.getElement()?.contains(document.activeElement)) this.map.getContainer().focus({ preventScroll: true });
    mark.remove();
  }

  cluster([lat, lon, tally]) {
    const mark = marker(this.L, [lat, lon], ring(tally, this.texts.ring, this.locale), tally[0]);
    return mark.on("click", () => this.on.zoomTo([lat, lon]));
  }

  stack(spot) {
    const mark = marker(this.L, [spot[0].lat, spot[0].lon], ring(tallyOf(spot), this.texts.spot, this.locale, "ring--spot"), 500);
    mark.on("click", () => (this.on.spot ? this.on.spot(spot) : this.on.zoomTo([spot[0].lat, spot[0].lon])));
    return this.known(mark, spot);
  }

  single(one) {
    const mark = this.known(marker(this.L, [one.lat, one.lon], pin(one, this.sprite)), [one]);
    mark.on("mouseover", () => this.on.point?.(one.href));
    mark.on("mouseout", () => this.on.point?.(""));
    mark.on("add", () => {
      const link = mark.getElement().querySelector("a");
      link.addEventListener("focus", () => this.on.point?.(one.href));
      link.addEventListener("blur", () => this.on.point?.(""));
    });
    return mark;
  }

  known(mark, pins) {
    mark.hrefs = pins.map((one) => one.href);
    for (const href of mark.hrefs) this.byHref.set(href, mark);
    return mark;
  }
}
