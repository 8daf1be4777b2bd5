"""What happened on the rig: what hands did, how commands ended, what changed, which faults were hit.

Nothing personal stands in it: a card is its key in the wallet, what was typed is only counted.
"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from devices.api import Clock, Unsubscribe

KEPT = 200  # entries


class Kind(StrEnum):
    HAND = "hand"  # what somebody did, or was refused to do
    COMMAND = "command"  # of a device, and how it ended
    STATUS = "status"  # what changed
    FAULT = "fault"  # an armed one was hit
    SCENARIO = "scenario"  # a step and its verdict


Entry = dict[str, Any]
"""number: from 1, without gaps; at: ISO 8601, the rig's time; kind: of `Kind`; device: or ""; text."""


class Trace:
    """The last entries. Any thread may call."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._moved = threading.Condition()
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._numbers = itertools.count(1)
        self._listeners: list[Callable[[Entry], None]] = []

    def add(self, kind: Kind, device: str, text: str) -> None:
        with self._moved:
            at = self._clock.now().isoformat(timespec="milliseconds")
            entry = {"number": next(self._numbers), "at": at, "kind": str(kind), "device": device, "text": text}
            self._entries.append(entry)
            self._moved.notify_all()
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(entry)

    def entries(self) -> list[Entry]:
        """Oldest first."""
        with self._moved:
            return list(self._entries)

    def subscribe(self, listener: Callable[[Entry], None]) -> Unsubscribe:
        """`listener` may be called while a device is busy: it must take the entry and return, calling nobody back."""
        with self._moved:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._moved:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def pause(self, seconds: float) -> None:
        """Until something happens, but not longer."""
        with self._moved:
            self._moved.wait(seconds)
