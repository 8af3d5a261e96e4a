// The shelf: what is kept on this phone to be sent when there is a signal. Works in pages and in the service worker, so it
// imports nothing. A record: { ref, owner, kind: "report" | "meeting_item", to (a meeting's id, or ""), line, fields,
// photos: [{ id, blob, key? }], state: "here" | "waiting" | "sent" | "refused", trouble, wrong (words by field), notice, personal,
// createdAt, changedAt, sentAt, leadsTo, revision, theirs }. `ref` is the marker of one thing, made on the phone: however often it goes, it counts once.
const DATABASE = "liaison-shelf";
const RECORDS = "records";
const KNOWN = "known";
const SENT_KEPT = 60; // sent ones that stay to be seen; older ones go
const PHOTO_WAITS_MS = 120_000;
const ANSWER_WAITS_MS = 45_000;
const LOCK = "liaison-shelf";

let opened;
const inMemory = new Map(); // what the disk would not take: at least this page has it
const listeners = new Set();
const channel = typeof BroadcastChannel === "function" && typeof indexedDB !== "undefined" ? new BroadcastChannel("liaison-shelf") : null;
if (channel) channel.onmessage = () => listeners.forEach((tell) => tell());

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(RECORDS, { keyPath: "ref" });
      asked.result.createObjectStore(KNOWN, { keyPath: "name" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = undefined;
      };
      asked.result.onclose = () => (opened = undefined);
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  }).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** One transaction; `work` gets the store and a way to say what comes back. */
async function inStore(name, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const all = database.transaction(name, mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    let found;
    work(all.objectStore(name), (value) => (found = value));
    all.oncomplete = () => resolve(found);
    all.onerror = () => reject(all.error);
    all.onabort = () => reject(all.error ?? new Error("aborted"));
  });
}

function told() {
  listeners.forEach((tell) => tell());
  channel?.postMessage("changed");
}

// ------------------------------------------------------------------------------------------------------- the records

/** Put a new record on the shelf; one with the same ref is there already and stays as it is. Tells whether it is on the
 *  disk: where the browser keeps nothing, this page alone has it. */
export async function putOnShelf(record) {
  const now = Date.now();
  const whole = {
    kind: "report", to: "", line: "", fields: {}, photos: [], state: "here", trouble: "", wrong: {}, sentAt: 0, leadsTo: "",
    revision: 0, theirs: null, createdAt: now, ...record, changedAt: now,
  };
  let isKept = true;
  try {
    await inStore(RECORDS, "readwrite", (store) => {
      const asked = store.get(whole.ref);
      asked.onsuccess = () => asked.result ?? store.put(whole);
    });
  } catch {
    isKept = false;
    if (!inMemory.has(whole.ref)) inMemory.set(whole.ref, whole);
  }
  told();
  return { isKept };
}

/** Change a record: `change` gets it and alters it, or is what it is to be given. Returns it as it is now, or null where it
 *  is not there. What a person changes counts as changed; what the sender notes (`isNote`) does not. */
export async function changeOnShelf(ref, change, isNote = false) {
  const alter = (record) => {
    if (typeof change === "function") change(record);
    else Object.assign(record, change);
    if (!isNote) record.changedAt = Math.max(Date.now(), record.changedAt + 1);
    return record;
  };
  if (inMemory.has(ref)) {
    const record = alter(inMemory.get(ref));
    told();
    return record;
  }
  const changed = await inStore(RECORDS, "readwrite", (store, back) => {
    const asked = store.get(ref);
    asked.onsuccess = () => {
      if (!asked.result) return back(null);
      const record = alter(asked.result);
      store.put(record);
      back(record);
    };
  });
  told();
  return changed;
}

/** Take a record off the shelf for good. */
export async function takeOffShelf(ref) {
  inMemory.delete(ref);
  try {
    await inStore(RECORDS, "readwrite", (store) => store.delete(ref));
  } catch {
    // Where nothing is kept, nothing is to be taken off.
  }
  told();
}

/** Everything of one account, in the order in which it was made. */
export async function onShelf(owner) {
  return (await everything()).filter((record) => record.owner === owner);
}

/** How much there is for each account, without a word of what it says: { owner: { here, waiting, sent, refused } }. */
export async function shelfCounts() {
  const counts = {};
  for (const record of await everything()) {
    counts[record.owner] ??= { here: 0, waiting: 0, sent: 0, refused: 0 };
    counts[record.owner][record.state] += 1;
  }
  return counts;
}

async function everything() {
  let kept = [];
  try {
    kept = await inStore(RECORDS, "readonly", (store, back) => {
      const asked = store.getAll();
      asked.onsuccess = () => back(asked.result);
    });
  } catch {
    // What this page has in memory is all there is.
  }
  return [...kept, ...inMemory.values()].sort((one, other) => one.createdAt - other.createdAt || (one.ref < other.ref ? -1 : 1));
}

/** Calls `tell` after each change, in whichever tab or worker it was made. Returns what ends it. */
export function onShelfChange(tell) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** Forget everything on this phone, of every account, and what was kept to be read without a signal. */
export async function forgetShelf() {
  inMemory.clear();
  for (const name of [RECORDS, KNOWN]) {
    try {
      await inStore(name, "readwrite", (store) => store.clear());
    } catch {
      // Where nothing is kept there is nothing to forget.
    }
  }
  told();
}

/** Whether anything of any account was not sent yet. */
export async function isAnythingOnShelf() {
  return (await everything()).some((record) => record.state !== "sent");
}

// ----------------------------------------------------------------------------------- what is known without a signal

/** Keep small data by name (`account`, `words` …), to be read without a signal. */
export async function keepKnown(name, value) {
  try {
    await inStore(KNOWN, "readwrite", (store) => store.put({ name, value, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** What was kept by that name: { value, at }, or null. */
export async function readKnown(name) {
  try {
    return (await inStore(KNOWN, "readonly", (store, back) => {
      const asked = store.get(name);
      asked.onsuccess = () => back(asked.result ?? null);
    })) ?? null;
  } catch {
    return null;
  }
}

/** Forget what was kept to be read; what waits to be sent stays. */
export async function forgetKnown() {
  try {
    await inStore(KNOWN, "readwrite", (store) => store.clear());
  } catch {
    // Nothing is kept.
  }
}

// ------------------------------------------------------------------------------------------------------- sending

const sendings = new Map();

/** Send what waits of an account, oldest first; one sender over all tabs and the worker. Returns why it ended: "" where
 *  nothing waits any more, else signed_out, offline, too_many, storage_full, not_allowed or server. */
export function sendShelf(owner) {
  const under = sendings.get(owner) ?? { isWanted: false, why: null };
  under.isWanted = true;
  under.why ??= (async () => {
    let why = "";
    try {
      while (under.isWanted) {
        under.isWanted = false; // who asks from here on is sent for once more
        why = await alone(() => sendAll(owner));
      }
    } catch {
      why = "server"; // the phone's store failed: all of it still waits, and a later try begins anew
    } finally {
      sendings.delete(owner);
    }
    return why;
  })();
  sendings.set(owner, under);
  return under.why;
}

/** The same for every account that has something waiting, as the worker does it; each goes under its own account only. */
export async function sendEveryShelf() {
  const owners = Object.entries(await shelfCounts()).filter(([, counts]) => counts.waiting);
  let worst = "";
  for (const [owner] of owners) worst = (await sendShelf(owner)) || worst;
  return worst;
}

const alone = (work) => (globalThis.navigator?.locks ? navigator.locks.request(LOCK, work) : work());

async function sendAll(owner) {
  const tried = new Set();
  let why = "";
  for (;;) {
    const next = (await onShelf(owner)).find((one) => one.state === "waiting" && !tried.has(one.ref));
    if (!next) {
      await tidy(owner);
      return why;
    }
    tried.add(next.ref);
    const hindrance = await sendOne(next);
    if (!hindrance) continue;
    why = hindrance;
    await changeOnShelf(next.ref, { trouble: hindrance }, true);
    if (hindrance !== "server") return why; // whatever comes after would fare no better
  }
}

// What an answer means that is no word about the thing itself: it waits, and goes again later.
const HINDRANCES = { 401: "signed_out", 403: "not_allowed", 429: "too_many", 507: "storage_full" };
const hindranceOf = (status) => (status ? (HINDRANCES[status] ?? (status >= 500 ? "server" : "")) : "offline");

/** '' where it is settled, one way or the other; else why it has to wait. */
async function sendOne(record) {
  for (let round = 0; round < 2; round += 1) {
    const hindrance = await sendPhotosOf(record);
    if (hindrance !== null) return hindrance;
    const { photos, fields, changedAt } = record;
    const keys = photos.filter((photo) => photo.key).map((photo) => photo.key);
    const sent = { ref: record.ref, fields: { ...fields, ref: [record.ref], photo: keys }, locale: record.locale ?? "" };
    const more = record.kind === "meeting_item" ? { line: record.line, revision: record.revision ?? 0 } : {};
    const isNew = record.kind === "meeting_item" && !record.revision;
    const triedAs = record.triedAs ?? changedAt; // what the server may have, where its answer did not come
    if (isNew && !record.triedAs) await changeOnShelf(record.ref, { triedAs }, true);
    const answer = await ask(addressOf(record), record.owner, JSON.stringify({ ...sent, ...more }), "application/json", ANSWER_WAITS_MS);
    const waits = hindranceOf(answer.status);
    if (waits) return waits;
    if (isNew && answer.status === 200 && triedAs !== changedAt) {
      // It is there as it was before it was changed here: what was changed goes as a change of its first form.
      record = await changeOnShelf(record.ref, { revision: 1 }, true);
      if (!record) return "";
      continue;
    }
    if (answer.status < 300) {
      await settleSent(record, answer.said, changedAt);
      return "";
    }
    if (answer.said.codes?.photo === "photo_gone" && !round) {
      // The server keeps photos that nothing took only for a while; the phone still has them.
      record = await changeOnShelf(record.ref, (one) => one.photos.forEach((photo) => delete photo.key), true);
      if (!record) return "";
      continue;
    }
    await settleRefused(record, answer);
    return "";
  }
  return "server";
}

const addressOf = (record) => (record.kind === "meeting_item" ? `/api/meetings/${encodeURIComponent(record.to)}/items` : "/api/reports");

/** Each photo that has no key yet; null where all are there, '' where one was refused, else why it has to wait. */
async function sendPhotosOf(record) {
  for (const photo of record.photos) {
    if (photo.key || !photo.blob) continue;
    const answer = await ask("/api/photos", record.owner, photo.blob, photo.blob.type || "application/octet-stream", PHOTO_WAITS_MS);
    const waits = hindranceOf(answer.status);
    if (waits) return waits;
    if (answer.status !== 201 || !answer.said.key) {
      const code = answer.status === 413 ? "photo_too_large" : (answer.said.fields?.photo ?? "photo_broken");
      await changeOnShelf(record.ref, { state: "refused", trouble: code, wrong: {} }, true);
      return "";
    }
    photo.key = answer.said.key;
    const { id, key } = photo;
    await changeOnShelf(record.ref, (one) => one.photos.forEach((other) => other.id === id && (other.key = key)), true);
  }
  return null;
}

function settleSent(record, said, changedAt) {
  return changeOnShelf(
    record.ref,
    (one) => {
      const leadsTo = said.id ?? said.item?.id ?? "";
      Object.assign(one, { leadsTo, revision: said.item?.revision ?? one.revision, trouble: "", wrong: {} });
      if (one.changedAt !== changedAt) return; // changed while it was under way: it goes again
      Object.assign(one, { state: "sent", sentAt: Date.now() });
      for (const photo of one.photos) delete photo.blob;
    },
    true,
  );
}

function settleRefused(record, { status, said }) {
  const trouble = said.reason || (said.item ? "changed_elsewhere" : "") || (status === 422 ? "needs_answer" : status === 404 ? "gone" : "refused");
  const told = { state: "refused", trouble, wrong: said.fields ?? {}, notice: said.notice ?? "", leadsTo: said.id ?? "", theirs: said.item ?? null, personal: said.personal ?? null };
  return changeOnShelf(record.ref, told, true);
}

/** Ask the server, as that account only: one that somebody else is signed in to answers as to nobody. */
async function ask(to, owner, body, type, waitMs) {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), waitMs);
  try {
    const answer = await fetch(to, {
      method: "POST",
      body,
      headers: { "Content-Type": type, Accept: "application/json", "X-Liaison": "shelf", "X-Liaison-Account": owner },
      credentials: "same-origin",
      signal: ended.signal,
    });
    const said = await answer.json().catch(() => ({}));
    // What stands between us and the server, a captive portal for instance, may say "fine" to everything.
    if (answer.redirected || (answer.ok && typeof said !== "object")) return { status: 0, said: {} };
    if (answer.ok && !(said.id || said.item || said.key)) return { status: 0, said: {} };
    return { status: answer.status, said };
  } catch {
    return { status: 0, said: {} };
  } finally {
    clearTimeout(timer);
  }
}

async function tidy(owner) {
  const sent = (await onShelf(owner)).filter((record) => record.state === "sent").sort((one, other) => other.sentAt - one.sentAt);
  for (const record of sent.slice(SENT_KEPT)) await takeOffShelf(record.ref);
}
