// Brings the islands of one name to life on a page that came as plain HTML.
import { h, hydrate } from "preact";

export const islandsOf = (name) => document.querySelectorAll(`[data-island="${name}"]`);

export function takeOver(name, Part) {
  for (const place of islandsOf(name)) hydrate(h(Part, JSON.parse(place.dataset.given)), place);
}
