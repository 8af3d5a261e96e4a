"""Attacks by who could see more a moment ago, on pages that are still open, against a real process."""

from __future__ import annotations

import pytest
from sqlmodel import select

from liaison_app.domain.access import Role
from liaison_app.domain.mail import Letter
from liaison_app.models import Account
from liaison_app.services import mail
from tests.api.conftest import Backend
from tests.api.wire import ROOT, Wire, has_redirect, state_of
from tests.handlers import named

KEY = "Key of the library"
SUBJECT = "A letter nobody else may see"
# What a coordinator's page shows, by the event it watches with: its state, a variable of it, and a word in it.
PAGES = {
    "desk": ("people", "liaison@example.org"),
    "api_keys": ("keys", KEY),
    "mailbox_desk": ("mails", SUBJECT),
    "delivery_desk": ("figures", ""),
}


@pytest.fixture(scope="module")
def seeded(file_backend) -> Backend:
    """An app with something on every page of the desk."""
    form = {"name": KEY, "file_requests": "yes", "per_minute": "5", "per_day": "50"}
    file_backend.wire("coordinator").ask(named("____api_keys.make"), {"form": form})
    with file_backend.program.database.unit_of_work() as uow:
        letter, clock = Letter(SUBJECT, "words", "words"), file_backend.program.ports["clock"]
        mail.queue(key="kept", recipient="someone@example.org", letter=letter, locale="en", uow=uow, clock=clock)
    return file_backend


def id_of(backend: Backend, who: str) -> str:
    with backend.program.database.snapshot() as snapshot:
        return snapshot.db.exec(select(Account.id).where(Account.email == f"{who}@example.org")).one()


def watched(backend: Backend, who: str, page: str) -> Wire:
    """A coordinator's open page that shows what is on it."""
    variable, word = PAGES[page]
    wire = backend.wire(who)
    wire.hydrate()
    wire.emit(named(f"____{page}.watch"), path="/desk")
    wire.listen(lambda update: f"'{variable}_rx_state_': [{{" in str(update.get("delta")))
    assert word in str(wire.updates)
    wire.updates.clear()
    return wire


def close(backend: Backend, who: str) -> None:
    """Another coordinator closes the account at the desk."""
    wire = backend.wire("coordinator")
    wire.ask(named("____desk.ask_to_close"), {"account_id": id_of(backend, who), "name": "Somebody"})
    wire.ask(named("____desk.deactivate"))


def drop_role(backend: Backend, who: str) -> None:
    """The account becomes a liaison's; another of its login sessions ends, so that its pages look who they are."""
    cookie = backend.cookie_of(who)
    with backend.program.database.unit_of_work() as uow:
        uow.db.get_one(Account, id_of(backend, who)).role = Role.LIAISON
    with backend.client(headers={"Cookie": cookie}) as client:
        assert client.post("/api/sign-out").status_code == 200


def invite(backend: Backend) -> None:
    """Another coordinator changes what the desk shows."""
    form = {"name": "Bo", "neighborhood_id": "cobbs-creek"}
    backend.wire("coordinator").ask(named("____desk.invite"), {"form": form})


@pytest.mark.parametrize(("how", "leads_to"), [(close, "/sign-in"), (drop_role, "/mine")])
@pytest.mark.parametrize("page", PAGES)
def test_s26_an_open_page_is_emptied_when_access_ends(seeded, page, how, leads_to):
    """S26: the background event behind it ends, and takes with it what the page held; the browser is told so."""
    backend, who = seeded, seeded.person(Role.COORDINATOR)
    wire = watched(backend, who, page)
    how(backend, who)
    heard = wire.listen(lambda update: has_redirect([update], leads_to))
    variable, word = PAGES[page]
    assert f"'{variable}_rx_state_': []" in str(heard)
    assert state_of(wire.hydrate(), page)[variable] == []
    assert not word or word not in str(wire.updates)
    invite(backend)
    assert not wire.heard_in(0.5), "nobody waits behind it any more"


def test_s26_an_open_page_goes_on_while_access_lasts(seeded):
    """The control of S26: the same waking, and nothing has changed about who it is."""
    who = seeded.person(Role.COORDINATOR)
    wire = watched(seeded, who, "desk")
    with seeded.client(headers={"Cookie": seeded.cookie_of(who)}) as client:
        client.post("/api/sign-out")
    invite(seeded)
    wire.listen(lambda update: "Bo" in str(update.get("delta")))
    assert state_of(wire.hydrate(), "desk")["people"]


def test_s26_the_next_event_after_a_change_of_role_empties_the_page(seeded):
    """S26: where nothing wakes it. The event is refused, and what the page held is taken from the browser as well."""
    who = seeded.person(Role.COORDINATOR)
    wire = watched(seeded, who, "desk")
    with seeded.program.database.unit_of_work() as uow:
        uow.db.get_one(Account, id_of(seeded, who)).role = Role.LIAISON
    wire.emit(f"{ROOT}.set_is_hydrated", {"value": True})
    wire.emit(named("____desk.keep"))
    heard = wire.listen(lambda update: "'people_rx_state_': []" in str(update.get("delta")))
    assert heard[-1]["delta"][ROOT]["is_hydrated_rx_state_"], "the page is open all the same"
    assert state_of(wire.hydrate(), "desk")["people"] == []
