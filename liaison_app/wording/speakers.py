"""Who speaks for a neighborhood, in words: for everybody, and for the liaison who decides what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from babel import Locale

from liaison_app.domain.speakers import LANGUAGES, OwnNaming, Speaker, Speakers
from liaison_app.i18n import active_locale, t, tn
from liaison_app.wording.dates import one_stop


@dataclass(frozen=True)
class SpeakerWords:
    """A liaison who agreed to be named. `languages` is one text, '' where none was named."""

    name: str = ""
    initials: str = ""
    languages: str = ""
    line: str = ""


@dataclass(frozen=True)
class SpeakersWords:
    """Who speaks. `said` is one sentence about all of it; `unnamed` says that there is somebody without a name.

    `apply_to` leads to the form by which somebody applies for this neighborhood.
    """

    named: list[SpeakerWords] = field(default_factory=list)
    said: str = ""
    unnamed: str = ""
    is_empty: bool = True
    apply_to: str = ""


@dataclass(frozen=True)
class LanguageChoice:
    """A language to tick in the form; `name` is the field's."""

    name: str = ""
    words: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class NamingWords:
    """The liaison's own form. `may_be_named` is false for who speaks for no neighborhood."""

    may_be_named: bool = False
    is_named: bool = False
    shown_name: str = ""
    line: str = ""
    languages: list[LanguageChoice] = field(default_factory=list)


def say_languages(codes: Sequence[str]) -> str:
    """Languages by their names: "English, Spanish"."""
    return ", ".join(_language(code) for code in codes)


def say_speakers(found: Speakers, apply_to: str = "") -> SpeakersWords:
    """A neighborhood's speakers for everybody; `apply_to` is where somebody applies to be one."""
    count = len(found.named) + found.unnamed
    if found.is_empty:
        said = t("This seat is empty: nobody speaks for this neighborhood yet.")
    elif found.named:
        names = ", ".join(one.name for one in found.named)
        # A name that ends with an initial brings a stop of its own, and in Spanish it stands last.
        said = one_stop(tn("{names} speaks here.", "{names} speak here.", len(found.named), names=names))
    else:
        said = tn("One liaison speaks here.", "{count} liaisons speak here.", count)
    unnamed = tn(
        "One liaison speaks here who is not named in public.",
        "{count} liaisons speak here who are not named in public.",
        found.unnamed,
    )
    named = [_speaker(one) for one in found.named]
    return SpeakersWords(named, said, unnamed if found.unnamed else "", found.is_empty, apply_to)


def say_naming(found: OwnNaming | None) -> NamingWords:
    """The liaison's own form."""
    if found is None:
        return NamingWords()
    speaks = found.speaker.languages
    choices = [LanguageChoice(f"speaks_{code}", _language(code), code in speaks) for code in LANGUAGES]
    return NamingWords(
        may_be_named=True,
        is_named=found.is_named,
        shown_name=found.speaker.name,
        line=found.speaker.line,
        languages=choices,
    )


def say_naming_kept(now: OwnNaming) -> str:
    """What holds after the form was saved."""
    if now.is_named:
        return t("Saved. Everybody can now read that {name} speaks for your neighborhood.", name=now.speaker.name)
    return t("Saved. You are named nowhere in public.")


def initials_of(name: str) -> str:
    """The first letters of a name, for its badge."""
    return "".join(word[0] for word in name.split()[:2]).upper()


def _speaker(one: Speaker) -> SpeakerWords:
    return SpeakerWords(one.name, initials_of(one.name), say_languages(one.languages), one.line)


def _language(code: str) -> str:
    if code == "ase":  # the tables of languages have no Spanish name for it
        return t("American Sign Language")
    name: str = Locale.parse(active_locale()).languages.get(code, code)
    return name[:1].upper() + name[1:]
