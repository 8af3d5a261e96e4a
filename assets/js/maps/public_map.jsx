// The public map with its search, its filters and its list. All of it comes over cached REST, so the page needs no
// websocket; without the map the list does everything it does.
import { useEffect, useRef, useState } from "react";
import { island } from "../island.jsx";
import { useChoices } from "./choices.js";
import { Dialog } from "./dialog.jsx";
import { ActiveFilters, Chips, FilterPanel, filtersInWords } from "./filters.jsx";
import { Find } from "./find.jsx";
import { Legend } from "./legend.jsx";
import { pinClass, signOf } from "./marks.js";
import { useSheet } from "./sheet.js";
import { Icon, List } from "./ticket_list.jsx";
import { useAtlas } from "./use_atlas.js";
import { fileOf, OPEN_ALL_OVER } from "./view.js";
import { fill } from "./words.js";

function Tools({ texts, sprite, nearMe, nearer }) {
  const tool = (name, words, press, kind = "") => (
    <button type="button" className={`map__tool ${kind}`} aria-label={words} onClick={press}>
      <Icon sprite={sprite} name={name} />
    </button>
  );
  return (
    <div className="map__tools">
      {tool("locate", texts.near_me, nearMe)}
      {tool("zoom-in", texts.zoom_in, () => nearer(1), "map__tool--zoom")}
      {tool("zoom-out", texts.zoom_out, () => nearer(-1), "map__tool--zoom")}
    </div>
  );
}

// The tickets of one spot, where their pins would lie on each other.
function Spot({ pins, texts, sprite, close }) {
  return (
    <Dialog name="spot" title={fill(texts.spot_title, { count: pins.length })} close={texts.close} onClose={close} sprite={sprite}>
      <ul className="spot">
        {pins.map((one) => (
          <li key={one.href}>
            <a className="spot__ticket" href={one.href}>
              <span className={`${pinClass(one.mark)} map-pin--sample`}>
                <Icon sprite={sprite} name={signOf(one.mark)} />
              </span>
              {one.label}
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

// On a desktop the list stands beside the map and its head is no handle.
function useIsWide() {
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    const wide = matchMedia("(min-width: 64rem)");
    const look = () => setWide(wide.matches);
    look();
    wide.addEventListener("change", look);
    return () => wide.removeEventListener("change", look);
  }, []);
  return isWide;
}

function Head({ sheet, texts, count, late }) {
  const isWide = useIsWide();
  const title = (
    <span className="sheet__title">
      <span className="sheet__count" aria-live="polite">
        {count}
      </span>
      {late && <span className="quiet">{late}</span>}
    </span>
  );
  if (isWide) return <h2 className="sheet__heading sheet__handle">{title}</h2>;
  return (
    <h2 className="sheet__heading">
      <button type="button" className="sheet__handle" aria-expanded={sheet.open === "full"} {...sheet.handle}>
        <span className="unseen">{texts.fold} </span>
        {title}
      </button>
    </h2>
  );
}

// What only paper shows: which filters are on, when it was printed, where the view is found again.
function Imprint({ filter, given }) {
  const [stamp, setStamp] = useState(null);
  useEffect(() => {
    const mark = () => setStamp({ day: new Intl.DateTimeFormat(given.locale, { dateStyle: "long" }).format(new Date()), address: location.href });
    addEventListener("beforeprint", mark);
    mark();
    return () => removeEventListener("beforeprint", mark);
  }, []);
  const words = filtersInWords(filter, given).map(([, said]) => said);
  const shown = filter.show ? words : [given.texts.show_open, ...words];
  return (
    <p className="imprint">
      {stamp && fill(given.texts.imprint, { filters: shown.join(" · "), day: stamp.day })}
      <br />
      {stamp?.address}
    </p>
  );
}

// What is in the window when it is pressed; before that, and without the map, what the filters ask for everywhere.
function ViewFile({ form, filter, box, said, sprite }) {
  const lead = (event) => event.currentTarget.setAttribute("href", fileOf(form, filter, box()));
  return (
    <a className="button button--small" href={fileOf(form, filter)} onFocus={lead} onPointerDown={lead} onClick={lead}>
      <Icon sprite={sprite} name="download" />
      {said}
    </a>
  );
}

export function MapWithList({ texts, kinds, locale, sprite, about, home = "", until = {} }) {
  const place = useRef(null);
  const body = useRef(null);
  const atlas = useAtlas(place, { texts, locale, sprite, home });
  const [isPanelOpen, openPanel] = useState(false);
  const sheet = useSheet();
  const { filter, answer, said, choose, note } = atlas;
  const choices = useChoices(isPanelOpen || Boolean(filter.service || filter.neighborhood), locale);
  const given = { texts, kinds, locale, sprite, choices };

  // The card of the pin that is looked at comes into sight.
  useEffect(() => {
    if (said.pointed) body.current.querySelector(`[data-href="${CSS.escape(said.pointed)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [said.pointed]);

  const number = (count) => new Intl.NumberFormat(locale).format(count);
  const count = answer.tally ? fill(texts[`${filter.show || "open"}_here`], { count: number(answer.tally[0]) }) : (until.count ?? texts.loading);
  const late = filter.show !== "late" && answer.tally?.[2] > 0 ? fill(texts.late_in_view, { count: number(answer.tally[2]) }) : "";
  const isNarrow = filtersInWords(filter, given).length > 0;
  const ways = [
    [texts.zoom_out, () => atlas.nearer(-2)],
    ...(filter.show !== "all" ? [[texts.show_all_of_them, () => choose({ ...filter, show: "all" })]] : []),
    ...(isNarrow ? [[texts.clear, () => choose(OPEN_ALL_OVER)]] : []),
  ];
  const trouble = said.trouble || said.missing ? texts.tiles_failed : said.cut ? texts.is_cut : said.coming ? texts.map_coming : "";

  return (
    <>
      <Find {...{ texts, locale, sprite, until, go: atlas.go }} />
      <Imprint filter={filter} given={given} />
      <section className="atlas__map map" aria-label={texts.map}>
        <a
          className="skip"
          href="#list"
          onClick={(event) => {
            event.preventDefault();
            body.current.focus();
          }}
        >
          {texts.skip_map}
        </a>
        <div className="atlas__chips">
          <Chips {...{ filter, kinds, texts, sprite, choose, openPanel: () => openPanel(true) }} />
        </div>
        <div ref={place} className="atlas__leaflet" role="group" aria-label={texts.map_keys} />
        <Tools {...{ texts, sprite, nearMe: atlas.nearMe, nearer: atlas.nearer }} />
        <p className="map__told" role="status">
          {said.told || trouble}
        </p>
      </section>
      <section className="sheet" data-open={sheet.open} aria-label={texts.list}>
        <Head {...{ sheet, texts, count, late }} />
        <div className="sheet__sticky">
          <ActiveFilters {...{ filter, given, choose }} />
          <Legend texts={texts} sprite={sprite} />
        </div>
        <div ref={body} id="list" className="sheet__body" tabIndex={0} role="region" aria-label={texts.list} aria-busy={Boolean(answer.isOld)}>
          {filter.neighborhood && (
            <a className="sheet__about" href={about.replace("{id}", encodeURIComponent(filter.neighborhood))}>
              <Icon sprite={sprite} name="places" />
              {fill(texts.about, { name: choices.neighborhoods.find(([id]) => id === filter.neighborhood)?.[1] ?? "" })}
            </a>
          )}
          <List
            {...{ answer, texts, sprite, ways, pointed: said.pointed, point: atlas.point, until: until.list }}
            retry={() => atlas.list()}
            more={() => atlas.list(answer.next)}
          />
          <div className="sheet__foot">
            <button type="button" className="button button--small" onClick={() => window.print()}>
              <Icon sprite={sprite} name="print" />
              {texts.print}
            </button>
            <ViewFile form="csv" said={texts.as_csv} {...{ filter, sprite, box: atlas.box }} />
            <ViewFile form="geojson" said={texts.as_geojson} {...{ filter, sprite, box: atlas.box }} />
          </div>
        </div>
      </section>
      {isPanelOpen && <FilterPanel {...{ filter, choices, texts, locale, sprite, choose }} close={() => openPanel(false)} />}
      {said.spot && <Spot pins={said.spot} texts={texts} sprite={sprite} close={() => note({ spot: null })} />}
    </>
  );
}

export const PublicMap = island("PublicMap", MapWithList);
