// How things look on the map, as HTML: neighborhoods and clusters as rings, tickets as pins, the reader's own
// neighborhood as a plate. Each is a link or a button with its whole meaning in words, so that a keyboard and a screen
// reader reach it.
import { fill } from "./words.js";

export const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export const icon = (sprite, name, kind = "icon") =>
  `<svg class="${kind}" aria-hidden="true" focusable="false"><use href="${sprite}#${escape(name)}"></use></svg>`;

export function marker(L, at, html, front = 0) {
  const icon = L.divIcon({ className: "map-marker", html, iconSize: [0, 0] });
  const mark = L.marker(at, { keyboard: false, icon, zIndexOffset: front });
  const press = () => mark.getElement()?.querySelector("a, button");
  mark.on("add", ({ target }) => press() && target._map.sight?.observe(press()));
  mark.on("remove", ({ target }) => press() && target._map?.sight?.unobserve(press()));
  return mark;
}

// What lies half under the sheet, the chips or the tools is no stop for the Tab key until the map has moved.
export function sightOf(node, margin) {
  const look = (seen) => {
    for (const { target, intersectionRatio } of seen) {
      const isStop = intersectionRatio > 0.7 || target === document.activeElement;
      if (isStop) target.removeAttribute("tabindex");
      else target.tabIndex = -1;
    }
  };
  return new IntersectionObserver(look, { root: node, rootMargin: margin, threshold: [0, 0.7, 1] });
}

// The sign beside a pin's picture says where the ticket stands, for whoever does not see or trust the colour.
const SIGNS = { late: "late", closed: "check", fixed: "seen", "not-fixed": "not-fixed", open: "city", waiting: "phone" };
// What the city says stands in a square, what a person saw in a round pin, what lies with us in one with a cut corner.
const SHAPES = { fixed: "seen", "not-fixed": "seen", waiting: "ours" };

export const pinClass = (mark) => `map-pin map-pin--${mark} ${SHAPES[mark] ? `map-pin--shape-${SHAPES[mark]}` : ""}`;
export const signOf = (mark) => SIGNS[mark] ?? "city";

export function pin(one, sprite) {
  return (
    `<a class="${pinClass(escape(one.mark))}" href="${escape(one.href)}">${icon(sprite, one.icon)}` +
    `<span class="map-pin__sign">${icon(sprite, signOf(one.mark))}</span>` +
    `<span class="unseen">${escape(one.label)}</span></a>`
  );
}

// Across, in pixels; what is pressed is never less than 44.
export const ringSize = (count) => (count >= 1000 ? 64 : count >= 100 ? 54 : count >= 10 ? 44 : 36);

const arcs = ([count, open, late]) => {
  const lateTo = (360 * late) / Math.max(1, count);
  const openTo = lateTo + (360 * (open - late)) / Math.max(1, count);
  return `--late-arc:${lateTo.toFixed(0)}deg;--open-arc:${openTo.toFixed(0)}deg;--ring-size:${ringSize(count)}px`;
};

const short = (count, locale) =>
  new Intl.NumberFormat(locale, count >= 10000 ? { notation: "compact", maximumFractionDigits: 0 } : {}).format(count);

export function ring(tally, words, locale, extra = "") {
  const [count, open, late] = tally;
  return (
    `<button type="button" class="ring ${extra}" style="${arcs(tally)}" ` +
    `aria-label="${escape(fill(words, { count, open, late }))}"><span aria-hidden="true">${short(count, locale)}</span></button>`
  );
}

// A neighborhood: a ring, or the plate of the one that is lit; a link to its page where nothing narrows the map.
export function neighborhood(one, { words, locale, isLit, isNamed, isLink }) {
  const [count, open, late] = one.tally;
  const label = escape(fill(words, { name: one.name, count, open, late }));
  const tag = isLink ? `a href="${escape(one.href)}"` : `button type="button"`;
  const kind = isLit ? `cluster cluster--here` : "ring";
  const share = (part) => `${Math.round((100 * part) / Math.max(1, count))}%`;
  const bar =
    `<span class="cluster__share" aria-hidden="true"><i class="late" style="width:${share(late)}"></i>` +
    `<i class="open" style="width:${share(open - late)}"></i></span>`;
  return (
    `<${tag} class="${kind}" style="${isLit ? "" : arcs(one.tally)}" data-neighborhood="${escape(one.id)}" aria-label="${label}">` +
    `<span aria-hidden="true">${short(count, locale)}</span>${isLit ? bar : ""}</${isLink ? "a" : "button"}>` +
    (isNamed ? nameOf(one, isLit || count >= 100 ? "cluster__name--big" : "") : "")
  );
}

export const nameOf = (one, extra = "") => `<span class="cluster__name ${extra}" aria-hidden="true">${escape(one.name)}</span>`;

// Too near to others to be read: it says only that there is something, and the next zoom tells what.
export function speck({ tally: [, open, late] }) {
  return `<span class="speck ${late * 2 > open ? "speck--late" : open ? "" : "speck--closed"}" aria-hidden="true"></span>`;
}

// The place that was searched for or is pointed at in the list: gold, because the reader put it there.
export const goldPin = (sprite, name) => `<span class="map-pin map-pin--here">${icon(sprite, name)}</span>`;
