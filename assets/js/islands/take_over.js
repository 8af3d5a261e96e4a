// Brings the islands of one name to life on a page that came as plain HTML.
import { h, hydrate, render } from "preact";

export const islandsOf = (name) => document.querySelectorAll(`[data-island="${name}"]`);

const part = (Part, place) => h(Part, JSON.parse(place.dataset.given));

/** Where the HTML in the place is the part's own. */
export function takeOver(name, Part) {
  for (const place of islandsOf(name)) hydrate(part(Part, place), place);
}

/** Where something else stands in the place until it comes near to what is seen. */
export function putInPlace(name, Part) {
  const seen = new IntersectionObserver((found) => {
    for (const { target, isIntersecting } of found) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      const place = target.closest("[data-island]");
      place.replaceChildren();
      render(part(Part, place), place);
    }
  }, { rootMargin: "200px" });
  // The place itself takes no part in the layout (base.css).
  for (const place of islandsOf(name)) if (place.firstElementChild) seen.observe(place.firstElementChild);
}
