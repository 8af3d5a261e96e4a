"""The tries of a ticket at the delivery desk, in words."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app.domain.delivery_steps import AttemptResult
from liaison_app.i18n import t
from liaison_app.services.delivery_attempts import AttemptRow
from liaison_app.wording.dates import say_exact
from liaison_app.wording.delivery_desk import Now


@dataclass(frozen=True)
class AttemptLine:
    """One try. `under` has how long it took, the HTTP status, and a number it brought; `quote` the city's words."""

    what: str = ""
    when: str = ""
    exact: str = ""
    kind: str = ""
    icon: str = "send"
    under: str = ""
    quote: str = ""


_RESULTS: dict[AttemptResult, tuple[str, str]] = {
    AttemptResult.ACCEPTED: ("city", "check"),
    AttemptResult.TOKEN: ("city", "city"),
    AttemptResult.UNREACHABLE: ("ours", "no-signal"),
    AttemptResult.BUSY: ("ours", "waiting"),
    AttemptResult.REFUSED: ("late", "not-fixed"),
    AttemptResult.FORBIDDEN: ("late", "key"),
    AttemptResult.UNCLEAR: ("ours", "cannot-tell"),
    AttemptResult.LEASE_RAN_OUT: ("ours", "cannot-tell"),
    AttemptResult.NOT_SENT: ("ours", "pause"),
}


def attempt_line(row: AttemptRow, now: Now) -> AttemptLine:
    """One try in the active locale."""
    kind, icon = _RESULTS.get(row.result, ("ours", "send")) if row.result else ("ours", "send")
    took = (row.finished_at - row.started_at).total_seconds() if row.finished_at else None
    facts = (
        _took(took) if took is not None else "",
        t("HTTP status {status}", status=row.http_status) if row.http_status else "",
        t("Number: {number}", number=row.service_request_id) if row.service_request_id else "",
    )
    return AttemptLine(
        what=t("Try {number}: {result}", number=row.number, result=_say_result(row.result)),
        when=now.say(row.started_at),
        exact=say_exact(row.started_at, now.zone),
        kind=kind,
        icon=icon,
        under=" · ".join(part for part in facts if part),
        quote=_say_detail(row.detail),
    )


def _say_detail(detail: str) -> str:
    """The city's words as they are; for what happened on the way to it, words instead of a name of our software."""
    return {
        "RemoteProtocolError": t("The connection was cut before an answer came."),
        "ReadError": t("The connection was cut before an answer came."),
        "WriteError": t("The connection was cut while it was sent."),
        "ReadTimeout": t("No answer came in time."),
        "WriteTimeout": t("It could not be sent in time."),
        "ConnectTimeout": t("No connection was made in time."),
        "ConnectError": t("No connection could be made."),
    }.get(detail, detail)


def _took(seconds: float) -> str:
    return t("took {seconds} s", seconds=f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}")


def _say_result(result: AttemptResult | None) -> str:
    return (
        {
            AttemptResult.ACCEPTED: t("the city took it"),
            AttemptResult.TOKEN: t("the city took it and gave a placeholder"),
            AttemptResult.UNREACHABLE: t("no connection, nothing was sent"),
            AttemptResult.BUSY: t("the city asked us to wait"),
            AttemptResult.REFUSED: t("the city refused it"),
            AttemptResult.FORBIDDEN: t("our key was not accepted"),
            AttemptResult.UNCLEAR: t("no clear answer came"),
            AttemptResult.LEASE_RAN_OUT: t("the sender stopped in the middle of it"),
            AttemptResult.NOT_SENT: t("not sent after all"),
        }.get(result or AttemptResult.NOT_SENT, "")
        if result
        else t("under way")
    )
