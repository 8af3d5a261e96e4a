"""The control API under `/practice/`: the queue for a person at the desk, the work clock, and the faults. JSON."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from secrets import compare_digest
from typing import Any

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from liaison_app.adapters.open311_filters import Refusal
from liaison_app.practice_city import queue, takeover, work
from liaison_app.practice_city.answers import city_of
from liaison_app.practice_city.city import PracticeCity
from liaison_app.practice_city.clock import DAY_S
from liaison_app.practice_city.faults import Fault, FaultKind, Reach

KEY_HEADER = "x-practice-key"
MAX_SPEED = 1_000_000.0
MAX_NOTE = 2_000
Body = Mapping[str, Any]
Act = Callable[[Request, PracticeCity, Body], Awaitable[object]]


def guarded(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """An act that only a holder of the control key may do; its refusals as JSON."""

    async def answered(request: Request) -> Response:
        city = city_of(request)
        key = request.headers.get(KEY_HEADER, "")
        if not city.options.control_key or not compare_digest(key.encode(), city.options.control_key.encode()):
            return JSONResponse({"error": "The control key is missing or not accepted."}, 403)
        try:
            return JSONResponse(await act(request, city, await _body(request)))
        except Refusal as refusal:
            return JSONResponse({"error": str(refusal)}, refusal.status)

    return answered


async def _body(request: Request) -> Body:
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refusal(400, "The body must be a JSON object.")
    return body


async def _at_work(city: PracticeCity, act: Callable[[sa.Connection], object]) -> object:
    def done() -> object:
        with city.at_work() as db:
            work.catch_up(city, db)
            return act(db)

    return await run_in_threadpool(done)


async def show_clock(_request: Request, city: PracticeCity, _body: Body) -> object:
    """How the clock stands."""
    return await _at_work(city, lambda _db: queue.clock(city))


async def set_clock(_request: Request, city: PracticeCity, body: Body) -> object:
    """Starts, stops, changes speed, shifts the wall clock."""
    speed, skew_s = _number(body, "speed", 0.0, MAX_SPEED), _number(body, "skew_s", -10 * DAY_S, 10 * DAY_S)
    is_running = body.get("running")
    if is_running is not None and not isinstance(is_running, bool):
        raise Refusal(400, "running must be true or false.")

    def act(db: sa.Connection) -> object:
        city.clock.set_to(is_running=is_running, speed=speed, skew_s=skew_s)
        city.keep_clock(db)
        return queue.clock(city)

    return await _at_work(city, act)


async def step_clock(_request: Request, city: PracticeCity, body: Body) -> object:
    """Lets days, hours or seconds of work pass at once."""
    units = {"days": DAY_S, "hours": 3_600.0, "seconds": 1.0}
    seconds = sum((_number(body, name, 0.0, 10_000_000.0) or 0.0) * length for name, length in units.items())

    def act(db: sa.Connection) -> object:
        city.clock.step(seconds)
        work.catch_up(city, db)
        city.keep_clock(db)
        return queue.clock(city)

    return await _at_work(city, act)


async def show_faults(_request: Request, city: PracticeCity, _body: Body) -> object:
    """The faults in force."""
    return [queue.fault(found) for found in city.faults.in_force()]


async def set_fault(request: Request, city: PracticeCity, body: Body) -> object:
    """Switches a fault on."""
    try:
        kind = FaultKind(body.get("kind", ""))
        reach = Reach(body.get("reach") or Fault.usual_reach(kind))
    except ValueError as problem:
        raise Refusal(400, str(problem)) from problem
    fault = Fault(kind, reach)
    count = _number(body, "count", 1, 1_000_000)
    fault.left = None if count is None else int(count)
    fault.chance = _or(_number(body, "chance", 0.0, 1.0), 1.0)
    fault.seconds = _or(_number(body, "seconds", -1.0, 10_000_000.0), 0.0)
    fault.code = int(_or(_number(body, "code", 400, 599), 400))
    fault.description = str(body.get("description") or fault.description)[:MAX_NOTE]
    fault.shape = str(body.get("shape") or fault.shape)
    fault.cuts = body.get("cuts") is True
    city.faults.switch_on(fault)
    return await show_faults(request, city, body)


async def clear_faults(request: Request, city: PracticeCity, body: Body) -> object:
    """Switches one kind off, or all."""
    name = request.query_params.get("kind", "")
    if name and name not in set(FaultKind):
        raise Refusal(400, f"{name!r} is no kind of fault.")
    city.faults.clear(FaultKind(name) if name else None)
    return await show_faults(request, city, body)


async def list_(request: Request, city: PracticeCity, _body: Body) -> object:
    """The queue."""
    wanted = queue.wanted(request.query_params)
    return await _at_work(city, lambda db: queue.page(city, db, wanted))


async def one(request: Request, city: PracticeCity, _body: Body) -> object:
    """One request with all its steps."""
    number = work.as_number(request.path_params["number"])
    return await _at_work(city, lambda db: queue.detail(city, db, number))


async def decide(request: Request, city: PracticeCity, body: Body) -> object:
    """A person's answer: acknowledge, schedule, ask, answer, close, reopen; or `age` to make it look older."""
    number, verb = work.as_number(request.path_params["number"]), request.path_params["verb"]
    act = _VERBS.get(verb)
    if act is None:
        raise Refusal(404, f"{verb} is no answer.")

    def done(db: sa.Connection) -> object:
        act(city, db, number, body)
        return queue.detail(city, db, number)

    return await _at_work(city, done)


async def bring(_request: Request, city: PracticeCity, body: Body) -> object:
    """Takes over requests that were made elsewhere."""
    return await _at_work(city, lambda db: {"new": takeover.take_over(city, db, body.get("requests"))})


async def reset(_request: Request, city: PracticeCity, _body: Body) -> object:
    """Forgets every request and fault; numbers go on, so that none is ever given twice."""
    city.faults.clear()

    def act(db: sa.Connection) -> object:
        queue.forget(db)
        return queue.clock(city)

    return await _at_work(city, act)


def _acknowledge(city: PracticeCity, db: sa.Connection, number: int, body: Body) -> None:
    work.acknowledge(city, db, number, _text(body, "note"))


def _schedule(city: PracticeCity, db: sa.Connection, number: int, body: Body) -> None:
    try:
        on = date.fromisoformat(_text(body, "on"))
    except ValueError as problem:
        raise Refusal(400, "on must be a date, such as 2026-05-01.") from problem
    work.schedule(city, db, number, on, _text(body, "note"))


def _ask(city: PracticeCity, db: sa.Connection, number: int, body: Body) -> None:
    question = _text(body, "question")
    if not question:
        raise Refusal(400, "question is required.")
    work.ask(city, db, number, question)


def _answer(city: PracticeCity, db: sa.Connection, number: int, body: Body) -> None:
    note = _text(body, "note")
    if not note:
        raise Refusal(400, "note is required.")
    work.answer(city, db, number, note)


def _close(city: PracticeCity, db: sa.Connection, number: int, body: Body) -> None:
    was_fixed = body.get("fixed")
    if not isinstance(was_fixed, bool):
        raise Refusal(400, "fixed must be true or false.")
    work.close(city, db, number, _text(body, "note"), was_fixed=was_fixed)


def _reopen(city: PracticeCity, db: sa.Connection, number: int, body: Body) -> None:
    work.reopen(city, db, number, _text(body, "note"))


def _age(_city: PracticeCity, db: sa.Connection, number: int, body: Body) -> None:
    queue.age(db, number, _or(_number(body, "days", 0.0, 3_650.0), 0.0))


_VERBS: dict[str, Callable[[PracticeCity, sa.Connection, int, Body], None]] = {
    "acknowledge": _acknowledge,
    "schedule": _schedule,
    "ask": _ask,
    "answer": _answer,
    "close": _close,
    "reopen": _reopen,
    "age": _age,
}


def _text(body: Body, name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > MAX_NOTE:
        raise Refusal(400, f"{name} must be text of at most {MAX_NOTE} characters.")
    return value.strip()


def _number(body: Body, name: str, least: float, most: float) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise Refusal(400, f"{name} must be a number from {least:g} to {most:g}.")
    return float(value)


def _or(value: float | None, usual: float) -> float:
    return usual if value is None else value


def routes() -> list[Route]:
    """Every address of the control API."""
    return [
        Route("/practice/clock", guarded(show_clock), methods=["GET"]),
        Route("/practice/clock", guarded(set_clock), methods=["POST"]),
        Route("/practice/clock/step", guarded(step_clock), methods=["POST"]),
        Route("/practice/faults", guarded(show_faults), methods=["GET"]),
        Route("/practice/faults", guarded(set_fault), methods=["POST"]),
        Route("/practice/faults", guarded(clear_faults), methods=["DELETE"]),
        Route("/practice/requests", guarded(list_), methods=["GET"]),
        Route("/practice/requests", guarded(bring), methods=["POST"]),
        Route("/practice/requests/{number}", guarded(one), methods=["GET"]),
        Route("/practice/requests/{number}/{verb}", guarded(decide), methods=["POST"]),
        Route("/practice/reset", guarded(reset), methods=["POST"]),
    ]
