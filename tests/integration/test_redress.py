"""A redress: the packet that says "closed, not fixed", and the new request that names the original."""

from __future__ import annotations

import threading

import pytest
from sqlmodel import select

from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.domain.access import PUBLIC, Role
from liaison_app.domain.city import AttributeType, ServiceType
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded
from liaison_app.domain.geo import LatLon
from liaison_app.domain.ids import PhotoKey, TicketId, new_ref
from liaison_app.domain.redress_rows import Hindrance
from liaison_app.domain.tickets import ChangeKind, Outcome, Status, Visibility
from liaison_app.i18n import using_locale
from liaison_app.models import (
    CityService,
    OutboxEntry,
    Redress,
    ServiceQuestion,
    StatusChange,
    Ticket,
    TicketAnswer,
    TicketPhoto,
)
from liaison_app.services import delivery_deciding, photos, redress, redress_filing, redress_photos
from liaison_app.services.earlier_closings import MOST_SHOWN
from liaison_app.services.ticket_resending import is_same_report
from liaison_app.wording.redress import redress_text, redress_words
from tests.builders import A_DAY, NOW, World
from tests.integration.test_looks import TODAY, closed, co_signer, follower, record, row, saw, shown, words
from tests.letters import Letters

NOTE = "Las bolsas siguen ahí."


@pytest.fixture
def world(database_url, tmp_path):
    made = World.on(database_url, photo_store=PhotoFolder(tmp_path / "photos"))
    made.add(
        CityService(code="SR-ST02", name="Illegal Dumping", type=ServiceType.REALTIME, fetched_at=made.clock.at)
    )  # fmt: skip
    yield made
    made.app.close()


@pytest.fixture
def owner(world):
    return world.account(name="Rosa Medina")


@pytest.fixture
def ticket(world, owner):
    """Closed, and its liaison saw that it is not fixed."""
    found = closed(world, owner, service_request_id="17217527")
    record(world, owner, found, saw("not_fixed", note=NOTE))
    return found


def packet(world, actor, ticket_id):
    return world.app.use(redress.packet, actor=actor, ticket_id=ticket_id)


def text_of(world, actor, ticket_id) -> str:
    return redress_text(packet(world, actor, ticket_id), world.app.ports["city_profile"])


def again(world, actor, ticket_id, *, ref="", text="Request 17217527 is not fixed.", personal_ok=""):
    """As the page does it: looked over, then the copies' bytes, then the ticket."""
    ref = ref or new_ref()
    copies = looked_over(world, actor, ticket_id, ref=ref, text=text, personal_ok=personal_ok)
    stored = world.app.use(redress_photos.store_copies, actor=actor, copies=copies)
    return filed(world, actor, ticket_id, ref=ref, text=text, personal_ok=personal_ok, copies=stored)


def looked_over(world, actor, ticket_id, *, ref="", text="Request 17217527 is not fixed.", personal_ok=""):
    return world.app.use(
        redress_filing.look_over, actor=actor, ticket_id=ticket_id, ref=ref or new_ref(), description=text,
        personal_ok=personal_ok,
    )  # fmt: skip


def filed(world, actor, ticket_id, *, ref, text="Request 17217527 is not fixed.", personal_ok="", copies=()):
    return world.app.use(
        redress_filing.file_again, actor=actor, ticket_id=ticket_id, ref=ref, description=text,
        personal_ok=personal_ok, copies=copies,
    )  # fmt: skip


def rows(world, model):
    with world.app.database.snapshot() as snapshot:
        return list(snapshot.db.exec(select(model)).all())


def kept_photo(world, ticket_id, owner, **given) -> PhotoKey:
    """A photo with its bytes."""
    key = PhotoKey(world.photo(ticket_id, owner, **given))
    for one in (key, photos.thumb_key(key)):
        world.app.ports["photo_store"].put(one, key.encode())
    return key


def test_the_text_says_in_the_citys_language_what_is_there_and_which_request_it_is(world, owner, ticket):
    with using_locale("es"):
        said = text_of(world, owner, ticket)
        page = redress_words(packet(world, owner, ticket), world.app.ports["city_profile"], "me")
    assert said.splitlines() == [
        "Request 17217527 (Illegal dumping, 5201 Market St) was closed, and it is not fixed.",
        "It was closed on Wed 9 Dec with the note: “Done.”",
        f"A neighborhood liaison looked on Fri 11 Dec: it is not fixed. {NOTE}",
        "Please take this as a new request that belongs to 17217527: closed, but not resolved.",
    ]
    assert (page.text, page.lang) == (said, "en")
    assert page.call == "Llame al 311 y léalo en voz alta. Diga primero el número."
    assert page.starts == {"description": [said]}


def test_what_was_closed_here_before_is_in_it_and_nothing_private(world, owner, ticket):
    here = {"requested_at": NOW - 60 * A_DAY, "closed_at": NOW - 50 * A_DAY}
    before = closed(world, None, service_request_id="16000001", status_notes="Call 215-555-0142.", **here)
    closed(world, None, service_request_id="16000002", visibility=Visibility.PRIVATE, **here)
    closed(world, None, service_request_id="16000003", at=LatLon(39.9594, -75.2250), **here)
    closed(world, None, service_request_id="16000004", service_code="SR-ST04", **here)
    closed(world, None, service_request_id="16000005", closed_at=NOW - A_DAY)
    world.ticket(None, service_request_id="16000006", requested_at=NOW - 60 * A_DAY)
    (found,) = packet(world, owner, ticket).earlier.rows
    assert found.card.id == before
    assert "215-555" not in found.city_words
    assert "It was closed here 1 time before: 16000001." in text_of(world, owner, ticket)
    assert "1600000" not in text_of(world, owner, ticket).replace("16000001", "")


def test_more_closings_than_are_listed_are_counted_all_the_same(world, owner, ticket):
    many = MOST_SHOWN + 3
    for n in range(many):
        here = {"requested_at": NOW - (60 + n) * A_DAY, "closed_at": NOW - (50 + n) * A_DAY}
        closed(world, None, service_request_id=f"1600000{n}", **here)
    newest = ", ".join(f"1600000{n}" for n in range(MOST_SHOWN))
    said = text_of(world, owner, ticket)
    assert f"It was closed here {many} times before, most recently: {newest}." in said
    assert f"1600000{MOST_SHOWN}" not in said
    assert (packet(world, owner, ticket).earlier.count, len(packet(world, owner, ticket).earlier.rows)) == (many, 6)


def test_the_text_has_its_readers_own_note_and_nobody_elses(world, owner):
    """A note is told to the ticket's liaison and coordinators; that does not make it theirs to pass on."""
    ticket = closed(world, owner, service_request_id="17217527")
    looker = follower(world, ticket)
    record(world, looker, ticket, saw("not_fixed", note=NOTE))
    boss = world.account(Role.COORDINATOR)
    assert [NOTE in text_of(world, one, ticket) for one in (owner, boss, looker)] == [False, False, True]
    page = redress_words(packet(world, owner, ticket), world.app.ports["city_profile"], "me")
    assert NOTE not in str(page.starts)
    assert [one.note for one in page.looks] == [NOTE], "its liaison reads it on the sheet"
    for reader in (looker, owner):  # neither files again with these words of theirs
        assert words(world, reader, ticket).steps[0].under.endswith("read these words. The public does not.")
    record(world, owner, ticket, saw("not_fixed", note="Two bags."))
    assert text_of(world, owner, ticket).splitlines()[2].endswith("it is not fixed. Two bags.")
    assert (
        words(world, owner, ticket)
        .steps[0]
        .under.endswith("If you file the ticket again, your text to the city begins with them; you can change it.")
    )


def test_the_packet_is_for_who_is_asked_and_coordinators(world, owner, ticket):
    for actor in (owner, follower(world, ticket), co_signer(world, ticket), world.account(Role.COORDINATOR)):
        assert packet(world, actor, ticket).may_file is (actor is owner)
    for actor, error in (
        (PUBLIC, SignInNeeded), (world.account(Role.CITY), NotAllowed), (world.account(), NotFound)
    ):  # fmt: skip
        with pytest.raises(error):
            packet(world, actor, ticket)


def test_who_did_not_file_it_reads_no_house_in_the_packet(world, owner):
    ticket = closed(world, owner, address="5201 Market St", public_address="5200 Market St")
    record(world, owner, ticket, saw("not_fixed"))
    other = follower(world, ticket)
    page = redress_words(packet(world, other, ticket), world.app.ports["city_profile"], str(other.account_id))
    assert "5201" not in str(page)
    assert (page.kept_as, page.forget) == ("", f"{other.account_id}/{ticket}/redress")


@pytest.mark.parametrize("outcome", ["fixed", "cannot_tell"])
def test_there_is_none_for_what_is_fixed_unseen_or_open(world, owner, outcome):
    unseen, is_open = closed(world, owner), world.ticket(owner)
    seen = closed(world, owner)
    record(world, owner, seen, saw(outcome))
    for ticket_id in (unseen, is_open, seen):
        with pytest.raises(NotFound):
            packet(world, owner, ticket_id)
        with pytest.raises(Conflict, match="no_redress"):
            filed(world, owner, ticket_id, ref=new_ref())
        assert words(world, owner, ticket_id).look.packet_to == ""


def test_partly_fixed_is_a_redress_too(world, owner):
    ticket = closed(world, owner)
    record(world, owner, ticket, saw("partly"))
    said = text_of(world, owner, ticket)
    assert "was closed, and it is only partly fixed." in said
    assert "only part of it is fixed." in said
    assert words(world, owner, ticket).sub.endswith("A person looked, and only part of it is fixed.")
    assert words(world, owner, ticket).look.packet_to == f"/t/{ticket}/redress"


def test_it_is_filed_as_a_request_like_any_other_and_both_show_each_other(world, owner, ticket):
    world.add(
        ServiceQuestion(
            service_code="SR-ST02", code="KIND", description="Kind?", datatype=AttributeType.STRING, required=True
        ),
        TicketAnswer(ticket_id=ticket, code="KIND", question="Kind?", values=["bags"], shown="bags"),
    )
    new = again(world, owner, ticket, text="Request 17217527 is not fixed. Bags everywhere.").id
    made = row(world, new)
    assert (made.filed_by, made.service_code, made.address) == (owner.account_id, "SR-ST02", "5201 Market St")
    assert (made.delivery, made.status, made.outcome) == (Delivery.QUEUED, Status.OPEN, None)
    assert [one.values for one in rows(world, TicketAnswer)] == [["bags"]] * 2
    assert [one.delivery for one in rows(world, OutboxEntry) if one.ticket_id == new] == [Delivery.QUEUED]
    assert [(one.ticket_id, one.original_id) for one in rows(world, Redress)] == [(new, ticket)]
    for actor in (owner, PUBLIC):
        assert [one.id for one in shown(world, actor, ticket).seconds] == [new]
        assert shown(world, actor, new).original.id == ticket
    assert words(world, PUBLIC, ticket).steps[0].what == f"It was filed again as {new}."
    (first,) = words(world, owner, new).linked
    assert (first.number, first.href, first.stands) == ("17217527", f"/t/{ticket}", "Closed, not fixed")
    assert row(world, ticket).outcome is Outcome.NOT_FIXED, "the first one stays what it is"


def test_its_second_outcome_shows_on_the_page_of_the_first(world, owner, ticket):
    new = again(world, owner, ticket).id

    def closing(*, uow):
        second = uow.db.get_one(Ticket, new)
        second.status, second.closed_at, second.service_request_id = Status.CLOSED, NOW, "17300000"
        second.delivery = Delivery.ACCEPTED

    world.app.use(closing)
    assert words(world, owner, ticket).linked[0].stands == "City says closed"
    record(world, owner, new, saw("fixed"))
    (second,) = words(world, PUBLIC, ticket).linked
    assert (second.number, second.stands) == ("17300000", "Seen fixed")


def test_a_private_one_is_linked_for_its_own_people_alone(world, owner):
    ticket = closed(world, owner, visibility=Visibility.PRIVATE)
    record(world, owner, ticket, saw("not_fixed"))
    second = world.ticket(owner)
    world.add(Redress(ticket_id=second, original_id=ticket))
    assert shown(world, owner, second).original.id == ticket
    assert shown(world, PUBLIC, second).original is None
    assert ticket not in str(words(world, PUBLIC, second))


def test_a_second_one_that_is_private_shows_on_no_public_page(world, owner, ticket):
    second = world.ticket(owner, visibility=Visibility.PRIVATE)
    world.add(Redress(ticket_id=second, original_id=ticket))
    assert [one.id for one in shown(world, owner, ticket).seconds] == [second]
    assert shown(world, PUBLIC, ticket).seconds == ()
    assert second not in str(words(world, PUBLIC, ticket))


def test_copies_of_the_photos_go_with_it_what_is_now_first(world, owner, ticket):
    world.photo(ticket, owner, position=1, refused_at=NOW)
    before = kept_photo(world, ticket, owner, approved_at=NOW)
    after = kept_photo(world, None, owner)
    record(world, owner, ticket, saw("not_fixed", photo=[after]))
    new = again(world, owner, ticket).id
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(
            select(TicketPhoto).where(TicketPhoto.ticket_id == new).order_by(TicketPhoto.position)
        ).all()
    store = world.app.ports["photo_store"]
    assert [store.get(PhotoKey(one.key)) for one in found] == [after.encode(), before.encode()]
    assert [store.get(photos.thumb_key(PhotoKey(one.key))) for one in found] == [after.encode(), before.encode()]
    assert [one.approved_at for one in found] == [None, None], "each copy waits for a look of its own"
    assert not row(world, new).has_public_photo
    assert [one.look_id for one in found] == [None, None]
    assert {one.key for one in shown(world, owner, ticket).photos} >= {before, after}, "the first one keeps its own"


def test_the_same_pressing_files_once_also_when_a_photo_was_refused_meanwhile(world, owner, ticket):
    key, ref = kept_photo(world, ticket, owner, approved_at=NOW), new_ref()
    first = again(world, owner, ticket, ref=ref)
    world.app.use(photos.review, actor=world.account(Role.COORDINATOR), key=key, is_approved=False, reason="A face.")
    second = again(world, owner, ticket, ref=ref)
    assert (second.id, second.is_new) == (first.id, False)
    with pytest.raises(Conflict, match="already_sent"):
        again(world, owner, ticket, ref=ref, text="Request 17217527, other words.")
    assert len(rows(world, Redress)) == 1
    assert [one.word for one in rows(world, StatusChange) if one.kind is ChangeKind.FILED_AGAIN] == [first.id]


def test_presses_at_once_from_two_pages_file_one(world, owner, ticket):
    gate, done, refused = threading.Barrier(3, timeout=10), [], []

    def press():
        gate.wait()
        try:
            done.append(again(world, owner, ticket).id)
        except Conflict as conflict:
            refused.append(conflict.reason)

    presses = [threading.Thread(target=press) for _ in range(3)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert (len(done), refused) == (1, ["filed_again"] * 2)
    assert [one.ticket_id for one in rows(world, Redress)] == done


def test_one_that_was_not_to_be_sent_is_in_nobodys_way(world, owner, ticket):
    first = again(world, owner, ticket).id
    with pytest.raises(Conflict, match="filed_again"):
        again(world, owner, ticket)

    def withdrawing(*, uow):
        uow.db.get_one(Ticket, first).delivery = Delivery.WITHDRAWN

    world.app.use(withdrawing)
    assert packet(world, owner, ticket).may_file
    assert again(world, owner, ticket).is_new


def withdrawn(world, ticket_id) -> None:
    """A coordinator decides that it is not to be sent."""

    def holding(*, uow):
        for one in (uow.db.get_one(Ticket, ticket_id), uow.db.get_one(OutboxEntry, ticket_id)):
            one.delivery = Delivery.HUMAN

    world.app.use(holding)
    boss = world.account(Role.COORDINATOR)
    world.app.use(delivery_deciding.withdraw, actor=boss, ticket_id=ticket_id, reason="Private land.")


def test_that_it_was_filed_again_is_told_to_who_may_see_the_second_one(world, owner, ticket):
    """On the page, which the feed is made of, and in letters."""
    letters = Letters(world)
    letters.follow(ticket)
    new = again(world, owner, ticket).id
    readers = {"owner": owner, "coordinator": world.account(Role.COORDINATOR), "public": PUBLIC}

    def told() -> list[str]:
        return [who for who, actor in readers.items() if new in str(words(world, actor, ticket))]

    assert told() == [*readers]
    withdrawn(world, new)
    assert told() == ["owner", "coordinator"]
    letters.compose()
    assert letters.news() == [], "what the public may not know is no news"
    second = again(world, owner, ticket).id
    letters.compose()
    (letter,) = letters.news()
    assert second in letter.text
    assert new not in letter.text


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("It is not fixed.", "description", "number_missing"),
        ("17217527 " + "x" * 2000, "description", "too_long"),
        ("17217527: call me at 215-555-0142.", "personal_ok", "personal_ok"),
    ],
)
def test_words_that_cannot_go_out_are_refused_beside_their_field(world, owner, ticket, text, field, code):
    with pytest.raises(InputInvalid) as refused:
        again(world, owner, ticket, text=text)
    assert refused.value.errors == {field: code}
    assert rows(world, Redress) == []


def test_where_the_city_asks_more_by_now_it_is_reported_anew(world, owner, ticket):
    """The button is not offered, and a page that still has it files nothing."""
    assert packet(world, owner, ticket).may_file
    world.add(
        ServiceQuestion(
            service_code="SR-ST02", code="SIZE", description="How much?", datatype=AttributeType.STRING, required=True
        )
    )
    found = packet(world, owner, ticket)
    assert (found.may_file, found.hindrance) == (False, Hindrance.ASKS_MORE)
    page = redress_words(found, world.app.ports["city_profile"], "me")
    assert (page.kept_as, page.anew_to) == ("", "/report?service=SR-ST02")
    assert page.anew_says.startswith("The city asks something now that the first request does not answer.")
    with pytest.raises(InputInvalid):
        again(world, owner, ticket)
    assert rows(world, Redress) == []
    assert packet(world, follower(world, ticket), ticket).hindrance is None


def test_why_it_cannot_be_filed_again_is_said_with_the_way_that_is_left(world, owner, ticket):
    def anew(locale="en"):
        with using_locale(locale):
            page = redress_words(packet(world, owner, ticket), world.app.ports["city_profile"], "me")
        assert (page.kept_as, page.photos_say) == ("", "")
        return page.anew_says, page.anew_to

    def moving(*, uow):
        uow.db.get_one(Ticket, ticket).lat = 10.0

    def retiring(*, uow):
        uow.db.get_one(CityService, "SR-ST02").retired_at = NOW

    world.app.use(moving)
    says, to = anew()
    assert says.startswith("The place of the first request cannot be sent as it is any more. Report it anew")
    assert to == "/report?service=SR-ST02"
    world.app.use(retiring)
    says, to = anew()
    assert says.startswith("The city does not take requests of this kind any more.")
    assert to == "/report", "the form has no such kind to begin with"
    says, to = anew("es")
    assert says.startswith("La ciudad ya no recibe solicitudes de este tipo. Repórtelo de nuevo y ponga")
    assert to == "/es/report"


def test_nobody_files_another_persons_ticket_again(world, ticket):
    others = [
        (PUBLIC, SignInNeeded),
        (world.account(Role.CITY), NotAllowed),
        (world.account(), NotFound),
        (follower(world, ticket), NotFound),
        (co_signer(world, ticket), NotFound),
        (world.account(Role.COORDINATOR), NotFound),
    ]
    for actor, error in others:
        with pytest.raises(error):
            filed(world, actor, ticket, ref=new_ref())
        with pytest.raises(error):
            looked_over(world, actor, ticket)
    assert rows(world, Redress) == []


def test_a_ref_that_is_none_or_of_another_ticket_files_nothing(world, owner, ticket):
    other = row(world, world.ticket(owner)).ref
    for ref, error in (("NL-nonsense", InputInvalid), (other, Conflict)):
        with pytest.raises(error):
            again(world, owner, ticket, ref=ref)
    assert rows(world, Redress) == []


def test_what_was_told_in_words_is_filed_again_in_words(world, owner):
    ticket = closed(
        world, owner, is_in_words=True, address="Behind the rec center", public_address="", at=LatLon(39.951, -75.239)
    )
    record(world, owner, ticket, saw("not_fixed"))
    number = row(world, ticket).service_request_id
    made = row(world, again(world, owner, ticket, text=f"Request {number} is not fixed.").id)
    assert (made.is_in_words, made.address) == (True, "Behind the rec center")
    assert packet(world, owner, ticket).earlier.rows == ()


def test_a_look_changes_nothing_of_what_was_sent_under_a_ref(world, owner, ticket):
    """The phone that sends its report once more is told that it was sent, whatever was seen afterwards."""
    from liaison_app.domain.drafts import TicketDraft

    first = row(world, ticket)
    record(world, owner, ticket, saw("not_fixed", photo=[PhotoKey(world.photo(None, owner))]))
    draft = TicketDraft.parse(
        {
            "service": "SR-ST02",
            "description": first.description,
            "address": first.address,
            "lat": str(first.lat),
            "lon": str(first.lon),
        }
    )

    def compare(*, snapshot, city_profile, guidance):
        return is_same_report(snapshot.db.get_one(Ticket, ticket), draft, snapshot, city_profile, guidance)

    assert world.app.use(compare)


def test_the_day_that_counts_is_the_newest_look(world, owner, ticket):
    record(world, follower(world, ticket), ticket, saw("not_fixed", on=TODAY - A_DAY, note="Somebody else's words."))
    assert "looked on Fri 11 Dec" in text_of(world, owner, ticket)
    assert TicketId(ticket) == packet(world, owner, ticket).detail.card.id
