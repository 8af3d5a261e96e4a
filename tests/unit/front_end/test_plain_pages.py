from __future__ import annotations

import pytest

from liaison_app.front_end.plain_pages import PageNotPlain, is_quiet, plain_page
from tests.unit.front_end.conftest import ISLANDS, PAGE, QUIET_PAGE


def test_only_a_page_that_says_so_is_quiet():
    assert is_quiet(QUIET_PAGE)
    assert not is_quiet(PAGE.format("map"))


def test_a_plain_page_keeps_what_is_read_and_styled():
    page = plain_page(QUIET_PAGE, ISLANDS)
    assert "<h1>Places here</h1>" in page
    assert 'data-given="{}"><p>Loading</p></div></main></div></body></html>' in page
    assert '<link href="/assets/styles-IIIIIIII.css" rel="stylesheet"/>' in page


def test_a_plain_page_has_the_scripts_of_its_islands_and_no_other():
    page = plain_page(QUIET_PAGE, ISLANDS)
    assert page.count("<script") == 1
    assert '<script type="module" src="/assets/PlacesList-JJJJJJJJ.js"></script>' in page
    assert page.count("modulepreload") == 1
    assert '<link rel="modulepreload" href="/assets/take_over-KKKKKKKK.js"/>' in page


def test_a_page_that_needs_an_unknown_script_is_refused():
    with pytest.raises(PageNotPlain, match="PlacesList"):
        plain_page(QUIET_PAGE, {})


def test_a_page_whose_content_react_would_fill_in_is_refused():
    late = QUIET_PAGE.replace('<div hidden id="S:0">', '<div hidden id="S:0"><h2>late</h2>')
    with pytest.raises(PageNotPlain):
        plain_page(late, ISLANDS)
