"""The pipe between the keeper and a visit process: a few typed messages over a socket pair.

Each message is one pydantic model in JSON, framed by a four-byte big-endian length. Nothing personal passes in clear:
a case travels sealed to the office.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from devices.api import Action, Cause, DeviceState, ErrorCode, Info
from kiosk.submission.contract import Acceptance, Base64Bytes, Envelope
from kiosk.submission.questions import DraftId, SealedDraft

_LONGEST = 64 * 1024 * 1024  # bytes: a case with its pages, in base64


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# --- from the visit process


class Warm(_Message):
    """Imports are done, the window is built and hidden, no device is open."""

    kind: Literal["warm"] = "warm"


class Shown(_Message):
    """The welcome screen is on the glass, `milliseconds` after "go" came."""

    kind: Literal["shown"] = "shown"
    milliseconds: int


class Fault(BaseModel):
    """A DeviceError on the way to the keeper."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: ErrorCode
    cause: Cause
    action: Action
    detail: str
    retryable: bool


Capability = bool | int | float | str | list[str] | list[int]


class DeviceReport(_Message):
    """How a device is. `facts`: what its kind says besides, word by word; `info` None: it did not come to saying."""

    kind: Literal["device"] = "device"
    device: str
    state: DeviceState
    error: Fault | None = None
    facts: dict[str, str] = {}
    capabilities: dict[str, Capability] = {}
    info: Info | None = None
    restarts: int = 0


class Event(_Message):
    """One event for the audit log."""

    kind: Literal["event"] = "event"
    event: str
    fields: dict[str, str | int | bool]


class NumberWanted(_Message):
    """The visit is about to hand in."""

    kind: Literal["number_wanted"] = "number_wanted"


class Deposit(_Message):
    """A sealed case, to be kept and delivered."""

    kind: Literal["deposit"] = "deposit"
    envelope: Envelope
    blobs: dict[str, Base64Bytes] = Field(repr=False)


class DepositDraft(_Message):
    """A case that somebody leaves with a code, to be kept and delivered."""

    kind: Literal["deposit_draft"] = "deposit_draft"
    draft: SealedDraft = Field(repr=False)


class Gone(_Message):
    """The visit has ended, the devices are free, the process ends now."""

    kind: Literal["gone"] = "gone"
    reason: str


# --- from the keeper


class Go(_Message):
    """You are on: show the welcome screen and open the devices."""

    kind: Literal["go"] = "go"
    office_reachable: bool | None = None


class OfficeState(_Message):
    kind: Literal["office"] = "office"
    reachable: bool


class Number(_Message):
    """This machine's own number for the case that is about to be handed in."""

    kind: Literal["number"] = "number"
    provisional: str


class Kept(_Message):
    """The case is safe on this machine's disk. `code`: the signed text for the receipt."""

    kind: Literal["kept"] = "kept"
    key: UUID
    code: str


class DraftKeptHere(_Message):
    """The draft is safe on this machine's disk, and goes to the office when it can."""

    kind: Literal["draft_kept_here"] = "draft_kept_here"
    id: DraftId


class NotKept(_Message):
    """The case, or the draft, could not be written to the disk: nothing was handed in, nothing was kept."""

    kind: Literal["not_kept"] = "not_kept"
    code: str  # of the trouble


class Delivered(_Message):
    """The office has the case."""

    kind: Literal["delivered"] = "delivered"
    key: UUID
    acceptance: Acceptance


class DraftAtOffice(_Message):
    """The office has the draft as it was kept at this moment: any kiosk can go on with it."""

    kind: Literal["draft_at_office"] = "draft_at_office"
    id: DraftId
    kept_at: AwareDatetime


class Stop(_Message):
    """End the visit, free the devices, and go."""

    kind: Literal["stop"] = "stop"


FromVisit = Warm | Shown | DeviceReport | Event | NumberWanted | Deposit | DepositDraft | Gone
ToCounter = Number | Kept | NotKept | Delivered | DraftKeptHere | DraftAtOffice
FromKeeper = Go | OfficeState | ToCounter | Stop
Message = FromVisit | FromKeeper

_MESSAGES: TypeAdapter[Any] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


class PipeClosed(Exception):
    """The other side is gone."""


class Pipe:
    """One end. `send` may be called on any thread, `receive` on one."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self._sending = threading.Lock()

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, message: Message) -> None:
        """Raises PipeClosed."""
        body = message.model_dump_json().encode("utf-8")
        try:
            with self._sending:
                self._socket.sendall(struct.pack(">I", len(body)) + body)
        except OSError:
            raise PipeClosed from None

    def receive(self) -> Message:
        """The next message; waits for it. Raises PipeClosed, also when the other side sends what is no message."""
        try:
            (length,) = struct.unpack(">I", self._exactly(4))
            if length > _LONGEST:
                raise PipeClosed
            message: Message = _MESSAGES.validate_json(self._exactly(length))
        except (OSError, ValueError):
            raise PipeClosed from None
        return message

    def close(self) -> None:
        """Both directions; wakes a `receive` that waits."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def close_copy(self) -> None:
        """Let go of this process's copy of an end that a child has: the pipe itself lives on."""
        self._socket.close()

    def _exactly(self, n: int) -> bytes:
        parts = bytearray()
        while len(parts) < n:
            part = self._socket.recv(n - len(parts))
            if not part:
                raise PipeClosed
            parts += part
        return bytes(parts)


def pipe() -> tuple[Pipe, Pipe]:
    """Both ends of a new pipe."""
    ours, theirs = socket.socketpair()
    return Pipe(ours), Pipe(theirs)
