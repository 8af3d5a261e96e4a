"""Applications: sent once, seen and changed by the holder of the code, decided by coordinators, and forgotten."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import event
from sqlmodel import select

from liaison_app.domain.access import PUBLIC
from liaison_app.domain.application_rows import InboxFilter, SameBy
from liaison_app.domain.applications import Act, ApplicationForm, Contact, hash_of
from liaison_app.domain.errors import Conflict, InputInvalid, NotAllowed, NotFound, SignInNeeded, TooMany
from liaison_app.domain.ids import NeighborhoodId, new_key
from liaison_app.domain.program import ApplicationState, SeatState
from liaison_app.models import Applicant, ApplicantNote, AuditEntry, Cohort, MailMessage, Neighborhood, Seat
from liaison_app.services import (
    application_deciding,
    application_inbox,
    application_retention,
    applications,
    program_front,
)
from liaison_app.services.application_deciding import GONE, JOINED, NOT_FROM_HERE
from tests.builders import A_DAY, COBBS_CREEK, World

HADDINGTON = NeighborhoodId("haddington")
_numbers = count(1)


@dataclass
class Office:
    """Applications in a world, with who decides about them."""

    world: World
    cora: object = None
    codes: dict[str, str] = field(default_factory=dict)

    def use(self, service, **given):
        return self.world.app.use(service, **given)

    def apply(self, name="Ana Ortiz", **given) -> str:
        """Somebody applies; the id of the application."""
        number = next(_numbers)
        contact = Contact(name, given.pop("email", f"ana{number}@example.org"), given.pop("phone", ""))
        form = ApplicationForm(contact, given.pop("at", COBBS_CREEK), ("en", "es"), ref=f"ref-{number}", **given)
        made = self.use(applications.apply, form=form)
        found = self.row(code=made.code)
        self.codes[found.id] = made.code
        return found.id

    def row(self, key="", *, code="") -> Applicant:
        with self.world.app.database.snapshot() as snapshot:
            where = Applicant.code_hash == hash_of(code) if code else Applicant.id == key
            return snapshot.db.exec(select(Applicant).where(where)).one()

    def decide(self, *keys, act=Act.WAITLIST, reason="", actor=None):
        actor = actor or self.cora
        return self.use(application_deciding.decide, actor=actor, applicant_ids=list(keys), act=act, reason=reason)

    def inbox(self, after="", limit=50, **asked):
        wanted = InboxFilter.parse(asked)
        return self.use(application_inbox.list_, actor=self.cora, wanted=wanted, after=after, limit=limit)

    def mails(self):
        with self.world.app.database.snapshot() as snapshot:
            return list(snapshot.db.exec(select(MailMessage).order_by(MailMessage.id)).all())

    def link_in(self, mail) -> tuple[str, str]:
        """The code and the seal in a mail's link."""
        found = re.search(r"/apply/([0-9a-z]+)\?mail=([0-9a-f]+)", mail.text)
        return found[1], found[2]


@pytest.fixture
def office(world, cora):
    world.add(Neighborhood(id=HADDINGTON, name="Haddington", lat=39.968, lon=-75.233))
    return Office(world, cora)


def test_one_pressing_of_send_makes_one_application_and_gives_the_same_code(office):
    form = ApplicationForm(Contact("Ana", "ana@example.org"), COBBS_CREEK, ref="one")
    first, again = (office.use(applications.apply, form=form) for _ in range(2))
    assert (first.is_new, again.is_new, first.code) == (True, False, again.code)
    assert len(office.mails()) == 1
    # Another person on the same showing of the form is another one.
    other = office.use(applications.apply, form=replace(form, contact=Contact("Ben", "ben@example.org")))
    assert other.is_new
    assert other.code != first.code
    assert sum(office.inbox().counts.values()) == 2


def test_the_code_is_kept_nowhere(office):
    key = office.apply()
    told = office.row(key).model_dump_json()
    assert office.codes[key] not in told
    assert hash_of(office.codes[key]) in told


def test_the_letter_confirms_and_looking_at_the_page_does_not(office):
    key = office.apply(email="ana@example.org")
    code, seal = office.link_in(office.mails()[0])
    assert code == office.codes[key]
    shown = office.use(applications.show_own, code=code)
    assert shown.confirmed_at is None
    with pytest.raises(NotFound):  # whoever only sent the form has no seal
        office.use(applications.confirm_mail, code=code, seal="")
    office.use(applications.confirm_mail, code=code, seal=seal)
    assert office.row(key).confirmed_at is not None


def test_a_code_read_out_on_the_phone_confirms_and_a_wrong_one_does_not(office):
    key = office.apply(email="", phone="215-555-0100")
    spoken = office.use(applications.show_own, code=office.codes[key]).spoken
    hear = application_deciding.confirm_spoken
    with pytest.raises(InputInvalid):
        office.use(hear, actor=office.cora, applicant_id=key, heard="AAA-AAA")
    assert office.row(key).confirmed_at is None
    office.use(hear, actor=office.cora, applicant_id=key, heard=spoken.lower().replace("-", " "))
    assert office.row(key).confirmed_at is not None


def test_wrong_codes_are_counted(office):
    key = office.apply(email="", phone="215-555-0100")
    for _ in range(application_deciding.HEARD):
        with pytest.raises(InputInvalid):
            office.use(application_deciding.confirm_spoken, actor=office.cora, applicant_id=key, heard="nothing")
    with pytest.raises(TooMany):
        office.use(application_deciding.confirm_spoken, actor=office.cora, applicant_id=key, heard="nothing")


def test_another_email_has_to_be_confirmed_anew_and_links_in_old_mails_open_nothing(office):
    key = office.apply(email="old@example.org")
    code, seal = office.link_in(office.mails()[0])
    office.use(applications.confirm_mail, code=code, seal=seal)
    fields = {"name": "Ana Ortiz", "email": "New@example.org", "phone": ""}
    changed = office.use(applications.correct, code=code, fields=fields)
    with pytest.raises(NotFound):
        office.use(applications.show_own, code=code)
    assert office.use(applications.show_own, code=changed.code).email == "new@example.org"
    assert office.row(key).confirmed_at is None
    assert office.mails()[-1].recipient == "new@example.org"


def test_a_phone_is_added_without_a_new_link(office):
    key = office.apply(email="ana@example.org")
    code, seal = office.link_in(office.mails()[0])
    office.use(applications.confirm_mail, code=code, seal=seal)
    fields = {"name": "Ana Ortiz", "email": "ana@example.org", "phone": "+1 215 555 0100"}
    assert office.use(applications.correct, code=code, fields=fields).code is None
    assert office.row(key).confirmed_at is not None
    assert office.row(key).phone_key == "2155550100"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "Ana"}, {"email": "email_or_phone_needed"}),
        (
            {"name": "", "email": "x", "phone": "call me"},
            {"name": "needed", "email": "not_an_email", "phone": "not_a_phone"},
        ),
        ({"name": "Ana", "phone": "12"}, {"phone": "not_a_phone"}),
    ],
)
def test_what_is_wrong_is_told_of_all_fields_at_once(fields, wrong):
    with pytest.raises(InputInvalid) as found:
        Contact.parse(fields)
    assert found.value.errors == wrong


def test_a_lost_link_comes_again_and_the_first_one_works_on(office):
    key = office.apply(email="ana@example.org")
    office.use(applications.ask_link, email="ana@example.org")
    fresh, _ = office.link_in(office.mails()[-1])
    assert fresh != office.codes[key]
    for code in (fresh, office.codes[key]):
        assert office.use(applications.show_own, code=code).id == key
    office.use(applications.ask_link, email="ana@example.org")
    with pytest.raises(NotFound):  # of the later ones the last works
        office.use(applications.show_own, code=fresh)
    before = len(office.mails())
    office.use(applications.ask_link, email="nobody@example.org")
    assert len(office.mails()) == before


def test_withdrawing_gives_an_offered_seat_back(office):
    key = office.apply()
    cohort = seat_in(office, key, SeatState.INVITED, ApplicationState.INVITED)
    office.use(applications.withdraw, code=office.codes[key])
    office.use(applications.withdraw, code=office.codes[key])
    assert office.row(key).state is ApplicationState.WITHDRAWN
    with office.world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(Seat).where(Seat.cohort_id == cohort)).one().state is SeatState.DECLINED


def test_who_has_taken_a_seat_does_not_withdraw_here(office):
    key = office.apply()
    seat_in(office, key, SeatState.ENROLLED, ApplicationState.ENROLLED)
    with pytest.raises(Conflict):
        office.use(applications.withdraw, code=office.codes[key])
    assert office.row(key).state is ApplicationState.ENROLLED


def seat_in(office, key, state, of_applicant) -> str:
    now, cohort_id = office.world.clock.at, new_key()[:16]
    made_by = office.cora.account_id
    office.world.add(Cohort(id=cohort_id, name="Winter", created_by=made_by, created_at=now, updated_at=now))
    office.world.add(
        Seat(id=new_key(), cohort_id=cohort_id, applicant_id=key, state=state, queued_at=now, updated_at=now)
    )

    def moving(*, uow):
        uow.db.get_one(Applicant, key).state = of_applicant

    office.use(moving)
    return cohort_id


def test_declining_needs_a_reason_which_the_applicant_reads_and_gets_by_mail(office):
    key = office.apply(email="ana@example.org", locale="es")
    with pytest.raises(InputInvalid):
        office.decide(key, act=Act.DECLINE)
    assert office.row(key).state is ApplicationState.APPLIED
    office.decide(key, act=Act.DECLINE, reason="This training is full.\nThe next one is in May.")
    mail = office.mails()[-1]
    assert "This training is full." in mail.text
    assert mail.locale == "es"
    assert "Su solicitud" in mail.subject
    assert office.use(applications.show_own, code=office.link_in(mail)[0]).reason.endswith("in May.")
    office.decide(key, act=Act.TAKE_BACK)
    assert (office.row(key).state, office.row(key).reason) == (ApplicationState.APPLIED, "")
    assert len(office.mails()) == 3, "who was told that it is over is told that it is not"


def test_many_are_decided_at_once_with_a_result_for_each(office):
    waiting, open_, gone = office.apply("Ana"), office.apply("Ben"), "nobody"
    office.decide(waiting)
    joined, into = office.apply("Cleo"), office.apply("Cleo")
    office.use(application_deciding.join, actor=office.cora, applicant_id=joined, into_id=into)
    results = office.decide(waiting, open_, gone, joined, open_)
    assert [(one.name, one.code) for one in results] == [
        ("Ana", NOT_FROM_HERE), ("Ben", ""), ("", GONE), ("Cleo", JOINED),
    ]  # fmt: skip
    assert office.row(open_).state is ApplicationState.WAITLISTED


@pytest.mark.parametrize("rows", [[], [str(one) for one in range(application_deciding.MOST_AT_ONCE + 1)]])
def test_none_and_too_many_rows_are_refused(office, rows):
    with pytest.raises(InputInvalid):
        office.decide(*rows)


def test_only_coordinators_read_and_decide(office, rosa):
    key = office.apply()
    for actor, refused in ((PUBLIC, SignInNeeded), (rosa, NotAllowed)):
        for service, given in (
            (application_inbox.list_, {"wanted": InboxFilter()}),
            (application_inbox.show, {"applicant_id": key}),
            (application_inbox.written, {"wanted": InboxFilter()}),
            (application_inbox.count_waiting, {}),
            (application_deciding.decide, {"applicant_ids": [key], "act": Act.WAITLIST}),
            (application_deciding.note, {"applicant_id": key, "text": "x"}),
            (application_deciding.confirm_spoken, {"applicant_id": key, "heard": "x"}),
            (application_deciding.join, {"applicant_id": key, "into_id": key}),
            (application_deciding.part, {"applicant_id": key}),
        ):
            with pytest.raises(refused):
                office.use(service, actor=actor, **given)
    assert office.use(application_inbox.count_waiting, actor=office.cora) == 1


def test_the_list_is_paged_newest_first_and_counts_every_state(office):
    keys = []
    for _ in range(5):
        office.world.clock.at += timedelta(minutes=1)
        keys.append(office.apply())
    office.decide(keys[0])
    first = office.inbox(limit=2)
    assert [row.id for row in first.rows] == [keys[4], keys[3]]
    rest = office.inbox(after=first.next_after, limit=2)
    assert [row.id for row in rest.rows] == [keys[2], keys[1]]
    assert office.inbox(after=rest.next_after, limit=2).next_after == ""
    assert first.counts == {ApplicationState.APPLIED: 4, ApplicationState.WAITLISTED: 1}
    assert [row.id for row in office.inbox(state="waitlisted").rows] == [keys[0]]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Ben", "Ana"]),
        ({"neighborhood": "haddington"}, ["Ben"]),
        ({"neighborhood": "none"}, []),
        ({"language": "es"}, ["Ben", "Ana"]),
        ({"language": "vi"}, []),
        ({"confirmed": "yes"}, []),
        ({"confirmed": "no"}, ["Ben", "Ana"]),
        ({"source": "import"}, []),
        ({"words": "BLOCK captain"}, ["Ana"]),
        ({"words": "%"}, []),
        ({"state": "nonsense"}, ["Ben", "Ana"]),
    ],
)
def test_the_list_is_narrowed(office, asked, names):
    office.apply("Ana", why="I am a block captain.")
    office.world.clock.at += timedelta(minutes=1)
    office.apply("Ben", at=HADDINGTON)
    assert [row.name for row in office.inbox(**asked).rows] == names


def test_applications_of_one_person_are_found(office):
    ana = office.apply("Ana María Ortiz", email="ana@example.org", phone="(215) 555-0100")
    office.apply("A. Ortiz", email="ANA@example.org".lower(), at=HADDINGTON)
    office.apply("Somebody", phone="+1 215 555 0100", at=HADDINGTON)
    office.apply("Ortiz, Ana Maria")
    office.apply("Ben Little")
    office.apply("Ana Maria Ortiz", at=HADDINGTON)
    shown = office.use(application_inbox.show, actor=office.cora, applicant_id=ana)
    assert {(one.name, one.by) for one in shown.same} == {
        ("A. Ortiz", (SameBy.EMAIL,)), ("Somebody", (SameBy.PHONE,)), ("Ortiz, Ana Maria", (SameBy.NAME,)),
    }  # fmt: skip
    counts = {row.name: row.same for row in office.inbox().rows}
    assert (counts["Ana María Ortiz"], counts["Ben Little"]) == (3, 0)


def test_joining_fills_what_is_missing_and_keeps_the_notes(office):
    one = office.apply("Ana Ortiz", email="ana@example.org", why="Because.")
    into = office.apply("Ana Ortiz", email="", phone="215-555-0100")
    office.use(application_deciding.note, actor=office.cora, applicant_id=one, text="Called twice.")
    office.use(application_deciding.join, actor=office.cora, applicant_id=one, into_id=into)
    now = office.use(application_inbox.show, actor=office.cora, applicant_id=into)
    assert (now.row.email, now.row.why, [note.text for note in now.notes]) == (
        "ana@example.org", "Because.", ["Called twice."],
    )  # fmt: skip
    assert [row.id for row in office.inbox().rows] == [into]
    own = office.use(applications.show_own, code=office.codes[one])
    assert own.is_joined, "whoever holds the code of the one does not get the other's page"
    with pytest.raises(NotFound):
        office.use(applications.withdraw, code=office.codes[one])
    office.use(application_deciding.part, actor=office.cora, applicant_id=one)
    assert {row.id for row in office.inbox().rows} == {one, into}


def test_who_has_a_seat_does_not_give_way(office):
    one, into = office.apply(), office.apply()
    seat_in(office, one, SeatState.ENROLLED, ApplicationState.ENROLLED)
    with pytest.raises(Conflict):
        office.use(application_deciding.join, actor=office.cora, applicant_id=one, into_id=into)
    office.use(application_deciding.join, actor=office.cora, applicant_id=into, into_id=one)
    assert office.row(into).joined_to == one


def test_who_was_declined_or_withdrew_is_forgotten_and_nobody_else(office):
    declined, withdrawn, waiting = office.apply("Ana"), office.apply("Ben"), office.apply("Cleo")
    office.decide(declined, act=Act.DECLINE, reason="No.")
    office.use(application_deciding.note, actor=office.cora, applicant_id=declined, text="Lives at 12 Elm.")
    office.use(applications.withdraw, code=office.codes[withdrawn])
    kept = office.world.app.ports["applicants_kept"]
    office.world.clock.at += kept - A_DAY
    office.use(application_retention.forget_applicants)
    assert office.row(declined).name == "Ana"
    office.world.clock.at += 2 * A_DAY
    assert office.use(application_retention.count_due) == 2
    office.use(application_retention.forget_applicants)
    gone = office.row(declined)
    told = (gone.name, gone.email, gone.phone, gone.why, gone.needs, gone.reason, gone.name_key, gone.ref)
    assert set(told) == {"", None}
    assert (gone.state, gone.neighborhood_id) == (ApplicationState.DECLINED, COBBS_CREEK)
    assert office.row(waiting).name == "Cleo"
    with pytest.raises(NotFound):
        office.use(applications.show_own, code=office.codes[declined])
    with office.world.app.database.snapshot() as snapshot:
        assert snapshot.db.exec(select(ApplicantNote)).all() == []
        assert {mail.about for mail in snapshot.db.exec(select(MailMessage)).all()} == {waiting}
    assert office.use(application_retention.count_due) == 0


def test_one_form_that_is_sent_twice_at_once_makes_one(office):
    form = ApplicationForm(Contact("Ana", "ana@example.org"), COBBS_CREEK, ref="one")
    made, start = [], threading.Barrier(2)

    def send():
        start.wait()
        made.append(office.use(applications.apply, form=form).is_new)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(made) == [False, True]


def test_a_full_inbox_takes_few_statements(office, cora):
    """Sixty applications on a Monday, beside a thousand from before; the page, one of them, and the front door."""
    now = office.world.clock.at
    office.world.add(
        *(
            Applicant(
                id=f"a{number}", code_hash=f"h{number}", name=f"Person {number}", name_key=f"{number} person",
                email=f"p{number}@example.org", phone_key=f"{2155550000 + number}", languages=["en"],
                neighborhood_id=COBBS_CREEK if number % 2 else HADDINGTON, created_at=now - timedelta(minutes=number),
                updated_at=now,
            )
            for number in range(1060)
        )
    )  # fmt: skip
    asked = []
    for service, given in (
        (
            application_inbox.list_,
            {"actor": cora, "wanted": InboxFilter.parse({"state": "applied", "words": "person"})},
        ),
        (application_inbox.show, {"actor": cora, "applicant_id": "a7"}),
        (program_front.show, {"near": COBBS_CREEK}),
    ):
        with counted(office) as statements:
            office.use(service, **given)
        asked.append(len(statements))
    assert max(asked) <= 9, asked


@contextmanager
def counted(office):
    """The statements that are sent meanwhile."""
    sent = []
    engine = office.world.app.database.engine

    def note(_conn, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_nothing_that_was_typed_is_in_the_audit_trail(office):
    key = office.apply("Ana Ortiz", email="ana@example.org")
    office.decide(key, act=Act.DECLINE, reason="The reason")
    with office.world.app.database.snapshot() as snapshot:
        told = " ".join(one.model_dump_json() for one in snapshot.db.exec(select(AuditEntry)).all())
    assert key in told
    assert not any(word in told for word in ("Ana", "ana@", "The reason"))
