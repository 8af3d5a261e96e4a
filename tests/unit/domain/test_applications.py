"""Names that may be of one person, codes that are read out, and what may follow what."""

from __future__ import annotations

import pytest

from liaison_app.domain.application_tables import guarded, guessed, read_languages, unguarded
from liaison_app.domain.applications import Act, acts_from, after, is_alike, is_spoken, name_key, phone_key
from liaison_app.domain.program import ApplicationState


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ana Ortiz", "ORTIZ, Ana", True),
        ("Ana María Ortiz", "Ana Ortiz", True),
        ("María Peña", "Maria Pena", True),
        ("A. Ortiz", "Ana Ortiz", True),
        ("Keisha Barnes", "Keisha Barns", True),
        ("Keisha Barnes", "Kiesha Barnes", True),
        ("Keisha Barnes", "Keisha Barmes", True),
        ("Cher", "Cherr", True),
        ("Ana Ortiz", "Ann Ortiz", False),
        ("Ana Ortiz", "Ben Ortiz", False),
        ("Ana", "Ana Ortiz", False),
        ("Keisha Barnes", "Kiesha Barns", False),
        ("B. Ortiz", "Ana Ortiz", False),
        ("", "", False),
    ],
)
def test_names_that_may_be_of_one_person(one, other, alike):
    assert is_alike(name_key(one), name_key(other)) is alike
    assert is_alike(name_key(other), name_key(one)) is alike


def test_phones_compare_by_what_stands_behind_the_country():
    assert phone_key("+1 (215) 555-0100") == phone_key("215.555.0100") == "2155550100"


@pytest.mark.parametrize(("told", "right"), [("sm7 f0c", True), ("SM7-FOC", True), ("SM7F0", False)])
def test_a_code_is_known_however_it_is_typed(told, right):
    assert is_spoken(told, "SM7-F0C") is right


def test_what_was_decided_can_be_taken_back_and_what_has_a_seat_is_not_decided_here():
    for state in ApplicationState:
        for act in acts_from(state):
            target = after(act, state)
            assert target is not None
            assert target is ApplicationState.APPLIED or Act.TAKE_BACK in acts_from(target)
    assert acts_from(ApplicationState.INVITED) == acts_from(ApplicationState.ENROLLED) == ()


@pytest.mark.parametrize("cell", ["=1+1", "+1 215", "-x", "@a", "plain", "'quoted", ""])
def test_a_cell_is_what_it_was_after_being_guarded(cell):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@"))


def test_columns_are_known_by_headings_or_by_what_is_in_them():
    columns, is_headed = guessed([["Nombre completo", "Correo electrónico", "Celular", "Barrio", "Shoe size"]])
    assert ([one.value for one in columns], is_headed) == (["name", "email", "phone", "place", "skip"], True)
    columns, is_headed = guessed([["Ana", "a@example.org", "215-555-0100"], ["Ben", "", "2155550101"]])
    assert ([one.value for one in columns], is_headed) == (["name", "email", "phone"], False)


def test_languages_are_read_as_people_write_them():
    assert read_languages("English / Español; ASL, Klingon & vi") == ("en", "es", "ase", "vi")
