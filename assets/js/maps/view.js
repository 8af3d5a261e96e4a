// The view as it stands in the address: what is shown, where the map looks, which place was searched for. So a link
// opens the same view again, in the other language too, and the browser's Back leads to the view before.

export const SHOWS = ["", "late", "closed", "fixed", "not_fixed", "all"]; // "" is open
const NAMES = ["show", "kind", "service", "since", "until", "neighborhood"];
export const OPEN_ALL_OVER = Object.freeze(Object.fromEntries(NAMES.map((name) => [name, ""])));

const isMonth = (text) => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

function place(text) {
  const [lat, lon, zoom] = (text ?? "").split(",").map(Number);
  return text && Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon, zoom: zoom || 16 } : null;
}

// What an address cannot mean is left out, so that an old or mistyped link still opens.
export function viewInAddress() {
  const words = new URLSearchParams(location.search);
  const filter = Object.fromEntries(NAMES.map((name) => [name, words.get(name) ?? ""]));
  if (!SHOWS.includes(filter.show)) filter.show = "";
  for (const name of ["since", "until"]) if (!isMonth(filter[name])) filter[name] = "";
  if (filter.since && filter.until && filter.since > filter.until) filter.until = "";
  return { filter, at: place(words.get("at")), found: place(words.get("here")) };
}

export function query(filter, extra = {}) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, ...extra })) if (value) words.set(name, value);
  return words.toString().replaceAll("%2C", ",");
}

// A view as a file. The map shows what is open where it is told nothing else; a file would hold all.
export const fileOf = (form, filter, box = "") => `/open-data/tickets.${form}?${query({ ...filter, show: filter.show || "open" }, { box })}`;

const written = (at, ...more) => at && [at.lat.toFixed(5), at.lon.toFixed(5), ...more].join(",");

// A step is something to go back from: another filter, another place. Panning is none.
export function keepInAddress({ filter, at, found }, { isStep = false } = {}) {
  const question = query(filter, { at: written(at, at?.zoom), here: written(found) });
  const address = question ? `${location.pathname}?${question}` : location.pathname;
  if (address === location.pathname + location.search) return;
  history[isStep ? "pushState" : "replaceState"](history.state, "", address);
}
