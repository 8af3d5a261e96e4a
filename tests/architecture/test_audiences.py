"""Every event handler says who may call it, takes only what is typed, and hides nothing behind a default."""

from __future__ import annotations

import inspect

import pytest

from liaison_app.domain.access import Audience
from tests.handlers import registered

OWN = {name: handler for name, handler in registered().items() if handler.__module__.startswith("liaison_app")}


def is_generated(name: str) -> bool:
    """The framework gives every state a setter of its own; the gate lets none through."""
    return name.endswith(".setvar")


@pytest.mark.parametrize("name", sorted(registered()))
def test_a_handler_has_an_audience_or_is_one_the_framework_needs(name):
    from liaison_app.states.gate import FRAMEWORK_EVENTS

    handler = registered()[name]
    if handler.__module__.startswith("liaison_app"):
        assert isinstance(getattr(handler, "audience", None), Audience), "declare it with @event(Audience.…)"
        assert name not in FRAMEWORK_EVENTS
    else:
        assert getattr(handler, "audience", None) is None
        refused = is_generated(name) or name.rpartition(".")[2] in {"update_vars_internal", "handle_frontend_exception"}
        assert (name in FRAMEWORK_EVENTS) != refused, "a new event of the framework: decide about it"


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_handler_types_every_argument_and_hides_none(name):
    from liaison_app.states.edge import _shapes

    handler = OWN[name]
    parameters = list(inspect.signature(handler).parameters.values())[1:]
    for parameter in parameters:
        assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
        assert parameter.default is inspect.Parameter.empty, "a hidden default can be set by any browser"
        assert parameter.annotation is not inspect.Parameter.empty
    assert set(_shapes(handler)) == {parameter.name for parameter in parameters}


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_handler_never_blocks_the_event_loop(name):
    handler = inspect.unwrap(OWN[name])
    assert inspect.iscoroutinefunction(handler) or inspect.isasyncgenfunction(handler)


def test_no_state_keeps_variables_in_the_browser():
    """What the browser keeps, the browser writes; the gate refuses such values, so none may be expected."""
    from reflex.state import State

    def all_states(kind):
        yield kind
        for below in kind.get_substates():
            yield from all_states(below)

    kept = [
        f"{kind.__name__}.{name}" for kind in all_states(State) for name in kind.vars if kind._is_client_storage(name)
    ]
    assert kept == []


def test_the_rules_notice_what_they_are_for():
    from liaison_app.states.edge import checked, event

    @event(Audience.PUBLIC)
    async def good(self, name: str):
        pass

    async def bad(self, count=3):
        pass

    assert checked(good.fn if hasattr(good, "fn") else good, {"name": "x"}) == {"name": "x"}
    assert checked(good.fn if hasattr(good, "fn") else good, {"name": 3}) is None
    assert getattr(bad, "audience", None) is None
    with pytest.raises(KeyError):
        checked(bad, {"count": 1})
