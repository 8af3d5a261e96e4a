"""What other software is told when our GeoReport server says no. In English: the protocol knows no other language."""

from __future__ import annotations

from liaison_app.domain.drafts import ANSWER
from liaison_app.domain.errors import ApiKeyRefused, Conflict, InputInvalid
from liaison_app.wording.errors import say_field_error

# Fields of ours as the protocol names them.
_NAMES = {
    "service": "service_code",
    "place": "lat, long",
    "address": "address_string",
    "photo": "media",
    "form": "The form",
}
_SAID = {
    "outside_city": "the place lies outside the city.",
    "place_needed": "a place is required: lat and long, or an address_string that can be found.",
    "kind_needed": "this is none of the services that are offered.",
    "words_needed": "say what is wrong, or send a photo.",
    "needed": "is required.",
    "choose": "is required; choose one of the values.",
    "not_a_choice": "is not one of the values.",
    "not_a_number": "must be a number.",
    "not_a_time": "must be a date and time, such as 2026-05-01T14:30:00-04:00.",
    "ahead": "must be a time that has passed.",
    "too_long": "is too long.",
    "cannot_be_found_now": "the address search does not answer right now; send lat and long.",
    "not_with_city": "the city has not taken this request yet.",
    "private_address": "must be an address on the public internet that starts with http:// or https://.",
}


def say_reasons(error: InputInvalid) -> list[str]:
    """A sentence for each field that cannot be taken, which begins with the field's name in the protocol."""
    return [f"{_name(field)}: {_SAID.get(code) or say_field_error(code)}" for field, code in error.errors.items()]


def _name(field: str) -> str:
    return f"attribute[{field.removeprefix(ANSWER)}]" if field.startswith(ANSWER) else _NAMES.get(field, field)


def say_key_refusal(error: ApiKeyRefused) -> str:
    """Why a key is not taken; whether it ever was one is not told."""
    return {
        "missing": "api_key is missing.",
        "not_permitted": "api_key does not permit this.",
    }.get(error.reason, "api_key is not accepted.")


def say_conflict(error: Conflict) -> str:
    """Why something cannot be done from where it stands."""
    return {
        "already_sent": "ref: another request of yours was sent under it.",
        "no_number": "No number is free right now. Try again.",
    }.get(error.reason, "This cannot be done as things stand now.")
