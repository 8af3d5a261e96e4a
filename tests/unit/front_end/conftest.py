"""A small site as Reflex would build it, and a client that speaks ASGI without a server."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from liaison_app.front_end.bundle import Bundle
from liaison_app.front_end.finishing import SHELL, finish_site
from liaison_app.front_end.islands import Island

PAGE = '<!DOCTYPE html><html lang="en"><head><title>{0}</title></head><body><script>go("{0}")</script>{0}</body></html>'
# What Reflex's prerendering leaves around a page: chunks asked for, scripts, places that React fills later.
QUIET_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>places</title><meta content="quiet" name="liaison-page"/>'
    '<link rel="modulepreload" href="/assets/root-AAAAAAAA.js"/><script>theme()</script>'
    '<link href="/assets/styles-IIIIIIII.css" rel="stylesheet"/></head><body><div class="page"><main id="main">'
    '<h1>Places<!-- --> here</h1><div class="island" data-island="PlacesList" data-given="{}"><p>Loading</p></div>'
    "</main></div><script>window.__reactRouterContext = {}</script>"
    '<script type="module" async="">import "/assets/a.js"</script>'
    '<!--$?--><template id="B:0"></template><!--/$--><div hidden id="S:0"><script>enqueue()</script><!--$?-->'
    '<template id="B:1"></template><!--/$--></div><script>$RC("B:0","S:0")</script></body></html>'
)
ISLANDS = {"PlacesList": Island("/assets/PlacesList-JJJJJJJJ.js", ("/assets/take_over-KKKKKKKK.js",))}
ROUTES = {
    "root": {"id": "root", "path": "", "module": "/assets/root-AAAAAAAA.js", "imports": []},
    "routes/_index": {"id": "routes/_index", "module": "/assets/index-BBBBBBBB.js", "imports": []},
    "es": {"id": "es", "path": "es", "module": "/assets/es-CCCCCCCC.js", "imports": []},
    "mine": {"id": "mine", "path": "mine", "module": "/assets/mine-DDDDDDDD.js", "imports": []},
    "places": {"id": "places", "path": "places", "module": "/assets/places-LLLLLLLL.js", "imports": []},
    "t": {"id": "t", "path": "t/:ticket_id", "module": "/assets/ticket-EEEEEEEE.js", "imports": []},
    "es t": {"id": "es t", "path": "es/t/:ticket_id", "module": "/assets/ticket_es-FFFFFFFF.js", "imports": []},
    "404": {"id": "404", "path": "*", "module": "/assets/not_found-GGGGGGGG.js", "imports": []},
}
ENV = "var e={EVENT:`ws://localhost:8000/_event`,PING:`http://localhost:8000/ping`};export{e as t};"


@pytest.fixture
def built(tmp_path):
    """What Reflex leaves behind."""
    folder = tmp_path / "client"
    (folder / "assets").mkdir(parents=True)
    for name in ("es", "mine"):
        (folder / name).mkdir()
        (folder / name / "index.html").write_text(PAGE.format(name), encoding="utf-8")
        (folder / f"{name}.html").write_text(PAGE.format(name), encoding="utf-8")
    (folder / "index.html").write_text(PAGE.format("map"), encoding="utf-8")
    (folder / "places").mkdir()
    (folder / "places" / "index.html").write_text(QUIET_PAGE, encoding="utf-8")
    for name in (SHELL, "404.html"):
        (folder / name).write_text(PAGE.format("shell").replace("<title>shell</title>", ""), encoding="utf-8")
    (folder / "assets" / "reflex-env-HHHHHHHH.js").write_text(ENV, encoding="utf-8")
    manifest = f"window.__reactRouterManifest={json.dumps({'routes': ROUTES})};"
    (folder / "assets" / "manifest-12345678.js").write_text(manifest, encoding="utf-8")
    (folder / "assets" / "ticket-EEEEEEEE.js").write_text("ticket" * 200, encoding="utf-8")
    (folder / "sw.js").write_text("// worker", encoding="utf-8")
    return folder


@pytest.fixture
def site(built, tmp_path):
    """The finished site."""
    finish_site(built, tmp_path / "site", stamp="abc", add_own_files=lambda _site: ISLANDS)
    return tmp_path / "site"


@pytest.fixture
def bundle(site):
    return Bundle.load(site)


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    sent: list[dict] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


@pytest.fixture
def ask():
    """`await ask(app, "/path", method="GET", headers={}, body=[b""])` → Answer."""

    async def asking(app, path, *, method="GET", headers=None, body=(b"",), query=b"", kind="http", client="10.0.0.1"):
        answer = Answer()
        if kind == "websocket":
            incoming = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "text": part} for part in body)]
        else:
            parts = list(body)
            incoming = [
                {"type": "http.request", "body": part, "more_body": index < len(parts) - 1}
                for index, part in enumerate(parts)
            ]

        async def receive():
            return incoming.pop(0) if incoming else {"type": f"{kind}.disconnect"}

        async def send(message):
            answer.sent.append(message)
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = [(key.decode(), value.decode()) for key, value in message["headers"]]
            elif message["type"] == "http.response.body":
                answer.body += message.get("body", b"")

        named = {"host": "liaison.test", **(headers or {})}
        scope = {
            "type": kind,
            "method": method,
            "path": path,
            "query_string": query,
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": (client, 4000),
        }
        await app(scope, receive, send)
        return answer

    return asking
