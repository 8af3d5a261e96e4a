import { h, render } from "preact";
import { Places } from "../maps/places_list.jsx";
import { islandsOf } from "./take_over.js";

for (const place of islandsOf("PlacesList")) {
  const until = place.querySelector(".place-rows")?.outerHTML;
  place.replaceChildren();
  render(h(Places, { ...JSON.parse(place.dataset.given), until }), place);
}
