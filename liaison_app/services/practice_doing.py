"""Doing a practice ticket: the draft is checked as a report is, graded, and its grades are stored. Nothing is filed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlmodel import col, func, select

from liaison_app.db import Snapshot, UnitOfWork
from liaison_app.domain.access import Actor, Audience
from liaison_app.domain.city import AttributeType
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.drafts import OK, FilingLimits, TicketDraft, place_errors
from liaison_app.domain.errors import Conflict, InputInvalid, NotFound
from liaison_app.domain.guidance import Guidance
from liaison_app.domain.ids import AccountId, Ref, ServiceCode, new_key
from liaison_app.domain.ports import Clock, RateLimits
from liaison_app.domain.practice import PracticeEnding, PracticeList, PracticeRoom, Scene
from liaison_app.domain.practice_grading import ANY, Done, Graded, grade
from liaison_app.domain.privacy import pieces_of
from liaison_app.domain.questions import Answer
from liaison_app.models import PracticeAttempt, PracticeGrade
from liaison_app.services.practice_catalogue import kind
from liaison_app.services.taking_turns import wait_for_turn
from liaison_app.services.ticket_checking import DraftReview, details_given, look_over, personal_given
from liaison_app.services.ticket_storing import answers_to

TRIES_PER_HOUR = 120
HOUR_S = 3600
WRITTEN = frozenset({AttributeType.STRING, AttributeType.TEXT})


def scene_of(scene_id: str, practice_room: PracticeRoom) -> Scene:
    """A scene. Raises: NotFound."""
    scene = practice_room.scenes.get(scene_id)
    if scene is None:
        raise NotFound
    return scene


def with_photos(draft: TicketDraft, scene: Scene) -> TicketDraft:
    """A draft whose photos are those on offer alone."""
    return replace(draft, photo_keys=tuple(key for key in draft.photo_keys if scene.photo(key) is not None))


def details(
    *,
    draft: TicketDraft,
    practice_list: PracticeList,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
    clock: Clock,
) -> dict[str, str]:
    """As `ticket_checking.details`, by the practice city's questions."""
    answers, wrong = _answers(draft, practice_list, city_profile, guidance, clock)
    return wrong | details_given(draft, answers, filing_limits)


def review(
    *,
    actor: Actor,
    draft: TicketDraft,
    locale: str,
    address: str,
    snapshot: Snapshot,
    practice_list: PracticeList,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
    delivery_policy: DeliveryPolicy,
    clock: Clock,
) -> DraftReview:
    """As `ticket_checking.review`, by the practice city's services. Raises: SignInNeeded, NotAllowed."""
    code = draft.service_code
    chosen = kind(code=code, locale=locale, guidance=guidance, practice_list=practice_list) if code else None
    answers, wrong = _answers(draft, practice_list, city_profile, guidance, clock)
    return look_over(
        actor=actor, draft=draft, address=address, chosen=chosen, answers=answers, wrong=wrong, snapshot=snapshot,
        city_profile=city_profile, filing_limits=filing_limits, delivery_policy=delivery_policy, clock=clock,
    )  # fmt: skip


def confirm(
    *,
    draft: TicketDraft,
    address: str,
    practice_list: PracticeList,
    city_profile: CityProfile,
    guidance: Guidance,
    clock: Clock,
) -> None:
    """As `ticket_checking.confirm`. Raises: InputInvalid."""
    answers, _ = _answers(draft, practice_list, city_profile, guidance, clock)
    if draft.personal_ok != pieces_of(personal_given(draft, address, answers)):
        raise InputInvalid({OK: "personal_ok"})


def handed_in_before(*, actor: Actor, ref: Ref | None, snapshot: Snapshot) -> int | None:
    """The number of the try that this pressing of Send became; None where it has not arrived yet."""
    account_id = actor.require(Audience.LIAISON)
    if ref is None:
        return None
    found = snapshot.db.exec(select(PracticeAttempt).where(PracticeAttempt.ref == ref)).first()
    return found.number if found is not None and found.account_id == account_id else None


def hand_in(
    *,
    actor: Actor,
    scene_id: str,
    draft: TicketDraft,
    uow: UnitOfWork,
    clock: Clock,
    practice_room: PracticeRoom,
    practice_list: PracticeList,
    city_profile: CityProfile,
    guidance: Guidance,
    filing_limits: FilingLimits,
    rate_limits: RateLimits | None = None,
) -> int:
    """Grade a whole report of a scene; the number of the try. The same ref again stores nothing.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such scene.
        InputInvalid: something is missing or cannot be taken, by field, as in a report.
        Conflict: `ref_taken`, it is another account's.
        TooMany: more than 120 in an hour.
    """
    account_id = actor.require(Audience.LIAISON)
    scene = scene_of(scene_id, practice_room)
    if draft.ref is None:
        raise InputInvalid({"form": "needed"})
    wait_for_turn(account_id, uow)
    before = uow.db.exec(select(PracticeAttempt).where(PracticeAttempt.ref == draft.ref)).first()
    if before is not None:
        if before.account_id != account_id:
            raise Conflict("ref_taken")
        return before.number
    draft = with_photos(draft, scene)
    answers, wrong = _answers(draft, practice_list, city_profile, guidance, clock)
    errors = place_errors(draft, city_profile.limits, takes_words=filing_limits.takes_words_for_place)
    if draft.service_code not in practice_list:
        raise InputInvalid(errors | {"service": "kind_needed"})
    errors |= wrong | details_given(draft, answers, filing_limits)
    if errors:
        raise InputInvalid(errors)
    done = _sent(scene, draft, answers, practice_list)
    return _store(scene, done, account_id, draft.ref, uow, clock, rate_limits)


def stand_behind(
    *,
    actor: Actor,
    scene_id: str,
    ticket_id: str,
    uow: UnitOfWork,
    clock: Clock,
    practice_room: PracticeRoom,
    rate_limits: RateLimits | None = None,
) -> int:
    """Grade standing behind what lies around a scene; the number of the try.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such scene, or no such ticket around it.
        TooMany: as `hand_in`.
    """
    account_id = actor.require(Audience.LIAISON)
    scene = scene_of(scene_id, practice_room)
    ticket = scene.ticket(ticket_id)
    if ticket is None:
        raise NotFound
    wait_for_turn(account_id, uow)
    done = Done(PracticeEnding.CO_SIGNED, service=ticket.service, co_signed=ticket_id)
    return _store(scene, done, account_id, None, uow, clock, rate_limits)


def leave_it(
    *,
    actor: Actor,
    scene_id: str,
    instead: str,
    uow: UnitOfWork,
    clock: Clock,
    practice_room: PracticeRoom,
    rate_limits: RateLimits | None = None,
) -> int:
    """Grade sending nothing, and turning to somebody else; the number of the try.

    Raises:
        SignInNeeded, NotAllowed: the actor is no liaison.
        NotFound: there is no such scene.
        InputInvalid: (field `instead`) nobody we know of was chosen.
        TooMany: as `hand_in`.
    """
    account_id = actor.require(Audience.LIAISON)
    scene = scene_of(scene_id, practice_room)
    if instead not in practice_room.instead:
        raise InputInvalid({"instead": "choose"})
    wait_for_turn(account_id, uow)
    done = Done(PracticeEnding.NOWHERE, instead=instead)
    return _store(scene, done, account_id, None, uow, clock, rate_limits)


def _answers(
    draft: TicketDraft, practice_list: PracticeList, city_profile: CityProfile, guidance: Guidance, clock: Clock
) -> tuple[tuple[Answer, ...], dict[str, str]]:
    code = draft.service_code or ServiceCode("")
    every = practice_list[code].questions if code in practice_list else ()
    return answers_to(every, draft, guidance.of(code), city_profile.time_zone, clock.now())


def _sent(scene: Scene, draft: TicketDraft, answers: tuple[Answer, ...], practice_list: PracticeList) -> Done:
    return Done(
        PracticeEnding.SENT,
        service=draft.service_code or ServiceCode(""),
        at=draft.at if draft.is_on_map else None,
        photos=tuple(draft.photo_keys),
        answers={one.code: one.values for one in answers},
        text="\n".join(_written(scene, draft, answers, practice_list)),
        keeps_neighbor=draft.heard_from is not None,
    )


def _written(
    scene: Scene, draft: TicketDraft, answers: tuple[Answer, ...], practice_list: PracticeList
) -> Iterator[str]:
    """All words of the sender's own. An answer that the scene itself asks for word by word is not one of them."""
    yield draft.description
    if draft.has_words_for_place:
        yield draft.address
    written = {
        one.code for one in practice_list[draft.service_code or ServiceCode("")].questions if one.datatype in WRITTEN
    }
    for answer in answers:
        if answer.code in written and scene.right.answers.get(answer.code, (ANY,)) == (ANY,):
            yield answer.shown


def _store(
    scene: Scene,
    done: Done,
    account_id: AccountId,
    ref: Ref | None,
    uow: UnitOfWork,
    clock: Clock,
    rate_limits: RateLimits | None,
) -> int:
    if rate_limits is not None:
        rate_limits.hit("practice", account_id, limit=TRIES_PER_HOUR, per_s=HOUR_S)
    graded: Graded = grade(scene, done)
    mine = (PracticeAttempt.account_id == account_id, PracticeAttempt.scene_id == scene.id)
    number = (uow.db.exec(select(func.max(col(PracticeAttempt.number))).where(*mine)).one() or 0) + 1
    attempt = PracticeAttempt(
        id=new_key(), account_id=account_id, scene_id=scene.id, number=number, ref=ref, at=clock.now(),
        ending=done.ending, service_code=done.service, instead=done.instead, co_signed=done.co_signed,
        points=graded.points,
    )  # fmt: skip
    uow.db.add(attempt)
    uow.db.flush()
    for dimension, each in graded.grades.items():
        findings = [[str(one.code), one.about] for one in each.findings]
        uow.db.add(
            PracticeGrade(attempt_id=attempt.id, dimension=dimension, points=each.points, findings=findings)
        )  # fmt: skip
    return number
