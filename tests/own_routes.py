"""The app's own routes without a server: one request at a time, from threads too."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx

from liaison_app.api import build_api


@dataclass
class OwnRoutes:
    """Asks a world's routes. `cookies` go along; writes come from our own pages unless a header says otherwise."""

    world: object
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self._api = build_api(self.world.app)
        self._origin = next(iter(self.world.app.settings.origins))

    def get(self, path: str) -> httpx.Response:
        return self._ask("GET", path)

    def post(self, path: str, data=None, headers=None) -> httpx.Response:
        return self._ask("POST", path, data=data or {}, headers={"origin": self._origin} | (headers or {}))

    def _ask(self, method: str, path: str, **given) -> httpx.Response:
        async def ask():
            transport = httpx.ASGITransport(app=self._api)
            async with httpx.AsyncClient(transport=transport, base_url=self._origin, cookies=self.cookies) as client:
                return await client.request(method, path, **given)

        return asyncio.run(ask())
