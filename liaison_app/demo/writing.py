"""Puts a description together from sentences, so that two tickets seldom read alike."""

from __future__ import annotations

import re
from random import Random

from liaison_app.demo.facts import Phrases, Texts

_SLOT = re.compile(r"\{(\w+)\}")
SPANISH, MORE, EFFECT = 0.08, 0.7, 0.4


def describe(service_code: str, texts: Texts, dice: Random) -> str:
    """A description in English, now and then in Spanish where there are texts for it."""
    phrases = texts.by_service.get(service_code, texts.other)
    if phrases.es and dice.random() < SPANISH:
        return _filled(dice.choice(phrases.es), texts, dice)
    return " ".join(_filled(sentence, texts, dice) for sentence in _sentences(phrases, texts, dice))


def _sentences(phrases: Phrases, texts: Texts, dice: Random) -> list[str]:
    sentences = [dice.choice(phrases.what)]
    if dice.random() < MORE:
        sentences += dice.sample(phrases.more, 2 if dice.random() < 0.3 else 1)
    if dice.random() < EFFECT:
        sentences.append(dice.choice(texts.effect))
    return sentences


def _filled(sentence: str, texts: Texts, dice: Random) -> str:
    text = _SLOT.sub(lambda slot: dice.choice(texts.slots[slot[1]]), sentence)
    return text[:1].upper() + text[1:]
