"""The storm over delivery at full size: what is lost, what is filed twice, and what three weaker protocols do in it.

    python bench/delivery_storm.py                                     SQLite, 500 requests, three workers
    python bench/delivery_storm.py --database postgresql+psycopg://…   an empty database of yours; no controls there
    python bench/delivery_storm.py --tickets 200 --kills 80

Workers are processes that are killed with SIGKILL every quarter of a second; one more sleeps over a message until the
end; 46 of 100 answers are faulty, and most new requests stay out of the city's lists for a while. All counts are
read from the register of a practice city in a process of its own. The program ends with 1 where something was lost or
filed twice, where it was no storm, or where a weaker protocol got through it.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from pathlib import Path

import structlog

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.delivery_storm import Figures, Storm, blow  # noqa: E402
from tests.practice_city import PracticeCityProcess  # noqa: E402

WITHIN_S = 900.0


def run(storm: Storm, url: str, folder: Path) -> Figures:
    """One storm over a city of its own."""
    city = PracticeCityProcess(folder)
    try:
        return blow(storm, url, city.start())
    finally:
        city.close()


def is_sound(figures: Figures, tickets: int) -> bool:
    """Nothing lost, nothing twice, nothing left, and it was a storm."""
    is_clean = (figures.lost, figures.twice, figures.left, figures.for_people) == (0, 0, 0, 0)
    was_storm = figures.sent_again >= tickets / 10 and figures.found_again >= tickets / 10
    return is_clean and was_storm and figures.killed_after_post >= 5 and figures.slept == 1


def main() -> int:
    """Blow, print, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    parser.add_argument("--tickets", type=int, default=500)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--no-controls", action="store_true")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    went_well = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weaker = () if given.database or given.no_controls else ("patience", "fence", "settle")
        for lacks in ("", *weaker):
            place = folder / (lacks or "whole")
            place.mkdir()
            url = given.database or f"sqlite:///{place / 'storm.db'}"
            tickets = given.tickets if not lacks else max(40, given.tickets // 5)
            kills = given.kills if not lacks else given.kills // 5
            sleepers = 1 if not lacks else 2
            storm = Storm(tickets, kills=kills, sleepers=sleepers, within_s=WITHIN_S, lacks=lacks)
            figures = run(storm, url, place)
            fits = figures.twice > 0 if lacks else is_sound(figures, tickets)
            went_well &= fits
            name_ = f"without {lacks}" if lacks else "the protocol"
            print(f"{name_}, {tickets} requests: {'as it must be' if fits else 'NOT as it must be'}\n  {figures.say()}")
    return 0 if went_well else 1


if __name__ == "__main__":
    sys.exit(main())
