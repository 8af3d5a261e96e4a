"""The icon of the product for browser tabs and home screens, drawn from the same figures as the brand mark."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

GROUND = "#0d1b3e"
# x, y, width, height, corner and colour on a square of 32: the post and the two blades of the sign.
SHAPES = (
    (14, 3, 4, 27, 1, "#8fa3d1"),
    (1, 4, 25, 9.5, 2, "#ffc42e"),
    (7, 15, 24, 9.5, 2, "#ffffff"),
    (4.2, 7.45, 14.6, 2.6, 1.3, GROUND),
    (10.2, 18.45, 17.6, 2.6, 1.3, GROUND),
)
SIDE = 32
# Home screens cut circles and squircles out of an icon: the mark stays inside the middle.
MARGIN = 0.16
# Android cuts whatever it likes out of a maskable one, but leaves the middle circle of four fifths.
MASKABLE_MARGIN = 0.22
FINER = 4


def build_app_icons(target: Path) -> list[Path]:
    """Write `favicon.svg`, `favicon.ico`, `apple-touch-icon.png`, and `icon-…` and `icon-maskable-…` of two sizes."""
    target.mkdir(parents=True, exist_ok=True)
    svg = target / "favicon.svg"
    svg.write_text(_svg(), encoding="utf-8")
    written = [svg]
    for name, side in (("apple-touch-icon", 180), ("icon-192", 192), ("icon-512", 512)):
        path = target / f"{name}.png"
        _picture(side).save(path, optimize=True)
        written.append(path)
    for side in (192, 512):
        path = target / f"icon-maskable-{side}.png"
        _picture(side, MASKABLE_MARGIN).save(path, optimize=True)
        written.append(path)
    tab = target / "favicon.ico"
    _picture(64).save(tab, sizes=[(16, 16), (32, 32), (64, 64)])
    return [*written, tab]


def _svg() -> str:
    inner = SIDE * (1 - 2 * MARGIN) / SIDE
    shapes = "".join(
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}" fill="{colour}"/>'
        for x, y, width, height, corner, colour in SHAPES
    )
    move = f'transform="translate({SIDE * MARGIN:.2f} {SIDE * MARGIN:.2f}) scale({inner:.2f})"'
    ground = f'<rect width="{SIDE}" height="{SIDE}" rx="7" fill="{GROUND}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">{ground}<g {move}>{shapes}</g></svg>\n'


def _picture(side: int, margin: float = MARGIN) -> Image.Image:
    """The icon as a square of `side` pixels, drawn finer and shrunk so that its corners are smooth."""
    fine = side * FINER
    picture = Image.new("RGB", (fine, fine), GROUND)
    pen = ImageDraw.Draw(picture)
    scale = fine * (1 - 2 * margin) / SIDE
    for x, y, width, height, corner, colour in SHAPES:
        left, top = fine * margin + x * scale, fine * margin + y * scale
        pen.rounded_rectangle((left, top, left + width * scale, top + height * scale), corner * scale, fill=colour)
    return picture.resize((side, side), Image.Resampling.LANCZOS)
