"""The reader of a module and its editor; their scripts stand in `assets/js`."""

from __future__ import annotations

from typing import Any

import reflex as rx

from liaison_app import routes, training_routes
from liaison_app.components.words import Words
from liaison_app.front_end.icons import sprite_address
from liaison_app.i18n import active_locale, t


def _fields(fields: rx.Var[dict[str, list[str]]]) -> tuple[rx.Var[dict[str, list[str]]]]:
    """What each event of the editor hands to its handler: the text of each language, and what was pressed."""
    return (fields,)


class _ModuleReader(rx.Component):
    library = "$/public/js/module_reader.jsx"
    tag = "ModuleReader"

    module: rx.Var[Any]
    words: rx.Var[dict[str, str]]
    sprite: rx.Var[str]
    training_to: rx.Var[str]


class _ReadingsSent(rx.NoSSRComponent):
    library = "$/public/js/module_reader.jsx"
    tag = "ReadingsSent"

    owner: rx.Var[str]


class _ModuleEditor(rx.Component):
    library = "$/public/js/module_editor.jsx"
    tag = "ModuleEditor"

    sheet: rx.Var[Any]
    looks: rx.Var[Any]
    answered: rx.Var[str]
    said: rx.Var[str]
    notice: rx.Var[str]
    words: rx.Var[dict[str, str]]
    sprite: rx.Var[str]

    on_look: rx.EventHandler[_fields]
    on_save: rx.EventHandler[_fields]


def module_reader(module: rx.Var[Any]) -> rx.Component:
    """A module, one part at a time; where one is and what one answered goes to the server by itself."""
    return _ModuleReader.create(
        module=module,
        words=_reader_words() | _told_words(),
        sprite=sprite_address(),
        training_to=routes.localized(training_routes.TRAINING),
        class_name="module-reader",
        key=f"{module.id}-{module.number.to_string()}",
    )


def readings_sent(owner: rx.Var[str]) -> rx.Component:
    """Nothing to see: what still waits on this phone goes."""
    return _ReadingsSent.create(owner=owner)


def module_editor(
    *, sheet: Any, looks: Any, answered: Any, said: Any, notice: Words, on_look: Any, on_save: Any
) -> rx.Component:
    """The text of each language beside how it will be read, with what is wrong by line."""
    return _ModuleEditor.create(
        sheet=sheet,
        looks=looks,
        answered=answered,
        said=said,
        notice=notice,
        words=_editor_words() | _told_words(),
        sprite=sprite_address(),
        on_look=on_look,
        on_save=on_save,
        class_name="module-editor",
        key=sheet.id,
    )


def _told_words() -> dict[str, str]:
    """What stands at an answer that is explained."""
    return {
        "lang": active_locale(),
        "isRight": t("Right answer"),
        "isOther": t("Not this one"),
        "yours": t("Your answer"),
    }


def _reader_words() -> dict[str, str]:
    return {
        "parts": t("Parts of this module"),
        "partOf": t("Part {part} of {parts}", part="{part}", parts="{parts}"),
        "toPart": t("Part {part}: {name}", part="{part}", name="{name}"),
        "toDonePart": t("Part {part}: {name}. Everything is answered.", part="{part}", name="{name}"),
        "toEnd": t("How it went"),
        "chooseOne": t("Choose one answer."),
        "chooseAll": t("Choose all that fit."),
        "chooseFirst": t("Choose an answer first."),
        "missedBefore": t("You missed this one before."),
        "checkIt": t("Check my answer"),
        "right": t("That is right."),
        "missed": t("Not quite. Read why below."),
        "back": t("Back"),
        "next": t("Next part"),
        "end": t("See how it went"),
        "howItWent": t("How it went"),
        "passed": t("You have passed this module."),
        "failed": t("Not passed yet. Answer again what was missed."),
        "unfinished": t("Some questions are still open."),
        "score": t("{right} of {of} right, {needed} needed", right="{right}", of="{of}", needed="{needed}"),
        "openOne": t("One question is still open"),
        "openMany": t("{count} questions are still open", count="{count}"),
        "again": t("Answer the missed ones again"),
        "nextModule": t("Next module"),
        "toTraining": t("To your training"),
        "fromStart": t("Read it from the start"),
        "waits": t("No connection. Your answers are kept on this phone and go by themselves."),
        "notKept": t("This browser keeps nothing for us. Stay online, so that your answers are saved."),
        "signed_out": t("You are signed out. Sign in again; your answers are kept on this phone."),
        "not_allowed": t("Your account cannot do this. Ask your coordinator."),
        "gone": t("This version is not there any more. Load the page again."),
    }


def _editor_words() -> dict[str, str]:
    return {
        "save": t("Keep the draft"),
        "publish": t("Publish"),
        "restored": t("This is what you typed here before and did not keep."),
        "unsaved": t("Not kept yet. It stays in this browser meanwhile."),
        "kept": t("The draft is kept."),
        "languages": t("Languages"),
        "textIn": t("Text in {language}", language="{language}"),
        "line": t("Line {line}:", line="{line}"),
        "preview": t("How it will be read: {language}", language="{language}"),
        "addPicture": t("Add a picture"),
        "pictureWords": t("what the picture shows"),
        "notAPicture": t("We cannot take this picture. Choose a JPEG, PNG, WEBP or HEIC file."),
    }
