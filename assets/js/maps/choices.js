// What the map can be narrowed to, asked for when somebody wants to or an address names it. One answer for the page.
import { useEffect, useState } from "react";

export const NO_CHOICES = { groups: [], neighborhoods: [], months: [] };

export function useChoices(isWanted, locale) {
  const [found, setFound] = useState({ state: "none", ...NO_CHOICES });
  useEffect(() => {
    if (!isWanted || found.state === "ready" || found.state === "loading") return;
    setFound((now) => ({ ...now, state: "loading" }));
    fetch(`/api/map/choices.json?lang=${locale}`)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((choices) => setFound({ state: "ready", ...choices }))
      .catch(() => setFound({ state: "failed", ...NO_CHOICES }));
  }, [isWanted]);
  return found;
}

export const nameIn = (pairs, id) => pairs.find(([one]) => one === id)?.[1] ?? id;
export const serviceName = ({ groups }, code) => nameIn(groups.flatMap(({ services }) => services), code);

// Months from the newest back to the oldest, by year: [[2026, ["2026-11", …]], …]
export function monthsByYear([first, last]) {
  const years = new Map();
  if (!first) return [];
  let [year, month] = last.split("-").map(Number);
  for (let one = last; one >= first; one = `${year}-${String(month).padStart(2, "0")}`) {
    years.set(year, [...(years.get(year) ?? []), one]);
    month -= 1;
    if (!month) [year, month] = [year - 1, 12];
  }
  return [...years];
}

export const monthName = (month, locale, style = "long") =>
  new Intl.DateTimeFormat(locale, { month: style, year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-15T12:00:00Z`));
