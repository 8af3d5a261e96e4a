// Share, copy and print as components (liaison_app/components/share.py); `page_tools.js` does the work.
import { createElement, useEffect, useRef } from "react";
import { copying, printing, sharing } from "./page_tools.js";

function useMeaning(give) {
  const place = useRef(null);
  useEffect(() => give(place.current), []);
  return place;
}

const said = (className) => createElement("span", { role: "status", className });

export function ShareButton({ copied, children, ...rest }) {
  const ref = useMeaning(sharing);
  return createElement("button", { ...rest, ref, type: "button", "data-island": "ShareButton", "data-copied": copied }, children, said("share__said"));
}

export function PrintButton({ children, ...rest }) {
  const ref = useMeaning(printing);
  return createElement("button", { ...rest, ref, type: "button", "data-island": "PrintButton" }, children);
}

export function CopyButton({ text, copied, children, className }) {
  const ref = useMeaning(copying);
  const about = { ref, "data-island": "CopyButton", "data-text": text, "data-copied": copied };
  return createElement("span", about, createElement("button", { type: "button", className }, children), said("copied"));
}
