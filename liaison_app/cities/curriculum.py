"""The curriculum that comes with the app: Markdown files, a city's own where it has them, else the general ones.

`curriculum/<place>-<id>.<language>.md` in a city's folder; those for any city stand in `cities/curriculum/`. A city's
file takes the place of the general one with the same id, in every language. `{city}`, `{city_line}`, `{emergency}` and
`{website}` in a text stand for the city's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from liaison_app.cities import CITIES_DIR, read_profile
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.module_text import compare, read_module
from liaison_app.domain.modules import SLUG

FOLDER = "curriculum"
_NAME = re.compile(r"(\d{1,3})-([a-z0-9-]+)\.([a-z]{2})\.md")


@dataclass(frozen=True, slots=True)
class ShippedModule:
    """A module of the files: its place, its id, its text by language."""

    place: int
    id: str
    texts: dict[str, str]


def read_curriculum(folder: Path) -> tuple[ShippedModule, ...]:
    """The modules for the city in `folder`, in their order; none where there are no files.

    Raises:
        SettingsWrong: a file has another name than it should, cannot be read, or something is wrong in it.
    """
    city = read_profile(folder)
    found = _files(CITIES_DIR / FOLDER) | _files(folder / FOLDER)
    modules = [_module(one, found[one], city) for one in found]
    return tuple(sorted(modules, key=lambda one: (one.place, one.id)))


def _files(folder: Path) -> dict[str, dict[str, tuple[int, Path]]]:
    """By id and language, the place and the file."""
    found: dict[str, dict[str, tuple[int, Path]]] = defaultdict(dict)
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
        named = _NAME.fullmatch(path.name)
        if named is None or not SLUG.fullmatch(named[2]):
            raise SettingsWrong(f"The city's file {path} is not named like 1-how-311-works.en.md.")
        found[named[2]][named[3]] = (int(named[1]), path)
    return dict(found)


def _module(module_id: str, files: dict[str, tuple[int, Path]], city: CityProfile) -> ShippedModule:
    texts = {}
    for language in city.languages:
        if language in files:
            texts[language] = _filled(files[language][1].read_text(encoding="utf-8"), city)
    if not texts:
        raise SettingsWrong(f"The module {module_id} of the curriculum has no file in a language of the city.")
    first = None
    for language, text in texts.items():
        path = files[language][1]
        read, faults = read_module(text)
        faults = faults or (compare(first, read) if first else ())
        if faults:
            raise SettingsWrong(f"The city's file {path}, line {faults[0].line}: {faults[0].code} {faults[0].what}.")
        first = first or read
    return ShippedModule(min(place for place, _ in files.values()), module_id, texts)


def _filled(text: str, city: CityProfile) -> str:
    known = {
        "{city}": city.name,
        "{city_line}": city.city_line,
        "{city_line_name}": city.city_line_name,
        "{emergency}": city.emergency_number,
        "{website}": city.website,
    }
    for name, value in known.items():
        text = text.replace(name, value)
    return text
