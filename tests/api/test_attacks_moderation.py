"""Attacks on moderation: who decides, what is read before and after, and what a refusal leaves behind. Against a real
process; names follow docs/security.md."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlmodel import select

from liaison_app.domain.access import Actor, Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.ids import PhotoKey, TicketId
from liaison_app.domain.moderation import Act, Subject, fingerprint
from liaison_app.domain.photo_regions import Region
from liaison_app.domain.tickets import Visibility
from liaison_app.models import (
    AuditEntry,
    ModerationStep,
    PhotoCover,
    PublicAsking,
    SideMessage,
    TextCover,
    TicketPhoto,
)
from liaison_app.services import moderating, photo_blackening, photos, public_asking
from tests.api.test_attacks_messages import SAID, follows, said_about, ticket_of_ours
from tests.api.test_attacks_threads import written
from tests.api.test_attacks_tickets import PUBLIC_READS, account_id, opened, photo_of
from tests.api.wire import state_of
from tests.handlers import named

WHY = "the-names-of-the-herons"
PAGE = "____moderated_ticket."
QUEUE = "____moderation_queue."
ASK, BACK = named("____public_asking.ask"), named("____public_asking.take_back")
NOBODYS = [None, "other", "city", "liaison"]


def coordinator(backend) -> Actor:
    return Actor(account_id(backend, "coordinator"), Role.COORDINATOR, "Some coordinator")


def liaison(backend) -> Actor:
    return Actor(account_id(backend, "liaison"), Role.LIAISON, "Some liaison")


def asked(backend, ticket_id: str) -> str:
    """A message of `liaison` that the city has, and that neighbors are to read."""
    message_id = said_about(backend, ticket_id, Delivery.ACCEPTED)
    backend.program.use(public_asking.ask, actor=liaison(backend), message_id=message_id)
    return message_id


def decide(backend, message_id: str, act: Act = Act.SHOWN, **given) -> None:
    given = {"message_id": message_id, "act": act, "looked_at": fingerprint(SAID), "reason": WHY} | given
    backend.program.use(public_asking.decide, actor=coordinator(backend), **given)


def rows(backend, kind, *where) -> list:
    with backend.program.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(kind).where(*where)).all())


def decisions(backend, ticket_id: str) -> list[Act]:
    return [one.act for one in rows(backend, ModerationStep, ModerationStep.ticket_id == ticket_id)]


def at(ticket_id: str) -> str:
    return f"/desk/moderation/{ticket_id}"


def form(**fields: str) -> dict:
    return {"form": fields}


def press_everything(wire, ticket_id: str, key: str) -> None:
    """Every event of the coordinators' page, as their browser sends them."""
    reason = {f"{name}_reason": WHY for name in ("part", "private", "hide", "undo", "open", "black")}
    wire.ask(named(PAGE + "open"), {"key": key}, path=at(ticket_id))
    wire.ask(named(PAGE + "open_asked"), path=f"{at(ticket_id)}?open={key}")
    wire.ask(named(PAGE + "show"), path=at(ticket_id))
    for name in ("take_out", "keep_private", "hide", "undo", "open_original", "black_out"):
        marks = {"mark-0": "yes", "region-0": "0,0,1,1", "for_whom": "everybody"}
        wire.ask(named(PAGE + name), form(**reason, **marks), path=at(ticket_id))


@pytest.mark.parametrize("who", NOBODYS)
@pytest.mark.parametrize("kind", list(Subject))
def test_s24_nobody_but_coordinators_decides(backend, who, kind):
    """S24: a stranger, another liaison who follows it, the city, its own liaison: nothing is changed, shown or sent."""
    ticket_id = ticket_of_ours(backend)
    message_id, own, photo = asked(backend, ticket_id), written(backend, ticket_id), photo_of(backend, ticket_id)
    follows(backend, "other", ticket_id)
    ids = {Subject.MESSAGE: message_id, Subject.SIDE: own, Subject.PHOTO: photo, Subject.DESCRIPTION: ticket_id}
    wire = backend.wire(who)
    press_everything(wire, ticket_id, f"{kind.value}:{ids[kind]}")
    wire.ask(named(QUEUE + "show_photo"), {"key": photo}, path="/desk/moderation")
    wire.emit(named(PAGE + "watch"), path=at(ticket_id))
    wire.emit(named(QUEUE + "watch"), path="/desk/moderation")
    wire.hydrate()
    assert decisions(backend, ticket_id) == [Act.ASKED]
    assert rows(backend, TextCover, TextCover.ticket_id == ticket_id) == []
    assert rows(backend, TicketPhoto, TicketPhoto.key == photo)[0].approved_at is None
    assert SAID not in str(wire.updates)


@pytest.mark.parametrize("kind", [Subject.MESSAGE, Subject.SIDE])
def test_s24_a_coordinator_does(backend, kind):
    """The control: the same events of the same page."""
    ticket_id = ticket_of_ours(backend)
    ids = {Subject.MESSAGE: said_about(backend, ticket_id), Subject.SIDE: written(backend, ticket_id)}
    wire = backend.wire("coordinator")
    wire.ask(named(PAGE + "open"), {"key": f"{kind.value}:{ids[kind]}"}, path=at(ticket_id))
    wire.ask(named(PAGE + "hide"), form(hide_reason=WHY), path=at(ticket_id))
    assert decisions(backend, ticket_id) == [Act.HIDDEN]


@pytest.mark.parametrize("who", ["other", "coordinator", "city", None])
def test_s24_nobody_else_asks_for_the_author_or_takes_it_back(backend, who):
    """S24: with the id of the message, from its ticket's page, by a follower too."""
    ticket_id = ticket_of_ours(backend)
    follows(backend, "other", ticket_id)
    shown, other = asked(backend, ticket_id), said_about(backend, ticket_id, Delivery.ACCEPTED)
    decide(backend, shown)
    wire = backend.wire(who)
    wire.ask(BACK, {"message_id": shown}, path=f"/t/{ticket_id}")
    wire.ask(ASK, {"message_id": other}, path=f"/t/{ticket_id}")
    assert decisions(backend, ticket_id) == [Act.ASKED, Act.SHOWN]
    assert [one.message_id for one in rows(backend, PublicAsking, PublicAsking.ticket_id == ticket_id)] == [shown]


def test_s24_a_key_of_another_ticket_is_not_opened_from_this_one(backend):
    """S24: what is decided is about what the server holds open; a key from elsewhere opens nothing here."""
    ticket_id, other = ticket_of_ours(backend), ticket_of_ours(backend)
    message_id = said_about(backend, other)
    wire = backend.wire("coordinator")
    wire.ask(named(PAGE + "open"), {"key": f"message:{message_id}"}, path=at(ticket_id))
    wire.ask(named(PAGE + "hide"), form(hide_reason=WHY), path=at(ticket_id))
    assert decisions(backend, other) == []


@pytest.mark.parametrize(
    "key", ["", "message", "message:", "nothing:x", "photo:../x", "side:" + "x" * 5000, "x" * 90000]
)
def test_s05_a_key_that_names_nothing_opens_nothing(backend, key):
    """S05: and the page goes on."""
    ticket_id = ticket_of_ours(backend)
    wire = backend.wire("coordinator")
    _, state = wire.ask(named(PAGE + "open"), {"key": key}, path=at(ticket_id))
    assert state_of(state, "moderated_ticket")["chosen"]["key"] == ""


@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s25_what_waits_or_was_kept_private_is_in_no_frame(backend, who):
    """S25: nor what was taken back, nor what a coordinator hid after it had been shown."""
    ticket_id = ticket_of_ours(backend)
    message_id = asked(backend, ticket_id)
    assert SAID not in opened(backend, who, ticket_id)["everything"], "it waits"
    decide(backend, message_id, Act.KEPT_PRIVATE)
    assert SAID not in opened(backend, who, ticket_id)["everything"]
    decide(backend, message_id)
    assert SAID in opened(backend, who, ticket_id)["everything"], "the control"
    given = {"subject": Subject.MESSAGE, "subject_id": message_id, "reason": WHY}
    backend.program.use(moderating.hide, actor=coordinator(backend), **given)
    seen = opened(backend, who, ticket_id)["everything"]
    assert SAID not in seen
    assert WHY not in seen
    backend.program.use(moderating.undo, actor=coordinator(backend), **given)
    backend.program.use(public_asking.take_back, actor=liaison(backend), message_id=message_id)
    assert SAID not in opened(backend, who, ticket_id)["everything"]


def test_s25_what_neighbors_read_is_on_the_page_alone(backend):
    """S25: shown or not, it is in no feed, list, search, file or answer of the GeoReport server; nor is a reason."""
    ticket_id = ticket_of_ours(backend)
    updates = [f"/open311/v2/servicerequestupdates.{kind}" for kind in ("json", "xml")]
    others = [f"/feeds/tickets/{ticket_id}.atom", f"/open311/v2/requests/{ticket_id}.json", "/embed", "/poster"]
    decide(backend, asked(backend, ticket_id))
    with backend.client() as client:
        told = {path: client.get(path).text for path in [*PUBLIC_READS, *updates, *others]}
    assert "heron" not in str(told)


@pytest.mark.parametrize("who", [None, "other", "liaison", "coordinator", "city"])
def test_s25_a_text_that_was_hidden_is_in_no_frame(backend, who):
    """S25: not even in that of who wrote it or who hid it."""
    ticket_id = ticket_of_ours(backend)
    message_id, own = said_about(backend, ticket_id), written(backend, ticket_id)
    own_words = rows(backend, SideMessage, SideMessage.id == own)[0].text
    for subject, key in ((Subject.MESSAGE, message_id), (Subject.SIDE, own)):
        given = {"subject": subject, "subject_id": key, "reason": WHY}
        backend.program.use(moderating.hide, actor=coordinator(backend), **given)
    seen = opened(backend, who, ticket_id)["everything"]
    assert SAID not in seen
    assert own_words not in seen
    assert (WHY in seen) == (who in {"liaison", "coordinator"})


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "orange").save(out, "JPEG")
    return out.getvalue()


def public_photo(backend) -> str:
    ticket_id = ticket_of_ours(backend)
    key = photo_of(backend, ticket_id)
    store = backend.program.ports["photo_store"]
    store.drop(PhotoKey(key))
    store.put(PhotoKey(key), jpeg())
    backend.program.use(photos.review, actor=coordinator(backend), key=PhotoKey(key), is_approved=True)
    return key


def load(backend, path: str, who: str | None = None, **headers: str):
    cookie = {"Cookie": backend.cookie_of(who)} if who else {}
    with backend.client(headers={**cookie, **headers}) as client:
        return client.get(path)


def test_s25_a_cache_asks_each_time_and_hears_that_a_photo_is_gone(backend):
    """S25: who has it with its entity tag is answered 304 as long as it may be seen, and 404 from the hiding on."""
    key = public_photo(backend)
    first = load(backend, f"/api/photos/{key}")
    assert (first.status_code, first.headers["cache-control"]) == (200, "public, no-cache")
    tag = {"If-None-Match": first.headers["etag"]}
    assert load(backend, f"/api/photos/{key}", **tag).status_code == 304
    given = {"key": PhotoKey(key), "is_approved": False, "reason": WHY}
    backend.program.use(photos.review, actor=coordinator(backend), **given)
    for who in (None, "other"):
        gone = load(backend, f"/api/photos/{key}", who, **tag)
        assert (gone.status_code, gone.headers["cache-control"]) == (404, "no-store")


def black_out(backend, key: str) -> str:
    given = {"actor": coordinator(backend), "key": PhotoKey(key), "reason": WHY}
    source, regions = backend.program.use(photo_blackening.look_over, **given, regions=[Region(0, 0, 0.5, 1)])
    made = backend.program.use(photo_blackening.draw, actor=given["actor"], original=source, regions=regions)
    backend.program.use(photo_blackening.replace, **given, made=made, regions=regions)
    return made[0]


@pytest.mark.parametrize("who", [None, "liaison", "other", "city", "coordinator"])
def test_s24_what_was_blacked_out_is_at_no_address(backend, who):
    """S24, S25: not at the old address, its small copy, with its tag, nor at the new one; the original for nobody
    without a reason."""
    key = public_photo(backend)
    tag = load(backend, f"/api/photos/{key}").headers["etag"]
    new = black_out(backend, key)
    for path in (f"/api/photos/{key}", f"/api/photos/{key}?size=thumb", f"/api/photos/{key}/original"):
        assert load(backend, path, who).status_code == 404
        assert load(backend, path, who, **{"If-None-Match": tag}).status_code == 404
    assert load(backend, f"/api/photos/{new}/original", who).status_code == 404
    answer = load(backend, f"/api/photos/{new}", who)
    left = Image.open(io.BytesIO(answer.content)).convert("RGB").getpixel((10, 30))
    assert (answer.status_code, max(left) < 40) == (200, True)
    assert rows(backend, PhotoCover, PhotoCover.key == new)[0].original_key not in str(answer.headers)


def test_s24_the_original_opens_for_who_said_why_and_for_nobody_else(backend):
    """The control of the one above; with `no-store`."""
    new = black_out(backend, public_photo(backend))
    given = {"key": PhotoKey(new), "reason": WHY}
    backend.program.use(photo_blackening.note_opened, actor=coordinator(backend), **given)
    mine = load(backend, f"/api/photos/{new}/original", "coordinator")
    left = Image.open(io.BytesIO(mine.content)).convert("RGB").getpixel((10, 30))
    assert (mine.status_code, mine.headers["cache-control"], max(left) > 100) == (200, "private, no-store", True)
    for who in (None, "liaison", "other", "city", backend.person(Role.COORDINATOR)):
        assert load(backend, f"/api/photos/{new}/original", who).status_code == 404


def test_s26_a_page_of_who_has_left_decides_nothing_and_holds_nothing(backend):
    """S26: what was open before them goes from the server with the next event."""
    ticket_id = ticket_of_ours(backend)
    message_id = said_about(backend, ticket_id)
    cookie = backend.cookie_of("coordinator")
    wire = backend.wire(cookie=cookie)
    _, state = wire.ask(named(PAGE + "open"), {"key": f"message:{message_id}"}, path=at(ticket_id))
    assert SAID in str(state), "the control"
    with backend.client(headers={"Cookie": cookie}) as client:
        client.post("/api/sign-out")
    _, after = wire.ask(named(PAGE + "hide"), form(hide_reason=WHY), path=at(ticket_id))
    assert SAID not in str(after)
    assert decisions(backend, ticket_id) == []


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def test_s35_markup_stays_text_in_frames_and_mails(backend):
    """S35: what was typed goes out as data, and in the mail's HTML escaped."""
    ticket_id = ticket_of_ours(backend)
    message_id = asked(backend, ticket_id)
    decide(backend, message_id, Act.KEPT_PRIVATE, reason=EVIL)
    from liaison_app.models import MailMessage

    [mail] = [one for one in rows(backend, MailMessage) if EVIL in one.text]
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
    seen = opened(backend, "liaison", ticket_id)
    assert [one["reason"] for one in seen["page"]["moderation"]] == [EVIL]


@pytest.mark.parametrize("who", [None, "other", "city"])
def test_s40_a_refusal_leaves_one_row_without_secrets(own_backend, who):
    """S40: neither the reason that was sent nor a word of the message."""
    ticket_id = ticket_of_ours(own_backend)
    message_id = said_about(own_backend, ticket_id)
    wire = own_backend.wire(who)
    before = len(own_backend.audit())
    wire.ask(named(PAGE + "hide"), form(hide_reason=f"{WHY} {SAID}"), path=at(ticket_id))
    left = [one for one in own_backend.audit()[before:] if one.action == "refused"]
    assert len(left) == 1
    said = f"{left[0].subject} {left[0].detail}"
    assert WHY not in said
    assert SAID not in said
    assert message_id not in said
    assert WHY not in own_backend.logged()


def test_each_look_and_each_original_of_a_coordinator_is_in_the_trail(backend):
    """Ids and codes, no words."""
    ticket_id = ticket_of_ours(backend)
    message_id = written(backend, ticket_id)
    wire = backend.wire("coordinator")
    wire.ask(named(PAGE + "open"), {"key": f"side:{message_id}"}, path=at(ticket_id))
    wire.ask(named(PAGE + "open_original"), form(open_reason=WHY), path=at(ticket_id))
    trail = rows(backend, AuditEntry, AuditEntry.subject == ticket_id)
    mine = [(one.action, one.detail) for one in trail if one.action.startswith("moderation_")]
    told = {"kind": "side", "what": message_id}
    assert mine == [("moderation_looked", told), ("moderation_opened", told)]
    assert WHY not in str([one.detail for one in trail])


def test_a_private_ticket_tells_nothing_of_what_it_was_asked(backend):
    """S25: the ticket turned private after its message had been shown."""
    from liaison_app.models import Ticket

    ticket_id = ticket_of_ours(backend)
    decide(backend, asked(backend, ticket_id))
    with backend.program.database.unit_of_work() as uow:
        uow.db.get_one(Ticket, TicketId(ticket_id)).visibility = Visibility.PRIVATE
    for who in (None, "other"):
        assert SAID not in opened(backend, who, ticket_id)["everything"]
