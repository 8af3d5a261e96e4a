"""What a link to a page shows in a messenger: the public's fields, and nothing about what is private."""

from datetime import UTC, datetime

import pytest

from liaison_app import models
from liaison_app.api.heads import neighborhood_head, ticket_head
from liaison_app.bootstrap import build_application
from liaison_app.domain.access import Role
from liaison_app.domain.delivery import Delivery
from liaison_app.domain.tickets import Visibility
from liaison_app.settings import Settings

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def ticket(number: str, visibility: Visibility) -> models.Ticket:
    return models.Ticket(
        id=f"T-{number}",
        ref=f"NL-{number}",
        filed_by="liaison",
        service_code="SR-ST02",
        service_name="Illegal Dumping",
        description="the green door",
        lat=39.96,
        lon=-75.22,
        address="5217 Market St",
        public_lat=39.96,
        public_lon=-75.22,
        public_address="5200 Market St",
        cell=0,
        neighborhood_id="haddington",
        visibility=visibility,
        delivery=Delivery.ACCEPTED,
        requested_at=NOW,
        updated_at=NOW,
    )


@pytest.fixture
def program(tmp_path):
    built = build_application(Settings(data_dir=tmp_path))
    models.metadata.create_all(built.database.engine)
    with built.database.unit_of_work() as uow:
        uow.db.add(models.Neighborhood(id="haddington", name="Haddington", lat=39.96, lon=-75.23))
        uow.db.add(
            models.Account(
                id="liaison",
                email="l@example.org",
                name="Lia Son",
                role=Role.LIAISON,
                password_hash="-",
                created_at=NOW,
                password_changed_at=NOW,
            )
        )
        uow.db.flush()
        uow.db.add_all([ticket("PVB1C1", Visibility.PUBLIC), ticket("PR1VAT", Visibility.PRIVATE)])
    yield built
    built.close()


def test_a_public_ticket_says_what_and_where_and_not_who_or_how_it_was_told(program):
    said = ticket_head(program, {"ticket_id": "T-PVB1C1"}).html()
    assert "Illegal dumping" in said
    assert "5200 Market St" in said
    assert "green door" not in said
    assert "5217" not in said
    assert "Lia Son" not in said


def test_a_private_ticket_and_none_at_all_are_told_alike(program):
    private, missing = (ticket_head(program, {"ticket_id": one}) for one in ("T-PR1VAT", "T-000000"))
    assert private == missing == ticket_head(program, {"ticket_id": "no number"})


def test_a_neighborhood_counts_only_what_is_public(program):
    head = neighborhood_head(program, {"neighborhood_id": "haddington"})
    assert head.title.startswith("Haddington")
    assert "Open now: 1" in head.description


def test_a_neighborhood_that_is_not_there_has_no_page(program):
    assert neighborhood_head(program, {"neighborhood_id": "atlantis"}) is None
