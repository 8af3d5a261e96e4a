// The map's search: a plain form that works before any script does; with its script the answer is chosen here, and the
// map goes there.
import { useEffect, useRef, useState } from "react";
import { Dialog } from "./dialog.jsx";
import { Icon } from "./ticket_list.jsx";
import { fill } from "./words.js";

const ICONS = { ticket: "list", neighborhood: "places", place: "place" };
const QUIET = { said: "", matches: [] };

export function Find({ texts, locale, sprite, go, until }) {
  const field = useRef(null);
  const [answer, setAnswer] = useState(QUIET);

  const take = (match) => {
    setAnswer({ said: match.kind === "ticket" ? "" : fill(texts.moved_to, { name: match.name }), matches: [], isDone: true });
    if (match.kind === "ticket" || !go(match)) location.assign(match.href);
  };
  const choose = (event, match) => {
    if (event.ctrlKey || event.metaKey || match.kind === "ticket") return; // a link like any other
    event.preventDefault();
    take(match);
  };
  const search = async (asked) => {
    if (!asked.trim()) return;
    setAnswer({ said: texts.searching, matches: [], isDone: true });
    try {
      const reply = await fetch(`/api/find.json?${new URLSearchParams({ q: asked, lang: locale })}`);
      if (reply.status === 429) {
        setAnswer({ said: fill(texts.too_many, { seconds: reply.headers.get("Retry-After") ?? "60" }), matches: [] });
        return;
      }
      if (!reply.ok) throw new Error(String(reply.status));
      const { matches, is_whole: isWhole } = await reply.json();
      const none = isWhole ? texts.not_found : texts.away;
      if (matches.length === 1) take(matches[0]);
      else setAnswer({ said: matches.length ? fill(texts.several, { count: matches.length }) : none, matches });
    } catch {
      setAnswer({ said: texts.not_searched, matches: [] });
    }
  };
  // What was typed before this script came is not lost.
  useEffect(() => {
    if (until.typed) field.current.value = until.typed;
    if (until.isTyping) field.current.focus();
  }, []);

  return (
    <div className="atlas__find">
      <h1 className="atlas__title">{texts.title}</h1>
      <form
        className="atlas__search"
        role="search"
        action="/api/find"
        method="get"
        onSubmit={(event) => {
          event.preventDefault();
          search(field.current.value);
        }}
      >
        <div className="search">
          <Icon sprite={sprite} name="search" />
          <label htmlFor="field-q" className="unseen">
            {texts.search}
          </label>
          <input ref={field} type="search" id="field-q" name="q" placeholder={texts.search_short} autoComplete="off" enterKeyHint="search" />
          <button type="submit" className="search__go">
            <Icon sprite={sprite} name="forward" />
            <span className="unseen">{texts.search_go}</span>
          </button>
        </div>
        <input type="hidden" name="lang" value={locale} readOnly />
      </form>
      <p role="status" className={answer.isDone ? "unseen" : "found"}>
        {answer.matches.length ? "" : answer.said}
      </p>
      {answer.matches.length > 0 && (
        <Dialog name="found" title={answer.said} close={texts.close} onClose={() => setAnswer(QUIET)} sprite={sprite}>
          <ul className="found-list">
            {answer.matches.map((match) => (
              <li key={match.href}>
                <a className="found-match" href={match.href} onClick={(event) => choose(event, match)}>
                  <Icon sprite={sprite} name={ICONS[match.kind]} />
                  <b>{match.name}</b>
                  <span>{match.what}</span>
                </a>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}
