"""Practice tickets are checked as reports are, graded at once, and counted for the person and for the class."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app import practice_routes
from liaison_app.api import build_api
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded, TooMany
from liaison_app.domain.ids import new_ref
from liaison_app.domain.practice import Dimension, PracticeEnding
from liaison_app.domain.practice_class import JOINED, NOT_SENT
from liaison_app.domain.program import CohortState, SeatState
from liaison_app.models import Applicant, Cohort, PracticeAttempt, PracticeGrade, Seat
from liaison_app.services import practice_class, practice_doing, practice_reading, practice_scores
from liaison_app.signed_in import cookie_name
from tests.builders import NOW, World
from tests.practice import draft_of, fields_of


@pytest.fixture
def world(database_url):
    world = World.on(database_url)
    yield world
    world.app.close()


def hand_in(world, actor, scene_id, **given):
    draft = draft_of(world, scene_id, **given)
    return world.app.use(practice_doing.hand_in, actor=actor, scene_id=scene_id, draft=draft)


def test_a_scene_done_right_is_graded_and_kept(world):
    ann = world.account()

    number = hand_in(world, ann, "couch-sidewalk")

    shown = world.app.use(practice_reading.show_try, actor=ann, scene_id="couch-sidewalk", number=None)
    assert (number, shown.number, shown.points, shown.ending) == (1, 1, 100, PracticeEnding.SENT)
    assert list(shown.grades) == [Dimension.SERVICE, Dimension.PLACE, Dimension.EVIDENCE]
    assert shown.service_code == "SR-ST02"


def test_what_was_typed_is_graded_and_not_kept(world):
    ann = world.account()

    hand_in(world, ann, "phone-in-text", description="Call Mrs. Alvarez at 215-555-0148, she limps.")

    with world.app.database.snapshot() as snapshot:
        rows = [*snapshot.db.exec(select(PracticeAttempt)).all(), *snapshot.db.exec(select(PracticeGrade)).all()]
    kept = repr([row.model_dump() for row in rows])
    assert "limps" not in kept
    assert "Alvarez" not in kept
    assert "0148" not in kept
    shown = world.app.use(practice_reading.show_try, actor=ann, scene_id="phone-in-text", number=None)
    assert shown.grades[Dimension.PRIVACY].points == 0


def test_the_same_pressing_counts_once(world):
    ann, draft = world.account(), draft_of(world, "couch-sidewalk")

    numbers = [
        world.app.use(practice_doing.hand_in, actor=ann, scene_id="couch-sidewalk", draft=draft) for _ in range(3)
    ]

    assert numbers == [1, 1, 1]
    assert hand_in(world, ann, "couch-sidewalk") == 2
    before = world.app.use(practice_doing.handed_in_before, actor=ann, ref=draft.ref)
    assert before == 1


def test_a_ref_of_somebody_else_is_refused(world):
    ann, bob, draft = world.account(), world.account(), draft_of(world, "couch-sidewalk")
    world.app.use(practice_doing.hand_in, actor=ann, scene_id="couch-sidewalk", draft=draft)

    with pytest.raises(Conflict):
        world.app.use(practice_doing.hand_in, actor=bob, scene_id="couch-sidewalk", draft=draft)
    assert world.app.use(practice_doing.handed_in_before, actor=bob, ref=draft.ref) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"lat": ""}, "place"),
        ({"lat": "12.5"}, "place"),
        ({"service": "SR-XX99"}, "service"),
        ({"answer:MATERIAL": ""}, "answer:MATERIAL"),
        ({"answer:MATERIAL": "SOFA"}, "answer:MATERIAL"),
        ({"description": "x" * 2001}, "description"),
    ],
)
def test_what_a_report_would_ask_for_practice_asks_for_too(world, changed, field):
    ann = world.account()

    with pytest.raises(InputInvalid) as refused:
        hand_in(world, ann, "couch-sidewalk", **changed)

    assert field in refused.value.errors
    assert world.app.use(practice_reading.show_scene, actor=ann, scene_id="couch-sidewalk").tries == 0


def test_photos_that_are_not_on_offer_are_left_out(world):
    ann = world.account()

    hand_in(world, ann, "couch-sidewalk", offered=["close", "wide", "no-such-photo"])

    assert world.app.use(practice_reading.show_scene, actor=ann, scene_id="couch-sidewalk").best == 100


def test_standing_behind_and_leaving_it_are_graded(world):
    ann = world.account()
    use = world.app.use

    use(practice_doing.stand_behind, actor=ann, scene_id="same-dumping", ticket_id="front-mattresses")
    use(practice_doing.leave_it, actor=ann, scene_id="private-light", instead="owner")
    use(practice_doing.leave_it, actor=ann, scene_id="couch-sidewalk", instead="owner")

    went = {row.scene.id: row.best for row in use(practice_reading.list_scenes, actor=ann) if row.tries}
    assert went == {"same-dumping": 100, "private-light": 100, "couch-sidewalk": 0}


def test_what_is_not_there_is_not_found(world):
    ann, use = world.account(), world.app.use

    with pytest.raises(NotFound):
        use(practice_doing.stand_behind, actor=ann, scene_id="same-dumping", ticket_id="allegheny-fridge")
    with pytest.raises(NotFound):
        use(practice_doing.leave_it, actor=ann, scene_id="no-such-scene", instead="owner")
    with pytest.raises(InputInvalid):
        use(practice_doing.leave_it, actor=ann, scene_id="private-light", instead="the-moon")
    with pytest.raises(NotFound):
        use(practice_reading.show_try, actor=ann, scene_id="private-light", number=None)


def test_only_whoever_files_may_practice_and_only_coordinators_see_a_class(world):
    city, ann, use = world.account(Role.CITY), world.account(), world.app.use
    draft = draft_of(world, "couch-sidewalk")

    for actor, refused in ((PUBLIC, SignInNeeded), (city, NotAllowed)):
        with pytest.raises(refused):
            use(practice_doing.hand_in, actor=actor, scene_id="couch-sidewalk", draft=draft)
        with pytest.raises(refused):
            use(practice_doing.leave_it, actor=actor, scene_id="private-light", instead="owner")
        with pytest.raises(refused):
            use(practice_doing.stand_behind, actor=actor, scene_id="same-dumping", ticket_id="front-mattresses")
        with pytest.raises(refused):
            use(practice_reading.list_scenes, actor=actor)
        with pytest.raises(refused):
            use(practice_class.show_class, actor=actor, cohort_id="")
    with pytest.raises(NotAllowed):
        use(practice_class.show_class, actor=ann, cohort_id="")


def test_nobody_sees_the_tries_of_somebody_else(world):
    ann, bob = world.account(), world.account()
    hand_in(world, ann, "couch-sidewalk")

    assert {row.tries for row in world.app.use(practice_reading.list_scenes, actor=bob)} == {0}
    with pytest.raises(NotFound):
        world.app.use(practice_reading.show_try, actor=bob, scene_id="couch-sidewalk", number=1)


def test_tries_are_bounded(world):
    ann, use = world.account(), world.app.use
    for _ in range(practice_doing.TRIES_PER_HOUR):
        use(practice_doing.leave_it, actor=ann, scene_id="private-light", instead="owner")

    with pytest.raises(TooMany):
        use(practice_doing.leave_it, actor=ann, scene_id="private-light", instead="owner")


def test_of_several_tries_the_best_counts_for_the_person(world):
    ann, use = world.account(), world.app.use
    hand_in(world, ann, "couch-sidewalk", offered=["close"])
    hand_in(world, ann, "couch-sidewalk")
    use(practice_doing.leave_it, actor=ann, scene_id="couch-sidewalk", instead="owner")
    use(practice_doing.leave_it, actor=ann, scene_id="private-light", instead="peco")

    with world.app.database.snapshot() as snapshot:
        score = practice_scores.practice_score(ann.account_id, snapshot)
        nobody = practice_scores.practice_score(world.account().account_id, snapshot)

    room = world.app.ports["practice_room"]
    assert score == practice_scores.PracticeScore(tried=2, of=len(room.scenes), points=75)
    assert nobody == practice_scores.PracticeScore(tried=0, of=len(room.scenes), points=0)


def test_what_was_tried_of_a_scene_that_is_gone_does_not_count(world):
    ann = world.account()
    world.add(PracticeAttempt(
        id="old", account_id=ann.account_id, scene_id="gone", number=1, at=NOW, ending=PracticeEnding.SENT, points=100
    ))  # fmt: skip
    with world.app.database.snapshot() as snapshot:
        assert practice_scores.practice_score(ann.account_id, snapshot).tried == 0


def test_the_next_scene_is_one_that_was_not_tried_then_one_that_was_not_done_well(world):
    ann, use = world.account(), world.app.use
    rows = use(practice_reading.list_scenes, actor=ann)
    assert practice_reading.next_of(rows) is rows[0].scene
    assert practice_reading.next_of(rows, rows[0].scene.id) is rows[1].scene
    assert practice_reading.next_of(rows, rows[-1].scene.id) is rows[0].scene
    for row in rows:
        if row.scene.id == "private-light":
            use(practice_doing.leave_it, actor=ann, scene_id=row.scene.id, instead="peco")
        else:
            world.add(PracticeAttempt(
                id=row.scene.id[:32], account_id=ann.account_id, scene_id=row.scene.id, number=1, at=NOW,
                ending=PracticeEnding.SENT, points=90,
            ))  # fmt: skip
    left = practice_reading.next_of(use(practice_reading.list_scenes, actor=ann))
    assert left is not None
    assert left.id == "private-light"
    use(practice_doing.leave_it, actor=ann, scene_id="private-light", instead="owner")
    assert practice_reading.next_of(use(practice_reading.list_scenes, actor=ann)) is None


def cohort(world, boss, *people, name="Spring"):
    world.add(
        Cohort(id=name, name=name, state=CohortState.OPEN, created_by=boss.account_id, created_at=NOW, updated_at=NOW)
    )
    for one in people:
        key = f"{name}-{one.account_id}"
        world.add(
            Applicant(id=key, code_hash=key, name=one.name, email="a@example.org", created_at=NOW, updated_at=NOW),
            Seat(
                id=key, cohort_id=name, applicant_id=key, account_id=one.account_id, state=SeatState.ENROLLED,
                queued_at=NOW, updated_at=NOW,
            ),
        )  # fmt: skip
    return name


def test_a_class_is_counted_by_first_tries(world):
    boss, people, other = world.account(Role.COORDINATOR), [world.account() for _ in range(4)], world.account()
    spring = cohort(world, boss, *people)
    use = world.app.use
    for one in people[:3]:
        hand_in(world, one, "couch-sidewalk", service="SR-CL02", **{"answer:STATE": "TRASH", "answer:MATERIAL": None})
        hand_in(world, one, "couch-sidewalk")
    hand_in(world, people[3], "couch-sidewalk")
    use(practice_doing.leave_it, actor=people[0], scene_id="same-dumping", instead="owner")
    use(practice_doing.stand_behind, actor=people[1], scene_id="same-dumping", ticket_id="front-mattresses")
    use(practice_doing.leave_it, actor=other, scene_id="couch-sidewalk", instead="owner")

    shown = use(practice_class.show_class, actor=boss, cohort_id=spring)
    everybody = use(practice_class.show_class, actor=boss, cohort_id="")

    rows = {row.right: (row.of, row.hits, dict(row.chosen)) for row in shown.matrix.rows}
    assert rows == {
        "SR-ST02": (4, 1, {"SR-CL02": 3, "SR-ST02": 1}),
        JOINED: (2, 1, {JOINED: 1, NOT_SENT: 1}),
    }
    assert shown.matrix.columns == ("SR-ST02", "SR-CL02", JOINED, NOT_SENT)
    assert [(one.scene.id, one.missed, one.of, one.taken_for) for one in shown.missed] == [
        ("couch-sidewalk", 3, 4, "SR-CL02")
    ]
    assert [(one.tried, one.tries) for one in shown.progress] == [(2, 3), (2, 3), (1, 2), (1, 1)]
    assert {one.points for one in shown.progress if one.account_id == people[2].account_id} == {100}
    assert (shown.people, shown.first_tries) == (4, 6)
    assert everybody.people == 5
    assert [one.name for one in everybody.cohorts] == ["Spring"]


def test_a_cohort_lists_also_those_who_have_not_begun(world):
    boss, ann = world.account(Role.COORDINATOR), world.account()
    shown = world.app.use(practice_class.show_class, actor=boss, cohort_id=cohort(world, boss, ann))

    assert [(one.tried, one.points, one.last_at) for one in shown.progress] == [(0, None, None)]
    assert shown.matrix.rows == ()
    with pytest.raises(NotFound):
        world.app.use(practice_class.show_class, actor=boss, cohort_id="autumn")


def test_a_class_is_read_with_few_statements(world):
    boss, people = world.account(Role.COORDINATOR), [world.account() for _ in range(5)]
    spring = cohort(world, boss, *people)
    for one in people:
        hand_in(world, one, "couch-sidewalk")
    said = []
    event.listen(world.app.database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))

    world.app.use(practice_class.show_class, actor=boss, cohort_id=spring)

    assert 0 < len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 6


def asked_for(world, path, token=""):
    """The status and the kind of what a browser with that cookie gets."""

    async def asking():
        transport = httpx.ASGITransport(build_api(world.app))
        cookies = {cookie_name(world.app): token} if token else {}
        async with httpx.AsyncClient(transport=transport, base_url="http://here", cookies=cookies) as asks:
            got = await asks.get(path)
            return got.status_code, got.headers.get("content-type"), got.headers.get("cache-control")

    return asyncio.run(asking())


def test_made_up_photos_are_for_those_who_practice_and_no_other_is_drawn(world):
    world.signed_in(world.account(), "ann")
    world.signed_in(world.account(Role.CITY), "city")
    there = practice_routes.practice_picture("dumping", "close")

    assert asked_for(world, there, "ann") == (200, "image/jpeg", "private, max-age=86400")
    assert asked_for(world, there)[0] == 401
    assert asked_for(world, there, "city")[0] == 403
    for picture, view in (("dumping", "sideways"), ("sofa", "close"), ("snow", "wide")):
        assert asked_for(world, practice_routes.practice_picture(picture, view), "ann")[0] == 404


def test_the_form_of_a_scene_reads_as_a_report_does(world):
    fields = fields_of(world, "couch-sidewalk")
    draft = TicketDraft.parse(fields)
    assert draft.photo_keys == ()
    assert draft.ref is not None
    assert new_ref() != draft.ref
