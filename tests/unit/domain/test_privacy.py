"""What looks personal is found, all of it; what only looks like numbers is left alone."""

from __future__ import annotations

import pytest

from liaison_app.domain.privacy import PersonalKind, find_personal, pieces_of, redacted


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("write mary.o'b+x@example.org", PersonalKind.EMAIL, "b+x@example.org"),
        ("call 215-555-0199", PersonalKind.PHONE, "215-555-0199"),
        ("call (215) 555-0199 please", PersonalKind.PHONE, "(215) 555-0199"),
        ("2675550142", PersonalKind.PHONE, "2675550142"),
        ("+1 215.555.0199", PersonalKind.PHONE, "+1 215.555.0199"),
        ("ssn 219-09-9999", PersonalKind.SSN, "219-09-9999"),
        ("card 4111 1111 1111 1111.", PersonalKind.CARD, "4111 1111 1111 1111"),
        ("a gray van, KZN 4821", PersonalKind.PLATE, "KZN 4821"),
        ("license plate: kzn 4821", PersonalKind.PLATE, "kzn 4821"),
        ("placa AB12 CDE", PersonalKind.PLATE, "AB12 CDE"),
    ],
)
def test_what_looks_personal_is_found(text, kind, piece):
    assert [(match.kind, match.piece) for match in find_personal(text)] == [(kind, piece)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Purple couch and two bags by the green door at 5234 Market St.",
        "Pole number 482913, out since 2026-11-02, 3 lamps in a row",
        "Route 21 and 52; zip 19139-2210",
        "two tires, 12 bags, 4 mattresses",
        "4111 1111 1111 1112",  # fails the check digit of cards
        "T-X3CCTH is the earlier ticket",
    ],
)
def test_plain_reports_are_left_alone(text):
    assert find_personal(text) == ()


def test_every_match_is_found_and_none_twice():
    found = find_personal("215-555-0199 or 267-555-0142, a@example.org and b@example.org")
    assert [match.kind for match in found] == [PersonalKind.PHONE] * 2 + [PersonalKind.EMAIL] * 2
    assert [match.start for match in found] == sorted({match.start for match in found})


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Owner Lee at 215-555-0199 or lee@example.org, SSN 219-09-9999.", "Owner Lee at […] or […], SSN […]."),
        ("Towed a gray van, KZN 4821, and plate: abc 123", "Towed a gray van, […], and plate: […]"),
        ("Crew came and took it away.", "Crew came and took it away."),
        ("SCHEDULED FOR 400 BLK S 52ND, 120 DAY", "SCHEDULED FOR 400 BLK S 52ND, 120 DAY"),
        ("", ""),
    ],
)
def test_redacted_takes_out_every_match_and_nothing_else(said, left):
    assert redacted(said) == left


@pytest.mark.parametrize("address", ["523 ELM ST", "100 ASH LN", "5234 Market St"])
def test_the_number_of_a_house_is_no_plate(address):
    assert redacted(f"{address}, Lee 215-555-0199", is_address=True) == f"{address}, Lee […]"


def test_a_yes_counts_for_the_pieces_it_was_said_to():
    one, other = find_personal("Call 215-555-0142."), find_personal("Call 215-555-0143.")
    assert pieces_of(one) == "215-555-0142"
    assert pieces_of(one) != pieces_of(other)
    assert pieces_of(()) == ""
