// The pocket: what a liaison can do and see where there is no signal (liaison_app/pages/pocket.py). No framework and no socket.
import { hasContent, newRef, readDraft } from "../draft_store.js";
import { changeOnShelf, onShelf, onShelfChange, putOnShelf, sendShelf, shelfCounts, takeOffShelf } from "../shelf.js";
import { askForSync, element, fill, icon, knownAccount, refreshKnown, roomHere } from "../signal.js";
import { moveDraftToShelf } from "../to_shelf.js";
import { blankRecord, drawForm, findOnShelf } from "./form.js";
import { lists } from "./lists.js";
import { shelves } from "./shelves.js";

const PATIENCE_MS = 6000; // how long the page waits for word of who is signed in before it shows what it knows

const within = (work, otherwise) => Promise.race([work, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, otherwise))]);

/** Draws the page into `place`. */
export async function pocket(place, words) {
  let known = null;
  let why = "";
  let writing = null;
  let isAsked = false;
  let turns = 0;
  const says = element("div", { role: "status", className: "pocket__status" });
  const form = element("div", {});
  const stand = element("div", {});
  const kept = element("div", {});
  place.replaceChildren(says, form, stand, kept);
  const owner = () => known?.value.account.id ?? "";

  async function look() {
    why = navigator.onLine ? await within(refreshKnown({ isForced: true }), "offline") : "offline";
    known = await knownAccount();
    isAsked = true; // before that, nobody knows whether anything is kept
    await draw();
  }

  // Who is signed out, or has another account, sees nothing of what is kept: only that it is there.
  const mayShow = () => Boolean(known) && why !== "signed_out" && why !== "not_allowed";

  // Changes come close together: only the newest drawing counts.
  async function draw() {
    const turn = ++turns;
    const records = mayShow() ? await onShelf(owner()) : [];
    const [said, start] = [await told(), mayShow() && !writing ? await begin() : []];
    if (turn !== turns) return;
    says.replaceChildren(...said);
    if (!mayShow()) {
      form.replaceChildren();
      stand.replaceChildren();
      kept.replaceChildren();
      return;
    }
    if (!writing) form.replaceChildren(...start);
    stand.replaceChildren(...shelves(records.filter((one) => one.ref !== writing?.isOf), { known: known.value, words, act }));
  }

  async function told() {
    if (!isAsked) return [];
    const counts = await shelfCounts();
    const waitsOf = (one) => (counts[one]?.waiting ?? 0) + (counts[one]?.here ?? 0) + (counts[one]?.refused ?? 0);
    const number = (one, many, count) => fill(count === 1 ? one : many, { count });
    const box = (kind, title, text, act = null) => element("div", { className: `notice notice--${kind}` }, icon(words.sprite, kind === "late" ? "warning" : "no-signal"), element("div", {}, element("p", { className: "notice__title" }, title), text && element("p", {}, text), act));
    const signIn = () => element("a", { className: "button notice__act", href: words.signInTo }, words.signIn);
    const made = [];
    if (why === "signed_out") {
      const count = Object.keys(counts).reduce((sum, one) => sum + waitsOf(one), 0);
      made.push(box("late", words.signedOut, count ? number(words.lieOne, words.lieMany, count) : "", signIn()));
    } else if (why === "not_allowed") made.push(box("late", words.notAllowed, words.notAllowedHow));
    else if (!known) made.push(box("waiting", words.neverHere, words.neverHereHow, signIn()));
    else if (why === "offline") made.push(box("waiting", words.offline, words.offlineHow));
    const others = Object.keys(counts).filter((one) => one !== owner()).reduce((sum, one) => sum + waitsOf(one), 0);
    if (mayShow() && others) made.push(element("p", { className: "small" }, number(words.othersOne, words.othersMany, others)));
    const room = await roomHere();
    if (room) made.push(box("late", room === "tight" ? words.tight : words.notKept, ""));
    return made;
  }

  async function begin() {
    const made = [element("button", { type: "button", className: "button button--main", onclick: () => write(blankRecord(newRef(), owner())) }, icon(words.sprite, "report"), words.begin)];
    const draft = await readDraft(owner());
    if (hasContent(draft)) made.push(element("button", { type: "button", className: "button", onclick: goOn }, words.goOnHere));
    return [element("div", { className: "buttons" }, ...made)];
  }

  async function goOn() {
    const moved = await moveDraftToShelf(owner(), { locale: words.locale });
    if (moved) write(await findOnShelf(owner(), moved.ref));
  }

  function write(record) {
    writing?.end();
    writing = drawForm(form, { record, known: known.value, words, done });
    draw();
  }

  async function done(how) {
    writing = null;
    await draw();
    form.querySelector("button")?.focus();
    if (how === "waiting") send();
  }

  async function send() {
    if (!mayShow()) return;
    const ended = await sendShelf(owner());
    if (ended) askForSync();
    if (ended === "signed_out" || ended === "not_allowed") why = ended;
    else if (!ended && why === "offline") return look();
    draw();
  }

  const acts = {
    // It is not sent while somebody writes in it.
    open: async (record) => write(await changeOnShelf(record.ref, { state: "here" })),
    drop: async (record) => confirm(words.sure) && takeOffShelf(record.ref),
    send,
    anew: async (record) => {
      const photos = record.photos.map(({ id, blob }) => ({ id, blob })).filter((one) => one.blob);
      await putOnShelf({ ...record, ref: newRef(), photos, state: "waiting", trouble: "", wrong: {}, notice: "", leadsTo: "" });
      await takeOffShelf(record.ref);
      send();
    },
  };
  const act = (what, record) => acts[what](record);

  const here = location.pathname.replace(/^\/(es)(?=\/|$)/, "");
  const open = here.startsWith("/mine") ? "mine" : here.startsWith("/around") || here.startsWith("/n/") ? "around" : here.startsWith("/meetings") ? "meetings" : "";
  const add = (meeting) => write(blankRecord(newRef(), owner(), { kind: "meeting_item", to: meeting.id, title: meeting.title }));

  onShelfChange(draw);
  addEventListener("online", look);
  addEventListener("offline", look);
  await look();
  if (!mayShow()) return;
  kept.replaceChildren(...lists(known, { words, open, add }));
  if (open) document.getElementById(open)?.scrollIntoView();
  const asked = location.hash.match(/^#(NL-\w+)$/)?.[1];
  const found = asked && (await findOnShelf(owner(), asked));
  if (found?.state === "here") write(found);
  else if (here.startsWith("/report")) write(blankRecord(newRef(), owner()));
  send();
}
