"""What a person is told when something cannot be done: what happened, and what to do next."""

from __future__ import annotations

from liaison_app.domain.errors import Conflict, InputInvalid, LevelNeeded, LiaisonError, TooMany
from liaison_app.domain.program import Level
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
    if isinstance(error, Conflict) and error.reason == "request_under_way":
        return t(
            "We are still finding out whether the city has its request. This page says so as soon as we know; "
            "decide then."
        )
    if isinstance(error, Conflict) and (said := _of_the_program(error.reason)):
        return said
    if isinstance(error, LevelNeeded):
        return say_level_needed(error.level)
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


def say_level_needed(level: str) -> str:
    """What a certificate that is not there would allow, and where to look."""
    return {
        Level.LIAISON.value: t(
            "This shows to everybody at once, so it is for who is certified. “Your certificate” says what is missing."
        ),
        Level.MEETINGS.value: t(
            "New meetings are for who is certified to run them, and you are not, or not any more. Meetings that are "
            "arranged go on."
        ),
    }.get(
        level,
        t("Rosters and attendance are for who is certified to train, and you are not, or not any more."),
    )


def _of_the_program(reason: str) -> str:
    """Why something cannot be done about somebody's draft or certificate; '' for other reasons."""
    return {
        "own_draft": t("This is your own. Another coordinator decides about it."),
        "not_in_review": t("Somebody has decided about it meanwhile."),
        "changed_meanwhile": t("It was changed meanwhile. Read it again, then decide."),
        "own_account": t("This is your own account. Another coordinator does this."),
        "suspended": t("This person is suspended. End the suspension first."),
        "not_due": t("This certificate holds for a long time still."),
        "not_fulfilled": t("Something is missing still."),
        "appealed": t("You have asked already. Another coordinator answers."),
        "covered": t("You two share tickets already. End that first."),
        "no_appeal": t("There is nothing to answer any more."),
    }.get(reason, "")


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
        **_of_what_was_seen_and_heard(),
        **_of_cohorts(),
        "needed": t("Fill this in."),
        "too_long": t("This is too long. Make it shorter."),
        "not_a_number": t("Write a number, such as 3."),
        "not_in_range": t("Write a whole number above 0 that is not too large."),
        "permission_needed": t("Choose at least one thing it may do."),
        "code_wrong": t("This code does not fit, or was used already. Wait for the next one and type that."),
        "wrong_code": t("These are not the digits that were said. Ask again."),
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
        "reason_needed": t("Something is missing of somebody you ticked. Write why they are certified all the same."),
        "number_missing": t("Leave the number of the original request in the text, so that the city can tie them."),
        "place_needed": t("Set the pin: use your location, move the map, or type an address."),
        "pin_needed": t("The city takes nothing without a point on the map here. Use the map instead."),
        "outside_city": t("This place is not in the city, so the city cannot act on it. Move the pin."),
        "place_words_needed": t("Say where it is: the nearest house number, corner, or landmark."),
        "neighborhood_needed": t("Choose the neighborhood it is in."),
        "kind_needed": t("Choose what it is."),
        "words_needed": t("Write what is wrong, or add a photo."),
        "consent_needed": t("Ask your neighbor first, then tick this. Or take the name and number out."),
        **_of_applications(),
        "not_an_email": t("Write an e-mail address, such as name@example.org."),
    }.get(code, _say_of_what_goes_along(code))


def _say_of_what_goes_along(code: str) -> str:
    """What is wrong with a photo, a table, a meeting or a quote; the last words where nothing else is known."""
    return {
        "too_many_photos": t("These are too many photos. Remove some."),
        "photo_gone": t("One of the photos is not there any more. Remove it and add it again."),
        "photo_too_large": t("This photo is too large. Choose a smaller one."),
        "not_a_photo": t("We cannot read this as a photo. Choose a JPEG, PNG, WEBP or HEIC file."),
        "photo_broken": t("This photo is damaged. Choose another one."),
        "not_a_table": t("We cannot read this as a table. Choose a CSV or XLSX file, or paste the rows."),
        "table_too_large": t("This is too much at once: at most 200 rows (applicants: 1,000), 20 columns, and 500 KB."),
        "nothing_in_row": t("There is no concern in this row."),
        "row_consent_needed": t("Ask your neighbor first, then write yes as consent. Or take the name and number out."),
        "has_concerns": t("Concerns were recorded at this meeting, so only a coordinator moves it elsewhere."),
        "quote_gone": t("What you quote is not there any more. Take the quote out."),
    }.get(code, t("This cannot be taken. Check it."))


def _of_applications() -> dict[str, str]:
    """What is wrong with an application, with what is decided about some, and with a list of applicants."""
    return {
        "email_or_phone_needed": t("Write your e-mail or your phone number, so that we can reach you."),
        "home_needed": t("Choose your neighborhood, or another place."),
        "not_a_phone": t("Write a phone number with its area code, such as 215-555-0100."),
        "wrong_spoken_code": t("This is not the code on their page. Let them read it once more."),
        "nothing_chosen": t("Choose at least one that still stands in the list."),
        "too_many_chosen": t("Choose at most 400 at once."),
        "nobody_in_row": t("There is no name in this row."),
        "no_such_neighborhood": t("We know no neighborhood of this name. Write it as the list of neighborhoods does."),
        "twice_in_table": t("This is in the table twice. Take one of them out."),
    }


def _of_what_was_seen_and_heard() -> dict[str, str]:
    """What is wrong with a look, and with what is written down of a call."""
    return {
        "call_outcome_needed": t("Choose what came of the call."),
        "not_a_day": t("Choose a day."),
        "before_first": t("The last day comes before the first."),
        "nobody_fits": t("Nobody has this name or e-mail. Type a part of the name, or the whole e-mail."),
        "too_many_fit": t("More than ten people fit. Type more of the name, or the e-mail."),
        "too_far": t("This is more than a year. Choose an earlier day, or hand them over for good."),
        "day_passed": t("This day has passed. Choose one that lies ahead."),
        "outcome_needed": t("Choose what you saw."),
        "look_day_needed": t("Choose the day on which you looked."),
        "look_day_ahead": t("This day lies ahead. Choose the day on which you looked."),
        "look_before_closing": t("The city had not closed it by then. Choose a day after the closing."),
    }


def _of_cohorts() -> dict[str, str]:
    """What is wrong with a cohort, a session, an offer of seats, or with who says that they are there."""
    return {
        "not_a_link": t("Write a whole address of the web, such as https://example.org/room."),
        "not_a_time_of_day": t("Choose a time."),
        "ends_before": t("It has to end after it begins, on the same day."),
        "seats_taken": t("More people have a seat. Take somebody out first, or give it more seats."),
        "somebody_needed": t("Tick at least one person."),
        "email_or_phone": t("Write an e-mail address, or a phone number below."),
        "not_a_phone": t("Write a phone number with its area code, such as 215-555-0123."),
        "not_on_list": t("We do not find you on the list. Try the other of e-mail and phone, or ask the trainer."),
        "too_many_sessions": t("A cohort has at most 60 sessions."),
    }
