"""The mails to the city: a liaison's question about one of its requests, in the city's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from liaison_app.domain.channels import CityQuestion
from liaison_app.domain.city_profile import CityProfile
from liaison_app.domain.mail import Letter
from liaison_app.domain.marker import marker_line
from liaison_app.domain.replies import ANSWER_LINE
from liaison_app.i18n import t, using_locale
from liaison_app.wording.dates import say_day
from liaison_app.wording.letters import letter_of
from liaison_app.wording.services import say_service
from liaison_app.wording.thread_intents import say_intent


@dataclass(frozen=True)
class CityLetters:
    """Writes the mails. Who asked is not told."""

    city: CityProfile

    def write(self, question: CityQuestion) -> Letter:
        locale = self.city.languages[0]
        with using_locale(locale):
            subject = t("Question about request {number}", number=question.number)
            what = say_intent(question.intent)
            answer = t("Write your answer above this line")
            parts = [
                ANSWER_LINE.format(words=answer) if question.can_answer else "",
                t("A neighborhood liaison has a question about a request that you have."),
                "\n".join(self._facts(question)),
                t("Their question: {what}", what=what) if what else t("Their message:"),
                question.text,
                self._how(question),
                marker_line(question.ref),
            ]
            return letter_of(f"{subject}: {what}" if what else subject, parts, locale=locale)

    def write_request(self, question: CityQuestion) -> str:
        with using_locale(self.city.languages[0]):
            service = say_service(question.service_code, question.service_name)
            what = say_intent(question.intent)
            lines = [
                t("This is about request {number} ({service}).", number=question.number, service=service),
                t("It is no new problem: please add it to that request and answer there or here."),
                t("The question: {what}", what=what) if what else "",
                question.text,
            ]
            return "\n".join(line for line in lines if line)

    def _facts(self, question: CityQuestion) -> list[str]:
        day = say_day(question.requested_on, date.min)  # with its year
        return [
            t("Request: {number}", number=question.number),
            t("Kind: {service}", service=say_service(question.service_code, question.service_name)),
            t("Place: {place}", place=question.address),
            t("Reported: {day}", day=day),
        ]

    def _how(self, question: CityQuestion) -> str:
        if question.can_answer:
            return t("To answer, reply to this mail. Only the liaisons and coordinators of this request read it.")
        return t("To answer, add a note to request {number} in your own system.", number=question.number)
