"""Who wants to hear of a device's status: each change is told once and in order, with no lock held."""

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
    """Tells on the thread that saw the change; a listener may call the device back."""

    def __init__(self, device: str, look: Callable[[], S]) -> None:
        """`look`: the status now. It is called with the announcer's lock held, so that no thread can tell an older
        status after a newer one: it must not wait for long, and whatever lock it takes must not be held by callers.
        """
        self._device = device
        self._look = look
        self._lock = threading.Lock()
        self._last: S | None = None
        self._listeners: list[Callable[[S], None]] = []
        self._untold: deque[S] = deque()
        self._telling = False

    def subscribe(self, listener: Callable[[S], None]) -> Unsubscribe:
        """`listener` hears of what changes from now on."""
        self.look_again()
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def look_again(self) -> S:
        """The status now; the listeners hear of it if it has changed."""
        with self._lock:
            status = self._look()
            if status == self._last:
                return status
            self._last = status
            self._untold.append(status)
            if self._telling:  # another thread, or a listener further up this stack, will tell it
                return status
            self._telling = True
        self._tell()
        return status

    def forget(self) -> None:
        """The device was closed: however it is when it is open again, that is news."""
        with self._lock:
            self._last = None

    def _tell(self) -> None:
        while True:
            with self._lock:
                if not self._untold:
                    self._telling = False
                    return
                status, listeners = self._untold.popleft(), tuple(self._listeners)
            for listener in listeners:
                try:
                    listener(status)
                except Exception as bug:  # its text may hold anything, so only its type is logged
                    log.error("listener_failed", device=self._device, error=type(bug).__name__)
