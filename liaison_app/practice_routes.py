"""The addresses of the practice room."""

from __future__ import annotations

from urllib.parse import quote

from liaison_app.routes import localized, with_query

PRACTICE = "/training/practice"
PRACTICE_SCENE = "/training/practice/[scene_id]"
PRACTICE_WHERE = "/training/practice/[scene_id]/where"
PRACTICE_WHAT = "/training/practice/[scene_id]/what"
PRACTICE_DETAILS = "/training/practice/[scene_id]/details"
PRACTICE_CHECK = "/training/practice/[scene_id]/check"
PRACTICE_INSTEAD = "/training/practice/[scene_id]/instead"
PRACTICE_RESULT = "/training/practice/[scene_id]/result"
DESK_PRACTICE = "/desk/practice"


def practice(scene_id: str, step: str = "", locale: str | None = None) -> str:
    """A practice ticket, or a step of doing it."""
    return localized(f"{PRACTICE}/{quote(scene_id)}" + (f"/{step}" if step else ""), locale)


def practice_try(scene_id: str, number: int, locale: str | None = None) -> str:
    """How one try went."""
    return practice(scene_id, "result", locale) + with_query({"try": str(number)})


def practice_picture(picture: str, view: str) -> str:
    """A made-up photo of the practice room."""
    return f"/api/practice/pictures/{quote(picture)}-{quote(view)}.jpg"


def desk_practice(cohort_id: str = "", locale: str | None = None) -> str:
    """The practice of a cohort, or of everybody."""
    return localized(DESK_PRACTICE, locale) + with_query({"cohort": cohort_id} if cohort_id else {})
