"""Finds the service that somebody means in plain words, in any of the city's languages, with a typo or two.

"couch on the sidewalk", "luz apagada" and "abandon car" all lead somewhere. Every language is always searched: people
mix them. A search takes well under three milliseconds for some fifty services with twenty phrases each.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.street_names import edits_within

# Words that say nothing about the kind of problem.
STOP_WORDS = frozenset(
    (
        "a", "an", "and", "at", "by", "for", "from", "has", "have", "i", "in", "is", "it", "its", "my", "of", "on",
        "or", "our", "please", "the", "there", "this", "that", "to", "was", "we", "with", "near", "someone", "somebody",
        "something", "they", "their", "he", "she", "you", "your", "been", "am", "are", "be", "not",
        "un", "una", "el", "la", "los", "las", "lo", "le", "de", "del", "al", "en", "es", "esta", "hay", "mi", "mis",
        "su", "sus", "por", "para", "con", "y", "o", "que", "se", "me", "nos", "favor", "muy", "alguien", "algo",
        "cerca", "no",
    )
)  # fmt: skip
ENDINGS = ("es", "s")
BEST_SHARE = 0.3  # an answer that scores less than this share of the best one is no answer
SHORTEST_PREFIX = 3
OWN_LOCALE = 1.1  # words of the person's own language count a little more
PREFIX, TYPO = 0.75, 0.6
WHOLE_PHRASE = 1.6  # all that was typed stands in one phrase


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """What a service can be found by: phrases by locale, names (also the city's own), and its line of description.

    `rank` decides between equals: 1 is what people need most.
    """

    code: ServiceCode
    phrases: Mapping[str, Sequence[str]]
    names: Mapping[str, Sequence[str]]
    line: Mapping[str, str]
    rank: int


@dataclass(frozen=True, slots=True)
class _Entry:
    service: int
    phrase: int
    weight: float
    locale: str


def words_of(text: str) -> list[str]:
    """The telling words of a text: folded, without accents and stop words, in their order."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    spaced = "".join(ch if ch.isalnum() else " " for ch in folded if not unicodedata.combining(ch))
    return [stem(word) for word in spaced.split() if word not in STOP_WORDS]


def stem(word: str) -> str:
    """A word without the ending of its plural, in English or Spanish: `tires` → `tir`, `tire` → `tir`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


class ServiceSearch:
    """The index over all services; built once, never changed."""

    def __init__(self, services: Iterable[ServiceWords]) -> None:
        self._services = tuple(services)
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._phrases: list[frozenset[str]] = []
        for number, service in enumerate(self._services):
            self._add(number, service)
        self._vocabulary = sorted(self._entries)
        by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._vocabulary:
            by_start[word[0], len(word)].append(word)
        self._by_start = dict(by_start)

    def find(self, text: str, locale: str) -> list[ServiceCode]:
        """Services that `text` may mean, the likeliest first; empty where it says nothing we know."""
        asked = list(dict.fromkeys(words_of(text)))
        if not asked:
            return []
        scores = self._scores(asked, locale)
        best = max(scores.values(), default=0.0)
        found = [number for number, score in scores.items() if score >= best * BEST_SHARE]
        found.sort(key=lambda number: (-round(scores[number], 3), self._services[number].rank))
        return [self._services[number].code for number in found]

    def _add(self, number: int, service: ServiceWords) -> None:
        for locale, phrases in service.phrases.items():
            for phrase in phrases:
                self._add_phrase(number, phrase, 3.0, locale)
        for locale, names in service.names.items():
            for name in names:
                self._add_phrase(number, name, 2.5, locale)
        for locale, line in service.line.items():
            self._add_phrase(number, line, 0.8, locale)

    def _add_phrase(self, number: int, phrase: str, weight: float, locale: str) -> None:
        words = words_of(phrase)
        # A word that is the whole phrase says more than one among several.
        share = weight / math.sqrt(len(words)) if words else 0.0
        for word in dict.fromkeys(words):
            self._entries[word].append(_Entry(number, len(self._phrases), share, locale))
        self._phrases.append(frozenset(words))

    def _scores(self, asked: Sequence[str], locale: str) -> dict[int, float]:
        by_word: dict[int, dict[int, float]] = defaultdict(dict)
        by_phrase: dict[tuple[int, int], set[int]] = defaultdict(set)
        for place, word in enumerate(asked):
            for known, closeness in self._alike(word).items():
                rarity = self._rarity(known)
                for entry in self._entries[known]:
                    score = closeness * rarity * entry.weight * (OWN_LOCALE if entry.locale == locale else 1.0)
                    best = by_word[entry.service]
                    best[place] = max(best.get(place, 0.0), score)
                    by_phrase[entry.service, entry.phrase].add(place)
        scores = {service: self._together(best, len(asked)) for service, best in by_word.items()}
        for (service, phrase), places in by_phrase.items():
            if len(places) > 1:
                covered = len(places) / max(len(asked), len(self._phrases[phrase]))
                scores[service] += WHOLE_PHRASE * covered * len(places)
        return scores

    @staticmethod
    def _together(best: Mapping[int, float], asked: int) -> float:
        """What the single words add up to; a service that fits more of them counts for more than their sum."""
        return sum(best.values()) * (0.5 + 0.5 * len(best) / asked)

    def _rarity(self, word: str) -> float:
        services = len({entry.service for entry in self._entries[word]})
        return math.log(1 + len(self._services) / services)

    def _alike(self, word: str) -> dict[str, float]:
        """Known words that `word` may be, with how close each is: itself, what it begins, what it is a typo of."""
        found = {word: 1.0} if word in self._entries else dict.fromkeys(self._typos(word), TYPO)
        if len(word) >= SHORTEST_PREFIX:
            start = bisect_left(self._vocabulary, word)
            for known in self._vocabulary[start : start + 40]:
                if not known.startswith(word):
                    break
                found.setdefault(known, PREFIX)
        return found

    def _typos(self, word: str) -> list[str]:
        if len(word) < 4:
            return []
        limit = 1 if len(word) < 7 else 2
        lengths = range(len(word) - limit, len(word) + limit + 1)
        alike = (known for length in lengths for known in self._by_start.get((word[0], length), ()))
        return [known for known in alike if edits_within(word, known, limit)]
