"""What stands in the demo's street scenes: each thing is drawn with one brush, in the scene's own pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from liaison_app.demo.picture_brush import Brush, Colour

WALK, KERB, STREET = 478, 505, 560  # where things on the sidewalk, at the kerb and on the street stand
CARS: tuple[Colour, ...] = ((46, 62, 92), (132, 34, 38), (150, 152, 156), (40, 84, 70))
BAGS: tuple[Colour, ...] = ((32, 34, 38), (52, 54, 60), (236, 236, 230), (38, 76, 120))
PAINTS: tuple[Colour, ...] = ((214, 46, 120), (40, 160, 210), (250, 206, 50), (36, 36, 40))


def dumping(brush: Brush) -> None:
    """A couch, a mattress, bags and tires."""
    x = brush.dice.randint(150, 320)
    cloth = brush.dice.choice(((126, 84, 52), (92, 104, 84), (110, 62, 70)))
    brush.disc(x + 120, WALK + 22, 190, 14, (120, 116, 110))
    brush.shape(
        [(x + 210, WALK + 12), (x + 232, WALK - 138), (x + 300, WALK - 128), (x + 282, WALK + 18)], (226, 220, 206)
    )
    brush.rounded(x, WALK - 70, x + 200, WALK + 4, 16, cloth)
    brush.rounded(x - 18, WALK - 40, x + 26, WALK + 16, 12, brush.shade(cloth, -14))
    brush.rounded(x + 176, WALK - 40, x + 220, WALK + 16, 12, brush.shade(cloth, -14))
    for seat in (28, 102):
        brush.rounded(x + seat, WALK - 28, x + seat + 70, WALK + 10, 8, brush.shade(cloth, 18))
    _bags(brush, x + 260, 3)
    for tire in range(brush.dice.randint(1, 3)):
        _tire(brush, x - 50 - 34 * tire, WALK + 6)


def tires(brush: Brush) -> None:
    """A row of tires at the kerb."""
    x = brush.dice.randint(170, 230)
    for tire in range(6):
        _tire(brush, x + 66 * tire, WALK + 8)
    for tire in range(5):
        _tire(brush, x + 33 + 66 * tire, WALK - 34)


def rubble(brush: Brush) -> None:
    """Bricks, boards and broken plaster in a heap."""
    x = brush.dice.randint(210, 290)
    brush.shape([(x - 40, WALK + 16), (x + 90, WALK - 66), (x + 250, WALK - 44), (x + 330, WALK + 16)], (150, 142, 132))
    for _ in range(70):
        at, down = x + brush.dice.randint(-20, 300), WALK + brush.dice.randint(-36, 14)
        brush.box(at, down, at + 22, down + 11, brush.dice.choice(((150, 74, 58), (196, 190, 180), (124, 118, 110))))
    for board in range(3):
        brush.line(x + 60 * board, WALK + 8, x + 90 + 70 * board, WALK - 78, (158, 122, 80), 9)


def trash(brush: Brush) -> None:
    """Bins and bags at the kerb."""
    x = brush.dice.randint(200, 330)
    for place, colour in enumerate(((44, 74, 120), (60, 62, 66))):
        left = x + 110 * place
        brush.shape([(left, WALK - 70), (left + 66, WALK - 70), (left + 58, WALK + 16), (left + 8, WALK + 16)], colour)
        brush.rounded(left - 4, WALK - 82, left + 70, WALK - 68, 5, brush.shade(colour, 20))
    _bags(brush, x + 240, brush.dice.randint(3, 5))
    _bags(brush, x - 110, 2)


def car(brush: Brush) -> None:
    """A car on flat tires."""
    x, y, body = brush.dice.randint(150, 260), STREET, brush.dice.choice(CARS)
    brush.disc(x + 190, y + 14, 220, 14, (54, 56, 60))
    brush.shape([(x + 84, y - 62), (x + 126, y - 116), (x + 268, y - 116), (x + 312, y - 62)], brush.shade(body, -12))
    brush.shape([(x + 100, y - 64), (x + 134, y - 106), (x + 188, y - 106), (x + 188, y - 64)], (150, 172, 184))
    brush.shape([(x + 200, y - 64), (x + 200, y - 106), (x + 260, y - 106), (x + 294, y - 64)], (150, 172, 184))
    for crack in range(5):
        brush.line(x + 230, y - 86, x + 212 + 16 * crack, y - 106 + 10 * crack, (236, 238, 236), 1.5)
    brush.rounded(x, y - 66, x + 390, y - 4, 20, body)
    brush.box(x + 6, y - 36, x + 384, y - 30, brush.shade(body, 26))
    for wheel in (78, 306):
        brush.disc(x + wheel, y - 2, 36, 26, (26, 26, 28))
        brush.disc(x + wheel, y - 6, 17, 15, (150, 150, 150))
    brush.rounded(x + 362, y - 56, x + 388, y - 40, 5, (250, 236, 180))
    brush.box(x + 250, y - 70, x + 276, y - 58, (250, 140, 60))


def graffiti(brush: Brush) -> None:
    """Tags on a wall."""
    x = brush.dice.randint(170, 300)
    brush.box(x - 40, 232, x + 380, 412, (158, 150, 140))
    for row in range(236, 412, 14):
        brush.line(x - 40, row, x + 380, row, (146, 138, 128), 1)
    colours = brush.dice.sample(PAINTS, 3)
    for letter in range(5):
        left, top, colour = x + 68 * letter, 270 + brush.dice.randint(-14, 14), colours[letter % 3]
        turn = (brush.dice.randint(150, 200), brush.dice.randint(420, 520))
        for width in (0, 4, 8):
            brush.arc(left + 28, top + 52, 40 - width, 58 - width, turn, colour)
        brush.line(left + brush.dice.randint(0, 50), top - 10, left + brush.dice.randint(0, 60), top + 118, colour, 9)
    for _ in range(8):
        left = x + brush.dice.randint(0, 330)
        brush.line(left, 376, left, 376 + brush.dice.randint(8, 26), colours[0], 2)


def pothole(brush: Brush) -> None:
    """A hole in the street, with water in it or a cone beside it."""
    x, y = brush.dice.randint(280, 480), STREET + 2
    brush.disc(x, y, 150, 30, (62, 62, 66))
    brush.disc(x + 4, y + 4, 126, 22, (38, 36, 36))
    if brush.dice.random() < 0.5:
        brush.disc(x + 10, y + 8, 92, 13, (120, 142, 158))
    for _ in range(16):
        at, down = x + brush.dice.randint(-180, 180), y + brush.dice.randint(-30, 28)
        brush.disc(at, down, brush.dice.randint(3, 8), 3, (54, 54, 56))
    for crack in range(5):
        way = brush.dice.randint(-60, 60)
        brush.line(x - 120 + 60 * crack, y - 18, x - 150 + 76 * crack + way, y - 42, (58, 58, 62), 3)
    _cone(brush, x + 190, y + 6)


def light(brush: Brush) -> None:
    """A street light that is out, at dusk or at night."""
    x = brush.dice.randint(300, 480)
    brush.box(x - 6, 60, x + 6, WALK, (70, 74, 78))
    brush.box(x - 12, WALK - 36, x + 12, WALK + 6, (60, 64, 68))
    brush.arc(x + 54, 76, 56, 40, (180, 270), (70, 74, 78))
    brush.box(x + 50, 34, x + 110, 42, (70, 74, 78))
    brush.shape([(x + 92, 34), (x + 152, 34), (x + 144, 54), (x + 100, 54)], (56, 60, 64))
    brush.shape([(x + 100, 54), (x + 144, 54), (x + 134, 66), (x + 110, 66)], (92, 98, 104))


def lot(brush: Brush) -> None:
    """Weeds and trash between two houses."""
    brush.shape([(216, 412), (216, 372), (590, 366), (590, 412)], (122, 108, 82))
    for _ in range(260):
        x, high = brush.dice.randint(200, 600), brush.dice.randint(24, 120)
        green = brush.dice.choice(((74, 112, 52), (96, 134, 62), (58, 92, 46), (138, 142, 74)))
        brush.line(x, 420, x + brush.dice.randint(-16, 16), 420 - high, green, 3)
    _tire(brush, 300, 420)
    _bags(brush, 420, 3, y=424)


def vacant(brush: Brush) -> None:
    """A boarded house whose door stands open."""
    x = brush.dice.randint(270, 380)
    wall = (122, 84, 72)
    brush.box(x, 120, x + 190, 412, wall)
    for row in range(132, 412, 10):
        brush.line(x, row, x + 190, row, brush.shade(wall, -10), 1)
    brush.line(x + 150, 126, x + 118, 260, (52, 36, 32), 3)
    for left, top in ((20, 150), (118, 150), (118, 286)):
        brush.box(x + left, top, x + left + 50, top + 76, (188, 158, 112))
        brush.line(x + left, top + 6, x + left + 50, top + 70, (160, 130, 88), 3)
    brush.box(x + 22, 288, x + 74, 404, (20, 18, 20))
    brush.shape([(x + 22, 288), (x - 8, 296), (x - 8, 412), (x + 22, 404)], (92, 60, 44))
    brush.box(x + 126, 240, x + 152, 272, (244, 110, 40))


def snow(brush: Brush) -> None:
    """Heaps of snow at the kerb and a car under snow."""
    car(brush)
    for _ in range(14):
        x = brush.dice.randint(-20, 820)
        brush.disc(x, KERB + 14, brush.dice.randint(50, 110), brush.dice.randint(16, 34), (238, 242, 248))
    for _ in range(170):
        x, y = brush.dice.randint(0, 800), brush.dice.randint(0, 600)
        brush.disc(x, y, 2.4, 2.4, (252, 253, 255))


def signal(brush: Brush) -> None:
    """A traffic signal without light."""
    x = brush.dice.randint(320, 460)
    brush.box(x - 6, 90, x + 6, WALK, (58, 60, 64))
    brush.box(x - 6, 96, x + 150, 104, (58, 60, 64))
    for left in (x + 112, x - 24):
        brush.rounded(left, 112, left + 48, 246, 8, (36, 60, 44))
        for lamp, colour in enumerate(((72, 32, 32), (76, 64, 30), (30, 60, 42))):
            brush.disc(left + 24, 136 + 42 * lamp, 16, 16, colour)


def tree(brush: Brush) -> None:
    """A street tree with a broken limb on the sidewalk."""
    x = brush.dice.randint(280, 460)
    leaf = brush.dice.choice(((70, 112, 56), (176, 120, 46), (86, 122, 66)))
    brush.shape([(x - 16, WALK + 6), (x - 9, 240), (x + 11, 240), (x + 18, WALK + 6)], (88, 68, 52))
    brush.line(x, 300, x - 70, 222, (88, 68, 52), 12)
    for _ in range(60):
        at, top = x + brush.dice.gauss(0, 62), 190 + brush.dice.gauss(0, 42)
        brush.disc(at, top, 28, 22, brush.shade(leaf, brush.dice.randint(-16, 18)))
    brush.line(x + 30, WALK - 6, x + 240, WALK + 22, (96, 74, 56), 11)
    for _ in range(26):
        at = brush.dice.randint(110, 250)
        brush.disc(
            x + at, WALK + 4 + brush.dice.randint(-30, 26), 18, 13, brush.shade(leaf, brush.dice.randint(-20, 8))
        )


def house(brush: Brush) -> None:
    """A porch with a broken rail and a hanging gutter."""
    x = brush.dice.randint(260, 360)
    brush.box(x, 150, x + 220, 412, (176, 164, 142))
    for row in range(160, 412, 12):
        brush.line(x, row, x + 220, row, (160, 148, 128), 2)
    brush.shape([(x - 26, 268), (x + 110, 226), (x + 246, 262), (x + 246, 276), (x - 26, 286)], (92, 82, 76))
    brush.line(x - 10, 286, x - 10, 412, (236, 232, 222), 9)
    brush.line(x + 226, 276, x + 214, 412, (236, 232, 222), 9)
    brush.box(x + 84, 306, x + 134, 412, (66, 84, 96))
    brush.box(x + 22, 304, x + 66, 366, (104, 128, 146))
    brush.line(x - 6, 356, x + 60, 384, (236, 232, 222), 6)
    brush.line(x + 220, 152, x + 300, 236, (220, 220, 216), 8)
    for weed in range(30):
        brush.line(x - 40 + weed * 3, 416, x - 44 + weed * 3, 380 - brush.dice.randint(0, 26), (82, 116, 58), 3)


def sidewalk(brush: Brush) -> None:
    """A slab that roots have lifted."""
    x = brush.dice.randint(240, 360)
    brush.shape([(x, KERB - 6), (x + 30, 430), (x + 210, 420), (x + 196, 476)], (196, 192, 184))
    brush.shape([(x, KERB - 6), (x + 196, 476), (x + 196, 490), (x, KERB + 2)], (96, 92, 88))
    brush.line(x + 60, 428, x + 96, 496, (88, 84, 80), 4)
    brush.line(x + 140, 424, x + 118, 484, (88, 84, 80), 3)
    brush.line(x + 214, 424, x + 320, 470, (104, 80, 60), 12)
    _cone(brush, x + 270, KERB - 6)


def inlet(brush: Brush) -> None:
    """A blocked storm drain with standing water."""
    x = brush.dice.randint(260, 380)
    brush.disc(x + 90, KERB + 46, 260, 36, (96, 116, 130))
    brush.disc(x + 60, KERB + 42, 190, 22, (128, 148, 160))
    brush.box(x, KERB - 2, x + 180, KERB + 18, (34, 34, 36))
    brush.box(x - 8, KERB - 14, x + 188, KERB, (150, 148, 142))
    for _ in range(46):
        at, down = x + brush.dice.randint(-20, 210), KERB + brush.dice.randint(8, 44)
        brush.disc(at, down, 9, 5, brush.dice.choice(((150, 100, 44), (120, 84, 40), (168, 130, 62))))


def sign(brush: Brush) -> None:
    """A stop sign that leans."""
    x, lean = brush.dice.randint(330, 450), brush.dice.randint(40, 110)
    brush.line(x, WALK + 8, x + lean, 240, (150, 152, 154), 9)
    cx, cy, r = x + lean, 214, 60
    corners = [(1, 0.42), (0.42, 1), (-0.42, 1), (-1, 0.42), (-1, -0.42), (-0.42, -1), (0.42, -1), (1, -0.42)]
    brush.shape([(cx + r * dx * 1.06, cy + r * dy * 1.06) for dx, dy in corners], (240, 240, 236))
    brush.shape([(cx + r * dx * 0.97, cy + r * dy * 0.97) for dx, dy in corners], (184, 30, 36))
    brush.word(cx, cy, "STOP", 36, (240, 240, 236))


def hydrant(brush: Brush) -> None:
    """A hydrant that leaks."""
    x = brush.dice.randint(320, 440)
    brush.disc(x + 60, WALK + 30, 170, 17, (130, 150, 164))
    brush.rounded(x, WALK - 78, x + 46, WALK + 14, 8, (200, 120, 36))
    brush.disc(x + 23, WALK - 80, 25, 16, (224, 140, 44))
    brush.rounded(x - 16, WALK - 52, x + 62, WALK - 30, 6, (224, 140, 44))
    for drop in range(3):
        brush.line(x + 62, WALK - 38, x + 96 + 14 * drop, WALK + 22, (196, 214, 226), 5)


def street(brush: Brush) -> None:
    """A street with worn markings."""
    for bar in range(7):
        left = 190 + 66 * bar
        brush.shape([(left, 524), (left + 34, 524), (left + 26, 596), (left - 14, 596)], (132, 132, 132))
    _cone(brush, brush.dice.randint(120, 660), KERB - 4)


def _bags(brush: Brush, x: int, count: int, y: int = WALK) -> None:
    for bag in range(count):
        at, colour = x + 46 * bag, brush.dice.choice(BAGS)
        brush.disc(at, y - 6, 34, 27, colour)
        brush.disc(at - 9, y - 14, 9, 6, brush.shade(colour, 22))
        brush.shape([(at - 8, y - 28), (at + 8, y - 28), (at + 13, y - 45), (at - 12, y - 43)], colour)


def _tire(brush: Brush, x: float, y: float) -> None:
    brush.disc(x, y - 8, 32, 25, (28, 28, 30))
    brush.disc(x, y - 9, 15, 11, (98, 96, 92))


def _cone(brush: Brush, x: float, y: float) -> None:
    brush.box(x - 22, y - 3, x + 22, y + 5, (206, 86, 30))
    brush.shape([(x - 15, y - 3), (x - 4, y - 58), (x + 4, y - 58), (x + 15, y - 3)], (232, 100, 36))
    brush.shape([(x - 10.5, y - 24), (x - 7, y - 40), (x + 7, y - 40), (x + 10.5, y - 24)], (240, 238, 230))


THINGS: Mapping[str, Callable[[Brush], None]] = {
    thing.__name__: thing
    for thing in (
        dumping, tires, rubble, trash, car, graffiti, pothole, light, lot, vacant, snow, signal, tree, house, sidewalk,
        inlet, sign, hydrant, street,
    )
}  # fmt: skip
