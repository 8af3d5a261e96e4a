"""What people saw of what the city closed: where nobody looked there is no figure, not a zero."""

from __future__ import annotations

import pytest

from liaison_app.domain.ids import NeighborhoodId
from liaison_app.domain.place_figures import PlaceFigures
from liaison_app.i18n import using_locale
from liaison_app.wording.place_figures import say_looked_at, say_of_looked_at


@pytest.mark.parametrize(("looked_at", "said"), [(0, ("–", "")), (14, ("0", "of 14"))])
def test_nobody_looked_is_not_none_was_fixed(looked_at, said):
    place = NeighborhoodId("cobbs-creek")
    found = PlaceFigures(
        place,
        "Cobbs Creek",
        open=3,
        late=1,
        closed=14,
        looked_at=looked_at,
        fixed=0,
        not_fixed=0,
        services=(),
        months=(),
    )
    with using_locale("en"):
        assert (say_of_looked_at(0, found), say_looked_at(found)) == said
