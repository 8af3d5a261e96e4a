"""Makes a photo anew, in a process of its own: what a stranger's file does here, it does to nobody else.

Run as a script by `photo_cleaner`: a file comes in on standard input, three lines of sizes and two JPEGs go out on
standard output. Exit code 3 means that the file cannot be taken; the reason stands on standard error as a code. It
imports nothing of the app, so that it starts fast.
"""

from __future__ import annotations

import contextlib
import io
import math
import resource
import sys
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

MEMORY_BYTES = 1_500 * 1024 * 1024
CPU_S = 20
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 1600
THUMB_SIDE = 400
QUALITY = 82
# "MPO" (several pictures in one file) opens as JPEG and is kept as its first picture; naming it here fails in Pillow.
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
REFUSED = 3
BLACK = "--black="
Edges = tuple[float, float, float, float]


class Refused(Exception):
    """The file cannot be taken; the message is a code."""


def limit_this_process() -> None:
    """Bound memory and processor time, so that a file made to exhaust them ends this process alone."""
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def clean(data: bytes, black: Sequence[Edges] = ()) -> tuple[tuple[int, int], bytes, bytes]:
    """Size of the new photo in pixels, the photo, and a thumbnail, both as JPEG without any metadata. What lies in
    `black`, in parts of width and height, is painted over before either is made.

    Raises:
        Refused: it is no picture of the allowed kinds, is too large, or is broken.
    """
    register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        opened = Image.open(io.BytesIO(data), formats=FORMATS)  # reads the header only
    except Image.DecompressionBombError as error:
        raise Refused("photo_too_large") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError) as error:
        raise Refused("not_a_photo") from error
    if opened.width * opened.height > MAX_PIXELS or min(opened.size) < 1:
        raise Refused("photo_too_large")
    try:
        opened.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
        bare = _pixels_alone(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, RuntimeError, MemoryError, Image.DecompressionBombError) as error:
        raise Refused("photo_broken") from error
    bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    _paint(bare, black)
    thumb = bare.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return bare.size, _jpeg(bare), _jpeg(thumb)


def _pixels_alone(picture: Image.Image) -> Image.Image:
    """The pixels, on white where the picture is see-through: no EXIF, no profile, no appended bytes."""
    ground = Image.new("RGB", picture.size, "white")
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground.paste(clear, mask=clear.getchannel("A"))
    else:
        ground.paste(picture.convert("RGB"))
    return ground


def _paint(picture: Image.Image, black: Sequence[Edges]) -> None:
    """Whole pixels, outwards: what is half covered is covered."""
    brush = ImageDraw.Draw(picture)
    for left, top, right, bottom in black:
        width, height = picture.size
        corners = (
            math.floor(left * width),
            math.floor(top * height),
            math.ceil(right * width),
            math.ceil(bottom * height),
        )
        brush.rectangle(corners, fill="black")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _black(arguments: Sequence[str]) -> list[Edges]:
    given = [one.removeprefix(BLACK).split(",") for one in arguments if one.startswith(BLACK)]
    return [(float(left), float(top), float(right), float(bottom)) for left, top, right, bottom in given]


def main(arguments: Sequence[str]) -> int:
    """Clean standard input onto standard output; the exit code says whether it could be taken."""
    if "--no-limits" not in arguments:
        limit_this_process()
    try:
        (width, height), photo, thumb = clean(sys.stdin.buffer.read(), _black(arguments))
    except Refused as refused:
        sys.stderr.write(str(refused))
        return REFUSED
    except MemoryError:
        sys.stderr.write("photo_too_large")
        return REFUSED
    sys.stdout.buffer.write(f"{width} {height} {len(photo)}\n".encode() + photo + thumb)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
