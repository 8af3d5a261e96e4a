"""What people answer to a mail: their own words, without what their mail program put around them."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

from liaison_app.domain.plain_text import plain

# Above it stands what somebody answers. The signs are there so that it is known in every language.
ANSWER_LINE = "##- {words} -##"
LONGEST_READ = 200_000

_ANSWER_LINE = re.compile(r"##-.{1,200}-##")
# What stands between an answer and what it answers, as the usual mail programs write it in English and Spanish.
_ATTRIBUTION = re.compile(r"(On|El|Le) .{5,300}(wrote|escribió|escribio)\s*:", re.IGNORECASE)
_RULE = re.compile(
    r"-{2,}\s*(Original Message|Mensaje original|Forwarded message|Mensaje reenviado)\s*-{2,}|_{20,}", re.IGNORECASE
)
_HEAD = re.compile(r"\*?(From|De):\*?\s.+", re.IGNORECASE)
_NEXT_HEAD = re.compile(r"\*?(Sent|Date|Enviado|Enviado el|Fecha|To|Para|Subject|Asunto):\*?\s", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"--\s?|(Sent from (my|Outlook|Mail)|Enviado desde|Get Outlook for|Obtener Outlook|Obtén Outlook).{0,80}",
    re.IGNORECASE,
)
_HEADS_WITHIN = 4


def own_words(text: str) -> str:
    """What the writer wrote: without what is quoted, who said so, and the signature. '' where nothing is left."""
    lines = _clean(text[:LONGEST_READ]).split("\n")
    found = _without_signature(_without_quotes(lines[: _first_of_history(lines)]))
    if not found.strip():  # some write below what they answer
        found = _without_signature(_without_quotes(_below(lines)))
    return re.sub(r"\n{3,}", "\n\n", found).strip()


def _clean(text: str) -> str:
    """Composed, with line breaks of one kind and nothing that steers a terminal or hides."""
    told = unicodedata.normalize("NFC", plain(text).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    return "".join(ch for ch in told if ch in "\n\t" or unicodedata.category(ch) not in {"Cc", "Cf"})


def _first_of_history(lines: list[str]) -> int:
    """Where begins what is answered."""
    for number, line in enumerate(lines):
        bare = line.lstrip("> \t").strip()
        two = f"{line.strip()} {lines[number + 1].strip()}" if number + 1 < len(lines) else ""
        if _ANSWER_LINE.search(bare) or _RULE.fullmatch(bare):
            return number
        if _ATTRIBUTION.fullmatch(line.strip()) or (two and _ATTRIBUTION.fullmatch(two)):
            return number
        rest = lines[number + 1 : number + 1 + _HEADS_WITHIN]
        if _HEAD.fullmatch(line.strip()) and any(_NEXT_HEAD.match(one.strip()) for one in rest):
            return number
    return len(lines)


def _below(lines: list[str]) -> list[str]:
    """What stands below the last quoted line, where there is one; what is not marked as quoted is nobody's answer."""
    quoted = [number for number, line in enumerate(lines) if line.startswith(">")]
    return lines[quoted[-1] + 1 :] if quoted else []


def _without_quotes(lines: list[str]) -> list[str]:
    return [line.rstrip() for line in lines if not line.startswith(">")]


def _without_signature(lines: list[str]) -> str:
    for number, line in enumerate(lines):
        if _SIGNATURE.fullmatch(line.strip()):
            return "\n".join(lines[:number])
    return "\n".join(lines)


def unflowed(text: str) -> str:
    """Text whose long lines were broken for sending (RFC 3676), with its lines as they were written."""
    out: list[str] = []
    is_open = False
    for stuffed in text.replace("\r\n", "\n").split("\n"):
        line = stuffed.removeprefix(" ")
        if is_open and not line.startswith(">") and line.rstrip() != "--":
            out[-1] += line
        else:
            out.append(line)
        is_open = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(out)


def text_of_html(html: str) -> str:
    """The words of a page, without what is quoted in it."""
    reader = _Words()
    reader.feed(html[:LONGEST_READ])
    reader.close()
    return "".join(reader.said)


_SILENT = frozenset({"script", "style", "head", "title", "blockquote", "template", "noscript"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr", "pre"})
# Where Outlook begins what is answered: all below is not the writer's.
_HISTORY_IDS = frozenset({"divrplyfwdmsg", "appendonsend"})


class _Words(HTMLParser):
    """Collects text. `_deep` counts open elements of the kind that is being left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._left_out, self._deep, self._is_over = "", 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").lower() for name, value in attrs}
        self._is_over = self._is_over or given.get("id", "") in _HISTORY_IDS
        if self._left_out:
            self._deep += tag == self._left_out
        elif tag in _SILENT or "gmail_quote" in given.get("class", "").split():
            self._left_out, self._deep = tag, 1
        elif tag in _BREAKS:
            self._say("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._left_out and tag == self._left_out:
            self._deep -= 1
            self._left_out = self._left_out if self._deep else ""
        elif tag in _BREAKS and tag not in {"br", "hr"}:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        self._say(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _say(self, text: str) -> None:
        if not self._is_over and not self._left_out:
            at_start = not self.said or self.said[-1].endswith("\n")
            self.said.append(text.lstrip(" ") if at_start else text)
