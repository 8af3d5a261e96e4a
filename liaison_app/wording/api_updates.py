"""Service request updates of our GeoReport server, described. They are an extension of the protocol."""

from __future__ import annotations

from liaison_app.domain.api_keys import ApiPermission
from liaison_app.i18n import t
from liaison_app.wording.api_parts import BOTH, MOMENT, PLAIN, WHOLE, Answer, FormField, Operation, Parameter, Schema

FORMAT: Schema = {"type": "string", "enum": ["json", "xml"]}


def updates(base: str) -> tuple[Operation, ...]:
    """What the city did, to be read; and what a program knows, to be sent."""
    path = f"{base}/servicerequestupdates.{{format}}"
    return _read(path, base), _send(path, base)


def _read(path: str, base: str) -> Operation:
    return Operation(
        "updates",
        "get",
        path,
        t("What the city did"),
        t("Steps of public requests, the oldest first: of the last 90 days where nothing is asked."),
        (
            Answer(200, t("Some steps; an empty list behind the last page."), BOTH, "Updates"),
            Answer(304, t("You have it already.")),
            Answer(400, t("A parameter cannot be read."), BOTH, "Errors"),
            Answer(404, t("Another jurisdiction."), (*BOTH, PLAIN), "Errors"),
            Answer(429, t("More than 600 questions in a minute; Retry-After says how long to wait."), BOTH, "Errors"),
        ),
        (
            Parameter("format", t("The format of the answer."), "path", FORMAT, "json"),
            Parameter("jurisdiction_id", t("May be left out: there is one.")),
            Parameter("service_request_id", t("Numbers, at most 200.")),
            Parameter("start_date", t("Told from this moment on."), shape=MOMENT),
            Parameter("end_date", t("Told until this moment."), shape=MOMENT),
            Parameter("page", t("Which page, from 1."), shape=WHOLE),
            Parameter("page_size", t("How many on a page, up to 1,000."), shape=WHOLE),
        ),
        example=f"{base}/servicerequestupdates.json?start_date=2026-11-23T00:00:00Z",
    )


def _send(path: str, base: str) -> Operation:
    return Operation(
        "send_update",
        "post",
        path,
        t("Send an update"),
        t(
            "Without a status it is a note for the ticket’s people. With one it is a word of the city’s staff, for "
            "which the key must be allowed to speak for the city. The same update_id again changes nothing."
        ),
        (
            Answer(201, t("Kept, under this id."), BOTH, "UpdateKept"),
            Answer(400, t("It cannot be taken, with a reason for each fault."), BOTH, "Errors"),
            Answer(403, t("The key is missing, unknown or revoked, or may not do this."), BOTH, "Errors"),
            Answer(404, t("There is no such thing, or it is not public."), (*BOTH, PLAIN), "Errors"),
            Answer(413, t("Too large."), BOTH, "Errors"),
            Answer(429, t("More than the key’s limits allow; Retry-After says how long to wait."), BOTH, "Errors"),
            Answer(503, t("It cannot be stored right now; Retry-After says how long to wait."), BOTH, "Errors"),
        ),
        (Parameter("format", t("The format of the answer."), "path", FORMAT, "json"),),
        (
            FormField("service_request_id", t("Our number, or the city’s."), is_required=True),
            FormField("update_id", t("Your own mark of this update.")),
            FormField("status", t("Open, closed, or a word that stands for one of them.")),
            FormField("updated_datetime", t("When it happened."), MOMENT),
            FormField("description", t("What there is to say, at most 4,000 characters.")),
        ),
        ApiPermission.SEND_UPDATES,
        f"-d service_request_id=T-7F3K9M -d 'description=Crew comes on Tuesday' -H 'api-key: nlk_…' "
        f"{base}/servicerequestupdates.json",
    )
