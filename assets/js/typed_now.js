// What was typed a moment ago, until IndexedDB has written it: that takes a slow phone a while, and a page may be
// gone before. This tab's own storage takes it at once, and gives it back to the page that comes next.

const HELD_MS = 120_000; // the page that comes next comes soon; what is older is nobody's any more
const START = "typed:";
let last = 0;

/** Hold fields of an account's form, with those held already; call what comes back when they are kept for good. */
export function holdTyped(owner, fields) {
  const mine = ++last;
  try {
    const all = { ...typedBefore(owner)?.fields, ...fields };
    sessionStorage.setItem(START + owner, JSON.stringify({ at: Date.now(), fields: all }));
  } catch {
    dropTyped(owner); // full: IndexedDB keeps it, a little later, and nothing older comes back instead
  }
  return () => mine === last && dropTyped(owner);
}

/** What a page before this one held and did not see kept, and when it was typed; or null. */
export function typedBefore(owner) {
  try {
    const held = JSON.parse(sessionStorage.getItem(START + owner));
    if (held && Date.now() - held.at <= HELD_MS) return held;
  } catch {
    // Nothing that could be read.
  }
  dropTyped(owner);
  return null;
}

export const dropTyped = (owner) => drop((key) => key === START + owner);

export const dropAllTyped = () => drop(() => true);

/** Whether anything is held under any name that `isMeant`. */
export const isAnythingHeld = (isMeant) => keys().some((key) => isMeant(key.slice(START.length)));

function keys() {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(START));
  } catch {
    return []; // where nothing can be held, nothing is
  }
}

function drop(isMeant) {
  for (const key of keys()) if (isMeant(key)) sessionStorage.removeItem(key);
}
