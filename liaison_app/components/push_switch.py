"""The switch for notices on the device in hand: its browser knows whether it takes them (`assets/js/push.js`)."""

from __future__ import annotations

import reflex as rx

from liaison_app.i18n import t


class _PushSwitch(rx.Component):
    """What the browser says about notices, and a button that turns them on or off."""

    library = "$/public/js/push.jsx"
    tag = "PushSwitch"

    server_key: rx.Var[str]
    words: rx.Var[dict[str, str]]


def push_switch(server_key: rx.Var[str]) -> rx.Component:
    """`server_key` is our public key, '' while it is not known."""
    return _PushSwitch.create(
        server_key=server_key,
        words={
            "checking": t("Checking this browser …"),
            "on": t("Notices come to this device, for as long as you stay signed in on it."),
            "off": t("Notices do not come to this device."),
            "denied": t("This browser blocks notices from this site. Allow them in its settings first."),
            "none": t(
                "This browser takes no notices. On an iPhone or iPad, add this site to the home screen and open it "
                "from there."
            ),
            "service": t("This browser’s push service cannot be reached. Try again later."),
            "away": t("We cannot be reached at the moment. Try again in a minute."),
            "turnOn": t("Turn on notices here"),
            "turnOff": t("Turn off notices here"),
        },
    )
