"""Where people are sent after signing in, and what counts as our own write."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.api.forms import own_path, own_path_in

HOST = "https://liaison.example"
TRICKY = st.text(st.sampled_from(list("/\\.:@?#%evil.example\t\n\r \u2044\uff0f0aA;javscript")), max_size=30)


LOCALES = st.sampled_from(["en", "es"])
STARTS = st.sampled_from(["/", "/es", "/es/", "/es//", ""])


@given(st.one_of(st.tuples(STARTS, TRICKY).map("".join), st.text(max_size=40)), LOCALES)
def test_no_text_leads_to_another_host(text, locale):
    """As a browser reads it: backslashes are slashes, tabs and line breaks are left out."""
    target = own_path_in(locale, text, "/mine")
    as_read = target.replace("\\", "/").replace("\t", "").replace("\n", "").replace("\r", "")
    assert urlsplit(urljoin(f"{HOST}/sign-in", as_read)).netloc == "liaison.example"
    assert target.startswith("/")


@pytest.mark.parametrize("path", ["/", "/mine", "/es/t/T-1?x=1#there", "/n/cobbs-creek", "/report/what?draft=1"])
def test_a_path_of_ours_is_kept(path):
    assert own_path(path, "/mine") == path


@pytest.mark.parametrize(
    ("text", "locale", "to"),
    [
        ("/mine", "es", "/es/mine"),
        ("/es/mine?late=1", "en", "/mine?late=1"),
        ("/es", "en", "/"),
        ("/es?x=1", "es", "/es?x=1"),
        ("/es//evil.example", "en", "/home"),
        ("https://evil.example", "es", "/home"),
    ],
)
def test_the_way_on_is_in_the_language_of_the_form(text, locale, to):
    assert own_path_in(locale, text, "/home") == to.replace("/home", "/es/home" if locale == "es" else "/home")
