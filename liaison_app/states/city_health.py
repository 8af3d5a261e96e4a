"""Whether the city can be reached, for the banner on a liaison's pages."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Audience
from liaison_app.services.delivery_health import DeliveryHealth, delivery_health
from liaison_app.states.edge import EdgeState, call, event
from liaison_app.wording.city_health import city_notice
from liaison_app.wording.delivery import NoticeWords


class CityHealth(EdgeState, rx.State):
    """The banner's words; empty while all is well."""

    words: NoticeWords = NoticeWords()

    @event(Audience.LIAISON)
    async def load(self):
        """How it stands now."""
        self._take(await call(delivery_health))

    def _take(self, health: DeliveryHealth) -> None:
        ports = application().ports
        self.words = city_notice(
            unreachable_since=health.unreachable_since,
            paused_at=health.paused_at,
            now=ports["clock"].now(),
            zone=ports["city_profile"].time_zone,
        )
