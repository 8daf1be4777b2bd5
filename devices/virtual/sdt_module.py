"""A security module (SDT), for the real driver to talk to: first in memory, then with a cable, a pseudo-terminal.

It has the manners that makers and users describe: a card that was read, or whose read failed, is not found again until
it is lifted; 30 03 answers only while the card that was read lies there. What it says is written from the published
frames, not from the driver. It reads resident cards and their sisters; other contactless cards it finds and refuses;
contact cards it does not notice.
"""

from __future__ import annotations

import os
import select
import shutil
import tempfile
import threading
import tty
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType

from devices.api import ErrorCode
from devices.card.api import CardKind
from devices.simulated.fault import Fault, FaultKind, Faults, SimulationError
from devices.simulated.wallet import TRAVEL_DOCUMENTS, Behaviour, WalletCard
from devices.virtual.card import PHOTO, card_text

START = bytes.fromhex("AA AA AA 96 69")
SAM_NUMBER = bytes.fromhex("0500010015DB32014E61BC00B168DE3A")  # 05.01-20110101-0012345678-0987654321

_FIND, _SELECT, _READ, _READ_MORE = "2001", "2002", "3001", "3003"
_OPERATIONS = MappingProxyType({_FIND: "find", _SELECT: "select", _READ: "read"})
_CODES: Mapping[tuple[str, ErrorCode], int] = MappingProxyType(
    {
        ("find", ErrorCode.HARDWARE_ERROR): 0x66,
        ("select", ErrorCode.READ_FAILED): 0x81,
        ("select", ErrorCode.UNKNOWN_CARD): 0x40,
        ("select", ErrorCode.AUTH_FAILED): 0x31,
        ("read", ErrorCode.READ_FAILED): 0x41,
        ("read", ErrorCode.HARDWARE_ERROR): 0x60,
    }
)
_KINDS = (FaultKind.MUTE, FaultKind.GARBAGE, FaultKind.DELAY, FaultKind.CUT)
_UNNOTICED = frozenset({Behaviour.MUTE, Behaviour.LOCKED, Behaviour.WRONG_SLOT})
_GARBAGE = bytes.fromhex("AAAAAA9669 0508 000090") + b"\x55" * 40  # begins well


class SdtMechanism:
    """The module without its cable: bytes in, bytes out. Hands may act at any moment."""

    def __init__(self, name: str = "card_reader") -> None:
        self.faults = Faults(
            name,
            {f"{operation} {kind}" for operation in _OPERATIONS.values() for kind in _KINDS}
            | {f"{operation} error:{code}" for operation, code in _CODES},
        )
        self.asked: list[str] = []  # commands, in hex
        self._moved = threading.Condition(threading.RLock())  # guards what follows
        self._card: WalletCard | None = None
        self._tired = False  # the card must be lifted before it is found again
        self._selected = False
        self._read = False
        self._held: set[str] = set()
        self._waiting: set[str] = set()
        self._off = threading.Event()
        self._buffer = b""

    # --- hands

    def insert_card(self, card: WalletCard) -> None:
        with self._moved:
            if self._card is not None:
                raise SimulationError("a card lies there already")
            self._card = card

    def pull_card(self) -> None:
        with self._moved:
            if self._card is None:
                raise SimulationError("no card lies there")
            self._card, self._tired, self._selected, self._read = None, False, False, False

    @property
    def card(self) -> WalletCard | None:
        with self._moved:
            return self._card

    def hold(self, operation: str) -> None:
        """The next `operation` (find, select, read) is not answered until it is let go."""
        with self._moved:
            self._held.add(operation)

    def let_go(self, operation: str) -> None:
        with self._moved:
            self._held.discard(operation)
            self._moved.notify_all()

    def wait_held(self, operation: str, timeout: float = 5.0) -> bool:
        with self._moved:
            return self._moved.wait_for(lambda: operation in self._waiting, timeout)

    def power_off(self) -> None:
        """It forgets what it did; a command that is held is not answered."""
        self._off.set()
        with self._moved:
            self._selected = self._read = self._tired = False
            self._buffer = b""
            self._moved.notify_all()

    def power_on(self) -> None:
        self._off.clear()

    # --- the module

    def hear(self, data: bytes) -> bytes:
        """What it answers to these bytes, which may end anywhere. Blocks while the operation is held or delayed."""
        self._buffer += data
        said = b""
        while (begin := self._buffer.find(START)) >= 0 and len(self._buffer) >= begin + 7:
            length = int.from_bytes(self._buffer[begin + 5 : begin + 7], "big")
            if len(self._buffer) < begin + 7 + length:
                break
            frame = self._buffer[begin + 5 : begin + 7 + length]
            self._buffer = self._buffer[begin + 7 + length :]
            said += self._obey(frame)
        return said

    def _obey(self, frame: bytes) -> bytes:
        if _check(frame[:-1]) != frame[-1]:
            return answer(0x10)
        if len(frame) != 5:
            return answer(0x11)
        command = frame[2:4].hex()
        self.asked.append(command)
        operation = _OPERATIONS.get(command, "")
        fault = self.faults.hit(operation) if operation else None
        if operation:
            self._wait(operation, fault)
        if fault is not None and fault.kind is FaultKind.CUT and self.card is not None:
            self.pull_card()
        if fault is not None and fault.kind is FaultKind.MUTE:
            return b""
        if fault is not None and fault.kind is FaultKind.GARBAGE:
            return _GARBAGE
        with self._moved:
            if self._off.is_set():
                return b""
            if fault is not None and fault.code is not None:
                return answer(_CODES[operation, fault.code])
            return self._answer(command)

    def _wait(self, operation: str, fault: Fault | None) -> None:
        if fault is not None and fault.kind is FaultKind.DELAY:
            self._off.wait(fault.seconds)
        with self._moved:
            self._waiting.add(operation)
            self._moved.notify_all()
            self._moved.wait_for(lambda: operation not in self._held or self._off.is_set())
            self._waiting.discard(operation)

    def _answer(self, command: str) -> bytes:
        card = None if self._card is None or self._card.behaviour in _UNNOTICED else self._card
        if card is not None and card.data is not None and card.data.kind is CardKind.SOCIAL_SECURITY:
            card = None
        match command:
            case "10ff" | "11ff":
                return answer(0x90)
            case "12ff":
                return answer(0x90, SAM_NUMBER)
            case "2001":
                self._selected = False
                return answer(0x80) if card is None or self._tired else answer(0x9F, bytes(4))
            case "2002":
                return self._select(card)
            case "3001":
                return self._read_out(card)
            case "3003":
                return answer(0x91) if self._read and card is not None else answer(0x41)
            case _:
                return answer(0x21)

    def _select(self, card: WalletCard | None) -> bytes:
        if card is None or self._tired or card.behaviour is Behaviour.SILENT:
            return answer(0x81)
        if card.behaviour is Behaviour.UNKNOWN or (card.data and card.data.kind in TRAVEL_DOCUMENTS):
            return answer(0x40)
        self._selected = True
        return answer(0x90, bytes(8))

    def _read_out(self, card: WalletCard | None) -> bytes:
        if card is None or not self._selected:
            return answer(0x41)
        self._selected, self._tired = False, True
        if card.data is None:
            return answer(0x41)
        self._read = True
        return answer(0x90, bytes.fromhex("0100 0400") + card_text(card.data) + PHOTO)


class VirtualSdtModule(SdtMechanism):
    """Start it, or use it as a context manager. `path` stays the same when it is unplugged and plugged in again."""

    def __init__(self, name: str = "card_reader") -> None:
        super().__init__(name)
        self._folder: Path | None = None
        self._main = self._line = -1
        self._bell = (-1, -1)
        self._thread: threading.Thread | None = None

    @property
    def path(self) -> str:
        """Of the serial line, for the driver."""
        return f"{self._folder}/sdt"

    def start(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="sdt-"))
        self.plug()

    def stop(self) -> None:
        if self._thread is not None:
            self.unplug()
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None

    def __enter__(self) -> VirtualSdtModule:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def plug(self) -> None:
        if self._thread is not None:
            raise SimulationError("it is plugged in already")
        self.power_on()
        self._main, self._line = os.openpty()
        self._bell = os.pipe()
        tty.setraw(self._line)
        Path(self.path).symlink_to(os.ttyname(self._line))
        self._thread = threading.Thread(target=self._serve, name="virtual-sdt-module", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        if self._thread is None:
            raise SimulationError("it is unplugged already")
        Path(self.path).unlink()
        self.power_off()
        os.write(self._bell[1], b"!")
        self._thread.join()
        self._thread = None
        for fd in (self._main, self._line, *self._bell):
            os.close(fd)

    def _serve(self) -> None:
        while True:
            ready, _, _ = select.select([self._main, self._bell[0]], [], [])
            if self._bell[0] in ready:
                return
            said = self.hear(os.read(self._main, 4096))
            if said and not self._off.is_set():
                os.write(self._main, said)


def answer(meaning: int, data: bytes = b"") -> bytes:
    """A module's answer: SW1 and SW2 are 0."""
    body = (len(data) + 4).to_bytes(2, "big") + bytes([0, 0, meaning]) + data
    return START + body + bytes([_check(body)])


def _check(body: bytes) -> int:
    check = 0
    for byte in body:
        check ^= byte
    return check
