"""What became of our message to the city: the states and their legal moves. Rules: docs/delivery.md."""

from __future__ import annotations

from enum import StrEnum


class Delivery(StrEnum):
    """What became of our message."""

    QUEUED = "queued"  # waits to be sent
    SENDING = "sending"  # a worker holds the lease; the POST may be under way
    ACCEPTED = "accepted"  # the city gave its number
    AWAITING_ID = "awaiting_id"  # the city gave a placeholder; its number follows
    REJECTED = "rejected"  # the city refused it with words; the liaison can amend it
    UNKNOWN = "unknown"  # it may have arrived; looked up, never resent blindly
    HUMAN = "human"  # a person must decide
    WITHDRAWN = "withdrawn"  # a person decided that it is not to be sent


_MOVES: dict[Delivery, frozenset[Delivery]] = {
    # A late answer of a fenced worker may bring the id or the placeholder after all, whatever was thought meanwhile.
    Delivery.QUEUED: frozenset(
        {
            Delivery.SENDING,
            Delivery.HUMAN,
            Delivery.UNKNOWN,
            Delivery.ACCEPTED,
            Delivery.AWAITING_ID,
        }
    ),
    Delivery.SENDING: frozenset(
        {
            Delivery.ACCEPTED,
            Delivery.AWAITING_ID,
            Delivery.QUEUED,
            Delivery.REJECTED,
            Delivery.UNKNOWN,
            Delivery.HUMAN,
        }
    ),
    Delivery.AWAITING_ID: frozenset({Delivery.ACCEPTED, Delivery.HUMAN}),
    Delivery.UNKNOWN: frozenset({Delivery.ACCEPTED, Delivery.QUEUED, Delivery.HUMAN, Delivery.AWAITING_ID}),
    Delivery.REJECTED: frozenset(
        {Delivery.QUEUED, Delivery.HUMAN, Delivery.ACCEPTED, Delivery.AWAITING_ID, Delivery.WITHDRAWN}
    ),
    Delivery.HUMAN: frozenset(
        {Delivery.QUEUED, Delivery.ACCEPTED, Delivery.REJECTED, Delivery.AWAITING_ID, Delivery.WITHDRAWN}
    ),
    Delivery.WITHDRAWN: frozenset({Delivery.ACCEPTED, Delivery.AWAITING_ID}),
    # The end of the road, unless the number proves to be another ticket's.
    Delivery.ACCEPTED: frozenset({Delivery.HUMAN}),
}

# Nothing moves here until a person decides.
HELD = frozenset({Delivery.REJECTED, Delivery.HUMAN})
# Nothing more is to be done about these, by anybody.
SETTLED = frozenset({Delivery.ACCEPTED, Delivery.WITHDRAWN})


def may_move(now: Delivery, then: Delivery) -> bool:
    """Whether a message may go from `now` to `then`."""
    return then in _MOVES[now]
