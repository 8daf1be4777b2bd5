"""Who wants to hear of a driver's status: each change is told once and in order, with no lock held."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from devices.api import Status, Unsubscribe

S = TypeVar("S", bound=Status)

log = structlog.get_logger(__name__)


class Listeners(Generic[S]):
    def __init__(self, device: str) -> None:
        self._device = device
        self._lock = threading.Lock()
        self._listeners: list[Callable[[S], None]] = []
        self._last: S | None = None
        self._untold: deque[S] = deque()
        self._telling = False

    def subscribe(self, listener: Callable[[S], None]) -> Unsubscribe:
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def tell(self, status: S) -> None:
        """Tell `status` if it is news. What a listener raises is logged by its type and reaches nobody."""
        with self._lock:
            if status == self._last:
                return
            self._last = status
            self._untold.append(status)
            if self._telling:  # another thread, or a listener further up this stack, will tell it
                return
            self._telling = True
        while True:
            with self._lock:
                if not self._untold:
                    self._telling = False
                    return
                status, listeners = self._untold.popleft(), tuple(self._listeners)
            for listener in listeners:
                try:
                    listener(status)
                except Exception as bug:
                    log.error("listener_failed", device=self._device, error=type(bug).__name__)
