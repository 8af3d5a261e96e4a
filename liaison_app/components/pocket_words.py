"""The words of the pocket, which its script shows (`assets/js/pocket/`)."""

from __future__ import annotations

from typing import Any

from liaison_app import routes
from liaison_app.components.signal import signal_words
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import active_locale, t


def pocket_words() -> dict[str, Any]:
    """All of them, in the active locale."""
    return {
        "signal": signal_words(),
        "locale": active_locale(),
        "sprite": sprite_address(),
        "signInTo": routes.sign_in(routes.localized(routes.POCKET)),
        "ticketAt": routes.ticket(""),
        **_of_the_phone(),
        **_of_the_shelves(),
        **_of_the_place(),
        **_of_the_form(),
        "whyWaits": _why_it_waits(),
        "whyRefused": _why_refused(),
    }


def _of_the_phone() -> dict[str, str]:
    return {
        "signIn": t("Sign in"),
        "signedOut": t("You are signed out."),
        "lieOne": t("1 report lies on this phone. Sign in with the account that wrote it, and it goes."),
        "lieMany": t(
            "{count} reports lie on this phone. Sign in with the account that wrote them, and they go.",
            count="{count}",
        ),
        "othersOne": t("1 report of another account also lies on this phone. It goes when that account signs in."),
        "othersMany": t(
            "{count} reports of another account also lie on this phone. They go when that account signs in.",
            count="{count}",
        ),
        "notAllowed": t("This account may not send reports now. Nothing is lost; ask your coordinator."),
        "notAllowedHow": t("What you wrote stays on this phone until the account may send again."),
        "neverHere": t("Nothing is kept on this phone yet"),
        "neverHereHow": t("Sign in once with a signal. After that, this page works without one."),
        "offline": t("No connection right now."),
        "offlineHow": t("You can go on: what you write is kept on this phone, photos too, and goes by itself later."),
        "tight": t("This phone has little room left. Make room, or send what waits before you take more photos."),
        "notKept": t("This browser keeps nothing for us. Keep this page open until you have sent it."),
        "mine": t("My tickets"),
        "around": t("In {name}", name="{name}"),
        "meetings": t("Meetings"),
        "asOf": t("As of {when}", when="{when}"),
        "nothingKnown": t("Nothing here when we last looked."),
        "addConcern": t("Add a concern"),
    }


def _of_the_shelves() -> dict[str, str]:
    return {
        "needsYou": t("Needs you"),
        "here": t("Kept for later"),
        "waiting": t("Waiting for a signal"),
        "sent": t("Sent"),
        "nothingHere": t("Nothing is kept for later."),
        "nothingWaits": t("Nothing waits."),
        "nothingSent": t("Nothing was sent from here yet."),
        "open": t("Open it"),
        "drop": t("Throw it away"),
        "sendNow": t("Send now"),
        "mend": t("Mend it"),
        "sendAnew": t("Send it as a new one"),
        "openTicket": t("Open the ticket"),
        "sure": t("Throw this away? It is on this phone only."),
        "untitled": t("A report you began"),
        "noPlace": t("No place yet"),
        "pin": t("A place on the map"),
        "photoOne": t("1 photo"),
        "photoMany": t("{count} photos", count="{count}"),
        "begin": t("New report"),
        "goOnHere": t("Go on with the report you began"),
    }


def _of_the_place() -> dict[str, str]:
    return {
        "locate": t("Use my location"),
        "locating": t("Finding where you are…"),
        "noPosition": t("Your phone could not say where you are. Say it in words."),
        "positionKept": t("Your place is kept."),
        "positionWithin": t("Your place is kept, within {metres} m.", metres="{metres}"),
        "dropPosition": t("Take the place out"),
        "place": t("Where it is, in words"),
        "placeHint": t("A house number and street, a corner, or a landmark."),
        "placeNeeded": t("Say where it is: the nearest house number, corner, or landmark."),
        "neighborhood": t("Neighborhood"),
        "neighborhoodNeeded": t("Choose the neighborhood it is in."),
        "choose": t("Choose one"),
    }


def _of_the_form() -> dict[str, str]:
    return {
        "newReport": t("New report"),
        "concernFor": t("A concern: {meeting}", meeting="{meeting}"),
        "danger": t("Is anyone in danger? Call 911 first."),
        "line": t("What was raised, in one line"),
        "lineHint": t("Such as: couch on the sidewalk, 52nd and Market, third time"),
        "lineNeeded": t("Write what was raised."),
        "kind": t("What it is"),
        "chooseKind": t("Choose what it is"),
        "kindNeeded": t("Choose what it is."),
        "note": t("A note for the crew"),
        "noteHint": t("What helps them find and fix it. No names, no numbers."),
        "answerNeeded": t("Choose an answer."),
        "wordsNeeded": t("Write what is wrong, or add a photo."),
        "photos": t("Photos"),
        "addPhoto": t("Add a photo"),
        "photo": t("Photo {number}", number="{number}"),
        "removePhoto": t("Remove photo {number}", number="{number}"),
        "photoTooLarge": t("This photo is too large. Choose a smaller one."),
        "heard": t("A neighbor told me"),
        "heardName": t("Their name"),
        "heardContact": t("Their phone or e-mail"),
        "heardConsent": t("They agree that we keep this, so that we can tell them what became of it."),
        "consentNeeded": t("Ask your neighbor first, then tick this. Or take the name and number out."),
        "personalOk": t("It is meant to go out."),
        "keepAndSend": t("Done, send it"),
        "keepForLater": t("Keep it for later"),
    }


def _why_it_waits() -> dict[str, str]:
    return {
        "offline": t("No signal yet. It goes by itself."),
        "signed_out": t("Sign in again; then it goes."),
        "not_allowed": t("This account may not send reports now. Nothing is lost; ask your coordinator."),
        "too_many": t("These were many in one hour. It goes by itself when the hour is over."),
        "storage_full": t("Our disk is full. It is kept on this phone and goes later."),
        "server": t("Our side did not take it just now. It goes again by itself."),
    }


def _why_refused() -> dict[str, str]:
    return {
        "already_sent": t("We have this already, from before you changed it."),
        "ref_taken": t("It could not go under its marker. Send it as a new one."),
        "changed_elsewhere": t("This was changed on another device meanwhile. Open it and look."),
        "gone": t("What it belongs to is not there any more. Nothing is thrown away; open it to copy it."),
        "needs_answer": t("Something is missing. Open it and answer."),
        "photo_too_large": t("This photo is too large. Choose a smaller one."),
        "not_a_photo": t("We cannot read this as a photo. Choose a JPEG, PNG, WEBP or HEIC file."),
        "photo_broken": t("This photo is damaged. Choose another one."),
        "refused": t("This cannot be taken. Check it."),
    }
