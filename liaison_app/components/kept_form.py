"""A form that is kept on the phone while it is typed, and what other pages do with what is kept.

The record on the phone is the source of truth (`assets/js/draft_store.js`). Inputs inside are never controlled
(no `value=`): they are filled from the record when they appear. An input with `data-live` asks the server at once
(`on_ask`, with `ask` naming what); a button with `data-ask` does so when pressed; any other submit sends the step.
"""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from liaison_app import routes
from liaison_app.components.words import Words
from liaison_app.i18n import active_locale, t


def _fields(fields: rx.Var[dict[str, list[str]]]) -> tuple[rx.Var[dict[str, list[str]]]]:
    """What each event of the form hands to its handler: every kept field, by name."""
    return (fields,)


class _KeptForm(rx.Component):
    library = "$/public/js/kept_form.jsx"
    tag = "KeptForm"

    owner: rx.Var[str]
    is_open: rx.Var[bool]
    is_offline: rx.Var[bool]
    to_pocket: rx.Var[str]
    is_last: rx.Var[bool]
    answered: rx.Var[str]
    photos_gone: rx.Var[str]
    done_ref: rx.Var[str]
    starts: rx.Var[dict[str, list[str]]]
    words: rx.Var[dict[str, str]]

    on_open: rx.EventHandler[_fields]
    on_ask: rx.EventHandler[_fields]
    on_submit: rx.EventHandler[_fields]


class _KeptDraft(rx.NoSSRComponent):
    library = "$/public/js/draft_parts.jsx"
    tag = "KeptDraft"

    owner: rx.Var[str]
    locale: rx.Var[str]
    href: rx.Var[str]
    words: rx.Var[dict[str, str]]


class _ForgetKept(rx.Component):
    library = "$/public/js/draft_parts.jsx"
    tag = "ForgetKept"

    owner: rx.Var[str]


class _SignOutGuard(rx.Component):
    library = "$/public/js/draft_parts.jsx"
    tag = "SignOutGuard"

    sure: rx.Var[str]


class _DraftDone(rx.Component):
    library = "$/public/js/draft_parts.jsx"
    tag = "DraftDone"

    owner: rx.Var[str]
    sent_ref: rx.Var[str]
    place: rx.Var[dict[str, str]]
    href: rx.Var[str]


def kept_form(
    *content: rx.Component,
    owner: rx.Var[str],
    is_open: rx.Var[bool],
    answered: rx.Var[str],
    on_open: Any,
    on_ask: Any,
    on_submit: Any,
    is_last: bool = False,
    may_wait: bool = False,
    photos_gone: rx.Var[str] | str = "",
    done_ref: rx.Var[str] | str = "",
    starts: rx.Var[dict[str, list[str]]] | None = None,
    start_at: Words = "",
    name: str,
    **props: Any,
) -> rx.Component:
    """A step of the report as a kept form.

    `owner` is the account; `is_open` is set by `on_open`, so that a server that forgot the page is told again;
    `answered` carries back the `press` of the last submit. `is_last` waits for the photos and makes the marker of
    this pressing of Send; `photos_gone` is the `press` for which the server had a photo no more: the phone then
    sends its own copies again. A button with `data-renew` sends what is kept as a new one. `done_ref` is the marker of
    what is saved: the form is emptied, and the phone forgets it. `starts` is what fields hold of which nothing is kept
    yet; `start_at` is where starting over leads, the report where it is ''. What `may_wait` can be put on this phone's
    shelf where there is no signal.
    """
    return _KeptForm.create(
        *content,
        owner=owner,
        is_open=is_open,
        is_offline=has_connection_errors,
        is_last=is_last,
        to_pocket=routes.localized(routes.POCKET) if may_wait else "",
        answered=answered,
        photos_gone=photos_gone,
        done_ref=done_ref,
        words=_words(start_at),
        starts={} if starts is None else starts,
        on_open=on_open,
        on_ask=on_ask,
        on_submit=on_submit,
        class_name="kept-form",
        id=name,
        **props,
    )


def _words(start_at: Words) -> dict[str, Words]:
    return {
        "offline": t("No connection. It is kept on this phone and goes on by itself when you are online."),
        "slow": t("No answer yet. It is kept on this phone, and we send it again by itself until there is one."),
        "signed_out": t("You are signed out. Sign in again; what you typed is kept."),
        "too_many": t("These were many photos in one hour. The rest goes by itself when the hour is over."),
        "storage_full": t("Our disk is full, so a photo could not be saved. It is kept on this phone and goes later."),
        "photosWait": t("Your photos are still on their way. It goes on by itself when they are there."),
        "notKept": t("This browser keeps nothing for us. Keep this page open until you have sent it."),
        "startOver": t("Throw away what you typed and start over?"),
        "mayWait": t("No signal? What you wrote can wait on this phone, and you can write the next one."),
        "keepHere": t("Keep it on this phone, it goes by itself"),
        "startAt": routes.localized(routes.REPORT) if isinstance(start_at, str) and not start_at else start_at,
    }


def kept_draft(owner: rx.Var[str]) -> rx.Component:
    """On a liaison's own page: the report that is still on this phone, with the way back to it; else nothing."""
    return _KeptDraft.create(
        owner=owner,
        locale=active_locale(),
        href=routes.localized(routes.REPORT),
        words={
            "title": t("On this phone"),
            "when": t("A report you began. Last changed {when}.", when="{when}"),
            "noPlace": t("No place yet"),
            "pin": t("A place on the map"),
            "goOn": t("Go on with it"),
            "throwAway": t("Throw it away"),
            "sure": t("Throw away the report that is on this phone?"),
        },
        class_name="shelf stack",
    )


def forget_kept(owner: rx.Var[str]) -> rx.Component:
    """Nothing to see: what was kept under `owner` is wanted no more."""
    return _ForgetKept.create(owner=owner)


def sign_out_guard(form: rx.Component) -> rx.Component:
    """Around the form that signs out: asks first where a report lies on this phone unsent, then erases what is kept."""
    return _SignOutGuard.create(
        form,
        sure=t(
            "Reports or answers that were not sent are on this phone. Signing out erases them. Sign out all the same?"
        ),
    )


def draft_done(label: Words, *, owner: Any, sent_ref: Any, place: Any, **props: Any) -> rx.Component:
    """On the receipt: forgets the draft that became this ticket; pressed, it begins another one at the same place."""
    return _DraftDone.create(
        label,
        owner=owner,
        sent_ref=sent_ref,
        place=place,
        href=routes.localized(routes.REPORT_WHAT),
        class_name="button button--main",
        **props,
    )
