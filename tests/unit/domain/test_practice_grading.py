"""Grading: each dimension by itself, and what it comes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import ServiceCode
from liaison_app.domain.practice import Dimension, PracticeEnding
from liaison_app.domain.practice_grading import PASS, Done, FindingCode, grade
from liaison_app.fact_ports import practice_room

ROOM = practice_room("philadelphia")
COUCH, PRIVATE_LIGHT = ROOM.scenes["couch-sidewalk"], ROOM.scenes["private-light"]
MATTRESSES, TIRES = ROOM.scenes["same-dumping"], ROOM.scenes["new-at-old-place"]
PHONE, PLATE, RATS = (ROOM.scenes[key] for key in ("phone-in-text", "plate-of-dumper", "keep-me-out"))
SENT, NOWHERE, CO_SIGNED = PracticeEnding.SENT, PracticeEnding.NOWHERE, PracticeEnding.CO_SIGNED


def right(scene, **given):
    """A scene done right."""
    if scene.right.ending is NOWHERE:
        return Done(NOWHERE, instead=scene.right.instead[0], **given)
    if scene.right.ending is CO_SIGNED:
        return Done(CO_SIGNED, co_signed=scene.right.co_sign, **given)
    done = Done(
        SENT,
        service=scene.service,
        at=scene.right.place.at,
        photos=tuple(group[0] for group in scene.right.photos),
        answers={
            code: ("something",) if wanted == ("*",) else wanted[:1] for code, wanted in scene.right.answers.items()
        },
    )
    return replace(done, **given)


def found(scene, done, dimension):
    grades = grade(scene, done).grades
    return (grades[dimension].points, [one.code for one in grades[dimension].findings]) if dimension in grades else None


@pytest.mark.parametrize("scene", ROOM.scenes.values(), ids=lambda scene: scene.id)
def test_each_scene_can_be_done_right(scene):
    graded = grade(scene, right(scene))

    assert graded.points == 100
    assert set(graded.grades) <= set(scene.why)


@pytest.mark.parametrize("scene", ROOM.scenes.values(), ids=lambda scene: scene.id)
def test_no_scene_is_done_well_with_the_wrong_ending(scene):
    for ending in set(PracticeEnding) - {scene.right.ending}:
        done = Done(ending, service=scene.service, at=scene.right.place.at if scene.right.place else None)
        assert grade(scene, done).points < PASS


def test_a_likely_mistake_is_half_right_where_the_crew_finds_its_way():
    lot = ROOM.scenes["lot-tires"]

    assert found(lot, right(lot, service=ServiceCode("SR-ST02")), Dimension.SERVICE) == (50, [FindingCode.SERVICE_HALF])
    assert found(lot, right(lot, service=ServiceCode("SR-LI21")), Dimension.SERVICE) == (0, [FindingCode.SERVICE_WRONG])
    assert found(lot, right(lot, service=ServiceCode("SR-ST18")), Dimension.SERVICE) == (0, [FindingCode.SERVICE_WRONG])


@pytest.mark.parametrize(("north_m", "points"), [(0, 100), (75, 100), (90, 50), (235, 50), (260, 0)])
def test_a_pin_counts_by_its_distance(north_m, points):
    at = COUCH.right.place.at
    moved = LatLon(at.lat + north_m / 111_195, at.lon)
    assert grade(COUCH, right(COUCH, at=moved)).grades[Dimension.PLACE].points == points


def test_a_place_in_words_is_half_of_a_pin():
    assert found(COUCH, right(COUCH, at=None), Dimension.PLACE) == (50, [FindingCode.PLACE_IN_WORDS])


def test_evidence_is_what_was_asked_for_and_nothing_that_helps_nobody():
    assert found(COUCH, right(COUCH), Dimension.EVIDENCE) == (100, [FindingCode.EVIDENCE_THERE])
    assert found(COUCH, right(COUCH, photos=("close",)), Dimension.EVIDENCE) == (75, [FindingCode.PHOTO_MISSING])
    assert found(COUCH, right(COUCH, photos=("close", "wide", "dark")), Dimension.EVIDENCE) == (
        75,
        [FindingCode.PHOTO_USELESS],
    )
    wrong = {"MATERIAL": ("TIRES",)}
    assert found(COUCH, right(COUCH, answers=wrong), Dimension.EVIDENCE) == (
        50,
        [FindingCode.ANSWER_WRONG, FindingCode.ANSWER_MISSING],
    )


def test_answers_in_words_are_held_against_each_other_without_signs():
    pole = ROOM.scenes["light-which-pole"]
    written = {"TROUBLE": ("OUT",), "POLE": (" 118-342 ",)}
    assert found(pole, right(pole, answers=written), Dimension.EVIDENCE) == (100, [FindingCode.EVIDENCE_THERE])


def test_a_duplicate_is_stood_behind_and_something_new_is_not():
    assert found(MATTRESSES, right(MATTRESSES), Dimension.DUPLICATE) == (100, [FindingCode.JOINED_RIGHT])
    sent = Done(SENT, service=ServiceCode("SR-ST02"), at=MATTRESSES.right.place.at)
    assert found(MATTRESSES, sent, Dimension.DUPLICATE) == (0, [FindingCode.WAS_THERE])
    assert found(TIRES, right(TIRES), Dimension.DUPLICATE) == (100, [FindingCode.NEW_RIGHT])
    joined = Done(CO_SIGNED, co_signed="allegheny-fridge")
    assert found(TIRES, joined, Dimension.DUPLICATE) == (0, [FindingCode.NOT_THE_SAME])
    assert found(TIRES, joined, Dimension.SERVICE) == (100, [FindingCode.SERVICE_RIGHT])


def test_whom_to_turn_to_counts_half():
    assert found(PRIVATE_LIGHT, Done(NOWHERE, instead="peco"), Dimension.SERVICE) == (50, [FindingCode.NOT_SENT_OTHER])
    assert found(PRIVATE_LIGHT, Done(SENT, service=ServiceCode("SR-ST04")), Dimension.SERVICE) == (
        0,
        [FindingCode.SENT_WRONGLY],
    )


@pytest.mark.parametrize(
    "text",
    ["Call 215-555-0148", "(215) 555 0148 please", "Mrs. ALVAREZ says", "2155550148", "reach her: a@example.org"],
)
def test_what_is_private_is_found_however_it_is_written(text):
    points, codes = found(PHONE, right(PHONE, text=text), Dimension.PRIVACY)
    assert points == 50
    assert len(codes) == 1


def test_a_number_that_the_scene_tells_counts_once():
    _, codes = found(PHONE, right(PHONE, text="Call +1 (215) 555-0148."), Dimension.PRIVACY)
    assert codes == [FindingCode.SAID]


def test_a_plate_belongs_in_its_own_question():
    assert found(PLATE, right(PLATE), Dimension.PRIVACY) == (100, [FindingCode.NOTHING_PRIVATE])
    assert found(PLATE, right(PLATE, text="Plate KXR 4821"), Dimension.PRIVACY) == (50, [FindingCode.SAID])


def test_a_neighbor_who_does_not_agree_is_not_kept():
    assert found(RATS, right(RATS, keeps_neighbor=True), Dimension.PRIVACY) == (50, [FindingCode.NEIGHBOR_KEPT])
    assert found(PHONE, right(PHONE, keeps_neighbor=True), Dimension.PRIVACY) == (100, [FindingCode.NOTHING_PRIVATE])


def test_a_face_in_a_photo_is_private():
    cross = ROOM.scenes["worn-crosswalk"]
    assert found(cross, right(cross, photos=("stripes", "kids")), Dimension.PRIVACY) == (
        50,
        [FindingCode.PHOTO_PRIVATE],
    )


def test_privacy_is_graded_where_nothing_asked_for_it_only_when_something_is_wrong():
    assert found(COUCH, right(COUCH), Dimension.PRIVACY) is None
    assert found(COUCH, right(COUCH, text="call 215-555-0199"), Dimension.PRIVACY) == (50, [FindingCode.LOOKS_PERSONAL])


def test_what_is_found_never_repeats_what_was_typed():
    typed = "zebra 215-555-0199 and somebody@example.org"
    graded = grade(COUCH, right(COUCH, text=typed))
    about = {one.about for each in graded.grades.values() for one in each.findings}
    assert about <= {"", "phone", "email"}
