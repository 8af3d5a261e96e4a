// The filters over the map: chips that are on or off, a panel with the rest, and what is on as chips to take away.
import { useState } from "react";
import { monthName, monthsByYear, nameIn, serviceName } from "./choices.js";
import { Dialog } from "./dialog.jsx";
import { Icon } from "./ticket_list.jsx";
import { fill } from "./words.js";
import { OPEN_ALL_OVER, SHOWS } from "./view.js";

const SIGNS = { late: "late", closed: "check", fixed: "seen", not_fixed: "not-fixed" };
const IN_PANEL = ["service", "since", "until", "neighborhood"];

export function Chips({ filter, kinds, texts, sprite, choose, openPanel }) {
  const many = IN_PANEL.filter((name) => filter[name]).length;
  const chip = (key, label, icon, isOn, press) => (
    <button key={key} type="button" className="chip" aria-pressed={isOn} onClick={press}>
      {icon && <Icon sprite={sprite} name={icon} />}
      {label}
    </button>
  );
  // A row that is wider than the map slides under a mouse's wheel too.
  const slide = ({ currentTarget, deltaY }) => currentTarget.scrollBy({ left: deltaY });
  return (
    <div className="chips--slide chips">
      <button type="button" className="chip chip--panel" aria-haspopup="dialog" onClick={openPanel}>
        <Icon sprite={sprite} name="filter" />
        {texts.more_filters}
        {many > 0 && <span className="chip__count">{many}</span>}
      </button>
      <div className="chips__group" role="group" onWheel={slide} aria-label={texts.standing}>
        {SHOWS.map((show) =>
          chip(show, texts[`show_${show || "open"}`], SIGNS[show], filter.show === show, () => choose({ ...filter, show })),
        )}
      </div>
      <div className="chips__group" role="group" onWheel={slide} aria-label={texts.kinds}>
        {kinds.map(({ key, label, icon }) =>
          chip(key, label, icon, filter.kind === key, () => choose({ ...filter, service: "", kind: filter.kind === key ? "" : key })),
        )}
      </div>
    </div>
  );
}

// [what it is about, its words] of every filter that is on.
export function filtersInWords(filter, { kinds, choices, texts, locale }) {
  const month = (one) => monthName(one, locale);
  const words = {
    show: filter.show && texts[`show_${filter.show}`],
    kind: filter.kind && (kinds.find(({ key }) => key === filter.kind)?.label ?? filter.kind),
    service: filter.service && serviceName(choices, filter.service),
    since: filter.since && fill(texts.since_month, { month: month(filter.since) }),
    until: filter.until && fill(texts.until_month, { month: month(filter.until) }),
    neighborhood: filter.neighborhood && nameIn(choices.neighborhoods, filter.neighborhood),
  };
  return Object.entries(words).filter(([, said]) => said);
}

export function ActiveFilters({ filter, given, choose }) {
  const { texts, sprite } = given;
  const on = filtersInWords(filter, given);
  if (!on.length) return null;
  return (
    <ul className="active-filters" aria-label={texts.active}>
      {on.map(([name, said]) => (
        <li key={name}>
          <button type="button" className="active-filter" onClick={() => choose({ ...filter, [name]: "" })}>
            <span className="unseen">{texts.take_away} </span>
            {said}
            <Icon sprite={sprite} name="close" />
          </button>
        </li>
      ))}
      {on.length > 1 && (
        <li>
          <button type="button" className="active-filter active-filter--all" onClick={() => choose(OPEN_ALL_OVER)}>
            {texts.clear}
          </button>
        </li>
      )}
    </ul>
  );
}

function Choice({ name, label, value, none, set, children }) {
  return (
    <div className="field">
      <label className="field__label" htmlFor={`narrow-${name}`}>
        {label}
      </label>
      <select id={`narrow-${name}`} className="field__input" value={value} onChange={(event) => set(name, event.target.value)}>
        <option value="">{none}</option>
        {children}
      </select>
    </div>
  );
}

const options = (pairs) =>
  pairs.map(([value, words]) => (
    <option key={value} value={value}>
      {words}
    </option>
  ));

export function FilterPanel({ filter, choices, texts, locale, sprite, choose, close }) {
  const [wanted, want] = useState(filter);
  // The earlier month stands first whatever order they were chosen in.
  const set = (name, value) => want((now) => ({ ...now, [name]: value, ...(name === "service" && value ? { kind: "" } : {}) }));
  const months = monthsByYear(choices.months ?? []).map(([year, all]) => (
    <optgroup key={year} label={String(year)}>
      {options(all.map((one) => [one, monthName(one, locale)]))}
    </optgroup>
  ));
  const apply = (event) => {
    event.preventDefault();
    const isTurned = wanted.since && wanted.until && wanted.since > wanted.until;
    choose(isTurned ? { ...wanted, since: wanted.until, until: wanted.since } : wanted);
    close();
  };
  return (
    <Dialog name="narrow" title={texts.more_filters} close={texts.close} onClose={close} sprite={sprite}>
      {choices.state === "failed" && <p className="empty">{texts.failed_choices}</p>}
      {choices.state === "loading" && (
        <p role="status" className="quiet">
          {texts.loading}
        </p>
      )}
      {choices.state === "ready" && (
        <form className="narrow" onSubmit={apply}>
          <Choice name="service" label={texts.service} value={wanted.service} none={texts.any_service} set={set}>
            {choices.groups.map(({ name, services }) => (
              <optgroup key={name} label={name}>
                {options(services)}
              </optgroup>
            ))}
          </Choice>
          <Choice name="neighborhood" label={texts.neighborhood} value={wanted.neighborhood} none={texts.any_neighborhood} set={set}>
            {options(choices.neighborhoods)}
          </Choice>
          <div className="narrow__months">
            <Choice name="since" label={texts.since} value={wanted.since} none={texts.from_the_first} set={set}>
              {months}
            </Choice>
            <Choice name="until" label={texts.until} value={wanted.until} none={texts.to_today} set={set}>
              {months}
            </Choice>
          </div>
          <div className="narrow__acts">
            <button type="submit" className="button button--ink">
              {texts.apply}
            </button>
            <button type="button" className="button" onClick={() => want({ ...OPEN_ALL_OVER })}>
              {texts.clear}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
