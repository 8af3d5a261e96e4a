"""The pages behind the links in letters: each for the holder of its address alone. Reading one changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.letters import opened
from liaison_app.api.public_pages.heads import bare_head
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import AccountId
from liaison_app.domain.letter_links import Opens
from liaison_app.domain.news import Subject
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import co_signing, mail_followed, mail_following, news_choosing
from liaison_app.wording import letter_pages
from liaison_app.wording.letter_pages import LetterPageWords
from liaison_app.wording.news_letters import read_sealed_name

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application

Say = Callable[["Application", str, str], LetterPageWords]


def read_letter(application: Application, asked: Asked) -> Told | None:
    """What a link opens; None where no letter has such a link, and no words where it opens nothing (any more)."""
    what, sealed = asked.variables.get("what", ""), asked.variables.get("sealed", "")
    say = SAYS.get(what)
    if say is None:
        return None
    try:
        words = say(application, sealed, asked.query.get("done", ""))
    except NotFound:
        return Told(bare_head(t("Letters")))
    here = f"{routes.LETTERS}/{what}/{sealed}"
    return Told(bare_head(words.title), replace(words, here=here))


def _confirm(application: Application, code: str, _done: str) -> LetterPageWords:
    return letter_pages.say_confirm(application.use(mail_following.show_asked, code=code), code)


def _stop(application: Application, sealed: str, _done: str) -> LetterPageWords:
    follow_id = opened(application, Opens.STOP, sealed)
    return letter_pages.say_stop(application.use(mail_following.show_follow, follow_id=follow_id), sealed)


def _yours(application: Application, sealed: str, done: str) -> LetterPageWords:
    reader_id = opened(application, Opens.YOURS, sealed)
    try:
        yours = application.use(mail_followed.show, reader_id=reader_id)
    except NotFound:  # the link is one of ours, and nothing is followed any more
        yours = None
    return letter_pages.say_yours(yours, sealed, done)


def _co_sign(application: Application, code: str, _done: str) -> LetterPageWords:
    return letter_pages.say_co_sign(application.use(co_signing.show_asked, code=code), code)


def _withdraw(application: Application, sealed: str, done: str) -> LetterPageWords:
    co_sign_id = opened(application, Opens.CO_SIGN, sealed)
    card = application.use(co_signing.show_household, co_sign_id=co_sign_id)
    return letter_pages.say_withdraw(card, sealed, done)


def _news(application: Application, sealed: str, _done: str) -> LetterPageWords:
    account_id, subjects = read_sealed_name(opened(application, Opens.NEWS, sealed))
    rhythms = application.use(news_choosing.rhythms_of, account_id=AccountId(account_id))
    return letter_pages.say_news(sealed, {one: rhythms[one] for one in Subject if one in subjects})


# The part of the address behind `/letters/` → what its page says; `api.letters.ACTS` says what its button does.
SAYS: dict[str, Say] = {
    "confirm": _confirm,
    "stop": _stop,
    "yours": _yours,
    "news": _news,
    "co-sign": _co_sign,
    "withdraw": _withdraw,
}
