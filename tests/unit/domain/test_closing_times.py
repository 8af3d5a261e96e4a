"""What may be said of how long things took."""

from random import Random

from liaison_app.domain.closing_times import FEWEST, ClosingTimes, ends_of
from liaison_app.domain.ids import NeighborhoodId
from liaison_app.wording.closing_picture import calendar_days, draw_closing


def of(*days):
    return ClosingTimes.of((one, 1) for one in days)


def test_shares_are_those_of_the_sorted_days():
    dice = Random(4)
    for size in (1, 2, 19, 20, 333):
        days = sorted(dice.randint(1, 60) for _ in range(size))
        times = of(*days)
        assert times.total == size
        assert times.within(0.5) == days[(size + 1) // 2 - 1]
        assert times.within(0.9) == days[-(-9 * size // 10) - 1]
        assert times.closed_by(30) == sum(day <= 30 for day in days)


def test_counts_that_are_gone_are_left_out():
    times = ClosingTimes.of([(3, 2), (5, 1), (3, -2), (9, 0)])

    assert times.counts == ((5, 1),)


def test_fewer_than_twenty_say_nothing():
    assert not of(*[3] * (FEWEST - 1)).is_enough
    assert of(*[3] * FEWEST).is_enough
    assert ClosingTimes().within(0.5) == 0


def test_the_slowest_and_fastest_are_told_only_of_enough_places_with_enough_cases():
    names = {NeighborhoodId(f"n{number}"): f"Place {number}" for number in range(8)}
    places = {place: of(*[number + 1] * 25) for number, place in enumerate(names)}
    few = places | {NeighborhoodId("n7"): of(99)}

    slowest, fastest = ends_of(few, names)
    assert [row.half_within for row in slowest] == [7, 6, 5]
    assert [row.half_within for row in fastest] == [1, 2, 3]
    assert ends_of(dict(list(places.items())[:5]), names) == ((), ())


def test_bars_hold_everybody_once_and_the_flag_stands_where_the_level_ends():
    dice = Random(9)
    times = of(*[max(1, round(dice.expovariate(1 / 12))) for _ in range(400)])
    picture = draw_closing(times, level_days=10, label="Published: 7 business days")

    assert sum(int(row.count) for row in picture.rows) == 400
    flag = float(picture.flag_x.rstrip("%"))
    before = [bar for bar in picture.bars if bar.look == "closing-bar"]
    assert max(float(bar.x.rstrip("%")) + float(bar.width.rstrip("%")) for bar in before) <= flag + 0.01
    assert all(float(bar.x.rstrip("%")) >= flag for bar in picture.bars if bar.look != "closing-bar")


def test_what_took_longer_than_the_picture_reaches_stands_in_the_last_bar():
    picture = draw_closing(of(*[2] * 97, 500, 600, 700), level_days=None)

    assert picture.rows[-1].days.startswith("more than")
    assert picture.rows[-1].count == "3"
    assert picture.flag_x == ""


def test_business_days_are_told_in_days_of_the_calendar():
    assert calendar_days(5, is_business=True) == 7
    assert calendar_days(60, is_business=False) == 60
