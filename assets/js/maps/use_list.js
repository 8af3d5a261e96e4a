// The tickets in view, a page at a time. A newer question ends the one before; an old list stays until the new one is here.
import { useCallback, useRef, useState } from "react";
import { query } from "./view.js";

export function useList(locale) {
  const [answer, setAnswer] = useState({ state: "loading", cards: [] });
  const asked = useRef(null);
  const load = useCallback(
    async (filter, box, after = "") => {
      asked.current?.abort();
      const { signal } = (asked.current = new AbortController());
      setAnswer((now) => (now.cards.length ? { ...now, isOld: !after, hasMoreFailed: false } : { state: "loading", cards: [] }));
      try {
        const reply = await fetch(`/api/tickets.json?${query(filter, { box, after, lang: locale })}`, { signal });
        if (!reply.ok) throw new Error(String(reply.status));
        const found = await reply.json();
        setAnswer((now) => ({ state: "ready", ...found, cards: after ? [...now.cards, ...found.cards] : found.cards }));
      } catch {
        if (signal.aborted) return;
        setAnswer((now) => (after ? { ...now, hasMoreFailed: true } : { state: "failed", cards: [] }));
      }
    },
    [locale],
  );
  return [answer, load];
}
