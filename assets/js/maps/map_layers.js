// What stands on a map of tickets: neighborhoods while zoomed out, rings and pins from tiles closer in.
import { marker, goldPin } from "./marks.js";
import { NeighborhoodMarks } from "./neighborhood_marks.js";
import { Shapes } from "./shapes.js";
import { TicketTiles, TILES_FROM } from "./ticket_tiles.js";
import { query } from "./view.js";

export class MapLayers {
  // `on` (all may be left out): neighborhood(one), spot(pins), point(href), trouble(isThere), cut(isThere)
  constructor(L, map, { texts, locale, sprite, home, on = {} }) {
    Object.assign(this, { L, map, locale, sprite, home, filter: {}, all: [] });
    const zoomTo = (at) => {
      map.getContainer().focus({ preventScroll: true }); // the ring goes away under the finger
      map.flyTo(at, Math.min(20, map.getZoom() + 2), { duration: 0.2 });
    };
    const hover = (id) => this.shapes.hover(id);
    this.marks = new NeighborhoodMarks(L, map, { texts, locale, on: { ...on, hover } });
    this.tiles = new TicketTiles(L, map, { texts, locale, sprite, on: { ...on, zoomTo } });
    const tally = (id) => this.all.find((one) => one.id === id);
    this.shapes = new Shapes(L, map, { texts, tally, on, ready: () => this.refresh() });
    this.refresh = this.refresh.bind(this);
    map.on("moveend", this.refresh);
  }

  light(home) {
    if (home === this.home) return;
    this.home = home;
    this.refresh();
  }

  async show(filter) {
    this.filter = filter;
    this.tiles.show(filter);
    this.stop?.abort();
    this.stop = new AbortController();
    const { signal } = this.stop;
    const answer = await fetch(`/api/map/neighborhoods.json?${query(filter, { lang: this.locale })}`, { signal }).catch((error) => {
      if (signal.aborted) return null; // another filter was chosen meanwhile
      throw error;
    });
    if (!answer) return;
    if (!answer.ok) throw new Error(String(answer.status));
    this.all = (await answer.json()).neighborhoods;
    this.hasNone = !this.all.length; // a city that has not told its neighborhoods has tiles from far off too
    this.refresh();
  }

  refresh() {
    const isFar = this.map.getZoom() < TILES_FROM && !this.hasNone;
    const lit = this.filter.neighborhood || this.home;
    this.tiles.place(!isFar);
    if (!isFar) this.tiles.again();
    if (isFar) this.marks.draw(this.all, (one) => one.id === lit, this.shapes.areThere);
    else this.marks.clear();
    this.shapes.paint((id) => id === lit, isFar);
  }

  // A ticket of the list stands out on the map: its own pin where it is drawn, else a golden one in its place. One whose
  // place was told in words has none.
  point(card) {
    this.pointed?.classList.remove("is-pointed");
    this.golden?.remove();
    this.golden = undefined;
    const mark = card && this.tiles.byHref.get(card.href);
    this.pointed = mark?.getElement();
    this.pointed?.classList.add("is-pointed");
    if (!card?.at || mark) return;
    this.golden = marker(this.L, card.at, goldPin(this.sprite, card.icon), 5000).addTo(this.map);
  }
}
