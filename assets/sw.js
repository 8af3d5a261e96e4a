// The service worker's notices: it shows one, and opens its page. What works without a signal stands in `js/worker/`; the
// build puts both, and the shelf, into the one file that browsers get (front_end/offline.py).
// What comes is encrypted for this browser; it says that something happened, never what.

function told(data) {
  try {
    const { title, words, to, tag } = data.json();
    if (typeof title === "string" && typeof to === "string") return { title, words: String(words || ""), to, tag: String(tag || "") };
  } catch {
    // Nothing that can be read: a browser wants a notice shown all the same.
  }
  return { title: "Liaison", words: "", to: "/news", tag: "liaison" };
}

self.addEventListener("push", (event) => {
  const { title, words, to, tag } = told(event.data);
  // The same tag replaces a notice that is still shown, so that one which came twice stands there once.
  event.waitUntil(self.registration.showNotification(title, { body: words, tag, data: { to }, icon: "/icon-192.png" }));
});

// Only a page of ours, whatever the notice says.
function ownPage(to) {
  const page = new URL(to, self.location.origin);
  return page.origin === self.location.origin ? page.href : new URL("/news", self.location.origin).href;
}

async function open(to) {
  const page = ownPage(to);
  for (const tab of await self.clients.matchAll({ type: "window" })) {
    if (tab.url === page) return tab.focus();
  }
  return self.clients.openWindow(page);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data || {}).to || "/news"));
});
