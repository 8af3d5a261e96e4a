// The switch for notices on this device (liaison_app/components/push_switch.py); `push.js` does the work.
import { createElement, useEffect, useState } from "react";
import { standing, turnOff, turnOn } from "./push.js";

export function PushSwitch({ serverKey, words }) {
  const [state, setState] = useState("checking");
  const [said, setSaid] = useState("");
  const [isBusy, setBusy] = useState(false);

  useEffect(() => {
    if (!serverKey) return undefined;
    let isHere = true;
    const show = (found) => isHere && setState(found);
    standing(serverKey).then(show, () => show("off"));
    return () => {
      isHere = false;
    };
  }, [serverKey]);

  const press = async () => {
    const isOn = state === "on";
    setBusy(true);
    setSaid("");
    try {
      setSaid(isOn ? await turnOff() : await turnOn(serverKey));
      setState(isOn ? "off" : "on");
    } catch (error) {
      if (error.message === "denied") setState(Notification.permission === "denied" ? "denied" : "off");
      // A network that is away says so in the browser's own words.
      else setSaid(words[error.message] || (error instanceof TypeError ? words.away : error.message));
    }
    setBusy(false);
  };

  const button = createElement(
    "button",
    { type: "button", className: isBusy ? "button button--busy" : "button", onClick: press, disabled: isBusy },
    state === "on" ? words.turnOff : words.turnOn,
  );
  return createElement(
    "div",
    { className: "stack" },
    createElement("p", { role: "status" }, said ? `${said} ` : "", words[state]),
    state === "on" || state === "off" ? button : null,
  );
}
