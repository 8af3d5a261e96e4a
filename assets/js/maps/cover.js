// What lies over a map: chips, tools, the sheet's edge. Nothing under it can be pressed, so no ring is put there.
const OVER = ".chip, .map__tool, .sheet__handle";

// Their boxes, measured from the map's own corner.
export function coverOf(node) {
  const own = node.getBoundingClientRect();
  return [...(node.closest(".atlas")?.querySelectorAll(OVER) ?? [])]
    .map((one) => one.getBoundingClientRect())
    .filter(({ width, height }) => width && height)
    .map((one) => ({ left: one.left - own.left, right: one.right - own.left, top: one.top - own.top, bottom: one.bottom - own.top }));
}

// What of the edges is covered, as an observer's root margin: the chips above, the tools on the right, the corners below.
export function marginOf(node) {
  const own = node.getBoundingClientRect();
  const chips = [...(node.closest(".atlas")?.querySelectorAll(".chip") ?? [])].map((one) => one.getBoundingClientRect().bottom);
  return `${Math.round(-Math.max(0, ...chips.map((bottom) => bottom - own.top)))}px -72px -32px 0px`;
}
