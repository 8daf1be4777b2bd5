"""The real clock. Everything that needs time is given one; only the command line makes this one."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone

HALL_TIME = timezone(timedelta(hours=8))  # China has one time zone and no summer time, whatever the machine is set to


class SystemClock:
    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(HALL_TIME)
