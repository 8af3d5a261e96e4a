// Where the reader stands, with how exactly the phone knows it; or an honest word why not.

const REASONS = { 1: "not_allowed", 2: "not_located", 3: "not_located" };

// Resolves to { lat, lon, accuracy }; rejects with the name of the text that says what went wrong.
export function whereAmI() {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) {
      failed("not_located");
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
      ({ code }) => failed(REASONS[code] ?? "not_located"),
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
    );
  });
}

export function drawMe(L, map, { lat, lon, accuracy }) {
  const circle = L.circle([lat, lon], { radius: accuracy, className: "me__circle", interactive: false });
  const dot = L.circleMarker([lat, lon], { radius: 8, className: "me__dot", interactive: false });
  const me = L.layerGroup([circle, dot]).addTo(map);
  map.fitBounds(circle.getBounds(), { maxZoom: 16, animate: false });
  return me;
}
