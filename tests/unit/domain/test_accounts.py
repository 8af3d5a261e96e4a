"""What may be typed for an account."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.accounts import check_password_length, read_email, read_name
from liaison_app.domain.errors import InputInvalid


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Ana@Example.ORG", "ana@example.org"),
        ("  ana+311@mail.example.org ", "ana+311@mail.example.org"),
        ("ñ@exámple.org", "ñ@exámple.org"),
    ],
)
def test_an_e_mail_is_read_lower_case(typed, read):
    assert read_email(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "a b@example.org",
        "a@b@example.org",
        "ana@example.org\r\nBcc: x@y.org",
        "<script>@example.org",
        "a" * 300 + "@example.org",
        "a@b.c",
    ],
)
def test_what_is_no_e_mail_is_refused(typed):
    with pytest.raises(InputInvalid) as caught:
        read_email(typed)
    assert list(caught.value.errors) == ["email"]


@given(st.text(max_size=200))
def test_a_name_is_one_printable_line(text):
    try:
        name = read_name(text)
    except InputInvalid:
        name = "refused"
    assert name.isprintable()
    assert name == name.strip()
    assert read_name(name) == name


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x" * 14, "password_short"),
        ("", "password_short"),
        ("x" * 257, "password_long"),
        ("x" * 20 + "\x00", "password_long"),
        ("e\u0301" * 14, "password_short"),
    ],
)
def test_a_password_has_a_length(password, code):
    with pytest.raises(InputInvalid) as caught:
        check_password_length(password)
    assert caught.value.errors == {"password": code}


@pytest.mark.parametrize("password", ["x" * 15, "x" * 256, "e\u0301" * 15])
def test_fifteen_to_256_characters_are_taken(password):
    check_password_length(password)
