// The map of "Where is it?": the map moves under a fixed pin (liaison_app/components/report_parts.py).
// It writes its place into hidden inputs of the form around it, which keeps them and asks what the place is called.
import { createElement, useEffect, useRef, useState } from "react";
import { drawGround, loadGround, loadLeaflet } from "./maps/leaflet_ground.js";

const CLOSE = 18;
const NEAR_ENOUGH = 15; // farther out, a pin stands for half a neighborhood
const DECIMALS = 6;
const SAME_SPOT_PX = 2;
const FIELDS = ["lat", "lon", "accuracy", "address", "is_rough", "is_moved"];

export function PinMap({ startLat, startLon, startZoom, words, children, ...rest }) {
  const box = useRef(null);
  const stage = useRef(null);
  const map = useRef(null);
  const accuracy = useRef("");
  const address = useRef("");
  const isRough = useRef(""); // the address was typed, but the map knows only its block
  const isMoved = useRef("");
  const ring = useRef(null);
  const [said, setSaid] = useState("");
  const [isLocating, setLocating] = useState(false);

  const input = (name) => box.current?.querySelector(`input[name=${name}]`);

  function write(lat, lon) {
    const told = { accuracy: accuracy.current, address: address.current, is_rough: isRough.current, is_moved: isMoved.current };
    const values = { lat, lon };
    for (const [name, value] of Object.entries(told)) values[name] = lat ? value : "";
    for (const [name, value] of Object.entries(values)) input(name).value = value;
    input("lon").dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Closer and farther end a move as well; the pin still stands on the same spot then.
  function isWhereItWas() {
    const [lat, lon] = [Number(input("lat").value), Number(input("lon").value)];
    return Boolean(lat) && map.current.latLngToContainerPoint([lat, lon]).distanceTo(map.current.getSize().divideBy(2)) < SAME_SPOT_PX;
  }

  function moved(isByHand) {
    if (isByHand && map.current.getZoom() >= NEAR_ENOUGH && isWhereItWas()) return;
    const centre = map.current.getCenter();
    if (isByHand) {
      accuracy.current = "";
      if (isRough.current) isMoved.current = "yes"; // the number stays for as long as the pin is on its block
      else address.current = "";
      setSaid("");
    }
    if (map.current.getZoom() < NEAR_ENOUGH) {
      setSaid(words.comeCloser);
      if (input("lat").value) write("", "");
      return;
    }
    write(centre.lat.toFixed(DECIMALS), centre.lng.toFixed(DECIMALS));
  }

  // What the state said last: it may come while Leaflet is still on its way.
  const start = useRef(null);
  start.current = [startLat, startLon, startZoom];

  const quiet = useRef(0);
  function show(lat, lon, zoom) {
    quiet.current += 1;
    map.current.setView([lat, lon], zoom, { animate: false });
    quiet.current -= 1;
  }

  useEffect(() => {
    let isHere = true;
    let forget = () => {};
    (async () => {
      const [L, ground] = await Promise.all([loadLeaflet(), loadGround()]);
      if (!isHere || map.current) return;
      map.current = L.map(stage.current, { zoomControl: false, attributionControl: true, keyboard: true, zoomSnap: 1, maxZoom: 20 });
      map.current.attributionControl.setPrefix("");
      const [lat, lon] = [Number(input("lat").value), Number(input("lon").value)];
      if (lat) show(lat, lon, CLOSE);
      else show(...start.current);
      forget = drawGround(L, map.current, ground);
      map.current.on("moveend", () => quiet.current || moved(true));
      stage.current.dataset.ready = "yes";
      sizes.observe(stage.current);
    })();
    // The words under the map change its height: what was under the pin stays under it.
    const sizes = new ResizeObserver(() => {
      if (!map.current) return;
      const centre = map.current.getCenter();
      quiet.current += 1;
      map.current.invalidateSize({ animate: false, pan: false });
      map.current.setView(centre, map.current.getZoom(), { animate: false });
      quiet.current -= 1;
    });
    return () => {
      isHere = false;
      sizes.disconnect();
      forget();
      map.current?.remove();
      map.current = null;
    };
  }, []);

  // The liaison's neighborhood arrives with the state, after the map; a place that is set stays.
  useEffect(() => {
    if (map.current && !input("lat").value) show(startLat, startLon, startZoom);
  }, [startLat, startLon, startZoom]);

  // Kept values arrive after the map, and found places are buttons elsewhere in the form.
  useEffect(() => {
    const onKept = () => {
      const [lat, lon] = [Number(input("lat").value), Number(input("lon").value)];
      accuracy.current = input("accuracy").value;
      address.current = input("address").value;
      isRough.current = input("is_rough").value;
      isMoved.current = input("is_moved").value;
      if (accuracy.current) setSaid(words.within.replace("{metres}", accuracy.current));
      if (lat && lon && map.current) show(lat, lon, CLOSE);
    };
    const here = box.current;
    here.addEventListener("kept", onKept);
    const form = here.closest("form");
    const onPlace = (event) => {
      const button = event.target.closest("[data-place]");
      if (!button || !map.current) return;
      const [lat, lon] = button.dataset.place.split(",").map(Number);
      accuracy.current = "";
      address.current = button.dataset.address ?? "";
      isRough.current = button.dataset.rough ?? "";
      isMoved.current = "";
      setSaid("");
      show(lat, lon, CLOSE);
      moved(false);
      stage.current.focus();
    };
    form?.addEventListener("click", onPlace);
    return () => {
      here.removeEventListener("kept", onKept);
      form?.removeEventListener("click", onPlace);
    };
  }, []);

  function locate() {
    if (!navigator.geolocation) {
      setSaid(words.noLocation);
      return;
    }
    setLocating(true);
    setSaid(words.locating);
    navigator.geolocation.getCurrentPosition(located, notLocated, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 });
  }

  async function located({ coords }) {
    setLocating(false);
    address.current = isRough.current = isMoved.current = "";
    accuracy.current = String(Math.max(1, Math.round(coords.accuracy)));
    if (!map.current) {
      // Pressed before the map came: it opens at what the form holds.
      setSaid(words.within.replace("{metres}", accuracy.current));
      write(coords.latitude.toFixed(DECIMALS), coords.longitude.toFixed(DECIMALS));
      return;
    }
    show(coords.latitude, coords.longitude, CLOSE);
    const L = await loadLeaflet();
    ring.current?.remove();
    ring.current = L.circle([coords.latitude, coords.longitude], { radius: coords.accuracy, className: "pin-map__ring", interactive: false }).addTo(map.current);
    setSaid(words.within.replace("{metres}", accuracy.current));
    moved(false);
  }

  function notLocated(error) {
    setLocating(false);
    setSaid({ 1: words.denied, 2: words.noLocation, 3: words.tooSlow }[error.code] ?? words.noLocation);
  }

  const tool = (label, icon, press, busy) =>
    createElement(
      "button",
      { type: "button", className: busy ? "map__tool map__tool--busy" : "map__tool", "aria-label": label, title: label, onClick: press },
      createElement("svg", { className: "icon", "aria-hidden": true }, createElement("use", { href: `${words.sprite}#${icon}` })),
    );

  return createElement(
    "div",
    { ...rest, ref: box },
    ...FIELDS.map((name) => createElement("input", { key: name, type: "hidden", name, "data-live": "place" })),
    createElement("div", { ref: stage, className: "pin-map__stage", role: "application", "aria-label": words.map, tabIndex: 0 }),
    createElement(
      "span",
      { className: "map-pin map-pin--here pin-map__pin", "aria-hidden": true },
      createElement("svg", { className: "icon" }, createElement("use", { href: `${words.sprite}#place` })),
    ),
    createElement(
      "div",
      { className: "map__tools" },
      tool(words.locate, "locate", locate, isLocating),
      tool(words.zoomIn, "zoom-in", () => map.current?.zoomIn()),
      tool(words.zoomOut, "zoom-out", () => map.current?.zoomOut()),
    ),
    createElement("p", { className: said ? "pin-map__said" : "unseen", role: "status" }, said),
  );
}
