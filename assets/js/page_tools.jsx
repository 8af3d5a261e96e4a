// Share and print: two buttons that only the browser can do (liaison_app/components/share.py).
import { createElement, useState } from "react";

/** Opens the phone's own share sheet; where there is none, copies the address and says so. */
export function ShareButton({ shareTitle, copied, children, ...rest }) {
  const [said, setSaid] = useState("");
  const share = async () => {
    const url = location.href.split("#")[0];
    if (navigator.share) {
      try {
        await navigator.share({ title: shareTitle, url });
      } catch {
        // Closing the share sheet is no error.
      }
      return;
    }
    try {
      await navigator.clipboard.writeText(url);
    } catch {
      return; // the browser lets nobody write there: the address bar has it too
    }
    setSaid(copied);
    setTimeout(() => setSaid(""), 4000);
  };
  return createElement(
    "button",
    { ...rest, type: "button", onClick: share },
    children,
    createElement("span", { role: "status", className: "share__said" }, said),
  );
}

/** Opens the browser's print dialog. */
export function PrintButton({ children, ...rest }) {
  return createElement("button", { ...rest, type: "button", onClick: () => window.print() }, children);
}
