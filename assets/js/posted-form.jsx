// A form that is posted to a route of ours (liaison_app/components/posted_form.py); `posting.js` does the work.
import { createElement, useEffect, useRef } from "react";
import { posting } from "./posting.js";

export function PostedForm({ action, unreachable, children, className }) {
  const form = useRef(null);
  useEffect(() => posting(form.current), []);
  return createElement(
    "form",
    { ref: form, method: "post", action, noValidate: true, className, "data-island": "PostedForm", "data-unreachable": unreachable },
    createElement("div", { role: "alert", className: "live-region" }),
    children,
  );
}
