// What stands in the service worker's place where the offline pages are turned off (LIAISON_OFFLINE_PAGES): it lets go of every
// page that was kept, and answers nothing. What people wrote lies on the shelf, which is no cache: it stays, and a page sends it.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(letGo()));

async function letGo() {
  for (const name of await caches.keys()) if (name.startsWith("liaison-")) await caches.delete(name);
  await self.registration.navigationPreload?.disable();
  await self.clients.claim();
}
