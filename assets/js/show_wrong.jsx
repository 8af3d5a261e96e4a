// A form whose answer says what is wrong brings the first of it into view (liaison_app/components/checked_form.py).
import { createElement, useEffect, useRef } from "react";
import { showWrong } from "./kept_form.jsx";

export function ShowWrong({ errors, children }) {
  const here = useRef(null);
  const isPressed = useRef(false);
  useEffect(() => {
    if (!isPressed.current || !Object.keys(errors ?? {}).length) return;
    isPressed.current = false;
    showWrong(here.current);
  }, [errors]);
  const press = () => {
    isPressed.current = true;
  };
  return createElement("div", { ref: here, onSubmitCapture: press }, children);
}
