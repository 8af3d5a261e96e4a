// The browser's own modal dialog for islands: it keeps the focus, closes on Escape and gives the focus back.
import { useEffect, useRef } from "react";
import { Icon } from "./ticket_list.jsx";

export function Dialog({ name, title, close, onClose, sprite, children }) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="dialog dialog--sheet"
      aria-labelledby={`${name}-heading`}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="dialog__head">
        <h2 id={`${name}-heading`}>{title}</h2>
        <button type="button" className="dialog__close" onClick={() => dialog.current.close()}>
          <Icon sprite={sprite} name="close" />
          <span className="unseen">{close}</span>
        </button>
      </div>
      <div className="dialog__body">{children}</div>
    </dialog>
  );
}
