import { h, render } from "preact";
import { MapWithList } from "../maps/public_map.jsx";
import { islandsOf } from "./take_over.js";

// What the server wrote stays on the screen until the live list is here, and what was typed meanwhile is kept.
for (const place of islandsOf("PublicMap")) {
  const typed = place.querySelector("input[name=q]");
  const until = {
    count: place.querySelector(".sheet__count")?.textContent,
    list: place.querySelector(".sheet__body .ticket-list")?.outerHTML,
    typed: typed?.value,
    isTyping: document.activeElement === typed,
  };
  place.replaceChildren();
  render(h(MapWithList, { ...JSON.parse(place.dataset.given), until }), place);
}
