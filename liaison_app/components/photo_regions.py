"""Rectangles over a photo, drawn with a finger, a mouse or the keyboard (`assets/js/photo_regions.jsx`)."""

from __future__ import annotations

import reflex as rx

from liaison_app.i18n import t


class _PhotoRegions(rx.NoSSRComponent):
    library = "$/public/js/photo_regions.jsx"
    tag = "PhotoRegions"

    src: rx.Var[str]
    width: rx.Var[int]
    height: rx.Var[int]
    words: rx.Var[dict[str, str]]


def photo_regions(src: rx.Var[str], *, width: rx.Var[int], height: rx.Var[int]) -> rx.Component:
    """The photo, and its rectangles as fields `region-0`, `region-1` … of the form around it: left, top, right and
    bottom, in parts of its width and height."""
    edges = {"number": "{number}", "left": "{left}", "right": "{right}", "top": "{top}", "bottom": "{bottom}"}
    return _PhotoRegions.create(
        src=src,
        width=width,
        height=height,
        words={
            "photo": t("Photo from a liaison"),
            "how": t("Draw with a finger or the mouse. Or add a rectangle and move it with the arrow keys."),
            "add": t("Add a rectangle"),
            "removeLast": t("Remove the last one"),
            "one": t(
                "Rectangle {number}: from {left} to {right} percent across, from {top} to {bottom} percent down. Arrow "
                "keys move it, with Shift they change its size, Delete removes it.",
                **edges,
            ),
            "count": t("Rectangles: {count}", count="{count}"),
        },
        class_name="regions",
    )
