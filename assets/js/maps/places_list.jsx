// Every neighborhood with its counts, filtered as you type. Over cached REST, so no websocket is needed.
import { useEffect, useState } from "react";
import { island } from "../island.jsx";
import { fill } from "./words.js";

const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function Place({ one, texts }) {
  const [, open, late] = one.tally;
  return (
    <li>
      <a className="place-row" href={one.href}>
        <b className="place-row__name">{one.name}</b>
        <span className="place-row__counts">
          <span>{fill(texts.open, { count: open })}</span>
          {late > 0 && <span className="badge badge--late">{fill(texts.late, { count: late })}</span>}
        </span>
      </a>
    </li>
  );
}

// `until` is the list as the server wrote it, which stays until the live one is here.
export function Places({ texts, locale, until = "" }) {
  const [found, setFound] = useState({ state: "loading", all: [] });
  const [asked, ask] = useState("");
  const load = () => {
    setFound({ state: "loading", all: [] });
    fetch(`/api/map/neighborhoods.json?show=all&lang=${locale}`)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then(({ neighborhoods }) => setFound({ state: "ready", all: neighborhoods }))
      .catch(() => setFound({ state: "failed", all: [] }));
  };
  useEffect(load, [locale]);
  const shown = found.all.filter((one) => bare(one.name).includes(bare(asked)));

  return (
    <>
      <div className="field">
        <label htmlFor="places-filter" className="field__label">
          {texts.filter}
        </label>
        <input id="places-filter" type="search" className="field__input" onInput={(event) => ask(event.target.value)} />
      </div>
      <p role="status" className="small quiet">
        {found.state === "ready" && fill(texts.count, { count: shown.length, all: found.all.length })}
      </p>
      {found.state === "loading" && until && <div dangerouslySetInnerHTML={{ __html: until }} />}
      {found.state === "loading" && !until && (
        <div className="stack" role="status" aria-label={texts.loading}>
          {[0, 1, 2, 3, 4, 5].map((n) => (
            <div key={n} className="skeleton skeleton--title" />
          ))}
        </div>
      )}
      {found.state === "failed" && (
        <div className="empty">
          <p>{texts.failed}</p>
          <button type="button" className="button button--ink" onClick={load}>
            {texts.again}
          </button>
        </div>
      )}
      {found.state === "ready" && !shown.length && <p className="empty">{texts.nothing}</p>}
      <ul className="place-rows">
        {shown.map((one) => (
          <Place key={one.id} one={one} texts={texts} />
        ))}
      </ul>
    </>
  );
}

export const PlacesList = island("PlacesList", Places);
