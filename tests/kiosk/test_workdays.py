"""Working days are Monday to Friday, counted after the day on which something happens."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.workdays import add_working_days

MONDAY, FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 29)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (MONDAY, 0, MONDAY),
        (SATURDAY, 0, SATURDAY),
        (MONDAY, 1, date(2026, 11, 24)),
        (MONDAY, 4, FRIDAY),
        (MONDAY, 5, date(2026, 11, 30)),
        (FRIDAY, 1, date(2026, 11, 30)),
        (SATURDAY, 1, date(2026, 11, 30)),
        (SUNDAY, 1, date(2026, 11, 30)),
        (FRIDAY, 10, date(2026, 12, 11)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2028, 2, 28), 2, date(2028, 3, 1)),
    ],
)
def test_no_weekend_counts_and_the_first_day_is_the_next_one(start: date, days: int, expected: date) -> None:
    assert add_working_days(start, days) == expected
