"""Reflex's own settings. Everything a person may set is in `liaison_app/settings.py`."""

import reflex as rx

# No Radix theme plugin (it would add 170 kB to every page), no sitemap plugin (ours knows the tickets and leaves
# the staff's pages out).
config = rx.Config(
    app_name="liaison_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["gzip", "brotli"],
    frontend_lazy_bundled_libraries=True,
    frontend_packages=[
        "@fontsource-variable/overpass@5.3.0",
        "@fontsource-variable/atkinson-hyperlegible-next@5.3.0",
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
