"""A practice ticket done right, as its form would send it, and as much of it wrong as a test says."""

from __future__ import annotations

from dataclasses import replace

from liaison_app.domain.drafts import TicketDraft
from liaison_app.domain.ids import PhotoKey, new_ref


def fields_of(world, scene_id, **given):
    """The fields of a scene done right, but for those `given`; None leaves one out."""
    scene = world.app.ports["practice_room"].scenes[scene_id]
    right = scene.right
    answers = {
        f"answer:{code}": "2026-12-08T19:00" if code in {"SET_OUT_AT", "SINCE"} else wanted[0].replace("*", "loose")
        for code, wanted in right.answers.items()
    }
    fields = {
        "how": "map",
        "lat": str(right.place.at.lat),
        "lon": str(right.place.at.lon),
        "service": scene.service,
        "description": "It is still there.",
        "offered": [group[0] for group in right.photos],
        "ref": new_ref(),
        **answers,
    } | given
    return {name: value for name, value in fields.items() if value is not None}


def draft_of(world, scene_id, **given):
    """The same as a draft, as the practice office reads it."""
    fields = fields_of(world, scene_id, **given)
    photos = tuple(PhotoKey(key) for key in fields.get("offered", ()))
    return replace(TicketDraft.parse(fields), photo_keys=photos)
