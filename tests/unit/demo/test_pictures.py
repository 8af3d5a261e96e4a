from __future__ import annotations

import io

import pytest
from PIL import Image

from liaison_app.demo import pictures


def test_there_are_about_sixty_pictures_of_all_kinds() -> None:
    assert 55 <= len(pictures.kinds()) * pictures.VARIANTS <= 80


@pytest.mark.parametrize("kind", pictures.kinds())
def test_a_picture_is_a_photo_of_the_right_size_without_hidden_data(kind: str) -> None:
    photo, thumb = pictures.draw_with_thumb(kind, 1)
    opened, small = Image.open(io.BytesIO(photo)), Image.open(io.BytesIO(thumb))

    assert (opened.format, opened.size) == ("JPEG", (800, 600))
    assert small.size == pictures.THUMB
    assert len(opened.getexif()) == 0
    assert len(photo) < 90_000
    assert len(thumb) < 30_000


def test_the_same_picture_comes_out_the_same_and_variants_differ() -> None:
    assert pictures.draw("dumping", 0) == pictures.draw("dumping", 0)
    assert len({pictures.draw("dumping", variant) for variant in range(pictures.VARIANTS)}) == pictures.VARIANTS


def test_what_is_gone_is_gone_from_the_same_street() -> None:
    def top(photo: bytes) -> bytes:
        return Image.open(io.BytesIO(photo)).convert("L").resize((40, 30)).crop((0, 0, 40, 12)).tobytes()

    there, _ = pictures.draw_with_thumb("dumping", 1)
    gone, _ = pictures.draw_with_thumb("dumping", 1, is_gone=True)
    assert there != gone
    assert max(abs(a - b) for a, b in zip(top(there), top(gone), strict=True)) < 12, "sky and roofs are the same"


def test_night_is_darker_than_day() -> None:
    def light(variant: int) -> float:
        picture = Image.open(io.BytesIO(pictures.draw("car", variant))).convert("L")
        return sum(value * count for value, count in enumerate(picture.histogram())) / (800 * 600)

    assert light(3) < light(0) / 1.5


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        pictures.draw("unicorn", 0)
