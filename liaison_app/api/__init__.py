"""The app's own HTTP routes, beside Reflex: sign-in, photos, drafts, feeds, health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from liaison_app.api import (
    application_tables,
    applications,
    certificates,
    desk_files,
    embed,
    feeds,
    find,
    health,
    here,
    join,
    letters,
    map_choices,
    map_data,
    meeting_papers,
    meeting_tables,
    meetings,
    metrics,
    open_data,
    openapi,
    paper,
    photos,
    pocket,
    poster,
    practice,
    profile,
    push,
    reports,
    room,
    room_pages,
    seats,
    second_factor,
    sent_photos,
    sign_in,
    sitemap,
    training,
    training_calendars,
)
from liaison_app.api.georeport import mount_georeport
from liaison_app.api.guard import OriginGuard

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

# One list a module; a new module of routes is added here.
ROUTES = [
    *health.ROUTES,
    *application_tables.ROUTES,
    *applications.ROUTES,
    *metrics.ROUTES,
    *map_choices.ROUTES,
    *map_data.ROUTES,
    *meeting_tables.ROUTES,
    *meetings.ROUTES,
    *photos.ROUTES,
    *sent_photos.ROUTES,
    *feeds.ROUTES,
    *find.ROUTES,
    *open_data.ROUTES,
    *openapi.ROUTES,
    *sitemap.ROUTES,
    *sign_in.ROUTES,
    *second_factor.ROUTES,
    *join.ROUTES,
    *letters.ROUTES,
    *pocket.ROUTES,
    *practice.ROUTES,
    *profile.ROUTES,
    *push.ROUTES,
    *reports.ROUTES,
    *poster.ROUTES,
    *paper.ROUTES,
    *certificates.ROUTES,
    *meeting_papers.ROUTES,
    *room.ROUTES,
    *room_pages.ROUTES,
    *seats.ROUTES,
    *here.ROUTES,
    *training_calendars.ROUTES,
    *desk_files.ROUTES,
    *embed.ROUTES,
    *training.ROUTES,
]


def build_api(application: Application) -> Starlette:
    """The Starlette app of all own routes. Handlers find the program at `request.app.state.application`."""
    routes = [*ROUTES, mount_georeport(application)]
    api = Starlette(routes=routes, middleware=[Middleware(OriginGuard, application=application)])
    api.state.application = application
    api.state.metrics = metrics.Metrics(application.ports["clock"].now())
    return api
