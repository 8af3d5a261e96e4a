"""Whether the city can be reached, for the banner on a liaison's pages."""

import reflex as rx

from liaison_app.bootstrap import application
from liaison_app.domain.access import Actor, Audience
from liaison_app.i18n import using_locale
from liaison_app.services.delivery_health import DeliveryHealth, delivery_health
from liaison_app.states.edge import EdgeState, call
from liaison_app.states.shared_reading import shared_reads
from liaison_app.wording.city_health import city_notice
from liaison_app.wording.delivery import NoticeWords


class CityHealth(EdgeState, rx.State):
    """The banner's words; empty while all is well, and for whoever files nothing."""

    words: NoticeWords = NoticeWords()

    def _take(self, health: DeliveryHealth | None) -> None:
        words = self._words_of(health) if health is not None else NoticeWords()
        if self.get_value("words") != words:
            self.words = words

    def _words_of(self, health: DeliveryHealth) -> NoticeWords:
        ports = application().ports
        with using_locale(self._locale):
            return city_notice(
                unreachable_since=health.unreachable_since,
                paused_at=health.paused_at,
                now=ports["clock"].now(),
                zone=ports["city_profile"].time_zone,
            )


async def city_health_for(actor: Actor) -> DeliveryHealth | None:
    """What the banner tells `actor`; None for whoever files nothing. Those who are woken together share a reading."""
    return (
        await shared_reads.read("city health", lambda: call(delivery_health)) if actor.is_in(Audience.LIAISON) else None
    )


async def take_city_health(page: EdgeState, health: DeliveryHealth | None) -> None:
    """Put it into the banner of `page`, whose lock the caller holds."""
    (await page.get_state(CityHealth))._take(health)  # noqa: SLF001 (a public method could be called by anybody)


async def show_city_health(page: EdgeState, actor: Actor) -> None:
    """Bring the banner up to date from a background event of `page`, which waits in `rooms.EXCHANGE`."""
    health = await city_health_for(actor)
    async with page:
        await take_city_health(page, health)
