"""The practice tickets that come with the app can all be done right; a wrong file tells everything that is wrong."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest

from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.cities.guidance import read_guidance
from liaison_app.cities.practice import Known, read_practice
from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.geo import distance_m
from liaison_app.domain.ids import PhotoKey
from liaison_app.domain.practice import Dimension, PracticeEnding, PracticeRoom, SceneKind
from liaison_app.fact_ports import practice_list, practice_room
from liaison_app.practice_pictures import VIEWS, picture_kinds, practice_picture

FOLDER = city_folder("philadelphia")
PROFILE = read_profile(FOLDER)
ROOM = practice_room("philadelphia")
KNOWN = Known(practice_list(), picture_kinds(), VIEWS.keys(), PROFILE.languages, PROFILE.limits)
SHIPPED = (FOLDER / "practice.toml").read_text(encoding="utf-8")


def test_there_are_at_least_thirty_of_every_kind_and_ending():
    assert len(ROOM.scenes) >= 30
    assert {scene.kind for scene in ROOM.scenes.values()} == set(SceneKind)
    endings = Counter(scene.right.ending for scene in ROOM.scenes.values())
    assert min(endings[ending] for ending in PracticeEnding) >= 2
    reasons = Counter(dimension for scene in ROOM.scenes.values() for dimension in scene.why)
    assert min(reasons[dimension] for dimension in Dimension) >= 4


@pytest.mark.parametrize("scene", ROOM.scenes.values(), ids=lambda scene: scene.id)
def test_a_place_is_found_by_what_the_scene_says(scene):
    """With the streets that come with the app: whoever types the address has the right pin."""
    if scene.right.place is None:
        return
    words = scene.where["en"].replace(" and ", " & ")
    streets = read_gazetteer(FOLDER)
    tried = [part for piece in re.split("[.,;]", words) for part in _addresses(piece)]
    found = [place.at for text in tried for place in streets.find(text)[:1]]
    assert min((distance_m(scene.right.place.at, at) for at in found), default=999) <= scene.right.place.within_m


def _addresses(piece):
    """The piece, and what stands in it from a number or a street on."""
    words = piece.split()
    return [" ".join(words[start:]) for start in range(len(words))]


@pytest.mark.parametrize("scene", ROOM.scenes.values(), ids=lambda scene: scene.id)
def test_nothing_tells_which_service_is_right(scene):
    names = {name for name in read_guidance(FOLDER).of(scene.service).name.values() if name}
    told = f"{scene.title} {scene.told} {scene.where}"
    assert not [name for name in names if name in told]


def test_the_order_mixes_kinds():
    kinds = [scene.kind for scene in ROOM.mixed()]
    assert len(kinds) == len(ROOM.scenes)
    together = sum(one == other for one, other in itertools.pairwise(kinds))
    assert together <= len(kinds) // 6


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_each_view_is_a_picture(view):
    assert practice_picture("street", view).startswith(b"\xff\xd8")
    assert PhotoKey(view)  # a name that an address can hold
    assert view.isalnum()


def test_a_city_without_the_file_has_an_empty_room(tmp_path):
    assert read_practice(tmp_path, KNOWN) == PracticeRoom()


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('id = "couch-sidewalk"', 'id = "Couch Sidewalk"', "Couch Sidewalk: the id must be"),
        ('id = "lot-tires"', 'id = "couch-sidewalk"', "scene couch-sidewalk stands twice"),
        ('kind = "service"', 'kind = "sevice"', "couch-sidewalk: 'sevice' is not a valid SceneKind"),
        ('services = ["SR-ST02"]', 'services = ["SR-XX99"]', "couch-sidewalk: SR-XX99 is no service"),
        ('services = ["SR-ST02"]\n', "", "couch-sidewalk: exactly one of services, instead and co_sign"),
        ('MATERIAL = ["FURNITURE", "BAGS"]', 'MATERIAL = ["SOFA"]', "couch-sidewalk: answers.MATERIAL: SOFA is no"),
        ('MATERIAL = ["FURNITURE", "BAGS"]', 'WHATEVER = ["*"]', "couch-sidewalk: answers.WHATEVER: SR-ST02 asks no"),
        ('photos_needed = [["close"], ["wide"]]', 'photos_needed = [["dark"]]', "dark is no good photo on offer"),
        ('picture = "dumping"', 'picture = "sofa"', "couch-sidewalk: photo close: sofa is no picture"),
        ('view = "close"', 'view = "near"', "couch-sidewalk: photo close: near is no view"),
        ('es = "Un sofá junto al bordillo"', 'es = ""', "couch-sidewalk: title is missing in es"),
        ('co_sign = "front-mattresses"', 'co_sign = "gone"', "same-dumping: co_sign: gone does not lie around"),
        ('spellings = ["Alvarez"]', 'spellings = ["Smith"]', "phone-in-text: unsaid 'the name of Mrs. Alvarez' is not"),
        ('instead = ["penndot"]', 'instead = ["nobody"]', "state-highway-hole: nobody is nobody to turn to"),
        ("within_m = 80", "within_m = 5000", "couch-sidewalk: place.within_m must be"),
        ("days = 6", "days = 700", "ticket front-mattresses: days must be"),
        ("keep_neighbor = false", "keep_neighbour = false", "keep-me-out: keep_neighbour is no key"),
        ("place = { at = [39.95", "place = { at = [12.95", "place.at is outside the city"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(tmp_path, right, wrong, said):
    assert right in SHIPPED
    (tmp_path / "practice.toml").write_text(SHIPPED.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(SettingsWrong) as told:
        read_practice(tmp_path, KNOWN)

    assert said in str(told.value)


def test_every_fault_is_told_at_once(tmp_path):
    wrong = SHIPPED.replace('services = ["SR-ST02"]', 'services = ["SR-XX99"]', 1).replace("days = 6", "days = 700")
    (tmp_path / "practice.toml").write_text(wrong.replace("[scene.why]\nservice", "[scene.why]\nplcae", 1))

    with pytest.raises(SettingsWrong) as told:
        read_practice(tmp_path, KNOWN)

    for said in ("couch-sidewalk: 'plcae' is not a valid Dimension", "front-mattresses: days"):
        assert said in str(told.value)
