"""What a worker does again and again, and of it what forgets: what need not be kept any longer goes; and seats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from liaison_app.services import (
    application_retention,
    letter_retention,
    news_retention,
    retention,
    room_retention,
    seat_ending,
)

FORGET_S = 3600.0  # how often it is looked
A_DAY_S = 86_400.0
SEATS_S = 60.0  # how late a seat whose day has passed goes on, and a reminder comes


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again. `act` says whether to go on at once, or, by None, that it is to be tried again
    soon; `is_woken` that news cuts its wait short."""

    name: str
    act: Callable[[], bool | None]
    every_s: float
    is_woken: bool = False


def forgetting(use: Callable[..., Any]) -> list[Job]:
    """The jobs that forget; `use` calls a service."""
    return [
        Job("forget_neighbors", lambda: use(retention.forget_neighbors), FORGET_S),
        Job("forget_people", lambda: use(room_retention.forget_people), FORGET_S),
        Job("forget_loose_photos", lambda: use(retention.forget_loose_photos), FORGET_S),
        Job("forget_records", lambda: use(retention.forget_records), FORGET_S),
        Job("forget_applicants", lambda: use(application_retention.forget_applicants), FORGET_S),
        Job("forget_follows", lambda: use(letter_retention.forget_follows), FORGET_S),
        Job("forget_news", lambda: use(news_retention.forget_news), FORGET_S),
        Job("forget_stray_files", lambda: use(retention.forget_stray_files), A_DAY_S),
    ]


def seat_jobs(use: Callable[..., Any]) -> list[Job]:
    """The jobs that look after seats in cohorts; `use` calls a service."""
    return [
        Job("end_unanswered_seats", lambda: use(seat_ending.end_unanswered), SEATS_S),
        Job("move_up_waiting", lambda: use(seat_ending.move_up_waiting), SEATS_S),
        Job("remind_answers", lambda: use(seat_ending.remind_answers), SEATS_S),
        Job("remind_sessions", lambda: use(seat_ending.remind_sessions), SEATS_S),
    ]
