"""Tickets for commands, and the one thread that tells their outcomes: each exactly once, and never after its deadline.

The teller never touches a device, so a device that hangs cannot hide that it hangs.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from devices.api import Clock, DeviceError, ErrorCode

Wait = Callable[[threading.Condition, float | None], object]
"""Waits on a condition that is held, at most so many seconds; may come back early. Tests turn it with their clock."""

log = structlog.get_logger(__name__)


class Ticket:
    """A command that was asked for. Its caller hears one outcome, exactly once."""

    def __init__(
        self, teller: Teller, work: Callable[[Any], Any], then: Callable[[Any], None], deadline: float
    ) -> None:
        self._teller = teller
        self.work = work
        self.then = then
        self.deadline = deadline  # monotonic seconds
        self.settled = False

    def cancel(self) -> None:
        """The caller hears `cancelled`, unless an outcome was decided before. Idempotent, returns at once."""
        self._teller.abandon(self, ErrorCode.CANCELLED)


class Teller:
    """Speaks for one device. News are told in the order in which they were given, one at a time."""

    def __init__(self, device: str, clock: Clock, wait: Wait, abandoned: Callable[[Ticket], None]) -> None:
        """`abandoned` hears of each ticket that was cancelled or came late, on any thread: it must not wait."""
        self._device = device
        self._abandoned = abandoned
        self._clock = clock
        self._wait = wait
        self._moved = threading.Condition(threading.RLock())
        self._open: list[Ticket] = []  # outcome not decided
        self._news: deque[Callable[[], None]] = deque()
        self._stopping = False
        self._thread = threading.Thread(target=self._tell, name=f"{device}-teller", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, grace: float) -> None:
        """Tell what is left, then end. `grace`: seconds that a listener that hangs may take."""
        with self._moved:
            self._stopping = True
            self._moved.notify_all()
        if self._thread.is_alive():
            self._thread.join(grace)
        else:
            self._tell()

    def error(self, code: ErrorCode) -> DeviceError:
        return DeviceError(code, self._device)

    def issue(self, work: Callable[[Any], Any], then: Callable[[Any], None], timeout: float) -> Ticket:
        with self._moved:
            ticket = Ticket(self, work, then, self._clock.monotonic() + timeout)
            self._open.append(ticket)
            self._moved.notify_all()
        return ticket

    def settle(self, ticket: Ticket, outcome: object) -> bool:
        """Decide the outcome of a ticket. The first decision stands, and after the deadline there is only `timeout`."""
        with self._moved:
            if ticket.settled:
                return False
            ticket.settled = True
            self._open.remove(ticket)
            late = ticket.deadline <= self._clock.monotonic()
            self.tell(partial(ticket.then, self.error(ErrorCode.TIMEOUT) if late else outcome))
            return True

    def abandon(self, ticket: Ticket, why: ErrorCode) -> None:
        """Nobody wants the result of this ticket any more."""
        if self.settle(ticket, self.error(why)):
            self._abandoned(ticket)

    def cancel_all(self) -> None:
        with self._moved:
            for ticket in tuple(self._open):
                ticket.cancel()

    def tell(self, news: Callable[[], None]) -> None:
        with self._moved:
            self._news.append(news)
            self._moved.notify_all()
            alone = self._stopping and not self._thread.is_alive()
        if alone:
            self._tell()

    def _tell(self) -> None:
        while (news := self._next()) is not None:
            try:
                news()
            except Exception as bug:  # its text may hold anything, so only its type is logged
                log.error("listener_failed", device=self._device, error=type(bug).__name__)

    def _next(self) -> Callable[[], None] | None:
        with self._moved:
            while True:
                now = self._clock.monotonic()
                for ticket in [ticket for ticket in self._open if ticket.deadline <= now]:
                    self.abandon(ticket, ErrorCode.TIMEOUT)
                if self._news:
                    return self._news.popleft()
                if self._stopping:
                    return None
                soonest = min((ticket.deadline for ticket in self._open), default=None)
                self._wait(self._moved, None if soonest is None else soonest - now)
