// Copies a text to the clipboard and says so (liaison_app/components/posted_form.py).
import { createElement, useState } from "react";

export function CopyButton({ text, copied, children, className }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 4000);
    } catch {
      setDone(false);
    }
  };
  return createElement(
    "span",
    null,
    createElement("button", { type: "button", className, onClick: copy }, children),
    createElement("span", { role: "status", className: "copied" }, done ? copied : ""),
  );
}
