import { useRef, useState } from "react";

const STEPS = ["peek", "half", "full"];
const PRESS = 8; // pixels a finger may tremble and still have pressed
const FAR = 0.3; // of the window: a pull that means two steps

const sheetOf = ({ currentTarget }) => currentTarget.closest(".sheet");

// The list's sheet on a phone: its handle is a button, follows a finger, and stays at one of three heights.
export function useSheet() {
  const [open, setOpen] = useState("half");
  const pull = useRef({ from: null, isPull: false });
  const step = (by) => setOpen((now) => STEPS[Math.min(2, Math.max(0, STEPS.indexOf(now) + by))]);
  const letGo = (event) => {
    const { from, height } = pull.current;
    const sheet = sheetOf(event);
    const by = from === null ? 0 : from - event.clientY;
    pull.current.from = null;
    sheet.style.height = "";
    delete sheet.dataset.pulled;
    if (pull.current.isPull && height) step(Math.sign(by) * (Math.abs(by) > FAR * innerHeight ? 2 : 1));
  };
  return {
    open,
    handle: {
      onPointerDown: (event) => {
        pull.current = { from: event.clientY, height: sheetOf(event).offsetHeight, isPull: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event) => {
        const { from, height } = pull.current;
        if (from === null) return;
        const by = from - event.clientY;
        pull.current.isPull ||= Math.abs(by) > PRESS;
        if (!pull.current.isPull) return;
        const sheet = sheetOf(event);
        sheet.dataset.pulled = "yes";
        sheet.style.height = `${Math.max(96, height + by)}px`;
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
      // A pull ends in a click as well; only a plain press, or a key, folds and unfolds.
      onClick: () => {
        if (!pull.current.isPull) setOpen((now) => (now === "full" ? "half" : "full"));
        pull.current.isPull = false;
      },
      onKeyDown: (event) => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        step(by);
      },
    },
  };
}
