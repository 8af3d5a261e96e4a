"""The brush of the demo's pictures: draws in a scene's own pixels, dims everything but light at night."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from PIL import ImageDraw, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]
NIGHT_DIM = 0.52


class Brush:
    """Draws in scene pixels on a finer canvas; everything but light is dimmer at night."""

    def __init__(self, canvas: ImageDraw.ImageDraw, finer: int, dice: Random, *, is_night: bool) -> None:
        self._canvas, self._finer = canvas, finer
        self.dice, self.is_night = dice, is_night

    def box(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """A rectangle."""
        self._canvas.rectangle(self._scaled([(x0, y0), (x1, y1)]), fill=self._seen(colour))

    def rounded(self, x0: float, y0: float, x1: float, y1: float, radius: float, colour: Colour) -> None:
        """A rectangle with round corners."""
        box = self._scaled([(x0, y0), (x1, y1)])
        self._canvas.rounded_rectangle(box, radius * self._finer, fill=self._seen(colour))

    def disc(self, x: float, y: float, across: float, high: float, colour: Colour) -> None:
        """An ellipse around a point; `across` and `high` are half its width and height."""
        self._canvas.ellipse(self._scaled([(x - across, y - high), (x + across, y + high)]), fill=self._seen(colour))

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A closed shape."""
        self._canvas.polygon(self._scaled(points), fill=self._seen(colour))

    def line(self, x0: float, y0: float, x1: float, y1: float, colour: Colour, width: float) -> None:
        """A straight line."""
        ends = self._scaled([(x0, y0), (x1, y1)])
        self._canvas.line(ends, fill=self._seen(colour), width=max(1, round(width * self._finer)))

    def arc(self, x: float, y: float, across: float, high: float, turn: tuple[int, int], colour: Colour) -> None:
        """A part of an ellipse's edge, from one angle to another, in degrees clockwise from three o'clock."""
        box = self._scaled([(x - across, y - high), (x + across, y + high)])
        self._canvas.arc(box, *turn, fill=self._seen(colour), width=7 * self._finer)

    def word(self, x: float, y: float, text: str, size: int, colour: Colour) -> None:
        """A word around a point."""
        font = ImageFont.load_default(size * self._finer)
        self._canvas.text(self._scaled([(x, y)])[0], text, self._seen(colour), font, anchor="mm", stroke_width=2)

    @staticmethod
    def shade(colour: Colour, by: int) -> Colour:
        """The colour, lighter or darker."""
        red, green, blue = (max(0, min(255, part + by)) for part in colour)
        return red, green, blue

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._finer, y * self._finer) for x, y in points]

    def _seen(self, colour: Colour) -> Colour:
        if not self.is_night or (min(colour[:2]) > 205 and colour[2] < 200):  # light shines at night too
            return colour
        red, green, blue = (round(part * NIGHT_DIM) for part in colour)
        return red, green, min(255, blue + 14)
