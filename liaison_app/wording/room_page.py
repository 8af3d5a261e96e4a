"""What stands on the page of a room, on its wall, and what its phones say when something cannot be done."""

from __future__ import annotations

from liaison_app.i18n import t


def say_refused(reason: str) -> str:
    """Why a room did not take something; what was typed is kept on the phone."""
    return {
        "room_closed": t("The room is closed. What you wrote is still on this phone: show it to your liaison."),
        "room_full": t("Many concerns wait to be looked at. Yours stays on this phone and is sent again by itself."),
        "enough": t("You have offered as many as one phone can. Tell your liaison about the others."),
        "no_cookie": t(
            "Your browser keeps no cookies for this page, so we cannot tell your phone from others. Allow "
            "them, or tell your liaison."
        ),
        "ref_taken": t("That did not arrive. Send it again."),
    }.get(reason, t("That did not work. Try again in a minute."))


def script_words() -> dict[str, str]:
    """What the page's script says by itself. `{n}` is filled in there."""
    return {
        "here": t("Saved on this phone. Sending …"),
        "no_signal": t("No signal. It stays on this phone and is sent by itself."),
        "closed_kept": t("The room is closed. This stays on this phone: show it to your liaison."),
        "sent": t("Sent. A liaison looks at it, and then it is on the list."),
        "too_busy": t("Too much at once. It stays on this phone and is sent again by itself."),
        "place_found": t("Your position goes along (about {n} m)."),
        "place_away": t("Your phone does not say where it is. Say it in words."),
        "place_asking": t("Asking your phone …"),
        "place_drop": t("Leave my position out"),
        "place_use": t("I am at the place now: use my position"),
        "behind": t("Me too"),
        "behind_own": t("Yours"),
        "waiting_here": t("On this phone, waiting to be sent"),
        "refused": t("Not sent. Change it and send it again."),
        "change": t("Change it"),
        "drop": t("Delete"),
        "there": t("You are counted as here. Thank you."),
        "away": t("No signal. The list is not up to date."),
        "empty": t("Nothing is on the list yet. Be the first."),
        "needed_what": t("Write what is wrong."),
        "needed_where": t("Say where it is, or use your position."),
        "failed": t("That did not work. Try again in a minute."),
    }


def wall_words() -> dict[str, str]:
    """What the wall's script says by itself."""
    return {"empty": t("Nothing is on the list yet. Be the first."), "closed": t("The room is closed")}
