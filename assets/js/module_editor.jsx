// The editor of a module (liaison_app/components/module_parts.py): the Markdown of each language, beside it how it will be read,
// and what is wrong with it by line. What is typed stays in this browser until the server has kept it.
import { createElement, useEffect, useRef, useState } from "react";
import { Icon, PartPreview, fill } from "./module_parts.jsx";

const LOOK_AFTER_MS = 500;
const keyOf = (sheet) => `liaison-module:${sheet.id}`;

function keptText(sheet) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(sheet)) ?? "null");
    return kept?.revision === sheet.revision ? kept.texts : null;
  } catch {
    return null;
  }
}

function keep(sheet, texts) {
  try {
    if (texts) localStorage.setItem(keyOf(sheet), JSON.stringify({ revision: sheet.revision, texts }));
    else localStorage.removeItem(keyOf(sheet));
  } catch {
    // It stays in the page all the same.
  }
}

const fieldsOf = (texts, press) => ({ ...Object.fromEntries(Object.entries(texts).map(([locale, text]) => [locale, [text]])), press: [press] });

export function ModuleEditor({ sheet, looks, answered, said, notice, words, sprite, onLook, onSave, children, ...rest }) {
  const given = Object.fromEntries(sheet.drafts.map((one) => [one.value, one.words]));
  const [texts, setTexts] = useState(given);
  const [isRestored, setRestored] = useState(false);
  const [shown, setShown] = useState(sheet.drafts[0]?.value ?? "");
  const [press, setPress] = useState("");
  const timer = useRef(0);
  const calls = useRef({});
  calls.current = { onLook, onSave };

  useEffect(() => {
    const kept = keptText(sheet);
    const differs = kept && Object.keys(given).some((locale) => (kept[locale] ?? "") !== given[locale]);
    if (!differs) return;
    setTexts({ ...given, ...kept });
    setRestored(true);
    calls.current.onLook(fieldsOf({ ...given, ...kept }, "look"));
  }, [sheet.id]);

  // The server has kept it, or this page takes what somebody else left.
  useEffect(() => {
    if (!answered) return;
    setPress("");
    if (answered.startsWith("theirs") || (!notice && said)) {
      keep(sheet, null);
      setRestored(false);
    }
    if (answered.startsWith("theirs")) setTexts(given);
  }, [answered]);

  const typed = (locale, text) => {
    const now = { ...texts, [locale]: text };
    setTexts(now);
    keep(sheet, now);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => calls.current.onLook(fieldsOf(now, "look")), LOOK_AFTER_MS);
  };
  const save = (what) => {
    clearTimeout(timer.current);
    const marked = `${what}-${Math.random().toString(36).slice(2, 10)}`;
    setPress(marked);
    calls.current.onSave(fieldsOf(texts, marked));
  };
  const isChanged = Object.keys(given).some((locale) => texts[locale] !== given[locale]);
  const isBusy = Boolean(press) && press !== answered;
  const button = (what, kind, label) =>
    createElement(
      "button",
      { type: "button", className: `button ${kind}${isBusy && press.startsWith(what) ? " button--busy" : ""}`, "aria-disabled": isBusy, onClick: () => !isBusy && save(what) },
      label,
    );
  return createElement(
    "div",
    rest,
    createElement(
      "div",
      { className: "module-editor__bar" },
      createElement("div", { className: "buttons" }, button("save", "button--ink", words.save), button("publish", "button--main", words.publish)),
      createElement("p", { className: "small quiet", role: "status" }, isRestored ? words.restored : isChanged ? words.unsaved : said === "kept" ? words.kept : ""),
    ),
    createElement(
      "div",
      { className: "module-editor__tabs chips", role: "group", "aria-label": words.languages },
      looks.map((look) =>
        createElement(
          "button",
          { key: look.locale, type: "button", className: "chip", "aria-pressed": shown === look.locale, onClick: () => setShown(look.locale) },
          look.language,
          look.faults.length > 0 && createElement("span", { className: "chip__count" }, look.faults.length),
        ),
      ),
    ),
    createElement(
      "div",
      { className: "module-editor__sides" },
      looks.map((look) =>
        createElement(Side, { key: look.locale, look, text: texts[look.locale] ?? "", isShown: shown === look.locale, words, sprite, onTyped: (text) => typed(look.locale, text) }),
      ),
    ),
    children,
  );
}

function Side({ look, text, isShown, words, sprite, onTyped }) {
  const area = useRef(null);
  const id = `text-${look.locale}`;

  // The caret goes to the line, and the line into view.
  const goTo = (line) => {
    const lines = text.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.current.focus();
    area.current.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    const high = area.current.scrollHeight / Math.max(1, lines.length);
    area.current.scrollTop = Math.max(0, (line - 4) * high);
  };

  async function picture(event) {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    const at = area.current.selectionStart;
    let key = "";
    try {
      const answer = await fetch("/api/photos", { method: "POST", body: file, credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.ok) key = (await answer.json()).key;
    } catch {
      // Said below.
    }
    if (!key) {
      window.alert(words.notAPicture);
      return;
    }
    onTyped(`${text.slice(0, at)}![${words.pictureWords}](/api/photos/${key})${text.slice(at)}`);
  }

  return createElement(
    "section",
    { className: `module-side${isShown ? " module-side--shown" : ""}`, lang: look.locale, "aria-label": look.language },
    createElement(
      "div",
      { lang: words.lang },
      createElement("label", { htmlFor: id, className: "field__label" }, fill(words.textIn, { language: look.language })),
      createElement("p", { className: `module-side__said${look.faults.length ? " module-side__said--faulty" : ""}`, role: "status", id: `${id}-said` }, look.said),
      look.faults.length > 0 &&
        createElement(
          "ul",
          { className: "module-side__faults" },
          look.faults.map((one, place) =>
            createElement(
              "li",
              { key: place },
              createElement("button", { type: "button", onClick: () => goTo(one.line) }, createElement("b", null, fill(words.line, { line: one.line })), " ", one.words),
            ),
          ),
        ),
    ),
    createElement("textarea", {
      ref: area,
      id,
      name: look.locale,
      lang: look.locale,
      className: "field__input module-side__text",
      rows: 22,
      spellCheck: true,
      "aria-describedby": `${id}-said`,
      "aria-invalid": look.faults.length > 0,
      value: text,
      onChange: (event) => onTyped(event.target.value),
    }),
    createElement(
      "label",
      { className: "button button--small module-side__picture", lang: words.lang },
      createElement(Icon, { name: "image", sprite }),
      words.addPicture,
      createElement("input", { type: "file", accept: "image/*", className: "unseen", onChange: picture }),
    ),
    createElement("h2", { className: "module-preview__heading", lang: words.lang }, fill(words.preview, { language: look.language })),
    createElement(
      "div",
      { className: "module-preview", lang: look.locale },
      createElement("p", { className: "module-preview__name" }, look.title),
      createElement("p", { className: "quiet" }, look.about),
      look.parts.map((part, place) => createElement(PartPreview, { key: place, part, words, sprite })),
    ),
  );
}
