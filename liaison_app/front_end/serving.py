"""Serve the finished site: the right status, language and head, compressed, with caching and security headers."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlencode

from liaison_app.domain.errors import TooMany
from liaison_app.front_end.asgi import (
    App,
    Message,
    Receive,
    Scope,
    Send,
    accepted_encodings,
    answer,
    answer_text,
    cookies,
    header,
    known_tags,
)
from liaison_app.front_end.bundle import Bundle, Page, Route, Served, never_changes
from liaison_app.front_end.finishing import set_language
from liaison_app.front_end.guards import address_of
from liaison_app.front_end.headers import WORKER_POLICY, Policy
from liaison_app.front_end.public_pages import Asked, KeptPages, PublicPage, Written, write_page
from liaison_app.i18n import DEFAULT_LOCALE, LOCALES
from liaison_app.routes import locale_of

FOR_EVER = b"public, max-age=31536000, immutable"
ONE_HOUR = b"public, max-age=3600"
ALWAYS_ASK = b"no-cache"
# A page for everybody, written on the server: a cache between us and its readers may carry it for a moment.
A_MOMENT = b"public, max-age=15, stale-while-revalidate=60"
MOST_NAMES = 30
# Files a browser must never keep an old copy of.
ALWAYS_FRESH = frozenset({"/sw.js", "/service-worker.js"})


@dataclass(frozen=True)
class Serving:
    """How the site is served. Routes are named without a locale, in the form of `routes.py` (`/t/[ticket_id]`).

    `members_only` pages send a visitor without a login session to `sign_in`; whether the session is a valid one is for
    the app inside to say. `pages` say what the public is told at a variable address, and `not_found` what stands where
    there is none. What lies under `for_programs` is never answered with a page, whatever a browser would rather have.
    What `trusted_proxies` say of whom they ask for is believed. `same_for_all` are plain pages also for members;
    `stand_ins` name files that are sent in another one's place.
    """

    policy: Policy = field(default_factory=Policy)
    members_only: frozenset[str] = frozenset()
    sign_in: str = "/sign-in"
    session_cookie: str = "sid"
    pages: Mapping[str, PublicPage] = field(default_factory=dict)
    not_found: PublicPage | None = None
    for_programs: tuple[str, ...] = ()
    trusted_proxies: frozenset[str] = frozenset()
    same_for_all: frozenset[str] = frozenset()
    stand_ins: Mapping[str, str] = field(default_factory=dict)


class FrontEnd:
    """The outermost layer for addresses of the site; everything else goes on to the app inside.

    An unknown address gets the not-found page with status 404 when a browser asks for a page.
    """

    def __init__(self, app: App, bundle: Bundle, serving: Serving) -> None:
        self.app = app
        self.bundle = bundle
        self.serving = serving
        self.kept = KeptPages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] not in {"GET", "HEAD"} or not await self._serve_site(scope, send):
            await self._pass_on(scope, receive, send)

    async def _serve_site(self, scope: Scope, send: Send) -> bool:
        address = unquote(scope["path"])
        file = self.serving.stand_ins.get(address, address)
        if not address.endswith(".html") and (served := self.bundle.file(file, accepted_encodings(scope))):
            await self._send_file(scope, send, served, address)
            return True
        address = address.rstrip("/") or "/"
        route = self.bundle.route_of(address)
        if route is None:
            return False
        if _plain(route) in self.serving.members_only and not self._signed_in(scope):
            await self._send_to_sign_in(scope, send, address)
        elif (page := self.bundle.pages.get(address)) and not self._is_written(scope, route, address):
            is_plain = not self._signed_in(scope) or _plain(route) in self.serving.same_for_all
            await self._send_page(scope, send, page, plain=bool(page.plain) and is_plain)
        else:
            await self._send_variable(scope, send, address, route)
        return True

    def _is_written(self, scope: Scope, route: Route, address: str) -> bool:
        """Whether a visitor gets the page as it is written here, fresh, though the site holds it as built. What is for
        the holder of its address alone, whoever is signed in gets so, too."""
        page = self.serving.pages.get(_plain(route))
        if page is None or page.draw is None or locale_of(address) not in self.bundle.templates:
            return False
        return page.is_personal or not self._signed_in(scope)

    def _signed_in(self, scope: Scope) -> bool:
        return bool(cookies(scope).get(self.serving.session_cookie))

    async def _send_to_sign_in(self, scope: Scope, send: Send, address: str) -> None:
        """Straight to the sign-in page in the address's language, which leads back here; no websocket is needed."""
        prefix = "" if locale_of(address) == DEFAULT_LOCALE else f"/{locale_of(address)}"
        back = quote(address + ("?" + scope["query_string"].decode("latin-1") if scope["query_string"] else ""))
        target = f"{prefix}{self.serving.sign_in}?next={back}"
        await answer(send, 303, b"", [(b"location", target.encode()), (b"cache-control", b"no-store")])

    async def _send_file(self, scope: Scope, send: Send, served: Served, address: str) -> None:
        headers = [(b"cache-control", _keeping(address, scope["query_string"]))]
        if address in ALWAYS_FRESH:
            headers.append((b"content-security-policy", WORKER_POLICY.encode()))
        await _send_served(scope, send, served, headers)

    async def _send_page(self, scope: Scope, send: Send, page: Page, *, plain: bool) -> None:
        """`plain`: its plain twin, as it goes to a visitor without a login session: no framework, no socket."""
        served = self.bundle.page(page, accepted_encodings(scope), plain=plain)
        headers = self._page_headers(scope, () if plain else page.script_hashes)
        varies = [(b"vary", b"cookie")] if page.plain else []
        await _send_served(scope, send, served, headers + varies)

    async def _send_variable(self, scope: Scope, send: Send, address: str, route: Route) -> None:
        """A page with a variable address: written here for a visitor without a login session, else part of the app."""
        page = self.serving.pages.get(_plain(route))
        asked = Asked(_variables(route, address), locale_of(address), _query(scope))
        is_for_all = page is not None and (page.is_personal or not self._signed_in(scope))
        if page is not None and page.draw and is_for_all and asked.locale in self.bundle.templates:
            await self._send_written(scope, send, address, page, asked)
        else:
            await self._send_shell(scope, send, route, page, asked)

    async def _send_written(self, scope: Scope, send: Send, address: str, page: PublicPage, asked: Asked) -> None:
        asked = Asked(asked.variables, asked.locale, page.known(asked.query))
        write = partial(write_page, page, asked, self.bundle.templates[asked.locale])
        try:
            version = await asyncio.to_thread(page.version, asked) if page.version else ""
            key = f"{asked.locale} {address}?{urlencode(asked.query)} {version}"
            who = address_of(scope, self.serving.trusted_proxies)
            once = self.kept.once(write, who=who) if page.is_personal else self.kept.page(key, write, who=who)
            written = await once
        except TooMany as error:
            wait = [(b"retry-after", str(error.retry_after_s).encode()), (b"cache-control", b"no-store")]
            await answer_text(send, 503, "Too many readers at the moment. Try again in a few seconds.", wait)
            return
        keeping = b"no-store" if page.is_personal else ALWAYS_ASK if page.version else A_MOMENT
        headers = [(b"vary", b"cookie"), (b"cache-control", keeping), self._policy_header(scope, ())]
        await _send_served(scope, send, _as_served(written, _packing(scope)), headers, status=written.status)

    async def _send_shell(self, scope: Scope, send: Send, route: Route, page: PublicPage | None, asked: Asked) -> None:
        told = await asyncio.to_thread(page.told, asked) if page else None
        known = told is not None or page is None
        chunks = route.chunks if known else self.bundle.not_found_chunks
        head = told.head.html() if told else ""
        served = _shell(self.bundle.shell, asked.locale, head, chunks, _packing(scope))
        headers = [*self._page_headers(scope, self.bundle.shell.script_hashes), (b"vary", b"cookie")]
        await _send_served(scope, send, served, headers, status=200 if known else 404)

    def _page_headers(self, scope: Scope, script_hashes: tuple[str, ...]) -> list[tuple[bytes, bytes]]:
        return [(b"cache-control", ALWAYS_ASK), self._policy_header(scope, script_hashes)]

    def _policy_header(self, scope: Scope, script_hashes: tuple[str, ...]) -> tuple[bytes, bytes]:
        policy = self.serving.policy.page_policy(script_hashes, header(scope, b"host"))
        return b"content-security-policy", policy.encode()

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app inside answer; where it knows nothing and a browser wants a page, say so with ours."""
        wants_page = scope["method"] in {"GET", "HEAD"} and "text/html" in header(scope, b"accept")
        wants_page = wants_page and not scope["path"].startswith(self.serving.for_programs)
        replaced = False

        async def watching(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == 404 and wants_page:
                replaced = True
                await self._send_not_found(scope, send)
            if not replaced:
                await send(message)

        await self.app(scope, receive, watching)

    async def _send_not_found(self, scope: Scope, send: Send) -> None:
        locale, page = locale_of(scope["path"]), self.serving.not_found
        if page is not None and locale in self.bundle.templates and not self._signed_in(scope):
            await self._send_written(scope, send, "404", page, Asked({}, locale))
            return
        served = _shell(self.bundle.shell, locale, "", self.bundle.not_found_chunks, _packing(scope))
        await _send_served(scope, send, served, self._page_headers(scope, self.bundle.shell.script_hashes), status=404)


def _keeping(address: str, query: bytes) -> bytes:
    """How long a file may be kept: for ever where its name or its `?v=` changes with its content."""
    if never_changes(address) or query.startswith(b"v="):
        return FOR_EVER
    return ALWAYS_ASK if address in ALWAYS_FRESH else ONE_HOUR


def _plain(route: Route) -> str:
    """The route as `routes.py` writes it, without its locale: `/es/t/:ticket_id` → `/t/[ticket_id]`."""
    parts = [f"[{part[1:]}]" if part.startswith(":") else part for part in route.path.strip("/").split("/")]
    if parts[0] in LOCALES:
        parts = parts[1:]
    return "/" + "/".join(parts)


def _variables(route: Route, address: str) -> dict[str, str]:
    pairs = zip(route.path.strip("/").split("/"), address.strip("/").split("/"), strict=True)
    return {name[1:]: value for name, value in pairs if name.startswith(":")}


def _query(scope: Scope) -> dict[str, str]:
    """What stands behind the `?`, of each name its values with commas between; nothing where it is no form's."""
    try:
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=MOST_NAMES)
    except ValueError:
        return {}
    return {name: ",".join(value for other, value in pairs if other == name) for name, _ in pairs}


def _as_served(written: Written, encoding: str | None) -> Served:
    body = written.packed if encoding else written.html
    etag = f'{written.etag[:-1]}-gzip"' if encoding else written.etag
    return Served(body, "text/html; charset=utf-8", encoding, etag)


def _packing(scope: Scope) -> str | None:
    return "gzip" if "gzip" in accepted_encodings(scope) else None


@lru_cache(maxsize=512)
def _shell(shell: Page, locale: str, head: str, chunks: tuple[str, ...], encoding: str | None) -> Served:
    """The shell in one language, with the head of one page, and its chunks asked for before any script has run."""
    text = set_language(shell.html.decode(), locale)
    preloads = "".join(f'<link rel="modulepreload" href="{chunk}"/>' for chunk in chunks if chunk not in text)
    body = text.replace("</head>", f"{head}{preloads}</head>", 1).encode()
    if encoding == "gzip":
        body = gzip.compress(body, 5, mtime=0)
    return Served(body, "text/html; charset=utf-8", encoding, f'"{sha256(body).hexdigest()[:24]}"')


async def _send_served(
    scope: Scope, send: Send, served: Served, headers: list[tuple[bytes, bytes]], *, status: int = 200
) -> None:
    headers = [
        *headers,
        (b"content-type", served.media_type.encode()),
        (b"etag", served.etag.encode()),
        (b"vary", b"accept-encoding"),
    ]
    if served.encoding:
        headers.append((b"content-encoding", served.encoding.encode()))
    if status == 200 and served.etag in known_tags(scope):
        await answer(send, 304, b"", headers, without_body=True)
        return
    await answer(send, status, served.body, headers, without_body=scope["method"] == "HEAD")
