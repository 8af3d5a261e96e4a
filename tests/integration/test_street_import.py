"""Imported streets: the command, its fields, and the geocoder that answers from them at the next question."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_open_data import SourceUnreadable
from liaison_app.domain.ports_places import Precision
from liaison_app.models import PlaceImport, StreetRow
from liaison_app.services import known_streets
from liaison_app.services.known_streets import LOOKS_AGAIN_S, KnownStreets
from liaison_app.street_command import import_streets_command


def line(*points, **facts) -> dict:
    return {"type": "Feature", "properties": facts, "geometry": {"type": "LineString", "coordinates": points}}


#: Two streets that the gazetteer does not have, as Philadelphia writes them, and a line without a name.
WEST, CORNER, NORTH = [-75.2251, 39.9511], [-75.2241, 39.9511], [-75.2241, 39.9521]
CITY = [
    line(WEST, CORNER, PRE_DIR=" ", ST_NAME="QUIXOTE", ST_TYPE="WAY", L_F_ADD="7100", L_T_ADD="7198", R_F_ADD=7101,
         R_T_ADD=7199),
    line(CORNER, NORTH, PRE_DIR="N", ST_NAME="DULCINEA", ST_TYPE="ST", L_F_ADD=0, L_T_ADD=0, R_F_ADD=1, R_T_ADD=99),
    line(WEST, NORTH, PRE_DIR="", ST_NAME=None, ST_TYPE="", L_F_ADD=0, L_T_ADD=0, R_F_ADD=0, R_T_ADD=0),
]  # fmt: skip


@pytest.fixture
def run(world, monkeypatch, tmp_path):
    """The command, as an operator calls it."""
    monkeypatch.setenv("LIAISON_DATABASE_URL", world.app.database.url)
    monkeypatch.setenv("LIAISON_DATA_DIR", str(tmp_path))

    def invoke(features, *arguments):
        file = tmp_path / "streets.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        result = CliRunner().invoke(import_streets_command, [str(file), *arguments])
        if isinstance(result.exception, SourceUnreadable):
            raise result.exception
        return result

    return invoke


def rows(world, model) -> list:
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model)).all())


def test_what_was_imported_is_known_as_soon_as_it_is_looked_for_again(world, run):
    now = [0.0]
    streets = KnownStreets(world.app.database, LatLon(*CORNER[::-1]), tick=lambda: now[0])
    assert streets() is None
    run(CITY)
    now[0] += LOOKS_AGAIN_S - 0.1
    assert streets() is None, "the answer of a moment ago"
    now[0] += 0.1
    assert streets() is not None


def test_what_was_imported_is_found_at_the_next_look(world, run, monkeypatch):
    monkeypatch.setattr(known_streets, "LOOKS_AGAIN_S", 0.0)
    geocoder = world.app.ports["geocoder"]
    assert geocoder.find("7150 Quixote Way") == []
    said = run(CITY, "--attribution", "The City").output
    assert "2 segments of 2 streets; 2 have house numbers." in said
    assert "1 lines without a name are left aside." in said

    (house,) = geocoder.find("7150 quixote way")
    (corner,) = geocoder.find("Dulcinea & Quixote")
    name = geocoder.name(LatLon(39.9515, -75.22415))
    assert (house.label, house.precision, house.block) == ("7150 Quixote Way", Precision.BLOCK, 7100)
    assert house.at.lat > CORNER[1]  # even numbers on the left, the north
    assert (corner.at, corner.label) == (LatLon(39.9511, -75.2241), "N Dulcinea St & Quixote Way")
    assert (name.label, name.cross_street) == ("0 N Dulcinea St", "Quixote Way")


def test_a_newer_import_replaces_the_older_and_a_check_changes_nothing(world, run):
    run(CITY)
    run(CITY[:1], "--check")
    assert len(rows(world, StreetRow)) == 2
    run(CITY[:1])
    assert [one.name for one in rows(world, StreetRow)] == ["Quixote Way"]
    assert [(one.kind, one.count) for one in rows(world, PlaceImport)] == [("streets", 2), ("streets", 1)]
    assert world.app.ports["geocoder"].find("Dulcinea & Quixote") == []


def test_the_gazetteer_still_answers_for_streets_that_were_not_imported(world, run):
    run(CITY)
    assert world.app.ports["geocoder"].find("52nd & Market")[0].precision is Precision.CORNER


def test_fields_of_another_name_are_said(world, run):
    facts = {"road": "South Sancho Street", "lo": 2, "hi": 98}
    said = run(
        [line(WEST, CORNER, **facts)], "--field", "name=road", "--field", "right_from=lo", "--field", "right_to=hi"
    )
    assert "Fields: name=road, right_from=lo, right_to=hi" in said.output
    assert world.app.ports["geocoder"].find("50 S Sancho St")[0].label == "50 S Sancho Street"
    assert run(CITY, "--field", "colour=red").exit_code == 2


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([line(WEST, CORNER, lanes=2)], "no field with the street's name (fields: lanes)"),
        ([line([-71.06, 42.36], [-71.05, 42.36], ST_NAME="BOYLSTON")], "no street in this city"),
        (
            [{**CITY[0], "geometry": {"type": "Polygon", "coordinates": []}}],
            "a LineString or MultiLineString is needed",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_a_reason(world, run, features, said):
    with pytest.raises(SourceUnreadable) as refused:
        run(features)
    assert said in str(refused.value)
    assert rows(world, PlaceImport) == []
