"""Draws the demo's photos: small street scenes, by kind of problem and by seed. Nobody's real street is shown."""

from __future__ import annotations

import io
from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from liaison_app.demo.picture_brush import Brush, Colour
from liaison_app.demo.picture_things import THINGS

WIDTH, HEIGHT = 800, 600
THUMB = (400, 300)
FINER = 2  # drawn larger and shrunk, so that edges are smooth
VARIANTS = 4
QUALITY = 78
HORIZON, KERB = 410, 505  # where the houses stand, and where the street begins

SKIES: tuple[tuple[Colour, Colour, bool], ...] = (
    ((126, 178, 222), (222, 236, 244), False),
    ((168, 182, 194), (224, 226, 226), False),
    ((52, 58, 110), (236, 150, 110), False),
    ((12, 20, 48), (40, 50, 88), True),
)
BRICKS: tuple[Colour, ...] = (
    (150, 74, 58), (134, 62, 50), (166, 94, 70), (186, 158, 128), (120, 72, 66), (112, 122, 128), (176, 120, 92),
)  # fmt: skip
DOORS: tuple[Colour, ...] = ((40, 66, 96), (84, 32, 34), (38, 78, 58), (60, 48, 40), (190, 160, 70))
LIT, GLASS, TRIM = (255, 214, 130), (104, 128, 146), (232, 226, 214)


def kinds() -> list[str]:
    """What photos can show."""
    return sorted(THINGS)


def draw(kind: str, variant: int) -> bytes:
    """A photo of `kind` as JPEG, 800 by 600; the same kind and variant give the same photo.

    Raises:
        KeyError: no such kind.
    """
    return _jpeg(_scene(kind, variant))


def draw_with_thumb(kind: str, variant: int, *, is_gone: bool = False) -> tuple[bytes, bytes]:
    """A photo and its small copy; `is_gone` is the same place without what was reported. Raises: KeyError."""
    scene = _scene(kind, variant, is_gone=is_gone)
    return _jpeg(scene), _jpeg(scene.resize(THUMB, Image.Resampling.LANCZOS))


def _scene(kind: str, variant: int, *, is_gone: bool = False) -> Image.Image:
    dice = Random(f"{kind}:{variant}")
    sky_top, sky_low, is_night = SKIES[variant % len(SKIES)]
    picture = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), sky_low)
    brush = Brush(ImageDraw.Draw(picture), FINER, dice, is_night=is_night)
    _sky(brush, sky_top, sky_low)
    _houses(brush, has_gap=kind == "lot")
    _ground(brush, is_white=kind == "snow")
    if not is_gone:
        THINGS[kind](brush)
    return _aged(picture.reduce(FINER), dice)


def _sky(brush: Brush, top: Colour, low: Colour) -> None:
    for y in range(0, HORIZON, 2):
        share = y / HORIZON
        colour = tuple(round(a + (b - a) * share) for a, b in zip(top, low, strict=True))
        brush.box(0, y, WIDTH, y + 2, (colour[0], colour[1], colour[2]))


def _houses(brush: Brush, *, has_gap: bool) -> None:
    dice = brush.dice
    x = -dice.randint(10, 90)
    gap = range(230, 560) if has_gap else range(0)
    while x < WIDTH:
        width = dice.randint(112, 150)
        if x + width // 2 not in gap:
            _house(brush, x, width, HORIZON - dice.choice((210, 250, 262, 320)))
        x += width


def _house(brush: Brush, x: int, width: int, top: int) -> None:
    dice, wall = brush.dice, brush.dice.choice(BRICKS)
    brush.box(x, top, x + width, HORIZON, wall)
    for y in range(top + 14, HORIZON, 9):
        brush.line(x, y, x + width, y, brush.shade(wall, -8), 1)
    brush.box(x - 2, top - 10, x + width + 2, top + 8, brush.shade(TRIM, -30))
    brush.box(x + width - 4, top, x + width, HORIZON, brush.shade(wall, -26))
    door_x = x + (14 if dice.random() < 0.5 else width - 50)
    for y in range(top + 28, HORIZON - 60, 78):
        for window_x in (x + 16, x + width - 50):
            if y < HORIZON - 150 or abs(window_x - door_x) > 20:
                _window(brush, window_x, y)
    brush.box(door_x - 4, HORIZON - 96, door_x + 40, HORIZON - 12, TRIM)
    brush.box(door_x, HORIZON - 92, door_x + 36, HORIZON - 12, dice.choice(DOORS))
    for step in range(3):
        brush.box(door_x - 8 - 5 * step, HORIZON - 12 + 6 * step, door_x + 44 + 5 * step, HORIZON, (176, 172, 164))


def _window(brush: Brush, x: int, y: int) -> None:
    is_lit = brush.is_night and brush.dice.random() < 0.4
    brush.box(x - 4, y - 5, x + 38, y + 56, TRIM)
    brush.box(x, y, x + 34, y + 50, LIT if is_lit else GLASS)
    if not is_lit:
        brush.shape([(x, y + 30), (x + 22, y), (x + 34, y), (x, y + 46)], brush.shade(GLASS, 22))
    brush.line(x, y + 25, x + 34, y + 25, TRIM, 3)


def _ground(brush: Brush, *, is_white: bool) -> None:
    walk, road = ((226, 230, 236), (206, 212, 220)) if is_white else ((184, 180, 172), (82, 84, 90))
    brush.box(0, HORIZON, WIDTH, KERB, walk)
    for x in range(-60, WIDTH, 134):
        brush.line(x + 60, HORIZON, x, KERB, brush.shade(walk, -22), 2)
    brush.box(0, KERB, WIDTH, KERB + 12, brush.shade(walk, 14))
    brush.box(0, KERB + 12, WIDTH, HEIGHT, road)
    for _ in range(90):
        x, y = brush.dice.randint(0, WIDTH), brush.dice.randint(KERB + 14, HEIGHT)
        brush.box(x, y, x + brush.dice.randint(2, 9), y + 2, brush.shade(road, brush.dice.choice((-9, 9))))


def _aged(picture: Image.Image, dice: Random) -> Image.Image:
    """A little grain and darker corners, so that it looks like a phone's photo rather than a drawing."""
    size = (WIDTH // 2, HEIGHT // 2)
    grain = Image.frombytes("L", size, dice.randbytes(size[0] * size[1])).resize((WIDTH, HEIGHT)).convert("RGB")
    dark = Image.blend(picture, Image.new("RGB", picture.size, (10, 12, 20)), 0.42)
    return Image.blend(Image.composite(picture, dark, _light_in_the_middle()), grain, 0.028)


@lru_cache
def _light_in_the_middle() -> Image.Image:
    corners = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
    ImageDraw.Draw(corners).ellipse((-40, -35, WIDTH // 4 + 40, HEIGHT // 4 + 35), fill=255)
    return corners.filter(ImageFilter.GaussianBlur(22)).resize((WIDTH, HEIGHT))


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
