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
from dataclasses import dataclass
from typing import Generic, TypeVar

from devices.announcer import Announcer
from devices.api import DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe

S = TypeVar("S", bound=Status)

HERE = "this process"


class SimulationError(Exception):
    """A hand tried something that cannot be done to a real machine."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The next commands `on` (after `after` good ones) fail with `code`, `times` times; then the fault is gone."""

    on: str
    code: ErrorCode
    after: int = 0
    times: int = 1


class Machine(ABC, Generic[S]):
    """The part that all simulated devices share: plug, owner, faults, held commands, change events.

    A subclass keeps its physical facts, says in `_fold` what status they mean, wraps each change of a fact in
    `with self._changing():` and each command in `with self._command("read"):`. All facts are guarded by one lock.
    """

    def __init__(self, name: str, model: str) -> None:
        self.name = name
        self._model = model
        self._lock = threading.RLock()
        self._moved = threading.Condition(self._lock)
        self._plugged = True
        self._owner: str | None = None
        self._busy = False
        self._faults: list[Fault] = []
        self._held: set[str] = set()
        self._waiting: set[str] = set()
        self._announcer: Announcer[S] = Announcer(name, self.status)

    # --- what a subclass says

    @abstractmethod
    def _fold(self, state: DeviceState, error: DeviceError | None) -> S:
        """The status that the physical facts mean. `state` and `error`: what the plug and the queue say so far."""

    # --- the device's face

    def info(self) -> Info:
        return Info(model=self._model, driver="simulated", simulated=True)

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
            self._owner = owner

    def release(self, owner: str) -> None:
        """Let the machine go; a command of this owner that is held in flight ends `cancelled`. Never raises."""
        with self._lock:
            if self._owner == owner:
                self._owner = None
                self._moved.notify_all()

    def require_owner(self, owner: str) -> None:
        """Raises DeviceError(sequence_error) if `owner` does not have the machine open."""
        with self._lock:
            if self._owner != owner:
                raise DeviceError(ErrorCode.SEQUENCE_ERROR, self.name, "a command before open")

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

    def arm(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def armed(self) -> tuple[Fault, ...]:
        """The faults that nothing has hit yet; a test that leaves one has proved nothing."""
        with self._lock:
            return tuple(self._faults)

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
        """Guards a command: plug, armed faults, hold. The body runs without the lock and must look again.

        `timeout`: seconds that the command may be held in flight before it raises DeviceError(timeout).
        """
        with self._lock:
            if not self._plugged:
                raise DeviceError(ErrorCode.DISCONNECTED, self.name)
            self._hit(command)
            owner = self._owner
        with self._changing():
            self._busy = True
        try:
            with self._lock:
                if command in self._held:
                    self._stay(command, owner, timeout)
                if not self._plugged:
                    raise DeviceError(ErrorCode.DISCONNECTED, self.name)
            yield
        finally:
            with self._changing():
                self._busy = False

    def _stay(self, command: str, owner: str | None, timeout: float | None) -> None:
        self._waiting.add(command)
        self._moved.notify_all()
        try:
            if not self._moved.wait_for(lambda: command not in self._held or self._owner != owner, timeout):
                raise DeviceError(ErrorCode.TIMEOUT, self.name)
        finally:
            self._waiting.discard(command)
        if self._owner != owner:
            raise DeviceError(ErrorCode.CANCELLED, self.name, "its owner let the machine go")

    def _hit(self, command: str) -> None:
        for i, fault in enumerate(self._faults):
            if fault.on != command:
                continue
            if fault.after:
                self._faults[i] = Fault(fault.on, fault.code, fault.after - 1, fault.times)
                continue
            if fault.times > 1:
                self._faults[i] = Fault(fault.on, fault.code, 0, fault.times - 1)
            else:
                del self._faults[i]
            raise DeviceError(fault.code, self.name, "armed fault")
