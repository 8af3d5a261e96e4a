// A form that is posted to a route of ours (liaison_app/components/posted_form.py). Without this script the browser
// posts it by itself; with it, what is wrong is said beside the field, nothing typed is lost and no page is loaded.
import { createElement, useRef, useState } from "react";

function say(form, name, words) {
  const place = form.querySelector(`#field-${name}-error`);
  const input = form.elements[name];
  if (!place || !input) return false;
  place.lastElementChild.textContent = words;
  place.closest(".field").classList.toggle("field--error", Boolean(words));
  input.setAttribute("aria-invalid", words ? "true" : "false");
  return true;
}

function sayAll(form, fields) {
  for (const place of form.querySelectorAll(".field__error")) {
    say(form, place.id.slice("field-".length, -"-error".length), "");
  }
  const said = Object.keys(fields).filter((name) => say(form, name, fields[name]));
  if (said.length) form.elements[said[0]].focus();
  return said.length > 0;
}

function bodyOf(form) {
  const body = new URLSearchParams(new FormData(form));
  const next = new URLSearchParams(location.search).get("next");
  if (next && !body.has("next")) body.set("next", next);
  return body;
}

async function post(form) {
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: bodyOf(form),
    headers: { Accept: "application/json", "X-Liaison": "form" },
    credentials: "same-origin",
  });
  // What stands before all routes refuses in plain text.
  const isJson = (answer.headers.get("content-type") || "").includes("json");
  return isJson ? answer.json() : { notice: await answer.text() };
}

export function PostedForm({ action, unreachable, children, className }) {
  const form = useRef(null);
  const busy = useRef(false);
  const [notice, setNotice] = useState({ kind: "late", words: "" });

  const show = (answer) => {
    if (answer.to) {
      location.assign(answer.to);
      return true; // the form stays busy until the next page is there
    }
    const beside = sayAll(form.current, answer.fields || {});
    if (answer.said) for (const one of form.current.querySelectorAll("input[type=password]")) one.value = "";
    const words = answer.said || answer.notice || (beside ? "" : Object.values(answer.fields || {}).join(" "));
    setNotice({ kind: answer.said ? "fixed" : "late", words });
    return false;
  };

  const submit = async (event) => {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    const button = form.current.querySelector("button[type=submit]");
    button?.classList.add("button--busy");
    setNotice({ kind: "late", words: "" });
    let isLeaving = false;
    try {
      isLeaving = show(await post(form.current));
    } catch {
      setNotice({ kind: "late", words: unreachable });
    }
    busy.current = isLeaving;
    if (!isLeaving) button?.classList.remove("button--busy");
  };

  const said = notice.words && createElement("div", { className: `notice notice--${notice.kind}` }, notice.words);
  return createElement(
    "form",
    { ref: form, method: "post", action, noValidate: true, onSubmit: submit, className },
    createElement("div", { role: "alert", className: "live-region" }, said),
    children,
  );
}
