"""Where open data comes from: a Carto SQL API by cursor, addresses, packed files, GeoReport endpoints, real files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import col, func, select

from liaison_app.adapters import open_data_carto, open_data_csv
from liaison_app.adapters.open_data_georeport import GeoReportSource
from liaison_app.db import Database
from liaison_app.domain.city import RequestsTold
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.ids import new_ref
from liaison_app.domain.marker import marker_line
from liaison_app.domain.ports_open_data import SourceUnreadable
from liaison_app.domain.tickets import Status, Visibility
from liaison_app.models import OpenDataRun, Ticket
from liaison_app.open_data_ahead import batches_ahead
from liaison_app.open_data_orders import ImportOrder, ReadingPlan, SourceKind, mapping_of, source_of
from tests.builders import NOW, FixedClock
from tests.open_data_world import HEADER, a_row, imported, imported_by, with_places, write_rows

DATA = Path(os.environ.get("LIAISON_TEST_DATA", Path(__file__).parents[2] / "../shared/data"))
CURSOR = re.compile(r"SELECT (.+) FROM (\w+) WHERE cartodb_id > (\d+) AND (.+) ORDER BY cartodb_id LIMIT (\d+)")
STATE = re.compile(
    r"SELECT count\(\*\) AS n, max\(cartodb_id\) AS last, max\(updated_datetime\) AS updated FROM (\w+) WHERE (.+)"
)
SINCE = re.compile(r"updated_datetime >= '(.+)'")


class Web(BaseHTTPRequestHandler):
    """Files under their names, and a table behind /sql, answered as Carto does."""

    def do_GET(self):
        server: WebServer = self.server
        address = urlsplit(self.path)
        if address.path != "/sql":
            return self._file(server, address.path)
        statement = parse_qs(address.query)["q"][0]
        server.asked.append(statement)
        if server.busy:
            return self._answer(server.busy.pop(0), b"{}", {"Retry-After": "0"})
        try:
            rows = server.rows_of(statement)
        except ValueError as error:
            return self._answer(400, json.dumps({"error": [str(error)]}).encode(), {})
        return self._answer(200, json.dumps({"rows": rows, "total_rows": len(rows)}).encode(), {})

    def _file(self, server, path):
        body = server.files.get(path)
        if body is None:
            return self._answer(404, b"", {})
        return self._answer(200, body[: server.cut_at], {"ETag": server.etag} if server.etag else {}, len(body))

    def _answer(self, status, body, headers, length=None):
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body) if length is None else length)}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class WebServer(ThreadingHTTPServer):
    """`table` maps row numbers to rows; `busy` are statuses to answer with first."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Web)
        self.table: dict[int, dict[str, object]] = {}
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.busy: list[int] = []
        self.etag, self.cut_at = '"one"', None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def rows_of(self, statement):
        if found := STATE.fullmatch(statement):
            rows = self._where(found[2])
            newest = max((str(row["updated_datetime"]) for row in rows.values()), default=None)
            return [{"n": len(rows), "last": max(rows, default=None), "updated": newest}]
        found = CURSOR.fullmatch(statement)
        if found is None or found[2] != "public_cases_fc":
            raise ValueError("syntax error")
        wanted = found[1].split(", ")
        rows = self._where(found[4])
        page = sorted(number for number in rows if number > int(found[3]))[: int(found[5])]
        return [{name: {"cartodb_id": number, **rows[number]}[name] for name in wanted} for number in page]

    def _where(self, condition):
        if condition == "true":
            return dict(self.table)
        since = SINCE.fullmatch(condition)[1]
        return {number: row for number, row in self.table.items() if str(row["updated_datetime"]) >= since}


@pytest.fixture
def web():
    server = WebServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def database(database_url):
    found = Database(database_url)
    with_places(found)
    yield found
    found.close()


def as_carto(row: list[str]) -> dict[str, object]:
    """A row as JSON: numbers as numbers, nothing as null, times with a T and a Z."""
    told: dict[str, object] = {}
    for name, value in zip(HEADER, row, strict=True):
        told[name] = value.replace(" ", "T").replace("+00", "Z") if name.endswith("datetime") else value
        if name in {"lat", "lon"}:
            told[name] = float(value) if value else None
        if value == "":
            told[name] = None
    return told


def carto(web, **given) -> ImportOrder:
    return ImportOrder("philadelphia", "philadelphia", SourceKind.CARTO, f"{web.url}/sql", **given)


def tickets(database) -> int:
    with database.snapshot() as snapshot:
        return snapshot.db.exec(select(func.count()).select_from(Ticket)).one()


def test_a_table_is_read_by_its_row_numbers(web, database, monkeypatch):
    monkeypatch.setattr(open_data_carto, "PAGE_ROWS", 10)
    # Numbers with gaps, as a table has them after rows were deleted.
    web.table = {number * 3: as_carto(a_row(number)) for number in range(1, 36)}
    web.table[6] |= {"lat": None, "lon": None}
    end = imported_by(carto(web), database, is_whole=True)
    assert end.counts == {"new": 34, "no_point": 1, "vanished": 0}
    cursors = [int(found[3]) for statement in web.asked if (found := CURSOR.fullmatch(statement))]
    assert cursors == [0, 30, 60, 90, 105]
    web.table[105] |= {"status": "Open", "closed_datetime": None, "updated_datetime": "2024-07-01T00:00:00Z"}
    del web.table[3]
    again = imported_by(carto(web), database, is_whole=True)
    assert again.counts == {"changed": 1, "unchanged": 32, "no_point": 1, "vanished": 1}


def test_the_same_rows_from_a_file_and_from_carto_are_the_same(web, database, tmp_path):
    rows = [a_row(number, status_notes="Done — “fixed”") for number in range(20)]
    web.table = {place: as_carto(row) for place, row in enumerate(rows, 1)}
    imported(database, write_rows(tmp_path / "a.csv", rows))
    assert imported_by(carto(web), database).counts == {"unchanged": 20}


def test_a_table_is_gone_on_with_behind_the_last_row(web, database, monkeypatch):
    monkeypatch.setattr(open_data_carto, "PAGE_ROWS", 10)
    web.table = {number: as_carto(a_row(number)) for number in range(1, 36)}

    class Died(Exception):
        pass

    def die(_batch):
        raise Died

    with pytest.raises(Died):
        imported_by(carto(web), database, after=die)
    web.asked.clear()
    assert imported_by(carto(web), database).counts["new"] == 35
    assert CURSOR.fullmatch(web.asked[1])[3] == "10"


def test_a_table_that_was_made_anew_meanwhile_is_no_whole(web, database, monkeypatch):
    monkeypatch.setattr(open_data_carto, "PAGE_ROWS", 10)
    web.table = {number: as_carto(a_row(number)) for number in range(1, 301)}
    imported_by(carto(web), database, is_whole=True)

    def made_anew(_batch):
        web.table = {number + 5000: row for number, row in web.table.items() if number < 5000}

    del web.table[300]
    end = imported_by(carto(web), database, is_whole=True, after=made_anew)
    assert "vanished" not in end.counts
    with database.snapshot() as snapshot:
        assert len(snapshot.db.exec(select(OpenDataRun)).all()) == 2


def test_a_busy_api_is_asked_again_and_one_that_stays_busy_is_told(web, database):
    web.table = {1: as_carto(a_row(1))}
    web.busy = [429, 503]
    assert imported_by(carto(web), database).counts == {"new": 1}
    web.busy = [429] * 20
    with pytest.raises(SourceUnreadable, match="HTTP 429"):
        imported_by(carto(web), database)


def test_only_what_changed_since_a_day(web, database):
    web.table = {
        1: as_carto(a_row(1)),
        2: as_carto(a_row(2, updated_datetime="2026-11-20 00:00:00+00")),
    }
    end = imported_by(carto(web, since=datetime(2026, 11, 1, tzinfo=UTC)), database)
    assert (end.rows, end.counts) == (1, {"new": 1})


def test_what_carto_refuses_is_told_in_its_words(web, database):
    order = ImportOrder("philadelphia", "philadelphia", SourceKind.CARTO, f"{web.url}/elsewhere")
    with pytest.raises(SourceUnreadable, match="404"):
        imported_by(order, database)


def packed(rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return gzip.compress(text.getvalue().encode("utf-8-sig"))


def from_web(web, name="/a.csv.gz") -> ImportOrder:
    return ImportOrder("philadelphia", "philadelphia", SourceKind.CSV, f"{web.url}{name}?key=secret")


def test_a_packed_file_is_read_from_an_address(web, database):
    web.files["/a.csv.gz"] = packed([a_row(number) for number in range(50)])
    assert imported_by(from_web(web), database).counts == {"new": 50}
    with database.snapshot() as snapshot:
        assert "secret" not in snapshot.db.exec(select(OpenDataRun.place)).one()
    assert imported_by(from_web(web), database).counts == {"unchanged": 50}


def test_an_address_that_ends_too_early_is_gone_on_with(web, database, monkeypatch):
    monkeypatch.setattr(open_data_csv, "PAGE_ROWS", 10)
    rows = [a_row(number) for number in range(2000)]
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    web.files["/a.csv"] = text.getvalue().encode()
    web.cut_at = len(web.files["/a.csv"]) // 2
    with pytest.raises(SourceUnreadable):
        imported_by(from_web(web, "/a.csv"), database, is_whole=True)
    done = tickets(database)
    assert 0 < done < 2000
    web.cut_at = None
    end = imported_by(from_web(web, "/a.csv"), database, is_whole=True)
    assert (end.rows, end.counts) == (2000, {"new": 2000, "vanished": 0})
    with database.snapshot() as snapshot:
        assert len(snapshot.db.exec(select(OpenDataRun)).all()) == 1, "it was gone on with"


def test_a_packed_file_that_is_damaged_is_said_so(web, database):
    whole = packed([a_row(number) for number in range(5_000)])
    web.files["/a.csv.gz"] = whole[:2_000] + bytes(2_000) + whole[4_000:]
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        imported_by(from_web(web), database)


def test_an_address_that_tells_no_state_is_read_from_its_beginning(web, database):
    web.etag = ""
    web.files["/a.csv.gz"] = packed([a_row(1)])
    for _ in range(2):
        imported_by(from_web(web), database)
    with database.snapshot() as snapshot:
        assert len(snapshot.db.exec(select(OpenDataRun)).all()) == 2


def test_what_is_no_source_is_said_in_a_sentence(web, database, tmp_path):
    for place in (f"{web.url}/nothing.csv", str(tmp_path / "nothing.csv"), "http://127.0.0.1:9/a.csv"):
        with pytest.raises(SourceUnreadable, match="cannot be read"):
            imported_by(ImportOrder("philadelphia", "philadelphia", SourceKind.CSV, place), database)
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(SourceUnreadable, match="no rows"):
        imported(database, tmp_path / "empty.csv")
    (tmp_path / "other.csv").write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    with pytest.raises(SettingsWrong, match="no column for number, status"):
        imported(database, tmp_path / "other.csv")


def test_a_file_that_is_no_csv_is_counted_and_crashes_nothing(database, tmp_path):
    odd = [",".join(HEADER), ",".join(a_row(1)), "\0\0\0", 'a,"b', ",".join(a_row(2)), '"', "x" * 3_000_000, "é\udcff,"]
    (tmp_path / "a.csv").write_text("\n".join(odd), encoding="utf-8", errors="surrogateescape")
    end = imported(database, tmp_path / "a.csv")
    assert end.counts["new"] == 1
    assert end.counts["unreadable"] == end.rows - 1


def test_who_reads_ahead_tells_what_stopped_it(database, tmp_path):
    file = write_rows(tmp_path / "a.csv", [a_row(number) for number in range(5)])
    order = ImportOrder("philadelphia", "philadelphia", SourceKind.CSV, str(file))
    plan = ReadingPlan(order, (), database.url, NOW + timedelta(days=1), database.calendar)
    assert [batch.rows for batch in batches_ahead(plan, "")] == [5]
    file.unlink()
    with pytest.raises(SourceUnreadable, match=r"a\.csv cannot be read"):
        list(batches_ahead(plan, ""))


def test_a_georeport_endpoint_is_read_through_the_client(database, practice_city):
    numbers = [practice_city.file(lat=39.95 + place / 1000) for place in range(3)]
    practice_city.file(description=f"A bike. {marker_line(new_ref())}")  # ours, and its number may not be known yet
    practice_city.desk.close(numbers[0], "Collected.", was_fixed=True)
    now = datetime.now(UTC)
    order = ImportOrder(
        "philadelphia", "open311-csv", SourceKind.GEOREPORT, practice_city.url, profile="practice",
        since=now - timedelta(days=2), until=now + timedelta(minutes=5),
    )  # fmt: skip
    end = imported_by(order, database, clock=FixedClock(now))
    assert end.counts == {"new": 3}
    with database.snapshot() as snapshot:
        found = {row.service_request_id: row for row in snapshot.db.exec(select(Ticket)).all()}
    assert set(found) == set(numbers)
    assert [found[number].status for number in numbers] == [Status.CLOSED, Status.OPEN, Status.OPEN]
    assert found[numbers[0]].status_notes == "Collected."
    assert imported_by(order, database, clock=FixedClock(now)).counts == {"unchanged": 3}


def test_an_endpoint_that_never_gives_all_stops_the_import():
    since = datetime(2026, 1, 1, tzinfo=UTC)

    class Cut:
        def made(self, start, _until):
            return RequestsTold((), start)

        def close(self):
            pass

    with pytest.raises(SourceUnreadable, match="does not give all requests of 2026-01-01"):
        list(GeoReportSource(Cut(), "https://example.org", since, since + timedelta(days=9)).pages(""))


def real(name: str) -> Path:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"{name} is not at hand")
    return path


def counted(database, *columns) -> Counter:
    with database.snapshot() as snapshot:
        rows = snapshot.db.exec(select(*columns, func.count()).group_by(*columns)).all()
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


@pytest.mark.timeout(300)
def test_bostons_real_file_gives_the_numbers_of_a_plain_count(sqlite_url):
    path = real("boston/requests_2011_h2.csv.gz")
    database = Database(sqlite_url)
    with_places(database)
    order = ImportOrder("philadelphia", "boston", SourceKind.CSV, str(path))
    mapping = mapping_of(order)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if " ".join(row["type"].split()) not in mapping.services.left_out]
    end = imported_by(order, database)
    assert (end.rows, end.counts["new"]) == (58_251, len(rows))
    assert counted(database, Ticket.service_code) == Counter((" ".join(row["type"].split()),) for row in rows)
    assert counted(database, Ticket.status) == Counter((Status(row["case_status"].lower()),) for row in rows)
    assert counted(database, Ticket.agency_responsible) == Counter((row["subject"],) for row in rows)
    private = sum(" ".join(row["type"].split()) in mapping.services.private for row in rows)
    assert counted(database, Ticket.visibility)[Visibility.PRIVATE,] == end.counts["private"] == private
    with database.snapshot() as snapshot:
        promised = snapshot.db.exec(select(Ticket.service_request_id, Ticket.promised_on)).all()
    plainly = {row["case_enquiry_id"]: row["target_dt"][:10] for row in rows}
    assert {number: str(day or "") for number, day in promised} == plainly
    assert imported_by(order, database).counts["unchanged"] == len(rows)
    database.close()


def test_philadelphias_real_sample_gives_the_numbers_of_a_plain_count(sqlite_url):
    path = real("philadelphia/graffiti_removal_sample.csv")
    database = Database(sqlite_url)
    with_places(database)
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["service_request_id"]]
    end = imported(database, path, service="SR-CL01")
    assert end.counts == {"new": len(rows), "no_number": end.rows - len(rows)}
    assert counted(database, Ticket.status, Ticket.status_notes) == Counter(
        (Status(row["status"].lower()), row["status_notes"]) for row in rows
    )
    closed = {row["service_request_id"]: int(row["closed_datetime"]) for row in rows if row["closed_datetime"]}
    with database.snapshot() as snapshot:
        found = snapshot.db.exec(
            select(Ticket.service_request_id, Ticket.closed_at).where(col(Ticket.closed_at).is_not(None))
        ).all()
    assert {number: round(at.timestamp() * 1000) for number, at in found} == closed
    database.close()


def test_the_one_row_of_the_real_table_is_read(sqlite_url):
    path = real("philadelphia/public_cases_fc_one_row.csv")
    order = ImportOrder("philadelphia", "philadelphia", SourceKind.CSV, str(path))
    with closing(source_of(order, mapping_of(order))) as source:
        assert tuple(source.header) == HEADER
    database = Database(sqlite_url)
    with_places(database)
    assert imported(database, path).counts == {"new": 1}
    database.close()
