"""A push service on the loopback interface, and a browser of its own: it checks who sends and reads what was sent.

It is written from the standards, and shares no code with the program: RFC 8030, RFC 8291, RFC 8188, RFC 8292.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(told: str) -> bytes:
    return base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))


def _hmac(key: bytes, message: bytes) -> bytes:
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(message)
    return made.finalize()


class Browser:
    """The keys of one subscription, and what reads with them."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        self.point = self._key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.p256dh, self.auth = text(self.point), text(self._auth)

    def read(self, body: bytes) -> dict:
        """What a message says. Raises where it is not for this browser."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self._key.exchange(ec.ECDH(), sender)
        first = _hmac(self._auth, shared)
        material = _hmac(first, b"WebPush: info\x00" + self.point + theirs + b"\x01")
        second = _hmac(salt, material)
        key = _hmac(second, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = _hmac(second, b"Content-Encoding: nonce\x00\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\x02"), "the last record"
        return json.loads(plain[:-1])


@dataclass
class Taken:
    """A message that came, with its headers in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Keeps what it takes. `answers` are given in turn, then it takes all; `key` is who may send, once known."""

    origin: str = ""
    taken: list[Taken] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    key: str = ""

    def endpoint(self, name: str = "a") -> str:
        return f"{self.origin}/push/{name}"

    def signed_by(self, headers: dict[str, str]) -> dict:
        """The claims of who sends. Raises where the signature is not of the key that is named, or that we know."""
        scheme, _, rest = headers["authorization"].partition(" ")
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        head, claims, seal = parts["t"].split(".")
        assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
        signature = encode_dss_signature(int.from_bytes(raw(seal)[:32]), int.from_bytes(raw(seal)[32:]))
        known = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(self.key or parts["k"]))
        known.verify(signature, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        return json.loads(raw(claims))


@pytest.fixture
def push_service():
    """A real HTTP server that takes notices."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = service.answers.pop(0) if service.answers else 201
            if status == 201:
                service.taken.append(Taken(self.path, headers, body))
            self.send_response(status)
            if status == 307:
                self.send_header("location", f"{service.origin}/elsewhere")
            if status == 429:
                self.send_header("retry-after", "900")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield service
    server.shutdown()
    server.server_close()
    thread.join()
