"""Attacks on every registered handler, over a raw websocket against a real process. Names follow docs/security.md."""

from __future__ import annotations

from math import nan

import pytest

from liaison_app.domain.access import Audience
from tests.api.conftest import running
from tests.api.wire import ROOT, Wire, has_redirect
from tests.handlers import FORM, named, plausible, registered, typed

PEOPLE = ("liaison@example.org", "coordinator@example.org")
# Who is signed in and still not among those who may call an event.
OTHERS = {
    Audience.LIAISON: ("city",),
    Audience.COORDINATOR: ("liaison", "city"),
    Audience.CITY: ("liaison", "coordinator"),
}
ONE_OF = {
    Audience.PUBLIC: None,
    Audience.SIGNED_IN: "liaison",
    Audience.LIAISON: "liaison",
    Audience.COORDINATOR: "coordinator",
    Audience.CITY: "city",
}
AUDIENCES = {name: one.audience for name, one in registered().items() if hasattr(one, "audience")}
ASK_TO_CLOSE = named("____desk.ask_to_close")


@pytest.fixture(scope="module")
def cookies(file_backend):
    """A login cookie of each kind of person, '' for nobody's."""
    return {who: file_backend.cookie_of(who) if who else "" for who in ONE_OF.values()}


@pytest.fixture
def wire_of(file_backend, cookies):
    """`wire_of(who)`: an open page of somebody."""
    yield lambda who: file_backend.wire(cookie=cookies[who])
    file_backend.hang_up()


def called(backend, wire: Wire, name: str, payload: dict) -> tuple[list[str], list[dict], bool]:
    """Call a handler: why the log says it was refused, what came back, and whether the page's state is as before."""
    before, since = wire.hydrate(), backend.log.stat().st_size
    answers, after = wire.ask(name, payload)
    whys = [line["why"] for line in backend.refusals(since) if line["event_name"] == name[:120]]
    return whys, answers, _without_root(before) == _without_root(after)


def _without_root(state: dict) -> dict:
    return {key: value for key, value in state.items() if key != ROOT}


@pytest.mark.parametrize("name", sorted(name for name, one in AUDIENCES.items() if one is not Audience.PUBLIC))
def test_s01_a_stranger_is_denied_every_handler(file_backend, wire_of, name):
    """S01: it is logged, nothing of any state changes, nobody's data comes, and the page is sent to sign in."""
    wire = wire_of(None)
    whys, answers, is_as_before = called(file_backend, wire, name, plausible(name))
    assert whys == ["audience"]
    assert has_redirect(answers, "/sign-in")
    assert is_as_before
    assert not any(person in str(wire.updates) for person in PEOPLE)


@pytest.mark.parametrize(
    ("who", "name"), sorted((who, name) for name, one in AUDIENCES.items() for who in OTHERS.get(one, ()))
)
def test_s02_who_is_signed_in_is_denied_what_is_for_others(file_backend, wire_of, who, name):
    """S02: because of who it is and for nothing else: the arguments are such as the handler takes."""
    wire = wire_of(who)
    whys, answers, is_as_before = called(file_backend, wire, name, plausible(name))
    assert whys == ["audience"]
    assert answers == []
    assert is_as_before
    assert not any(person in str(wire.updates) for person in PEOPLE)


def test_s02_a_handler_that_lets_in_too_many_is_noticed(tmp_path):
    """The control of S02: one coordinator's event, open to whoever is signed in."""
    with running(tmp_path, lowered=ASK_TO_CLOSE) as backend:
        whys, _, is_as_before = called(backend, backend.wire("liaison"), ASK_TO_CLOSE, plausible(ASK_TO_CLOSE))
    assert whys == []
    assert not is_as_before


def _deep(levels: int) -> list:
    return [] if levels == 0 else [_deep(levels - 1)]


NO_TEXT = [None, True, 1, 1.5, nan, 10**400, [], [1], {}, {"evil": 1}, _deep(200)]
NO_TABLE = [None, True, 1, nan, 10**400, "x", [], [["name", "x"]], _deep(200)]
# What a handler never gets, by the type it asks for.
WRONG = {
    "<class 'str'>": NO_TEXT,
    "<class 'bool'>": [None, 1, 0, "true", "", [True], {}],
    "<class 'int'>": [None, True, 1.5, nan, "1", "x", [], {}, {"evil": 1}, _deep(200)],
    "dict[str, str]": [*NO_TABLE, *({"note": value} for value in NO_TEXT)],
    "dict[str, list[str]]": [
        *NO_TABLE,
        {"press": "1"},
        *({"press": value} for value in (None, 1, {}, [1], [None], [[]])),
    ],
    FORM: [*NO_TABLE, *({"name": value} for value in ({}, {"evil": 1}, [1], [None], [[]], _deep(200)))],
}
LONG = "x" * 300_000
# What has the right type and is still no value that anybody means.
ODD = {
    "<class 'str'>": ["", LONG, "\x00", "' OR 1=1 --", "../../etc/passwd", "\ud800", "٣" * 30],
    "<class 'int'>": [10**400, -(10**30), 0],
    "<class 'bool'>": [True, False],
    "dict[str, str]": [{}, {"query": LONG, "note": LONG, "on": LONG}, {LONG: ""}, {"on": "9999-99-99"}],
    "dict[str, list[str]]": [{}, {"message": [LONG], "lat": ["nan"], "lon": ["1e999"]}, {"press": []}, {LONG: [LONG]}],
    FORM: [{}, {"name": LONG, "reason": LONG}, {"name": nan, "number": 10**300}, {LONG: [LONG]}, {"name": [""] * 9999}],
}
ARGUMENTS = sorted((name, argument) for name in AUDIENCES for argument in typed(name))


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_s05_a_value_of_another_type_reaches_no_handler(file_backend, wire_of, name, argument):
    """S05: every typed argument of every handler. It is refused for its arguments; nothing fails, the page goes on."""
    wire = wire_of(ONE_OF[AUDIENCES[name]])
    values = WRONG[str(typed(name)[argument])]
    wire.hydrate()
    since = file_backend.log.stat().st_size
    for value in values:
        wire.emit(name, plausible(name) | {argument: value})
    wire.hydrate()
    whys = [line["why"] for line in file_backend.refusals(since) if line["event_name"] == name[:120]]
    assert whys == ["arguments"] * len(values)


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_s05_a_value_that_nobody_means_fails_nothing(file_backend, wire_of, name, argument):
    """S05: of the right type, and far too long, too large or of no meaning; the page goes on."""
    wire = wire_of(ONE_OF[AUDIENCES[name]])
    since = len(file_backend.logged())
    for value in ODD[str(typed(name)[argument])]:
        wire.emit(name, plausible(name) | {argument: value})
    assert wire.hydrate(within_s=30)
    assert "event_failed" not in file_backend.logged()[since:]
    assert "Traceback" not in file_backend.logged()[since:]


def test_s05_what_a_handler_asks_for_is_taken(file_backend, wire_of):
    """The control of S05: arguments of the right types are refused for no handler."""
    refused, begun = [], len(file_backend.logged())
    for name in AUDIENCES:
        wire = wire_of(ONE_OF[AUDIENCES[name]])
        since = file_backend.log.stat().st_size
        wire.ask(name, plausible(name))
        refused += [line["event_name"] for line in file_backend.refusals(since)]
        wire.close()
    assert refused == []
    assert "event_failed" not in file_backend.logged()[begun:]
