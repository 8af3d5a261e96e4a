"""The composition root: settings → engine, adapters, services. The one place where ports meet adapters.

`Application.use` calls a service and hands it what its signature names: `uow` (a transaction that is committed when
the service returns), `snapshot` (a read-only one), or any port. So a service says what it needs, and a test hands it
fakes by the same names.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache, partial
from typing import Any, TypeVar

from liaison_app.adapters.map_ground import MapGround, TileServer
from liaison_app.adapters.open311_asking import Access
from liaison_app.adapters.open311_client import Open311Client
from liaison_app.adapters.open311_exchange import Exchange
from liaison_app.adapters.passwords import Argon2Passwords
from liaison_app.adapters.photo_cleaner import AT_ONCE, WorkerPhotoCleaner
from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.adapters.practice_desk import PracticeDesk
from liaison_app.adapters.rate_limits import BucketLimits, OnceInAWhile, WindowRateLimits
from liaison_app.adapters.system_clock import SystemClock
from liaison_app.channel_ports import channel_ports
from liaison_app.cities import city_folder, read_profile
from liaison_app.cities.answers import read_answers
from liaison_app.cities.endpoints import read_endpoint
from liaison_app.cities.gazetteer import read_gazetteer
from liaison_app.cities.guidance import read_guidance
from liaison_app.db import Database
from liaison_app.domain.calendar import CityCalendar
from liaison_app.domain.delivery_policy import DeliveryPolicy
from liaison_app.domain.drafts import FilingLimits
from liaison_app.domain.media_links import MediaLinks
from liaison_app.domain.ports import Clock
from liaison_app.fact_ports import fact_ports
from liaison_app.geocoding import build_geocoder
from liaison_app.letter_ports import letter_ports
from liaison_app.live import LocalHub, hub_for
from liaison_app.logs import set_up_logs
from liaison_app.notices import notice_ports
from liaison_app.paper_ports import paper_ports
from liaison_app.pools import Places, Pool
from liaison_app.program_ports import program_ports
from liaison_app.services.city_turns import book_question
from liaison_app.services.practice_scores import use_scenes
from liaison_app.settings import PRACTICE_PROFILE, Settings, settings
from liaison_app.thread_ports import thread_ports
from liaison_app.wording.pairs import use_pairs
from liaison_app.wording.services import use_guidance

T = TypeVar("T")
# How often a signed-in person's being here is written down, and how often a page that sends too much is told so.
SEEN_EVERY_S, THROTTLED_EVERY_S = 60.0, 10.0
# How many files of open data are written at once, and how many of them for one address.
FILES_AT_ONCE = 8
FILES_OF_ONE = 2


@lru_cache(maxsize=512)
def _wanted(service: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(service).parameters)


def pools_by_port() -> dict[str, Pool]:
    """Slow work by the port it is done with: cleaning a photo takes a processor, an address service takes its time.

    What other software reads and files (`open311`, feeds too) has threads of its own: people never wait behind it.
    """
    return {
        "photo_cleaner": Pool("photos", threads=AT_ONCE, waiting=8),
        "geocoder": Pool("places", threads=4, waiting=24),
        # The public map's data. A page asks for a score of tiles at once; forty are several people in one house.
        "map_reads": Pool("map", threads=2, waiting=638, of_one=40),
        # More threads take the interpreter's lock from each other between any two statements: eight clients that file
        # get 58 to 65 a second on PostgreSQL with three, 66 to 76 with two.
        "open311": Pool("open311", threads=2, waiting=62),
        # Each file has at most one part in the works, so that none is turned away half-way.
        "open_data": Pool("open_data", threads=1, waiting=FILES_AT_ONCE),
    }


@dataclass
class Application:
    """A running program: its settings, its database, its hub, and its ports by the names services give them."""

    settings: Settings
    database: Database
    hub: LocalHub
    ports: dict[str, Any] = field(default_factory=dict)
    pools: dict[str, Pool] = field(default_factory=pools_by_port)

    def use(self, service: Callable[..., T], /, **given: Any) -> T:
        """Call a service with `given` and the ports it names, in one transaction where it names one."""
        wanted = _wanted(service)
        with ExitStack() as stack:
            if "uow" in wanted and "uow" not in given:
                given["uow"] = stack.enter_context(self.database.unit_of_work())
            if "snapshot" in wanted and "snapshot" not in given:
                given["snapshot"] = stack.enter_context(self.database.snapshot())
            given |= {name: self.ports[name] for name in wanted if name in self.ports and name not in given}
            return service(**given)

    async def call(self, service: Callable[..., T], /, **given: Any) -> T:
        """`use`, off the event loop: in the threads that this kind of work has, or in the shared ones.

        Raises: TooMany when the work has threads of its own and too many wait for them.
        """
        for port, pool in self.pools.items():
            if port in _wanted(service):
                return await pool.run(partial(self.use, service, **given))
        return await asyncio.to_thread(self.use, service, **given)

    def close(self) -> None:
        for pool in self.pools.values():
            pool.close()
        self.hub.close()
        self.database.close()
        city, desk = self.ports.get("city"), self.ports.get("city_desk")
        if isinstance(city, Open311Client):
            city.close()
        if isinstance(desk, PracticeDesk):
            desk.shut()


def build_application(of: Settings, **ports: Any) -> Application:
    """Build the program that `of` describes; `ports` replace those of the same name."""
    hub = hub_for(of.redis_url)
    clock, city = ports.get("clock") or SystemClock(), ports.get("city_profile") or read_profile(city_folder(of.city))
    database = Database(of.database, published=hub.publish, calendar=CityCalendar(city.time_zone, clock))
    joined = _ports(of, hub, database) | ports | {"database": database}
    use_guidance(joined["guidance"])
    use_scenes(joined["practice_room"].scenes)
    use_pairs(read_answers(city_folder(of.city)), city.languages[0])
    return Application(settings=of, database=database, hub=hub, ports=joined)


def _ports(of: Settings, hub: LocalHub, database: Database) -> dict[str, Any]:
    clock = SystemClock()
    return {
        "clock": clock,
        "hub": hub,
        **fact_ports(of),
        "map_ground": _map_ground(of),
        **paper_ports(),
        **_account_ports(of),
        **_filing_ports(of, database, clock),
        **_city_ports(of, clock, database),
        **letter_ports(of),
        **channel_ports(of),
        **thread_ports(of),
        **program_ports(of),
        **notice_ports(of),
    }


def _account_ports(of: Settings) -> dict[str, Any]:
    """What signing in and the gate need: passwords, and counting of tries and events."""
    return {
        "passwords": Argon2Passwords(),
        "rate_limits": WindowRateLimits(of.redis_url),
        "event_limits": BucketLimits(of.events_per_second, burst=2 * of.events_per_second),
        "seen_notes": OnceInAWhile(SEEN_EVERY_S),
        "throttle_notes": OnceInAWhile(THROTTLED_EVERY_S),
        "open_data_places": Places(FILES_AT_ONCE, of_one=FILES_OF_ONE),
    }


def _filing_ports(of: Settings, database: Database, clock: Clock) -> dict[str, Any]:
    """What a request is written with: places, guidance, photos, limits."""
    return {
        "geocoder": build_geocoder(of, database, clock),
        "guidance": read_guidance(city_folder(of.city)),
        "filing_limits": FilingLimits(
            photos_per_ticket=of.photos_per_ticket,
            takes_words_for_place=read_endpoint(of.endpoint_profile, city_folder(of.city)).takes_address_alone,
        ),
        "neighbors_kept": timedelta(days=of.neighbor_days),
        "photo_cleaner": WorkerPhotoCleaner(),
        "photo_store": PhotoFolder(of.data_dir / "photos"),
    }


def _map_ground(of: Settings) -> MapGround:
    folder = city_folder(of.city)
    tiles = TileServer(of.map_tile_url, of.map_tile_attribution, of.map_tile_max_zoom)
    return MapGround(read_profile(folder), read_gazetteer(folder).streets, tiles)


def _city_ports(of: Settings, clock: Clock, database: Database) -> dict[str, Any]:
    """The city's work system, and how patient delivery is with this endpoint."""
    profile = read_endpoint(of.endpoint_profile, city_folder(of.city))
    access = Access(of.city_api_key.get_secret_value(), of.city_jurisdiction, of.public_url)
    open_for = timedelta(seconds=of.sent_photo_s)
    links = MediaLinks(of.public_url.rstrip("/"), of.secret_key.get_secret_value(), open_for)
    policy = DeliveryPolicy(
        timeout_s=of.delivery_timeout_s,
        lease_s=max(of.delivery_lease_s, 2 * of.delivery_timeout_s),
        # Only a search after the city must show a new request tells anything.
        settle_s=max(of.delivery_settle_s, 2 * profile.shows_new_after_s),
        backoff_s=of.delivery_backoff_s,
        shows_marker=profile.echoes_description,
        posts_per_minute=profile.posts_per_minute,
        reads_per_minute=profile.reads_per_minute,
        poll_s=of.city_poll_s,
        services_s=of.city_services_s,
        has_updates=profile.has_updates,
        has_updated_after=profile.has_updated_after,
        mirrors=profile.mirrors,
        takes_messages=profile.takes_messages,
        tells_messages=profile.tells_messages,
        ids_per_call=profile.ids_per_call,
        description_length=profile.description_length,
        jurisdiction=of.city_jurisdiction,
        media_links=links,
        photos_in_description=profile.photos_in_description,
    )
    ending = threading.Event()
    book = partial(book_question, database=database, clock=clock, delivery_policy=policy, pause=ending.wait)
    exchange = Exchange(of.city_endpoint, timeout_s=of.delivery_timeout_s, clock=clock, before_get=book)
    return {
        "city": Open311Client(exchange, profile, access),
        "ending": ending,
        "delivery_policy": policy,
        "media_links": links,
        "city_desk": _city_desk(of),
    }


def _city_desk(of: Settings) -> PracticeDesk | None:
    """The practice city's desk, where that is the city and its control API is open to us."""
    key = of.practice_control_key.get_secret_value()
    is_practice = of.endpoint_profile == PRACTICE_PROFILE and of.city_endpoint
    return PracticeDesk(of.city_endpoint, key) if is_practice and key else None


_application: Application | None = None


def application() -> Application:
    """The program of this process, built at first use."""
    global _application  # noqa: PLW0603 (one composition root a process)
    if _application is None:
        set_up_logs(settings().log_level, settings().log_format)
        _application = build_application(settings())
    return _application


def use_application(of: Application | None) -> None:
    """Make `of` the program of this process (tests); None forgets it."""
    global _application  # noqa: PLW0603 (one composition root a process)
    _application = of
