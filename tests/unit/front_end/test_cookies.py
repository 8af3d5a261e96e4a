"""Cookies are read the same way wherever somebody is recognised by one, and however the others are written."""

from __future__ import annotations

import pytest

from liaison_app.front_end.asgi import cookies, cookies_in


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("sid=abc", {"sid": "abc"}),
        ("sid=abc; other=1", {"sid": "abc", "other": "1"}),
        ("sid=abc;other=1;", {"sid": "abc", "other": "1"}),
        ('consent={"a":1, "b":[2]}; sid=abc', {"consent": '{"a":1, "b":[2]}', "sid": "abc"}),
        ("path=/; domain=x; expires=never; sid=abc", {"path": "/", "domain": "x", "expires": "never", "sid": "abc"}),
        ("a b=c d; sid=abc", {"a b": "c d", "sid": "abc"}),
        ('q="open; sid=abc', {"q": '"open', "sid": "abc"}),
        ("sid=a=b==", {"sid": "a=b=="}),
        (" sid = abc ", {"sid": "abc"}),
        ("sid=longer-path; sid=ours", {"sid": "ours"}),
        ("sid=second; sid=", {"sid": ""}),
        ("sid", {}),
        ("=abc; ; ;;", {}),
        ("", {}),
        ("SID=abc", {"SID": "abc"}),
    ],
)
def test_one_cookie_leaves_the_others_alone(header, found):
    assert cookies_in(header) == found


def test_several_lines_are_one_list():
    """A browser on HTTP/2 may send each cookie in a line of its own."""
    lines = [(b"cookie", b"a=\xff1"), (b"host", b"x"), (b"cookie", b"sid=abc"), (b"cookie", b"sid=later")]
    assert cookies({"headers": lines}) == {"a": "\xff1", "sid": "later"}
    assert cookies({}) == {}
