"""The made-up photos of the practice room: the demo's street scenes, seen as people photograph them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import lru_cache

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from liaison_app.demo.pictures import HEIGHT, QUALITY, WIDTH, draw, kinds

SIZE = (WIDTH, HEIGHT)
BY_DAY, BY_NIGHT = 1, 3
KEPT = 96
SKIN, HAIR, COAT = (196, 148, 116), (52, 38, 30), (58, 84, 122)


def picture_kinds() -> frozenset[str]:
    """What a photo can show."""
    return frozenset(kinds())


@lru_cache(KEPT)
def practice_picture(picture: str, view: str) -> bytes:
    """A photo as JPEG, 800 by 600; the same names give the same photo. Raises: KeyError: there is none of that name."""
    made = VIEWS[view](picture)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _scene(picture: str, variant: int = BY_DAY) -> Image.Image:
    return Image.open(io.BytesIO(draw(picture, variant))).convert("RGB")


def _close(picture: str) -> Image.Image:
    return _scene(picture).crop((150, 300, 550, 600)).resize(SIZE, Image.Resampling.LANCZOS)


def _blur(picture: str) -> Image.Image:
    return _scene(picture).filter(ImageFilter.GaussianBlur(16))


def _dark(picture: str) -> Image.Image:
    return ImageEnhance.Brightness(_scene(picture, BY_NIGHT)).enhance(0.18)


def _person(picture: str) -> Image.Image:
    """Somebody in the foreground, the face towards the camera."""
    made = _scene(picture)
    brush = ImageDraw.Draw(made)
    brush.rounded_rectangle((470, 330, 730, 640), 70, fill=COAT)
    brush.ellipse((526, 150, 674, 346), fill=HAIR)
    brush.ellipse((538, 178, 662, 344), fill=SKIN)
    for eye in (572, 628):
        brush.ellipse((eye - 8, 244, eye + 8, 256), fill=(250, 250, 250))
        brush.ellipse((eye - 4, 246, eye + 4, 255), fill=(40, 30, 26))
    brush.arc((574, 280, 626, 318), 20, 160, fill=(130, 70, 60), width=5)
    return made


def _plate(picture: str) -> Image.Image:
    """A license plate large in the foreground."""
    made = _scene(picture)
    brush = ImageDraw.Draw(made)
    brush.rounded_rectangle((360, 400, 830, 640), 30, fill=(70, 74, 82))
    brush.rounded_rectangle((430, 452, 730, 560), 12, fill=(238, 240, 236), outline=(40, 60, 120), width=6)
    _write(brush, 580, 508, "LMT 7350", 54, (30, 46, 104))
    return made


def _tag(number: str) -> Callable[[str], Image.Image]:
    def view(picture: str) -> Image.Image:
        made = Image.new("RGB", SIZE, (112, 114, 116))
        made.paste(_close(picture).filter(ImageFilter.GaussianBlur(10)))
        brush = ImageDraw.Draw(made)
        brush.rectangle((190, 0, 610, HEIGHT), fill=(92, 96, 100))
        brush.rectangle((190, 0, 250, HEIGHT), fill=(74, 78, 82))
        brush.rounded_rectangle((270, 210, 560, 370), 10, fill=(214, 214, 206), outline=(60, 60, 58), width=5)
        for screw in (290, 540):
            brush.ellipse((screw - 7, 282, screw + 7, 296), fill=(90, 90, 88))
        _write(brush, 415, 290, number, 58, (30, 30, 28))
        return made

    return view


def _write(brush: ImageDraw.ImageDraw, x: int, y: int, text: str, size: int, colour: tuple[int, int, int]) -> None:
    brush.text((x, y), text, colour, ImageFont.load_default(size), anchor="mm", stroke_width=1)


VIEWS: Mapping[str, Callable[[str], Image.Image]] = {
    "wide": _scene,
    "close": _close,
    "blur": _blur,
    "dark": _dark,
    "person": _person,
    "plate": _plate,
    "tag": _tag("118342"),
    "tag2": _tag("204417"),
}
