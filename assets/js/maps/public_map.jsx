// The public map with its list: filters as chips, what is in view as a list beside it, the whole view in the address.
// All of it comes over cached REST, so the page needs no websocket; without the map the list does everything it does.
import { useCallback, useEffect, useRef, useState } from "react";
import { island } from "../island.jsx";
import { Icon, List } from "./ticket_list.jsx";
import { useSheet } from "./sheet.js";
import { drawGround, loadGround, loadLeaflet } from "./leaflet_ground.js";
import { MapLayers, query } from "./map_layers.js";
import { fill } from "./words.js";

function viewInAddress() {
  const words = new URLSearchParams(location.search);
  const [lat, lon, zoom] = (words.get("at") ?? "").split(",").map(Number);
  return {
    filter: { show: words.get("show") ?? "", kind: words.get("kind") ?? "" },
    at: Number.isFinite(lat) && Number.isFinite(lon) && words.get("at") ? { lat, lon, zoom: zoom || 16, isFound: words.has("here") } : null,
  };
}

function keepInAddress(filter, map) {
  const middle = map.getCenter();
  const at = `${middle.lat.toFixed(5)},${middle.lng.toFixed(5)},${map.getZoom()}`;
  history.replaceState(history.state, "", `${location.pathname}?${query(filter, { at }).replaceAll("%2C", ",")}`);
}

// The place that was searched for: gold, because the reader put it there.
function markFound(L, map, { lat, lon }, sprite) {
  const html = `<span class="map-pin map-pin--here"><svg class="icon" aria-hidden="true"><use href="${sprite}#place"></use></svg></span>`;
  L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-marker", html, iconSize: [0, 0] }) }).addTo(map);
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

const boxOf = (map) => {
  const box = map.getBounds();
  return [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()].map((side) => side.toFixed(3)).join(",");
};

export function MapWithList({ texts, kinds, locale, sprite, home = "" }) {
  const place = useRef(null);
  const held = useRef({});
  const [filter, setFilter] = useState({ show: "", kind: "" });
  const [answer, load] = useList(locale);
  const [told, tell] = useState("");
  const sheet = useSheet();

  // Without a map the list shows the whole city; with one, what is in view.
  const inStep = useCallback(() => {
    const { map, filter: now = viewInAddress().filter } = held.current;
    if (map) keepInAddress(now, map);
    load(now, map ? boxOf(map) : "");
  }, [load]);

  useEffect(() => {
    let gone = false;
    const undo = [];
    const open = async () => {
      const [L, facts] = await Promise.all([loadLeaflet(), loadGround()]);
      if (gone) return;
      const seen = viewInAddress();
      const map = L.map(place.current, { zoomControl: false, attributionControl: true, minZoom: 10, maxZoom: 20 });
      undo.push(() => map.remove());
      map.attributionControl.setPrefix(false);
      const whole = facts.zoom + (place.current.clientHeight > 700 ? 1 : 0);
      map.setView(seen.at ? [seen.at.lat, seen.at.lon] : facts.centre, seen.at?.zoom ?? whole);
      undo.unshift(drawGround(L, map, facts));
      const layers = new MapLayers(L, map, { texts, locale, sprite, home: own.current });
      held.current = { map, layers, filter: seen.filter };
      setFilter(seen.filter);
      layers.show(seen.filter).catch(() => {});
      if (seen.at?.isFound) markFound(L, map, seen.at, sprite);
      map.on("moveend", inStep);
      const sized = new ResizeObserver(() => map.invalidateSize({ pan: true }));
      sized.observe(place.current);
      undo.unshift(() => sized.disconnect());
      inStep();
    };
    open().catch(() => {
      tell(texts.no_map);
      inStep();
    });
    const asked = new URLSearchParams(location.search).get("nothing");
    if (asked !== null) {
      tell(texts.not_found);
      document.querySelector("input[name=q]").value = asked; // it came back with the page, for another try
    }
    return () => {
      gone = true;
      held.current = {};
      undo.forEach((step) => step());
    };
  }, []);

  // Who is signed in is known a moment after the page: then the reader's own neighborhood lights up.
  const own = useRef(home);
  useEffect(() => {
    own.current = home;
    held.current.layers?.light(home);
  }, [home]);

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
            more={() => load(filter, held.current.map ? boxOf(held.current.map) : "", answer.next)}
          />
        </div>
      </section>
    </>
  );
}

export const PublicMap = island("PublicMap", MapWithList);
