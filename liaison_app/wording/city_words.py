"""The city's status words as sentences. Its own closing words stay its own: "fixed" here is what the city says."""

from __future__ import annotations

from liaison_app.i18n import t


def say_city_update(word: str) -> str:
    """What a step means that the city told with `word`; an unknown word is passed on as it is.

    Source of the words: the extension for updates of GeoReport v2 as FixMyStreet and open311-adapter use it.
    """
    word = word.strip().lower()
    return _going_on(word) or _ending(word) or t("The city says: {word}", word=word.replace("_", " "))


def is_question(word: str) -> bool:
    """Whether the city waits for an answer, and what it wrote is its question."""
    return word.strip().lower() == "information_needed"


def is_ending(word: str) -> bool:
    """Whether a word of the city closes the request."""
    return _ending(word.strip().lower()) != ""


def is_going_on(word: str) -> bool:
    """Whether a word of the city says that the request is open."""
    return _going_on(word.strip().lower()) != ""


def _going_on(word: str) -> str:
    return {
        "": t("The city wrote about it."),
        "open": t("The city wrote about it."),
        "investigating": t("The city is looking into it."),
        "acknowledged": t("The city is looking into it."),
        "action_scheduled": t("The city put it on a crew’s list."),
        "scheduled": t("The city put it on a crew’s list."),
        "planned": t("The city plans to do it."),
        "in_progress": t("The city is at work on it."),
        "internal_referral": t("The city passed it to another department."),
        "information_needed": t("The city asks for more information."),
        "reopen": t("The city opened it again."),
        "reopened": t("The city opened it again."),
    }.get(word, "")


def _ending(word: str) -> str:
    return {
        "closed": t("The city closed it."),
        "fixed": t("The city closed it and says it is fixed."),
        "no_further_action": t("The city closed it and will do nothing more."),
        "unable_to_fix": t("The city closed it: it cannot fix it."),
        "duplicate": t("The city closed it: it has another request about the same thing."),
        "not_councils_responsibility": t("The city closed it: somebody else is responsible."),
    }.get(word, "")
