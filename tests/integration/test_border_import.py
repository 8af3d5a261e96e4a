"""Borders come into force with every ticket in them, however the import ends, and decide from then on."""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from click.testing import CliRunner
from sqlmodel import select

from liaison_app import border_command
from liaison_app.api import build_api
from liaison_app.border_command import import_neighborhoods_command
from liaison_app.db import Database
from liaison_app.domain.counting import EVERY
from liaison_app.domain.errors import LiaisonError, SettingsWrong
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ports_open_data import SourceUnreadable
from liaison_app.models import Neighborhood, NeighborhoodShape, PlaceImport, Ticket
from liaison_app.services import places, rollup_rebuilding, tickets_reassigning
from tests.border_world import SIDE, SOUTH, WEST, area, four_areas, plain_place, scatter, square, write
from tests.builders import COBBS_CREEK


@pytest.fixture
def run(world, monkeypatch, tmp_path):
    """The command, as an operator calls it."""
    monkeypatch.setenv("LIAISON_DATABASE_URL", world.app.database.url)
    monkeypatch.setenv("LIAISON_DATA_DIR", str(tmp_path))
    return partial(invoke, tmp_path)


def invoke(folder, features, *arguments, **more):
    place = features if isinstance(features, str) else str(write(folder / "borders.geojson", features, **more))
    result = CliRunner().invoke(import_neighborhoods_command, [place, *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def stored(world, model) -> list:
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model)).all())


def where(world) -> dict[str, str | None]:
    return {one.id: one.neighborhood_id for one in stored(world, Ticket)}


def test_every_ticket_lies_where_plain_arithmetic_says(world, run):
    scatter(world, 300)
    said = run(four_areas())

    expected = {one.id: plain_place(LatLon(one.lat, one.lon)) for one in stored(world, Ticket)}
    found = where(world)
    assert {key: value for key, value in found.items() if expected[key]} == {k: v for k, v in expected.items() if v}
    assert len(Counter(found.values())) == 4  # what lies a little beyond belongs to the nearest
    assert "300 tickets looked at" in said
    assert "1 are neighborhoods that we have, 3 are new: Walnut Hill, Haddington, New Ground." in said


def test_a_name_in_our_files_is_taken_by_the_id_it_has_there_and_ours_keeps_its_name(world, run):
    run(four_areas())
    names = {one.id: one.name for one in stored(world, Neighborhood)}
    shown = ["Cobbs Creek", "Haddington", "New Ground", "Walnut Hill"]
    assert sorted(names.items()) == [(name.lower().replace(" ", "-"), name) for name in shown]


def test_check_says_what_would_change_and_changes_nothing(world, run):
    scatter(world, 40)
    before = where(world)
    said = run(four_areas(), "--check")
    assert where(world) == before
    assert stored(world, PlaceImport) == []
    would = int(said.split("tickets ")[1].split(" ")[0])
    assert f"{would} of them now" in run(four_areas())


def test_repeated_it_moves_nothing_and_a_newer_file_replaces_the_borders(world, run):
    scatter(world, 60)
    run(four_areas())
    assert " 0 of them now" in run(four_areas())
    said = run(four_areas()[:2])
    assert "2 of ours stay without borders: Haddington, New Ground." in said
    assert {one.neighborhood_id for one in stored(world, NeighborhoodShape)} == {"cobbs-creek", "walnut-hill"}
    assert len(stored(world, Neighborhood)) == 4


def test_broken_off_it_goes_on_where_it_was(world, run, monkeypatch):
    scatter(world, 50)
    monkeypatch.setattr(tickets_reassigning, "AT_ONCE", 10)
    whole, calls = tickets_reassigning.reassign_some, []

    def dies_inside_the_third(**given):
        calls.append(whole(**given))
        if len(calls) == 3:
            raise PowerCut
        return calls[-1]

    monkeypatch.setattr(tickets_reassigning, "reassign_some", dies_inside_the_third)
    with pytest.raises(PowerCut):
        run(four_areas())
    monkeypatch.setattr(tickets_reassigning, "reassign_some", whole)
    half = stored(world, PlaceImport)
    assert [(one.seen, one.finished_at) for one in half] == [(20, None)]
    said = run(four_areas())

    assert "50 tickets looked at" in said
    (whole_one,) = stored(world, PlaceImport)
    assert (whole_one.id, whole_one.seen, whole_one.finished_at is not None) == (half[0].id, 50, True)
    for one in stored(world, Ticket):
        assert one.neighborhood_id == (plain_place(LatLon(one.lat, one.lon)) or one.neighborhood_id)


class PowerCut(LiaisonError):
    """The process ended inside a transaction."""


def test_what_was_written_with_the_old_borders_meanwhile_is_looked_at_again(world, run, monkeypatch):
    """A ticket that lands behind the cursor, from a transaction that still saw the old borders."""
    scatter(world, 5)
    whole = tickets_reassigning.reassign_some

    def and_then_one_more(**given):
        done = whole(**given)
        late.append(done)
        return done

    def written_late(**given):
        world.ticket(None, id="T-000000", at=LatLon(SOUTH + SIDE / 2, WEST + 1.5 * SIDE))
        return finish(**given)

    late, finish = [], tickets_reassigning.finish
    monkeypatch.setattr(tickets_reassigning, "reassign_some", and_then_one_more)
    monkeypatch.setattr(tickets_reassigning, "finish", written_late)
    monkeypatch.setattr(tickets_reassigning, "MEANWHILE", tickets_reassigning.MEANWHILE * 365_000)
    run(four_areas())
    assert len(late) == 1
    assert where(world)["T-000000"] == "walnut-hill"


def test_an_import_that_a_newer_one_has_overtaken_ends(world, run, monkeypatch):
    scatter(world, 3)
    whole = tickets_reassigning.reassign_some

    def overtaken(**given):
        monkeypatch.setattr(tickets_reassigning, "reassign_some", whole)
        run(four_areas()[:3])
        return whole(**given)

    monkeypatch.setattr(tickets_reassigning, "reassign_some", overtaken)
    with pytest.raises(SettingsWrong, match="newer import"):
        run(four_areas())


def test_a_place_told_in_words_stays_where_a_person_said_it_is(world, run):
    """For want of degrees its row holds its neighborhood's middle, which may lie in another area."""
    middle = LatLon(39.951, -75.239)
    told = world.ticket(None, at=middle, is_in_words=True)
    moved = world.ticket(None, at=middle)
    run(four_areas())
    assert where(world) == {told: COBBS_CREEK, moved: "haddington"}


def test_areas_of_one_name_are_one_neighborhood(world, run):
    run([area("Cobbs Creek", square(0, 0)), area("cobbs-creek", square(1, 0))])
    with world.app.database.snapshot() as snapshot:
        for column in (0.5, 1.5):
            at = LatLon(SOUTH + SIDE / 2, WEST + column * SIDE)
            assert places.nearest_neighborhood(at, snapshot) == COBBS_CREEK


def test_from_then_on_borders_decide_and_a_person_near_one_may_choose(world, run):
    run(four_areas())
    near_line = LatLon(SOUTH + SIDE / 2, WEST + SIDE - 0.0001)
    inside = LatLon(SOUTH + SIDE / 2, WEST + SIDE / 3)
    with world.app.database.snapshot() as snapshot:
        near = [places.neighborhoods_near(at=at, snapshot=snapshot) for at in (near_line, inside)]
        chosen = [places.neighborhood_for(at, "walnut-hill", snapshot) for at in (near_line, inside)]
    assert [[one.name for one in some] for some in near] == [["Cobbs Creek", "Walnut Hill"], ["Cobbs Creek"]]
    assert chosen == ["walnut-hill", "cobbs-creek"]


def test_outside_of_all_borders_only_neighborhoods_without_any_are_offered(world, run):
    run(four_areas()[1:3])  # Cobbs Creek has none
    with world.app.database.snapshot() as snapshot:
        offered = places.neighborhoods_near(at=LatLon(39.93, -75.3), snapshot=snapshot)
    assert [one.id for one in offered] == [COBBS_CREEK]


def test_another_process_sees_new_borders_at_its_next_question(world, run):
    other, at = Database(world.app.database.url), LatLon(SOUTH + SIDE / 2, WEST + 1.5 * SIDE)
    with other.snapshot() as snapshot:
        assert places.nearest_neighborhood(at, snapshot) == COBBS_CREEK
    run(four_areas())
    with other.snapshot() as snapshot:
        assert places.nearest_neighborhood(at, snapshot) == "walnut-hill"
    other.close()


BOW = [[[-75.2, 39.95], [-75.1, 40.0], [-75.1, 39.95], [-75.2, 40.0], [-75.2, 39.95]]]


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([area("Bow", BOW)], "Bow: Self-inter"),
        ([area("Open", [BOW[0][:4]])], "Open: an outline that is not"),
        ([area("Null Island", [[[-75.2, 39.95], [-75.1, 39.95], [0, 0], [-75.2, 39.95]]])], "Null Island is more"),
        ([area("Swapped", [[[40.0, -75.1], [40.1, -75.1], [40.1, -75.2], [40.0, -75.1]]])], "no area in this city"),
        ([{"type": "Feature", "properties": {"x": 1}, "geometry": {"type": "Polygon", "coordinates": square(0, 0)}}],
         "no field with a name for each area (fields: x)"),
    ],
)  # fmt: skip
def test_a_file_that_would_do_harm_is_refused_with_a_reason(world, run, features, said):
    with pytest.raises(SourceUnreadable) as refused:
        run(features)
    assert said in str(refused.value)
    assert stored(world, PlaceImport) == []


def test_crossings_are_mended_where_the_operator_says_so(world, run):
    run([area("Bow", BOW)], "--mend")
    with world.app.database.snapshot() as snapshot:
        assert places.nearest_neighborhood(LatLon(39.975, -75.11), snapshot) == "bow"
        assert places.nearest_neighborhood(LatLon(39.952, -75.15), snapshot) != "bow"


def test_a_file_that_is_too_large_is_not_read(run, monkeypatch):
    monkeypatch.setattr(border_command, "MOST_MB", 0)
    with pytest.raises(SourceUnreadable, match="larger than 0 MiB"):
        run(four_areas())
    with pytest.raises(SourceUnreadable, match="No such file"):
        run("/nowhere/borders.geojson")


@pytest.fixture
def web():
    """Serves the four areas, and an answer that never comes to its end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps({"type": "FeatureCollection", "features": four_areas()}).encode()
            self.send_response(404 if self.path.startswith("/missing") else 200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_web_address_is_read_and_its_key_is_not_kept(world, run, web):
    assert "4 areas" in run(f"{web}/borders.geojson?key=secret")
    assert [one.place for one in stored(world, PlaceImport)] == [f"{web}/borders.geojson"]
    with pytest.raises(SourceUnreadable, match="404"):
        run(f"{web}/missing")


async def test_the_map_is_given_simplified_borders_with_their_credit(world, run):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=build_api(world.app)), base_url="http://test"
    ) as client:
        before = (await client.get("/api/map/shapes.json")).json()
        wobbly = square(0, 0)
        wobbly[0].insert(1, [WEST + SIDE / 2, SOUTH])  # a corner that turns nowhere
        run([area("Cobbs Creek", wobbly), *four_areas()[1:]], "--attribution", "Some <b>One", "--licence", "CC BY 4.0")
        answer = await client.get("/api/map/shapes.json")
        again = await client.get("/api/map/shapes.json", headers={"If-None-Match": answer.headers["etag"]})
        ground = await client.get("/api/map/ground.json")
    assert before == {"type": "FeatureCollection", "attribution": "", "features": []}
    shown = answer.json()
    assert shown["attribution"] == ground.json()["import_attribution"] == "Some <b>One (CC BY 4.0)"
    assert [one["properties"]["id"] for one in shown["features"]] == sorted(x.id for x in stored(world, Neighborhood))
    assert shown["features"][0]["geometry"]["type"] == "MultiPolygon"
    assert len(shown["features"][0]["geometry"]["coordinates"][0][0]) == 5
    assert answer.headers["cache-control"].startswith("public, max-age=3600")
    assert again.status_code == 304
    assert ground.headers["content-encoding"] == "gzip"
    assert ground.headers["vary"] == "Accept-Encoding"


def test_what_is_counted_by_neighborhood_and_month_moves_along(world, run):
    """A ticket of the last evening of a month in the city, which is the next month elsewhere."""
    evening = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    world.ticket(None, at=LatLon(SOUTH + SIDE / 2, WEST + 1.5 * SIDE), requested_at=evening)
    run(four_areas())
    assert where(world).popitem()[1] == "walnut-hill"
    for code in ("SR-ST02", EVERY):
        assert world.app.use(rollup_rebuilding.differences, service_code=code) == []
