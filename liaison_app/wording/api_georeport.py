"""Our GeoReport v2 server, described: every address, what it is asked with and what it answers."""

from __future__ import annotations

from liaison_app.domain.api_keys import ApiPermission
from liaison_app.i18n import t
from liaison_app.wording.api_parts import (
    BOTH,
    MOMENT,
    PART,
    PLAIN,
    WHOLE,
    Answer,
    FormField,
    Group,
    Operation,
    Parameter,
    Schema,
)
from liaison_app.wording.api_updates import updates

ROOT = "/open311"
BASE = f"{ROOT}/v2"
FORMAT: Schema = {"type": "string", "enum": ["json", "xml"]}
STATUS: Schema = {"type": "string", "enum": ["open", "closed"]}
FLAG: Schema = {"type": "string", "enum": ["true", "false"]}
NUMBER: Schema = {"type": "number"}


def georeport() -> Group:
    """Everything below `/open311`."""
    return Group(
        "georeport",
        t("Requests: GeoReport v2"),
        t(
            "The protocol of Open311, in JSON and XML by the ending of the address. Reading needs no key and any "
            "site may do it; filing needs a key. Names and contacts of people are in no answer, and of what was "
            "filed here only the day is told."
        ),
        (*_about_us(), *_services(), *_requests(), _post(), *updates(BASE)),
    )


def _about_us() -> tuple[Operation, ...]:
    def discovery(name: str, path: str) -> Operation:
        return Operation(
            name,
            "get",
            f"{path}/discovery.{{format}}",
            t("Discovery"),
            t("Where this server is and what it speaks."),
            _read("Discovery", t("The endpoints.")),
            (_format(),),
            example=f"{path}/discovery.json",
        )

    return discovery("discovery", ROOT), discovery("discovery_below", BASE)


def _services() -> tuple[Operation, ...]:
    return (
        Operation(
            "services",
            "get",
            f"{BASE}/services.{{format}}",
            t("List of services"),
            t("What the city can be asked for."),
            _read("Services", t("The services.")),
            (_format(), _jurisdiction()),
            example=f"{BASE}/services.json",
        ),
        Operation(
            "service",
            "get",
            f"{BASE}/services/{{service_code}}.{{format}}",
            t("Questions of a service"),
            t("What a request of this service has to answer."),
            _read_one("ServiceDefinition", t("The questions.")),
            (_in_path("service_code", t("The code of the service.")), _format(), _jurisdiction()),
            example=f"{BASE}/services/SR-ST02.json",
        ),
    )


def _requests() -> tuple[Operation, ...]:
    number = t("Our number, or the city’s.")
    return (
        Operation(
            "requests",
            "get",
            f"{BASE}/requests.{{format}}",
            t("List of requests"),
            t(
                "Public requests, newest first: of the last 90 days where no dates are given, and of at most 90 "
                "days. With dates of change, the oldest hour first. The header Link names the next page."
            ),
            _read("Requests", t("Some requests; an empty list behind the last page.")),
            _filters(),
            example=f"{BASE}/requests.json?status=open&page_size=50",
        ),
        Operation(
            "request",
            "get",
            f"{BASE}/requests/{{service_request_id}}.{{format}}",
            t("One request"),
            t("A public request, as a list of one."),
            _read_one("Requests", t("The request.")),
            (_in_path("service_request_id", number), _format(), _jurisdiction(), _extensions()),
            example=f"{BASE}/requests/T-7F3K9M.json",
        ),
        Operation(
            "token",
            "get",
            f"{BASE}/tokens/{{token}}.{{format}}",
            t("Number behind a token"),
            t("We give numbers at once and no tokens; a number stands behind itself."),
            _read_one("Tokens", t("The number.")),
            (_in_path("token", number), _format(), _jurisdiction()),
            example=f"{BASE}/tokens/T-7F3K9M.json",
        ),
    )


def _filters() -> tuple[Parameter, ...]:
    return (
        _format(),
        _jurisdiction(),
        Parameter("service_request_id", t("Numbers, at most 200; all other filters are passed over then.")),
        Parameter("service_code", t("Codes of services, at most 100.")),
        Parameter("status", t("Open or closed."), shape=STATUS),
        Parameter("start_date", t("Requested from this day on."), shape=MOMENT),
        Parameter("end_date", t("Requested until this day."), shape=MOMENT),
        Parameter("updated_after", t("Changed from this hour on."), shape=MOMENT),
        Parameter("updated_before", t("Changed until this hour."), shape=MOMENT),
        Parameter("lat", t("Latitude of a point, in degrees; with radius."), shape=NUMBER),
        Parameter("long", t("Longitude of a point, in degrees; with radius."), shape=NUMBER),
        Parameter("radius", t("Metres around the point, up to 20,000."), shape=NUMBER),
        Parameter("bbox", t("A box: west, south, east, north, in degrees."), example="-75.26,39.94,-75.22,39.96"),
        Parameter("q", t("Words of the service or the address, or a number.")),
        _extensions(),
        Parameter("page", t("Which page, from 1."), shape=WHOLE),
        Parameter("page_size", t("How many on a page, up to 1,000."), shape=WHOLE),
        Parameter("after", t("Where the page before ended, as Link tells it.")),
    )


def _post() -> Operation:
    return Operation(
        "file_request",
        "post",
        f"{BASE}/requests.{{format}}",
        t("File a request"),
        t(
            "It becomes a ticket here and goes to the city. The same ref with the same key again gives the same "
            "number and files nothing. Answers to the service’s questions go into attribute[CODE]; photos may "
            "come as files of a multipart form."
        ),
        (
            Answer(201, t("Filed; the number is ours."), BOTH, "Posted"),
            Answer(400, t("It cannot be taken, with a reason for each fault."), BOTH, "Errors"),
            Answer(403, t("The key is missing, unknown or revoked, or may not do this."), BOTH, "Errors"),
            Answer(404, t("Another jurisdiction."), BOTH, "Errors"),
            Answer(413, t("Too large."), BOTH, "Errors"),
            Answer(429, t("More than the key’s limits allow; Retry-After says how long to wait."), BOTH, "Errors"),
            Answer(503, t("It cannot be stored right now; Retry-After says how long to wait."), BOTH, "Errors"),
        ),
        (_format(),),
        _form(),
        ApiPermission.FILE_REQUESTS,
        f"-d service_code=SR-ST02 -d lat=39.9584 -d long=-75.2250 -d 'attribute[MATERIAL]=FURNITURE' "
        f"-d 'description=A couch on the sidewalk' -H 'api-key: nlk_…' {BASE}/requests.json",
    )


def _form() -> tuple[FormField, ...]:
    return (
        FormField("service_code", t("The code of the service."), is_required=True),
        FormField("lat", t("Latitude in degrees, with long; or address_string."), NUMBER),
        FormField("long", t("Longitude in degrees, with lat."), NUMBER),
        FormField("address_string", t("The place in words.")),
        FormField("description", t("What is wrong, at most 4,000 characters.")),
        FormField("media_url", t("The address of a picture.")),
        FormField("ref", t("Your own mark of this request, so that sending it twice files it once.")),
        FormField("jurisdiction_id", t("May be left out: there is one.")),
    )


def _format() -> Parameter:
    return Parameter("format", t("The format of the answer."), "path", FORMAT, "json")


def _jurisdiction() -> Parameter:
    return Parameter("jurisdiction_id", t("May be left out: there is one."))


def _extensions() -> Parameter:
    return Parameter("extensions", t("Also what the protocol has no field for: standing, outcome, origin."), shape=FLAG)


def _in_path(name: str, about: str) -> Parameter:
    return Parameter(name, about, "path", PART)


def _read(schema: str, about: str) -> tuple[Answer, ...]:
    return (
        Answer(200, about, BOTH, schema),
        Answer(304, t("You have it already.")),
        Answer(400, t("A parameter cannot be read."), BOTH, "Errors"),
        Answer(404, t("Another jurisdiction."), (*BOTH, PLAIN), "Errors"),
        Answer(429, t("More than 600 questions in a minute; Retry-After says how long to wait."), BOTH, "Errors"),
    )


def _read_one(schema: str, about: str) -> tuple[Answer, ...]:
    gone = Answer(404, t("There is no such thing, or it is not public."), (*BOTH, PLAIN), "Errors")
    return tuple(gone if answer.status == 404 else answer for answer in _read(schema, about))
