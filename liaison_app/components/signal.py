"""Whether there is a signal, what waits on this phone, and whether a newer version is here (`assets/js/signal.js`)."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from liaison_app import routes
from liaison_app.components.words import Words
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import active_locale, t


class _SignalLine(rx.Component):
    """The line under the head. It registers the service worker for those who file, and nobody else."""

    library = "$/public/js/signal.jsx"
    tag = "SignalLine"

    role: rx.Var[str]
    is_away: rx.Var[bool]
    words: rx.Var[dict[str, str]]


def no_signal_line() -> rx.Component:
    """The same for a page without a framework: only that there is no signal, said by a script of a few lines."""
    said = f"{t('No connection right now.')} {t('What stands here is the last that was known.')}"
    tag = "NoSignal"
    attrs = {"data-island": tag, "data-said": said}
    return rx.el.div(class_name="connection-place", role="status", custom_attrs=attrs)


def signal_line(role: Words) -> rx.Component:
    """Once in a frame; a screen reader hears it come and go. `role` is `public` where nobody is signed in."""
    return _SignalLine.create(role=role, is_away=has_too_many_connection_errors, words=signal_words())


def signal_words() -> dict[str, str]:
    """The words of the line."""
    return {
        "locale": active_locale(),
        "sprite": sprite_address(),
        "pocketTo": routes.localized(routes.POCKET),
        "signInTo": routes.sign_in(routes.localized(routes.POCKET)),
        "pocket": t("See what is on this phone"),
        "offline": t("No connection right now."),
        "stays": t("What you typed stays on this device. We keep trying, you need not do anything."),
        "lastKnown": t("What stands here is the last that was known."),
        "waitsOne": t("1 report waits on this phone. It goes by itself."),
        "waitsMany": t("{count} reports wait on this phone. They go by themselves.", count="{count}"),
        "goesOne": t("1 report is on its way from this phone."),
        "goesMany": t("{count} reports are on their way from this phone.", count="{count}"),
        "refusedOne": t("1 report on this phone needs you before it can go."),
        "refusedMany": t("{count} reports on this phone need you before they can go.", count="{count}"),
        "signedOut": t("You are signed out."),
        "signIn": t("Sign in"),
        "notAllowed": t("This account may not send reports now. Nothing is lost; ask your coordinator."),
        "newer": t("A newer version is here."),
        "load": t("Load it"),
        "typing": t("You are writing something. What you wrote is kept. Load the newer version now?"),
    }
