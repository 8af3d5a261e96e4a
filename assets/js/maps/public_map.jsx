// The public map with its list: filters as chips, what is in view as a list beside it, the whole view in the address.
// All of it comes over cached REST, so the page needs no websocket; without the map the list does everything it does.
import { useCallback, useEffect, useRef, useState } from "react";
import { drawGround, loadGround, loadLeaflet } from "./leaflet_ground.js";
import { MapLayers, query } from "./map_layers.js";

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

function viewInAddress() {
  const words = new URLSearchParams(location.search);
  const [lat, lon, zoom] = (words.get("at") ?? "").split(",").map(Number);
  return {
    filter: { show: words.get("show") ?? "", kind: words.get("kind") ?? "" },
    at: Number.isFinite(lat) && Number.isFinite(lon) && words.get("at") ? { lat, lon, zoom: zoom || 16 } : null,
  };
}

function keepInAddress(filter, map) {
  const middle = map.getCenter();
  const at = `${middle.lat.toFixed(5)},${middle.lng.toFixed(5)},${map.getZoom()}`;
  history.replaceState(history.state, "", `${location.pathname}?${query(filter, { at }).replaceAll("%2C", ",")}`);
}

function Icon({ sprite, name }) {
  return (
    <svg className="icon" aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}

function Chips({ filter, kinds, texts, sprite, choose }) {
  const shows = [
    ["", texts.open, null],
    ["late", texts.late, "late"],
    ["closed", texts.closed, "check"],
    ["all", texts.all, null],
  ];
  const chip = (key, label, icon, on, press) => (
    <button key={key} type="button" className="chip" aria-pressed={on} onClick={press}>
      {icon && <Icon sprite={sprite} name={icon} />}
      {label}
    </button>
  );
  return (
    <div className="chips chips--slide" role="group" aria-label={texts.filters}>
      {shows.map(([show, label, icon]) => chip(`s${show}`, label, icon, filter.show === show, () => choose({ ...filter, show })))}
      {kinds.map(({ key, label, icon }) =>
        chip(`k${key}`, label, icon, filter.kind === key, () => choose({ ...filter, kind: filter.kind === key ? "" : key })),
      )}
    </div>
  );
}

const SHAPES = { city: "stamp", seen: "pill", message: "tab" };

function Badge({ one, sprite }) {
  const shape = SHAPES[one.badge_shape] ?? "";
  return (
    <span className={`badge ${shape} badge--${one.mark}`}>
      {shape === "pill" ? (
        <span className="pill__window" aria-hidden="true" />
      ) : (
        <Icon sprite={sprite} name={shape === "stamp" ? "city" : one.badge_icon} />
      )}
      <span>{one.badge}</span>
    </span>
  );
}

function MiniClock({ age, due, mark }) {
  return (
    <span className={`mini-clock mini-clock--${mark}`} style={{ "--age": age, "--due": due }} aria-hidden="true">
      <span className="mini-clock__due" />
    </span>
  );
}

function Card({ one, sprite }) {
  return (
    <li>
      <article className={`ticket-card ticket-card--${one.mark}`}>
        <span className="ticket-card__icon">
          <Icon sprite={sprite} name={one.icon} />
        </span>
        <h3>
          <a className="ticket-card__place" href={one.href}>
            {one.place}
          </a>
        </h3>
        <span className="ticket-card__far">{one.far}</span>
        <p className="ticket-card__what">{one.what}</p>
        <div className="ticket-card__when">
          {one.age !== null && <MiniClock age={one.age} due={one.due} mark={one.mark} />}
          <Badge one={one} sprite={sprite} />
        </div>
      </article>
    </li>
  );
}

function List({ answer, texts, sprite, more, retry }) {
  if (answer.state === "loading") {
    return (
      <div className="ticket-list" role="status" aria-label={texts.loading}>
        {[0, 1, 2, 3].map((n) => (
          <div key={n} className="ticket-card" aria-hidden="true">
            <span className="skeleton skeleton--tile" />
            <span className="skeleton skeleton--title" />
            <span className="skeleton skeleton--text" />
          </div>
        ))}
      </div>
    );
  }
  if (answer.state === "failed") {
    return (
      <div className="empty">
        <p>{texts.failed}</p>
        <button type="button" className="button button--ink" onClick={retry}>
          {texts.again}
        </button>
      </div>
    );
  }
  if (!answer.cards.length) return <p className="empty">{texts.nothing}</p>;
  return (
    <>
      <ul className="ticket-list">
        {answer.cards.map((one) => (
          <Card key={one.id} one={one} sprite={sprite} />
        ))}
      </ul>
      {answer.next && (
        <button type="button" className="button button--ink button--wide" onClick={more}>
          {texts.more}
        </button>
      )}
    </>
  );
}

function useList(locale) {
  const [answer, setAnswer] = useState({ state: "loading", cards: [] });
  const last = useRef(0);
  const load = useCallback(
    async (filter, box, after = "") => {
      const turn = (last.current += 1);
      if (!after) setAnswer((now) => (now.cards.length ? now : { state: "loading", cards: [] }));
      try {
        const reply = await fetch(`/api/tickets.json?${query(filter, { box, after, lang: locale })}`);
        if (!reply.ok) throw new Error(String(reply.status));
        const found = await reply.json();
        if (turn !== last.current) return;
        setAnswer((now) => ({ state: "ready", ...found, cards: after ? [...now.cards, ...found.cards] : found.cards }));
      } catch {
        if (turn === last.current) setAnswer({ state: "failed", cards: [] });
      }
    },
    [locale],
  );
  return [answer, load];
}

// The list's sheet on a phone: its handle is a button, and it can be pulled.
function useSheet() {
  const steps = ["peek", "half", "full"];
  const [open, setOpen] = useState("half");
  const pull = useRef({ from: null, pulled: false });
  const step = (by) => setOpen((now) => steps[Math.min(2, Math.max(0, steps.indexOf(now) + by))]);
  return {
    open,
    handle: {
      onPointerDown: (event) => {
        pull.current = { from: event.clientY, pulled: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerUp: (event) => {
        const by = pull.current.from === null ? 0 : pull.current.from - event.clientY;
        pull.current = { from: null, pulled: Math.abs(by) > 24 };
        if (pull.current.pulled) step(by > 0 ? 1 : -1);
      },
      // A pull ends in a click as well; only a plain press, or a key, folds and unfolds.
      onClick: () => {
        if (!pull.current.pulled) setOpen((now) => (now === "full" ? "half" : "full"));
        pull.current.pulled = false;
      },
      onKeyDown: (event) => {
        if (event.key === "ArrowUp") step(1);
        if (event.key === "ArrowDown") step(-1);
      },
    },
  };
}

const boxOf = (map) => {
  const box = map.getBounds();
  return [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()].map((side) => side.toFixed(3)).join(",");
};

export function PublicMap({ texts, kinds, locale, sprite, home = "" }) {
  const place = useRef(null);
  const held = useRef({});
  const [filter, setFilter] = useState({ show: "", kind: "" });
  const [answer, load] = useList(locale);
  const [told, tell] = useState("");
  const sheet = useSheet();

  const inStep = useCallback(() => {
    const { map, filter: now } = held.current;
    if (!map) return;
    keepInAddress(now, map);
    load(now, boxOf(map));
  }, [load]);

  useEffect(() => {
    let gone = false;
    let stop = () => {};
    (async () => {
      const [L, facts] = await Promise.all([loadLeaflet(), loadGround()]);
      if (gone) return;
      const seen = viewInAddress();
      const map = L.map(place.current, { zoomControl: false, attributionControl: true, minZoom: 10, maxZoom: 20 });
      map.attributionControl.setPrefix(false);
      map.setView(seen.at ? [seen.at.lat, seen.at.lon] : facts.centre, seen.at?.zoom ?? facts.zoom + (place.current.clientHeight > 700 ? 1 : 0));
      const repaint = drawGround(L, map, facts);
      const layers = new MapLayers(L, map, { texts, locale, sprite, home });
      held.current = { map, layers, filter: seen.filter };
      setFilter(seen.filter);
      layers.show(seen.filter).catch(() => {});
      map.on("moveend", inStep);
      const sized = new ResizeObserver(() => map.invalidateSize({ pan: true }));
      sized.observe(place.current);
      stop = () => {
        sized.disconnect();
        repaint();
        map.remove();
      };
      inStep();
    })();
    return () => {
      gone = true;
      stop();
    };
  }, []);

  const choose = (next) => {
    setFilter(next);
    held.current.filter = next;
    held.current.layers?.show(next).catch(() => {});
    inStep();
  };
  const locate = () => {
    tell(texts.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        tell("");
        held.current.map?.setView([coords.latitude, coords.longitude], 16);
      },
      () => tell(texts.not_located),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  };
  const nearer = (by) => held.current.map?.setZoom(held.current.map.getZoom() + by);
  const number = (count) => new Intl.NumberFormat(locale).format(count);
  const count = answer.tally ? fill(texts[`${filter.show || "open"}_here`], { count: number(answer.tally[0]) }) : texts.loading;

  return (
    <>
      <section className="atlas__map map" aria-label={texts.map}>
        <div className="atlas__chips">
          <Chips {...{ filter, kinds, texts, sprite, choose }} />
        </div>
        <div ref={place} className="atlas__leaflet" />
        <div className="map__tools">
          <button type="button" className="map__tool" aria-label={texts.near_me} onClick={locate}>
            <Icon sprite={sprite} name="locate" />
          </button>
          <button type="button" className="map__tool map__tool--zoom" aria-label={texts.zoom_in} onClick={() => nearer(1)}>
            <Icon sprite={sprite} name="zoom-in" />
          </button>
          <button type="button" className="map__tool map__tool--zoom" aria-label={texts.zoom_out} onClick={() => nearer(-1)}>
            <Icon sprite={sprite} name="zoom-out" />
          </button>
        </div>
        <p className="map__told" role="status">
          {told}
        </p>
      </section>
      <section className="sheet" data-open={sheet.open} aria-label={texts.list}>
        <button type="button" className="sheet__handle" aria-expanded={sheet.open === "full"} {...sheet.handle}>
          <span className="sheet__title">
            <span className="sheet__count">{count}</span>
            {filter.show !== "late" && answer.tally?.[2] > 0 && <span className="quiet">{fill(texts.late_in_view, { count: number(answer.tally[2]) })}</span>}
          </span>
        </button>
        <div className="sheet__sticky">
          <ul className="legend">
            <li>
              <i className="k-late" /> {texts.legend_late}
            </li>
            <li>
              <i className="k-open" /> {texts.legend_open}
            </li>
            <li>
              <i className="k-closed" /> {texts.legend_closed}
            </li>
          </ul>
        </div>
        <div className="sheet__body" tabIndex={0} role="region" aria-label={texts.list}>
          <List
            {...{ answer, texts, sprite }}
            retry={inStep}
            more={() => load(filter, boxOf(held.current.map), answer.next)}
          />
        </div>
      </section>
    </>
  );
}
