"""Photos are made anew: what was hidden in them is gone, and what is no photo is refused before it costs anything."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pillow_heif
import pytest
from PIL import Image

from liaison_app.adapters.photo_cleaner import WorkerPhotoCleaner
from liaison_app.adapters.photo_folder import PhotoFolder
from liaison_app.domain.errors import InputInvalid, StorageFull
from liaison_app.domain.ids import PhotoKey, new_key

SECRET = b"39.9526 N 75.1652 W my home"


@pytest.fixture(scope="module")
def cleaner():
    return WorkerPhotoCleaner()


def picture(size=(640, 480)):
    """A picture whose left upper corner is red."""
    image = Image.new("RGB", size, "white")
    image.paste((200, 0, 0), (0, 0, size[0] // 4, size[1] // 4))
    return image


def encoded(image, form, **given):
    out = io.BytesIO()
    image.save(out, form, **given)
    return out.getvalue()


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(0x8825)[1] = "N"
    tags.get_ifd(0x8825)[2] = (39.0, 57.0, 9.0)
    return tags


def is_red(pixel):
    return pixel[0] > 150 and pixel[1] < 80


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: encoded(picture(), "JPEG", exif=exif()), id="jpeg"),
        pytest.param(lambda: encoded(picture(), "JPEG", exif=exif(), comment=SECRET), id="jpeg with a comment"),
        pytest.param(lambda: encoded(picture(), "PNG", exif=exif()), id="png"),
        pytest.param(lambda: encoded(picture(), "WEBP", exif=exif()), id="webp"),
        pytest.param(lambda: encoded(picture(), "JPEG") + SECRET * 50, id="bytes behind the end"),
    ],
)
def test_nothing_hidden_survives(cleaner, make):
    sent = make()
    assert SECRET in sent or SECRET in zlib.compress(sent) or b"Exif" in sent or b"eXIf" in sent or b"EXIF" in sent
    made = cleaner.clean(sent)
    for data in (made.data, made.thumb):
        kept = Image.open(io.BytesIO(data))
        assert (kept.format, dict(kept.getexif()), kept.info.get("comment")) == ("JPEG", {}, None)
        assert SECRET not in data
        assert b"Exif" not in data


def test_heic_is_taken_and_its_place_is_gone(cleaner):
    out = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(out, quality=60, exif=exif().tobytes())
    made = cleaner.clean(out.getvalue())
    kept = Image.open(io.BytesIO(made.data))
    assert (kept.format, made.width, made.height, dict(kept.getexif())) == ("JPEG", 640, 480, {})


def test_a_phone_with_several_pictures_in_one_file_sends_the_first(cleaner):
    first, second = picture(), Image.new("RGB", (640, 480), "blue")
    made = cleaner.clean(encoded(first, "MPO", save_all=True, append_images=[second]))
    assert is_red(Image.open(io.BytesIO(made.data)).getpixel((5, 5)))


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0.05, 0.05)), (3, (0.95, 0.95)), (6, (0.95, 0.05)), (8, (0.05, 0.95))],
)
def test_a_photo_is_turned_as_it_was_held(cleaner, orientation, corner):
    made = cleaner.clean(encoded(picture(), "JPEG", exif=exif(orientation)))
    kept = Image.open(io.BytesIO(made.data))
    assert kept.size == ((640, 480) if orientation in (1, 3) else (480, 640))
    assert is_red(kept.getpixel((int(kept.width * corner[0]), int(kept.height * corner[1]))))


def test_a_large_photo_is_made_smaller(cleaner):
    made = cleaner.clean(encoded(picture((4000, 3000)), "JPEG"))
    assert (made.width, made.height) == (1600, 1200)
    assert max(Image.open(io.BytesIO(made.thumb)).size) == 400


def bomb(width, height):
    """A PNG whose header promises more than anybody should unpack."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(b"", "not_a_photo", id="nothing"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "not_a_photo", id="svg"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_photo", id="postscript"),
        pytest.param(encoded(picture(), "GIF"), "not_a_photo", id="gif"),
        pytest.param(encoded(picture(), "TIFF"), "not_a_photo", id="tiff"),
        pytest.param(encoded(picture(), "BMP"), "not_a_photo", id="bmp"),
        pytest.param(bomb(30_000, 30_000), "photo_too_large", id="bomb"),
        pytest.param(bomb(2**31 - 1, 2**31 - 1), "photo_too_large", id="huge bomb"),
        pytest.param(bomb(800, 600), "photo_broken", id="cut off"),
    ],
)
def test_what_is_no_photo_is_refused(cleaner, sent, code):
    before = time.monotonic()
    with pytest.raises(InputInvalid) as refused:
        cleaner.clean(sent)
    assert refused.value.errors == {"photo": code}
    assert time.monotonic() - before < 5


def test_a_worker_that_takes_too_long_is_ended():
    with pytest.raises(InputInvalid) as refused:
        WorkerPhotoCleaner(time_limit_s=0.001).clean(encoded(picture(), "JPEG"))
    assert refused.value.errors == {"photo": "photo_too_large"}


def test_a_stored_photo_comes_back_and_a_foreign_key_does_not(tmp_path):
    store, key = PhotoFolder(tmp_path), PhotoKey(new_key())
    store.put(key, b"one")
    assert store.get(key) == b"one"
    with pytest.raises(FileExistsError):
        store.put(key, b"two")
    assert store.get(key) == b"one"
    for strange in ("../secret", "..%2fsecret", "/etc/passwd", "a" * 200, "", "KEY-IN-CAPITALS"):
        assert store.get(PhotoKey(strange)) is None
    store.drop(key)
    store.drop(key)
    assert store.get(key) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_told_and_leaves_no_half_photo(tmp_path, monkeypatch):
    store, key = PhotoFolder(tmp_path), PhotoKey(new_key())

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("liaison_app.adapters.photo_folder.os.fsync", full)
    with pytest.raises(StorageFull):
        store.put(key, b"one")
    monkeypatch.undo()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    store.put(key, b"one")
    assert store.get(key) == b"one"
