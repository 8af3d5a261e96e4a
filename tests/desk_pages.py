"""What each page of a coordinator reads when it is opened, beginning to end. For the tests and `bench/desk.py`.

A new page of `/desk` is one more `DeskPage` in `PAGES`: its route, and the services that its state calls to open it.
`tests/integration/test_desk_pages.py` fails while one is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from sqlalchemy import event
from sqlmodel import col, func, select

from liaison_app.bootstrap import Application
from liaison_app.domain.access import Actor, Role
from liaison_app.domain.activity import ActivityFilter
from liaison_app.domain.application_rows import InboxFilter
from liaison_app.domain.certification_rows import CertificationSection
from liaison_app.domain.delivery import HELD, Delivery
from liaison_app.domain.desk_rows import DeskSection
from liaison_app.domain.ids import AccountId
from liaison_app.domain.people_rows import PeopleFilter
from liaison_app.domain.program import ApplicationState, CohortState, Level, SeatState
from liaison_app.models import (
    Account,
    Applicant,
    Cohort,
    OutboxEntry,
    PublicAsking,
    Seat,
    Ticket,
    TrainingModule,
    TrainingSession,
)
from liaison_app.services import (
    activity_reading,
    answers_due,
    api_keys,
    application_inbox,
    certification_desk,
    cohort_sessions,
    cohorts,
    cover_desk,
    coverage,
    delivery_desk,
    desk_today,
    exchange,
    invitations,
    mailbox,
    moderation_queue,
    moderation_reading,
    module_results,
    modules,
    people_desk,
    places,
    practice_class,
    program_figures,
    review_desk,
    roster,
    suspending,
)
from liaison_app.wording.exchange import first_section

Ask = Callable[..., Any]


@dataclass(frozen=True)
class Subjects:
    """What pages about one thing are opened with: the fullest of their kind that is there, '' where none is."""

    coordinator: Actor
    applicant_id: str
    cohort_id: str
    trained_id: str
    session_id: str
    module_id: str
    ticket_id: str


@dataclass(frozen=True)
class DeskPage:
    """A page: its route, how it is opened (`how`, where it is opened in several ways), and what it reads."""

    route: str
    reads: Callable[[Ask, Subjects], object]
    how: str = ""

    @property
    def name(self) -> str:
        """How figures name it."""
        return f"{self.route}{f' ({self.how})' if self.how else ''}"


@dataclass
class Opened:
    """What opening a page once came to: its statements, and what the services handed over."""

    statements: list[str] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows the answers hold, at any depth."""
        return sum(_rows(one) for one in self.answers)


def open_page(page: DeskPage, app: Application, at: Subjects) -> Opened:
    """Open it as its coordinator; what that came to."""
    opened = Opened()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):  # SQLite is told in words; every transaction has one
            opened.statements.append(statement)

    def ask(service: Callable[..., Any], **given: Any) -> Any:
        found = app.use(service, actor=at.coordinator, **given)
        opened.answers.append(found)
        return found

    event.listen(app.database.engine, "before_cursor_execute", note)
    try:
        page.reads(ask, at)
    finally:
        event.remove(app.database.engine, "before_cursor_execute", note)
    return opened


def subjects_of(app: Application) -> Subjects:
    """What there is in a database to open pages with."""
    with app.database.snapshot() as snapshot:
        db = snapshot.db
        fullest = select(Seat.cohort_id).join(Cohort, col(Cohort.id) == col(Seat.cohort_id))
        fullest = fullest.where(Cohort.state == CohortState.OPEN).group_by(col(Seat.cohort_id))
        cohort_id = db.exec(fullest.order_by(func.count().desc(), col(Seat.cohort_id))).first() or ""
        trained = select(Seat.cohort_id).where(Seat.state == SeatState.COMPLETED, col(Seat.account_id).is_not(None))
        of_cohort = select(TrainingSession.id).where(TrainingSession.cohort_id == cohort_id)
        undecided = select(Applicant.id).where(Applicant.state == ApplicationState.APPLIED)
        coordinator = db.exec(select(Account.id).where(Account.role == Role.COORDINATOR)).first() or ""
        held = select(OutboxEntry.ticket_id).where(col(OutboxEntry.delivery).in_(HELD))
        accepted = select(Ticket.id).where(Ticket.delivery == Delivery.ACCEPTED)
        return Subjects(
            coordinator=Actor(AccountId(coordinator), Role.COORDINATOR),
            applicant_id=db.exec(undecided.order_by(col(Applicant.created_at).desc())).first() or "",
            cohort_id=cohort_id,
            trained_id=db.exec(trained.order_by(col(Seat.cohort_id))).first() or "",
            session_id=db.exec(of_cohort.order_by(col(TrainingSession.starts_at))).first() or "",
            module_id=db.exec(select(TrainingModule.id).order_by(col(TrainingModule.place))).first() or "",
            ticket_id=(
                db.exec(select(PublicAsking.ticket_id)).first() or db.exec(held).first() or db.exec(accepted).first()
            ) or "",
        )  # fmt: skip


def plain(value: Any) -> Any:
    """An answer of a service as JSON could hold it."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value if isinstance(value, (dict, list, tuple, str, int, float, bool)) else str(value)


def _rows(value: Any) -> int:
    if isinstance(value, (list, tuple)):
        return len(value) + sum(_rows(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return sum(_rows(getattr(value, name)) for name in value.__dataclass_fields__)
    return 0


def _desk(ask: Ask, _at: Subjects) -> None:
    ask(invitations.choices)
    ask(invitations.list_)
    ask(people_desk.list_people)
    ask(desk_today.list_waiting)


def _applications(ask: Ask, asked: dict[str, str]) -> None:
    ask(_neighborhoods)
    given = {"wanted": InboxFilter.parse(asked), "after": "", "limit": application_inbox.PAGE_SIZE}
    ask(application_inbox.list_, **given)


def _neighborhoods(*, actor: Actor, snapshot: Any) -> Any:
    """The choices of a form, which are everybody's."""
    del actor
    return places.neighborhoods(snapshot=snapshot)


def _amend_cohort(ask: Ask, at: Subjects) -> None:
    ask(cohorts.show, cohort_id=at.cohort_id)
    ask(_neighborhoods)


def _module(ask: Ask, at: Subjects) -> None:
    sheet = ask(modules.show, module_id=at.module_id)
    ask(modules.look, draft=dict(sheet.draft))


def _results(ask: Ask, at: Subjects, cohort_id: str) -> None:
    ask(module_results.results, module_id=at.module_id, number=0, cohort_id=cohort_id, locale="en")


def _certificates(ask: Ask, section: CertificationSection) -> None:
    given = {"section": section, "level": Level.LIAISON, "find": ""}
    ask(certification_desk.list_people, **given, most=certification_desk.MOST_SHOWN)
    ask(suspending.list_appeals)


def _deliveries(ask: Ask, _at: Subjects) -> None:
    state = ask(exchange.show_exchange)
    section, most = first_section(state), delivery_desk.PAGE_SIZE
    if section is DeskSection.DECIDED:
        ask(delivery_desk.list_decisions, ticket_id=None, after="", limit=most)
    else:
        ask(delivery_desk.list_section, section=section, after="", limit=most)


PAGES: tuple[DeskPage, ...] = (
    DeskPage("/desk", _desk),
    DeskPage(
        "/desk",
        lambda ask, _: ask(people_desk.list_people, wanted=PeopleFilter(find="mar")),
        how="a part of a name",
    ),
    DeskPage(
        "/desk",
        lambda ask, _: ask(people_desk.list_people, wanted=PeopleFilter(level=Level.TRAINER)),
        how="people of a level",
    ),
    DeskPage("/desk/applications", lambda ask, _: _applications(ask, {"state": "undecided"})),
    DeskPage("/desk/applications", lambda ask, _: _applications(ask, {"state": ""}), how="all"),
    DeskPage(
        "/desk/applications/[applicant_id]",
        lambda ask, at: ask(application_inbox.show, applicant_id=at.applicant_id),
    ),
    DeskPage("/desk/cohorts", lambda ask, _: ask(cohorts.list_)),
    DeskPage("/desk/cohorts", lambda ask, _: ask(cohorts.list_, most=cohorts.SHOWN), how="all that are over"),
    DeskPage("/desk/cohorts", lambda ask, _: ask(cohorts.list_, find="winter"), how="a part of a name"),
    DeskPage("/desk/cohorts/new", lambda ask, _: ask(_neighborhoods)),
    DeskPage("/desk/cohorts/[cohort_id]", lambda ask, at: ask(cohorts.show, cohort_id=at.cohort_id)),
    DeskPage("/desk/cohorts/[cohort_id]/amend", _amend_cohort),
    DeskPage("/desk/week", lambda ask, _: ask(cohort_sessions.week, monday=None)),
    DeskPage("/roster", lambda ask, _: ask(roster.trained_by)),
    DeskPage("/roster/[session_id]", lambda ask, at: ask(roster.roster, session_id=at.session_id)),
    DeskPage("/desk/modules", lambda ask, _: ask(modules.list_)),
    DeskPage("/desk/modules/[module_id]", _module),
    DeskPage("/desk/modules/[module_id]/results", lambda ask, at: _results(ask, at, "")),
    DeskPage("/desk/modules/[module_id]/results", lambda ask, at: _results(ask, at, at.trained_id), how="one cohort"),
    DeskPage(
        "/desk/practice",
        lambda ask, _: ask(practice_class.show_class, cohort_id="", most=practice_class.MOST_SHOWN),
    ),
    DeskPage(
        "/desk/practice",
        lambda ask, at: ask(practice_class.show_class, cohort_id=at.trained_id, most=practice_class.MOST_SHOWN),
        how="one cohort",
    ),
    DeskPage("/desk/reviews", lambda ask, _: ask(review_desk.list_reviews)),
    *(
        DeskPage("/desk/certifications", lambda ask, _, one=section: _certificates(ask, one), how=section.value)
        for section in CertificationSection
    ),
    DeskPage("/desk/mailbox", lambda ask, _: ask(mailbox.list_mails, before=0, limit=mailbox.PAGE_SIZE)),
    DeskPage("/desk/moderation", lambda ask, _: ask(moderation_queue.list_waiting)),
    DeskPage(
        "/desk/moderation/[ticket_id]",
        lambda ask, at: ask(moderation_reading.show_ticket, ticket_id=at.ticket_id),
    ),
    DeskPage("/desk/deliveries", _deliveries),
    DeskPage("/desk/answers", lambda ask, _: ask(answers_due.list_overdue)),
    DeskPage("/desk/coverage", lambda ask, _: ask(coverage.show)),
    DeskPage("/desk/figures", lambda ask, _: ask(program_figures.show)),
    DeskPage("/desk/activity", lambda ask, _: ask(activity_reading.search, wanted=ActivityFilter())),
    DeskPage(
        "/desk/activity",
        lambda ask, _: ask(activity_reading.search, wanted=ActivityFilter(who="coordinator@example.org", about="T-1")),
        how="by person and subject",
    ),
    DeskPage("/desk/covers", lambda ask, _: ask(cover_desk.list_all)),
    DeskPage("/desk/api-keys", lambda ask, _: ask(api_keys.list_)),
)  # fmt: skip
