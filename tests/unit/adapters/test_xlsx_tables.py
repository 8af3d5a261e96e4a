"""XLSX files: read as their makers wrote them, and hostile ones refused within bounds."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile

import pytest

from liaison_app.adapters.xlsx_tables import MOST_UNPACKED, XlsxTables
from liaison_app.domain.errors import InputInvalid

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in parts.items():
            into.writestr(name, text)
    return out.getvalue()


def sheet(rows):
    return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"


def read(**parts):
    return XlsxTables().rows(packed({{"sheet": SHEET, "strings": STRINGS}[name]: text for name, text in parts.items()}))


def test_cells_are_where_they_stand():
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>note</t></is></c></row><row r="2"/>'
        '<row r="3"><c r="B3"><v>5213</v></c><c r="C3"><f>1+1</f><v>2.0</v></c><c r="D3" t="e"><v>#REF!</v></c></row>'
    )
    strings = f"<sst {MAIN}><si><r><t>wh</t></r><r><t>ere</t></r><rPh><t>x</t></rPh></si></sst>"
    assert read(sheet=sheet(rows), strings=strings) == [["where", "", "note"], ["", "5213", "2"]]


def test_a_formula_without_a_value_is_nothing():
    assert read(sheet=sheet('<row><c t="str"><f>WEBSERVICE("x")</f></c><c><v>1</v></c></row>')) == [["", "1"]]


HOSTILE = {
    "no zip": b"PK\x03\x04 and nothing",
    "another zip": packed({"readme.txt": "x"}),
    "broken xml": packed({SHEET: "<worksheet><row>"}),
    "a bomb": packed({SHEET: sheet("<row/>" + " " * (MOST_UNPACKED + 10))}),
    "many elements": packed({SHEET: sheet("<a/>" * 500_000)}),
    "many strings": packed({SHEET: sheet("<row/>"), STRINGS: "<sst>" + "<si/>" * 500_000 + "</sst>"}),
    "entities": packed({SHEET: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet("<row><c><v>&a;</v></c></row>")}),
    "another's file": packed({SHEET: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + sheet("<row/>")}),
    "a far column": packed({SHEET: sheet('<row><c r="XFD1"><v>1</v></c></row>')}),
    "many rows": packed({SHEET: sheet("<row><c><v>1</v></c></row>" * 1_200)}),
    "many parts": packed({f"{number}.xml": "" for number in range(300)} | {SHEET: sheet("")}),
    "no number": packed({SHEET: sheet('<row><c t="s"><v>x</v></c></row>'), STRINGS: "<sst/>"}),
    "too many bytes": b"PK\x03\x04" + b"\0" * 1024 * 1024,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_in_little_time_and_memory(what):
    tracemalloc.start()
    begun = time.monotonic()
    with pytest.raises(InputInvalid) as refused:
        XlsxTables().rows(HOSTILE[what])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(refused.value.errors) == {"file"}
    assert time.monotonic() - begun < 10
    assert peak < 60 * 1024 * 1024
