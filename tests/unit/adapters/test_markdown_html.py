"""Markdown of coordinators becomes HTML in which nothing of theirs runs, and nothing leads where it should not."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.adapters.markdown_html import MarkdownHtml

WRITER = MarkdownHtml()
TEXT_TAGS = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "em", "strong", "a", "img", "code", "pre", "blockquote"}
TAGS = TEXT_TAGS | {"hr", "br", "table", "thead", "tbody", "tr", "th", "td"}
STYLES = {f"text-align:{side}" for side in ("left", "right", "center")}
ATTRIBUTES = {"href", "rel", "src", "alt", "title", "loading", "class", "start", "style"}


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def seen(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Seen()
    parser.feed(html)
    return parser.tags


def assert_harmless(html: str) -> None:
    for tag, attributes in seen(html):
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES
        assert (attributes.get("style") or "text-align:left") in STYLES
        href, source = attributes.get("href"), attributes.get("src")
        assert (
            href is None
            or href.startswith(("http://", "https://"))
            or (href[:1] == "/" and href[1:2] not in {"/", "\\"})
        )
        assert source is None or source.startswith(("/api/photos/", "/pictures/"))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "text <b onclick=alert(1)>bold</b>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](java\tscript:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:x)",
        "[a](//evil.example/x)",
        "[a](/\\evil.example/x)",
        "[a](\\\\evil.example)",
        "[a](/api/sign-out)",
        "[a](/_event)",
        "[a](ftp://evil.example)",
        '[a](https://ok.example/"onmouseover=alert(1))',
        '<https://ok.example/"onmouseover=alert(1)>',
        "<javascript:alert(1)>",
        "![a](https://evil.example/x.png)",
        "![a](javascript:alert(1))",
        "![a](/api/photos/../sign-out)",
        "![a](/pictures/../x.svg)",
        '![a"onerror=alert(1)](/pictures/a.svg)',
        '![a](/pictures/a.svg "x" onerror=alert(1))',
        "[ref]\n\n[ref]: javascript:alert(1)",
        "| a |\n|---|\n| <script>x</script> |",
        "```html\n<script>alert(1)</script>\n```",
        '``` "><script>\nx\n```',
        "# <svg onload=alert(1)>",
        "<!-- --><style>*{}</style>",
    ],
)
def test_what_an_author_writes_runs_nowhere(attack):
    for html in (WRITER.html(attack), WRITER.html(attack, "/es"), WRITER.line(attack)):
        assert_harmless(html)
        assert not any(tag in {"script", "style", "svg"} for tag, _ in seen(html))


def test_the_check_notices_what_it_is_for():
    """The control: with HTML let through, the same check fails."""
    from markdown_it import MarkdownIt

    loose = MarkdownIt("commonmark", {"html": True})
    with pytest.raises(AssertionError):
        assert_harmless(loose.render("<img src=x onerror=alert(1)>"))
    loose.validateLink = lambda _url: True
    with pytest.raises(AssertionError):
        assert_harmless(loose.render("[a](javascript:alert(1))"))


@given(st.text(alphabet="[]()<>!\"'`#*_:/\\&;=|-\n abhjrst.", max_size=200))
def test_whatever_is_typed_is_harmless(text):
    assert_harmless(WRITER.html(text))
    assert_harmless(WRITER.line(text))


def test_what_is_meant_is_drawn():
    html = WRITER.html("## Near\n\n**One** [here](/how/which) and [there](https://ok.example/a?b=1#c).", "/es")
    assert "<h3>Near</h3>" in html
    assert '<a href="/es/how/which">here</a>' in html
    assert '<a href="https://ok.example/a?b=1#c" rel="nofollow noopener noreferrer">there</a>' in html
    assert '<img src="/pictures/a-b.svg" alt="What it is" loading="lazy" />' in WRITER.html(
        "![What it is](/pictures/a-b.svg)"
    )
    assert 'src="/api/photos/abcdefgh12345678"' in WRITER.html("![What it is](/api/photos/abcdefgh12345678)", "/es")


def test_a_picture_from_elsewhere_is_told_in_its_words():
    html = WRITER.html("Look: ![a red car](https://evil.example/track.png)")
    assert "a red car" in html
    assert "evil" not in html


def test_a_page_keeps_one_heading_of_the_first_level():
    html = WRITER.html("# One\n\nTwo\n===\n\n> # Three\n\n###### Six")
    assert [tag for tag, _ in seen(html) if tag[0] == "h"] == ["h3", "h3", "h3", "h6"]


def test_a_line_has_no_links():
    assert WRITER.line("**Bold** [a](/how) `code`") == "<strong>Bold</strong> [a](/how) <code>code</code>"
