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
    IN_REVIEW = "in_review"  # a draft: a coordinator looks at it before it is sent at all
    SENT_BACK = "sent_back"  # a draft that its author is asked to change


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
        {
            Delivery.QUEUED,
            Delivery.HUMAN,
            Delivery.ACCEPTED,
            Delivery.AWAITING_ID,
            Delivery.WITHDRAWN,
            Delivery.IN_REVIEW,
        }
    ),
    Delivery.HUMAN: frozenset(
        {Delivery.QUEUED, Delivery.ACCEPTED, Delivery.REJECTED, Delivery.AWAITING_ID, Delivery.WITHDRAWN}
    ),
    # Nothing but a coordinator's word lets a draft out; its author may once what they file goes out by itself.
    Delivery.IN_REVIEW: frozenset({Delivery.QUEUED, Delivery.SENT_BACK, Delivery.WITHDRAWN}),
    Delivery.SENT_BACK: frozenset({Delivery.QUEUED, Delivery.IN_REVIEW, Delivery.WITHDRAWN}),
    Delivery.WITHDRAWN: frozenset({Delivery.ACCEPTED, Delivery.AWAITING_ID}),
    # The end of the road, unless the number proves to be another ticket's.
    Delivery.ACCEPTED: frozenset({Delivery.HUMAN}),
}

# Nothing moves here until a person decides.
HELD = frozenset({Delivery.REJECTED, Delivery.HUMAN})
# Nobody at the city has it, nobody in public sees it, and no worker touches it: it waits for words of a person.
DRAFTS = frozenset({Delivery.IN_REVIEW, Delivery.SENT_BACK})
# Its author may change it, and offer it again.
AMENDED = frozenset({Delivery.REJECTED, Delivery.SENT_BACK})
# Nothing more is to be done about these, by anybody.
SETTLED = frozenset({Delivery.ACCEPTED, Delivery.WITHDRAWN})
# The words are with the city, or are not to go there: nobody needs to read them in order to decide about sending.
NOT_TO_SEND = SETTLED | {Delivery.AWAITING_ID}


def may_move(now: Delivery, then: Delivery) -> bool:
    """Whether a message may go from `now` to `then`."""
    return then in _MOVES[now]
