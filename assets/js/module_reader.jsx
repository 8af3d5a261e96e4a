// A module of the curriculum, one part at a time (liaison_app/components/module_parts.py). All of it is in the page: without a
// signal one reads on and answers on. Where one is and what one answered stands on this device at once and goes to the server
// by itself; what another device did comes back with the answer.
import { createElement, useEffect, useRef, useState } from "react";
import { AnswersExplained, Icon, fill, html } from "./module_parts.jsx";
import { countUnsent, keepReading, merged, newest, onReadingSent, readReading, sendReadings } from "./reading_store.js";

const GO_AGAIN_MS = 8000;

const rowsOf = (told) => told.map((one) => ({ check: one.check[0], try: one.try[0], chosen: one.chosen }));

/** What the page starts with: the server's word and this device's, put together. */
function startOf(module) {
  const kept = readReading(module);
  const answers = merged(kept?.answers ?? [], rowsOf(module.answers));
  const at = kept?.isMoved ? kept.at : module.at;
  return { owner: module.owner, id: module.id, number: module.number, at, isMoved: kept?.isMoved ?? false, answers, again: kept?.again ?? [] };
}

const sameAnswer = (check, chosen) => check.answers.every((one, place) => one.right === chosen.includes(place));

export function ModuleReader({ module, words, sprite, trainingTo, ...rest }) {
  const [record, setRecord] = useState(() => startOf(module));
  const [hasPassed, setPassed] = useState(module.passed);
  const [why, setWhy] = useState("");
  const [isKept, setKept] = useState(true);
  const heading = useRef(null);
  const latest = useRef(record);
  latest.current = record;

  const change = (changed) => {
    const now = { ...latest.current, ...changed };
    latest.current = now;
    setRecord(now);
    setKept(keepReading(now));
    go();
  };
  const go = () => sendReadings(module.owner).then(setWhy, () => setWhy("server"));

  useEffect(() => {
    const start = startOf(module);
    latest.current = start;
    setRecord(start);
    setPassed(module.passed);
    setKept(keepReading({ ...start, isMoved: true })); // it is begun with its first look
    latest.current = { ...start, isMoved: true };
    go();
    const timer = setInterval(() => countUnsent(module.owner) && go(), GO_AGAIN_MS);
    window.addEventListener("online", go);
    const unheard = onReadingSent((sent, told) => {
      if (sent.id !== module.id || sent.number !== module.number) return;
      if (told.passed) setPassed(true);
      const kept = readReading(sent) ?? latest.current;
      latest.current = { ...latest.current, isMoved: kept.isMoved, answers: merged(kept.answers, rowsOf(told.answers)) };
      keepReading(latest.current);
      setRecord(latest.current);
    });
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", go);
      unheard();
    };
  }, [module.id, module.number, module.owner]);

  const checks = module.parts.flatMap((part) => part.checks);
  const answered = newest(record.answers);
  const again = new Set(record.again);
  const isRight = (check) => answered.has(check.number) && sameAnswer(check, answered.get(check.number).chosen);
  const isOpen = (check) => !answered.has(check.number) || again.has(check.number);
  const right = checks.filter(isRight).length;
  const open = checks.filter(isOpen);
  const missed = checks.filter((check) => answered.has(check.number) && !isRight(check));
  const isPassed = hasPassed || (answered.size >= checks.length && right >= module.needed);

  const moveTo = (at) => {
    change({ at, isMoved: true });
    requestAnimationFrame(() => {
      heading.current?.focus({ preventScroll: true });
      heading.current?.closest(".module-reader")?.scrollIntoView({ block: "start" });
    });
  };
  const answer = (check, chosen) => {
    const number = (answered.get(check.number)?.try ?? 0) + 1;
    change({
      answers: [...latest.current.answers, { check: check.number, try: number, chosen, isSent: false }],
      again: latest.current.again.filter((one) => one !== check.number),
    });
  };
  const partOf = (check) => module.parts.findIndex((part) => part.checks.some((one) => one.number === check.number));
  const tryAgain = () => {
    latest.current = { ...latest.current, again: missed.map((one) => one.number) };
    moveTo(partOf(missed[0]));
  };

  const last = module.parts.length;
  const at = Math.min(record.at, last);
  const part = module.parts[at];
  const isDone = (one) => one.checks.every((check) => !isOpen(check));
  const lang = module.lang || undefined;
  return createElement(
    "div",
    { ...rest },
    createElement(Steps, { parts: module.parts, at, isDone, words, moveTo, sprite }),
    createElement("div", { className: "module-reader__kept", role: "status" }, createElement(Kept, { why, isKept, owner: module.owner, words })),
    part
      ? createElement(
          "article",
          { key: at, lang, className: "module-part" },
          createElement("p", { className: "module-part__count", lang: words.lang }, fill(words.partOf, { part: at + 1, parts: last })),
          createElement("h2", { ref: heading, tabIndex: -1 }, part.title),
          html("div", part.html, { className: "reading" }),
          part.checks.map((check) =>
            createElement(Question, {
              key: `${check.number}:${isOpen(check)}`,
              check,
              words,
              sprite,
              isOpen: isOpen(check),
              wasMissed: again.has(check.number),
              chosen: answered.get(check.number)?.chosen,
              isRight: isRight(check),
              onAnswer: (chosen) => answer(check, chosen),
            }),
          ),
        )
      : createElement(End, { heading, words, sprite, module, isPassed, right, open, missed, partOf, moveTo, tryAgain, trainingTo }),
    part && createElement(Ways, { at, last, words, moveTo, sprite }),
  );
}

/** Where one is among the parts, and the way to each. */
function Steps({ parts, at, isDone, words, moveTo, sprite }) {
  const step = (label, place, done, unseen) =>
    createElement(
      "li",
      { key: place },
      createElement(
        "button",
        {
          type: "button",
          className: `module-step${done ? " module-step--done" : ""}`,
          "aria-current": at === place ? "step" : undefined,
          onClick: () => moveTo(place),
        },
        label,
        createElement("span", { className: "unseen" }, unseen),
      ),
    );
  return createElement(
    "nav",
    { "aria-label": words.parts, className: "module-steps" },
    createElement(
      "ol",
      null,
      parts.map((one, place) =>
        step(createElement("span", { "aria-hidden": true }, place + 1), place, isDone(one), fill(isDone(one) ? words.toDonePart : words.toPart, { part: place + 1, name: one.title })),
      ),
      step(createElement(Icon, { name: "flag", sprite }), parts.length, false, words.toEnd),
    ),
  );
}

/** What the server does not have yet. */
function Kept({ why, isKept, owner, words }) {
  const count = countUnsent(owner);
  if (!isKept) return createElement("p", { className: "module-reader__note" }, words.notKept);
  if (!why || (!count && why === "offline")) return null;
  const said = why === "gone" || why === "signed_out" || why === "not_allowed" ? words[why] : count ? words.waits : "";
  return said ? createElement("p", { className: "module-reader__note" }, said) : null;
}

/** A question: to be answered, or answered and explained. */
function Question({ check, words, sprite, isOpen, wasMissed, chosen, isRight, onAnswer }) {
  const [picked, setPicked] = useState([]);
  const [isEmpty, setEmpty] = useState(false);
  const verdict = useRef(null);
  const form = useRef(null);
  const hasJust = useRef(false);
  const name = `check-${check.number}`;

  // Whoever has just answered hears first whether it was right.
  useEffect(() => {
    if (isOpen || !justAnswered.has(name)) return;
    justAnswered.delete(name);
    verdict.current?.focus({ preventScroll: true });
    verdict.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);

  if (!isOpen) {
    return createElement(
      "section",
      { className: `check-box check-box--${isRight ? "right" : "missed"}`, "aria-labelledby": `${name}-asks` },
      html("h3", check.asks, { className: "check-box__asks", id: `${name}-asks` }),
      createElement(
        "p",
        { ref: verdict, tabIndex: -1, className: "check-box__verdict", lang: words.lang },
        createElement(Icon, { name: isRight ? "done" : "warning", sprite }),
        createElement("b", null, isRight ? words.right : words.missed),
      ),
      createElement(AnswersExplained, { check, chosen, words, sprite }),
    );
  }

  const pick = (place, isOn) => {
    setEmpty(false);
    if (check.several) setPicked((now) => (isOn ? [...now, place] : now.filter((one) => one !== place)));
    else setPicked([place]);
  };
  const submitted = (event) => {
    event.preventDefault();
    if (hasJust.current) return;
    // What was ticked before this script ran is in the form alone.
    const now = Array.from(form.current.elements).filter((one) => one.checked).map((one) => Number(one.value));
    if (!now.length) {
      setEmpty(true);
      form.current.querySelector("input")?.focus();
      return;
    }
    hasJust.current = true;
    justAnswered.add(name);
    onAnswer(now.sort((one, other) => one - other));
  };
  return createElement(
    "form",
    { ref: form, className: "check-box", onSubmit: submitted, noValidate: true },
    createElement(
      "fieldset",
      { "aria-describedby": `${name}-hint ${name}-error`, "aria-invalid": isEmpty || undefined },
      html("legend", check.asks, { className: "check-box__asks" }),
      createElement(
        "p",
        { className: "check-box__hint", id: `${name}-hint`, lang: words.lang },
        check.several ? words.chooseAll : words.chooseOne,
        wasMissed && createElement("b", null, ` ${words.missedBefore}`),
      ),
      createElement("p", { id: `${name}-error`, className: "check-box__error", role: "alert", lang: words.lang }, isEmpty && words.chooseFirst),
      createElement(
        "div",
        { className: "choices" },
        check.answers.map((one, place) =>
          createElement(
            "label",
            { key: place, className: `choice-card${check.several ? " choice-card--several" : ""}` },
            createElement("input", {
              type: check.several ? "checkbox" : "radio",
              name,
              value: place,
              checked: picked.includes(place),
              onChange: (event) => pick(place, event.target.checked),
            }),
            createElement("span", { className: "choice-card__words" }, html("span", one.words, { className: "choice-card__name check-box__choice" })),
            createElement("span", { className: "choice-card__dot", "aria-hidden": true }),
          ),
        ),
      ),
    ),
    createElement("button", { type: "submit", className: "button button--ink", lang: words.lang }, words.checkIt),
  );
}

const justAnswered = new Set();

/** On to the next part, or back. */
function Ways({ at, last, words, moveTo, sprite }) {
  return createElement(
    "div",
    { className: "module-ways" },
    at > 0 &&
      createElement("button", { type: "button", className: "button", onClick: () => moveTo(at - 1) }, createElement(Icon, { name: "back", sprite }), words.back),
    createElement("button", { type: "button", className: "button button--main", onClick: () => moveTo(at + 1) }, at + 1 < last ? words.next : words.end),
  );
}

/** Behind the last part: how it went, and what is next. */
function End({ heading, words, sprite, module, isPassed, right, open, missed, partOf, moveTo, tryAgain, trainingTo }) {
  const of = module.of;
  const kind = isPassed ? "fixed" : open.length ? "waiting" : "late";
  const said = isPassed ? words.passed : open.length ? words.unfinished : words.failed;
  const score = fill(words.score, { right, of, needed: module.needed });
  return createElement(
    "section",
    { className: "module-end" },
    createElement("h2", { ref: heading, tabIndex: -1 }, words.howItWent),
    createElement(
      "div",
      { className: `notice notice--${kind}` },
      createElement(Icon, { name: isPassed ? "badge" : open.length ? "info" : "again", sprite }),
      createElement("div", null, createElement("p", { className: "notice__title" }, said), createElement("p", null, score)),
    ),
    open.length > 0 &&
      createElement(
        "div",
        { className: "module-end__open" },
        createElement("h3", null, fill(open.length === 1 ? words.openOne : words.openMany, { count: open.length })),
        createElement(
          "ul",
          { className: "module-end__list" },
          open.map((check) =>
            createElement(
              "li",
              { key: check.number },
              createElement("button", { type: "button", className: "module-end__to", onClick: () => moveTo(partOf(check)) }, html("span", check.asks)),
            ),
          ),
        ),
      ),
    createElement(
      "div",
      { className: "buttons" },
      missed.length > 0 &&
        !open.length &&
        createElement(
          "button",
          { type: "button", className: isPassed ? "button" : "button button--main", onClick: tryAgain },
          createElement(Icon, { name: "again", sprite }),
          words.again,
        ),
      isPassed && module.next_to && createElement("a", { href: module.next_to, className: "button button--main" }, words.nextModule),
      createElement("a", { href: trainingTo, className: "button" }, words.toTraining),
      createElement("button", { type: "button", className: "button", onClick: () => moveTo(0) }, words.fromStart),
    ),
  );
}

/** On the list of modules, nothing to see: what waits on this device goes. */
export function ReadingsSent({ owner }) {
  useEffect(() => {
    if (!owner) return undefined;
    const go = () => countUnsent(owner) && sendReadings(owner).catch(() => {});
    go();
    window.addEventListener("online", go);
    return () => window.removeEventListener("online", go);
  }, [owner]);
  return null;
}
