// Neighborhoods as shapes, once an operator has imported their borders: a calm outline, the lit one in gold, and from
// further off a shape is pressed like its ring. They come after everything that a reader waits for.
import { escape } from "./marks.js";
import { fill } from "./words.js";

const NAMES = ["--ink", "--edge", "--map-line", "--gold-soft", "--map-home"];

// Read once for all shapes: between two changes each reading would lay out the page anew.
function coloursNow() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(name).trim()]));
}

const later = globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 200));

let shapes;

function loadShapes() {
  shapes ??= fetch("/api/map/shapes.json")
    .then((answer) => (answer.ok ? answer.json() : { features: [] }))
    .catch(() => {
      shapes = undefined; // the next map tries again
      return { features: [] };
    });
  return shapes;
}

// Who made them is said by the ground (`leaflet_ground.js`), which every map of ours has.
export class Shapes {
  // `tally(id)` is a neighborhood of the feed with its counts; `on.neighborhood(one)` narrows the map to it.
  constructor(L, map, { texts, tally, on, ready }) {
    Object.assign(this, { L, map, texts, tally, on, byId: new Map(), styles: new Map(), lit: () => false, hovered: "" });
    later(async () => {
      const found = await loadShapes();
      if (!map.getPane("mapPane")?.isConnected || !found.features.length) return;
      this.draw(found);
      ready();
    });
  }

  get areThere() {
    return this.byId.size > 0;
  }

  boundsOf(id) {
    return this.byId.get(id)?.getBounds();
  }

  draw(found) {
    this.L.geoJSON(found, {
      onEachFeature: ({ properties: { id } }, shape) => {
        this.byId.set(id, shape);
        shape.on("mouseover", () => this.hover(id));
        shape.on("mouseout", () => this.hover(""));
        shape.on("click", () => this.isFar && this.tally(id) && this.on.neighborhood?.(this.tally(id)));
        shape.bindTooltip(() => this.say(id), { sticky: true, direction: "top", opacity: 1 });
      },
    }).addTo(this.map);
    this.paint();
  }

  say(id) {
    const one = this.tally(id);
    if (!one) return "";
    const [count, open, late] = one.tally;
    return `<b>${escape(one.name)}</b><br>${escape(fill(this.texts.shape, { count, open, late }))}`;
  }

  hover(id) {
    if (this.hovered === id) return;
    const changed = [this.hovered, id];
    this.hovered = id;
    const colours = coloursNow();
    changed.forEach((one) => this.paintOne(one, colours));
  }

  // `isLit(id)` marks the reader's own or chosen neighborhood; from close up the shapes let presses through.
  paint(isLit = this.lit, isFar = this.isFar ?? true) {
    Object.assign(this, { lit: isLit, isFar });
    this.map.getContainer().classList.toggle("has-far-shapes", isFar);
    const colours = coloursNow();
    for (const id of this.byId.keys()) this.paintOne(id, colours);
  }

  paintOne(id, colours) {
    const shape = this.byId.get(id);
    if (!shape) return;
    const [isLit, isHovered] = [this.lit(id), this.hovered === id && this.isFar];
    const style = {
      color: colours[isLit ? "--ink" : isHovered ? "--edge" : "--map-line"],
      weight: isLit ? 3 : isHovered ? 2.5 : 1.25,
      fillColor: colours[isLit ? "--gold-soft" : "--map-home"],
      fillOpacity: isLit ? (this.isFar ? 0.85 : 0.3) : isHovered ? 0.9 : 0,
    };
    const words = JSON.stringify(style);
    if (this.styles.get(id) === words) return;
    this.styles.set(id, words);
    shape.setStyle(style);
    if (isLit) shape.bringToFront();
  }
}
