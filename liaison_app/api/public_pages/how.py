"""How it works for the public: the whole process, one service, a step of the finder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liaison_app import routes
from liaison_app.api.public_pages.heads import bare_head, head_of
from liaison_app.domain.errors import NotFound
from liaison_app.domain.ids import ServiceCode
from liaison_app.front_end.public_pages import Asked, Told
from liaison_app.i18n import t
from liaison_app.services import catalogue, how_it_works
from liaison_app.wording.finder import finder_words
from liaison_app.wording.how import how_words
from liaison_app.wording.how_service import service_words

if TYPE_CHECKING:
    from liaison_app.bootstrap import Application


def read_how(application: Application, asked: Asked) -> Told:
    """The whole process, and what a search among the services found."""
    text = asked.query.get("q", "")
    found = application.use(how_it_works.show_whole, text=text, locale=asked.locale)
    said = t("What happens to a request, who does the work, and how long it really takes.")
    head = head_of(application, t("How it works"), routes.HOW, description=said)
    return Told(head, how_words(found, text, has_finder=application.ports["finder"].first is not None))


def read_service(application: Application, asked: Asked) -> Told:
    """One service."""
    code = ServiceCode(asked.variables.get("service_code", ""))
    try:
        found = application.use(how_it_works.show_service, code=code, locale=asked.locale)
    except NotFound:
        return Told(bare_head(t("How it works")))
    words = service_words(found)
    title = f"{t('How it works:')} {words.name}"
    said = f"{words.says} {words.what}"
    return Told(head_of(application, title, f"/how/{code}", description=said, feed=words.feed_to), words)


def read_finder(application: Application, asked: Asked) -> Told:
    """A step of the finder; the first where the address names none."""
    finder, wanted = application.ports["finder"], asked.variables.get("step", "")
    step = finder.step(wanted) if wanted else finder.first
    if step is None:
        return Told(bare_head(t("Which service is it?")))
    kinds = application.use(catalogue.kinds, locale=asked.locale)
    words = finder_words(step, finder, {kind.code: kind for kind in kinds})
    here = f"{routes.HOW_WHICH}/{step.id}" if wanted else routes.HOW_WHICH
    title = f"{t('Which service is it?')} {words.title}"
    return Told(head_of(application, title, here, description=words.because), words)
