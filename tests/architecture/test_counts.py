"""What is counted of tickets is written by sessions, which count it. A statement that passes by them is found here."""

import ast
from pathlib import Path

import pytest

from liaison_app.models.counting import COUNTED_COLUMNS

APP = Path(__file__).parents[2] / "liaison_app"
#: These write rows of tickets past the session, and say to `count_in` what they wrote.
COUNT_THEMSELVES = {"services/open_data_taking.py": "insert_bound", "demo/load.py": "insert_rows"}
#: Sets right the facet itself, and then the counts.
REBUILDING = "services/rollup_rebuilding.py"


def statements(text: str):
    """Calls of update, insert, delete and the like over Ticket: their names, and the columns they set, or None."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        of_ticket = [one for one in node.args[:2] if "Ticket" in {getattr(one, "id", ""), getattr(one, "attr", "")}]
        if of_ticket and name in {"update", "insert", "delete", "insert_bound", "bulk_save_objects", "insert_rows"}:
            yield name
        if name == "values" and "update(Ticket)" in ast.unparse(node):
            yield from (f"sets {word.arg}" for word in node.keywords)


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda path: path.relative_to(APP).as_posix())
def test_no_statement_changes_what_is_counted_past_the_session(path):
    text, name = path.read_text(encoding="utf-8"), path.relative_to(APP).as_posix()
    if "Ticket" not in text or name == REBUILDING:
        return
    found = list(statements(text))
    assert not {f"sets {column}" for column in COUNTED_COLUMNS} & set(found)
    if name in COUNT_THEMSELVES:
        assert "count_in(" in text
        return
    updates_nothing_counted = found.count("update") and any(one.startswith("sets ") for one in found)
    assert not [one for one in found if one != "update" and not one.startswith("sets ")], found
    assert "update" not in found or updates_nothing_counted, found


@pytest.mark.parametrize(
    "statement",
    [
        "db.execute(update(Ticket).where(x).values(status='closed'))",
        "db.execute(sa.delete(Ticket))",
        "insert_bound(Ticket, columns, rows, uow)",
        "db.execute(insert(models.Ticket), rows)",
    ],
)
def test_such_a_statement_would_be_found(statement):
    assert {"delete", "insert", "insert_bound", "sets status"} & set(statements(statement))


def test_raw_sql_never_writes_tickets():
    words = ("UPDATE ticket", "DELETE FROM ticket", "INSERT INTO ticket ", "update ticket set")
    found = [path for path in APP.rglob("*.py") if any(word in path.read_text(encoding="utf-8") for word in words)]
    assert found == []
