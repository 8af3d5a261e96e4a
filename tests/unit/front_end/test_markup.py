"""Components as HTML: what is known is written, everything is escaped, and what is not known is an error."""

from __future__ import annotations

import json
import re

import pytest
import reflex as rx

from liaison_app.components.buttons import button
from liaison_app.components.fields import search_field, text_field
from liaison_app.components.icons import icon
from liaison_app.components.links import full_load_link, link
from liaison_app.components.navigation import language_link
from liaison_app.components.posted_form import posted_form
from liaison_app.components.public_map import spot_map
from liaison_app.components.share import copy_button, share_button
from liaison_app.components.words import each, either, has_any, picked, shown
from liaison_app.front_end.markup import NotWritable, literal, markup_of

EVIL = '</p><script>alert("1")</script>\'`${x}\\\n&amp; é \u2028'


def html_of(part: rx.Component) -> str:
    return markup_of(part.render()).html


def test_text_and_attributes_come_through_whole_and_escaped():
    html = html_of(rx.el.p(EVIL, title=EVIL, custom_attrs={"data-x": EVIL}))
    said = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    quoted = said.replace('"', "&quot;").replace("'", "&#x27;")
    assert html == f'<p data-x="{quoted}" title="{quoted}">{said}</p>'


def test_attributes_have_htmls_names():
    html = html_of(rx.el.label("x", html_for="a", class_name="b", tab_index=-1, aria_hidden="true"))
    assert html == '<label aria-hidden="true" class="b" for="a" tabindex="-1">x</label>'
    assert 'hreflang="es"' in html_of(full_load_link("x", to="/es", custom_attrs={"hrefLang": "es"}))
    drawing = rx.el.svg(rx.el.svg.pattern(id="a", pattern_units="userSpaceOnUse"), view_box="0 0 1 1")
    assert html_of(drawing) == ('<svg viewBox="0 0 1 1"><pattern id="a" patternUnits="userSpaceOnUse"></pattern></svg>')


def test_flags_are_there_or_not_and_elements_without_an_end_have_none():
    html = html_of(rx.el.input(type="text", required=True, disabled=False, read_only=True, default_value="a"))
    assert html == '<input readonly="" required="" type="text" value="a"/>'
    box = rx.el.input(type="checkbox", value="yes", default_checked=True)
    assert html_of(box) == '<input type="checkbox" value="yes" checked=""/>', "a ticked box says what it stands for"
    assert html_of(rx.el.textarea(default_value="<a>")) == "<textarea>\n&lt;a&gt;</textarea>"


def test_custom_properties_are_a_style_and_no_other_style_is_made():
    bar = rx.el.span(custom_attrs={"style": rx.Var.create({"--age": 3, "--due": 50})})
    assert html_of(bar) == '<span style="--age:3;--due:50"></span>'
    for odd in ({"--age": "1;background:url(x)"}, {"width": 5}):
        with pytest.raises(NotWritable):
            html_of(rx.el.span(custom_attrs={"style": rx.Var.create(odd)}))
    with pytest.raises(NotWritable):
        html_of(rx.el.span(color="red"))


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", " \x01JaVa\tScript:alert(1)", "java\nscript:x", "data:text/html,x", "vbscript:x", "blob:x"],
)
def test_a_link_that_would_run_leads_nowhere(address):
    for part in (link("x", to=address), full_load_link("x", to=address)):
        assert html_of(part) == "<a>x</a>"


@pytest.mark.parametrize("address", ["/t/x", "#a", "?show=late", "https://x.test/a:b", "tel:311", "mailto:a@b.test"])
def test_other_links_are_kept(address):
    assert html_of(link("x", to=address)) == f'<a href="{address}">x</a>'


def test_helpers_draw_plain_values():
    part = rx.el.div(
        each(["a", "b"], rx.el.b),
        shown("", lambda: pytest.fail("built for nothing")),
        either(has_any([]), "never", lambda: rx.el.i(class_name=picked("x", {"x": "y"}, "z"))),
    )
    assert html_of(part) == '<div><b>a</b><b>b</b><i class="y"></i></div>'


class _State(rx.State):
    words: str = ""
    rows: list[str] = []

    @rx.event
    def press(self): ...


@pytest.mark.parametrize(
    "part",
    [
        lambda: rx.el.p(_State.words),
        lambda: rx.el.p(title=_State.words),
        lambda: rx.cond(_State.words, rx.el.p(), rx.el.b()),
        lambda: rx.foreach(_State.rows, rx.el.p),
        lambda: rx.match(_State.words, ("a", rx.el.p()), rx.el.b()),
        lambda: button("x", on_click=_State.press),
        lambda: rx.el.p(custom_attrs={"onclick": "alert(1)"}),
        lambda: rx.el.p(custom_attrs={"dangerouslySetInnerHTML": "x"}),
        lambda: rx.el.p(custom_attrs={"someThing": "x"}),
        lambda: rx.el.script("alert(1)"),
        lambda: rx.el.iframe(src="/x"),
        lambda: rx.el.select(default_value="x"),
    ],
)
def test_what_html_cannot_hold_is_an_error(part):
    with pytest.raises(NotWritable):
        html_of(part())


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('"a"', "a"),
        ("-1.5e3", -1500.0),
        ("true", True),
        ("undefined", None),
        ('({ ["a"] : "({ [\\"x\\"] : })", ["b"] : [1, ({  })] })', {"a": '({ ["x"] : })', "b": [1, {}]}),
        ('["a", "b"]', ["a", "b"]),
        ('(isNotNullOrUndefined("a") ? "a" : "")', "a"),
    ],
)
def test_a_literal_has_its_value(script, value):
    assert literal(script) == value


@pytest.mark.parametrize("script", ["x", "Infinity", '("a"+b)', '["a"', "() => 1", '({ ["a"] : b })', ""])
def test_what_a_browser_would_work_out_is_no_literal(script):
    with pytest.raises(NotWritable):
        literal(script)


def given_in(html: str) -> dict:
    from html import unescape

    return json.loads(unescape(re.search(r'data-given="([^"]*)"', html)[1]))


def test_islands_are_places_with_what_their_scripts_are_given():
    page = markup_of(
        rx.el.div(
            spot_map(lat=39.9, lon=-75.2, icon_name="car", kind='late"><b>'),
            share_button(),
            language_link("/t/T-1", "c"),
            posted_form(text_field("name", "x"), action="/api/x"),
            copy_button(EVIL, "Copy"),
        ).render()
    )
    assert page.islands == ("CopyButton", "LanguageLink", "PlaceMap", "PostedForm", "ShareButton")
    assert given_in(page.html)["mark"] == 'late"><b>'
    assert '<div class="place-map"></div>' in page.html
    assert 'href="/es/t/T-1"' in page.html
    assert 'action="/api/x"' in page.html
    assert '<input name="locale" readonly="" type="hidden" value="en"/>' in page.html
    assert "<script" not in page.html


def test_the_parts_of_forms_can_be_written():
    assert "<input" in html_of(search_field("q", "x", words="y"))
    assert "<use" in html_of(icon("map"))
