// Says on a page without a framework that there is no signal: what stands there is the last that was known.
for (const place of document.querySelectorAll('[data-island="NoSignal"]')) {
  const say = () => {
    const line = Object.assign(document.createElement("p"), { className: "connection connection--plain", textContent: place.dataset.said });
    place.replaceChildren(...(navigator.onLine ? [] : [line]));
  };
  addEventListener("online", say);
  addEventListener("offline", say);
  say();
}
