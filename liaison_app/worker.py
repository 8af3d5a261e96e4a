"""The worker: when what is done. It owns schedule, stop, jitter and heartbeat; the rules stand in the services.

It runs in the app's process, on a thread and an event loop of its own, so that neither a slow page nor a slow city
holds up the other; or alone, as `python -m liaison_app worker`. Several may run at once.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError

from liaison_app.bootstrap import Application, application
from liaison_app.demo_guard import require_city_of_the_demo
from liaison_app.domain import rooms
from liaison_app.domain.errors import StorageFull
from liaison_app.logs import logger
from liaison_app.processes import at_sigterm
from liaison_app.services import (
    alerting,
    brief_telling,
    catalogue_refreshing,
    chronic_spot_search,
    city_mail,
    city_mail_writing,
    city_polling,
    city_probing,
    delivering,
    delivery_reconciling,
    lapsing,
    letter_composing,
    linked_requests,
    mail,
    mail_waking,
    meeting_sending,
    message_delivering,
    message_looking_up,
    news_making,
    news_telling,
    push_sending,
    thread_raising,
    turning_late,
)
from liaison_app.settings import ProcessRole
from liaison_app.worker_jobs import Job, forgetting, seat_jobs

log = logger("worker")
T = TypeVar("T")

TICK_S = 1.0
FAILED_WAIT_S = 5.0
HEARTBEAT_S = 300.0
SILENT_S = 3 * HEARTBEAT_S  # without a sign of life for so long, it is held for dead
SIGN_S = 30.0  # how often a worker writes down that it lives, for the desk of coordinators
TELL_S = 15.0  # how soon news leaves the app that is to come at once
MARK_S = 300.0  # how often it is written down which news there is
LETTERS_S = 60.0  # how often it is looked which letters to neighbors are due
WATCH_S = 60.0  # how often it is looked whether something has been stuck for too long
MAIL_S = 5.0  # how soon a mail goes out
LATE_S = 60.0  # how soon after the city's midnight what is late by then counts as late
REFRESH_S = 15.0
WAKE_S = PROBE_S = 15.0  # how often it is looked whether pages have an outage to tell of, or a city is to be asked
SPOTS_S = 10.0  # how often it is looked where problems come back
SENDERS = 3
FAREWELL_S = 3.0  # what the server's own end takes after that
READERS_S = 8.0  # how long a server that is to end waits for answers that are still being read
JITTER = 0.1


@dataclass
class Worker:
    """The schedule of one process. `beat_at` is the monotonic time of its last sign of life.

    One that `only_watches` sends nothing to the city: it tells people when nobody does.
    """

    app: Application
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:24]}-{os.getpid()}-{secrets.token_hex(3)}")
    tick_s: float = TICK_S
    only_watches: bool = False
    beat_at: float = field(default_factory=time.monotonic)
    _is_sure: bool = False
    began_at: float = field(default_factory=time.monotonic)
    watches_after_s: float = 2 * SIGN_S

    def jobs(self) -> list[Job]:
        """What there is to do."""
        return self._watching() if self.only_watches else [*self._watching(), *self._working()]

    def _watching(self) -> list[Job]:
        use, heard_of = self.app.use, mail_waking.HeardOf()
        return [
            Job("wake_pages", lambda: use(alerting.wake_pages), WAKE_S),
            Job("watch_over", self._watch_over, WATCH_S),
            Job("send_mail", lambda: use(mail.send_next), MAIL_S),
            Job("wake_for_mail", lambda: use(mail_waking.wake_for_mail, heard_of=heard_of), MAIL_S),
            Job("heartbeat", self._beat, HEARTBEAT_S),
        ]

    def _watch_over(self) -> bool:
        """After a night without any process, the workers must have had the time to say that they live again."""
        is_too_soon = time.monotonic() - self.began_at < self.watches_after_s
        return False if is_too_soon else self.app.use(alerting.watch_over)

    def _working(self) -> list[Job]:
        use, name = self._use, self.name
        reading = catalogue_refreshing.Reading()

        def by_name(act: Callable[..., bool]) -> Callable[[], bool]:
            return lambda: use(act, worker=name)

        return [
            *(Job(f"deliver_{n}", by_name(delivering.deliver), self.tick_s, is_woken=True) for n in range(SENDERS)),
            Job("give_up_lost", by_name(delivery_reconciling.give_up_lost), self.tick_s),
            Job("look_up", by_name(delivery_reconciling.look_up), self.tick_s),
            Job("send_meetings", lambda: use(meeting_sending.send_next), self.tick_s, is_woken=True),
            Job("deliver_messages", by_name(message_delivering.deliver_message), self.tick_s, is_woken=True),
            Job("write_city_mails", lambda: use(city_mail_writing.write_next), self.tick_s, is_woken=True),
            Job("write_linked_requests", lambda: use(linked_requests.write_next), self.tick_s, is_woken=True),
            Job("follow_linked_requests", lambda: use(linked_requests.follow_next), self.tick_s),
            Job("give_up_lost_mails", lambda: use(city_mail.give_up_lost), MAIL_S),
            Job("give_up_lost_messages", by_name(message_delivering.give_up_lost_messages), self.tick_s),
            Job("look_up_messages", by_name(message_looking_up.look_up_message), self.tick_s),
            Job("look_at_token", by_name(delivery_reconciling.look_at_token), self.tick_s),
            Job("read_records", by_name(city_polling.read_records), self.tick_s),
            Job("poll_updates", lambda: use(city_polling.poll_updates), self.app.settings.city_poll_s),
            Job("poll_records", lambda: use(city_polling.poll_records), self.app.settings.city_poll_s),
            Job("probe", lambda: use(city_probing.probe), PROBE_S),
            Job("turn_late", lambda: use(turning_late.turn_late), LATE_S),
            Job("raise_overdue", lambda: use(thread_raising.raise_overdue), LATE_S),
            Job("tell_ends", lambda: use(lapsing.tell_ends), LATE_S),
            Job("tell_briefs", lambda: use(brief_telling.tell_briefs), LATE_S),
            *seat_jobs(self._use),
            Job("refresh_catalogue", lambda: use(catalogue_refreshing.refresh_when_due, reading=reading), REFRESH_S),
            Job("find_spots", self._find_spots, SPOTS_S),
            Job("make_news", lambda: use(news_making.make_news), self.tick_s),
            Job("tell_news", lambda: use(news_telling.tell_news), TELL_S),
            Job("send_notices", lambda: use(push_sending.send_next), MAIL_S),
            Job("set_mark", lambda: use(letter_composing.set_mark), MARK_S),
            Job("write_letters", lambda: use(letter_composing.compose), LETTERS_S),
            *forgetting(self._use),
            Job("sign_of_life", by_name(alerting.give_sign_of_life), SIGN_S),
        ]

    def _use(self, service: Callable[..., T], /, **given: Any) -> T:
        """Call a service, once it is known that what it does meets the right city: the database may have been away
        when the process started. Raises: SettingsWrong."""
        if not self._is_sure:
            require_city_of_the_demo(self.app.settings, self.app.database)
            self._is_sure = True
        return self.app.use(service, **given)

    def _find_spots(self) -> bool | None:
        """A step, and a breath after it: the search is long, and nobody waits for it."""
        return None if self._use(chronic_spot_search.find_spots) else False

    def _beat(self) -> bool:
        self.beat_at = time.monotonic()
        log.info("alive", worker=self.name)
        return False

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`. Then nothing new is begun, and what is under way is finished and recorded."""
        jobs, ending = self.jobs(), self.app.ports["ending"]
        ending.clear()
        wakes = {job.name: asyncio.Event() for job in jobs}
        with ThreadPoolExecutor(len(jobs), thread_name_prefix="worker") as pool:
            log.info("started", worker=self.name, jobs=len(jobs))
            listening = asyncio.create_task(self._listen([wakes[job.name] for job in jobs if job.is_woken]))
            working = [asyncio.create_task(_repeat(job, wakes[job.name], stop, pool)) for job in jobs]
            await stop.wait()
            ending.set()  # who waits for a turn at the city asks no more
            for wake in wakes.values():
                wake.set()
            await asyncio.gather(*working)
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening
            await asyncio.get_running_loop().run_in_executor(pool, self._say_goodbye)
        log.info("stopped", worker=self.name)

    def _say_goodbye(self) -> None:
        try:
            self.app.use(alerting.say_goodbye, worker=self.name)
        except (OperationalError, StorageFull) as error:
            log.warning("no_goodbye", worker=self.name, why=type(error).__name__)

    async def _listen(self, wakes: list[asyncio.Event]) -> None:
        with self.app.hub.waiting_in([rooms.OUTBOX]) as news:
            while True:
                if await news.changed(HEARTBEAT_S):
                    for wake in wakes:
                        wake.set()


async def _repeat(job: Job, wake: asyncio.Event, stop: asyncio.Event, pool: ThreadPoolExecutor) -> None:
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        wake.clear()
        wait_s = job.every_s
        try:
            went_on = await loop.run_in_executor(pool, job.act)
            if went_on:
                continue
            wait_s = min(wait_s, TICK_S) if went_on is None else wait_s
        except Exception:
            log.exception("job_failed", job=job.name)
            wait_s = max(wait_s, FAILED_WAIT_S)
        # A little apart, so that several workers do not come at the same moment; never later than was said.
        with suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), wait_s * (1 - JITTER * random.random()))  # noqa: S311 (spreads)


class WorkerThread:
    """A worker beside the app, in the same process."""

    def __init__(self, app: Application, *, tick_s: float = TICK_S, only_watches: bool = False) -> None:
        self._worker = Worker(app, tick_s=tick_s, only_watches=only_watches)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="worker", daemon=True)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._worker.run(self._stop)

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs and it has given a sign of life within a quarter of an hour."""
        return self._thread.is_alive() and time.monotonic() - self._worker.beat_at < SILENT_S

    def start(self) -> None:
        """Start; returns when the worker is at work."""
        self._thread.start()
        self._ready.wait(10)

    def stop(self, within_s: float) -> None:
        """Begin nothing new and wait for what is under way, at most `within_s` seconds."""
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(within_s)


@asynccontextmanager
async def beside_the_app() -> AsyncIterator[None]:
    """The worker as part of the app's life; where this process only answers pages, one that watches the others."""
    beside = WorkerThread(application(), only_watches=application().settings.role is ProcessRole.WEB)
    await asyncio.to_thread(beside.start)
    application().ports["worker_thread"] = beside  # /healthz asks it
    try:
        # The server waits for downloads before it ends the app's life, and those for their readers.
        with at_sigterm(partial(_end_in_order, beside, application().settings.drain_s)):
            yield
    finally:
        application().ports.pop("worker_thread", None)
        await asyncio.to_thread(beside.stop, application().settings.drain_s)


def _end_in_order(beside: WorkerThread, within_s: float) -> None:
    """Begin nothing new. Readers who never finish hold up the end no longer than what is under way to the city."""
    least = time.monotonic() + READERS_S
    beside.stop(within_s)
    time.sleep(max(FAREWELL_S, least - time.monotonic()))
    os.kill(os.getpid(), signal.SIGKILL)
