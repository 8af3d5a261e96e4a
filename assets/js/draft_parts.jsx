// What other pages do with the kept draft: show that there is one, and forget it once its ticket is there
// (liaison_app/components/kept_form.py).
import { createElement, useEffect, useRef, useState } from "react";
import { forgetAll, forgetDraft, hasContent, isAnythingKept, onDraftChange, readDraft, startAt } from "./draft_store.js";

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** Children, but only while a draft with anything in it is kept for this account. */
export function KeptDraft({ owner, words, locale, href, children, ...rest }) {
  const [draft, setDraft] = useState(null);
  useEffect(() => {
    if (!owner) return undefined;
    let isHere = true;
    readDraft(owner).then((found) => isHere && setDraft(found));
    const unwatch = onDraftChange((changed) => (!changed || changed.owner === owner) && setDraft(changed));
    return () => {
      isHere = false;
      unwatch();
    };
  }, [owner]);
  if (!hasContent(draft)) return null;
  const first = (name) => draft.fields[name]?.[0] ?? "";
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(draft.changedAt);
  const place = first("address") || first("place_words") || (first("lat") ? words.pin : words.noPlace);
  const throwAway = () => window.confirm(words.sure) && forgetDraft(owner);
  return createElement(
    "section",
    { ...rest },
    createElement("div", null, createElement("h2", null, words.title), createElement("p", { className: "small" }, fill(words.when, { when }))),
    createElement("p", null, createElement("b", null, place), createElement("br"), first("words") || first("description")),
    createElement(
      "div",
      { className: "buttons" },
      createElement("a", { className: "button button--ink", href }, words.goOn),
      createElement("button", { type: "button", className: "button button--plain", onClick: throwAway }, words.throwAway),
    ),
  );
}

/** Nothing to see: what was kept under this name is wanted no more. */
export function ForgetKept({ owner }) {
  useEffect(() => {
    forgetDraft(owner);
  }, [owner]);
  return null;
}

/** Around the form that signs out: nothing unsent is erased unasked, and nothing is left for the next person. */
export function SignOutGuard({ sure, children }) {
  const isSure = useRef(false);
  const check = async (event) => {
    if (isSure.current) return;
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    if ((await isAnythingKept()) && !window.confirm(sure)) return;
    await forgetAll();
    isSure.current = true;
    form.requestSubmit();
  };
  return createElement("div", { onSubmitCapture: check }, children);
}

/** On the receipt: the draft has become a ticket, so the phone forgets it. Offers another report at the same place. */
export function DraftDone({ owner, sentRef, place, href, children, ...rest }) {
  useEffect(() => {
    if (owner && sentRef) forgetDraft(owner, sentRef);
  }, [owner, sentRef]);
  const another = async (event) => {
    event.preventDefault();
    await startAt(owner, place);
    window.location.assign(href);
  };
  return createElement("a", { ...rest, href, onClick: another }, children);
}
