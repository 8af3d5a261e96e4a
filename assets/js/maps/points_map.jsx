// The concerns of a meeting on a small map, each with its number in the list. Read-only; the list says the same.
import { useEffect, useRef } from "react";
import { drawGround, loadGround, loadLeaflet } from "./leaflet_ground.js";

const CLOSEST = 17;

export function PointsMap({ texts, points = [] }) {
  const place = useRef(null);
  const drawn = useRef(null);

  const draw = () => {
    const { L, map, layer } = drawn.current ?? {};
    if (!map) return;
    layer.clearLayers();
    for (const { lat, lon, number, kind } of points) {
      const html = `<span class="map-pin map-pin--${kind} map-pin--number">${Number(number)}</span>`;
      L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "map-marker", html, iconSize: [0, 0] }) }).addTo(layer);
    }
    if (points.length) map.fitBounds(points.map(({ lat, lon }) => [lat, lon]), { padding: [36, 36], maxZoom: CLOSEST, animate: false });
  };

  useEffect(() => {
    let gone = false;
    let stop = () => {};
    (async () => {
      const [L, facts] = await Promise.all([loadLeaflet(), loadGround()]);
      if (gone) return;
      const map = L.map(place.current, { zoomControl: false, scrollWheelZoom: false, attributionControl: true, minZoom: 11, maxZoom: 20 });
      map.attributionControl.setPrefix(false);
      map.setView([points[0].lat, points[0].lon], 14);
      const repaint = drawGround(L, map, facts);
      L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
      drawn.current = { L, map, layer: L.layerGroup().addTo(map) };
      draw();
      stop = () => {
        drawn.current = null;
        repaint();
        map.remove();
      };
    })();
    return () => {
      gone = true;
      stop();
    };
  }, []);

  useEffect(draw, [JSON.stringify(points)]);

  return <div ref={place} className="place-map" role="region" aria-label={texts.map} />;
}
