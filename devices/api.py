"""The words that all drivers share: states, errors, and what every device can do.

Here live the vocabulary (after CEN XFS, CWA 17852) and the `Device` interface; each kind of device adds its own
`api.py`. Nothing here talks to hardware.

In every status, `None` means "this model cannot report it" and `UNKNOWN` means "it can, but not now".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class DeviceState(StrEnum):
    """How a device is, in one word (source: CWA 17852, Common.Status)."""

    STARTING = "starting"
    ONLINE = "online"
    BUSY = "busy"
    OFFLINE = "offline"  # taken out of service on purpose
    DISCONNECTED = "disconnected"  # no power, or no cable
    NOT_FITTED = "not_fitted"  # this kiosk is configured without it
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"  # a person prevents it: cover open, card half in
    TAMPERED = "tampered"


class Cause(StrEnum):
    """Who or what brought an error about."""

    HARDWARE = "hardware"
    SOFTWARE = "software"
    PERSON = "person"
    NETWORK = "network"
    TAMPER = "tamper"


class Action(StrEnum):
    """What mends an error, and who can do it."""

    WAIT = "wait"  # the device heals by itself
    RETRY = "retry"
    RESET = "reset"
    STAFF = "staff"  # hall staff: paper, a card left behind
    TECHNICIAN = "technician"
    CONFIGURE = "configure"
    NONE = "none"


class ErrorCode(StrEnum):
    """What went wrong; no vendor's codes above the driver."""

    NOT_READY = "not_ready"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    DISCONNECTED = "disconnected"
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"
    SEQUENCE_ERROR = "sequence_error"
    UNSUPPORTED = "unsupported"
    INVALID_DATA = "invalid_data"
    INTERNAL = "internal"
    # card
    NO_CARD = "no_card"
    CARD_REMOVED = "card_removed"
    CARD_MUTE = "card_mute"
    UNKNOWN_CARD = "unknown_card"
    READ_FAILED = "read_failed"
    AUTH_FAILED = "auth_failed"
    WRONG_SLOT = "wrong_slot"
    CARD_COLLISION = "card_collision"  # more than one card: nobody can say whose is meant
    SECRET_NEEDED = "secret_needed"  # the chip opens only to who knows what is printed on the document
    # camera
    NO_FRAME = "no_frame"
    TOO_DARK = "too_dark"
    BLURRED = "blurred"
    # printer
    PAPER_OUT = "paper_out"
    PAPER_JAM = "paper_jam"
    COVER_OPEN = "cover_open"
    CUTTER_JAM = "cutter_jam"
    HEAD_HOT = "head_hot"
    TONER_OUT = "toner_out"


# What usually brings a code about, what usually mends it, and whether the same command may simply be tried again.
_USUAL: dict[ErrorCode, tuple[Cause, Action, bool]] = {
    ErrorCode.NOT_READY: (Cause.HARDWARE, Action.WAIT, True),
    ErrorCode.TIMEOUT: (Cause.HARDWARE, Action.RETRY, True),
    ErrorCode.CANCELLED: (Cause.PERSON, Action.NONE, True),
    ErrorCode.DISCONNECTED: (Cause.HARDWARE, Action.TECHNICIAN, True),
    ErrorCode.HARDWARE_ERROR: (Cause.HARDWARE, Action.TECHNICIAN, False),
    ErrorCode.USER_ERROR: (Cause.PERSON, Action.STAFF, True),
    ErrorCode.SEQUENCE_ERROR: (Cause.SOFTWARE, Action.RESET, False),
    ErrorCode.UNSUPPORTED: (Cause.SOFTWARE, Action.CONFIGURE, False),
    ErrorCode.INVALID_DATA: (Cause.HARDWARE, Action.RETRY, True),
    ErrorCode.INTERNAL: (Cause.SOFTWARE, Action.TECHNICIAN, False),
    ErrorCode.NO_CARD: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.CARD_REMOVED: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.CARD_MUTE: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.UNKNOWN_CARD: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.READ_FAILED: (Cause.HARDWARE, Action.RETRY, True),
    ErrorCode.AUTH_FAILED: (Cause.HARDWARE, Action.STAFF, False),
    ErrorCode.WRONG_SLOT: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.CARD_COLLISION: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.SECRET_NEEDED: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.NO_FRAME: (Cause.HARDWARE, Action.WAIT, True),
    ErrorCode.TOO_DARK: (Cause.PERSON, Action.RETRY, True),
    ErrorCode.BLURRED: (Cause.PERSON, Action.STAFF, True),
    ErrorCode.PAPER_OUT: (Cause.PERSON, Action.STAFF, True),
    ErrorCode.PAPER_JAM: (Cause.HARDWARE, Action.STAFF, True),
    ErrorCode.COVER_OPEN: (Cause.PERSON, Action.STAFF, True),
    ErrorCode.CUTTER_JAM: (Cause.HARDWARE, Action.STAFF, True),
    ErrorCode.HEAD_HOT: (Cause.HARDWARE, Action.WAIT, True),
    ErrorCode.TONER_OUT: (Cause.PERSON, Action.STAFF, True),
}


class DeviceError(Exception):
    """A command failed, or a device is not as it should be.

    Two errors are equal when all their fields are. `detail` is for the technician's eyes and the log only and must
    hold nothing that came from a person's card or paper.
    """

    def __init__(
        self,
        code: ErrorCode,
        device: str,
        detail: str = "",
        *,
        cause: Cause | None = None,
        action: Action | None = None,
        retryable: bool | None = None,
    ) -> None:
        usual = _USUAL[code]
        self.code = code
        self.device = device
        self.detail = detail
        self.cause = usual[0] if cause is None else cause
        self.action = usual[1] if action is None else action
        self.retryable = usual[2] if retryable is None else retryable
        super().__init__(f"{device}: {code}" + (f" ({detail})" if detail else ""))

    def _fields(self) -> tuple[Any, ...]:
        return (self.code, self.device, self.detail, self.cause, self.action, self.retryable)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceError) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, self._fields())


def _rebuild(code: ErrorCode, device: str, detail: str, cause: Cause, action: Action, retryable: bool) -> DeviceError:
    return DeviceError(code, device, detail, cause=cause, action=action, retryable=retryable)


@dataclass(frozen=True, slots=True)
class Status:
    """How a device is now. Each kind of device extends it.

    `restarts`: how often it was opened again since the process took it; its supervisor counts, no driver does.
    """

    state: DeviceState
    error: DeviceError | None = None
    restarts: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this model can do: constant, whatever happens to it. Each kind of device extends it."""


@dataclass(frozen=True, slots=True)
class Info:
    """What a device is: constant while it is open."""

    model: str
    driver: str
    serial: str | None = None
    firmware: str | None = None
    simulated: bool = False


Listener = Callable[[Status], None]
Unsubscribe = Callable[[], None]


class Clock(Protocol):
    """Time is given, never taken: tests turn it."""

    def monotonic(self) -> float:
        """Seconds since some fixed point; never goes back."""

    def now(self) -> datetime:
        """The wall clock, with its time zone."""


class Device(Protocol):
    """What every device can do. All verbs are idempotent."""

    name: str

    def open(self) -> None:
        """Take the device for this process alone. Raises DeviceError."""

    def close(self) -> None:
        """Let the device go. Never raises."""

    def cancel(self) -> None:
        """End the command in flight soon: it raises DeviceError(cancelled), unless it is done before.

        From any thread; returns at once; without a command in flight it does nothing. Never raises.
        """

    def info(self) -> Info:
        """What this device is. Never raises."""

    def capabilities(self) -> Capabilities:
        """What this model can do. Never raises."""

    def status(self) -> Status:
        """How the device is now, looked up, not remembered. Never raises, never blocks longer than a second."""

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Call `listener` with each new status, once per change, on a thread of the driver's choice."""
