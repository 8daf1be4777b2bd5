"""A device whose behaviour a test writes down beforehand, and a listener that remembers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from devices.api import Capabilities, DeviceError, DeviceState, ErrorCode, Info, Status
from tests.devices.turned_clock import SAFETY, TurnedClock

ONLINE = Status(DeviceState.ONLINE)
AWAY = DeviceError(ErrorCode.DISCONNECTED, "fake")
DISCONNECTED = Status(DeviceState.DISCONNECTED, AWAY)


class FakeDevice:
    """`failures` are raised by the first calls of `open`, one each; then it opens and is `facts`."""

    name = "fake"

    def __init__(self, clock: TurnedClock, *failures: Exception) -> None:
        self._clock = clock
        self._failures = list(failures)
        self._listeners: list[Callable[[Status], None]] = []
        self.facts = ONLINE
        self.opened_at: list[float] = []
        self.closed = 0
        self.cancelled = 0
        self.is_open = False

    def open(self) -> None:
        self.opened_at.append(self._clock.monotonic())
        if self._failures:
            raise self._failures.pop(0)
        self.is_open = True

    def close(self) -> None:
        self.closed += 1
        self.is_open = False

    def cancel(self) -> None:
        self.cancelled += 1

    def info(self) -> Info:
        return Info("fake", "fake")

    def capabilities(self) -> Capabilities:
        return Capabilities()

    def status(self) -> Status:
        return self.facts

    def subscribe(self, listener: Callable[[Status], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def becomes(self, facts: Status) -> None:
        self.facts = facts
        for listener in tuple(self._listeners):
            listener(facts)


class Heard:
    """Remembers what it was called with; `wait` until it has heard so many."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._moved = threading.Condition()

    def __call__(self, news: object) -> None:
        with self._moved:
            self.all.append(news)
            self._moved.notify_all()

    def wait(self, count: int = 1) -> list[Any]:
        with self._moved:
            assert self._moved.wait_for(lambda: len(self.all) >= count, SAFETY), f"heard only {self.all}"
            return list(self.all)

    def wait_for(self, wanted: Callable[[Any], bool]) -> Any:
        """The first thing heard that is as wanted."""
        with self._moved:
            assert self._moved.wait_for(lambda: any(map(wanted, self.all)), SAFETY), f"heard only {self.all}"
            return next(filter(wanted, self.all))


class Gate:
    """Work that stays in flight until it is let go."""

    def __init__(self, result: object = "done") -> None:
        self._result = result
        self.begun = threading.Event()
        self.go = threading.Event()

    def __call__(self, _device: object) -> object:
        self.begun.set()
        assert self.go.wait(SAFETY)
        return self._result


def raising(error: Exception) -> Callable[..., Any]:
    """A function that does nothing but raise."""

    def fail(*_args: object) -> Any:
        raise error

    return fail
