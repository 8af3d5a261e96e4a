"""How fast a city's open data is imported: a file like Philadelphia's `public_cases_fc`, by the command itself.

    python bench/import_open_data.py                                    SQLite, 1,000,000 rows
    python bench/import_open_data.py --database postgresql+psycopg://…  an empty database of yours
    python bench/import_open_data.py --rows 2000000 --again             and once more, when nothing has changed

The file is made up, the same for the same number of rows. Told are rows a second by the clock, the processor time of
both processes a row (which a busy machine does not stretch), and the most memory that either one held.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

PROJECT = Path(__file__).resolve().parent.parent
MAPPING = PROJECT / "liaison_app" / "cities" / "open_data" / "philadelphia.toml"
HEADER = (
    "objectid", "service_request_id", "subject", "status", "status_notes", "service_name", "service_code",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "closed_datetime", "address", "zipcode", "media_url", "lat", "lon",
)  # fmt: skip
FIRST, SPAN_S = datetime(2019, 1, 1), 200_000_000  # noqa: DTZ001 (the zone is written behind it)
STAMP = "%Y-%m-%d %H:%M:%S+00"
STREETS = ("N 5TH ST", "MARKET ST", "KENSINGTON AVE", "S 52ND ST", "W LEHIGH AVE", "FRANKFORD AVE", "PINE ST")
INFORMATION = ("Information Request", "SR-IR01")


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """Rows as the city writes them: a third are information requests, a few have no point, nine in ten are closed."""
    dice = Random(311)
    named = tomllib.loads(MAPPING.read_text(encoding="utf-8"))["services"]["names"]
    services = [(names[0], code) for code, names in named.items()]
    for number in range(count):
        name, code = INFORMATION if dice.random() < 0.33 else dice.choice(services)
        asked = FIRST + timedelta(seconds=number * SPAN_S // count)
        changed = asked + timedelta(days=dice.random() * 20)
        promised = (asked + timedelta(days=9)).replace(hour=0, minute=0, second=0)
        is_closed, has_point = dice.random() < 0.9, dice.random() > 0.03
        yield (
            5_000_000 + number, 12_000_000 + number, name, "Closed" if is_closed else "Open",
            "Issue Resolved" if is_closed else "", name, code, "Streets Department", "5 Business Days",
            asked.strftime(STAMP), changed.strftime(STAMP), promised.strftime(STAMP),
            changed.strftime(STAMP) if is_closed else "",
            f"{dice.randrange(100, 7000)} {dice.choice(STREETS)}", "19104",
            f"https://example.org/uploads/large_{dice.getrandbits(96):024x}" if dice.random() < 0.3 else "",
            f"{39.88 + dice.random() * 0.2:.8f}" if has_point else "",
            f"{-75.25 + dice.random() * 0.25:.8f}" if has_point else "",
        )  # fmt: skip


def write(path: Path, count: int, *, is_plain: bool) -> None:
    """The file; without information requests where `is_plain`, so that every row costs a ticket."""
    with path.open("w", newline="", encoding="utf-8") as target:
        table = csv.writer(target)
        table.writerow(HEADER)
        table.writerows(row for row in rows(count) if not is_plain or row[6] != INFORMATION[1])


def run(folder: Path, database: str, *arguments: str) -> None:
    """A command of the app on this database."""
    environment = {**os.environ, "LIAISON_DATA_DIR": str(folder), "LIAISON_DATABASE_URL": database}
    subprocess.run([sys.executable, "-m", "liaison_app", *arguments], cwd=PROJECT, env=environment, check=True)


def measured(name: str, count: int, folder: Path, database: str, file: Path) -> None:
    """One import, and what it cost."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    run(folder, database, "import-open-data", "philadelphia", str(file))
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{name:12} {count:>10,} rows  {took:7.1f} s  {count / took:>8,.0f} rows/s  "
        f"{cpu / count * 1e6:6.1f} µs of processor a row  {after.ru_maxrss / 1024:,.0f} MB at most  "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--database", default="")
    asked.add_argument("--plain", action="store_true", help="No information requests: every row costs a ticket.")
    asked.add_argument("--again", action="store_true")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="liaison-bench-") as name:
        folder = Path(name)
        database, file = wanted.database or f"sqlite:///{folder / 'bench.db'}", folder / "public_cases_fc.csv"
        write(file, wanted.rows, is_plain=wanted.plain)
        with file.open("rb") as made:
            count = sum(1 for _ in made) - 1
        run(folder, database, "migrate")
        run(folder, database, "demo", "--tickets", "0", "--photos", "0")
        measured("first time", count, folder, database, file)
        if wanted.again:
            measured("again", count, folder, database, file)


if __name__ == "__main__":
    main()
