// What was last known of the liaison's tickets, neighborhood and meetings, each with the time it was known at.
import { element, fill } from "../signal.js";

// In the city's zone, like every time that we show; before the phone heard which that is, in its own.
const asOf = ({ at, timeZone }, words) => fill(words.asOf, { when: new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeStyle: "short", timeZone }).format(at) });

function part(id, heading, isOpen, known, words, ...content) {
  return element(
    "details",
    { className: "pocket__part", id, open: isOpen },
    element("summary", {}, element("h2", {}, heading)),
    element("p", { className: "small quiet" }, asOf(known, words)),
    ...content,
  );
}

function tickets(rows, words) {
  if (!rows.length) return element("p", { className: "quiet" }, words.nothingKnown);
  const card = (row) =>
    element(
      "li",
      { className: "pocket__card" },
      element("p", {}, element("a", { href: row.href, className: "pocket__link" }, row.place)),
      element("p", { className: "small" }, [row.what, row.id].filter(Boolean).join(" · ")),
      element("p", { className: "pocket__badges" }, ...row.said.map((text) => element("span", { className: `badge badge--${row.kind}` }, text))),
    );
  return element("ul", { className: "pocket__list" }, ...rows.map(card));
}

/** The kept lists; `open` names the one that the address asked for, `add(meeting)` begins a concern of a meeting. */
export function lists({ value, at }, { words, open, add }) {
  const known = { at, timeZone: value.zone };
  const made = [];
  const isWide = matchMedia("(min-width: 60rem)").matches; // beside the form, not below it
  if (value.meetings.length) {
    const one = (meeting) =>
      element(
        "li",
        { className: "pocket__card" },
        element("p", {}, element("b", {}, meeting.title)),
        element("p", { className: "small" }, meeting.when),
        element("div", { className: "buttons" }, element("button", { type: "button", className: "button", "aria-label": `${words.addConcern}: ${meeting.title}`, onclick: () => add(meeting) }, words.addConcern)),
      );
    made.push(part("meetings", words.meetings, isWide || open === "meetings", known, words, element("ul", { className: "pocket__list" }, ...value.meetings.map(one))));
  }
  made.push(part("mine", words.mine, isWide || open === "mine", known, words, tickets(value.mine, words)));
  if (value.around) made.push(part("around", fill(words.around, { name: value.around.name }), isWide || open === "around", known, words, tickets(value.around.rows, words)));
  return made;
}
