// The few parts of the design system that need the browser itself (liaison_app/components/browser_parts.py).
import { createElement, useEffect, useRef, useState } from "react";
import { keepingQuestion } from "./language_link.js";
import { showing } from "./showing.js";

/** The browser's own modal dialog; a tap on the ground around it closes it, as Escape does. */
export function Dialog({ isOpen, labelledBy, onClose, children, ...rest }) {
  const ref = useRef(null);
  useEffect(() => {
    const dialog = ref.current;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  const close = (event) => {
    event.preventDefault();
    onClose?.();
  };
  return createElement(
    "dialog",
    {
      ...rest,
      ref,
      "aria-labelledby": labelledBy,
      onCancel: close,
      onClick: (event) => event.target === ref.current && close(event),
    },
    children,
  );
}

let stoodAt = null; // the page that was open before, in this tab

/** After going to another page inside the app: its heading has the focus, so that a screen reader says where one is. */
export function PageFocus() {
  useEffect(() => {
    const isFirst = stoodAt === null || stoodAt === location.pathname;
    stoodAt = location.pathname;
    const main = document.getElementById("main");
    if (isFirst || !main || main.contains(document.activeElement)) return undefined;
    const arrive = () => {
      const heading = document.querySelector("#main h1, h1") ?? main;
      if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
      heading.focus({ preventScroll: true });
    };
    arrive();
    // What has been read replaces a heading that said "Loading …" and takes the focus along: until a person acts, the
    // next heading gets it.
    const changes = new MutationObserver(() => document.activeElement === document.body && arrive());
    changes.observe(document.body, { childList: true, subtree: true });
    const stop = () => changes.disconnect();
    const timer = setTimeout(stop, 5000);
    for (const act of ["keydown", "pointerdown"]) addEventListener(act, stop, { once: true, capture: true });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  return null;
}

/** Tells how many characters are left in the field inside it; aloud only when few are. */
export function Counted({ fieldId, most, left, over, children }) {
  const [count, setCount] = useState(0);
  const place = useRef(null);
  useEffect(() => {
    const field = place.current.querySelector("textarea");
    if (!field) return undefined;
    const count = () => setCount(field.value.length);
    count();
    field.addEventListener("kept", count); // a kept draft is filled in without typing
    return () => field.removeEventListener("kept", count);
  }, []);
  const free = most - count;
  const words = free < 0 ? over.replace("{over}", -free) : left.replace("{left}", free);
  return createElement(
    "div",
    { ref: place, className: "counted", onInput: (event) => setCount(event.target.value.length) },
    children,
    createElement(
      "p",
      {
        className: free < 0 ? "counted__words counted__words--over" : "counted__words",
        id: `${fieldId}-count`,
        "aria-live": free < most * 0.1 ? "polite" : "off",
      },
      words,
    ),
  );
}

/** A button beside a password that shows it and hides it again. */
export function Password({ show, hide, children }) {
  const place = useRef(null);
  useEffect(() => showing(place.current), []);
  return createElement(
    "div",
    { ref: place, className: "password", "data-island": "Password", "data-show": show, "data-hide": hide },
    children,
    createElement("button", { type: "button", className: "password__show", "aria-pressed": "false" }, show),
  );
}

/** A link to the same page in another language. */
export function LanguageLink({ to, children, ...rest }) {
  const link = useRef(null);
  useEffect(() => keepingQuestion(link.current), []);
  return createElement("a", { ...rest, ref: link, href: to, "data-to": to, "data-island": "LanguageLink" }, children);
}
