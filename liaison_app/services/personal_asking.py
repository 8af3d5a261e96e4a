"""Words that look as if they were about a person are asked about once, before they are kept or sent."""

from __future__ import annotations

from liaison_app.domain.drafts import OK
from liaison_app.domain.errors import InputInvalid
from liaison_app.domain.privacy import find_personal, pieces_of


def require_meant(words: str, personal_ok: str) -> None:
    """Let words pass whose pieces that look personal are meant: `personal_ok` names them all (`privacy.pieces_of`).

    Raises:
        InputInvalid: (field `personal_ok`) it names others, or none.
    """
    if personal_ok != pieces_of(find_personal(words)):
        raise InputInvalid({OK: "personal_ok"})
