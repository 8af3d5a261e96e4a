"""Passwords: hashed with argon2id, compared in composed form, rated."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passlib.hash import argon2

from liaison_app.adapters.passwords import LONGEST, Argon2Passwords

GOOD = "walnut tram porch lantern"


@pytest.fixture(scope="module")
def passwords():
    return Argon2Passwords()


def test_a_hash_is_argon2id_with_the_settings_of_the_docs(passwords):
    assert passwords.hash(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_two_hashes_of_one_password_differ(passwords):
    assert passwords.hash(GOOD) != passwords.hash(GOOD)


@settings(max_examples=15)
@given(st.text(st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), max_size=LONGEST // 4))
def test_a_password_fits_its_own_hash_in_any_form_of_unicode(password):
    passwords = Argon2Passwords()
    hashed = passwords.hash(password)
    assert passwords.fits(unicodedata.normalize("NFD", password), hashed)
    assert passwords.fits(unicodedata.normalize("NFC", password), hashed)
    assert not passwords.fits(password + "x", hashed)


@pytest.mark.parametrize("password", [GOOD, "", "\x00", "nobody has this password", "x" * 100_000])
def test_nobody_has_a_password(passwords, password):
    assert not passwords.fits(password, None)
    assert not passwords.fits(password, "")


@pytest.mark.parametrize("password", ["x" * (LONGEST + 1), f"{GOOD}\x00"])
def test_what_no_password_can_be_fits_nothing(passwords, password):
    assert not passwords.fits(password, passwords.hash(""))


def test_a_weaker_hash_is_outdated(passwords):
    weak = argon2.using(type="ID", memory_cost=8192, time_cost=1, parallelism=1).hash(GOOD)
    assert passwords.is_outdated(weak)
    assert passwords.fits(GOOD, weak)
    assert not passwords.is_outdated(passwords.hash(GOOD))


@pytest.mark.parametrize("password", ["password1234567", "111111111111111", "qwertyuiopasdfg", "abcdefghijklmno"])
def test_what_is_tried_first_is_weak(passwords, password):
    assert not passwords.is_strong(password, ())


def test_what_leans_on_the_person_is_weak(passwords):
    assert not passwords.is_strong("bartholomewsmythe", ("Bartholomew Smythe", "bartholomew.smythe@example.org"))


@pytest.mark.parametrize("password", [GOOD, "ñandú bajo puente 1987", "x7#kQ9!zLp2vRt5w", GOOD * 10])
def test_words_that_do_not_belong_together_are_strong(passwords, password):
    assert passwords.is_strong(password, ("Ana Ruiz", "ana@example.org"))
