"""Where else a matter can be finished near this hall (就近办): places with their hours, as the hall keeps them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from kiosk.catalogue.base import Words

_SPAN = re.compile(r"([0-9]{1,2}):([0-5][0-9])-([0-9]{1,2}):([0-5][0-9])")
Weekday = Annotated[int, Field(ge=1, le=7)]  # ISO 8601: 1 Monday


def _within_a_day(span: str) -> str:
    first, last = _minutes(span)
    if not first < last <= 24 * 60:
        raise ValueError("hours run from one moment to a later one of the same day, 24:00 at most")
    return span


_CLOCK = rf"^{_SPAN.pattern}$"
Span = Annotated[str, StringConstraints(pattern=_CLOCK), AfterValidator(_within_a_day)]  # of the hall's own time


class Point(BaseModel):
    """One place. `metres`: from this hall."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Words
    address: Words
    metres: int = Field(ge=0)
    phone: str
    hours: dict[Weekday, Span]

    def open_at(self, at: datetime) -> bool:
        span = self.hours.get(at.isoweekday())
        if span is None:
            return False
        first, last = _minutes(span)
        return first <= at.hour * 60 + at.minute < last

    def hours_on(self, at: datetime) -> str:
        """The hours of that day, "" when it is closed all day."""
        return self.hours.get(at.isoweekday(), "")


_POINTS = TypeAdapter(tuple[Point, ...])


def load_points(assets: Path) -> tuple[Point, ...]:
    """The places of `assets/points.yaml`, nearest first. Raises OSError, yaml.YAMLError or ValueError."""
    raw = yaml.safe_load((assets / "points.yaml").read_text(encoding="utf-8"))
    return tuple(sorted(_POINTS.validate_python(raw), key=lambda point: point.metres))


def nearest(points: tuple[Point, ...], at: datetime, most: int = 3) -> tuple[Point, ...]:
    """Those that are open now, nearest first, then the others."""
    return tuple(sorted(points, key=lambda point: (not point.open_at(at), point.metres)))[:most]


def _minutes(span: str) -> tuple[int, int]:
    parts = _SPAN.fullmatch(span)
    assert parts is not None
    hour, minute, to_hour, to_minute = (int(part) for part in parts.groups())
    return hour * 60 + minute, to_hour * 60 + to_minute
