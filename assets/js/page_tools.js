// Share, copy and print: what only the browser can do. No framework, so that a page without one has them too.
// Each gives a button its meaning, shows it where it waited for that, and returns what takes it away again.
const SAID_MS = 4000;

function act(button, press) {
  button.classList.remove("needs-script");
  button.addEventListener("click", press);
  return () => button.removeEventListener("click", press);
}

async function copy(text, place, words) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return; // the browser lets nobody write there: the text stands on the page, or in the address bar
  }
  place.textContent = words;
  setTimeout(() => (place.textContent = ""), SAID_MS);
}

/** The phone's own share sheet for this page; where there is none, its address is copied. */
export const sharing = (button) =>
  act(button, async () => {
    const url = location.href.split("#")[0];
    if (!navigator.share) {
      await copy(url, button.querySelector("[role=status]"), button.dataset.copied);
      return;
    }
    try {
      await navigator.share({ title: document.title, url });
    } catch {
      // Closing the share sheet is no error.
    }
  });

/** The browser's print dialog. */
export const printing = (button) => act(button, () => window.print());

/** Puts the text of a place's `data-text` on the clipboard. */
export const copying = (place) =>
  act(place.querySelector("button"), () => copy(place.dataset.text, place.querySelector("[role=status]"), place.dataset.copied));
