"""Days and months as catalogue files and form values write them: fixed ones, and ones that move with today.

2026-05-31   2026-05   today   today-30   this_month   this_month-11   this_month+2
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_FROM_TODAY = re.compile(r"today([+-][0-9]{1,5})?")
_FROM_THIS_MONTH = re.compile(r"this_month([+-][0-9]{1,4})?")


def day_of(text: str, today: date) -> date | None:
    """The day that `text` names, None when it names none."""
    try:
        if fixed := _DAY.fullmatch(text):
            return date(*(int(part) for part in fixed.groups()))
        if moving := _FROM_TODAY.fullmatch(text):
            return today + timedelta(days=int(moving[1] or 0))
    except (ValueError, OverflowError):
        pass
    return None


def month_of(text: str, today: date) -> date | None:
    """The first day of the month that `text` names, None when it names none."""
    try:
        if fixed := _MONTH.fullmatch(text):
            return date(int(fixed[1]), int(fixed[2]), 1)
        if moving := _FROM_THIS_MONTH.fullmatch(text):
            months = today.year * 12 + today.month - 1 + int(moving[1] or 0)
            return date(months // 12, months % 12 + 1, 1)
    except ValueError:
        pass
    return None


def month_text(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"
