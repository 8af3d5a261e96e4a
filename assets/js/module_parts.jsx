// How a part of a module and its questions are drawn: for whoever reads it, and beside the text for whoever writes it. The
// HTML is our own server's, made of Markdown (liaison_app/adapters/markdown_html.py).
import { createElement } from "react";

export const html = (tag, text, rest = {}) => createElement(tag, { ...rest, dangerouslySetInnerHTML: { __html: text } });

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export function Icon({ name, sprite }) {
  return createElement("svg", { className: "icon", "aria-hidden": true }, createElement("use", { href: `${sprite}#${name}` }));
}

/** The answers of a question with what is right about each; `chosen` are the places of a person's own. */
export function AnswersExplained({ check, chosen, words, sprite }) {
  const own = new Set(chosen ?? []);
  return createElement(
    "ul",
    { className: "told-answers" },
    check.answers.map((one, place) =>
      createElement(
        "li",
        { key: place, className: `told-answer ${one.right ? "told-answer--right" : "told-answer--other"}${own.has(place) ? " told-answer--own" : ""}` },
        createElement(Icon, { name: one.right ? "done" : "close", sprite }),
        createElement(
          "div",
          null,
          createElement(
            "p",
            { className: "told-answer__mark", lang: words.lang },
            one.right ? words.isRight : words.isOther,
            own.has(place) && createElement("b", null, ` · ${words.yours}`),
          ),
          html("p", one.words, { className: "told-answer__words" }),
          html("p", one.why, { className: "told-answer__why" }),
        ),
      ),
    ),
  );
}

/** A part as it will be read, with its questions answered. */
export function PartPreview({ part, words, sprite }) {
  return createElement(
    "section",
    { className: "module-preview__part" },
    createElement("h3", { className: "module-preview__title" }, part.title),
    html("div", part.html, { className: "reading" }),
    part.checks.map((check) =>
      createElement(
        "div",
        { key: check.number, className: "check-box" },
        html("p", check.asks, { className: "check-box__asks" }),
        createElement(AnswersExplained, { check, words, sprite }),
      ),
    ),
  );
}
