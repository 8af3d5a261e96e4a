"""The bridge between events and services: who may call, what may come in, and what is said when it fails.

An event handler is declared with `@event(Audience.X)`. The gate stands in front of every event, the framework's own
included: a handler without a declared audience is refused, the login session is looked up anew each time, arguments
are checked against the handler's types, and calls are counted. Services check the finer permission once more.
"""

import asyncio
import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import reflex as rx
from pydantic import TypeAdapter, ValidationError
from reflex_base.event.context import EventContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from liaison_app import routes
from liaison_app.bootstrap import application
from liaison_app.domain.access import PUBLIC, Actor, Audience
from liaison_app.domain.errors import InputInvalid, LiaisonError, SignInNeeded
from liaison_app.domain.plain_text import plain
from liaison_app.i18n import using_locale
from liaison_app.logs import logger
from liaison_app.signed_in import actor_by, token_in
from liaison_app.wording.errors import say_error, say_field_errors

T = TypeVar("T")
log = logger("event")

# What a form sends: its fields by name, and the framework's own copies of them by their ids.
Form = dict[str, str | bool | float | list[str] | None]
LONGEST_FIELD = 20_000

actor_now: ContextVar[Actor] = ContextVar("actor", default=PUBLIC)


async def call(service: Callable[..., T], /, **given: Any) -> T:
    """Call a service off the event loop, in one transaction."""
    return await application().call(service, **given)


async def call_aside(service: Callable[..., Any], /, **given: Any) -> None:
    """Call a service that writes down something beside what was asked for: where it fails, that goes to the log."""
    try:
        await call(service, **given)
    except Exception as error:  # noqa: BLE001 (nothing of it may take away what the page shows)
        log.warning("aside_failed", service=service.__name__, why=type(error).__name__)


async def actor_again() -> Actor:
    """Who holds the login cookie of the event in hand at this moment. A background event asks before each round."""
    token = token_now()
    return await asyncio.to_thread(actor_by, token, application()) if token else PUBLIC


def router_data() -> dict[str, Any]:
    """Where the event in hand came from, as the server knows it; empty outside an event."""
    try:
        return EventContext.get().router_data
    except LookupError:
        return {}


def headers_now() -> dict[str, Any]:
    """The headers with which the page of the event in hand opened its websocket."""
    return dict(router_data().get("headers") or {})


def token_now() -> str | None:
    """The login cookie's value that came with the websocket of the event in hand, or None."""
    return token_in(str(headers_now().get("cookie", "")), application())


def page_path() -> str:
    """The address of the page that sent the event in hand, as the browser shows it."""
    return str(router_data().get("asPath") or router_data().get("pathname") or "/")


def page_argument(name: str) -> str:
    """A variable part of the page's address (`code` of `/join/[code]`) or a query value; '' where there is none."""
    query = router_data().get("query")
    value = query.get(name) if isinstance(query, dict) else None
    return plain(value)[:200] if isinstance(value, str) else ""


def fields_of(form: Form, *names: str) -> dict[str, str]:
    """The text of the named fields of a form; '' for one that is missing or no text."""
    return {name: str(form[name])[:LONGEST_FIELD] if isinstance(form.get(name), str) else "" for name in names}


def public_address(path: str) -> str:
    """`path` with the address people type before it."""
    return application().settings.public_url.rstrip("/") + path


def city_now() -> tuple[ZoneInfo, datetime]:
    """The city's time zone, and this moment."""
    ports = application().ports
    return ports["city_profile"].time_zone, ports["clock"].now()


class EdgeState(rx.State, mixin=True):
    """What every state of ours has: an error beside each field, a notice for the rest, and who is asking."""

    errors: dict[str, str] = {}
    notice: str = ""

    @property
    def _actor(self) -> Actor:
        return actor_now.get()

    @property
    def _locale(self) -> str:
        return routes.locale_of(page_path())

    def _say_errors(self, codes: dict[str, str]) -> None:
        """Put what is wrong beside its fields, in words."""
        with using_locale(self._locale):
            self.errors = say_field_errors(InputInvalid(codes))

    def _fail(self, error: LiaisonError) -> Any:
        """Put an error where the page shows it; the event that follows from it, or None."""
        if isinstance(error, SignInNeeded):
            return rx.redirect(routes.sign_in(page_path(), self._locale))
        with using_locale(self._locale):
            if isinstance(error, InputInvalid):
                self.errors = say_field_errors(error)
            else:
                self.notice = say_error(error)
        return None


def event(audience: Audience, *, background: bool = False) -> Callable[[Callable[..., Any]], Any]:
    """Declare an event handler and who may call it.

    Errors of ours that it raises end up in the state's `errors` and `notice`. A background handler deals with its own.
    """

    def declare(handler: Callable[..., Any]) -> Any:
        guarded = handler if background else _guarded(handler)
        guarded.audience = audience  # type: ignore[attr-defined]
        return rx.event(guarded, background=True) if background else rx.event(guarded)

    return declare


def _guarded(handler: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.isasyncgenfunction(handler):

        @functools.wraps(handler)
        async def steps(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                async for step in handler(self, *args, **kwargs):
                    yield step
            except LiaisonError as error:
                yield self._fail(error)

        return steps

    @functools.wraps(handler)
    async def one(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return await handler(self, *args, **kwargs)
        except LiaisonError as error:
            return self._fail(error)

    return one


@functools.lru_cache(maxsize=1024)
def _shapes(handler: Callable[..., Any]) -> dict[str, TypeAdapter[Any]]:
    hints = inspect.get_annotations(handler, eval_str=True)
    names = list(inspect.signature(handler).parameters)[1:]
    return {name: TypeAdapter(hints[name]) for name in names}


def _unpacked(value: Any) -> Any:
    """A form comes as its entries in their order, under a name of the framework's own; of equal names the last counts.

    Raises:
        TypeError, ValueError: the entries are no pairs of a name and a value, or hide a second form.
    """
    if not isinstance(value, dict) or FORM_DATA_ENTRIES_KEY not in value:
        return value
    fields = dict(value[FORM_DATA_ENTRIES_KEY])
    if len(value) != 1 or FORM_DATA_ENTRIES_KEY in fields:
        raise ValueError
    return fields


def _plain(value: Any) -> Any:
    """Every text in `value` without what no database can store."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {_plain(name): _plain(one) for name, one in value.items()}
    return value


def checked(handler: Callable[..., Any], payload: dict[str, Any]) -> dict[str, Any] | None:
    """The arguments of an event, checked strictly against the handler's types; None when they do not fit."""
    shapes = _shapes(handler)
    if set(payload) != set(shapes):
        return None
    try:
        given = {name: _plain(_unpacked(value)) for name, value in payload.items()}
    except (TypeError, ValueError, RecursionError):
        return None
    try:
        return {name: shape.validate_python(given[name], strict=True) for name, shape in shapes.items()}
    except (ValidationError, RecursionError):
        return None
