// Rectangles over a photo that a coordinator blacks out (liaison_app/components/photo_regions.py). Each is a button: the
// keyboard moves it, and a finger or the mouse draws it. The form around gets them as fields of their own.
import { createElement, useRef, useState } from "react";

const STEP = 0.02;
const LEAST = 0.02;
const START = { left: 0.4, top: 0.4, right: 0.6, bottom: 0.6 };
const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const within = (value) => Math.min(1, Math.max(0, value));

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

const percent = (value) => Math.round(value * 100);

function moved({ left, top, right, bottom }, dx, dy) {
  const x = Math.min(1 - right, Math.max(-left, dx));
  const y = Math.min(1 - bottom, Math.max(-top, dy));
  return { left: left + x, right: right + x, top: top + y, bottom: bottom + y };
}

function sized(region, dx, dy) {
  return {
    ...region,
    right: Math.max(region.left + LEAST, within(region.right + dx)),
    bottom: Math.max(region.top + LEAST, within(region.bottom + dy)),
  };
}

const between = (one, other) => ({
  left: Math.min(one.x, other.x),
  right: Math.max(one.x, other.x),
  top: Math.min(one.y, other.y),
  bottom: Math.max(one.y, other.y),
});

const isSeen = (region) => region.right - region.left >= LEAST && region.bottom - region.top >= LEAST;

const placed = (region) => ({
  left: `${region.left * 100}%`,
  top: `${region.top * 100}%`,
  width: `${(region.right - region.left) * 100}%`,
  height: `${(region.bottom - region.top) * 100}%`,
});

export function PhotoRegions({ src, width, height, words, ...rest }) {
  const [regions, setRegions] = useState([]);
  const [drawing, setDrawing] = useState(null);
  const ground = useRef(null);
  const start = useRef(null);

  const at = (event) => {
    const box = ground.current.getBoundingClientRect();
    return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) };
  };
  const begin = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    ground.current.setPointerCapture(event.pointerId);
    start.current = at(event);
  };
  const draw = (event) => start.current && setDrawing(between(start.current, at(event)));
  const drop = () => {
    start.current = null;
    setDrawing(null);
  };
  const end = (event) => {
    if (!start.current) return;
    const made = between(start.current, at(event));
    drop();
    if (isSeen(made)) setRegions((all) => [...all, made]);
  };
  const focus = (number) => requestAnimationFrame(() => ground.current?.querySelectorAll("button")[number]?.focus());
  const add = () => {
    setRegions((all) => [...all, START]);
    focus(regions.length);
  };
  const remove = (number) => {
    setRegions((all) => all.filter((_, other) => other !== number));
    if (regions.length > 1) focus(Math.max(0, number - 1));
    else ground.current.closest("form")?.querySelector("[data-add-region]")?.focus();
  };
  const press = (event, number) => {
    const step = KEYS[event.key];
    const isRemoving = event.key === "Delete" || event.key === "Backspace";
    if (!step && !isRemoving) return;
    event.preventDefault();
    if (isRemoving) {
      remove(number);
      return;
    }
    const change = event.shiftKey ? sized : moved;
    setRegions((all) => all.map((one, other) => (other === number ? change(one, ...step) : one)));
  };

  const button = (region, number) =>
    createElement("button", {
      key: number,
      type: "button",
      className: "region",
      style: placed(region),
      "aria-label": fill(words.one, {
        number: number + 1,
        left: percent(region.left),
        right: percent(region.right),
        top: percent(region.top),
        bottom: percent(region.bottom),
      }),
      onKeyDown: (event) => press(event, number),
    });
  const field = ({ left, top, right, bottom }, number) =>
    createElement("input", {
      key: number,
      type: "hidden",
      name: `region-${number}`,
      value: [left, top, right, bottom].map((edge) => edge.toFixed(4)).join(","),
    });
  const act = (label, onClick, more = {}) =>
    createElement("button", { ...more, type: "button", className: "button button--small", onClick }, label);

  return createElement(
    "div",
    rest,
    createElement("p", { className: "small quiet" }, words.how),
    createElement(
      "div",
      {
        ref: ground,
        className: "regions__ground",
        onPointerDown: begin,
        onPointerMove: draw,
        onPointerUp: end,
        onPointerCancel: drop,
      },
      createElement("img", { src, alt: words.photo, width, height, draggable: false }),
      regions.map(button),
      drawing && createElement("span", { className: "region", style: placed(drawing) }),
    ),
    regions.map(field),
    createElement("p", { role: "status", className: "small" }, fill(words.count, { count: regions.length })),
    createElement(
      "div",
      { className: "buttons" },
      act(words.add, add, { "data-add-region": "yes" }),
      regions.length > 0 && act(words.removeLast, () => remove(regions.length - 1)),
    ),
  );
}
