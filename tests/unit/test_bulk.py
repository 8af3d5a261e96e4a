"""Rows that are bound here are bound as the database toolkit itself binds them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import postgresql, sqlite

from liaison_app.bulk import Binder
from liaison_app.domain.tickets import Status
from liaison_app.models import Ticket, metadata
from liaison_app.services.open_data_rows import TICKET_ALWAYS, TICKET_COLUMNS

AT = datetime(2024, 1, 1, 0, 13, 37, tzinfo=UTC)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("requested_at", AT),
        ("requested_at", AT.replace(microsecond=120)),
        ("requested_at", AT.astimezone(timezone(timedelta(hours=-5)))),
        ("closed_at", None),
        ("promised_on", date(2024, 1, 8)),
        ("status", Status.CLOSED),
        ("outcome", None),
        ("has_public_photo", False),
        ("lat", 39.98148286),
        ("cell", 1 << 39),
    ],
)
def test_a_value_is_bound_as_its_column_says(dialect, column, value):
    kind = metadata.tables["ticket"].columns[column].type
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    plainly = value if process is None else process(value)
    binder = Binder(Ticket, (column,), dialect)
    assert binder.bind((value,)) == binder.bind((value,)) == (plainly,)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        Binder(Ticket, ("requested_at",), sqlite.dialect()).bind((datetime(2024, 1, 1),))


def test_a_new_ticket_leaves_no_column_out_that_must_be_there():
    needed = {one.name for one in metadata.tables["ticket"].columns if not one.nullable and one.server_default is None}
    told = {*TICKET_COLUMNS, *TICKET_ALWAYS, "updated_at"}
    assert needed <= told
    assert len(told) == len(TICKET_COLUMNS) + len(TICKET_ALWAYS) + 1, "none is told twice"
