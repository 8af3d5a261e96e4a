// Posts a form to a route of ours. Without this script the browser posts it by itself; with it, what is wrong is said
// beside the field, nothing typed is lost and no page is loaded. No framework, so that a page without one has it too.
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

/** Gives the form its script; returns what takes it away again. */
export function posting(form) {
  let isBusy = false;
  const place = form.querySelector(".live-region");

  const tell = (kind, words) => {
    const said = Object.assign(document.createElement("div"), { className: `notice notice--${kind}`, textContent: words });
    place.replaceChildren(...(words ? [said] : []));
  };

  // True where the form leads to another page, and stays busy until that page is there.
  const show = (answer) => {
    if (answer.to) {
      location.assign(answer.to);
      return true;
    }
    const beside = sayAll(form, answer.fields || {});
    if (answer.said) for (const one of form.querySelectorAll("input[type=password]")) one.value = "";
    tell(answer.said ? "fixed" : "late", answer.said || answer.notice || (beside ? "" : Object.values(answer.fields || {}).join(" ")));
    return false;
  };

  const submit = async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    const button = form.querySelector("button[type=submit]");
    button?.classList.add("button--busy");
    tell("late", "");
    let isLeaving = false;
    try {
      isLeaving = show(await post(form));
    } catch {
      tell("late", form.dataset.unreachable);
    }
    isBusy = isLeaving;
    if (!isLeaving) button?.classList.remove("button--busy");
  };

  form.addEventListener("submit", submit);
  return () => form.removeEventListener("submit", submit);
}
