// A small map inside a page: a neighborhood with its tickets, or one ticket's place. Read-only, over cached REST.
import { useEffect, useRef } from "react";
import { drawGround, loadGround, loadLeaflet } from "./leaflet_ground.js";
import { MapLayers } from "./map_layers.js";

export function PlaceMap({ texts, locale, sprite, lat, lon, zoom, neighborhood = "", pin = "", mark = "" }) {
  const place = useRef(null);

  useEffect(() => {
    if (!lat || !lon) return undefined;
    let gone = false;
    let stop = () => {};
    (async () => {
      const [L, facts] = await Promise.all([loadLeaflet(), loadGround()]);
      if (gone) return;
      const map = L.map(place.current, { zoomControl: false, scrollWheelZoom: false, attributionControl: true, minZoom: 11, maxZoom: 20 });
      map.attributionControl.setPrefix(false);
      map.setView([lat, lon], zoom);
      const repaint = drawGround(L, map, facts);
      stop = () => {
        repaint();
        map.remove();
      };
      if (pin) {
        const html = `<span class="map-pin map-pin--${mark}"><svg class="icon" aria-hidden="true"><use href="${sprite}#${pin}"></use></svg></span>`;
        L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-marker", html, iconSize: [0, 0] }) }).addTo(map);
      } else {
        L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
        new MapLayers(L, map, { texts, locale, sprite, home: neighborhood }).show({ show: "open", kind: "", neighborhood }).catch(() => {});
      }
    })();
    return () => {
      gone = true;
      stop();
    };
  }, [lat, lon, zoom, neighborhood, pin, mark]);

  return <div ref={place} className="place-map" role="region" aria-label={texts.map} />;
}
