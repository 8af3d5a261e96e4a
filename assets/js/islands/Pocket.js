// The pocket's page is HTML until this takes it over; nothing of it needs the framework or a socket.
import { pocket } from "../pocket/page.js";
import { signalLine } from "../signal.js";

for (const place of document.querySelectorAll('[data-island="Pocket"]')) {
  const { signal, ...words } = JSON.parse(place.dataset.given);
  const line = document.querySelector(".connection-place") ?? document.createElement("div");
  signalLine(line, signal, { isQuiet: true });
  pocket(place, words);
}
