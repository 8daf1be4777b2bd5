"""Tells listeners of each new status once, in order, with no lock held: a listener may call the device back."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from devices.api import Status, Unsubscribe

S = TypeVar("S", bound=Status)

log = structlog.get_logger(__name__)


class Announcer(Generic[S]):
    def __init__(self, look: Callable[[], S]) -> None:
        """`look`: the status now; called with the announcer's lock held, so it must not wait for anything."""
        self._look = look
        self._lock = threading.Lock()
        self._last: S | None = None
        self._listeners: list[Callable[[S], None]] = []
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

    def look_again(self, *, quietly: bool = False) -> None:
        """Tell the listeners if the status has changed; `quietly`: only remember it."""
        with self._lock:
            status = self._look()
            if status == self._last:
                return
            self._last = status
            if quietly:
                return
            self._untold.append(status)
            if self._telling:  # another thread, or a listener further up this stack, will tell it
                return
            self._telling = True
        self._tell()

    def _tell(self) -> None:
        while True:
            with self._lock:
                if not self._untold:
                    self._telling = False
                    return
                status = self._untold.popleft()
                listeners = tuple(self._listeners)
            for listener in listeners:
                try:
                    listener(status)
                except Exception as bug:  # its text may hold anything, so only its type is logged
                    log.error("listener_failed", error=type(bug).__name__)
