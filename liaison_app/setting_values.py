"""What settings are written as: lists, pairs and e-mail addresses in one line each."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

FactorWish = Literal["auto", "required", "offered"]


def split_words(value: object) -> object:
    """A list that is written in one line."""
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def split_numbers(value: object) -> object:
    """The same of numbers."""
    return tuple(float(word) for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def check_address(value: str) -> str:
    """An e-mail address as it may stand in a header, or ''.

    Raises:
        ValueError: it is none.
    """
    if value and not re.fullmatch(r"[\w.%'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", value, re.ASCII):
        raise ValueError("must be one e-mail address without a name, such as streets@city.example")
    return value


def read_pairs(value: object) -> object:
    """Services and their addresses.

    Raises:
        ValueError: one of them is no such pair.
    """
    if not isinstance(value, str):
        return value
    pairs = [pair.strip().rpartition("=") for pair in value.split(",") if pair.strip()]
    if not all(code and address for code, _, address in pairs):
        raise ValueError("must be pairs such as SR-ST02=streets@city.example")
    return {code.strip(): check_address(address.strip()) for code, _, address in pairs}


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_words)]
Numbers = Annotated[tuple[Annotated[float, Field(gt=0)], ...], NoDecode, BeforeValidator(split_numbers)]
EmailAddress = Annotated[str, AfterValidator(check_address)]
Pairs = Annotated[dict[str, str], NoDecode, BeforeValidator(read_pairs)]
