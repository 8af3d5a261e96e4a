"""The page that brings a table to a meeting, or a list of applicants, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from liaison_app.api.own_pages import OwnPage
from liaison_app.i18n import t, tn
from liaison_app.wording.meeting_tables import RowWords, TableWords


@dataclass(slots=True)
class TableForm:
    """What the page shows: the table as text, its columns, what would become of its rows, and what is wrong.

    `to` is its own address, `back_to` leads back to `title`; `says` are its heading and what it is for, `says_columns`
    what a column may hold.
    """

    to: str
    title: str
    back_to: str
    says: tuple[str, str]
    says_columns: Mapping[str, str]
    text: str = ""
    head: list[str] = field(default_factory=list)
    columns: Sequence[str] = ()
    is_headed: bool = False
    table: TableWords | None = None
    said: str = ""
    notice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def drawn(form: TableForm) -> OwnPage:
    """The whole page, in the active locale."""
    (title, lead), to = form.says, escape(form.to)
    told = "".join(
        f'<p class="{kind}" role="{role}">{escape(words)}</p>'
        for kind, role, words in (("done", "status", form.said), ("wrong", "alert", form.notice))
        if words
    )
    body = (
        f'<main><p><a href="{escape(form.back_to)}">← {escape(form.title)}</a></p>'
        f"<h1>{escape(title)}</h1>{told}<p>{escape(lead)}</p>"
        f'<p><a href="{to}/template.csv" download>{escape(t("A table to fill in"))}</a></p>'
        f'<form method="post" action="{to}" enctype="multipart/form-data">'
        f"{_source(form)}{_columns(form)}{_rows(form.table) if form.table else ''}{_buttons(form)}</form></main>"
    )
    return OwnPage(title=t("{page} · Liaison", page=title), body=body, style="table.css", forms="'self'")


def _source(form: TableForm) -> str:
    wrong, points = _wrong(form, "text")
    text = (
        f'<label for="text">{escape(t("The rows"))}</label>{wrong}'
        f'<textarea id="text" name="text" rows="6" wrap="off" spellcheck="false"{points}>'
        f"\n{escape(form.text)}</textarea>"
    )
    wrong, points = _wrong(form, "file")
    kinds = ".csv,.tsv,.txt,.xlsx,text/csv"
    file = (
        f'<label for="file">{escape(t("Or a file"))}</label>{wrong}'
        f'<input type="file" id="file" name="file" accept="{kinds}"{points}/>'
    )
    return text + file


def _columns(form: TableForm) -> str:
    if not form.columns:
        return ""
    selects = "".join(_column(form, place, column) for place, column in enumerate(form.columns))
    tick = " checked" if form.is_headed else ""
    head = escape("\t".join(form.head))
    return (
        f"<fieldset><legend>{escape(t('What the columns hold'))}</legend><div class=columns>{selects}</div>"
        f'<label class=check><input type="checkbox" name="heading" value="yes"{tick}/>'
        f'{escape(t("The first row is a heading"))}</label><input type="hidden" name="head" value="{head}"/></fieldset>'
    )


def _column(form: TableForm, place: int, column: str) -> str:
    options = "".join(
        f'<option value="{value}"{" selected" if value == column else ""}>{escape(words)}</option>'
        for value, words in form.says_columns.items()
    )
    name = form.head[place][:60] or t("Column {number}", number=place + 1)
    return (
        f'<div><label for="column_{place}">{escape(name)}</label>'
        f'<select id="column_{place}" name="column_{place}">{options}</select></div>'
    )


def _rows(table: TableWords) -> str:
    listed = "".join(map(_row, table.rows))
    return (
        f'<h2 id="rows">{escape(t("What would be recorded"))}</h2><p role="status">{escape(table.said)}</p>'
        f'<ol class=rows aria-labelledby="rows">{listed}</ol>'
    )


def _row(row: RowWords) -> str:
    parts = (("b", row.where), ("span", row.what), ("p", row.note))
    told = "".join(f"<{tag}>{escape(words)}</{tag}>" for tag, words in parts if words)
    return (
        f'<li class="{row.kind}"><span class=number>{escape(row.number)}</span>'
        f"<div>{told}<p class=says>{escape(row.says)}</p></div></li>"
    )


def _buttons(form: TableForm) -> str:
    new = form.table.new if form.table else 0
    look = f'<button name="act" value="look">{escape(t("Look at it again") if new else t("Look at it"))}</button>'
    record = tn("Record {count} row", "Record {count} rows", new)
    also = f'<button class=gold name="act" value="record">{escape(record)}</button>' if new else ""
    return f"<div class=buttons>{look}{also}</div>"


def _wrong(form: TableForm, name: str) -> tuple[str, str]:
    words = form.errors.get(name, "")
    if not words:
        return "", ""
    said = f'<p class="wrong" id="{name}-error" role="alert">{escape(words)}</p>'
    return said, f' aria-invalid="true" aria-describedby="{name}-error"'
