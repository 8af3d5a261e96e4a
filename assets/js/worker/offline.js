// The service worker's part without a signal. `BUILD` says what is kept, `shelf` is what `js/shelf.js` brings. It looks at
// pages, at files named by their content, and at the public map's data; every other request goes its way untouched.
const CURRENT = `liaison-${BUILD.version}`;
const MAP = "liaison-map";
const MAP_ANSWERS = 120; // how many of the public map's answers are kept
const PATIENCE_MS = 12_000; // a page that has not begun to come by then does not come
const NO_PAGE = /^\/(api|_event|_upload|open311|open-data|healthz|readyz|metrics)(\/|$)/;
const KEPT_FILE = /^\/(assets\/|fonts\/|icons\.svg|icon-|favicon|apple-touch-icon|(es\/)?manifest\.webmanifest)/;
const MAP_DATA = /^\/api\/(map\/|tickets\.json)/;
const AWAY = new Set([502, 503, 504]); // said by what stands before a server that is not there

// ------------------------------------------------------------------------------------------------- keeping a version

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => event.data === "load_newer" && self.skipWaiting());

async function install() {
  const before = (await caches.keys()).filter((name) => name.startsWith("liaison-"));
  const cache = await caches.open(CURRENT);
  const found = await Promise.all(BUILD.pages.map((address) => take(cache, address)));
  const texts = await Promise.all(found.filter(Boolean).map((answer) => answer.text()));
  const named = texts.flatMap((text) => [...text.matchAll(/(?:href|src)="(\/(?:assets|fonts)\/[^"]+)"/g)].map(([, address]) => address));
  await Promise.all([...new Set([...BUILD.files, ...named])].map((address) => take(cache, address)));
  if (!before.length) await self.skipWaiting(); // nobody works with an older version
}

/** Keep one address; a file of the same name that an older version kept is the same file. Throws where it does not come. */
async function take(cache, address) {
  const isFile = KEPT_FILE.test(address);
  const known = isFile && address.startsWith("/assets/") ? await caches.match(address, { ignoreVary: true }) : null;
  const answer = known ?? (await fetch(new Request(address, { credentials: "omit", cache: isFile ? "default" : "reload", headers: isFile ? {} : { Accept: "text/html" } })));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  await cache.put(address, answer.clone());
  return isFile ? null : answer;
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("liaison-") && name !== CURRENT && name !== MAP) await caches.delete(name);
  }
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// ------------------------------------------------------------------------------------------------- answering

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!NO_PAGE.test(url.pathname)) event.respondWith(page(event, url.pathname));
  } else if (KEPT_FILE.test(url.pathname)) event.respondWith(file(request));
  else if (MAP_DATA.test(url.pathname)) event.respondWith(mapData(event));
});

const kept = async (address) => (await caches.open(CURRENT)).match(address, { ignoreVary: true });

/** A page from the server; where there is none, the pocket, or the map as it was. */
async function page(event, path) {
  const instead = kept(standIn(path));
  const asked = (async () => (await event.preloadResponse) ?? fetch(event.request))();
  asked.catch(() => {});
  const waited = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  try {
    const answer = (await instead) ? await Promise.race([asked, waited]) : await asked;
    if (answer && !AWAY.has(answer.status)) return answer;
  } catch {
    // No signal, or no server.
  }
  return (await instead) ?? asked;
}

function standIn(path) {
  const locale = BUILD.locales.find((one) => path === `/${one}` || path.startsWith(`/${one}/`));
  const start = locale ? `/${locale}` : "/";
  return path.replace(/\/$/, "") === start.replace(/\/$/, "") ? start : `${locale ? start : ""}/pocket`;
}

const file = async (request) => (await kept(request)) ?? fetch(request);

/** The public map's data: fresh where there is a signal, else as it last was. The same for everybody; no account is in it. */
async function mapData(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keepMapData(event.request, answer.clone()));
    return answer;
  } catch (error) {
    const known = await caches.match(event.request, { cacheName: MAP, ignoreVary: true });
    if (known) return known;
    throw error;
  }
}

async function keepMapData(request, answer) {
  const cache = await caches.open(MAP);
  await cache.delete(request, { ignoreVary: true }); // what was asked for last stands last
  await cache.put(request, answer);
  const all = await cache.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MAP_ANSWERS))) await cache.delete(old);
}

// ------------------------------------------------------------------------------------------------- sending

// The browser says that there is a signal again, also when no page of ours is open. What fails goes again when it says so.
self.addEventListener("sync", (event) => event.tag === "shelf" && event.waitUntil(sendAll()));

async function sendAll() {
  const why = await shelf.sendEveryShelf();
  if (why && why !== "signed_out" && why !== "not_allowed") throw new Error(why);
}
