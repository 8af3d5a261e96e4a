// The tickets in view, a page at a time. A newer question ends the one before; an old list stays until the new one is here.
// A quiet question, which nobody has asked for, waits for no other and leaves what stands there when it fails.
import { useCallback, useRef, useState } from "react";
import { query } from "./view.js";

export function useList(locale) {
  const [answer, setAnswer] = useState({ state: "loading", cards: [] });
  const asked = useRef(null);
  const load = useCallback(
    async (filter, box, after = "", isQuiet = false) => {
      if (isQuiet && asked.current) return;
      asked.current?.abort();
      const mine = (asked.current = new AbortController());
      const { signal } = mine;
      if (!isQuiet) setAnswer((now) => (now.cards.length ? { ...now, isOld: !after, hasMoreFailed: false } : { state: "loading", cards: [] }));
      try {
        const reply = await fetch(`/api/tickets.json?${query(filter, { box, after, lang: locale })}`, { signal });
        if (!reply.ok) throw new Error(String(reply.status));
        const found = await reply.json();
        setAnswer((now) => ({ state: "ready", ...found, cards: after ? [...now.cards, ...found.cards] : found.cards }));
      } catch {
        if (signal.aborted || isQuiet) return;
        setAnswer((now) => (after ? { ...now, hasMoreFailed: true } : { state: "failed", cards: [] }));
      } finally {
        if (asked.current === mine) asked.current = null;
      }
    },
    [locale],
  );
  return [answer, load];
}
