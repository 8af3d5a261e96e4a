// A form whose fields are kept on this device while they are typed (liaison_app/components/kept_form.py).
// The record in IndexedDB is the source of truth: inputs are never controlled, they are filled from it when they
// appear, and the server is handed all of it with every step.
import { createElement, useEffect, useLayoutEffect, useRef, useState } from "react";
import { changeDraft, forgetDraft, newRef, onDraftChange, readDraft, sendPhotos, sendPhotosAnew, sentFields } from "./draft_store.js";
import { suggest } from "./filling.jsx";
import { moveDraftToShelf } from "./to_shelf.js";
import { dropTyped, holdTyped, typedBefore } from "./typed_now.js";

const ANSWER_WAITS_MS = [8000, 12_000, 20_000, 30_000, 60_000]; // the same press goes again; the last wait repeats
const ASK_WAIT_MS = 350;

const pressId = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join("");

/** Write kept values into inputs that have not had them yet. */
export function fill(form, fields) {
  for (const input of form.elements) {
    const values = fields[input.name];
    if (!input.name || input.dataset.kept || input.type === "file") continue;
    input.dataset.kept = "yes";
    if (!values) continue;
    if (input.type === "radio") {
      // Where the kept one is not offered any more, what is offered first stays chosen.
      const kept = Array.from(form.elements).find((one) => one.name === input.name && values.includes(one.value));
      if (kept) kept.checked = true;
    } else if (input.type === "checkbox") {
      input.checked = values.includes(input.value);
    } else if (!input.value || input.value === input.defaultValue || input.type === "hidden" || input.tagName === "SELECT") {
      input.value = values[0] ?? "";
    }
    input.dispatchEvent(new Event("kept", { bubbles: true }));
  }
}

/** What the inputs hold now, by name. A group of radios with none chosen says nothing. */
export function collect(form) {
  const found = {};
  for (const input of form.elements) {
    if (!input.name || input.type === "file" || input.tagName === "BUTTON" || input.dataset.unkept) continue;
    if (input.type === "radio") {
      if (input.checked) found[input.name] = [input.value];
    } else if (input.type === "checkbox") {
      found[input.name] ??= [];
      if (input.checked) found[input.name].push(input.value);
    } else {
      found[input.name] = input.value ? [input.value] : [];
    }
  }
  return found;
}

/** Whether anything stands in the inputs but what the page itself put there. */
function isTouched(form) {
  const given = (input) => (input.type === "radio" || input.type === "checkbox" ? input.checked : input.value !== (input.defaultValue ?? ""));
  return Array.from(form.elements).some((input) => input.name in collect(form) && given(input));
}

/** The first thing that is wrong: its input, or the first one of its group. */
export function showWrong(form) {
  const wrong = form?.querySelector('[aria-invalid="true"]');
  if (wrong) (wrong.matches("fieldset") ? wrong.querySelector("input, select") : wrong)?.focus();
  else form?.querySelector(".field__error--shown")?.scrollIntoView({ block: "center" });
}

// What the page before this one had no time to keep goes first. A link may name what is to be reported
// (`/report?service=SR-1`): it is chosen where nothing else is.
async function draftFor(owner) {
  const held = typedBefore(owner);
  let before = await readDraft(owner);
  if (held && before?.changedAt > held.at) dropTyped(owner); // it was written after all, or something newer was
  else if (held) {
    const letGo = holdTyped(owner, held.fields);
    const made = await changeDraft(owner, (record) => Object.assign(record.fields, held.fields));
    if (made.isKept) letGo();
    before = made.draft;
  }
  const service = new URLSearchParams(location.search).get("service");
  if (!service || before?.fields.service?.[0]) return before;
  const made = await changeDraft(owner, (record) => (record.fields.service = [service]));
  return made.draft;
}

export function KeptForm(props) {
  const { owner, isOpen, isOffline, answered, photosGone, doneRef, starts, words, isLast, toPocket, onOpen, onAsk, onSubmit, children, ...rest } = props;
  const form = useRef(null);
  const draft = useRef(null);
  const startsWith = useRef({});
  const pending = useRef(null);
  const asking = useRef(0);
  const waiting = useRef(0);
  const calls = useRef({});
  calls.current = { onOpen, onAsk, onSubmit, send, goOn, set }; // effects and timers call what this rendering knows
  const tries = useRef(0);
  const hasSentAnew = useRef(false);
  const [notice, setNotice] = useState("");
  const [isSending, setSending] = useState(false);

  // What is kept, and what the page starts with where nothing is.
  const take = (record) => {
    draft.current = record && { ...record, fields: { ...startsWith.current, ...record.fields } };
  };

  // Before the inputs that came with it are filled in.
  useLayoutEffect(() => {
    startsWith.current = starts ?? {};
    if (draft.current) take(draft.current);
  }, [starts]);

  // What comes from the server may push what has the focus out of view. It stays there, unless a person moved the page.
  useEffect(() => {
    const here = form.current;
    let hasMovedOn = false;
    const movesOn = () => (hasMovedOn = true);
    const comesBack = () => (hasMovedOn = false);
    const sizes = new ResizeObserver(() => {
      const one = document.activeElement;
      if (!hasMovedOn && here.contains(one) && one.matches("a, button, input, select, textarea, summary")) one.scrollIntoView({ block: "nearest" });
    });
    sizes.observe(here);
    for (const name of ["wheel", "touchmove"]) window.addEventListener(name, movesOn, { passive: true });
    for (const name of ["focusin", "input"]) here.addEventListener(name, comesBack);
    return () => {
      sizes.disconnect();
      for (const name of ["wheel", "touchmove"]) window.removeEventListener(name, movesOn);
    };
  }, []);

  // Pressed before this script had come (liaison_app/components/head.py): it is pressed now.
  useEffect(() => {
    const early = form.current.dataset.early;
    if (early === undefined) return;
    form.current.requestSubmit(early ? form.current.querySelector(`[data-ask="${early}"]`) : undefined);
  }, []);

  // Fill in what is kept, then hand it to the server, which may have forgotten it.
  useEffect(() => {
    if (!owner) return undefined;
    let isHere = true;
    let watching;
    (async () => {
      const before = await draftFor(owner);
      if (!isHere) return;
      take(before ?? { owner, ref: "", fields: {}, photos: [] });
      fill(form.current, draft.current.fields);
      watching = new MutationObserver(() => form.current && fill(form.current, draft.current.fields));
      watching.observe(form.current, { childList: true, subtree: true });
      if (isTouched(form.current)) await keep(); // typed before this ran
      form.current.dataset.ready = "yes";
      calls.current.onOpen(sentFields(draft.current));
      if (pending.current) await calls.current.goOn(); // pressed before this ran
    })();
    const unwatch = onDraftChange((changed) => {
      if (changed?.owner === owner) take(changed);
    });
    return () => {
      isHere = false;
      watching?.disconnect();
      unwatch();
      clearTimeout(asking.current);
      clearTimeout(waiting.current);
    };
  }, [owner]);

  // The server was started anew, or dropped this page's state: tell it again, and press again what it did not answer.
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen && draft.current) {
      calls.current.onOpen(sentFields(draft.current));
      calls.current.send();
    }
    wasOpen.current = isOpen;
  }, [isOpen]);

  // Back online: what was pressed goes by itself.
  useEffect(() => {
    const goOn = () => !isOffline && navigator.onLine && calls.current.send();
    goOn();
    window.addEventListener("online", goOn);
    return () => window.removeEventListener("online", goOn);
  }, [isOffline]);

  useEffect(() => {
    if (!pending.current || answered !== pending.current) return;
    if (photosGone === answered && !hasSentAnew.current) {
      hasSentAnew.current = true;
      sendAnew();
      return;
    }
    pending.current = null;
    clearTimeout(waiting.current);
    setSending(false);
    setNotice("");
    setTimeout(() => showWrong(form.current), 60);
  }, [answered]);

  useEffect(() => {
    form.current.querySelectorAll("button[type=submit]:not([data-ask])").forEach((button) => {
      button.setAttribute("aria-disabled", String(isSending));
      button.classList.toggle("button--busy", isSending);
    });
  }, [isSending]);

  // It is saved: the form is empty again, for the next one.
  useEffect(() => {
    if (!doneRef || draft.current?.ref !== doneRef) return;
    forgetDraft(owner, doneRef).then(() => {
      take({ owner, ref: "", fields: {}, photos: [] });
      for (const input of form.current?.elements ?? []) {
        if (input.type === "checkbox" || input.type === "radio") input.checked = false;
        else if (input.tagName === "SELECT") input.selectedIndex = 0;
        else if (input.tagName === "TEXTAREA" || input.type === "text" || input.dataset.forget) input.value = "";
        input.dispatchEvent(new Event("kept", { bubbles: true }));
      }
    });
  }, [doneRef]);

  async function keep() {
    if (!owner || !form.current) return;
    await write(collect(form.current));
  }

  async function write(fields) {
    const letGo = holdTyped(owner, fields);
    const { draft: changed, isKept } = await changeDraft(owner, (record) => Object.assign(record.fields, fields));
    take(changed);
    if (isKept) letGo();
    else setNotice(words.notKept);
  }

  async function changed(event) {
    const live = event.target.dataset?.live;
    event.target.dataset.kept = "yes";
    if (event.target.dataset.fills) suggest(event.target);
    await keep();
    if (!live) return;
    clearTimeout(asking.current);
    const wait = event.target.type === "radio" || event.target.type === "checkbox" ? 0 : ASK_WAIT_MS;
    asking.current = setTimeout(() => ask(live), wait);
  }

  function ask(what) {
    if (draft.current) calls.current.onAsk({ ...sentFields(draft.current), ask: [what] });
  }

  // Everything goes again until it is answered: `press` and `ref` make once of it.
  async function send() {
    clearTimeout(waiting.current);
    if (!pending.current || !owner) return;
    if (!navigator.onLine || isOffline) {
      setNotice(words.offline);
      return;
    }
    if (isLast) {
      const { isDone, why } = await sendPhotos(owner);
      if (!pending.current) return;
      if (!isDone) {
        if (why === "signed_out") ask("photos"); // the gate leads to the sign-in; what was typed is kept
        const said = navigator.onLine ? (words[why] ?? words.photosWait) : words.offline;
        setNotice(said);
        later(said);
        return;
      }
    }
    calls.current.onSubmit({ ...sentFields(draft.current), press: [pending.current] });
    later(words.slow);
  }

  function later(said) {
    const wait = ANSWER_WAITS_MS[Math.min(tries.current, ANSWER_WAITS_MS.length - 1)];
    tries.current += 1;
    clearTimeout(waiting.current);
    waiting.current = setTimeout(() => {
      if (!pending.current) return;
      setNotice(said);
      calls.current.send();
    }, wait);
  }

  // The server keeps photos that no ticket took only for a while; the phone still has them.
  async function sendAnew() {
    const made = await changeDraft(owner, sendPhotosAnew);
    take(made.draft);
    press();
  }

  // It was sent before it was changed: now it is another report, with a marker and photos of its own.
  async function renew() {
    const made = await changeDraft(owner, (record) => {
      record.ref = newRef();
      sendPhotosAnew(record);
    });
    take(made.draft);
    press();
  }

  function press() {
    pending.current = pressId();
    tries.current = 0;
    setNotice("");
    setSending(true);
    calls.current.send();
  }

  async function submitted(event) {
    event.preventDefault();
    const what = event.nativeEvent.submitter?.dataset.ask;
    await keep();
    if (what) {
      ask(what);
      return;
    }
    if (pending.current && !notice) return; // a double tap
    pending.current ??= pressId(); // before anything is waited for: a second tap must find it
    tries.current = 0;
    hasSentAnew.current = false;
    setSending(true);
    await goOn();
  }

  // A page that has just lost its server does not know whose report it is for a moment: the press waits for that.
  async function goOn() {
    if (!owner) return;
    if (isLast) {
      const made = await changeDraft(owner, (record) => {
        record.ref ||= newRef();
      });
      take(made.draft);
    }
    calls.current.send();
  }

  // A button that stands for a value: `data-set="service=SR-1"`.
  async function pressed(event) {
    if (event.target.closest("[data-renew]")) {
      if (owner && !pending.current) renew();
      return;
    }
    const button = event.target.closest("[data-set]");
    if (button) await set(button);
  }

  async function set(button) {
    if (!owner) return;
    const [name, value] = button.dataset.set.split(/=(.*)/s);
    await write({ [name]: value ? [value] : [] });
    for (const input of form.current.elements) {
      if (input.name === name && (input.type === "radio" || input.type === "checkbox")) input.checked = input.value === value;
      else if (input.name === name) input.value = value;
    }
    if (button.dataset.live) ask(button.dataset.live);
  }

  // A button elsewhere on the page that puts a value into this form (`data-into` names it), and leads to its words.
  useEffect(() => {
    const fromElsewhere = async (event) => {
      const button = event.target.closest?.("[data-into]");
      if (!button || button.dataset.into !== form.current?.id) return;
      await calls.current.set(button);
      const words = form.current?.querySelector("textarea");
      words?.focus();
      words?.closest(".field")?.scrollIntoView({ block: "center" });
    };
    document.addEventListener("click", fromElsewhere);
    return () => document.removeEventListener("click", fromElsewhere);
  }, []);

  // No signal: what was written waits on the shelf, and goes from there by itself. The draft goes only when the shelf has it.
  async function moveToPocket() {
    await keep();
    pending.current = null;
    clearTimeout(waiting.current);
    const moved = await moveDraftToShelf(owner, { isPressed: isLast, locale: document.documentElement.lang });
    if (moved) window.location.assign(moved.isWaiting ? toPocket : `${toPocket}#${moved.ref}`);
    else setNotice(words.notKept);
  }

  const mayMove = () => Boolean(toPocket && owner && notice && (!navigator.onLine || isOffline) && navigator.serviceWorker?.controller);
  const offer = () =>
    createElement(
      "p",
      { className: "kept-form__notice kept-form__offer" },
      createElement("span", null, words.mayWait),
      createElement("button", { type: "button", className: "button button--ink", onClick: moveToPocket }, words.keepHere),
    );

  async function startOver(event) {
    event.preventDefault();
    if (!window.confirm(words.startOver)) return;
    await forgetDraft(owner);
    window.location.assign(words.startAt);
  }

  return createElement(
    "form",
    { ...rest, ref: form, noValidate: true, autoComplete: "off", onInput: changed, onClick: pressed, onSubmit: submitted, onReset: startOver },
    createElement("div", { role: "status", className: "kept-form__status" }, notice && createElement("p", { className: "kept-form__notice" }, notice), mayMove() && offer()),
    children,
  );
}
