// The short form of the pocket: a report, or a concern of a meeting, written where there is no signal. Every letter goes to
// its record on the shelf at once. What is missing is said beside its field.
import { newId } from "../draft_store.js";
import { changeOnShelf, onShelf, putOnShelf } from "../shelf.js";
import { shrink } from "../shrink.js";
import { element, fill, icon, keepForGood, roomHere } from "../signal.js";

const first = (fields, name) => fields[name]?.[0] ?? "";
const kindOf = ({ kinds }, locale, fields) => (kinds[locale] ?? kinds.en).find((kind) => kind.code === first(fields, "service"));

/** The questions of a kind that are asked, given the answers so far (domain/questions.py says the same). */
function askedOf(kind, fields) {
  const asked = [];
  for (const one of kind?.asks ?? []) {
    const [on, values] = one.when ?? ["", []];
    const isAsked = !one.when || (asked.some(({ name }) => name === on) && (fields[on] ?? []).some((value) => values.includes(value)));
    if (isAsked) asked.push(one);
  }
  return asked;
}

const POSITION_WAITS_MS = 20_000;

/** What of a record is still missing before it can go, in words by field. The server looks again when it has it. */
export function missingIn({ kind, line, fields, photos }, words, known) {
  if (kind === "meeting_item") return line.trim() || first(fields, "description") ? {} : { line: words.lineNeeded };
  const wrong = {};
  const isOnMap = first(fields, "how") !== "words" && first(fields, "lat");
  if (!isOnMap && !first(fields, "place_words")) wrong.place = words.placeNeeded;
  if (!isOnMap && !first(fields, "neighborhood")) wrong.neighborhood = words.neighborhoodNeeded;
  if (!first(fields, "service")) wrong.service = words.kindNeeded;
  for (const one of askedOf(kindOf(known, words.locale, fields), fields)) {
    if (one.needed && one.kind !== "info" && !(fields[one.name] ?? []).some(Boolean)) wrong[one.name] = words.answerNeeded;
  }
  const isAnswered = Object.entries(fields).some(([name, values]) => name.startsWith("answer:") && values.some(Boolean));
  if (!photos.length && !isAnswered && !first(fields, "description")) wrong.description = words.wordsNeeded;
  const told = first(fields, "heard") && (first(fields, "heard_name") || first(fields, "heard_contact"));
  if (told && !first(fields, "heard_consent")) wrong.heard_consent = words.consentNeeded;
  return wrong;
}

/** Draws the form of `record` into `place`. `known` is what the phone keeps; `done(how)` is called with waiting, here or thrown. */
export function drawForm(place, { record, known, words, done }) {
  const kept = structuredClone({ fields: record.fields, line: record.line, photos: record.photos });
  const ends = [];
  let isOnDisk = Boolean(record.changedAt);
  let writing = Promise.resolve();

  // One after the other, so that an older letter never overwrites a newer one.
  const write = () => {
    writing = writing.then(async () => {
      const now = { fields: structuredClone(kept.fields), line: kept.line, photos: [...kept.photos] };
      if (isOnDisk) return void (await changeOnShelf(record.ref, now));
      isOnDisk = true;
      const { isKept } = await putOnShelf({ ...record, ...now, state: "here" });
      say(isKept ? ((await roomHere()) ? words.tight : "") : words.notKept);
      await keepForGood();
    });
    return writing;
  };

  const set = (name, ...values) => {
    kept.fields[name] = values.filter(Boolean);
    return write();
  };

  const status = element("p", { role: "status", className: "small" });
  const say = (text) => (status.textContent = text);

  function field(name, label, control, { hint = "" } = {}) {
    control.id = `field-${name}`;
    control.setAttribute("aria-describedby", `field-${name}-hint field-${name}-error`);
    return element(
      "div",
      { className: "field", "data-field": name },
      element("label", { className: "field__label", htmlFor: control.id }, label),
      hint && element("span", { className: "field__hint", id: `field-${name}-hint` }, hint),
      control,
      error(name),
    );
  }

  const error = (name) => element("p", { className: "field__error", id: `field-${name}-error` }, icon(words.sprite, "error"), element("span"));

  function input(name, props = {}) {
    const made = element("input", { className: "field__input", type: "text", autocomplete: "off", value: first(kept.fields, name), ...props });
    made.addEventListener("input", () => set(name, made.value));
    return made;
  }

  function select(name, first_, groups, then = () => {}) {
    const made = element("select", { className: "field__input" }, element("option", { value: "" }, first_));
    for (const [group, options] of groups) {
      const into = group ? made.appendChild(element("optgroup", { label: group })) : made;
      for (const [value, text] of options) into.append(element("option", { value }, text));
    }
    made.value = first(kept.fields, name);
    made.addEventListener("change", () => set(name, made.value).then(then));
    return made;
  }

  function check(name, text, value = "yes", then = () => {}, group = false) {
    const box = element("input", { type: "checkbox", value, checked: (kept.fields[name] ?? []).includes(value) });
    box.addEventListener("change", () => {
      const others = group ? (kept.fields[name] ?? []).filter((one) => one !== value) : [];
      set(name, ...others, box.checked ? value : "");
      then(box.checked);
    });
    return element("label", { className: "check" }, box, element("span", { className: "check__words" }, text));
  }

  // ------------------------------------------------------------------------------------------------- where

  function where() {
    const said = element("p", { className: "pocket__position", role: "status" });
    const neighborhood = field("neighborhood", words.neighborhood, select("neighborhood", words.choose, [["", known.neighborhoods]]));
    const isPlaced = () => first(kept.fields, "how") !== "words" && Boolean(first(kept.fields, "lat"));
    const take = element("button", { type: "button", className: "button", onclick: locate }, icon(words.sprite, "here"), words.locate);
    const drop = element("button", { type: "button", className: "button button--plain", onclick: () => forget() }, words.dropPosition);
    const typed = element("input", { className: "field__input", type: "text", autocomplete: "off", maxLength: 240 });
    typed.value = first(kept.fields, isPlaced() ? "address" : "place_words") || first(kept.fields, "address");
    typed.addEventListener("input", () => place_(typed.value));

    function place_(text) {
      const isMap = isPlaced();
      Object.assign(kept.fields, { how: [isMap ? "map" : "words"], address: isMap && text ? [text] : [], place_words: text ? [text] : [] });
      show();
      return write();
    }

    function show() {
      const isMap = isPlaced();
      neighborhood.hidden = isMap;
      drop.hidden = !isMap;
      const metres = Math.round(Number(first(kept.fields, "accuracy")) || 0);
      said.textContent = isMap ? (metres ? fill(words.positionWithin, { metres }) : words.positionKept) : "";
    }

    function locate() {
      if (!navigator.geolocation) return void (said.textContent = words.noPosition);
      said.textContent = words.locating;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          Object.assign(kept.fields, {
            lat: [coords.latitude.toFixed(6)],
            lon: [coords.longitude.toFixed(6)],
            accuracy: [String(Math.round(coords.accuracy))],
            how: ["map"],
          });
          place_(typed.value);
        },
        () => (said.textContent = words.noPosition),
        { enableHighAccuracy: true, timeout: POSITION_WAITS_MS, maximumAge: 60_000 },
      );
    }

    function forget() {
      Object.assign(kept.fields, { lat: [], lon: [], accuracy: [] });
      place_(typed.value);
      take.focus();
    }

    if (!first(kept.fields, "neighborhood") && known.account.neighborhood) {
      kept.fields.neighborhood = [known.account.neighborhood];
      neighborhood.querySelector("select").value = known.account.neighborhood;
    }
    show();
    return [element("div", { className: "buttons" }, take, drop), said, field("place", words.place, typed, { hint: words.placeHint }), neighborhood];
  }

  // ------------------------------------------------------------------------------------------------- what

  function what() {
    const kinds = known.kinds[words.locale] ?? known.kinds.en;
    const groups = new Map();
    for (const kind of kinds) groups.set(kind.group, [...(groups.get(kind.group) ?? []), [kind.code, kind.name]]);
    const about = element("div", { className: "stack" });
    const show = () => about.replaceChildren(...ofKind(kindOf(known, words.locale, kept.fields), show));
    show();
    return [field("service", words.kind, select("service", words.chooseKind, [...groups], show)), about];
  }

  function ofKind(kind, again) {
    if (!kind) return [];
    const stops = kind.stops.map(([says, call, href, isEmergency]) =>
      element(
        "div",
        { className: `notice notice--${isEmergency ? "stop" : "waiting"}` },
        icon(words.sprite, isEmergency ? "danger" : "info"),
        element("p", {}, says, " ", href && !says.includes(call) && element("a", { href }, call)),
      ),
    );
    const asked = askedOf(kind, kept.fields);
    const hangsOn = new Set(kind.asks.map(({ when }) => when?.[0]));
    return [...stops, ...asked.map((one) => question(one, hangsOn.has(one.name) ? again : () => {}))];
  }

  function question(one, then) {
    const lang = one.lang || undefined;
    if (one.kind === "info") return element("p", { className: "small", lang }, one.label);
    if (one.kind === "several") {
      const boxes = one.choices.map(([value, text]) => check(one.name, text, value, then, true));
      return element("fieldset", { className: "field", lang, "data-field": one.name }, element("legend", { className: "field__label" }, one.label), one.hint && element("span", { className: "field__hint" }, one.hint), ...boxes, error(one.name));
    }
    const made =
      one.kind === "chips" || one.kind === "list"
        ? select(one.name, words.choose, [["", one.choices]], then)
        : one.kind === "text"
          ? area(one.name)
          : input(one.name, { type: one.kind === "time" ? "datetime-local" : "text", inputMode: one.kind === "number" ? "decimal" : "" });
    const shown = field(one.name, one.label, made, { hint: one.hint });
    if (lang) shown.lang = lang;
    return shown;
  }

  function area(name) {
    const made = element("textarea", { className: "field__input", maxLength: 2000, value: first(kept.fields, name) });
    made.addEventListener("input", () => set(name, made.value));
    return made;
  }

  // ------------------------------------------------------------------------------------------------- photos

  function photos() {
    const strip = element("div", { className: "photo-strip" });
    const add = element("input", { type: "file", accept: "image/*", multiple: true, className: "photo__file" });
    add.addEventListener("change", async () => {
      const files = [...add.files].slice(0, Math.max(0, known.most.photos - kept.photos.length));
      add.value = "";
      for (const file of files) {
        const blob = await shrink(file);
        if (blob.size > known.most.bytes) say(words.photoTooLarge);
        else kept.photos.push({ id: newId(), blob });
      }
      show();
      write();
    });
    const slot = element("label", { className: "photo photo--small photo__add" }, add, element("span", { className: "photo__slot" }, icon(words.sprite, "camera"), words.addPhoto));

    function show() {
      const made = kept.photos.map((photo, at) => {
        const address = photo.blob ? URL.createObjectURL(photo.blob) : `/api/photos/${photo.key}?size=thumb`;
        if (photo.blob) ends.push(() => URL.revokeObjectURL(address));
        const remove = element("button", { type: "button", className: "photo__act", "aria-label": fill(words.removePhoto, { number: at + 1 }) }, icon(words.sprite, "remove"));
        remove.addEventListener("click", () => {
          kept.photos.splice(kept.photos.indexOf(photo), 1);
          show();
          write();
        });
        const picture = element("img", { className: "photo__picture", src: address, alt: fill(words.photo, { number: at + 1 }) });
        return element("figure", { className: "photo photo--small" }, picture, element("span", { className: "photo__acts" }, remove));
      });
      strip.replaceChildren(...made, ...(kept.photos.length < known.most.photos ? [slot] : []));
    }
    show();
    return strip;
  }

  // ------------------------------------------------------------------------------------------------- heard from

  function heard() {
    const more = element(
      "div",
      { className: "stack", hidden: !first(kept.fields, "heard") },
      field("heard_name", words.heardName, input("heard_name", { maxLength: 120 })),
      field("heard_contact", words.heardContact, input("heard_contact", { maxLength: 254 })),
      element("div", { className: "field", "data-field": "heard_consent" }, check("heard_consent", words.heardConsent), error("heard_consent")),
    );
    return [check("heard", words.heard, "yes", (isOn) => (more.hidden = !isOn)), more];
  }

  // ------------------------------------------------------------------------------------------------- the whole

  function showWrong(wrong) {
    for (const one of form.querySelectorAll("[data-field]")) {
      const said = wrong[one.dataset.field] ?? "";
      one.classList.toggle("field--error", Boolean(said));
      const control = one.querySelector("input, select, textarea");
      control?.setAttribute("aria-invalid", said ? "true" : "false");
      const there = one.querySelector(".field__error > span");
      if (there) there.textContent = said;
    }
    const shown = form.querySelector(".field--error:not([hidden]) :is(input, select, textarea)");
    shown?.focus();
    const elsewhere = Object.entries(wrong).filter(([name]) => !form.querySelector(`[data-field="${CSS.escape(name)}"]`));
    if (elsewhere.length) say(elsewhere.map(([, text]) => text).join(" "));
    return Object.keys(wrong).length > 0;
  }

  async function keep(state) {
    if (state === "waiting" && showWrong(missingIn({ ...record, ...kept }, words, known))) return;
    await write();
    await changeOnShelf(record.ref, { state, trouble: "", wrong: {}, notice: "", locale: words.locale });
    end();
    done(state);
  }

  function end() {
    for (const one of ends) one();
  }

  const isItem = record.kind === "meeting_item";
  const line = element("textarea", { className: "field__input", maxLength: 500, rows: 2, value: kept.line });
  line.addEventListener("input", () => {
    kept.line = line.value;
    write();
  });
  const personal = record.personal?.pieces
    ? element("div", { className: "notice notice--waiting", "data-field": "personal_ok" }, icon(words.sprite, "warning"), element("div", {}, ...record.personal.words.map((one) => element("p", {}, one)), check("personal_ok", words.personalOk, record.personal.pieces), error("personal_ok")))
    : null;
  const form = element(
    "form",
    { className: "pocket__form stack", noValidate: true, autocomplete: "off", onsubmit: (event) => (event.preventDefault(), keep("waiting")) },
    element("h2", { tabIndex: -1 }, isItem ? fill(words.concernFor, { meeting: record.title ?? "" }) : words.newReport),
    !isItem && element("p", { className: "small" }, words.danger),
    record.notice && element("p", { className: "notice notice--late" }, record.notice),
    personal,
    isItem && field("line", words.line, line, { hint: words.lineHint }),
    ...where(),
    ...what(),
    field("description", words.note, area("description"), { hint: words.noteHint }),
    element("div", { "data-field": "photo", className: "field" }, element("p", { className: "field__label" }, words.photos), photos(), error("photo")),
    ...heard(),
    status,
    element(
      "div",
      { className: "buttons" },
      element("button", { type: "submit", className: "button button--main" }, words.keepAndSend),
      element("button", { type: "button", className: "button", onclick: () => keep("here") }, words.keepForLater),
    ),
  );
  place.replaceChildren(form);
  if (Object.keys(record.wrong ?? {}).length) showWrong(record.wrong);
  else form.querySelector("h2").focus({ preventScroll: false });
  return { end, isOf: record.ref };
}

/** A record to write into, which is not on the shelf until something is written. */
export function blankRecord(ref, owner, more = {}) {
  return { ref, owner, kind: "report", to: "", title: "", line: "", fields: {}, photos: [], state: "here", wrong: {}, notice: "", personal: null, changedAt: 0, ...more };
}

export const findOnShelf = async (owner, ref) => (await onShelf(owner)).find((one) => one.ref === ref);
