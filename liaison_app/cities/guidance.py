"""`guidance.toml` and `words.toml` of a city's folder: what is said about each service, the search in plain words, and
what the city's questions and answers say in other languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from liaison_app.cities import localized, read_toml
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.guidance import ServiceGuide, ServiceLevel, Stop
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.questions import Condition
from liaison_app.domain.service_search import ServiceSearch, ServiceWords

KINDS_OF_STOP = ("emergency", "elsewhere", "wont")


class CityGuidance:
    """`Guidance` as a city's folder brings it."""

    def __init__(
        self,
        guides: Sequence[ServiceGuide],
        search: ServiceSearch,
        words: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        self.guides: Mapping[ServiceCode, ServiceGuide] = {guide.code: guide for guide in guides}
        self._search = search
        self._words = words

    def of(self, code: ServiceCode) -> ServiceGuide:
        """The guidance on a service; a bare one where there is none."""
        return self.guides.get(code) or ServiceGuide(code)

    def find(self, text: str, locale: str) -> Sequence[ServiceCode]:
        """Services that `text` may mean, the likeliest first."""
        return self._search.find(text, locale)

    def in_words(self, text: str, locale: str) -> str:
        """A question or an answer of the city in `locale`, also several answers with commas between them."""
        known = self._words.get(locale, {})
        if text in known:
            return known[text]
        parts = text.split(", ")
        return ", ".join(known[part] for part in parts) if all(part in known for part in parts) else text

    def knows(self, text: str, locale: str) -> bool:
        """Whether a question or an answer of the city is put in words in `locale`."""
        return text in self._words.get(locale, {})


@lru_cache(maxsize=4)
def read_guidance(folder: Path) -> CityGuidance:
    """The guidance of a city; one that knows nothing where its folder has no file of it.

    Raises:
        SettingsWrong: a key is missing or holds something else than it should, or a code stands twice.
    """
    path, translated = folder / "guidance.toml", folder / "words.toml"
    words: Mapping[str, Mapping[str, str]] = read_toml(translated) if translated.is_file() else {}
    rows: list[dict[str, Any]] = read_toml(path)["service"] if path.is_file() else []
    try:
        guides = [_guide(row) for row in rows]
        search = ServiceSearch([_words(row) for row in rows])
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsWrong(f"The city's file {path} is not complete: {error!r}.") from error
    if len({guide.code for guide in guides}) < len(guides):
        raise SettingsWrong(f"The city's file {path} holds a code twice.")
    return CityGuidance(guides, search, words)


def _guide(row: Mapping[str, Any]) -> ServiceGuide:
    level = row.get("level")
    return ServiceGuide(
        code=ServiceCode(row["code"]),
        name=localized(row["name"]),
        why=localized(row["line"]),
        icon=str(row["icon"]),
        rank=int(row["rank"]),
        is_private=bool(row.get("private", False)),
        is_house_linked=bool(row.get("house_linked", False)),
        stops=tuple(_stop(stop) for stop in row.get("stop", ())),
        level=ServiceLevel(int(level["days"]), bool(level["business"]), level.get("year")) if level else None,
        conditions={code: _condition(one) for code, one in row.get("conditions", {}).items()},
        past=frozenset(str(code) for code in row.get("past", ())),
    )


def _stop(row: Mapping[str, Any]) -> Stop:
    if row["kind"] not in KINDS_OF_STOP:
        raise ValueError(f"{row['kind']!r} is no kind of stop rule")
    when, then = localized(row["when"]), localized(row["then"])
    return Stop(
        says={locale: f"{asked} {then[locale]}" for locale, asked in when.items()},
        call=str(row.get("call", "")),
        is_emergency=row["kind"] == "emergency",
        instead=ServiceCode(row["service"]) if "service" in row else None,
    )


def _condition(row: Mapping[str, Any]) -> Condition:
    return Condition(str(row["after"]), frozenset(str(value) for value in row["values"]))


def _words(row: Mapping[str, Any]) -> ServiceWords:
    names = localized(row["name"])
    return ServiceWords(
        code=ServiceCode(row["code"]),
        phrases={locale: tuple(phrases) for locale, phrases in row["words"].items()},
        names={locale: (name,) for locale, name in names.items()},
        line=localized(row["line"]),
        rank=int(row["rank"]),
    )
