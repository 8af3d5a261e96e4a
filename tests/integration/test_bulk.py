"""Many rows at once, on both databases: what is the same in all of them is told once, and is stored as it is."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from liaison_app.bulk import Binder, insert_bound
from liaison_app.domain.tickets import ChangeKind
from liaison_app.models import StatusChange
from tests.builders import NOW, World

pytestmark = pytest.mark.long
COLUMNS = ("ticket_id", "kind", "note")


@pytest.mark.parametrize("word", ["in_progress", "the city's \\ \"own\" %s ? 'word'; --", "", "Straße ✓"])
@pytest.mark.parametrize("is_public", [True, False])
def test_what_is_the_same_in_every_row_is_stored_as_it_was_told(database_url, word, is_public):
    world = World.on(database_url)
    tickets = [world.ticket(None) for _ in range(3)]
    always = {"at": NOW, "word": word, "is_public": is_public, "by": None}
    with world.app.database.unit_of_work() as uow:
        bind = Binder(StatusChange, COLUMNS, uow.db.connection().dialect).bind
        rows = [bind((one, ChangeKind.NOTE, f"for {one}")) for one in tickets]
        insert_bound(StatusChange, COLUMNS, rows, uow, always)
    with world.app.database.snapshot() as snapshot:
        found = snapshot.db.exec(select(StatusChange).where(col(StatusChange.kind) == ChangeKind.NOTE)).all()
        assert {one.ticket_id: one.note for one in found} == {one: f"for {one}" for one in tickets}
        assert {(one.at, one.word, one.is_public, one.by) for one in found} == {(NOW, word, is_public, None)}
    world.app.close()


def test_what_would_be_cut_is_refused(sqlite_url):
    """SQLite is told what is the same in every row as part of the statement; no fraction of it is lost silently."""
    world = World.on(sqlite_url)
    ticket = world.ticket(None)
    with world.app.database.unit_of_work() as uow:
        bound = Binder(StatusChange, COLUMNS, uow.db.connection().dialect).bind((ticket, ChangeKind.NOTE, ""))
        with pytest.raises(TypeError):
            insert_bound(StatusChange, COLUMNS, [bound], uow, {"at": NOW, "word": 0.5, "is_public": True})
    world.app.close()
