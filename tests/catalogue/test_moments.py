"""Days and months in files and answers: fixed ones, and ones that move with today."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.catalogue.moments import day_of, month_of, month_text

TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-28", date(2026, 2, 28)),
        ("today", TODAY),
        ("today-15", date(2026, 2, 28)),
        ("today+17", date(2026, 4, 1)),
        ("2026-02-30", None),
        ("20260228", None),
        ("2026-02", None),
        ("tomorrow", None),
        ("today-999999", None),
        ("", None),
    ],
)
def test_a_day_is_read_or_refused(text: str, day: date | None) -> None:
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-02", "2026-02"),
        ("this_month", "2026-03"),
        ("this_month-3", "2025-12"),
        ("this_month-2", "2026-01"),
        ("this_month+10", "2027-01"),
    ],
)
def test_a_month_is_read(text: str, month: str) -> None:
    found = month_of(text, TODAY)
    assert found is not None
    assert month_text(found) == month


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026", "2026-02-01", "this_month-99999", "this month", ""])
def test_what_is_no_month_is_refused(text: str) -> None:
    assert month_of(text, TODAY) is None
