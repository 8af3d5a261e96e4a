// The two forms of a meeting (liaison_app/components/meeting_forms.py): one line for each new concern, which goes onto this
// phone's shelf and from there to the server by itself; and the form of one concern that is on the list.
import { createElement, useEffect, useRef, useState } from "react";
import { newId, newRef } from "./draft_store.js";
import { collect, fill } from "./kept_form.jsx";
import { shrink } from "./shrink.js";
import { changeOnShelf, onShelf, onShelfChange, putOnShelf, sendShelf, takeOffShelf } from "./shelf.js";

const GO_AGAIN_MS = 8000;
const SAID = ["line", "search", "words", "description"];
const Hearing = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

// The fields of a new concern have names of their own in the page: those of a concern that is changed stand beside them.
const OWN = /^new_/;
const named = (fields) => Object.fromEntries(Object.entries(fields).map(([name, values]) => [name.replace(OWN, ""), values]));

const typedKey = (meeting) => `meeting:${meeting}`;

/** What stood in the line when the page was left, if it was this account's. */
function typedBefore(meeting, owner) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(typedKey(meeting)) ?? "null");
    return kept?.owner === owner ? kept.fields : {};
  } catch {
    return {};
  }
}

function keepTyped(meeting, owner, fields) {
  try {
    sessionStorage.setItem(typedKey(meeting), JSON.stringify({ owner, fields }));
  } catch {
    // Private windows keep nothing; the line stands in the page all the same.
  }
}

/** A new concern: Enter records it, the line is free for the next one at once. */
export function MeetingEntry({ owner, meeting, title, locale, mostPhotos, words, children, ...rest }) {
  const form = useRef(null);
  const hearing = useRef(null);
  const [photos, setPhotos] = useState([]);
  const [waiting, setWaiting] = useState([]);
  const [said, setSaid] = useState("");

  useEffect(() => {
    if (!owner || !meeting) return undefined;
    let isHere = true;
    const look = async () => {
      const all = await onShelf(owner);
      if (isHere) setWaiting(all.filter((one) => one.kind === "meeting_item" && one.to === meeting && one.state !== "sent"));
    };
    const go = () => sendShelf(owner).catch(() => {});
    fill(form.current, typedBefore(meeting, owner));
    form.current.dataset.ready = "yes";
    look();
    go();
    const unwatch = onShelfChange(look);
    const timer = setInterval(go, GO_AGAIN_MS);
    window.addEventListener("online", go);
    return () => {
      isHere = false;
      unwatch();
      clearInterval(timer);
      window.removeEventListener("online", go);
      hearing.current?.abort();
    };
  }, [owner, meeting]);

  // The button to speak is there only where the browser can listen.
  useEffect(() => {
    const button = form.current.querySelector("[data-dictate]");
    if (button) button.hidden = !Hearing;
  }, []);

  const first = () => {
    const { line, new_search: search } = form.current.elements;
    return form.current.querySelector("details")?.open && !line.value ? search : line;
  };

  async function submitted(event) {
    event.preventDefault();
    hearing.current?.abort();
    const here = form.current;
    const { line, ...typed } = named(collect(here));
    const isEmpty = SAID.every((name) => !(name === "line" ? line : typed[name])?.[0]?.trim());
    if (!owner || (isEmpty && !photos.length)) {
      setSaid(words.nothing);
      here.elements.line.focus();
      return;
    }
    const fields = Object.fromEntries(Object.entries(typed).filter(([, values]) => values.length));
    if (fields.heard_name || fields.heard_contact) fields.heard = ["yes"];
    const next = first();
    for (const input of here.elements) {
      if (input.dataset.sticky || !input.name) continue;
      if (input.type === "checkbox") input.checked = false;
      else if (input.tagName === "SELECT") input.selectedIndex = 0;
      else input.value = "";
    }
    keepTyped(meeting, owner, collect(here));
    setPhotos([]);
    next.focus();
    const record = { ref: newRef(), owner, kind: "meeting_item", to: meeting, title, line: line?.[0] ?? "", fields, photos, state: "waiting", locale };
    const { isKept } = await putOnShelf(record);
    setSaid(isKept ? words.kept : words.notKept);
    sendShelf(owner).catch(() => {});
  }

  async function addPhoto(event) {
    const files = Array.from(event.target.files ?? []).slice(0, Math.max(0, mostPhotos - photos.length));
    event.target.value = "";
    const added = [];
    for (const file of files) added.push({ id: newId(), blob: await shrink(file) });
    setPhotos((now) => [...now, ...added].slice(0, mostPhotos));
    form.current.elements.line.focus();
  }

  function typed(event) {
    if (event.target.type === "file") return;
    setSaid("");
    keepTyped(meeting, owner, collect(form.current));
  }

  function dictate() {
    if (hearing.current) {
      hearing.current.stop();
      return;
    }
    const ear = new Hearing();
    const line = form.current.elements.line;
    const before = line.value;
    Object.assign(ear, { lang: locale === "es" ? "es-US" : "en-US", interimResults: true, continuous: false });
    ear.onresult = ({ results }) => {
      line.value = [before, ...Array.from(results, (one) => one[0].transcript)].join(" ").trim();
      keepTyped(meeting, owner, collect(form.current));
    };
    ear.onerror = ({ error }) => error !== "aborted" && setSaid(words.deaf);
    ear.onend = () => {
      hearing.current = null;
      form.current?.querySelector("[data-dictate]")?.setAttribute("aria-pressed", "false");
      line.focus();
    };
    hearing.current = ear;
    form.current.querySelector("[data-dictate]").setAttribute("aria-pressed", "true");
    setSaid(words.listening);
    ear.start();
  }

  async function back(record) {
    const { elements } = form.current;
    for (const [name, values] of Object.entries({ ...record.fields, line: [record.line] })) {
      const input = elements[`new_${name}`] ?? elements[name];
      if (input && input.type !== "checkbox") input.value = values[0] ?? "";
      else if (input) input.checked = values.includes(input.value);
    }
    setPhotos(record.photos.filter((one) => one.blob));
    keepTyped(meeting, owner, collect(form.current));
    await takeOffShelf(record.ref);
    elements.line.focus();
  }

  function pressed(event) {
    if (event.target.closest("[data-dictate]")) dictate();
    if (event.target.closest("[data-photo]")) form.current.elements.photo_file.click();
  }

  const shelf = waiting.map((record) =>
    createElement(
      "li",
      { key: record.ref, className: `kept-here__row kept-here__row--${record.state}` },
      createElement(
        "div",
        { className: "kept-here__words" },
        createElement("b", null, record.line || record.fields.search?.[0] || record.fields.words?.[0] || words.photo),
        createElement("p", { className: "small" }, why(record, words)),
      ),
      record.state === "refused" &&
        createElement("button", { type: "button", className: "button button--small", onClick: () => back(record) }, words.back),
      record.state !== "waiting" &&
        createElement(
          "button",
          { type: "button", className: "button button--small", onClick: () => changeOnShelf(record.ref, { state: "waiting", trouble: "" }).then(() => sendShelf(owner)) },
          record.state === "here" ? words.send : words.again,
        ),
    ),
  );
  const thumbs = photos.map((photo, at) =>
    createElement(
      "button",
      { key: photo.id, type: "button", className: "chip", onClick: () => setPhotos((now) => now.filter((one) => one.id !== photo.id)) },
      words.photoNumber.replace("{number}", at + 1),
      createElement("span", { "aria-hidden": "true" }, " ×"),
      createElement("span", { className: "unseen" }, ` ${words.remove}`),
    ),
  );
  return createElement(
    "form",
    { ...rest, ref: form, noValidate: true, autoComplete: "off", onSubmit: submitted, onInput: typed, onClick: pressed },
    children,
    createElement("input", { type: "file", name: "photo_file", accept: "image/*", multiple: true, hidden: true, onChange: addPhoto }),
    thumbs.length > 0 && createElement("div", { className: "chips", role: "group", "aria-label": words.photos }, thumbs),
    createElement("p", { role: "status", className: "meeting-entry__said small" }, said),
    shelf.length > 0 &&
      createElement(
        "section",
        { className: "kept-here", "aria-label": words.shelf },
        createElement("h2", { className: "kept-here__title" }, words.shelf, " ", createElement("span", { className: "quiet" }, shelf.length)),
        createElement("ul", { className: "kept-here__list" }, shelf),
      ),
  );
}

/** Why a concern is still on this phone. */
function why(record, words) {
  if (record.state === "here") return words.here;
  if (record.state === "refused") {
    return Object.values(record.wrong ?? {})[0] || record.notice || words[record.trouble] || words.refused;
  }
  return words[record.trouble] ?? (navigator.onLine ? words.sending : words.offline);
}

/** A form that hands over every field by name, with lists of values; it is filled from `starts`, and what is typed stays. */
export function FieldsForm({ starts, onAsk, onSubmit, children, ...rest }) {
  const form = useRef(null);
  const timer = useRef(0);

  useEffect(() => {
    fill(form.current, starts ?? {});
  });
  useEffect(() => {
    form.current.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
    form.current.scrollIntoView({ block: "nearest" });
    return () => clearTimeout(timer.current);
  }, []);

  function changed(event) {
    event.target.dataset.kept = "yes";
    const live = event.target.dataset.live;
    if (!live) return;
    clearTimeout(timer.current);
    const wait = event.target.type === "radio" || event.target.type === "checkbox" ? 0 : 350;
    timer.current = setTimeout(() => form.current && onAsk({ ...collect(form.current), ask: [live] }), wait);
  }

  function submitted(event) {
    event.preventDefault();
    clearTimeout(timer.current);
    onSubmit({ ...collect(form.current), press: [event.nativeEvent.submitter?.value ?? ""] });
  }

  return createElement("form", { ...rest, ref: form, noValidate: true, autoComplete: "off", onInput: changed, onSubmit: submitted }, children);
}
