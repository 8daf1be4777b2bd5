"""The command in flight: what a driver asks, between two steps of a command, to learn whether it should go on."""

from __future__ import annotations

import threading
from types import TracebackType

from devices.api import Clock, DeviceError, ErrorCode


class Flight:
    """One command after another, each with a deadline, each of which anybody may cancel.

    A driver wraps a command in `with flight.begin(timeout):` and calls `go_on()` between two steps. Commands do not
    overlap: a device has one worker.
    """

    def __init__(self, device: str, clock: Clock) -> None:
        self._device = device
        self._clock = clock
        self._lock = threading.Lock()
        self._flying = False
        self._cancelled = threading.Event()
        self.deadline = float("inf")  # monotonic seconds

    def begin(self, timeout: float = float("inf")) -> Flight:
        """`timeout`: seconds from now."""
        self.deadline = self._clock.monotonic() + timeout
        return self

    def __enter__(self) -> Flight:
        with self._lock:
            self._cancelled.clear()
            self._flying = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._flying = False

    def cancel(self) -> None:
        """From any thread; without a command in flight it does nothing."""
        with self._lock:
            if self._flying:
                self._cancelled.set()

    @property
    def left(self) -> float:
        """Seconds until the deadline, never less than 0."""
        return max(0.0, self.deadline - self._clock.monotonic())

    def go_on(self) -> None:
        """Raises DeviceError(cancelled, timeout) when the command must not go on."""
        if self._cancelled.is_set():
            raise DeviceError(ErrorCode.CANCELLED, self._device)
        if self.left == 0.0:
            raise DeviceError(ErrorCode.TIMEOUT, self._device)

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the deadline nor a cancel. Raises as `go_on` does."""
        self._cancelled.wait(min(seconds, self.left))
        self.go_on()
