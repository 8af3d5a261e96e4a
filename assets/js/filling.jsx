// Choices that bring words along for another field of their form.
import { createElement } from "react";

/** A choice that brings words along: they go where nothing of the writer's own stands. */
export function suggest(select) {
  const target = select.form.elements[select.dataset.fills];
  const given = Array.from(select.options, (one) => one.dataset.words ?? "");
  if (!target || (target.value && !given.includes(target.value))) return;
  target.value = select.selectedOptions[0]?.dataset.words ?? "";
  target.dispatchEvent(new Event("kept", { bubbles: true }));
}

export function Filling({ children }) {
  return createElement("div", { onChange: (event) => event.target.dataset.fills && suggest(event.target) }, children);
}
