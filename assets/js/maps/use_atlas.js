// The map page's view: filter, map, list and address in step. Without a map the list shows the whole city.
import { useCallback, useEffect, useRef, useState } from "react";
import { Atlas } from "./atlas.js";
import { useList } from "./use_list.js";
import { keepInAddress, OPEN_ALL_OVER, viewInAddress } from "./view.js";

// How often a map that is looked at asks what has changed; answers are kept for a quarter of that at most.
const FRESH_MS = 60_000;
// A map that comes later than this is said to be on its way.
const SOON_MS = 1500;

export function useAtlas(place, { texts, locale, sprite, home }) {
  const held = useRef({ filter: OPEN_ALL_OVER });
  const own = useRef(home);
  const slow = useRef();
  const [filter, setFilter] = useState(OPEN_ALL_OVER);
  const [answer, load] = useList(locale);
  const [said, say] = useState({ told: "", trouble: false, cut: false, missing: false, coming: false, spot: null, pointed: "" });
  const note = useCallback((more) => say((now) => ({ ...now, ...more })), []);

  const where = () => held.current.atlas?.at() ?? viewInAddress().at;
  const list = (after = "", isQuiet = false) => {
    held.current.isLong = Boolean(after);
    load(held.current.filter, held.current.atlas?.box() ?? "", after, isQuiet);
  };
  const keep = (how) => keepInAddress({ filter: held.current.filter, at: where(), found: held.current.found }, how);
  const show = (next) => {
    held.current.filter = next;
    setFilter(next);
    draw();
  };
  // The map's own feed. That it is late or missing is said until it is there.
  const draw = (isQuiet = false) =>
    held.current.atlas?.layers
      .show(held.current.filter)
      .then(() => came({ missing: false }))
      .catch(() => isQuiet || came({ missing: true }));
  const came = (more) => {
    clearTimeout(slow.current);
    say((now) => (now.coming || now.missing !== more.missing ? { ...now, coming: false, ...more } : now));
  };
  // A neighborhood that is chosen comes into view; its place is known from the map's own feed.
  const choose = (next) => {
    const isOther = next.neighborhood && next.neighborhood !== held.current.filter.neighborhood;
    show(next);
    keep({ isStep: true });
    if (!isOther || !held.current.atlas?.lookAtNeighborhood(next.neighborhood)) list();
  };
  const narrow = ({ id }) => choose({ ...held.current.filter, neighborhood: id });
  // Where a search led: true when the map could go there.
  const go = ({ kind, neighborhood, at }) => {
    const { atlas } = held.current;
    if (!atlas) return false;
    if (kind === "neighborhood") narrow({ id: neighborhood });
    else {
      const found = { lat: at[0], lon: at[1], zoom: 17 };
      held.current.found = found;
      keep({ isStep: true });
      atlas.find(found);
      atlas.look(found);
    }
    return true;
  };
  const nearMe = async () => {
    note({ told: texts.locating });
    try {
      const metres = await held.current.atlas?.nearMe();
      note({ told: metres ? texts.within.replace("{metres}", metres) : texts.no_map });
    } catch (reason) {
      note({ told: texts[reason] ?? texts.not_located });
    }
  };

  useEffect(() => {
    let gone = false;
    const view = viewInAddress();
    slow.current = setTimeout(() => note({ coming: true }), SOON_MS);
    held.current = { filter: view.filter, found: view.found };
    setFilter(view.filter);
    const on = {
      neighborhood: narrow,
      spot: (spot) => note({ spot }),
      point: (pointed) => note({ pointed }),
      trouble: (trouble) => say((now) => (now.trouble === trouble ? now : { ...now, trouble })),
      cut: (cut) => say((now) => (now.cut === cut ? now : { ...now, cut })),
      moved: () => {
        keep();
        list();
      },
    };
    Atlas.open(place.current, { texts, locale, sprite, view, on })
      .then((atlas) => {
        if (gone) {
          atlas.close();
          return;
        }
        held.current.atlas = atlas;
        atlas.layers.light(own.current); // it may have become known meanwhile
        show(held.current.filter);
        list();
      })
      .catch(() => {
        clearTimeout(slow.current);
        note({ told: texts.no_map, coming: false });
        list();
      });
    const back = () => {
      const past = viewInAddress();
      const { atlas } = held.current;
      held.current.found = past.found;
      show(past.filter);
      if (atlas) {
        atlas.find(past.found);
        atlas.look(past.at ?? atlas.start);
      }
      list();
    };
    const again = () => {
      draw();
      if (!held.current.isLong) list("", true);
    };
    // Who has gone on to further pages of the list keeps them as they are.
    const fresh = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      draw(true);
      if (!held.current.isLong) list("", true);
    }, FRESH_MS);
    addEventListener("popstate", back);
    addEventListener("online", again);
    return () => {
      gone = true;
      clearTimeout(slow.current);
      clearInterval(fresh);
      removeEventListener("popstate", back);
      removeEventListener("online", again);
      held.current.atlas?.close();
      held.current = { filter: OPEN_ALL_OVER };
    };
  }, [locale]);

  useEffect(() => {
    own.current = home;
    held.current.atlas?.layers.light(home);
  }, [home]);

  return {
    filter,
    answer,
    said,
    note,
    choose,
    go,
    nearMe,
    list,
    box: () => held.current.atlas?.box() ?? "",
    nearer: (by) => held.current.atlas?.nearer(by),
    point: (card) => held.current.atlas?.layers.point(card),
  };
}
