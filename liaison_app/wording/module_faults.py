"""What is wrong in the text of a module, line by line, and what would be right."""

from __future__ import annotations

from liaison_app.domain.module_text import TextFault
from liaison_app.i18n import t


def say_fault(fault: TextFault) -> str:
    """What is wrong at a line, and what would be right."""
    said = {
        **_of_the_head(),
        **_of_the_checks(),
        **_of_both_languages(),
        "before_part": t("This stands before the first part. Begin each part with a line “# Title”."),
        "no_parts": t("There is no part. Begin each part with a line “# Title”."),
        "part_empty": t("This part has no text: {what}"),
        "part_title_long": t("The title of this part is too long: at most {what} characters."),
        "too_many_parts": t("These are too many parts: at most {what}. Make two modules of it."),
        "module_too_long": t("This is too long: at most {what} characters. Make two modules of it."),
        "picture_unsaid": t("Say in words what the picture shows, between the brackets: ![what it shows](…)"),
    }.get(fault.code, t("This cannot be taken. Check it."))
    return said.replace("{what}", fault.what)


def _of_the_head() -> dict[str, str]:
    return {
        "head_missing": t("The head is missing. Begin with a line “---”, then “title: …” and “about: …”, then “---”."),
        "head_open": t("The head has no end: put a line “---” under it."),
        "key_unknown": t("This is no line of the head: “{what}”. It knows title, about, minutes and pass."),
        "key_twice": t("This stands twice in the head: {what}"),
        "key_missing": t("The head lacks a line “{what}: …”."),
        "key_too_long": t("This is too long. Characters at most: {what}"),
        "key_no_number": t("Write a whole number here. {what}"),
    }


def _of_the_checks() -> dict[str, str]:
    return {
        "no_checks": t("There is no question. Begin one with a line “? …”, with its answers right below it."),
        "too_many_checks": t("These are too many questions: at most {what}."),
        "answers_number": t("A question needs {what} answers, right below it, each as “- [ ] …” or “- [x] …”."),
        "none_right": t("No answer is marked as right. Mark it with “- [x] …”."),
        "why_missing": t(
            "Say why this answer is right or not, on a line below it that begins with two spaces: “{what}”"
        ),
        "answer_long": t("This answer or its explanation is too long: at most {what} characters."),
        "asks_long": t("This question is too long: at most {what} characters."),
        "answer_form": t("This is neither an answer “- [ ] …” nor an indented explanation: “{what}”"),
        "answer_alone": t("This answer has no question above it: “{what}”. No empty line may stand between them."),
    }


def _of_both_languages() -> dict[str, str]:
    return {
        "parts_differ": t("The other language has another number of parts: {what}"),
        "pass_differs": t("“pass” is another number in the other language: {what}"),
        "checks_differ": t("This part has another number of questions in the other language: {what}"),
        "answers_differ": t("This question has another number of answers in the other language: {what}"),
        "right_differs": t("Other answers are marked as right in the other language."),
    }
