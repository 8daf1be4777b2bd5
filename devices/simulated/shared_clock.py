"""The time of a simulated house: one number in the rig's folder, which the rig writes and every process reads.

Without a hand on it, it is the real time. It can be advanced, frozen and thawed; it never goes back.
"""

from __future__ import annotations

import mmap
import os
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

CLOCK = "clock"  # the file in the rig's folder

_HALL_TIME = timezone(timedelta(hours=8))  # China has one time zone and no summer time
_SIZE = 8  # bytes, written and read in one piece: microseconds << 1, and the lowest bit says whether it is frozen
_SECOND = 1_000_000


def _machine_time() -> int:
    """Microseconds; one and the same in all processes of a machine."""
    return time.monotonic_ns() // 1000


class SharedClock:
    """Implements `devices.api.Clock`. `folder`: the rig's; raises FileNotFoundError when no rig has been there.

    Running, the number is how far this time is ahead of the machine's; frozen, it is the time at which it stands.
    """

    def __init__(self, folder: Path) -> None:
        self._prepare()
        with (folder / CLOCK).open("rb") as file:
            self._number: bytearray | mmap.mmap = mmap.mmap(file.fileno(), _SIZE, access=mmap.ACCESS_READ)

    def _prepare(self) -> None:
        self._looking = threading.Lock()
        self._latest = 0  # microseconds

    def close(self) -> None:
        """Let the file go; time runs on as it was turned last."""
        number, self._number = self._number, bytearray(self._number[:_SIZE])
        if isinstance(number, mmap.mmap):
            number.close()

    def monotonic(self) -> float:
        number = self._read()
        now = number >> 1 if number & 1 else _machine_time() + (number >> 1)
        with self._looking:  # a freeze may cut off the last moment, which somebody here has seen already
            self._latest = max(self._latest, now)
            return self._latest / _SECOND

    def now(self) -> datetime:
        number = self._read()
        ahead = (number >> 1) - (_machine_time() if number & 1 else 0)
        return datetime.now(_HALL_TIME) + timedelta(microseconds=ahead)

    @property
    def frozen(self) -> bool:
        return bool(self._read() & 1)

    def _read(self) -> int:
        return int.from_bytes(bytes(self._number[:_SIZE]), "little", signed=True)


class RigClock(SharedClock):
    """The clock in the rig's hands. `folder` None: of this process alone. Any thread may call."""

    def __init__(self, folder: Path | None = None) -> None:
        self._prepare()
        self._turning = threading.Lock()
        if folder is None:
            self._number = bytearray(_SIZE)
            return
        # A rig that takes the place of one that was killed goes on with its time, in the file that others have mapped.
        descriptor = os.open(folder / CLOCK, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.truncate(_SIZE)
            self._number = mmap.mmap(file.fileno(), _SIZE)

    def advance(self, seconds: float) -> None:
        """`seconds` >= 0."""
        with self._turning:
            number = self._read()
            self._write((number >> 1) + round(seconds * _SECOND), frozen=bool(number & 1))

    def freeze(self) -> None:
        """Idempotent."""
        with self._turning:
            if not self.frozen:
                self._write(round(self.monotonic() * _SECOND), frozen=True)

    def thaw(self) -> None:
        """Time goes on from where it stood. Idempotent."""
        with self._turning:
            if self.frozen:
                self._write((self._read() >> 1) - _machine_time(), frozen=False)

    def _write(self, microseconds: int, *, frozen: bool) -> None:
        self._number[:_SIZE] = (microseconds << 1 | frozen).to_bytes(_SIZE, "little", signed=True)
