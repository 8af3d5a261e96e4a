"""Numbers in addresses: `{x:number}` takes nine digits at most, as Python itself refuses to read thousands of them."""

from __future__ import annotations

from starlette.convertors import IntegerConvertor, register_url_convertor


class _Number(IntegerConvertor):
    regex = "[0-9]{1,9}"


def register() -> None:
    """Let routes say `:number`."""
    register_url_convertor("number", _Number())
