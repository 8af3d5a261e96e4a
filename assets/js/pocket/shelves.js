// The shelves of the pocket: what needs its liaison, what is on the phone, what waits, what was sent; each with its count.
import { element, fill, icon } from "../signal.js";

const first = (fields, name) => fields[name]?.[0] ?? "";

/** The shelves as elements. `act(what, record)` is called for open, drop, send, anew. */
export function shelves(records, { known, words, act }) {
  const of = (...states) => records.filter((one) => states.includes(one.state));
  const sent = of("sent").sort((one, other) => other.sentAt - one.sentAt);
  const made = [];
  if (of("refused").length) made.push(shelf(words.needsYou, "warning", of("refused")));
  made.push(shelf(words.here, "phone", of("here"), words.nothingHere), shelf(words.waiting, "waiting", of("waiting"), words.nothingWaits));
  made.push(shelf(words.sent, "check", sent, words.nothingSent));
  return made;

  function shelf(heading, iconName, rows, nothing = "") {
    const list = element("ul", { className: "pocket__list" }, ...rows.map(card));
    return element(
      "section",
      { className: "section pocket__shelf" },
      element("h2", { className: "pocket__heading" }, icon(words.sprite, iconName), heading, " ", element("span", { className: "pocket__count" }, String(rows.length))),
      rows.length ? list : element("p", { className: "quiet" }, nothing),
    );
  }

  function card(record) {
    const title = titleOf(record);
    const names = `${title}, ${placeOf(record)}`;
    const button = (what, text, kind = "") => element("button", { type: "button", className: `button ${kind}`, "aria-label": `${text}: ${names}`, onclick: () => act(what, record) }, text);
    const acts = {
      here: () => [button("open", words.open, "button--ink"), button("drop", words.drop, "button--plain")],
      waiting: () => [button("send", words.sendNow), button("open", words.open, "button--ink"), button("drop", words.drop, "button--plain")],
      refused: () => [
        record.trouble === "already_sent" || record.trouble === "ref_taken" ? button("anew", words.sendAnew) : button("open", words.mend, "button--ink"),
        button("drop", words.drop, "button--plain"),
      ],
      sent: () => (record.kind === "report" && record.leadsTo ? [element("a", { className: "button", href: `${words.ticketAt}${record.leadsTo}`, "aria-label": `${words.openTicket}: ${record.leadsTo}` }, record.leadsTo)] : []),
    };
    return element(
      "li",
      { className: "pocket__card", "data-ref": record.ref },
      element("p", { className: "pocket__what" }, element("b", {}, title)),
      element("p", { className: "small" }, [placeOf(record), photosOf(record), whenOf(record)].filter(Boolean).join(" · ")),
      troubleOf(record) && element("p", { className: record.state === "waiting" ? "pocket__trouble pocket__trouble--calm" : "pocket__trouble" }, icon(words.sprite, record.state === "waiting" ? "waiting" : "warning"), element("span", {}, troubleOf(record))),
      element("div", { className: "buttons" }, ...acts[record.state]()),
    );
  }

  function titleOf({ kind, line, fields, title }) {
    const service = (known.kinds[words.locale] ?? known.kinds.en).find((one) => one.code === first(fields, "service"))?.name ?? "";
    if (kind === "meeting_item") return [line.trim() || service || first(fields, "description") || words.untitled, title].filter(Boolean).join(" · ");
    return service || first(fields, "words") || first(fields, "description").slice(0, 60) || words.untitled;
  }

  function placeOf({ fields }) {
    const own = first(fields, "address") || first(fields, "place_words");
    return own || (first(fields, "lat") ? words.pin : words.noPlace);
  }

  function photosOf({ photos }) {
    return photos.length ? fill(photos.length === 1 ? words.photoOne : words.photoMany, { count: photos.length }) : "";
  }

  function whenOf({ sentAt, changedAt }) {
    return new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeStyle: "short" }).format(sentAt || changedAt);
  }

  function troubleOf({ state, trouble, notice, wrong, personal, locale }) {
    if (!trouble) return "";
    if (state === "waiting") return words.whyWaits[trouble] ?? "";
    if (state !== "refused") return "";
    const general = words.whyRefused[trouble] || words.whyRefused.refused;
    if (locale !== words.locale) return general; // what was said was said in another language
    return notice || [...(personal?.words ?? []), ...Object.values(wrong ?? {})].join(" ") || general;
  }
}
