"""Addresses that answers come back to: only ours open anything, each one for what it was made for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.ids import AccountId, TicketId, new_ticket_id
from liaison_app.domain.reply_addresses import ReplyAddresses
from liaison_app.domain.threads import Side

ADDRESSES = ReplyAddresses("secret", "Reply@liaison.example")
TICKET, ROSA = TicketId("T-7F3K9X"), AccountId("a" * 26)
CITY, OWN = ADDRESSES.for_city(TICKET), ADDRESSES.for_account(TICKET, ROSA)


def test_each_opens_what_it_was_made_for():
    city, own = ADDRESSES.read(CITY), ADDRESSES.read(OWN)
    assert (city.side, city.ticket_id, ADDRESSES.is_for_city(city)) == (Side.CITY, TICKET, True)
    assert (own.side, own.ticket_id, ADDRESSES.is_for_account(own, ROSA)) == (Side.OWN, TICKET, True)
    assert not ADDRESSES.is_for_city(own)
    assert not ADDRESSES.is_for_account(city, ROSA)
    assert not ADDRESSES.is_for_account(own, AccountId("b" * 26))


@pytest.mark.parametrize("write", [str.lower, str.upper, lambda told: f" {told} "])
def test_mail_programs_may_write_it_in_other_letters(write):
    assert ADDRESSES.is_for_city(ADDRESSES.read(write(CITY)))


def test_it_fits_where_addresses_stand():
    assert max(len(one.partition("@")[0]) for one in (CITY, OWN)) <= 64
    assert ROSA not in OWN


def altered():
    name, _, domain = CITY.partition("@")
    head, _, seal = name.partition(".")
    yield f"{head}.{'0' * 32}@{domain}"
    yield f"{head}.{seal[:-1]}{'0' if seal[-1] != '0' else '1'}@{domain}"
    yield CITY.replace("c7f3k9x", "c7f3k9y")
    yield CITY.replace("+c", "+o")


@pytest.mark.parametrize("address", list(altered()))
def test_an_altered_one_opens_nothing(address):
    token = ADDRESSES.read(address)
    assert not ADDRESSES.is_for_city(token)
    assert not ADDRESSES.is_for_account(token, ROSA)


def test_another_secret_opens_nothing():
    other = ReplyAddresses("other", "reply@liaison.example")
    assert not ADDRESSES.is_for_city(ADDRESSES.read(other.for_city(TICKET)))


@pytest.mark.parametrize(
    "address",
    [
        "", "@", "reply@liaison.example", CITY.replace("liaison.", "evil."), CITY.replace("Reply", "other"),
        CITY.replace(".", ""), f"x{CITY}", CITY.partition("@")[0], f"{CITY}\r\nBcc: a@example.org", CITY * 9,
    ],
)  # fmt: skip
def test_what_is_none_is_none(address):
    assert ADDRESSES.read(address) is None


@given(st.text())
def test_whatever_is_written_nothing_breaks(text):
    ADDRESSES.read(text)
    ADDRESSES.read(f"reply+{text}@liaison.example")


def test_without_a_mailbox_there_are_none():
    off = ReplyAddresses("secret")
    assert (off.for_city(TICKET), off.for_account(TICKET, ROSA), off.read(CITY), off.read("+c@")) == (
        "",
        "",
        None,
        None,
    )


def test_every_ticket_has_one():
    for ticket_id in (new_ticket_id() for _ in range(200)):
        assert ADDRESSES.read(ADDRESSES.for_city(ticket_id)).ticket_id == ticket_id
