"""Notices on people's devices: the push services that they go to, and who signs them."""

from __future__ import annotations

from functools import partial
from typing import Any

from liaison_app.adapters.push_key import push_key
from liaison_app.adapters.web_push import WebPush
from liaison_app.domain.push import PushServices
from liaison_app.settings import Settings


def notice_ports(of: Settings) -> dict[str, Any]:
    """The ports of notices. The key is made, or read, when it is first needed: not every process sends."""
    services = PushServices(of.push_services)
    key = partial(push_key, of.push_key.get_secret_value(), of.data_dir)
    # Source: RFC 8292, 2.1: where a push service finds whoever sends.
    contact = of.public_url if of.is_https else "mailto:liaison@localhost"
    return {"push_services": services, "pusher": WebPush(key, contact, services)}
