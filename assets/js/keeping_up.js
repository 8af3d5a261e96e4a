// Keeps a page up to date that was written on the server (liaison_app/components/fresh.py). Its parts are its plate and
// its main part; islands on them live on, with whatever somebody has typed there.
const EVERY_MS = 25_000;
const PARTS = ["header.plate", "main"];

const sameIsland = (place, there) =>
  [...there.querySelectorAll("[data-island]")].find((one) => one.dataset.island === place.dataset.island && one.getAttribute("action") === place.getAttribute("action"));

function isBusy(part) {
  const alone = [...part.querySelectorAll("input, textarea, select")].filter((one) => !one.closest("[data-island]"));
  const typed = alone.some((one) =>
    one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked : "defaultValue" in one && one.value !== one.defaultValue,
  );
  return typed || (part.contains(document.activeElement) && document.activeElement !== part);
}

function replace(part, by) {
  for (const place of by.querySelectorAll("[data-island]")) {
    const living = sameIsland(place, part);
    if (living) place.replaceWith(living);
  }
  part.className = by.className;
  part.replaceChildren(...by.childNodes);
}

/** Starts asking; `place` says in its `data-said` words that something was brought up to date, and `data-offer` asks. */
export function keepingUp(place) {
  let tag = "";
  let askedAt = performance.now();
  let isAsking = false;

  function say(words, isOffer) {
    if (!isOffer) {
      place.textContent = words;
      return;
    }
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });
    button.addEventListener("click", () => location.reload());
    place.replaceChildren(button);
  }

  function take(page) {
    if (page.body.dataset.version === document.body.dataset.version) return;
    const parts = PARTS.map((name) => [document.querySelector(name), page.querySelector(name)]).filter(([old]) => old);
    if (parts.some(([old, by]) => !by || isBusy(old))) {
      say(place.dataset.offer, true);
      return;
    }
    for (const [old, by] of parts) replace(old, by);
    document.title = page.title;
    document.body.dataset.version = page.body.dataset.version;
    say(place.dataset.said, false);
  }

  async function ask() {
    const answer = await fetch(location.href, { cache: "no-cache", headers: { Accept: "text/html" } });
    const is = answer.headers.get("etag") ?? "";
    if ((answer.ok || answer.status === 404) && is !== tag) {
      tag = is;
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  }

  async function look() {
    if (isAsking || document.visibilityState !== "visible" || performance.now() - askedAt < EVERY_MS) return;
    isAsking = true;
    askedAt = performance.now();
    try {
      await ask();
    } catch {
      // Away from the net for a while: what stands here is the last that was known.
    }
    isAsking = false;
  }

  const timer = setInterval(look, EVERY_MS / 5);
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
