"""The mails to applicants, in the language of their form."""

from __future__ import annotations

from dataclasses import dataclass

from liaison_app import application_routes
from liaison_app.domain.applications import Told
from liaison_app.domain.mail import Letter
from liaison_app.domain.program import ApplicationState
from liaison_app.i18n import t, using_locale
from liaison_app.wording.applications import say_meaning, say_title
from liaison_app.wording.letters import Linked, Part, letter_of


@dataclass(frozen=True)
class ApplicantLetters:
    """Writes the mails; `public_url` is where the app is reached. Nothing that was typed but the name is in one."""

    public_url: str

    def received(self, told: Told, *, locale: str) -> Letter:
        with using_locale(locale):
            said: list[Part] = [
                t("Hello {name},", name=told.name),
                t("we have your application to become a neighborhood liaison. Please confirm your address."),
                Linked(t("Confirm, and see where it stands"), self._to(told, locale)),
                t("Keep this mail: its link opens your application, and whoever has it can change it."),
                t("If it was not you, do nothing. Nobody asks you again."),
            ]
            return letter_of(t("Your application as a liaison: is this your address?"), said, locale=locale)

    def link(self, told: Told, *, locale: str) -> Letter:
        with using_locale(locale):
            said: list[Part] = [
                t("Hello {name},", name=told.name),
                t("you asked for the link to your application. Links from earlier mails may not work any more."),
                Linked(t("See where it stands"), self._to(told, locale)),
                t("If it was not you, do nothing: nobody but you gets this link."),
            ]
            return letter_of(t("The link to your application"), said, locale=locale)

    def decided(self, told: Told, *, locale: str) -> Letter:
        with using_locale(locale):
            now = t("It was looked at again, and is open.") if told.is_again else say_meaning(told.state)
            is_declined = told.state is ApplicationState.DECLINED
            said: list[Part] = [
                t("Hello {name},", name=told.name),
                t("your application to become a neighborhood liaison: {now}", now=now),
                *([t("The reason: {reason}", reason=told.reason)] if is_declined and told.reason else []),
                Linked(t("See where it stands"), self._to(told, locale)),
            ]
            return letter_of(t("Your application: {stands}", stands=say_title(told.state)), said, locale=locale)

    def _to(self, told: Told, locale: str) -> str:
        return self.public_url.rstrip("/") + application_routes.application(told.code, locale, mail=told.seal)
