// Neighborhoods on the map from further off: rings with their names where there is room, specks where there is none,
// over their shapes where an operator has imported some.
import { coverOf } from "./cover.js";
import { marker, nameOf, neighborhood, ringSize, speck } from "./marks.js";
import { Slices } from "./slices.js";

const touches = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const box = (at, left, top, right, bottom) => ({ left: at.x + left, top: at.y + top, right: at.x + right, bottom: at.y + bottom });

// How each neighborhood in view can stand: as a ring with its name, as a bare ring, as a speck, or, where nothing is
// reported, as a name alone. Those that are lit come first, then those with most tickets. Names never touch a ring, and
// no ring stands half under a chip.
function placed(map, all, isLit, hasShapes) {
  const taken = coverOf(map.getContainer());
  const view = map.getBounds().pad(0.1);
  const free = (wanted) => !taken.some((other) => touches(wanted, other));
  const reach = (one) => (isLit(one) ? 30 : Math.max(44, ringSize(one.tally[0]) + 4) / 2 + 1);
  const named = (at, one) => {
    const [half, lines] = [Math.min(56, 4 * one.name.length), one.name.length > 14 ? 2 : 1];
    const top = reach(one);
    return one.tally[0] ? box(at, -half, top, half, top + 4 + 15 * lines) : box(at, -half, -8 * lines, half, 8 * lines);
  };
  return [...all]
    .filter((one) => (one.tally[0] || hasShapes) && view.contains([one.lat, one.lon]))
    .sort((a, b) => isLit(b) - isLit(a) || b.tally[0] - a.tally[0])
    .map((one) => {
      const at = map.latLngToContainerPoint([one.lat, one.lon]);
      const far = reach(one);
      const [bare, name] = [box(at, -far, -far, far, far), named(at, one)];
      if (one.tally[0] && !free(bare)) return { one, as: "speck" };
      if (one.tally[0]) taken.push(bare);
      if (!free(name)) return { one, as: one.tally[0] ? "ring" : "" };
      taken.push(name);
      return { one, as: one.tally[0] ? "named" : "name" };
    });
}

export class NeighborhoodMarks {
  // `on.neighborhood(one)` narrows the map to it; without it a mark is a link to the neighborhood's page.
  constructor(L, map, { texts, locale, on }) {
    Object.assign(this, { L, map, texts, locale, on, drawn: new Map(), slices: new Slices() });
    map.on("unload", () => this.slices.clear());
  }

  // In slices: a city's whole map of them at once would hold a slow phone for a third of a second.
  draw(all, isLit, hasShapes) {
    this.slices.clear();
    const kept = new Set();
    for (const { one, as } of placed(this.map, all, isLit, hasShapes)) {
      if (!as) continue;
      const html = this.html(one, as, isLit(one));
      kept.add(one.id);
      if (this.drawn.get(one.id)?.html !== html) this.slices.add(() => this.replace(one, html, as === "speck" ? -1000 : one.tally[0]));
    }
    this.keep(kept);
  }

  keep(kept) {
    for (const id of this.drawn.keys()) if (!kept.has(id)) this.slices.add(() => this.drop(id));
  }

  html(one, as, isLit) {
    if (as === "speck") return speck(one);
    if (as === "name") return nameOf(one, "cluster__name--alone");
    const isLink = !this.on.neighborhood;
    const words = isLink ? this.texts.plate : this.texts.narrow;
    return neighborhood(one, { words, locale: this.locale, isLit, isNamed: as === "named", isLink });
  }

  replace(one, html, front) {
    const old = this.drawn.get(one.id);
    const hadFocus = old?.mark.getElement()?.contains(document.activeElement);
    old?.mark.remove();
    const mark = marker(this.L, [one.lat, one.lon], html, front).addTo(this.map);
    this.drawn.set(one.id, { mark, html });
    const press = mark.getElement().querySelector("[data-neighborhood]");
    if (!press) return;
    for (const [act, isOn] of [["focus", true], ["mouseenter", true], ["blur", false], ["mouseleave", false]]) {
      press.addEventListener(act, () => this.on.hover?.(isOn ? one.id : ""));
    }
    if (this.on.neighborhood) mark.on("click", () => this.on.neighborhood(one));
    if (hadFocus) press.focus({ preventScroll: true });
  }

  drop(id) {
    const { mark } = this.drawn.get(id);
    if (mark.getElement()?.contains(document.activeElement)) this.map.getContainer().focus({ preventScroll: true });
    mark.remove();
    this.drawn.delete(id);
  }

  clear() {
    this.slices.clear();
    this.keep(new Set());
  }
}
