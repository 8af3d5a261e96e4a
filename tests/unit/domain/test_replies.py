"""What people write in answer to a mail, as their mail programs send it: their own words stay, the rest goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_app.domain.replies import LONGEST_READ, own_words, text_of_html, unflowed

WORDS = "On Friday, with a larger truck.\n\nM. Cole"
OURS = "##- Write your answer above this line -##\n\nA neighborhood liaison has a question."

REPLIES = {
    "plain": WORDS,
    "gmail": f"{WORDS}\n\nOn Mon, Nov 30, 2026 at 9:14 PM Liaison <liaison@example.org> wrote:\n\n> {OURS}",
    "gmail, broken over two lines": f"{WORDS}\n\nOn Mon, Nov 30, 2026 at 9:14 PM Liaison\n<l@example.org> wrote:\n> Hi",
    "gmail in Spanish": f"{WORDS}\n\nEl lun, 30 nov 2026 a las 21:14, Liaison (<l@example.org>) escribió:\n> {OURS}",
    "outlook": f"{WORDS}\n\n{'_' * 32}\nFrom: Liaison\nSent: Monday\nTo: Cole\nSubject: Q\n\n{OURS}",
    "outlook without a rule": f"{WORDS}\n\nFrom: Liaison\nSent: Monday\nTo: Cole\nSubject: Q\n\nQuestion",
    "outlook in Spanish": f"{WORDS}\n\nDe: Liaison\nEnviado: lunes\nPara: Cole\nAsunto: P\n\nPregunta",
    "original message": f"{WORDS}\n\n-----Original Message-----\nQuestion",
    "mensaje original": f"{WORDS}\n\n----- Mensaje original -----\nPregunta",
    "apple": f"{WORDS}\n\nSent from my iPhone\n\n> On Nov 30, 2026, at 21:14, Liaison wrote:\n> Hi",
    "our own line alone": f"{WORDS}\n\n{OURS}",
    "our own line, quoted": f"{WORDS}\n\n> {OURS}\n> more",
    "signature": f"{WORDS}\n-- \nMarta Cole\nStreets Department\n215-555-0100",
    "windows": WORDS.replace("\n", "\r\n") + "\r\n-- \r\nMarta",
    "below": f"On Monday Liaison wrote:\n> {OURS}\n> more\n\n{WORDS}\n-- \nMarta",
    "between": "On Friday, with a larger truck.\n> Which truck?\n\nM. Cole",
}


@pytest.mark.parametrize("text", REPLIES.values(), ids=REPLIES)
def test_the_writers_own_words_are_left(text):
    assert own_words(text) == WORDS


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "> only\n> quoted", "-- \nMarta", f"{OURS}", "----- Original Message -----\nQ", "\u200b\x00"],
)
def test_where_nothing_of_theirs_is_there_nothing_is_left(text):
    assert own_words(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "On time it was not. He wrote: soon.",
        "From: here to there it is broken.\nThe whole way.",
        "It is -- as I said -- broken.",
        "El camión vino el lunes.",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert own_words(text) == text


def test_nothing_that_steers_a_terminal_or_hides_is_left():
    assert own_words("a\x1b[31mb\x07c\u202ed\ufeffe\tf") == "a[31mbcde\tf"


@pytest.mark.parametrize("size", [1, 1000])
def test_it_takes_no_longer_for_what_was_made_to_take_long(size):
    hard = "On " + "a " * 200 * size + "\n" + "--" * size + "\n" + "From: x\n" * 50 * size
    assert len(own_words(hard)) <= LONGEST_READ


@given(st.text())
def test_whatever_is_written_there_is_no_more_of_it_afterwards(text):
    found = own_words(text)
    assert own_words(found) == found or not found
    assert "\x00" not in found


HTML = {
    "paragraphs": ("<p>On Friday.</p><p>M.&nbsp;Cole</p>", "On Friday.\n\nM. Cole"),
    "gmail": (
        '<div>On Friday.</div><br><div class="gmail_quote"><div>On Monday wrote:</div><p>Hi</p></div>', "On Friday.",
    ),
    "outlook": ('<p>On Friday.</p><div id="divRplyFwdMsg">From: Liaison</div><p>Question</p>', "On Friday."),
    "scripts": ("<head><style>p{}</style></head><p>On <b>Friday</b>.<script>x()</script></p>", "On Friday."),
    "entities": ("<p>a &lt;b&gt; &amp; c</p>", "a <b> & c"),
    "broken": ("<p>On Friday.<div><span>", "On Friday."),
    "quote within": ("<div>Yes.<blockquote>a<blockquote>b</blockquote>c</blockquote>No.</div>", "Yes.No."),
}  # fmt: skip


@pytest.mark.parametrize(("html", "words"), HTML.values(), ids=HTML)
def test_the_words_of_a_page(html, words):
    assert own_words(text_of_html(html)) == words


@given(st.text())
def test_no_page_breaks_it(html):
    text_of_html(f"<div>{html}")


def test_lines_that_were_broken_for_sending_are_whole_again():
    assert unflowed("On Friday, with a \nlarger truck.\n-- \nMarta") == "On Friday, with a larger truck.\n-- \nMarta"
    assert unflowed("> quoted \nmine") == "> quoted \nmine"
    assert unflowed(" From here") == "From here"
