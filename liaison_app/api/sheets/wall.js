// The wall of a room: the list, large, as it grows. What is new stands on top and is lit for a moment.
(() => {
  const begin = JSON.parse(document.getElementById("begin").textContent);
  const at = (id) => document.getElementById(id);
  const concerns = new Map();
  let head = begin.state.head, isFirst = true;

  const make = (name, text, kind) => {
    const found = document.createElement(name);
    if (text) found.textContent = text;
    if (kind) found.className = kind;
    return found;
  };
  const row = (one, fresh) => {
    const found = make("li", "", fresh.has(one.key) ? "fresh" : "");
    const text = make("div");
    text.append(make("b", one.title));
    if (one.about) text.append(make("p", one.about));
    found.append(text);
    if (one.sent) found.append(make("span", one.sent, "sent"));
    if (one.behind) {
      const count = make("span", "", "behind");
      count.append(make("b", String(one.behind)), make("i", one.said_behind.replace(String(one.behind), "").trim()));
      found.append(count);
    }
    return found;
  };
  const take = (told) => {
    if (told.head) head = told.head;
    if (told.list) concerns.clear();
    const fresh = new Set();
    for (const one of (told.list || []).concat(told.put || [])) {
      if (!isFirst && !told.list && !concerns.has(one.key)) fresh.add(one.key);
      concerns.set(one.key, one);
    }
    for (const key of told.gone || []) concerns.delete(key);
    isFirst = false;
    const order = Array.from(concerns.values()).sort((one, other) => other.at - one.at);
    at("list").textContent = "";
    at("list").append(...order.map((one) => row(one, fresh)));
    for (const name of ["count", "waiting", "unshown", "attended"]) at(name).textContent = head[name];
    at("until").textContent = head.until || begin.words.closed;
    at("empty").textContent = begin.words.empty;
    at("empty").hidden = order.length > 0;
  };
  const listen = () => {
    const events = new EventSource("/api/room/" + begin.code + "/events?wall&lang=" + begin.lang);
    events.onmessage = (event) => { document.body.classList.remove("is-away"); take(JSON.parse(event.data)); };
    events.onerror = () => {
      document.body.classList.add("is-away");
      if (events.readyState === EventSource.CLOSED) setTimeout(listen, 10000);
    };
  };
  const root = document.documentElement;
  at("theme").onclick = () => {
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
  };
  take(begin.state);
  listen();
})();
