// What is typed into a report, kept on this device: one record an account, in IndexedDB, photos included.
// Every change is a read and a write in one transaction, so that two parts of a page never undo each other.
import { areReadingsUnsent, forgetReadings } from "./reading_store.js";
import { forgetShelf, isAnythingOnShelf } from "./shelf.js";
import { dropAllTyped, dropTyped, isAnythingHeld } from "./typed_now.js";

const DATABASE = "liaison";
const STORE = "drafts";
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PLACE_FIELDS = ["lat", "lon", "accuracy", "address", "how", "place_words", "neighborhood"];

let opened;
const inMemory = new Map(); // what the disk would not take, at least this page keeps; it counts until the disk does
const lastKnown = new Map(); // what the disk held when it last answered
const listeners = new Set();

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "owner" });
    asked.onsuccess = () => {
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = undefined;
      };
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

export function blankDraft(owner) {
  return { owner, ref: "", fields: {}, photos: [], startedAt: Date.now(), changedAt: Date.now() };
}

/** The kept draft of an account, or null. */
export async function readDraft(owner) {
  if (inMemory.has(owner)) return inMemory.get(owner);
  try {
    const database = await open();
    const found = await new Promise((resolve, reject) => {
      const asked = database.transaction(STORE).objectStore(STORE).get(owner);
      asked.onsuccess = () => resolve(asked.result ?? null);
      asked.onerror = () => reject(asked.error);
    });
    lastKnown.set(owner, found);
    return found;
  } catch {
    return lastKnown.get(owner) ?? null;
  }
}

/** Change the draft of an account; `change` gets the record and alters it. Tells whether it is on the disk. */
export async function changeDraft(owner, change) {
  let draft;
  let before = inMemory.get(owner) ?? lastKnown.get(owner);
  let isKept = true;
  try {
    const database = await open();
    draft = await new Promise((resolve, reject) => {
      const work = database.transaction(STORE, "readwrite", { durability: "strict" });
      const store = work.objectStore(STORE);
      const asked = store.get(owner);
      let record;
      asked.onsuccess = () => {
        before = inMemory.get(owner) ?? asked.result;
        record = before ? structuredClone(before) : blankDraft(owner);
        change(record);
        record.changedAt = Date.now();
        store.put(record);
      };
      work.oncomplete = () => resolve(record);
      work.onerror = () => reject(work.error);
      work.onabort = () => reject(work.error);
    });
  } catch {
    isKept = false;
    draft = before ? structuredClone(before) : blankDraft(owner);
    change(draft);
    inMemory.set(owner, draft);
  }
  if (isKept) {
    inMemory.delete(owner);
    lastKnown.set(owner, draft);
  }
  listeners.forEach((tell) => tell(draft));
  return { draft, isKept };
}

/** Forget the draft of an account; with `ref`, only if it is that one. */
export async function forgetDraft(owner, ref = "") {
  if (!ref) dropTyped(owner);
  const draft = await readDraft(owner);
  if (!draft || (ref && draft.ref !== ref)) return false;
  inMemory.delete(owner);
  lastKnown.delete(owner);
  dropTyped(owner);
  try {
    const database = await open();
    await new Promise((resolve, reject) => {
      const work = database.transaction(STORE, "readwrite");
      work.objectStore(STORE).delete(owner);
      work.oncomplete = resolve;
      work.onerror = () => reject(work.error);
    });
  } catch {
    return false;
  }
  listeners.forEach((tell) => tell(null));
  return true;
}

/** Forget every draft on this device: whoever signs out leaves nothing for the next person. */
export async function forgetAll() {
  inMemory.clear();
  lastKnown.clear();
  dropAllTyped();
  forgetReadings();
  await forgetShelf();
  try {
    const database = await open();
    await new Promise((resolve, reject) => {
      const work = database.transaction(STORE, "readwrite");
      work.objectStore(STORE).clear();
      work.oncomplete = resolve;
      work.onerror = () => reject(work.error);
    });
  } catch {
    // Where nothing can be kept there is nothing to forget.
  }
  listeners.forEach((tell) => tell(null));
}

// What is practiced is kept here as well, under names of its own (liaison_app/states/practice_draft.py): nothing to send.
const isReport = (owner) => !owner.startsWith("practice/");

/** Whether any account's report on this device has something in it. */
export async function isAnythingKept() {
  const isUnsent = (draft) => isReport(draft.owner) && hasContent(draft);
  if (isAnythingHeld(isReport) || [...inMemory.values()].some(isUnsent)) return true;
  if (await isAnythingOnShelf()) return true;
  if (await areReadingsUnsent()) return true;
  try {
    const database = await open();
    const all = await new Promise((resolve, reject) => {
      const asked = database.transaction(STORE).objectStore(STORE).getAll();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return all.some(isUnsent);
  } catch {
    return false;
  }
}

/** The server has the photos no more, or they belong to another ticket: they are to be sent again. */
export function sendPhotosAnew(draft) {
  for (const photo of draft.photos) delete photo.key;
}

/** Begin a new draft at the place of one that is done. */
export function startAt(owner, place) {
  dropTyped(owner);
  return changeDraft(owner, (draft) => {
    Object.assign(draft, blankDraft(owner));
    for (const name of PLACE_FIELDS) if (place[name]) draft.fields[name] = [String(place[name])];
  });
}

export function onDraftChange(tell) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** The marker of one pressing of Send: made once, kept for every resend. */
export function newRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `NL-${Array.from(bytes, (byte) => LETTERS[byte & 31]).join("")}`;
}

/** A name for something on this device alone; `crypto.randomUUID` is missing on plain http. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Everything a step sends: all fields of all steps, the keys of the photos, the marker. */
export function sentFields(draft) {
  const photo = draft.photos.filter((one) => one.key).map((one) => one.key);
  return { ...draft.fields, photo, ref: draft.ref ? [draft.ref] : [] };
}

export function hasContent(draft) {
  return Boolean(draft && (draft.photos.length || Object.values(draft.fields).some((values) => values.some(Boolean))));
}

// ---------------------------------------------------------------------------------------------- sending the photos

const sending = new Map();

// Why a photo could not be sent that is no fault of the photo: answers that need other words than "on their way".
const HINDRANCES = { 401: "signed_out", 403: "signed_out", 429: "too_many", 507: "storage_full" };

/** Send every photo that has no key yet; `isDone`, or `why` not ("" where a later try helps by itself).
 *  Several callers share one sending. */
export function sendPhotos(owner, onProgress = () => {}) {
  if (!sending.has(owner)) {
    sending.set(
      owner,
      sendInTurn(owner, onProgress).finally(() => sending.delete(owner)),
    );
  }
  return sending.get(owner);
}

async function sendInTurn(owner, onProgress) {
  for (let round = 0; round < 30; round += 1) {
    const draft = await readDraft(owner);
    const next = draft?.photos.find((one) => !one.key && !one.refused);
    if (!next) return { isDone: true, why: "" };
    const answer = await post(next.blob, (share) => onProgress(next.id, share));
    if (answer.retry) return { isDone: false, why: HINDRANCES[answer.status] ?? "" };
    await changeDraft(owner, (record) => {
      const photo = record.photos.find((one) => one.id === next.id);
      if (photo) Object.assign(photo, answer);
    });
  }
  return { isDone: false, why: "" };
}

// XMLHttpRequest, because fetch tells nothing about how far a sending has come.
function post(blob, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/photos");
    request.setRequestHeader("Content-Type", blob.type || "application/octet-stream");
    request.setRequestHeader("X-Requested-With", "liaison");
    request.responseType = "json";
    request.timeout = 120_000;
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      const said = request.response ?? {};
      if (request.status === 201 && said.key) resolve({ key: said.key });
      else if (request.status === 413) resolve({ refused: "photo_too_large" });
      else if (request.status === 422) resolve({ refused: said.fields?.photo ?? "photo_broken" });
      else resolve({ retry: true, status: request.status });
    };
    request.onerror = () => resolve({ retry: true });
    request.ontimeout = () => resolve({ retry: true });
    request.send(blob);
  });
}
