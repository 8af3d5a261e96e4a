"""The security headers of every answer, and the content security policy of every page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from liaison_app.front_end.asgi import App, Message, Receive, Scope, Send

HeaderList = list[tuple[bytes, bytes]]

# An answer that is no page of ours (JSON, a photo, a feed) may run and load nothing.
NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# A service worker fetches under the policy it came with: our own addresses, and nothing else.
WORKER_POLICY = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# The one page that any site may frame (`api/embed.py`) says so itself.
ANY_SITE_FRAMES = b"frame-ancestors *"
ALLOWED_ORIGIN, ALLOWED_CREDENTIALS = b"access-control-allow-origin", b"access-control-allow-credentials"
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
_FIXED = {
    # The web server would name itself here.
    "server": "liaison",
    "x-content-type-options": "nosniff",
    # Tile servers refuse requests without a Referer, so the origin goes along.
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True)
class Policy:
    """What the headers depend on: where map tiles come from, and whether the app is reached over https."""

    tile_url: str = ""
    https: bool = False

    def page_policy(self, script_hashes: Iterable[str], host: str) -> str:
        """The content security policy of one page: its own inline scripts by hash, no eval, nothing from elsewhere."""
        pictures = ["'self'", "data:", "blob:", *self._tile_origins()]
        # Older Safari does not count the page's own websocket as 'self'.
        sockets = f"{'wss' if self.https else 'ws'}://{host}" if _HOST.fullmatch(host) else ""
        rules = {
            "default-src": "'self'",
            "script-src": " ".join(["'self'", *script_hashes]),
            # Reflex's emotion writes <style> elements while the page lives.
            "style-src": "'self' 'unsafe-inline'",
            "img-src": " ".join(pictures),
            "font-src": "'self'",
            "connect-src": f"'self' {sockets}".strip(),
            "worker-src": "'self' blob:",
            "manifest-src": "'self'",
            "frame-ancestors": "'none'",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'self'",
        }
        return "; ".join(f"{rule} {value}" for rule, value in rules.items())

    def _tile_origins(self) -> list[str]:
        """The origin of the tile server; its `{s}` stands for any subdomain. Empty when tiles come from us."""
        parts = urlsplit(self.tile_url.replace("{s}", "*"))
        return [f"{parts.scheme}://{parts.netloc}"] if parts.scheme in {"http", "https"} and parts.netloc else []

    def secured(self, headers: Iterable[tuple[bytes, bytes]], *, policy: str = NOTHING_ALLOWED) -> HeaderList:
        """`headers` with the security headers added; what the answer says itself is kept, except `Server`.

        Reflex allows credentials to whoever asks; that goes, unless the answer is for one named origin.
        """
        given = [(name.lower(), value) for name, value in headers]
        for_one = any(name == ALLOWED_ORIGIN and value != b"*" for name, value in given)
        dropped = {b"server"} if for_one else {b"server", ALLOWED_CREDENTIALS}
        kept = [(name, value) for name, value in given if name not in dropped]
        present = {name for name, _ in kept}
        wanted = {**_FIXED, "content-security-policy": policy}
        if any(name == b"content-security-policy" and ANY_SITE_FRAMES in value for name, value in kept):
            del wanted["x-frame-options"]
        if self.https:
            wanted["strict-transport-security"] = "max-age=31536000; includeSubDomains"
        added = [(name.encode(), value.encode()) for name, value in wanted.items() if name.encode() not in present]
        return kept + added


class Secured:
    """The outermost layer: no answer leaves without the security headers."""

    def __init__(self, app: App, policy: Policy) -> None:
        self.app = app
        self.policy = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def securing(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self.policy.secured(message.get("headers", ()))
            await send(message)

        await self.app(scope, receive, securing if scope["type"] == "http" else send)
