"""What a person can decide about a message to the city."""

from __future__ import annotations

from enum import StrEnum

NOTE_LENGTH = 1000


class Decision(StrEnum):
    """One decision. It stands in the ticket's history with who made it, and in the audit trail."""

    SENT_AGAIN = "sent_again"
    NUMBER_TAKEN = "number_taken"  # note: the city's number
    NUMBER_GIVEN_BACK = "number_given_back"  # note: the city's number, which is another ticket's
    AMENDED = "amended_by_desk"
    HANDED_OVER = "handed_over"  # note: to whom, and why
    HANDED_BACK = "handed_back"  # note: what the liaison is asked
    ANSWERED = "answered"  # note: what the liaison says
    WITHDRAWN = "withdrawn"  # note: the reason, told to the liaison
    MESSAGE_AGAIN = "message_sent_again"
    MESSAGE_AMENDED = "message_amended"
    MESSAGE_HANDED = "message_handed_over"  # note: to whom, and why
    MESSAGE_WITHDRAWN = "message_withdrawn"  # note: the reason, told to who wrote it
    REVIEW_SENT = "review_sent"  # a draft may go to the city
    REVIEW_SENT_BACK = "review_sent_back"  # note: what its author is asked to change
    MESSAGE_SENT = "message_review_sent"
    MESSAGE_SENT_BACK = "message_sent_back"  # note: what its author is asked to change
    JOINED_FIRST = "joined_first"  # note: the second number; the ticket keeps the first
    JOINED_SECOND = "joined_second"  # note: the second number, which is the ticket's now


JOINED = frozenset({Decision.JOINED_FIRST, Decision.JOINED_SECOND})
CLOSING = frozenset({Decision.WITHDRAWN, Decision.MESSAGE_WITHDRAWN})
# Their note is a number of the city's and no words of a person's.
NUMBERED = JOINED | {Decision.NUMBER_TAKEN, Decision.NUMBER_GIVEN_BACK}
