// The line of `signal.js` on a page of the app (liaison_app/components/signal.py).
import { createElement, useEffect, useRef } from "react";
import { signalLine } from "./signal.js";

export function SignalLine({ role, isAway, words }) {
  const place = useRef(null);
  const line = useRef(null);
  const away = useRef(isAway);
  away.current = isAway;
  const isSomebody = role === "liaison" || role === "coordinator"; // those who file

  useEffect(() => {
    line.current = signalLine(place.current, words, { isAway: () => away.current, isSomebody });
    return () => line.current.end();
  }, [isSomebody]);

  useEffect(() => {
    line.current?.update();
  }, [isAway]);

  return createElement("div", { ref: place, role: "status", className: "connection-place", "data-island": "NoSignal", "data-said": `${words.offline} ${words.lastKnown}` });
}
