"""From any thread to the thread of the window: the only way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from kivy.clock import Clock

_waiting: deque[Callable[[], None]] = deque()


def post(callback: Callable[[], None]) -> None:
    """Run `callback` on the window's thread with the next frame, in the order of posting.

    May be called from any thread, also before the window is there and after it has closed (then nothing runs).
    """
    _waiting.append(callback)
    Clock.schedule_once(_run_all, 0)


def _run_all(_dt: float) -> None:
    """Each post has scheduled one of these, so that an error in one callback holds none of the others back."""
    if _waiting:
        _waiting.popleft()()
