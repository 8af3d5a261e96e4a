"""Web Push: a notice is encrypted for its browser, signed by us, and handed to the browser's push service.

Sources: RFC 8030 (the exchange), RFC 8291 and RFC 8188 (encryption), RFC 8292 (VAPID, who sends). Only the primitives
come from a library: those that do the whole of it connect by themselves, past the network that looks where it leads.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import time
from collections.abc import Callable
from functools import cached_property
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from liaison_app.adapters.guarded_network import GuardedNetwork, RoutedTransport, reach_of
from liaison_app.domain.errors import PushNotSent
from liaison_app.domain.push import Push, PushServices
from liaison_app.domain.web_links import is_public

TIMEOUT_S = 20.0
# How long a push service keeps a notice for a browser that is away: the news itself waits in the app.
KEPT_S = 12 * 3600
SIGNED_FOR_S = 12 * 3600
RECORD_BYTES = 4096
MOST_PLAIN = 3000
SALT_BYTES = 16
_CURVE = ec.SECP256R1()
# Source: RFC 8030, 7.3, and the answers of the services: the browser has unsubscribed, or never was.
GONE = frozenset({404, 410})
BUSY = 429
_A_DAY_S = 86_400


class WebPush:
    """Sends notices. `key` gives our private VAPID key; it is asked when it is first needed. `contact` is where a push
    service reaches whoever runs the app."""

    def __init__(
        self,
        key: Callable[[], ec.EllipticCurvePrivateKey],
        contact: str,
        services: PushServices,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._read, self._contact, self._services, self._now = key, contact, services, now

    @cached_property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return self._read()

    @property
    def public_key(self) -> str:
        return _text(_point(self._key.public_key()))

    def send(self, push: Push) -> None:
        if not self._services.admits(push.endpoint):
            raise PushNotSent("not_admitted", is_gone=True)
        try:
            body = encrypted(_plain(push), push.p256dh, push.auth)
        except ValueError as error:
            raise PushNotSent("keys_wrong", is_gone=True) from error
        try:
            answer = self._post(push, body)
        except httpx.InvalidURL as error:
            raise PushNotSent("address_wrong", is_gone=True) from error
        except httpx.HTTPError as error:
            raise PushNotSent("unreachable") from error
        if answer.status_code in GONE:
            raise PushNotSent(f"gone_{answer.status_code}", is_gone=True)
        if answer.status_code == BUSY or answer.status_code >= 500:
            raise PushNotSent(
                f"busy_{answer.status_code}", retry_after_s=_seconds(answer.headers.get("retry-after", ""))
            )
        if not answer.is_success:
            raise PushNotSent(f"refused_{answer.status_code}", is_final=True)

    def _post(self, push: Push, body: bytes) -> httpx.Response:
        headers = {
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(KEPT_S),
            "urgency": "normal",
            # One that is still on its way with the same topic is replaced: a notice that was sent twice is shown once.
            "topic": _text(hashlib.sha256(push.key.encode()).digest())[:32],
            "authorization": f"vapid t={self._token(push.endpoint)}, k={self.public_key}",
        }
        network = GuardedNetwork(self._may_reach(push.endpoint))
        transport = RoutedTransport(push.endpoint, network, httpx.Limits(max_connections=1))
        with (
            network.until(time.monotonic() + TIMEOUT_S),
            httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, transport=transport) as client,
            client.stream("POST", push.endpoint, headers=headers, content=body) as answer,
        ):
            return answer  # what it says beside its status is not read

    def _may_reach(self, endpoint: str) -> Callable[..., bool]:
        """A push service is public, unless the operator wrote its very address down."""
        if self._services.is_named(endpoint):
            return reach_of(endpoint)
        return lambda _host, _port, address: is_public(address)

    def _token(self, endpoint: str) -> str:
        """Who we are, to this service alone, for half a day. Source: RFC 8292, 2."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(self._now()) + SIGNED_FOR_S,
            "sub": self._contact,
        }
        told = ".".join(_text(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        r, s = decode_dss_signature(self._key.sign(told.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{told}.{_text(r.to_bytes(32) + s.to_bytes(32))}"


def encrypted(
    plain: bytes,
    p256dh: str,
    auth: str,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """`plain` for the browser with these keys alone; a key pair and a salt are made for it. Source: RFC 8291, 3.

    Raises:
        ValueError: the browser's keys are none, or `plain` is too long for one record.
    """
    if len(plain) > MOST_PLAIN:
        raise ValueError("too long")
    theirs, secret = _bytes(p256dh), _bytes(auth)
    own, salt = own or ec.generate_private_key(_CURVE), salt or os.urandom(SALT_BYTES)
    mine = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    material = _derived(secret, shared, b"WebPush: info\x00" + theirs + mine, 32)
    key = _derived(salt, material, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(salt, material, b"Content-Encoding: nonce\x00", 12)
    header = salt + RECORD_BYTES.to_bytes(4) + len(mine).to_bytes(1) + mine
    return header + AESGCM(key).encrypt(nonce, plain + b"\x02", None)


def read_key(text: str) -> ec.EllipticCurvePrivateKey:
    """A private key as it is written in the settings: its 32 bytes in base64url. Raises: ValueError."""
    raw = _bytes(text.strip())
    if len(raw) != 32:
        raise ValueError("32 bytes in base64url")
    return ec.derive_private_key(int.from_bytes(raw), _CURVE)


def new_key_text() -> str:
    """A new private key, as `read_key` reads it."""
    return _text(ec.generate_private_key(_CURVE).private_numbers().private_value.to_bytes(32))


def _plain(push: Push) -> bytes:
    return json.dumps({"title": push.title, "words": push.words, "to": push.leads_to, "tag": push.key}).encode()


def _derived(salt: bytes, material: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _seconds(told: str) -> int | None:
    return min(int(told), _A_DAY_S) if told.isascii() and told.isdigit() and len(told) < 9 else None
