// The map of the map page: Leaflet with its ground, its layers, the reader's place and the place that was searched for.
import { marginOf } from "./cover.js";
import { drawGround, loadGround, loadLeaflet } from "./leaflet_ground.js";
import { MapLayers } from "./map_layers.js";
import { goldPin, marker, sightOf } from "./marks.js";
import { drawMe, whereAmI } from "./near_me.js";

const NEIGHBORHOOD_ZOOM = 15;

export class Atlas {
  static async open(node, given) {
    const [L, facts] = await Promise.all([loadLeaflet(), loadGround()]);
    return new Atlas(L, node, facts, given);
  }

  // `on` is that of the layers, and `moved()`.
  constructor(L, node, facts, { texts, locale, sprite, view, on }) {
    Object.assign(this, { L, node, sprite });
    const map = L.map(node, { zoomControl: false, minZoom: 10, maxZoom: 20, fadeAnimation: false });
    this.map = map;
    this.watchSight();
    map.attributionControl.setPrefix(false);
    L.control.scale({ maxWidth: 110, position: "bottomleft" }).addTo(map);
    this.start = { lat: facts.centre[0], lon: facts.centre[1], zoom: facts.zoom + (node.clientHeight > 700 ? 1 : 0) };
    const at = view.at ?? this.start;
    map.setView([at.lat, at.lon], at.zoom);
    this.unpaint = drawGround(L, map, facts);
    this.layers = new MapLayers(L, map, { texts, locale, sprite, home: "", on });
    this.find(view.found);
    map.on("moveend", on.moved);
    node.addEventListener("focusin", (event) => this.keepInSight(event.target));
    node.addEventListener("click", (event) => this.onlyMoved(event), true);
    this.sized = new ResizeObserver(() => this.measure());
    this.sized.observe(node);
  }

  // A mouse that takes hold of a pin and moves the map lets go on the same pin: to a browser that is a click on its link.
  onlyMoved(event) {
    if (event.detail && this.map.dragging.moved()) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  close() {
    this.sized.disconnect();
    this.map.sight.disconnect();
    this.unpaint();
    this.map.remove();
  }

  // Paper shows the map as large as it is on the screen, made smaller where it is wider than the sheet.
  measure() {
    this.map.invalidateSize({ pan: true });
    this.watchSight();
    const { x, y } = this.map.getSize();
    this.node.style.setProperty("--map-wide", `${x}px`);
    this.node.style.setProperty("--map-high", `${y}px`);
    this.node.style.setProperty("--map-paper", Math.min(1, 680 / x).toFixed(3));
  }

  // Chips take more rows on a narrower screen, and cover more of the map's upper edge.
  watchSight() {
    const margin = marginOf(this.node);
    if (margin === this.margin) return;
    this.margin = margin;
    this.map.sight?.disconnect();
    this.map.sight = sightOf(this.node, margin);
    for (const press of this.node.querySelectorAll(".map-marker :is(a, button)")) this.map.sight.observe(press);
  }

  // What the keyboard comes to is moved out from under the chips and the edges.
  keepInSight(target) {
    if (target === this.node || !target.matches(":focus-visible")) return;
    const [own, its] = [this.node.getBoundingClientRect(), target.getBoundingClientRect()];
    const at = this.L.point(its.left + its.width / 2 - own.left, its.top + its.height / 2 - own.top);
    this.map.panInside(this.map.containerPointToLatLng(at), { paddingTopLeft: [40, 130], paddingBottomRight: [80, 60], animate: false });
  }

  at() {
    const { lat, lng } = this.map.getCenter();
    return { lat, lon: lng, zoom: this.map.getZoom() };
  }

  // South, west, north, east; rounded, so that readers of nearly the same view share an answer.
  box() {
    const box = this.map.getBounds();
    const digits = this.map.getZoom() > 15 ? 4 : 3;
    return [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()].map((side) => side.toFixed(digits)).join(",");
  }

  look({ lat, lon, zoom }) {
    this.map.setView([lat, lon], zoom);
  }

  // True when the map moves there.
  lookAtNeighborhood(id) {
    const [bounds, known] = [this.layers.shapes.boundsOf(id), this.layers.all.find((one) => one.id === id)];
    if (bounds) this.map.fitBounds(bounds, { paddingTopLeft: [20, 90], paddingBottomRight: [20, 40] });
    else if (known) this.map.setView([known.lat, known.lon], Math.max(NEIGHBORHOOD_ZOOM, this.map.getZoom()));
    return Boolean(bounds || known);
  }

  find(found) {
    this.golden?.remove();
    this.golden = found && marker(this.L, [found.lat, found.lon], goldPin(this.sprite, "place"), 4000).addTo(this.map);
  }

  async nearMe() {
    const me = await whereAmI();
    this.me?.remove();
    this.me = drawMe(this.L, this.map, me);
    return Math.max(1, Math.round(me.accuracy));
  }

  nearer(by) {
    this.map.setZoom(this.map.getZoom() + by);
  }
}
