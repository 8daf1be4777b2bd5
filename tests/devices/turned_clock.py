"""A clock that tests turn, and the waits that turn with it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

SAFETY = 10.0  # real seconds after which a wait that nobody ends gives up


class TurnedClock:
    """Stands still until `advance`; or, `jumping`, each wait is over at once and has taken its full time."""

    def __init__(self, *, jumping: bool = False) -> None:
        self._seconds = 0.0
        self._jumping = jumping
        self._conditions: set[threading.Condition] = set()
        self._read = threading.local()

    def monotonic(self) -> float:
        self._read.seconds = self._seconds
        return self._seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(seconds=self._seconds)

    def advance(self, seconds: float) -> None:
        self._seconds += seconds
        for condition in tuple(self._conditions):
            with condition:
                condition.notify_all()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        self._conditions.add(condition)
        if self._jumping and seconds is not None:
            self.advance(seconds)
        elif self._read.seconds == self._seconds:  # else the clock was turned since the caller looked
            condition.wait(SAFETY)
