"""What follows from what happened to a message: the table of docs/delivery.md, as one pure function a side.

`after_post` is asked when a try to deliver has ended, `after_search` when the city's records were searched for a
message whose outcome is unclear, `after_token` when a placeholder was looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from liaison_app.domain.delivery import Delivery
from liaison_app.domain.delivery_policy import DeliveryPolicy, step_of

CLEAN_SEARCHES_NEEDED = 2


class AttemptResult(StrEnum):
    """How a try to deliver ended."""

    ACCEPTED = "accepted"
    TOKEN = "token"  # noqa: S105 (a placeholder of the city's)
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    REFUSED = "refused"
    FORBIDDEN = "forbidden"
    UNCLEAR = "unclear"
    LEASE_RAN_OUT = "lease_ran_out"
    NOT_SENT = "not_sent"


class Search(StrEnum):
    """How a search that did not find our own message ended."""

    SEVERAL_MAYBES = "several_maybes"
    ELSEWHERE = "number_elsewhere"  # our marker stands in a record whose number another ticket was given
    CLEAN = "clean"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Tried:
    """What is known of a message besides the newest event.

    `failures` counts failed exchanges in a row, `unclear` the tries whose outcome was never told, `since_post_s` the
    time since a POST may last have been under way. `others_went` says that the city took other messages since it last
    refused our key for this one.
    """

    failures: int = 0
    clean_searches: int = 0
    unclear: int = 0
    since_post_s: float = 0.0
    others_went: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Where the message stands now. `wait_s` is the time to the next act, None where none follows."""

    delivery: Delivery
    wait_s: float | None
    reason: str = ""
    failures: int = 0
    clean_searches: int = 0


def after_post(
    result: AttemptResult,
    tried: Tried,
    policy: DeliveryPolicy,
    *,
    retry_after_s: float | None = None,
    dice: float = 0.0,
) -> Step:
    """What follows from the end of a try. Accepted waits for a first look at the city's record."""
    failures = tried.failures + 1
    back_off = policy.spread(step_of(policy.backoff_s, failures), dice)
    match result:
        case AttemptResult.ACCEPTED:
            return Step(Delivery.ACCEPTED, 0.0)
        case AttemptResult.TOKEN:
            return Step(Delivery.AWAITING_ID, policy.token_backoff_s[0], "token")
        case AttemptResult.UNREACHABLE | AttemptResult.BUSY:
            # What a city asks for is bounded: a slip in a header must not park a message for a year.
            asked_for = min(retry_after_s or 0.0, policy.longest_wait_s)
            return Step(Delivery.QUEUED, max(back_off, asked_for), result.value, failures)
        case AttemptResult.REFUSED:
            return Step(Delivery.REJECTED, None, "refused")
        case AttemptResult.FORBIDDEN:
            return _after_forbidden(tried, back_off)
        case AttemptResult.NOT_SENT:
            return Step(Delivery.QUEUED, 0.0, "", tried.failures)
        case AttemptResult.UNCLEAR | AttemptResult.LEASE_RAN_OUT:
            return Step(
                Delivery.UNKNOWN,
                min(policy.first_look_s, policy.settle_s),
                result.value,
            )


def _after_forbidden(tried: Tried, back_off: float) -> Step:
    if tried.others_went:
        return Step(Delivery.HUMAN, None, "forbidden")
    # Behind the others, so that one of them finds out whether it is the key or this text.
    return Step(Delivery.QUEUED, back_off, "forbidden", tried.failures + 1)


def after_search(found: Search, tried: Tried, policy: DeliveryPolicy, *, dice: float = 0.0) -> Step:
    """What follows from a search for a message whose outcome is unclear.

    Before the settle time only a hit counts: the city may not show the request yet. After it, two complete searches
    without a hit are needed, and only a city that gives descriptions back makes them worth anything.
    """
    match found:
        case Search.SEVERAL_MAYBES | Search.ELSEWHERE:
            return Step(Delivery.HUMAN, None, found.value)
        case Search.UNSURE:
            return _after_unsure(tried, policy, dice)
        case Search.CLEAN:
            return _after_clean(tried, policy)


def _after_unsure(tried: Tried, policy: DeliveryPolicy, dice: float) -> Step:
    if tried.since_post_s >= policy.search_patience_s:
        return Step(Delivery.HUMAN, None, "cannot_search")
    failures = tried.failures + 1
    wait = policy.spread(step_of(policy.backoff_s, failures), dice)
    return Step(Delivery.UNKNOWN, wait, "unclear", failures, tried.clean_searches)


def _after_clean(tried: Tried, policy: DeliveryPolicy) -> Step:
    to_go = policy.settle_s - tried.since_post_s
    if to_go > 0:
        return Step(
            Delivery.UNKNOWN,
            min(to_go, max(policy.first_look_s, tried.since_post_s)),
            "unclear",
        )
    clean = tried.clean_searches + 1
    if clean < CLEAN_SEARCHES_NEEDED:
        return Step(
            Delivery.UNKNOWN,
            min(policy.settle_s, policy.poll_s),
            "unclear",
            clean_searches=clean,
        )
    if not policy.shows_marker:
        return Step(Delivery.HUMAN, None, "cannot_tell")
    if tried.unclear >= policy.max_unclear:
        return Step(Delivery.HUMAN, None, "unclear_too_often")
    return Step(Delivery.QUEUED, 0.0, "not_there")


def after_token(tried: Tried, policy: DeliveryPolicy, *, dice: float = 0.0) -> Step:
    """What follows from a look at a placeholder that has no number yet. It is never a reason to send again."""
    if tried.since_post_s >= policy.token_patience_s:
        return Step(Delivery.HUMAN, None, "token_without_id")
    failures = tried.failures + 1
    wait = policy.spread(step_of(policy.token_backoff_s, failures), dice)
    return Step(Delivery.AWAITING_ID, wait, "token", failures)
