"""Every setting of the app: environment variables that start with `LIAISON_`, typed, each with its reason.

`docs/configuration.md` lists them too; a test compares the two.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from liaison_app.domain.errors import SettingsWrong
from liaison_app.domain.push import KNOWN_SERVICES
from liaison_app.domain.web_links import origin_of
from liaison_app.log_kinds import LogFormat, LogLevel
from liaison_app.setting_values import EmailAddress, FactorWish, Numbers, Pairs, Words

DEFAULT_SECRET = "only-for-development"  # noqa: S105 (refused in production)
PROJECT_DIR = Path(__file__).resolve().parent.parent
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
# Of the practice city alone it is known that it gives descriptions back and shows a new request at once.
PRACTICE_PROFILE = "practice"
CAREFUL_PROFILE = "plain"
RECORD_S = 10.0


class Environment(StrEnum):
    """Where the app runs; production refuses default secrets and open doors."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class ProcessRole(StrEnum):
    """What this process does: answers pages, works off the outbox, or both."""

    WEB = "web"
    WORKER = "worker"
    ALL = "all"


class GeocoderKind(StrEnum):
    """Who finds addresses."""

    GAZETTEER = "gazetteer"
    AIS = "ais"
    NOMINATIM = "nominatim"
    PHOTON = "photon"


class Settings(BaseSettings):
    """Typed settings. Times end in `_s` (seconds), sizes in `_mb` (mebibytes)."""

    model_config = SettingsConfigDict(env_prefix="LIAISON_", extra="ignore", frozen=True)

    environment: Environment = Field(Environment.DEVELOPMENT, description="development or production")
    role: ProcessRole = Field(ProcessRole.ALL, description="what this process does: web, worker or all")
    public_url: str = Field("http://localhost:8000", description="the address people type; links and origins follow it")
    allowed_origins: Words = Field((), description="further origins that may open the websocket, comma separated")
    trusted_proxies: Words = Field(
        (), description="addresses of proxies whose X-Forwarded-For is believed, comma separated"
    )
    secret_key: SecretStr = Field(SecretStr(DEFAULT_SECRET), description="signs what leaves the app and comes back")
    second_factor: FactorWish = Field("auto", description="of coordinators: required, offered, or as production has it")
    data_dir: Path = Field(PROJECT_DIR / "data", description="folder for the database, photos and logs")
    database_url: str = Field("", description="SQLAlchemy URL; a SQLite file in the data folder when empty")
    redis_url: str = Field("", description="Redis for several processes; one process needs none")
    log_level: LogLevel = Field(LogLevel.INFO, description="DEBUG, INFO, WARNING or ERROR")
    log_format: LogFormat = Field(LogFormat.TEXT, description="text for people, json for machines")
    demo_password: SecretStr = Field(SecretStr(""), description="password of the demo accounts; made up when empty")

    city: str = Field("philadelphia", description="a city shipped with the app, or a folder with your city's files")
    city_endpoint: str = Field("", description="GeoReport v2 base URL; the practice city when empty")
    city_api_key: SecretStr = Field(SecretStr(""), description="our key at the city's endpoint")
    city_jurisdiction: str = Field("", description="jurisdiction_id, only where the endpoint serves several")
    city_profile: str = Field(
        "", description="how this city's endpoint differs from the standard; plain, the careful one, when empty"
    )
    practice_control_key: SecretStr = Field(
        SecretStr(""), description="key of the practice city's control API, which is closed without one"
    )
    city_poll_s: float = Field(60.0, gt=0, description="how often the city is asked what changed")
    city_services_s: float = Field(3600.0, gt=0, description="how often the service list is fetched")

    delivery_timeout_s: float = Field(60.0, gt=0, description="longest wait for the answer to a POST")
    delivery_lease_s: float = Field(120.0, gt=0, description="how long a worker may hold a message")
    delivery_settle_s: float = Field(900.0, ge=0, description="wait before an unclear outcome is looked up")
    delivery_backoff_s: Numbers = Field(
        (60.0, 300.0, 900.0, 1800.0, 3600.0),
        min_length=1,
        description="waits between tries, comma separated; the last one repeats",
    )

    alert_unreachable_s: float = Field(3600.0, gt=0, description="how long the city may be away before an alert")
    alert_paused_s: float = Field(300.0, gt=0, description="how long the city may refuse our key before an alert")
    alert_nobody_sends_s: float = Field(900.0, gt=0, description="how long due messages may lie before an alert")
    alert_waiting_s: float = Field(7200.0, gt=0, description="how long a message may wait to be sent before an alert")
    alert_unclear_s: float = Field(14400.0, gt=0, description="how long an outcome may be unclear before an alert")
    alert_people_s: float = Field(86400.0, gt=0, description="how long a decision may wait before an alert")
    alert_no_news_s: float = Field(7200.0, gt=0, description="how long the city's news may be unread before an alert")
    answer_days: int = Field(5, ge=1, description="working days within which the city is to answer a message")
    answer_urgent_days: int = Field(1, ge=1, description="the same where somebody is in danger, of any side")
    answer_contact_days: int = Field(5, ge=1, description="working days from a coordinator to the city's contact")
    city_contact: str = Field("", max_length=200, description="whom to turn to at the city; a ticket's people read it")
    city_email: EmailAddress = Field(
        "", description="the city’s address for questions about requests; needs a mail server"
    )
    city_email_services: Pairs = Field(
        {}, description="the same for single services, such as SR-ST02=streets@city.example, comma separated"
    )
    linked_requests: Words = Field(
        (), description="services about whose requests the city takes questions as new requests; all, or codes"
    )
    reply_address: EmailAddress = Field(
        "", description="mailbox that answers come to, such as reply@liaison.example; it must take reply+anything"
    )
    answer_own_days: int = Field(2, ge=1, description="the same for messages between a liaison and coordinators")

    metrics_token: SecretStr = Field(
        SecretStr(""), description="opens /metrics to whoever brings it; without one only this machine may ask"
    )

    smtp_url: SecretStr = Field(
        SecretStr(""), description="mail server, smtp://user:password@host:587 or smtps://; mails stay here when empty"
    )
    mail_from: str = Field("", description="sender of mails, such as Liaison <liaison@example.org>")

    push_key: SecretStr = Field(
        SecretStr(""), description="private key of notices, 32 bytes in base64url; made in the data folder when empty"
    )
    push_services: Words = Field(
        KNOWN_SERVICES,
        description="push services that notices may be sent to, comma separated; none turns notices off",
    )

    offline_pages: bool = Field(
        default=True, description="phones keep pages that work without a signal; off retires the worker on each"
    )
    map_tile_url: str = Field(
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png", description="map tiles; empty for a plain ground"
    )
    map_tile_attribution: str = Field("© OpenStreetMap contributors", description="credit shown on the map")
    map_tile_max_zoom: int = Field(19, ge=1, le=22, description="deepest zoom the tile server has")

    geocoder: GeocoderKind = Field(GeocoderKind.GAZETTEER, description="gazetteer (offline), ais, nominatim or photon")
    geocoder_key: SecretStr = Field(SecretStr(""), description="key for the geocoder, where it wants one")
    geocoder_url: str = Field("", description="another address of the geocoder")
    geocoder_pause_s: float = Field(
        1.0, ge=0, le=5, description="least time between two questions to it, over all processes; 0 for your own server"
    )
    geocoder_keep_days: int = Field(30, ge=0, description="how long its answers are kept; 0 for not at all")
    geocoder_keep_most: int = Field(20_000, ge=1, description="how many of its answers are kept")

    photo_max_mb: int = Field(12, ge=1, description="largest photo accepted")
    photos_per_ticket: int = Field(5, ge=1, le=10, description="photos a ticket may have")
    sent_photo_s: float = Field(
        604_800.0, gt=0, description="how long the city may fetch a photo sent to it that no coordinator has approved"
    )
    neighbor_days: int = Field(
        365, ge=1, description="how long a neighbor’s contact data and names of who was at a meeting are kept"
    )
    applicant_days: int = Field(180, ge=1, description="how long it is kept who was declined or withdrew")
    sockets_per_address: int = Field(100, ge=1, description="open pages from one address at a time")
    events_per_second: int = Field(
        40, ge=1, description="events one open page may send a second, after a burst of twice that"
    )

    @field_validator("city_endpoint")
    @classmethod
    def _check_endpoint(cls, value: str) -> str:
        if value and not origin_of(value)[0]:
            raise ValueError("must be an http or https address without a user, such as https://city.example/open311/v2")
        return value

    @field_validator("city_api_key")
    @classmethod
    def _check_api_key(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if not (secret.isascii() and secret.isprintable()):
            raise ValueError("must be letters, digits and signs of ASCII: it may have to travel in a header")
        return value

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'liaison.db'}"

    @property
    def endpoint_profile(self) -> str:
        """The profile in force. Of an endpoint of others that none is named for, nothing may be believed."""
        is_another = self.is_production or (bool(self.city_endpoint) and not self.is_city_ours)
        return self.city_profile or (CAREFUL_PROFILE if is_another else PRACTICE_PROFILE)

    @property
    def drain_s(self) -> float:
        """The longest that is waited for what is under way when a process is to end: a POST, and writing down what
        came of it, with more tries where the database is busy."""
        return self.delivery_timeout_s + RECORD_S

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_city_here(self) -> bool:
        """Whether the city's endpoint is on this machine."""
        return urlsplit(self.city_endpoint).hostname in THIS_MACHINE

    @property
    def is_city_ours(self) -> bool:
        """Whether the city's endpoint is a practice city here, whose crews we hold the key to."""
        return self.is_city_here and bool(self.practice_control_key.get_secret_value())

    @property
    def uses_practice_city(self) -> bool:
        """Whether the city is the practice city: the one that `run` brings, or one here that we hold a key to."""
        return self.endpoint_profile == PRACTICE_PROFILE and (self.is_city_ours or not self.city_endpoint)

    @property
    def may_meet_a_real_city(self) -> bool:
        """Whether what is made up has to be kept from the city."""
        return self.is_production or (bool(self.city_endpoint) and not self.uses_practice_city)

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins that may open the websocket and write over REST; in development also this machine's usual names."""
        parts = urlsplit(self.public_url)
        # As a browser writes it: lower case, without the scheme's own port.
        usual = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
        own = f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"
        names = {own, *self.allowed_origins}
        if not self.is_production and parts.scheme == "http":
            port = f":{parts.port}" if parts.port else ""
            names |= {f"{parts.scheme}://{host}{port}" for host in ("localhost", "127.0.0.1")}
        return tuple(sorted(names))


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once.

    Raises:
        SettingsWrong: a value cannot be taken.
    """
    try:
        found = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"LIAISON_{'_'.join(str(part) for part in first['loc'][:1]).upper()}"
        raise SettingsWrong(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from error
    from liaison_app.settings_checks import check_for_production  # noqa: PLC0415 (it looks at settings)

    check_for_production(found)
    return found
