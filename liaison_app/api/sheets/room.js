// The page of a room: what is typed is on the phone before it is sent, is sent once however often, and the list lives.
(() => {
  const begin = JSON.parse(document.getElementById("begin").textContent);
  const words = begin.words;
  const at = (id) => document.getElementById(id);
  const api = (path) => "/api/room/" + begin.code + "/" + path + "?lang=" + begin.lang;

  // ---- what is kept on the phone: the draft, and what waits to be sent ----
  const KEY = "room:" + begin.code;
  let kept = { draft: {}, queue: [] };
  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      if (found && Array.isArray(found.queue)) kept = found;
    } catch (_) { /* nothing was kept, or the browser keeps nothing */ }
  };
  const keep = () => {
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch (_) { /* a private window: it lives as long as the page */ }
  };
  read();

  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const newRef = () => "NL-" + Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => LETTERS[one & 31]).join("");

  // ---- the list ----
  const concerns = new Map(begin.state.list.map((one) => [one.key, one]));
  let head = begin.state.head;
  let mine = begin.state.mine || [];
  let behind = new Set(begin.state.behind || []);
  const pressed = new Map(); // what was pressed and is not told back yet: key → stands behind it

  const make = (name, text, kind) => {
    const found = document.createElement(name);
    if (text) found.textContent = text;
    if (kind) found.className = kind;
    return found;
  };
  const say = (id, text) => { const one = at(id); one.textContent = text; one.hidden = !text; };
  const own = () => new Set(mine.map((one) => one.ref));

  const press = async (key, on) => {
    pressed.set(key, on);
    draw();
    const answer = await post(on ? "behind" : "step-back", { key });
    if (answer.status !== 200) {
      pressed.delete(key);
      trouble(answer.said.notice || (answer.status ? words.failed : words.no_signal));
    } else if (!hears) await poll();
    draw();
  };

  const row = (one) => {
    const found = make("li");
    found.dataset.key = one.key;
    const text = make("div");
    const title = make("b", one.title);
    title.id = "c-" + one.key;
    text.append(title);
    if (one.about) text.append(make("p", one.about, "small"));
    if (one.href) {
      const link = make("a", one.sent, "sent");
      link.href = one.href;
      text.append(link);
    } else if (one.sent) text.append(make("p", one.sent, "sent"));
    const act = make("div", "", "act");
    act.append(make("span", one.said_behind, "small"));
    const isOn = pressed.has(one.key) ? pressed.get(one.key) : behind.has(one.key);
    if (head.is_open) {
      const isMine = mine.some((own) => own.key === one.key);
      const button = make("button", isMine ? words.behind_own : words.behind, "behind");
      button.type = "button";
      button.disabled = isMine;
      button.setAttribute("aria-pressed", String(isOn || isMine));
      button.setAttribute("aria-describedby", title.id);
      button.onclick = () => press(one.key, !isOn);
      act.append(button);
    }
    found.append(text, act);
    return found;
  };

  const ownRow = (title, said, kind, href) => {
    const found = make("li", "", kind);
    const text = make("div");
    text.append(make("b", title));
    const line = make(href ? "a" : "p", said, "small");
    if (href) line.href = href;
    text.append(line);
    found.append(text);
    return found;
  };

  const waitingRow = (one) => {
    const said = one.said || words.waiting_here;
    const found = ownRow([one.what, one.where].filter(Boolean).join(", "), said, "kept");
    const acts = make("div", "", "acts");
    if (one.refused) {
      const change = make("button", words.change, "quiet");
      change.type = "button";
      change.onclick = () => takeBack(one);
      acts.append(change);
    }
    if (one.refused || !head.is_open) {
      const drop = make("button", words.drop, "quiet");
      drop.type = "button";
      drop.onclick = () => { kept.queue = kept.queue.filter((other) => other.ref !== one.ref); keep(); draw(); };
      acts.append(drop);
    }
    found.append(acts);
    return found;
  };

  // Phones from before 2020 have no replaceChildren.
  const fillWith = (place, parts) => { place.textContent = ""; place.append(...parts); };
  const redraw = (list, rows) => {
    const focused = document.activeElement && list.contains(document.activeElement)
      ? document.activeElement.closest("li").dataset.key : "";
    fillWith(list, rows);
    const again = focused && list.querySelector('[data-key="' + focused + '"] button');
    if (again) again.focus();
  };

  const draw = () => {
    const order = Array.from(concerns.values()).sort((one, other) => other.at - one.at);
    redraw(at("list"), order.map(row));
    say("empty", order.length ? "" : words.empty);
    for (const name of ["count", "waiting", "unshown", "attended"]) say(name, head[name]);
    say("until", head.until || at("until").dataset.closedWords);
    document.querySelector("main").classList.toggle("is-closed", !head.is_open);
    const there = own();
    const waits = kept.queue.filter((one) => !there.has(one.ref));
    redraw(at("mine"), waits.map(waitingRow).concat(
      mine.map((one) => ownRow(one.title, one.said, "own own--" + one.state, one.href)).reverse()));
    at("own").hidden = !waits.length && !mine.length;
  };

  const take = (told) => {
    if (told.head) head = told.head;
    if (told.list) {
      concerns.clear();
      for (const one of told.list) concerns.set(one.key, one);
    }
    for (const one of told.put || []) concerns.set(one.key, one);
    for (const key of told.gone || []) concerns.delete(key);
    if (told.mine) mine = told.mine;
    if (told.behind) {
      behind = new Set(told.behind);
      for (const [key, on] of pressed) if (behind.has(key) === on) pressed.delete(key);
    }
    if (told.there) isThere();
    const there = own();
    if (kept.queue.some((one) => there.has(one.ref))) {
      kept.queue = kept.queue.filter((one) => !there.has(one.ref));
      keep();
    }
    draw();
  };

  // ---- hearing of changes ----
  let hears = false;
  const trouble = (text) => say("trouble", text);
  const poll = async () => {
    try {
      const answer = await fetch(api("list"), { headers: { accept: "application/json" } });
      if (answer.ok) { take(await answer.json()); trouble(""); }
    } catch (_) { trouble(words.away); }
  };
  let events = null, again = 0, failed = 0;
  const listen = () => {
    if (!window.EventSource) { setInterval(poll, 10000); return; }
    clearTimeout(again);
    if (events) events.close();
    events = new EventSource(api("events"));
    events.onmessage = (event) => { hears = true; failed = 0; trouble(""); take(JSON.parse(event.data)); send(); };
    events.onerror = () => {
      if (hears || !navigator.onLine) trouble(words.away);
      hears = false;
      if (events.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      again = setTimeout(listen, Math.min(30, 2 * 2 ** failed++) * (500 + 1000 * Math.random()));
      poll();
    };
  };
  addEventListener("pagehide", () => { if (events) events.close(); });
  addEventListener("online", () => { if (!hears) { failed = 0; listen(); } });
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

  // ---- sending ----
  const post = async (path, content) => {
    const over = new AbortController(), clock = setTimeout(() => over.abort(), 20000);
    try {
      const answer = await fetch(api(path), {
        method: "POST",
        signal: over.signal,
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify(content),
      });
      let said = {};
      try { said = await answer.json(); } catch (_) { /* a proxy in between answered */ }
      return { status: answer.status, said, after: Number(answer.headers.get("retry-after")) || 0 };
    } catch (_) {
      return { status: 0, said: {}, after: 0 };
    } finally { clearTimeout(clock); }
  };

  let isSending = false, timer = 0, tries = 0;
  const later = (seconds) => { clearTimeout(timer); timer = setTimeout(send, seconds * 1000); };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    try {
      for (let one; (one = kept.queue.find((each) => !each.refused));) {
        const { status, said, after } = await post("concerns", one);
        if (status === 200 || status === 201) {
          done(one);
        } else if (status === 422) {
          one.refused = true;
          one.said = words.refused;
          keep();
          takeBack(one, said);
        } else if (status === 409 && said.reason === "ref_taken") {
          one.ref = newRef();
          keep();
        } else if (status === 409 && said.reason !== "room_full") {
          one.refused = true;
          one.said = said.notice;
          formSaid(said.notice);
          keep();
        } else {
          one.said = status === 0 ? words.no_signal : said.notice || words.too_busy;
          formSaid(one.said);
          keep();
          later(Math.max(after, Math.min(30, 2 * 2 ** tries++)));
          break;
        }
      }
    } finally { isSending = false; draw(); }
  };
  const done = (one) => {
    tries = 0;
    kept.queue = kept.queue.filter((other) => other.ref !== one.ref);
    keep();
    if (!mine.some((other) => other.ref === one.ref)) {
      const title = [one.what, one.where].filter(Boolean).join(", ");
      mine = mine.concat({ ref: one.ref, title, state: "offered", said: words.sent, href: "", key: "" });
    }
    formSaid(words.sent);
    if (!hears) poll();
  };
  addEventListener("online", () => { tries = 0; send(); });
  addEventListener("storage", (event) => { if (event.key === KEY) { read(); draw(); } });

  // ---- the form ----
  const form = at("offer"), names = ["what", "where", "note"];
  const formSaid = (text) => { at("form-said").textContent = text; };
  let position = kept.draft.lat === undefined ? null : { lat: kept.draft.lat, lon: kept.draft.lon, about: kept.draft.about };
  const fill = () => {
    for (const name of names) form.elements[name].value = kept.draft[name] || "";
    if (names.some((name) => kept.draft[name])) at("add").open = true;
    showPlace();
  };
  const draft = () => {
    kept.draft = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    if (position) Object.assign(kept.draft, position);
    keep();
  };
  const wrong = (name, text) => {
    const field = at(name), said = at(name + "-error");
    said.textContent = text || "";
    said.hidden = !text;
    if (text) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
  };
  const showPlace = () => {
    at("place").querySelector("span").textContent = position ? words.place_drop : words.place_use;
    at("place-said").textContent = position ? words.place_found.replace("{n}", position.about) : "";
  };
  at("place").hidden = !navigator.geolocation;
  at("place").onclick = () => {
    if (position) { position = null; draft(); showPlace(); return; }
    at("place-said").textContent = words.place_asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        position = { lat: coords.latitude, lon: coords.longitude, about: Math.max(1, Math.round(coords.accuracy)) };
        draft();
        wrong("where", "");
        showPlace();
      },
      () => { at("place-said").textContent = words.place_away; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  };
  form.addEventListener("input", () => { draft(); formSaid(""); at("personal").hidden = true; });

  const takeBack = (one, said) => {
    kept.queue = kept.queue.filter((other) => other.ref !== one.ref);
    position = one.lat === undefined ? null : { lat: one.lat, lon: one.lon, about: one.about || 1 };
    for (const name of names) form.elements[name].value = one[name] || "";
    draft();
    at("add").open = true;
    showPlace();
    for (const name of names) wrong(name, said && said.fields ? said.fields[name] : "");
    if (said && said.personal) askPersonal(said);
    formSaid(said && said.notice ? said.notice : "");
    draw();
    const first = form.querySelector("[aria-invalid]");
    if (first) first.focus();
  };
  const askPersonal = (said) => {
    const box = at("personal");
    const button = make("button", box.dataset.send, "quiet");
    button.type = "button";
    button.onclick = () => queue(said.pieces);
    fillWith(box, [make("b", box.dataset.title), ...said.personal.map((one) => make("p", one)), button]);
    box.hidden = false;
    button.focus();
  };
  const queue = (pieces) => {
    const one = Object.fromEntries(names.map((name) => [name, form.elements[name].value.trim()]));
    wrong("what", one.what ? "" : words.needed_what);
    wrong("where", one.where || position ? "" : words.needed_where);
    const first = form.querySelector("[aria-invalid]");
    if (first) { first.focus(); return; }
    if (!head.is_open) { formSaid(words.closed_kept); return; }
    Object.assign(one, position || {}, { ref: newRef(), personal_ok: pieces || "" });
    kept.queue.push(one);
    kept.draft = {};
    position = null;
    keep();
    form.reset();
    showPlace();
    at("personal").hidden = true;
    formSaid(words.here);
    draw();
    send();
  };
  form.onsubmit = (event) => { event.preventDefault(); queue(""); };

  // ---- being counted ----
  const isThere = () => { say("there", words.there); at("here-box").hidden = true; };
  at("here").onsubmit = async (event) => {
    event.preventDefault();
    const { status, said } = await post("here", { said: at("said").value });
    if (status === 200) { isThere(); return; }
    const fields = said.fields || {};
    wrong("said", fields.said || said.notice || (status ? words.failed : words.no_signal));
    at("said").focus();
  };

  at("until").dataset.closed = begin.state.head.is_open ? at("until").dataset.closedWords : at("until").textContent;
  fill();
  take(begin.state);
  listen();
  send();
})();
