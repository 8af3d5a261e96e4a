"""Files of open data, read by other people's parsers: nothing is lost, and no cell is a formula."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest

from liaison_app.api.open_data_files import CsvForm, GeoJsonForm, pieces
from liaison_app.domain.open_data import COLUMNS, ExportRow

BARE = dict.fromkeys(COLUMNS, "") | {"lat": 39.95, "long": -75.23}


def row(number: int, **given) -> ExportRow:
    return ExportRow(**(BARE | {"id": f"T-{number:06d}"} | given))


def whole(form, *parts, is_packed=False) -> str:
    written = b"".join(pieces(form, parts, is_packed=is_packed))
    return (gzip.decompress(written) if is_packed else written).decode()


PARTS = ((row(1), row(2, address='6th & "South"\nrear, left')), (row(3, neighborhood="Ñandú"),))


def test_csv_comes_back_as_it_went_in():
    written = whole(CsvForm(), *PARTS)
    read = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [one["id"] for one in read] == ["T-000001", "T-000002", "T-000003"]
    assert read[1]["address"] == '6th & "South"\nrear, left'
    assert (read[2]["neighborhood"], read[2]["long"]) == ("Ñandú", "-75.23")
    assert written.startswith(",".join(COLUMNS) + "\r\n")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1"])
def test_no_cell_of_the_csv_is_a_formula(evil):
    (read,) = csv.DictReader(io.StringIO(whole(CsvForm(), (row(1, status_notes=evil, address=evil),)), newline=""))
    assert (read["status_notes"], read["address"]) == (f"'{evil}", f"'{evil}")
    assert read["long"] == "-75.23", "a number is no formula"


def test_geojson_is_one_document_with_longitude_first():
    read = json.loads(whole(GeoJsonForm(), *PARTS))
    assert [one["id"] for one in read["features"]] == ["T-000001", "T-000002", "T-000003"]
    first = read["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [-75.23, 39.95]}
    assert set(first["properties"]) == set(COLUMNS) - {"lat", "long"}
    assert first["properties"]["outcome"] is None


@pytest.mark.parametrize("form", [CsvForm(), GeoJsonForm()], ids=lambda form: form.name)
@pytest.mark.parametrize("parts", [PARTS, ((),), ((row(1),), ())], ids=["two parts", "none", "an empty last part"])
def test_packed_and_plain_say_the_same(form, parts):
    plain = whole(form, *parts)
    assert whole(form, *parts, is_packed=True) == plain
    if form.name.endswith("json"):
        json.loads(plain)
