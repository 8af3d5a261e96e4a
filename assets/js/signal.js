// Whether there is a signal, what waits on this phone, and whether a newer version is here: one line under the head of every
// page of somebody who is signed in (liaison_app/components/signal.py). It also has what waits sent, keeps what is wanted
// without a signal up to date, and brings the service worker in once the page has come to rest.
import { forgetKnown, keepKnown, onShelf, onShelfChange, readKnown, sendShelf } from "./shelf.js";

const AGAIN_MS = 45_000; // while something waits
const KNOWN_FOR_MS = 600_000; // how old the kept lists may be before they are asked for again
const SETTLED_MS = 2500; // after the page was loaded: its own work comes first
export const VERSION = 1;

export const locale = () => document.documentElement.lang || "en";

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** The account whose phone this is, as last known: { id, name, neighborhood } with everything kept for it; or null. */
export async function knownAccount() {
  const found = await readKnown("account");
  return found?.value.version === VERSION ? found : null;
}

/** Ask the server for what the phone keeps; "" where it is there, else signed_out, not_allowed or offline. */
export async function refreshKnown({ isForced = false } = {}) {
  const before = await knownAccount();
  if (!isForced && before && Date.now() - before.at < KNOWN_FOR_MS && before.value.locale === locale()) return "";
  let answer;
  try {
    answer = await fetch(`/api/pocket?locale=${locale()}`, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
  } catch {
    return "offline";
  }
  if (answer.status === 204 || answer.status === 401) return "signed_out";
  if (answer.status === 403) return "not_allowed";
  if (!answer.ok) return "offline";
  let said;
  try {
    said = await answer.json();
  } catch {
    return "offline"; // something between us and the server answered
  }
  if (!said.account?.id || said.version !== VERSION) return "offline";
  if (before && before.value.account.id !== said.account.id) await forgetKnown(); // what one account keeps, no other reads
  await keepKnown("account", said);
  return "";
}

/** Where this phone has too little room, or keeps nothing: tight, unkept, or "". */
export async function roomHere() {
  try {
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    if (quota && quota - usage < 60 * 1024 * 1024) return "tight";
  } catch {
    return "unkept";
  }
  return "indexedDB" in globalThis && indexedDB ? "" : "unkept";
}

/** Ask the browser not to throw away what waits, when something begins to. */
export async function keepForGood() {
  try {
    if (!(await navigator.storage?.persisted?.())) await navigator.storage?.persist?.();
  } catch {
    // It decides for itself then.
  }
}

/** Lets what waits go by itself also after the page was closed, where the browser can. */
export async function askForSync() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    await registration?.sync?.register("shelf");
  } catch {
    // There is no such thing here: it goes when a page of ours is open.
  }
}

const isTyping = () => {
  const one = document.activeElement;
  return Boolean(one?.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]"));
};

/** Brings the service worker in, and tells when a newer one waits: `tell(load)`, where `load()` shows the newer version. */
async function watchVersions(tell) {
  if (!("serviceWorker" in navigator) || !globalThis.isSecureContext) return;
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  const offer = () => {
    const waiting = registration.waiting;
    if (!waiting || !navigator.serviceWorker.controller) return;
    tell(() => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      waiting.postMessage("load_newer");
    });
  };
  offer();
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => fresh.state === "installed" && offer());
  });
  let askedAt = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - askedAt < KNOWN_FOR_MS) return;
    askedAt = Date.now();
    registration.update().catch(() => {}); // without a signal, at the next look
  });
}

function settled(work) {
  const later = () => setTimeout(() => (globalThis.requestIdleCallback ? requestIdleCallback(work, { timeout: 4000 }) : work()), SETTLED_MS);
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

/** Draws the line into `place` and keeps it true. `words` are those of components/signal.py; `isAway()` says whether the page
 *  has lost its server. Where `isQuiet`, the page says itself what waits. For nobody who is signed in (`isSomebody`) nothing is kept, sent or brought in. */
export function signalLine(place, words, { isAway = () => false, isSomebody = true, isQuiet = false } = {}) {
  let why = "";
  let loadNewer = null;
  let isEnded = false;
  let shown = "";
  let isSending = false;

  async function draw() {
    const known = isSomebody ? await knownAccount() : null;
    const all = known ? await onShelf(known.value.account.id) : [];
    if (isEnded) return;
    const count = (state) => all.filter((one) => one.state === state).length;
    const parts = sentences({ isOffline: !navigator.onLine || isAway(), waiting: count("waiting"), refused: count("refused") });
    const key = JSON.stringify([parts, Boolean(loadNewer)]);
    if (key === shown) return; // said once, not at every look
    shown = key;
    place.replaceChildren(...lines(parts));
  }

  function sentences({ isOffline, waiting, refused }) {
    const said = [];
    if (isQuiet) return said;
    const number = (one, many, count) => fill(count === 1 ? one : many, { count });
    if (isOffline) said.push({ strong: words.offline, text: waiting ? number(words.waitsOne, words.waitsMany, waiting) : words.stays });
    else if (waiting && why === "signed_out") said.push({ strong: words.signedOut, text: number(words.waitsOne, words.waitsMany, waiting), href: words.signInTo, link: words.signIn });
    else if (waiting && why === "not_allowed") said.push({ strong: words.notAllowed, text: number(words.waitsOne, words.waitsMany, waiting) });
    else if (waiting) said.push({ strong: "", text: number(words.goesOne, words.goesMany, waiting) });
    if (refused) said.push({ strong: "", text: number(words.refusedOne, words.refusedMany, refused) });
    return said;
  }

  function lines(parts) {
    const made = parts.map(({ strong, text, href, link }) => {
      const said = element("span", {}, strong && element("b", {}, strong), strong && " ", text, " ", href && element("a", { href }, link));
      if (isSomebody && location.pathname !== words.pocketTo) said.append(" ", element("a", { href: words.pocketTo }, words.pocket));
      return element("p", { className: "connection" }, icon(words.sprite, "no-signal"), said);
    });
    if (loadNewer) made.push(newer());
    return made;
  }

  function newer() {
    const button = element("button", { type: "button", className: "button" }, words.load);
    button.addEventListener("click", () => {
      if (isTyping() && !confirm(words.typing)) return;
      button.disabled = true;
      loadNewer();
    });
    return element("p", { className: "connection connection--newer" }, icon(words.sprite, "again"), element("span", {}, words.newer, " ", button));
  }

  async function send() {
    if (isSending || isEnded || !isSomebody || !navigator.onLine) return;
    isSending = true;
    try {
      const known = await knownAccount();
      const owner = known?.value.account.id;
      if (owner && (await onShelf(owner)).some((one) => one.state === "waiting")) {
        why = await sendShelf(owner);
        if (why) askForSync();
        if (why === "signed_out") await refreshKnown({ isForced: true }); // somebody else may be signed in now
      } else why = "";
    } finally {
      isSending = false;
    }
    draw();
  }

  const look = () => document.visibilityState === "visible" && send();
  const timer = setInterval(look, AGAIN_MS);
  const unwatch = onShelfChange(draw);
  const heard = [
    [window, "online", send],
    [window, "online", draw],
    [window, "offline", draw],
    [document, "visibilitychange", look],
  ];
  for (const [target, name, what] of heard) target.addEventListener(name, what);
  draw();
  settled(async () => {
    if (isEnded || !isSomebody) return;
    watchVersions((load) => {
      loadNewer = load;
      draw();
    }).catch(() => {});
    await refreshKnown();
    send();
  });
  return {
    update: draw,
    end() {
      isEnded = true;
      clearInterval(timer);
      unwatch();
      for (const [target, name, what] of heard) target.removeEventListener(name, what);
    },
  };
}

// ------------------------------------------------------------------------------------------------- a page without a framework

/** An element with its properties and children; what is nothing is left out. `data` and `aria-` come as attributes. */
export function element(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && !name.includes("-")) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((one) => one !== undefined && one !== null && one !== false && one !== ""));
  return made;
}

export function icon(sprite, name) {
  const SVG = "http://www.w3.org/2000/svg";
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", "icon icon--small");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  made.append(use);
  return made;
}
