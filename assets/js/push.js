// Notices on this device: what the browser can do, and telling the server. `push.jsx` shows it.
const SUPPORTED = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(to, fields) {
  const answer = await fetch(to, {
    method: "POST",
    body: new URLSearchParams({ ...fields, locale: document.documentElement.lang }),
    headers: { Accept: "application/json", "X-Liaison": "push" },
    credentials: "same-origin",
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.notice || Object.values(said.fields || {}).join(" "));
  return said.said;
}

async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return registration ? registration.pushManager.getSubscription() : null;
}

const tell = (found) =>
  post("/api/push/on", { endpoint: found.endpoint, p256dh: text(found.getKey("p256dh")), auth: text(found.getKey("auth")) });

const isFor = (found, key) => !found.options.applicationServerKey || text(found.options.applicationServerKey) === key.replace(/=+$/, "");

/** How things stand: none, denied, off or on. A browser that takes notices tells the server again: the person may have
 *  signed in anew since. One that was asked by another key is turned off. */
export async function standing(key) {
  if (!SUPPORTED()) return "none";
  if (Notification.permission === "denied") return "denied";
  const found = await subscription();
  if (!found) return "off";
  if (!isFor(found, key)) {
    await found.unsubscribe();
    return "off";
  }
  await tell(found);
  return "on";
}

/** Turns notices on here; what was saved, in words. Throws `denied` or `service` where the browser does not. */
export async function turnOn(key) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  let found;
  try {
    found = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  } catch {
    throw new Error("service");
  }
  return tell(found);
}

/** Turns them off here; what was saved, in words. The server forgets this browser first. */
export async function turnOff() {
  const said = await post("/api/push/off", {});
  const found = await subscription();
  if (found) await found.unsubscribe();
  return said;
}
