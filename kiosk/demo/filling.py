"""How a citizen's fingers answer one question on the screen, by the type of its field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.catalogue.model import FieldType, FormField
from kiosk.catalogue.moments import day_of, month_of
from kiosk.demo.failed import DemoFailed
from kiosk.demo.plays import Answer, Record
from kiosk.demo.robot import Robot
from kiosk.people.regions import Region, cities, counties, provinces

_ADDRESS = re.compile(r"(?P<region>[0-9]{6}) (?P<rest>.+)")  # the region is chosen from lists, the rest is typed


def fill(robot: Robot, field: FormField, answer: Answer, today: date) -> None:
    """Answer the field that is asked for. Where that takes several pages, the last one is still to be gone on from.

    `answer`: a choice's options with commas; days as the catalogue writes them; a person by columns, "" for nobody.
    Raises DemoFailed.
    """
    match field.type, answer:
        case FieldType.PERSON, "":
            robot.tap("go-without")
        case FieldType.PERSON, Mapping():
            _record(robot, field, answer, today)
        case FieldType.LIST, tuple():
            for at, record in enumerate(answer):
                if at:
                    robot.tap("go-on")
                    robot.tap("add")
                _record(robot, field, record, today)
            robot.tap("go-on")
        case _, str():
            _one(robot, field, answer, today)
        case _:
            raise DemoFailed(f"{field.code}: a {field.type} is not answered with {answer!r}")


def _record(robot: Robot, field: FormField, record: Record, today: date) -> None:
    for at, column in enumerate(field.columns):
        if at:
            robot.tap("go-on")
        fill(robot, column, record.get(column.code, ""), today)


def _one(robot: Robot, field: FormField, answer: str, today: date) -> None:
    match field.type:
        case FieldType.CHOICE:
            robot.tap(f"option-{answer}")
        case FieldType.CHOICES:
            ticked = set((field.default or "").split(",")) - {""}
            for option in (o for o in answer.split(",") if o not in ticked):
                robot.tap(f"option-{option}")
            for option in ticked - set(answer.split(",")):
                robot.tap(f"option-{option}")
        case FieldType.DATE | FieldType.MONTH:
            _day(robot, field, answer, today)
        case FieldType.REGION:
            _region(robot, answer)
        case FieldType.ADDRESS:
            _address(robot, answer)
        case _:
            if any(t.name == "field-clear" and t.enabled for t in robot.names()):  # something is there already
                robot.tap("field-clear")
            robot.type(answer)


def _day(robot: Robot, field: FormField, answer: str, today: date) -> None:
    """By steps where there are some, else by eight digits."""
    parse = day_of if field.type is FieldType.DATE else month_of
    wanted = parse(answer, today)
    if wanted is None:
        raise DemoFailed(f"{field.code}: no such day: {answer}")
    if not any(t.name == "month-more" for t in robot.names()):
        robot.type(f"{wanted:%Y%m%d}")
        return
    first, last = (parse(limit or "", today) for limit in (field.earliest, field.latest))
    at = parse(field.default or "", today) or today
    at = min(max(at, first or date.min), last or date.max)
    if field.type is FieldType.MONTH:
        part, steps = "month", (wanted.year - at.year) * 12 + wanted.month - at.month
    else:
        part, steps = "day", (wanted - at).days
    for _ in range(abs(steps)):
        robot.tap(f"{part}-{'more' if steps > 0 else 'less'}")


def _region(robot: Robot, code: str) -> None:
    for place in _way_to(code):
        robot.tap(f"region-{place.code}")


def _address(robot: Robot, answer: str) -> None:
    """Chosen and typed, or all of it typed."""
    parts = _ADDRESS.fullmatch(answer)
    if parts is None:
        robot.tap("address-way")
        robot.type(answer)
        return
    _region(robot, parts["region"])
    robot.tap("go-on")
    robot.type(parts["rest"])


def _way_to(code: str) -> tuple[Region, ...]:
    """The lists to go through, from the province on. Raises DemoFailed."""
    found = next((way for way in _ways() if way[-1].code == code), None)
    if found is None:
        raise DemoFailed(f"{code}: no such region")
    return found


def _ways() -> Iterator[tuple[Region, ...]]:
    for province in provinces():
        yield (province,)
        for city in cities(province.code):
            yield (province, city)
            for county in counties(city.code):
                yield (province, city, county)
