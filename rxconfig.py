"""Reflex's own settings. Everything a person may set is in `liaison_app/settings.py`."""

import reflex as rx

from liaison_app.front_end.plain_jsx import PlainJsx
from liaison_app.settings import settings

_own = settings()

# No Radix theme plugin (it would add 170 kB to every page), no sitemap plugin (it would list the
# staff's pages).
config = rx.Config(
    app_name="liaison_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["gzip", "brotli"],
    frontend_lazy_bundled_libraries=True,
    # Read when the site is finished (fonts and icons: front_end/fonts.py, icons.py); no page that Reflex builds imports
    # them.
    frontend_packages=[
        "@fontsource-variable/overpass@5.3.0",
        "@fontsource-variable/atkinson-hyperlegible-next@5.3.0",
        "@iconify-json/lucide@1.2.137",
        # Draws the islands of pages that are sent without React: front_end/islands.py.
        "preact@11.2.0",
    ],
    plugins=[PlainJsx()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    cors_allowed_origins=list(_own.origins),
    # One process keeps its pages' state in memory; several need Redis.
    state_manager_mode=rx.constants.StateManagerMode.REDIS if _own.redis_url else rx.constants.StateManagerMode.MEMORY,
    redis_url=_own.redis_url or None,
    # A page's state (about 180 kB) is forgotten this long after its last event, in seconds. What people type is kept
    # on their phone, not here.
    redis_token_expiration=1200,
)
