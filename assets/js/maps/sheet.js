import { useRef, useState } from "react";

// The list's sheet on a phone: its handle is a button, and it can be pulled.
export function useSheet() {
  const steps = ["peek", "half", "full"];
  const [open, setOpen] = useState("half");
  const pull = useRef({ from: null, pulled: false });
  const step = (by) => setOpen((now) => steps[Math.min(2, Math.max(0, steps.indexOf(now) + by))]);
  return {
    open,
    handle: {
      onPointerDown: (event) => {
        pull.current = { from: event.clientY, pulled: false };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerUp: (event) => {
        const by = pull.current.from === null ? 0 : pull.current.from - event.clientY;
        pull.current = { from: null, pulled: Math.abs(by) > 24 };
        if (pull.current.pulled) step(by > 0 ? 1 : -1);
      },
      // A pull ends in a click as well; only a plain press, or a key, folds and unfolds.
      onClick: () => {
        if (!pull.current.pulled) setOpen((now) => (now === "full" ? "half" : "full"));
        pull.current.pulled = false;
      },
      onKeyDown: (event) => {
        if (event.key === "ArrowUp") step(1);
        if (event.key === "ArrowDown") step(-1);
      },
    },
  };
}

