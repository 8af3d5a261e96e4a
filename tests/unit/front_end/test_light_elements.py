"""An element that is made light is written exactly as Reflex's own, and whatever is not plain stays Reflex's."""

from __future__ import annotations

import pytest
import reflex as rx

from liaison_app.components.drawn_once import drawing_on_the_server
from liaison_app.components.light_elements import make_light
from liaison_app.front_end.markup import NotWritable, markup_of

make_light()
UNKNOWN = rx.Var(_js_expr="something", _var_type=str)

PLAIN = {
    "text is escaped": ("div", ('a "quoted" <b> & é', 3, 2.5), {"class_name": "x"}),
    "attributes": ("p", (), {"id": "y", "title": 't"', "tab_index": -1, "lang": "es", "role": "note", "hidden": True}),
    "not hidden": ("p", ("a",), {"hidden": False, "class_name": ""}),
    "nothing given": ("p", ("a",), {"title": None, "key": "k"}),
    "aria and data": ("nav", (), {"aria_label": "z", "aria_hidden": True, "data_open": "half", "class_name": "c"}),
    "attributes of one's own": (
        "div",
        (),
        {"custom_attrs": {"data-x": "1", "style": {"--age": "3"}}, "class_name": "c"},
    ),
    "names of two words": ("th", ("a",), {"col_span": 2, "scope": "col"}),
    "a label": ("label", ("a",), {"html_for": "q"}),
    "a time": ("time", ("now",), {"date_time": "2026-01-01"}),
    "open": ("details", (), {"open": True}),
    "an option": ("option", ("a",), {"value": "b", "selected": True}),
    "a button": ("button", ("a",), {"type": "submit", "disabled": False}),
}


def written(element: rx.Component) -> str:
    return markup_of(element.render()).html


def is_light(element: rx.Component) -> bool:
    return type(element).__name__ == "_Light"


@pytest.mark.parametrize("case", PLAIN)
def test_it_is_written_as_reflex_writes_it(case):
    name, children, props = PLAIN[case]
    create = getattr(rx.el, name)
    with drawing_on_the_server():
        light, heavy = create(*children, **props), create.__wrapped__(*children, **props)
    assert (is_light(light), is_light(heavy)) == (True, False)
    assert written(light) == written(heavy)


def test_light_and_heavy_stand_in_each_other():
    with drawing_on_the_server():
        light = rx.el.p(rx.fragment("a", rx.el.b("b")), rx.el.b.__wrapped__("c"))
        heavy = rx.el.main.__wrapped__(light, rx.el.input(type="hidden", value="v"))
    assert written(heavy) == '<main><p>a<b>b</b><b>c</b></p><input type="hidden" value="v"/></main>'


def test_outside_of_a_page_that_is_drawn_everything_is_reflexs():
    assert not is_light(rx.el.div("a"))
    assert not is_light(rx.fragment("a"))


@pytest.mark.parametrize(
    ("children", "props"),
    [
        ((UNKNOWN,), {}),
        ((), {"class_name": UNKNOWN}),
        ((), {"on_click": rx.console_log("a")}),
        ((), {"style": {"color": "red"}}),
        ((), {"class_name": ["a", "b"]}),
        ((), {"custom_attrs": {"data-x": UNKNOWN}}),
        ((None,), {}),
    ],
)
def test_what_is_not_plain_stays_reflexs(children, props):
    with drawing_on_the_server():
        assert not is_light(rx.el.div(*children, **props))


def test_what_may_not_be_written_is_refused_all_the_same():
    with drawing_on_the_server():
        element = rx.el.div(custom_attrs={"onclick": "alert(1)"})
    with pytest.raises(NotWritable, match="an event handler: onclick"):
        written(element)
