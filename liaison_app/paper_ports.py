"""The ports of paper and files: what is drawn to be printed, tables that people kept elsewhere, texts in Markdown."""

from __future__ import annotations

from typing import Any

from liaison_app.adapters.markdown_html import MarkdownHtml
from liaison_app.adapters.qr_codes import SegnoQrCodes
from liaison_app.adapters.xlsx_files import XlsxFiles
from liaison_app.adapters.xlsx_tables import XlsxTables


def paper_ports() -> dict[str, Any]:
    """By their names."""
    return {"qr_codes": SegnoQrCodes(), **_table_ports(), "markdown": MarkdownHtml()}


def _table_ports() -> dict[str, Any]:
    return {"table_reader": XlsxTables(), "table_writer": XlsxFiles()}
