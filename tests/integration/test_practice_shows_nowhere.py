"""Nothing of practice shows outside it: every table and every public answer is the same afterwards, and nobody is told.

The control files one real report, which all of these notice.
"""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from sqlalchemy import select
from starlette.routing import Route

from liaison_app.api import ROUTES, build_api
from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.domain.ids import new_ref
from liaison_app.models import CityService, ServiceQuestion, metadata
from liaison_app.services import practice_doing, practice_reading, practice_scores, ticket_filing
from tests.builders import COBBS_CREEK, NOW, World
from tests.practice import draft_of

OWN = {"practice_attempt", "practice_grade"}
#: What stands in an address, by its name.
VALUES = {
    "z": "15",
    "x": "9536",
    "y": "12408",
    "neighborhood_id": COBBS_CREEK,
    "name": COBBS_CREEK,
    "code": "SR-ST02",
    "service_code": "SR-ST02",
    "ticket_id": "T-000000",
    "form": "csv",
    "format": "json",
    "jurisdiction": "",
}
EXTRA = (
    "/api/tickets.json?show=all",
    "/api/map/neighborhoods.json?show=all",
    "/api/map/15/9536/12408.json?show=all",
    "/api/find.json?q=52nd+%26+Market",
    "/api/open311/v2/requests.json",
    "/api/open311/v2/services.json",
    "/open-data/tickets.csv?form=csv",
)
SCENES = ("couch-sidewalk", "phone-in-text", "new-at-old-place", "keep-me-out")


@pytest.fixture
def world(database_url):
    world = World.on(database_url)
    world.add(
        CityService(
            code="SR-ST02", name="Illegal Dumping", type=ServiceType.REALTIME, has_questions=True, fetched_at=NOW
        ),
        ServiceQuestion(
            service_code="SR-ST02", code="MATERIAL", datatype=AttributeType.MULTI, position=1, required=True,
            choices=[{"key": "FURNITURE", "name": "Furniture"}],
        ),
    )  # fmt: skip
    world.ticket(None)
    yield world
    world.app.close()


def paths():
    """Every address that a GET of ours answers, as far as its variable parts are known, and some with what they ask."""
    found = set(EXTRA)
    for route in ROUTES:
        if isinstance(route, Route) and "GET" in (route.methods or ()):
            names = re.findall(r"\{(\w+)(?::\w+)?\}", route.path)
            if all(name in VALUES for name in names):
                found.add(re.sub(r"\{(\w+)(?::\w+)?\}", lambda part: VALUES[part[1]], route.path))
    return sorted(found - {"/metrics", "/health", "/healthz", "/readyz"})


def public_answers(world):
    """What a stranger is answered at each of them, by an app that remembers nothing."""

    async def asking():
        transport = httpx.ASGITransport(build_api(world.app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as asks:
            answers = {}
            for path in paths():
                got = await asks.get(path)
                answers[path] = (got.status_code, got.content)
            return answers

    return asyncio.run(asking())


def rows(world):
    """Every row of every table but those of practice, and of login, which nobody here does."""
    with world.app.database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in OWN
        }


def practice_all(world, actor):
    use = world.app.use
    for scene_id in SCENES:
        draft = draft_of(world, scene_id, description="Mrs. Alvarez, 215-555-0148, zebra-stripe words")
        use(practice_doing.hand_in, actor=actor, scene_id=scene_id, draft=draft)
    use(practice_doing.stand_behind, actor=actor, scene_id="same-dumping", ticket_id="front-mattresses")
    use(practice_doing.leave_it, actor=actor, scene_id="private-light", instead="owner")
    use(practice_reading.list_scenes, actor=actor)
    use(practice_reading.show_try, actor=actor, scene_id="couch-sidewalk", number=None)
    with world.app.database.snapshot() as snapshot:
        practice_scores.practice_score(actor.account_id, snapshot)


def file_one(world, actor):
    given = {"answer:MATERIAL": "FURNITURE", "answer:AMOUNT": None, "ref": new_ref(), "offered": []}
    draft = draft_of(world, "couch-sidewalk", **given)
    world.app.use(ticket_filing.file, actor=actor, draft=draft, address="5734 Larchwood Ave")


def changed(before, after):
    return {key for key in before if before[key] != after[key]}


def test_practice_changes_no_public_answer_no_table_and_tells_nobody(world, monkeypatch):
    ann, told = world.account(), []
    monkeypatch.setattr(world.app.database, "_published", told.append)
    answers, tables = public_answers(world), rows(world)
    assert changed(answers, public_answers(world)) == set(), "what changes by itself says nothing"

    practice_all(world, ann)

    assert changed(answers, public_answers(world)) == set()
    assert changed(tables, rows(world)) == set()
    assert told == []


def test_a_report_would_be_noticed_in_all_of_them(world, monkeypatch):
    """The control: the same steps with the city's office behind them."""
    ann, told = world.account(), []
    monkeypatch.setattr(world.app.database, "_published", told.append)
    answers, tables = public_answers(world), rows(world)

    file_one(world, ann)

    seen = changed(answers, public_answers(world))
    assert {path.split("?")[0] for path in seen} >= {
        "/api/tickets.json",
        "/api/map/neighborhoods.json",
        "/feeds/all.atom",
        f"/feeds/neighborhoods/{COBBS_CREEK}.atom",
        "/open-data/tickets.csv",
        "/open-data/tickets.geojson",
    }
    assert {"ticket", "outbox_entry", "status_change", "news_cause", "neighborhood_month"} <= changed(
        tables, rows(world)
    )
    assert told != []


def test_the_public_answers_are_answers(world):
    answers = public_answers(world)
    good = [path for path, (status, _) in answers.items() if status == 200]
    assert len(good) >= 15, {path: status for path, (status, _) in answers.items()}
