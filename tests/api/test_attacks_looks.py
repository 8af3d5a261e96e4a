"""Attacks on looks and redresses: who is asked says an outcome, and no name is told. Against a real process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import func, select

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import PhotoKey, new_key, new_ref
from liaison_app.domain.tickets import ChangeKind, Outcome, Status, Visibility
from liaison_app.models import AuditEntry, CityService, Redress, StatusChange, Ticket, TicketPhoto
from tests.api.test_attacks_messages import follows, ticket_of_ours
from tests.api.test_attacks_tickets import PUBLIC_READS, WATCH, account_id, opened
from tests.api.wire import state_of
from tests.handlers import named

SERVICE = "SR-1"
SAID = "the-heron-saw-two-bags"
LOOK = named("____looking.submit")
PACKET = named("____redressing.watch")
FILE = named("____redressing.submit")
NUMBER = "9{}"


@pytest.fixture(autouse=True)
def offered(request):
    """The city takes what the tickets of this file are about: what is refused is refused for another reason."""
    for name in ("backend", "own_backend"):
        if name in request.fixturenames:
            offer(request.getfixturevalue(name))


def offer(backend) -> None:
    with backend.program.database.unit_of_work() as uow:
        if uow.db.get(CityService, SERVICE) is None:
            uow.db.add(CityService(code=SERVICE, name="Dumping", type="realtime", fetched_at=datetime.now(UTC)))


def closed_ticket(backend, visibility: Visibility = Visibility.PUBLIC, outcome: Outcome | None = None) -> str:
    """A ticket of `liaison` that the city closed yesterday."""
    ticket_id = ticket_of_ours(backend, visibility)
    with backend.program.database.unit_of_work() as uow:
        ticket = uow.db.get_one(Ticket, ticket_id)
        ticket.requested_at = datetime.now(UTC) - timedelta(days=9)
        ticket.status, ticket.closed_at = Status.CLOSED, datetime.now(UTC) - timedelta(days=1)
        ticket.outcome = outcome
    return ticket_id


def loose_photo(backend, who: str) -> str:
    """A photo that somebody has sent and no ticket has taken."""
    key = new_key()
    with backend.program.database.unit_of_work() as uow:
        uow.db.add(
            TicketPhoto(
                key=key, owner_id=account_id(backend, who), width=8, height=8, size_bytes=3,
                created_at=datetime.now(UTC),
            )
        )  # fmt: skip
    backend.program.ports["photo_store"].put(PhotoKey(key), b"jpg")
    return key


def form(outcome: str = "not_fixed", **given) -> dict:
    today = datetime.now(backend_zone()).date()
    fields = {"outcome": [outcome], "looked_on": [today.isoformat()], "note": [SAID], "ref": [new_ref()]}
    return {"fields": {**fields, "press": ["1"], **given}}


def backend_zone():
    from zoneinfo import ZoneInfo

    return ZoneInfo("America/New_York")


def looks_at(backend, ticket_id: str) -> tuple[int, Outcome | None]:
    """How many looks a ticket has, and which counts."""
    with backend.program.database.snapshot() as snapshot:
        many = select(func.count()).select_from(StatusChange).where(
            StatusChange.ticket_id == ticket_id, StatusChange.kind == ChangeKind.OUTCOME
        )  # fmt: skip
        return snapshot.db.exec(many).one(), snapshot.db.get_one(Ticket, ticket_id).outcome


def look(backend, who: str | None, ticket_id: str, sent: dict | None = None) -> None:
    backend.wire(who).ask(LOOK, sent or form(), path=f"/t/{ticket_id}")


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", [None, "other", "city", "coordinator"])
def test_s24_nobody_who_is_not_asked_says_an_outcome(backend, who, visibility):
    """S24: the page's own event, from the ticket's address; no role is enough."""
    ticket_id = closed_ticket(backend, visibility)
    look(backend, who, ticket_id)
    assert looks_at(backend, ticket_id) == (0, None)


@pytest.mark.parametrize("who", ["liaison", "other"])
def test_s24_who_is_asked_does(backend, who):
    """The control: who filed it, and a liaison who follows it."""
    ticket_id = closed_ticket(backend)
    if who == "other":
        follows(backend, who, ticket_id)
    look(backend, who, ticket_id)
    assert looks_at(backend, ticket_id) == (1, Outcome.NOT_FIXED)


def test_s24_a_follower_of_a_private_ticket_is_out(backend):
    ticket_id = closed_ticket(backend, Visibility.PRIVATE)
    follows(backend, "other", ticket_id)
    look(backend, "other", ticket_id)
    assert looks_at(backend, ticket_id) == (0, None)


def test_an_open_ticket_has_no_outcome_whatever_is_sent(backend):
    ticket_id = ticket_of_ours(backend)
    look(backend, "liaison", ticket_id)
    assert looks_at(backend, ticket_id) == (0, None)


@pytest.mark.parametrize(
    "given",
    [
        {"outcome": ["resolved"]},
        {"outcome": []},
        {"looked_on": ["2999-01-01"]},
        {"looked_on": ["2001-01-01"]},
        {"looked_on": ["yesterday"]},
        {"looked_on": ["9999999999-01-01"]},
        {"note": ["x" * 501]},
        {"note": ["x" * 70_000]},
        {"photo": ["../../liaison.db"]},
        {"photo": [f"{n:026}" for n in range(30)]},
        {"ref": ["NL-not-a-ref"]},
        {"ref": []},
    ],
)
def test_what_cannot_be_taken_stores_nothing(backend, given):
    ticket_id = closed_ticket(backend)
    look(backend, "liaison", ticket_id, form(**given))
    assert looks_at(backend, ticket_id) == (0, None)


def test_s24_somebody_elses_photo_is_not_given_away(backend):
    """S24: neither by its key nor for whoever it belongs to."""
    ticket_id, theirs, mine = closed_ticket(backend), loose_photo(backend, "other"), loose_photo(backend, "liaison")
    look(backend, "liaison", ticket_id, form(photo=[theirs]))
    assert looks_at(backend, ticket_id) == (0, None)
    look(backend, "liaison", ticket_id, form(photo=[mine]))
    assert looks_at(backend, ticket_id) == (1, Outcome.NOT_FIXED)
    with backend.program.database.snapshot() as snapshot:
        assert snapshot.db.get_one(TicketPhoto, theirs).ticket_id is None
        assert snapshot.db.get_one(TicketPhoto, mine).ticket_id == ticket_id


@pytest.mark.parametrize(("who", "status"), [(None, 404), ("other", 404), ("city", 404), ("liaison", 200)])
def test_s25_a_photo_of_a_look_waits_for_a_coordinator(backend, who, status):
    """S25: the city's people too see it once it is approved; it was not sent to them."""
    ticket_id, key = closed_ticket(backend), loose_photo(backend, "liaison")
    look(backend, "liaison", ticket_id, form(photo=[key]))
    headers = {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client(headers=headers) as client:
        assert client.get(f"/api/photos/{key}").status_code == status


@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s25_who_looked_and_what_they_noted_is_told_to_no_stranger(backend, who):
    """S25: not on the page, nor anywhere in a frame."""
    ticket_id = closed_ticket(backend)
    look(backend, "liaison", ticket_id)
    seen = opened(backend, who, ticket_id)
    assert "A liaison looked" in seen["everything"]
    assert SAID not in seen["everything"]
    assert "Some liaison" not in seen["everything"]


def test_s25_coordinators_and_the_author_read_it(backend):
    """The control."""
    ticket_id = closed_ticket(backend)
    look(backend, "liaison", ticket_id)
    assert "You looked" in opened(backend, "liaison", ticket_id)["everything"]
    seen = opened(backend, "coordinator", ticket_id)["everything"]
    assert SAID in seen
    assert "Some liaison looked" in seen


def test_s25_no_public_answer_holds_a_note_or_a_name(backend):
    """S25: in feeds, files, GeoReport, the map; the ticket's feed tells that somebody looked."""
    ticket_id = closed_ticket(backend)
    updates = [f"/open311/v2/servicerequestupdates.{form}" for form in ("json", "xml")]
    feeds = [f"/feeds/tickets/{ticket_id}.atom", f"/es/feeds/tickets/{ticket_id}.atom"]
    paths = [*PUBLIC_READS, *updates, *feeds]
    look(backend, "liaison", ticket_id, form("fixed"))
    with backend.client() as client:
        said = {path: client.get(path).text for path in paths}
    assert "A liaison looked: it is fixed." in said[feeds[0]]
    assert "está arreglado" in said[feeds[1]]
    assert SAID not in str(said)
    assert "Some liaison" not in str(said)


def test_an_open_page_hears_of_a_look_without_its_name(backend):
    """A stranger's page is open while its liaison records what is there."""
    ticket_id = closed_ticket(backend)
    wire = backend.wire(None)
    wire.hydrate()
    wire.emit(WATCH, path=f"/t/{ticket_id}")
    wire.listen(lambda update: "City says closed" in str(update.get("delta")))
    look(backend, "liaison", ticket_id)
    heard = wire.listen(lambda update: "A liaison looked" in str(update.get("delta")))
    assert "Closed, not fixed" in str(heard)
    assert SAID not in str(wire.updates)


def test_s24_a_ref_of_somebody_elses_look_opens_and_changes_nothing(backend):
    """S24: the same ref again from another account is no double tap."""
    ticket_id, sent = closed_ticket(backend), form("fixed")
    look(backend, "liaison", ticket_id, sent)
    follows(backend, "other", ticket_id)
    look(backend, "other", ticket_id, sent)
    look(backend, "other", ticket_id, {"fields": {**sent["fields"], "outcome": ["not_fixed"]}})
    assert looks_at(backend, ticket_id) == (1, Outcome.FIXED)


def test_too_many_looks_are_refused(backend):
    ticket_id = closed_ticket(backend)
    wire = backend.wire("liaison")
    for _ in range(12):
        wire.ask(LOOK, form(), path=f"/t/{ticket_id}")
    assert looks_at(backend, ticket_id)[0] == 10


def seconds_of(backend, ticket_id: str) -> list[str]:
    with backend.program.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(Redress.ticket_id).where(Redress.original_id == ticket_id)).all())


def again(ticket_id: str, text: str = "") -> dict:
    words = text or f"Request {NUMBER.format(ticket_id[-6:])} is not fixed."
    return {"fields": {"description": [words], "ref": [new_ref()], "press": ["1"], "photo": ["x" * 26]}}


def file_again(backend, who: str | None, ticket_id: str, sent: dict | None = None) -> None:
    backend.wire(who).ask(FILE, sent or again(ticket_id), path=f"/t/{ticket_id}/redress")


def assert_its_liaison_files(backend, ticket_id: str) -> None:
    """The control: what was refused is filed once the right person asks, in the right way."""
    file_again(backend, "liaison", ticket_id)
    assert len(seconds_of(backend, ticket_id)) == 1


@pytest.mark.parametrize("who", [None, "other", "city", "coordinator", "follower"])
def test_s24_nobody_files_another_persons_ticket_again(backend, who):
    """S24: a follower reads the packet, and files nothing; the exact place stays with who filed it."""
    ticket_id = closed_ticket(backend, outcome=Outcome.NOT_FIXED)
    if who == "follower":
        follows(backend, "other", ticket_id)
        who = "other"
    file_again(backend, who, ticket_id)
    assert seconds_of(backend, ticket_id) == []
    assert_its_liaison_files(backend, ticket_id)


@pytest.mark.parametrize("visibility", list(Visibility))
@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s24_the_packet_is_not_there_for_who_is_not_asked(backend, who, visibility):
    """S24: nor where everybody may see the ticket itself."""
    ticket_id = closed_ticket(backend, visibility, Outcome.NOT_FIXED)
    wire = backend.wire(who)
    wire.hydrate()
    wire.emit(PACKET, path=f"/t/{ticket_id}/redress")
    assert NUMBER.format(ticket_id[-6:]) not in str(wire.heard_in(1.5))
    assert NUMBER.format(ticket_id[-6:]) in packet_of(backend, "liaison", ticket_id)["packet"]["text"]


def packet_of(backend, who: str, ticket_id: str) -> dict:
    wire = backend.wire(who)
    wire.hydrate()
    wire.emit(PACKET, path=f"/t/{ticket_id}/redress")
    heard = wire.listen(lambda update: "phase_rx_state_': 'ready" in str(update.get("delta")))
    state: dict = {}
    for update in heard:
        if "redressing" in str(update.get("delta")):
            state |= state_of(update["delta"], "redressing")
    return state


def test_s24_its_liaison_reads_it(backend):
    """The control."""
    ticket_id = closed_ticket(backend, outcome=Outcome.NOT_FIXED)
    assert NUMBER.format(ticket_id[-6:]) in packet_of(backend, "liaison", ticket_id)["packet"]["text"]


@pytest.mark.parametrize("outcome", [None, Outcome.FIXED, Outcome.CANNOT_TELL])
def test_what_nobody_saw_not_fixed_is_not_filed_again(backend, outcome):
    ticket_id = closed_ticket(backend, outcome=outcome)
    file_again(backend, "liaison", ticket_id)
    assert seconds_of(backend, ticket_id) == []
    with backend.program.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, ticket_id).outcome = Outcome.NOT_FIXED
    assert_its_liaison_files(backend, ticket_id)


@pytest.mark.parametrize("text", ["It is not fixed.", "x" * 2001, "x" * 70_000, " "])
def test_words_that_do_not_name_the_original_or_are_too_long_file_nothing(backend, text):
    ticket_id = closed_ticket(backend, outcome=Outcome.NOT_FIXED)
    named_or_not = text if len(text) < 100 else f"{NUMBER.format(ticket_id[-6:])} {text}"
    file_again(backend, "liaison", ticket_id, again(ticket_id, named_or_not))
    assert seconds_of(backend, ticket_id) == []
    assert_its_liaison_files(backend, ticket_id)


def stored(backend) -> set[str]:
    return set(backend.program.ports["photo_store"].kept_before(datetime.now(UTC) + timedelta(days=1)))


def test_s24_nothing_fills_the_disk_with_copies_of_what_is_not_filed(own_backend):
    """S24: another marker with every press, for a ticket that is seen fixed or for words that cannot go."""
    fixed, named = (closed_ticket(own_backend, outcome=one) for one in (Outcome.FIXED, Outcome.NOT_FIXED))
    for ticket_id in (fixed, named):
        key = loose_photo(own_backend, "liaison")
        with own_backend.program.database.unit_of_work() as uow:
            uow.db.get_one(TicketPhoto, key).ticket_id = ticket_id
    before, wire = stored(own_backend), own_backend.wire("liaison")
    for _ in range(3):
        wire.ask(FILE, again(fixed), path=f"/t/{fixed}/redress")
        wire.ask(FILE, again(named, "It is not fixed."), path=f"/t/{named}/redress")
    assert stored(own_backend) == before
    assert_its_liaison_files(own_backend, named)
    assert len(stored(own_backend)) == len(before) + 1
    wire.ask(FILE, again(named), path=f"/t/{named}/redress")
    assert len(stored(own_backend)) == len(before) + 1, "it is filed again already"


def test_its_liaison_files_it_once_with_what_is_its_own_alone(own_backend):
    """The control: one request for two pressings, the photo key slipped in is nobody's; the trail has no words."""
    ticket_id = closed_ticket(own_backend, outcome=Outcome.NOT_FIXED)
    sent = again(ticket_id)
    wire = own_backend.wire("liaison")
    for given in (sent, sent, again(ticket_id)):
        wire.ask(FILE, given, path=f"/t/{ticket_id}/redress")
    (second,) = seconds_of(own_backend, ticket_id)
    with own_backend.program.database.snapshot() as snapshot:
        made = snapshot.db.get_one(Ticket, second)
        assert (made.delivery, made.description) == (Delivery.QUEUED, sent["fields"]["description"][0])
        assert snapshot.db.exec(select(TicketPhoto).where(TicketPhoto.ticket_id == second)).all() == []
        assert made.description not in str([one.model_dump() for one in snapshot.db.exec(select(AuditEntry))])
