"""One worker and one queue of commands for each device: it opens the device, heals it and closes it by itself.

The worker's thread alone commands the device, one command at a time; the teller's thread speaks to everybody else. A
command in flight that nobody wants any more is cancelled from a thread of its own, for a driver may hang in that too.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Generic, TypeVar

import structlog

from devices.api import Action, Cause, Clock, Device, DeviceError, DeviceState, ErrorCode, Listener, Status, Unsubscribe
from devices.teller import Teller, Ticket, Wait

D = TypeVar("D", bound=Device)
T = TypeVar("T")

FIRST_DELAY = 1.0  # seconds before a device is opened again; doubled with each failure
LONGEST_DELAY = 30.0
QUIET = 30.0  # seconds without a fault after which the delays begin anew
GRACE = 2.0  # seconds that a hung command, and then a hung listener, gets to end
CANCEL_AGAIN = 0.1  # seconds: a cancel that came before the driver had begun the command was lost

log = structlog.get_logger(__name__)


def backoff(attempt: int) -> float:
    """Seconds to wait after failure number `attempt` (from 1): 1, 2, 4 ... 30."""
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(attempt - 1, 10))


def is_permanent(error: DeviceError) -> bool:
    """Whether only a technician or the settings can mend it; such a device is still tried, but slowly."""
    return not error.retryable and error.action in (Action.TECHNICIAN, Action.CONFIGURE)


def delay(error: DeviceError | None, attempt: int) -> float:
    """Seconds until the device is opened again after its fault number `attempt`."""
    return LONGEST_DELAY if error is not None and is_permanent(error) else backoff(attempt)


def is_failing(status: Status) -> bool:
    """Whether opening the device again may mend it; a jam, for one, only people can mend."""
    if status.state is DeviceState.HARDWARE_ERROR:
        return status.error is None or status.error.action is not Action.STAFF
    return status.state is DeviceState.DISCONNECTED


def state_of(error: DeviceError) -> DeviceState:
    """The state of a device that could not be opened because of `error`."""
    if error.code is ErrorCode.NOT_READY:
        return DeviceState.STARTING
    if error.code is ErrorCode.DISCONNECTED:
        return DeviceState.DISCONNECTED
    if error.cause is Cause.TAMPER:
        return DeviceState.TAMPERED
    return DeviceState.USER_ERROR if error.cause is Cause.PERSON else DeviceState.HARDWARE_ERROR


class Supervisor(Generic[D]):
    """Runs one device for as long as the process needs it."""

    def __init__(self, device: D, clock: Clock, wait: Wait = threading.Condition.wait) -> None:
        self._device = device
        self._clock = clock
        self._wait = wait
        self._teller = Teller(device.name, clock, wait, self._abandoned)
        self._worker = threading.Thread(target=self._work, name=f"{device.name}-worker", daemon=True)
        self._moved = threading.Condition(threading.RLock())  # guards everything below
        self._status = Status(DeviceState.STARTING)
        self._listeners: list[Listener] = []
        self._queue: deque[Ticket] = deque()
        self._stopping = False
        self._opened = False
        self._openings = 0
        self._reports = 0
        self._unsubscribe: Unsubscribe = lambda: None
        self._open_at: float | None = None  # when the device is to be opened, or opened again
        self._tried_at = float("-inf")
        self._faults = 0
        self._well_since: float | None = None
        self._landed = threading.Condition(threading.Lock())  # guards who flies; held while the device is cancelled
        self._flying: Ticket | None = None
        self._canceller: threading.Thread | None = None

    # --- what callers see

    def start(self) -> None:
        """Begin to open the device; returns at once. Once in the life of a supervisor."""
        self._open_at = self._clock.monotonic()
        self._teller.start()
        self._worker.start()

    def stop(self) -> None:
        """Cancel everything, let the device go, end the threads. Idempotent; not from a listener.

        A command in flight that does not heed the cancel within `GRACE` seconds has its device closed under its feet.
        """
        with self._moved:
            self._stopping = True
            self._queue.clear()
            self._moved.notify_all()
        self._teller.cancel_all()
        if self._worker.is_alive():
            self._worker.join(GRACE)
        if self._worker.is_alive():
            log.error("device_hangs", device=self._device.name)
            threading.Thread(target=self._device.close, name=f"{self._device.name}-closer", daemon=True).start()
            self._worker.join(GRACE)
        if self._canceller is not None:
            self._canceller.join(GRACE)
        self._teller.stop(GRACE)

    def ask(self, work: Callable[[D], T], then: Callable[[T | DeviceError], None], timeout: float) -> Ticket:
        """Queue `work`; `then` hears its result or the DeviceError, on the teller's thread, within `timeout` seconds.

        Cancelled, or late, while `work` is in flight, the device's own command is cancelled too. While the device is
        starting, work waits; when it cannot be opened, the caller hears why at once.
        """
        ticket = self._teller.issue(work, then, timeout)
        with self._moved:
            if not self._stopping:
                self._queue.append(ticket)
                self._moved.notify_all()
                return ticket
        ticket.cancel()
        return ticket

    @property
    def device(self) -> D:
        """The device itself, for what never disturbs a command: the newest picture of a live view."""
        return self._device

    def status(self) -> Status:
        """The last status that was reported. Never raises, never blocks."""
        return self._status

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Call `listener` with each new status, once per change, on the teller's thread."""
        with self._moved:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._moved:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    # --- the worker: alone with the device

    def _work(self) -> None:
        while (job := self._next_job()) is not None:
            job()
        self._shut()

    def _next_job(self) -> Callable[[], None] | None:
        with self._moved:
            while not self._stopping:
                now = self._clock.monotonic()
                if self._open_at is not None and self._open_at <= now:
                    return self._open
                if self._queue and self._opened:
                    return partial(self._run, self._queue.popleft())
                if self._status.state is not DeviceState.STARTING:
                    self._refuse()
                self._wait(self._moved, None if self._open_at is None else self._open_at - now)
        return None

    def _refuse(self) -> None:
        why = self._status.error or self._teller.error(ErrorCode.NOT_READY)
        while self._queue:
            self._teller.settle(self._queue.popleft(), why)

    def _open(self) -> None:
        self._shut()
        try:
            self._unsubscribe = self._device.subscribe(self._heard)
            self._device.open()
            with self._moved:
                self._opened = True
                self._open_at = None
                self._openings += 1
            self._look()
        except Exception as failure:
            error = self._named(failure, "open")
            with self._moved:
                self._opened = False
                self._open_later(error)
                self._publish(Status(state_of(error), error))

    def _run(self, ticket: Ticket) -> None:
        try:
            outcome = self._attempt(ticket)
        except Exception as bug:  # it may have left the driver in any state: it starts afresh
            self._teller.settle(ticket, self._named(bug, "work"))
            self._open()
        else:
            self._teller.settle(ticket, outcome)

    def _attempt(self, ticket: Ticket) -> object:
        self._flight_is(ticket)
        try:
            # Who abandons it after this look sees that it flies.
            return None if ticket.settled else ticket.work(self._device)
        except DeviceError as error:
            self._look()
            return error
        finally:
            self._flight_is(None)

    def _flight_is(self, ticket: Ticket | None) -> None:
        """Waits while the device is being cancelled, so that a cancel can never meet the next command."""
        with self._landed:
            self._flying = ticket
            self._landed.notify_all()

    def _abandoned(self, ticket: Ticket) -> None:
        if self._flying is ticket:
            name = f"{self._device.name}-canceller"
            self._canceller = threading.Thread(target=self._cancel, args=(ticket,), name=name, daemon=True)
            self._canceller.start()

    def _cancel(self, ticket: Ticket) -> None:
        with self._landed:
            while self._flying is ticket:
                try:
                    self._device.cancel()
                except Exception as bug:
                    self._named(bug, "cancel")
                self._landed.wait(CANCEL_AGAIN)

    def _shut(self) -> None:
        with self._moved:
            self._opened = False
            self._tried_at = self._clock.monotonic()
        unsubscribe, self._unsubscribe = self._unsubscribe, lambda: None
        try:
            unsubscribe()
            self._device.close()
        except Exception as bug:
            self._named(bug, "close")

    def _named(self, failure: Exception, doing: str) -> DeviceError:
        """A name for each failure. What nobody expected is logged by its type alone: its text may hold anything."""
        if isinstance(failure, DeviceError):
            return failure
        log.error("device_bug", device=self._device.name, doing=doing, error=type(failure).__name__)
        return DeviceError(ErrorCode.INTERNAL, self._device.name, type(failure).__name__)

    # --- what is known about the device

    def _look(self) -> None:
        """Look at the physical facts. What the driver reports meanwhile is newer and stands."""
        reports = self._reports
        status = self._device.status()
        with self._moved:
            if reports == self._reports:
                self._take(status)

    def _heard(self, status: Status) -> None:
        """The driver reports a change, on any thread."""
        with self._moved:
            self._reports += 1
            if self._opened:
                self._take(status)
            elif self._open_at is not None and not is_failing(status):  # it may be back: do not wait to the end
                self._open_at = min(self._open_at, self._tried_at + FIRST_DELAY)
            self._moved.notify_all()

    def _take(self, status: Status) -> None:
        if not is_failing(status):
            if self._well_since is None:
                self._well_since = self._clock.monotonic()
            self._open_at = None
        elif self._open_at is None:  # a driver that heals by itself has until then
            self._open_later(status.error)
        self._publish(status)

    def _open_later(self, error: DeviceError | None) -> None:
        now = self._clock.monotonic()
        if self._well_since is not None and now - self._well_since >= QUIET:
            self._faults = 0
        self._well_since = None
        self._faults += 1
        self._open_at = now + delay(error, self._faults)

    def _publish(self, status: Status) -> None:
        status = replace(status, restarts=max(0, self._openings - 1))
        if status != self._status:
            self._status = status
            for listener in self._listeners:
                self._teller.tell(partial(listener, status))
