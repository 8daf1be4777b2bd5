"""Faults as data: what goes wrong, with which command, after how many good ones, how many times.

Simulated machines and virtual devices keep their armed faults in the same `Faults`; what a fault looks like (a raised
error, a status bit, a cut connection) is theirs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from devices.api import ErrorCode


class SimulationError(Exception):
    """A hand tried something that cannot be done to a real machine."""


class FaultKind(StrEnum):
    ERROR = "error"  # it fails with `code`
    DELAY = "delay"  # it takes `seconds` longer
    CUT = "cut"  # in the middle of it the card is pulled, the cable cut
    GARBAGE = "garbage"  # what comes back is nonsense
    MUTE = "mute"  # nothing comes back
    FREEZE = "freeze"  # camera: the same frame again


@dataclass(frozen=True, slots=True)
class Fault:
    """The next commands `on`, after `after` good ones, go wrong `times` times; then the fault is gone."""

    on: str
    kind: FaultKind = FaultKind.ERROR
    code: ErrorCode | None = None  # of ERROR
    seconds: float = 0.0  # of DELAY
    after: int = 0
    times: int = 1

    @property
    def what(self) -> str:
        """As it is written: error:paper_out, delay:2.5, cut."""
        match self.kind:
            case FaultKind.ERROR:
                return f"error:{self.code}"
            case FaultKind.DELAY:
                return f"delay:{self.seconds:g}"
            case _:
                return str(self.kind)


def read_fault(on: str, what: str, after: int = 0, times: int = 1) -> Fault:
    """`what`: see `Fault.what`. Raises ValueError with words that say what there is."""
    kind, _, value = what.partition(":")
    if kind not in tuple(FaultKind):
        raise ValueError(f"no such fault: {kind}; there are {', '.join(FaultKind)}")
    if after < 0 or times < 1:
        raise ValueError("a fault comes after 0 or more good commands, 1 or more times")
    match FaultKind(kind):
        case FaultKind.ERROR:
            if value not in tuple(ErrorCode):
                raise ValueError(f"no such error: {value}; there are {', '.join(ErrorCode)}")
            return Fault(on, code=ErrorCode(value), after=after, times=times)
        case FaultKind.DELAY:
            seconds = float(value)
            if not 0.0 <= seconds <= 600.0:
                raise ValueError(f"{value} is no delay: 0 to 600 seconds")
            return Fault(on, FaultKind.DELAY, seconds=seconds, after=after, times=times)
        case plain:
            if value:
                raise ValueError(f"{kind} has no value")
            return Fault(on, plain, after=after, times=times)


class Faults:
    """The armed faults of one device. Any thread may call."""

    def __init__(self, device: str, possible: Collection[str]) -> None:
        """`possible`: what can go wrong on this ground, as patterns `operation kind` or `operation error:code`; an
        operation alone means everything but `freeze`."""
        self._device = device
        self.possible = frozenset(possible)
        self._lock = threading.Lock()
        self._armed: list[Fault] = []
        self.hits = 0
        self.witness: Callable[[Fault], None] = lambda _fault: None  # is told of each hit; must call nobody back

    def arm(self, fault: Fault) -> None:
        """Raises SimulationError for what cannot happen on this ground."""
        patterns = {f"{fault.on} {fault.kind}", f"{fault.on} {fault.what}"}
        if fault.kind is not FaultKind.FREEZE:
            patterns.add(fault.on)
        if not patterns & self.possible:
            raise SimulationError(
                f"{self._device}: {fault.on} {fault.what} cannot happen here; "
                f"what can: {', '.join(sorted(self.possible)) or 'nothing'}"
            )
        with self._lock:
            self._armed.append(fault)

    def armed(self) -> tuple[Fault, ...]:
        """What nothing has hit yet; a test that leaves one has proved nothing."""
        with self._lock:
            return tuple(self._armed)

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def hit(self, operation: str) -> Fault | None:
        """The fault that this command meets, if any; counts it down."""
        with self._lock:
            for i, fault in enumerate(self._armed):
                if fault.on != operation:
                    continue
                if fault.after:
                    self._armed[i] = replace(fault, after=fault.after - 1)
                    continue
                if fault.times > 1:
                    self._armed[i] = replace(fault, times=fault.times - 1)
                else:
                    del self._armed[i]
                self.hits += 1
                break
            else:
                return None
        self.witness(fault)
        return fault
