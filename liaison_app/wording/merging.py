"""Tickets that are the same problem, in words; and why two cannot be put together."""

from __future__ import annotations

from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.ticket_rows import TicketDetail
from liaison_app.i18n import t
from liaison_app.wording.errors import say_field_error
from liaison_app.wording.looks import LinkedWords, linked_row


def together_words(detail: TicketDetail) -> list[LinkedWords]:
    """The ticket that leads this one, or those that count together with it."""
    together = detail.together
    found = [linked_row(t("It counts together with"), together.leader, detail)]
    found += [
        linked_row(t("This one leads. The same problem was reported as"), one, detail) for one in together.members
    ]
    return [one for one in found if one.href]


def say_merge_error(error: InputInvalid) -> str:
    """Why the two cannot be put together, and what to do."""
    code = error.errors.get("leader", "")
    return {
        "needed": t("Type the number of the other ticket."),
        "no_such_ticket": t("There is no ticket of ours with this number that you can see. Check it."),
        "same_ticket": t("This is the ticket itself. Type the number of the other one."),
        "merged_already": t("This one counts together with another ticket already. Part them first."),
        "leader_is_led": t(
            "That ticket counts together with another one itself. Type the number of the one that leads."
        ),
        "leads_others": t("Other tickets count together with this one. Part them first, or let this one lead."),
        "leader_private": t("That ticket is private, so it cannot lead one that everybody sees."),
        "not_sent_at_all": t("One of the two is not to be sent to the city, so they are not the same problem."),
    }.get(code, say_field_error(code))


def way_to_merge(detail: TicketDetail) -> str:
    """What this viewer may do: merge, part, or nothing; what leads others is parted on their pages."""
    together = detail.together
    if not together.may_merge or together.members:
        return ""
    return "merge" if together.leader is None else "part"
