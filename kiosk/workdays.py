"""Working days (工作日): Monday to Friday. Public holidays are the office's calendar, which this machine has not."""

from __future__ import annotations

from datetime import date, timedelta


def add_working_days(start: date, days: int) -> date:
    """The day that is `days` working days after `start`; 0: `start` itself."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
