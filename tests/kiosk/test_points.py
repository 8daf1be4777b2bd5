"""Where else to go: the nearest places, those that are open now first, with the hours of the day."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from kiosk.catalogue.base import Words
from kiosk.points import Point, load_points, nearest
from tests.conftest import CHINA

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)


def point(metres: int, name: str = "窗口", **hours: str) -> Point:
    days = {int(day.removeprefix("d")): span for day, span in hours.items()}
    return Point(name=Words(zh=name, en=name), address=Words(zh="街", en="St"), metres=metres, phone="1", hours=days)


def at(hour: int, minute: int = 0) -> datetime:
    return MONDAY.replace(hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [(at(8, 29), False), (at(8, 30), True), (at(16, 59), True), (at(17, 0), False)],
)
def test_a_place_is_open_from_its_first_minute_to_the_one_before_its_last(moment: datetime, is_open: bool) -> None:
    assert point(0, d1="8:30-17:00").open_at(moment) is is_open


def test_a_place_without_hours_on_a_day_is_closed_and_has_none_to_tell() -> None:
    place = point(0, d2="8:30-17:00")
    assert (place.open_at(MONDAY), place.hours_on(MONDAY)) == (False, "")


def test_a_place_that_never_closes_is_open_at_midnight() -> None:
    place = point(0, d1="0:00-24:00")
    assert (place.open_at(at(0)), place.open_at(at(23, 59))) == (True, True)


def test_what_is_open_comes_first_and_of_these_the_nearest() -> None:
    near, far, shut = point(100, d1="8:00-17:00"), point(900, d1="8:00-17:00"), point(5, d1="13:00-17:00")
    assert nearest((shut, far, near), MONDAY) == (near, far, shut)


def test_no_more_are_named_than_people_can_choose_from() -> None:
    assert [p.metres for p in nearest(tuple(point(n, d1="8:00-17:00") for n in (4, 2, 3, 1)), MONDAY)] == [1, 2, 3]


@pytest.mark.parametrize("span", ["8:30", "8.30-17.00", "-", "25:00-26:00", "8:60-9:00", "17:00-8:30", "8:30-8:30"])
def test_hours_that_no_clock_shows_are_refused(span: str) -> None:
    with pytest.raises(ValidationError):
        point(0, d1=span)


@pytest.mark.parametrize("day", ["d0", "d8"])
def test_a_day_that_no_week_has_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        point(0, **{day: "8:30-17:00"})


def test_the_list_that_is_shipped_is_read_nearest_first_and_says_where_and_how_to_ask(assets: Path) -> None:
    points = load_points(assets)
    assert [p.metres for p in points] == sorted(p.metres for p in points)
    assert all(p.address.zh and p.address.en and p.phone for p in points)


@pytest.mark.parametrize("text", ["- {name: x}", "just words", "- [", "null"])
def test_a_list_that_is_broken_is_said_and_never_half_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "points.yaml").write_text(text, encoding="utf-8")
    with pytest.raises((ValueError, yaml.YAMLError)):
        load_points(tmp_path)
