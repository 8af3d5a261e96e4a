"""What a person is told when something cannot be done: what happened, and what to do next."""

from __future__ import annotations

from liaison_app.domain.errors import InputInvalid, LiaisonError, TooMany
from liaison_app.i18n import t, tn

MINUTE_S = 60


def say_error(error: LiaisonError) -> str:
    """One or two plain sentences for `error`, in the active locale."""
    if isinstance(error, TooMany):
        minutes = max(1, -(-error.retry_after_s // MINUTE_S))
        return tn(
            "That was too often. Wait {count} minute, then try again.",
            "That was too often. Wait {count} minutes, then try again.",
            minutes,
        )
    return {
        "sign_in_needed": t("You are signed out. Sign in again; what you typed is kept."),
        "not_allowed": t("Your account cannot do this. Ask your coordinator."),
        "not_found": t("There is nothing here that you can see."),
        "conflict": t("This has changed meanwhile. Load the page again and look."),
        "sign_in_refused": t("E-mail and password do not match. Check both and try again."),
        "geocoder_unavailable": t(
            "The address search does not answer right now. Move the map, or say the place in words."
        ),
        "storage_full": t("It is not saved: our disk is full. Keep this page open and try again in a few minutes."),
    }.get(error.code, say_failure())


def say_failure() -> str:
    """Something failed that nobody foresaw."""
    return t("That did not work, and it is our fault. Nothing is lost; try again in a minute.")


def say_not_for_you() -> str:
    """Why somebody who is signed in stands on another page than the one asked for."""
    return t("That page is not for your account. This is yours.")


def say_too_fast() -> str:
    """A page sent more than it may, and the last of it was not taken."""
    return t("That was too fast, and your last tap did not count. Wait a moment, then tap again.")


def say_field_errors(error: InputInvalid) -> dict[str, str]:
    """A sentence for each field of `error`, in the active locale."""
    return {field: say_field_error(code) for field, code in error.errors.items()}


def say_field_error(code: str) -> str:
    """What is wrong with a field, and what would be right."""
    return {
        "needed": t("Fill this in."),
        "too_long": t("This is too long. Make it shorter."),
        "not_a_number": t("Write a number, such as 3."),
        "not_in_range": t("Write a whole number above 0 that is not too large."),
        "permission_needed": t("Choose at least one thing it may do."),
        "name_taken": t("A key that works has this name already. Choose another one."),
        "not_a_time": t("Choose a day and a time."),
        "ahead": t("This lies ahead. Choose a day and time that has passed."),
        "personal_ok": t("Tick this if it is meant to go out, or change the words."),
        "number_taken": t("Another ticket has this number already. Check it again."),
        "from_other": t("Tick this if the city’s record of that number carries this ticket’s mark. Or change it."),
        "not_a_choice": t("Choose one from the list."),
        "password_short": t("Use at least 15 characters: three or four words that do not belong together work well."),
        "password_long": t("Use at most 256 characters."),
        "password_weak": t("This is easy to guess. Add a word or two that have nothing to do with you."),
        "password_wrong": t("This is not your password now. Check it and try again."),
        "email_taken": t("This e-mail has an account already. Sign in with it, or write another one."),
        "choose": t("Choose an answer."),
        "number_missing": t("Leave the number of the original request in the text, so that the city can tie them."),
        "outcome_needed": t("Choose what you saw."),
        "look_day_needed": t("Choose the day on which you looked."),
        "look_day_ahead": t("This day lies ahead. Choose the day on which you looked."),
        "look_before_closing": t("The city had not closed it by then. Choose a day after the closing."),
        "place_needed": t("Set the pin: use your location, move the map, or type an address."),
        "pin_needed": t("The city takes nothing without a point on the map here. Use the map instead."),
        "outside_city": t("This place is not in the city, so the city cannot act on it. Move the pin."),
        "place_words_needed": t("Say where it is: the nearest house number, corner, or landmark."),
        "neighborhood_needed": t("Choose the neighborhood it is in."),
        "kind_needed": t("Choose what it is."),
        "words_needed": t("Write what is wrong, or add a photo."),
        "too_many_photos": t("These are too many photos. Remove some."),
        "photo_gone": t("One of the photos is not there any more. Remove it and add it again."),
        "consent_needed": t("Ask your neighbor first, then tick this. Or take the name and number out."),
        "photo_too_large": t("This photo is too large. Choose a smaller one."),
        "not_a_photo": t("We cannot read this as a photo. Choose a JPEG, PNG, WEBP or HEIC file."),
        "photo_broken": t("This photo is damaged. Choose another one."),
        "not_an_email": t("Write an e-mail address, such as name@example.org."),
    }.get(code, t("This cannot be taken. Check it."))
