"""What every simulated device is made of: a machine with two faces.

One face is the device interface that the kiosk calls; the other is what a person's hands can do to a real machine
(plug, cover, paper, card). Impossible acts raise `SimulationError`. Faults are data that clear themselves. Nothing
sleeps: a command can be held in flight and let go.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Generic, TypeVar

from devices.announcer import Announcer
from devices.api import Capabilities, Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.simulated.fault import Fault, FaultKind, Faults, SimulationError
from devices.simulated.shared_clock import RigClock

S = TypeVar("S", bound=Status)

HERE = "this process"
OPENING = "open error"  # the fault that every machine knows
LOOK_AGAIN = 0.05  # seconds; the clock may have been turned by another hand


class Machine(ABC, Generic[S]):
    """The part that all simulated devices share: plug, owner, faults, held and cancelled commands, change events.

    A subclass keeps its physical facts, says in `_fold` what status they mean, wraps each change of a fact in
    `with self._changing():` and each command in `with self._command("read", timeout):`. All facts are guarded by one
    lock. `possible`: what can go wrong here (see `Faults`).

    `clock`: the rig gives all machines its own. `witness`: is told how each command ended, nothing personal, with the
    machine's lock free.
    """

    possible: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, name: str, model: str, clock: Clock | None = None) -> None:
        self.name = name
        self.clock: Clock = clock or RigClock()
        self.faults = Faults(name, self.possible | {OPENING})
        self.witness: Callable[[str], None] = lambda _text: None
        self._model = model
        self._lock = threading.RLock()
        self._moved = threading.Condition(self._lock)
        self._plugged = True
        self._owner: str | None = None
        self._busy = False
        self._flyer: str | None = None  # whose command is in flight
        self._cancelled = False
        self._begun = 0.0
        self._deadline = float("inf")
        self._held: set[str] = set()
        self._waiting: set[str] = set()
        self._announcer: Announcer[S] = Announcer(name, self.status)

    # --- what a subclass says

    @abstractmethod
    def _fold(self, state: DeviceState, error: DeviceError | None) -> S:
        """The status that the physical facts mean. `state` and `error`: what the plug and the queue say so far."""

    def _cut(self) -> None:
        """A command meets the fault `cut`: what happens in the middle of it. Called with the lock free."""
        self.unplug()

    # --- the device's face

    def info(self) -> Info:
        return Info(model=self._model, driver="simulated", simulated=True)

    def capabilities(self) -> Capabilities:
        return Capabilities()

    def open(self) -> None:
        self.acquire(HERE)

    def close(self) -> None:
        self.release(HERE)

    def acquire(self, owner: str) -> None:
        """Take the machine for one process alone, as an exclusively locked device is taken. Idempotent."""
        with self._lock:
            if not self._plugged:
                raise DeviceError(ErrorCode.DISCONNECTED, self.name)
            if self._owner not in (None, owner):
                raise DeviceError(ErrorCode.NOT_READY, self.name, "held by another process")
            fault = self.faults.hit("open") if self._owner is None else None
            if fault is not None and fault.code is not None:
                raise DeviceError(fault.code, self.name, "armed fault")
            self._owner = owner

    def release(self, owner: str) -> None:
        """Let the machine go; a command of this owner that is in flight ends `cancelled`. Never raises."""
        with self._lock:
            if self._owner == owner:
                self._owner = None
                self._moved.notify_all()

    def require_owner(self, owner: str) -> None:
        """Raises DeviceError(not_ready) if `owner` does not have the machine open."""
        with self._lock:
            if self._owner != owner:
                raise DeviceError(ErrorCode.NOT_READY, self.name, "a command before open")

    def cancel(self) -> None:
        with self._lock:
            self._cancelled = self._busy
            self._moved.notify_all()

    def status(self) -> S:
        with self._lock:
            return self._now()

    def subscribe(self, listener: Callable[[S], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    # --- the hands' face

    def unplug(self) -> None:
        with self._changing():
            self._require(self._plugged, "it is unplugged already")
            self._plugged = False

    def plug(self) -> None:
        with self._changing():
            self._require(not self._plugged, "it is plugged in already")
            self._plugged = True

    @property
    def held_open(self) -> bool:
        """Whether a process has the machine open."""
        with self._lock:
            return self._owner is not None

    def hold(self, command: str) -> None:
        """The next `command` stays in flight until it is let go."""
        with self._lock:
            self._held.add(command)

    def let_go(self, command: str) -> None:
        with self._lock:
            self._held.discard(command)
            self._moved.notify_all()

    def wait_held(self, command: str, timeout: float = 5.0) -> bool:
        """True once a `command` is in flight and held."""
        with self._lock:
            return self._moved.wait_for(lambda: command in self._waiting, timeout)

    # --- for subclasses

    def _now(self) -> S:
        if not self._plugged:
            return self._fold(DeviceState.DISCONNECTED, DeviceError(ErrorCode.DISCONNECTED, self.name))
        return self._fold(DeviceState.BUSY if self._busy else DeviceState.ONLINE, None)

    def _require(self, possible: bool, why_not: str) -> None:
        if not possible:
            raise SimulationError(f"{self.name}: {why_not}")

    def _require_open(self) -> None:
        """Raises DeviceError(disconnected, not_ready), as each command must that does not go through `_command`."""
        with self._lock:
            if not self._plugged:
                raise DeviceError(ErrorCode.DISCONNECTED, self.name)
            if self._owner is None:
                raise DeviceError(ErrorCode.NOT_READY, self.name, "a command before open")

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Guards a change of physical facts and tells the listeners, once, if it changed the status.

        The machine's lock must not be held already: listeners are told without it.
        """
        with self._lock:
            yield
            self._moved.notify_all()
        self._announcer.look_again()

    @contextmanager
    def _command(self, command: str, timeout: float | None = None) -> Iterator[None]:
        """Guards a command: plug, owner, armed faults, hold, cancel. The body runs without the lock and must look
        again at what may have changed.

        `timeout`: seconds of the machine's clock that the command may stay in flight before it raises
        DeviceError(timeout).
        """
        try:
            with self._changing():
                self._require_open()
                fault = self.faults.hit(command)
                self._busy, self._cancelled, self._flyer = True, False, self._owner
                self._begun = self.clock.monotonic()
                self._deadline = float("inf") if timeout is None else self._begun + timeout
            try:
                if fault is not None:
                    self._suffer(fault)
                with self._lock:
                    self._waiting.add(command)
                    self._moved.notify_all()
                    try:
                        self._stay(lambda: command not in self._held)
                    finally:
                        self._waiting.discard(command)
                yield
            finally:
                with self._changing():
                    self._busy = False
        except DeviceError as error:
            self.witness(f"{command}: {error.code}")
            raise
        self.witness(f"{command}: done")

    def _stay(self, done: Callable[[], bool]) -> None:
        """In a command: wait until it is `done`. Raises DeviceError(cancelled, disconnected, timeout)."""
        with self._lock:
            while True:
                left = self._deadline - self.clock.monotonic()
                if self._cancelled or self._owner != self._flyer:
                    raise DeviceError(ErrorCode.CANCELLED, self.name)
                if not self._plugged:
                    raise DeviceError(ErrorCode.DISCONNECTED, self.name)
                if done():
                    return
                if left <= 0:
                    raise DeviceError(ErrorCode.TIMEOUT, self.name)
                self._moved.wait(min(left, LOOK_AGAIN))

    def _suffer(self, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.ERROR:
                assert fault.code is not None
                raise DeviceError(fault.code, self.name, "armed fault")
            case FaultKind.GARBAGE:
                raise DeviceError(ErrorCode.INVALID_DATA, self.name, "armed fault")
            case FaultKind.DELAY:
                over = self._begun + fault.seconds
                self._stay(lambda: self.clock.monotonic() >= over)
            case FaultKind.MUTE:
                self._stay(lambda: False)
            case FaultKind.CUT:
                self._cut()
            case FaultKind.FREEZE:
                raise AssertionError("only cameras freeze, and see to it themselves")
