// How to read the map: three swatches always, and the whole key when somebody asks for it.
import { useState } from "react";
import { Dialog } from "./dialog.jsx";
import { pinClass, signOf } from "./marks.js";
import { Icon } from "./ticket_list.jsx";

const MARKS = ["late", "open", "closed", "fixed", "not-fixed", "waiting"];

function Key({ texts, sprite, onClose }) {
  return (
    <Dialog name="key" title={texts.legend} close={texts.close} onClose={onClose} sprite={sprite}>
      <p className="key__ring">
        <span className="ring ring--sample" aria-hidden="true">
          <span>12</span>
        </span>
        <span>{texts.legend_ring}</span>
      </p>
      <ul className="key__pins">
        {MARKS.map((mark) => (
          <li key={mark}>
            <span className={`${pinClass(mark)} map-pin--sample`} aria-hidden="true">
              <Icon sprite={sprite} name={signOf(mark)} />
            </span>
            {texts[`mark_${mark.replace("-", "_")}`]}
          </li>
        ))}
      </ul>
      <p>{texts.legend_shapes}</p>
      <p className="quiet">{texts.volume}</p>
    </Dialog>
  );
}

export function Legend({ texts, sprite }) {
  const [isOpen, open] = useState(false);
  return (
    <div className="key">
      <ul className="legend">
        {["late", "open", "closed"].map((name) => (
          <li key={name}>
            <i className={`k-${name}`} /> {texts[`legend_${name}`]}
          </li>
        ))}
      </ul>
      <button type="button" className="key__open" aria-haspopup="dialog" onClick={() => open(true)}>
        <Icon sprite={sprite} name="info" />
        {texts.legend_short}
      </button>
      {isOpen && <Key texts={texts} sprite={sprite} onClose={() => open(false)} />}
    </div>
  );
}
