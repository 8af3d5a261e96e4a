"""One reading of a room, written once for all of its phones: whole, and as what has changed since an earlier one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from zoneinfo import ZoneInfo

from liaison_app.i18n import using_locale
from liaison_app.services.room_listing import RoomBoard
from liaison_app.wording.room import say_concerns, say_head, say_own


@dataclass(frozen=True, slots=True)
class _Written:
    """The list in one language: the head, and each concern by its key, as JSON."""

    head: str
    concerns: Mapping[str, str]


@dataclass(eq=False, slots=True)
class Told:
    """A reading. Each language, and each step from an earlier reading, is written when the first phone asks for it."""

    board: RoomBoard
    zone: ZoneInfo
    _written: dict[str, _Written] = field(default_factory=dict)
    _steps: dict[tuple[int, str], str] = field(default_factory=dict)

    def whole(self, locale: str, mark: str | None) -> str:
        """All of it: `{"head", "list", "mine", "behind"}`; without what is a phone's own where `mark` is None."""
        written = self._in(locale)
        own = f",{self.own(locale, mark)}" if mark is not None else ""
        return f'{{"head":{written.head},"list":[{",".join(written.concerns.values())}]{own}}}'

    def since(self, earlier: Told, locale: str, mark: str | None) -> str:
        """What has changed: `{"head", "put", "gone"}` and the phone's own where that changed; '' where nothing did."""
        parts = [self._step(earlier, locale)]
        if mark is not None and (own := self.own(locale, mark)) != earlier.own(locale, mark):
            parts.append(own)
        found = ",".join(filter(None, parts))
        return f"{{{found}}}" if found else ""

    def own(self, locale: str, mark: str) -> str:
        """What a phone offered, and what it stands behind, as members of an object."""
        with using_locale(locale):
            mine = [asdict(one) for one in say_own(self.board.own.get(mark, ()))]
        behind = sorted(self.board.behind.get(mark, ()))
        return f'"mine":{_json(mine)},"behind":{_json(behind)}'

    def _in(self, locale: str) -> _Written:
        if locale not in self._written:
            with using_locale(locale):
                head = _json(asdict(say_head(self.board, self.zone)))
                concerns = {one.key: _json(asdict(one)) for one in say_concerns(self.board)}
            self._written[locale] = _Written(head, concerns)
        return self._written[locale]

    def _step(self, earlier: Told, locale: str) -> str:
        key = (id(earlier), locale)
        if key not in self._steps:
            then, now = earlier._in(locale), self._in(locale)
            put = [text for name, text in now.concerns.items() if then.concerns.get(name) != text]
            gone = [name for name in then.concerns if name not in now.concerns]
            parts = (
                f'"head":{now.head}' if now.head != then.head else "",
                f'"put":[{",".join(put)}]' if put else "",
                f'"gone":{_json(gone)}' if gone else "",
            )
            self._steps[key] = ",".join(filter(None, parts))
        return self._steps[key]


_json: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
