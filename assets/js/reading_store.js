// What a trainee reads and answers, kept on this device until the server has it: one record a module and version, in
// localStorage, under the account that wrote it. A record: { owner, id, number, at, isMoved, answers: [{ check, try, chosen,
// isSent }], again: [checks to be answered once more] }. Handing over the same twice counts once.
const PREFIX = "liaison-training:";
const MOST_AT_ONCE = 150;

const inMemory = new Map(); // where the browser keeps nothing: at least this page has it
const listeners = new Set();

const keyOf = ({ owner, id, number }) => `${PREFIX}${owner}:${id}:${number}`;

/** What is kept of a version of a module; null where nothing is. */
export function readReading(which) {
  const key = keyOf(which);
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept?.owner === which.owner) return kept;
  } catch {
    // It keeps nothing, or something else: what this page has is taken.
  }
  return inMemory.get(key) ?? null;
}

/** Keep a record; whether the device has it. */
export function keepReading(record) {
  inMemory.set(keyOf(record), record);
  try {
    localStorage.setItem(keyOf(record), JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

/** The records of an account, or of every one. */
function allOf(owner = "") {
  const isTheirs = (one) => !owner || one.owner === owner;
  const found = new Map([...inMemory].filter(([, one]) => isTheirs(one)));
  try {
    for (let place = 0; place < localStorage.length; place += 1) {
      const key = localStorage.key(place);
      if (!key.startsWith(PREFIX)) continue;
      const kept = JSON.parse(localStorage.getItem(key));
      if (kept?.owner && isTheirs(kept) && Array.isArray(kept.answers)) found.set(key, kept);
    }
  } catch {
    // As above.
  }
  return [...found.values()];
}

const unsent = (record) => record.answers.filter((one) => !one.isSent);

/** How many answers of an account the server does not have yet. */
export function countUnsent(owner) {
  return allOf(owner).reduce((sum, one) => sum + unsent(one).length, 0);
}

export function onReadingSent(tell) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

let isSending = null;

/** Hand over everything that the server does not have; "" where it has all of it now, else why not. One run at a time. */
export function sendReadings(owner) {
  isSending ??= sendAll(owner).finally(() => (isSending = null));
  return isSending;
}

async function sendAll(owner) {
  let why = "";
  for (const record of allOf(owner)) {
    if (!record.isMoved && unsent(record).length === 0) continue;
    why = (await sendOne(record)) || why;
  }
  return why;
}

async function sendOne(record) {
  const going = unsent(record).slice(0, MOST_AT_ONCE);
  const answers = going.map((one) => ({ check: one.check, try: one.try, chosen: one.chosen }));
  let answer;
  try {
    answer = await fetch(`/api/training/${record.id}/progress`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-Liaison-Account": record.owner },
      body: JSON.stringify({ version: record.number, at: record.at, answers }),
      keepalive: true,
    });
  } catch {
    return "offline";
  }
  if (answer.status === 401) return "signed_out";
  if (answer.status === 403) return "not_allowed";
  if (answer.status === 429) return "too_many";
  if (answer.status === 404 || answer.status === 422) {
    keepReading({ ...record, isMoved: false, answers: record.answers.filter((one) => one.isSent) }); // of a module that is gone
    return "gone";
  }
  if (!answer.ok) return "server";
  let told;
  try {
    told = await answer.json();
  } catch {
    return "offline"; // something between us and the server answered
  }
  // What was written down meanwhile is not in it.
  const now = readReading(record) ?? record;
  const sent = new Set(going.map((one) => `${one.check}:${one.try}`));
  const kept = now.answers.map((one) => (sent.has(`${one.check}:${one.try}`) ? { ...one, isSent: true } : one));
  keepReading({ ...now, isMoved: now.at !== record.at, answers: kept });
  listeners.forEach((tell) => tell(record, told));
  return "";
}

/** Whether answers lie here that the server does not take now, though it was asked once more. */
export async function areReadingsUnsent() {
  const owners = new Set(allOf().filter((one) => unsent(one).length > 0).map((one) => one.owner));
  for (const owner of owners) await sendReadings(owner).catch(() => {});
  return [...owners].some((owner) => countUnsent(owner) > 0);
}

/** Whoever signs out leaves nothing for the next person. */
export function forgetReadings() {
  inMemory.clear();
  try {
    const ours = Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place)).filter((key) => key.startsWith(PREFIX));
    ours.forEach((key) => localStorage.removeItem(key));
  } catch {
    // Where nothing can be kept there is nothing to forget.
  }
}

/** Answers of two places together: of each check and try the first that was told. */
export function merged(kept, told) {
  const known = new Map(told.map((one) => [`${one.check}:${one.try}`, { ...one, isSent: true }]));
  for (const one of kept) {
    const key = `${one.check}:${one.try}`;
    if (!known.has(key)) known.set(key, one);
  }
  return [...known.values()];
}

/** By check, the answer of its newest try. */
export function newest(answers) {
  const found = new Map();
  for (const one of answers) {
    if (!found.has(one.check) || found.get(one.check).try < one.try) found.set(one.check, one);
  }
  return found;
}
