"""Every error of the app, in one tree. Codes, not sentences: `wording.errors` says them to people.

LiaisonError
├── InputInvalid          what was typed cannot be taken; one code per field
├── SignInNeeded          nobody is signed in, or no longer
├── NotAllowed            somebody is signed in and may not
│   └── LevelNeeded           it takes a certificate that is not there, or has ended
├── NotFound              there is nothing here for this actor (also: it is somebody else's)
├── Conflict              it changed meanwhile, or cannot be done from where it stands
├── TooMany               a limit was reached; says when to try again
├── ApiKeyRefused         a program's key is missing, or does not count
├── SignInRefused         e-mail and password do not match an account that may sign in
├── SettingsWrong         the program cannot start as it is set up
├── StorageFull           the disk or the store takes nothing more
├── MailNotSent           the mail server did not take a mail
├── PushNotSent           a push service did not take a notice
└── CityError             the exchange with the city's system
    ├── CityUnreachable       nothing was sent: try again
    ├── CityBusy              it asks us to wait: try again, not before `retry_after_s`
    ├── CityRefused           it took nothing, with words of its own: a person must look
    ├── CityForbids           our key is not accepted: the endpoint pauses
    ├── CityOutcomeUnknown    it may have arrived: look it up, never resend blindly
    └── CityUnreadable        an answer to a question (never to a POST) that cannot be read
        └── CitySilent            there was none
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class LiaisonError(Exception):
    """Any error that the app raises on purpose."""

    code: ClassVar[str] = "error"


class InputInvalid(LiaisonError):
    """What was typed cannot be taken. `errors` maps a field's name to the code of what is wrong with it."""

    code = "input_invalid"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in errors.items()))
        self.errors = dict(errors)


class SignInNeeded(LiaisonError):
    """Nobody is signed in, or the login session has ended."""

    code = "sign_in_needed"


class NotAllowed(LiaisonError):
    """The actor may not do this."""

    code = "not_allowed"


class LevelNeeded(NotAllowed):
    """It takes a certificate that the actor does not hold (any more). `level` is what it would be for (`Level`)."""

    code = "level_needed"

    def __init__(self, level: str) -> None:
        super().__init__(level)
        self.level = level


class NotFound(LiaisonError):
    """There is no such thing for this actor; the same for missing and for somebody else's."""

    code = "not_found"


class Conflict(LiaisonError):
    """It cannot be done from where the thing stands now. `reason` is a code."""

    code = "conflict"

    def __init__(self, reason: str = "conflict") -> None:
        super().__init__(reason)
        self.reason = reason


class TooMany(LiaisonError):
    """A limit was reached. `retry_after_s` is how long to wait, in seconds."""

    code = "too_many"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


class ApiKeyRefused(LiaisonError):
    """A program's API key is missing or does not count. `reason`: missing, unknown, revoked or not_permitted."""

    code = "api_key_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SignInRefused(LiaisonError):
    """E-mail and password do not match an account that may sign in; never says which."""

    code = "sign_in_refused"


class SettingsWrong(LiaisonError):
    """The program cannot start as it is set up; the message is one sentence for the operator."""

    code = "settings_wrong"


class StorageFull(LiaisonError):
    """Nothing more can be stored; nothing of this act was."""

    code = "storage_full"


class MailNotSent(LiaisonError):
    """The mail server did not take a mail. `reason` is a code; `is_final` says that trying again is no use.

    `is_unclear` says that it may have taken it all the same.
    """

    code = "mail_not_sent"

    def __init__(self, reason: str, *, is_final: bool = False, is_unclear: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.is_unclear = is_unclear


class PushNotSent(LiaisonError):
    """A push service did not take a notice. `is_gone`: its browser takes no more; `is_final`: trying again is no use;
    `retry_after_s` is how long the service asks us to wait, where it does."""

    code = "push_not_sent"

    def __init__(
        self, reason: str, *, is_gone: bool = False, is_final: bool = False, retry_after_s: int | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_gone = is_gone
        self.is_final = is_final or is_gone
        self.retry_after_s = retry_after_s


class CityError(LiaisonError):
    """The exchange with the city's system failed. `detail` holds the city's own words, bounded, or ''."""

    code = "city_error"

    def __init__(self, detail: str = "", *, http_status: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.http_status = http_status


class CityUnreachable(CityError):
    """No connection was made, so nothing was sent."""

    code = "city_unreachable"


class CityBusy(CityError):
    """The city asks us to wait (429, 503 with Retry-After). `retry_after_s` is None where it did not say."""

    code = "city_busy"

    def __init__(self, detail: str = "", *, http_status: int | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(detail, http_status=http_status)
        self.retry_after_s = retry_after_s


class CityRefused(CityError):
    """The city answered with an error body of its own: it took nothing."""

    code = "city_refused"


class CityForbids(CityError):
    """401 or 403: our key is missing or not accepted."""

    code = "city_forbids"


class CityOutcomeUnknown(CityError):
    """It may have arrived: time-out, reset, 5xx, an answer that cannot be read."""

    code = "city_outcome_unknown"


class CityUnreadable(CityError):
    """An answer to a question cannot be read; nothing was changed by asking."""

    code = "city_unreadable"


class CitySilent(CityUnreadable):
    """No answer came to a question: time-out, reset."""

    code = "city_silent"
