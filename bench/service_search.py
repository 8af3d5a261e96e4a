"""How fast plain words find a service, in English and Spanish, beside taking the words apart alone.

    python bench/service_search.py [--rounds 200]

Milliseconds of one search over Philadelphia's own words for its services.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from time import perf_counter

import project  # noqa: F401

from liaison_app.cities import city_folder
from liaison_app.cities.guidance import read_guidance
from liaison_app.domain.service_search import words_of

SAID = (
    ("couch on the sidewalk", "en"),
    ("somebody dumped tires and a matress", "en"),
    ("hole in the street", "en"),
    ("street light is out", "en"),
    ("car with no tags hasn't moved in months", "en"),
    ("carro abandonado", "es"),
    ("un bache en la calle", "es"),
    ("la luz de la calle no prende", "es"),
)


def took(act: Callable[[str, str], object], rounds: int) -> str:
    """The median and the 95th of a hundred, of each text so many times."""
    spent = []
    for text, locale in SAID * rounds:
        begun = perf_counter()
        act(text, locale)
        spent.append((perf_counter() - begun) * 1000)
    return f"p50 {statistics.median(spent):6.3f}   p95 {statistics.quantiles(spent, n=20)[-1]:6.3f}   of {len(spent):,}"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rounds", type=int, default=200)
    rounds = words.parse_args().rounds
    guidance = read_guidance(city_folder("philadelphia"))
    print("taking the words apart  ", took(lambda text, _: words_of(text), rounds))
    print("finding the services    ", took(guidance.find, rounds))


if __name__ == "__main__":
    main()
