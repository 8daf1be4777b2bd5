"""A printer that understands ESC/POS bytes, as far as receipts need them: what it draws, answers and keeps.

No cable here: bytes come in by `receive`, answers go out by a function. It behaves as the real ones do where that
is inconvenient: while it cannot print it keeps what it is sent and prints it later; real-time commands are obeyed
wherever they stand, inside a picture too; a picture that was cut short swallows the next commands as dots; a knife
that was freed stays in error until the host says so.
Source: Epson ESC/POS Command Reference.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import numpy as np

from devices.simulated.fault import Fault, FaultKind, Faults
from devices.virtual.escpos_body import Body
from devices.virtual.escpos_troubles import SHOWN
from devices.virtual.paper_roll import FULL_ROLL_MM, TO_THE_KNIFE

LINE = 30  # rows of a line feed
MIDDLE = 40  # rows of a receipt after which an armed fault strikes; before the knife if it is shorter

POSSIBLE = frozenset({"print cut", "print mute", "print garbage", "print delay"} | {f"print error:{c}" for c in SHOWN})
NAMES = {66: b"KIOSK", 67: b"Virtual ESC/POS", 65: b"1.00 ESC/POS", 68: b"V0001"}  # maker, model, firmware, serial

# How long each known command of a fixed length is, by its first two bytes; an unknown one is passed over with those.
_SIZES = {b"\x10\x04": 3, b"\x10\x05": 3, b"\x1b@": 2, b"\x1bd": 3, b"\x1bJ": 3} | {
    b"\x1dI": 3,
    b"\x1dV": 3,
    b"\x1da": 3,
    b"\x1dr": 3,
    b"\x1dv": 8,
}

_REAL_TIME = re.compile(rb"\x10\x04[\x01-\x04]|\x10\x05[\x01\x02]|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
_LONGEST_REAL_TIME = 10


class Mechanism(Body):
    """`unread`: bytes that mean nothing to it (it draws no text). `echoes`, `clears`: whether it knows GS ( H and
    DLE DC4 fn 8, which cheap printers do not. `faults`: each receipt that begins may meet one, in its middle.
    """

    def __init__(
        self,
        answer: Callable[[bytes], None],
        width_dots: int = 576,
        paper_mm: float = FULL_ROLL_MM,
        *,
        echoes: bool = True,
        clears: bool = True,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now`: seconds, for the fault `delay`."""
        super().__init__(width_dots, paper_mm)
        self.unread = bytearray()
        self.faults = Faults("receipt_printer", POSSIBLE)
        self._tell = answer
        self._echoes = echoes
        self._clears = clears
        self._time = now
        self._kept = bytearray()  # received, not yet obeyed
        self._tail = b""  # the end of what was received: a real-time command may arrive in parts
        self._line = bytearray()  # text that waits for the end of its line
        self._picture = (0, 0)  # bytes a row, rows still to come
        self._accidents: list[tuple[int, Callable[[], None]]] = []
        self._drawn = 0
        self._fault: Fault | None = None  # strikes in this receipt
        self._deaf = self._garbled = False  # until it is connected anew
        self._rests_until = 0.0

    # --- the wire's face

    def receive(self, data: bytes) -> None:
        """Take bytes, any bytes."""
        with self._lock:
            window = self._tail + data
            done = len(self._tail)
            for found in _REAL_TIME.finditer(window):
                if found.end() <= done:
                    continue
                self._keep(window[done : found.end()])
                done = found.end()
                if not self._deaf:
                    self._obey_at_once(found.group())
            self._keep(window[done:])
            self._tail = window[1 - _LONGEST_REAL_TIME :]

    def go_on(self) -> None:
        """Print what could not be printed before, because time had to pass, for instance."""
        with self._lock:
            self._run()

    def connected(self) -> None:
        """A new connection: what ailed the old one is over, and whose receipt that was has given it up."""
        with self._lock:
            self._deaf = self._garbled = False
            self._tail = b""
            self._troubles.host_gives_up()

    @property
    def kept(self) -> int:
        """How many bytes wait to be obeyed."""
        return len(self._kept)

    def power_off(self) -> None:
        """Everything that was kept is forgotten."""
        with self._lock:
            self._forget()

    @property
    def blocked(self) -> bool:
        return bool(self._troubles.now())

    # --- accidents

    def when_drawn(self, rows: int, accident: Callable[[], None]) -> None:
        """Let `accident` happen once that many more rows are drawn: in the middle of a receipt, for instance."""
        with self._lock:
            self._accidents.append((self._drawn + rows, accident))

    def _lose_cable(self) -> None:
        """The connection breaks in the middle of a receipt; the printer keeps its power."""

    def _begin_receipt(self) -> None:
        self._begun = True
        self._fault = self.faults.hit("print")
        if self._fault is not None:
            self.when_drawn(MIDDLE, self._strike)

    def _strike(self) -> None:
        fault, self._fault = self._fault, None
        if fault is None:
            return
        match fault.kind:
            case FaultKind.DELAY:
                self._rests_until = self._time() + fault.seconds
            case FaultKind.CUT:
                self._deaf = True
                self._kept.clear()  # what the cable does not bring any more
                self._lose_cable()
            case FaultKind.MUTE:  # it hangs: it takes bytes, prints nothing, answers nothing
                self._deaf = True
                self._forget()
            case FaultKind.GARBAGE:
                self._garbled = True
            case _:
                assert fault.code is not None
                self._troubles.show(fault.code)

    # --- commands

    def _obey_at_once(self, command: bytes) -> None:
        match command[:2]:
            case b"\x10\x04":
                self._answer(bytes((self._troubles.status_byte(command[2]),)))
                if command[2] == 4:
                    self._troubles.host_was_told()
            case b"\x10\x05":
                if self._troubles.recoverable:  # Epson: enabled only when a recoverable error occurs
                    self._recover(clear=command[2] == 2)
            case _:
                if self._clears:
                    self._recover(clear=True)
                    self._answer(b"\x37\x25\x00")
        self._run()

    def _recover(self, clear: bool) -> None:
        if clear:
            self._forget()
        self._troubles.recover()

    def _answer(self, data: bytes) -> None:
        self._tell(bytes(byte ^ 0xFF for byte in data) if self._garbled else data)

    def _forget(self) -> None:
        self._kept.clear()
        self._picture = (0, 0)
        self._fault = None
        self._rests_until = 0.0
        self._accidents = [entry for entry in self._accidents if entry[1] != self._strike]
        self._interrupt()

    def _keep(self, data: bytes) -> None:
        if not self._deaf:
            self._kept += data
            self._run()

    def _run(self) -> None:
        while self._can_print() and self._kept and self._step():
            pass

    def _can_print(self) -> bool:
        return not self.blocked and self._time() >= self._rests_until

    def _step(self) -> bool:
        """Obey the first command that is kept; False when it has not arrived whole."""
        kept = self._kept
        if self._picture[1]:
            return self._draw()
        if kept[0] not in b"\x10\x1b\x1d":
            self._obey_character(kept.pop(0))
            return True
        size = self._size()
        if len(kept) < size:
            return False
        if kept[:2] == b"\x1dV" and self._fault is not None:  # the receipt has no more rows than to its MIDDLE
            self._strike()
            return True
        command = bytes(kept[:size])
        del kept[:size]
        self._obey(command)
        return True

    def _size(self) -> int:
        """How long the command is that begins here; longer than what is kept if that cannot be told yet."""
        kept = bytes(self._kept[:5])
        match kept[:2]:
            case b"\x1dV":
                return 4 if kept[2:3] in (b"A", b"B") else 3
            case b"\x1d(" if self._echoes:
                return 5 + int.from_bytes(kept[3:5], "little") if len(kept) >= 5 else 5
            case b"\x10\x14":
                return 10 if kept[2:3] in (b"\x08", b"") else 2
            case head:
                return _SIZES.get(head, 2)

    def _obey_character(self, character: int) -> None:
        if character == 0x0A:
            self._print_line()
            self._roll.feed(LINE)
        elif character:
            self._line.append(character)

    def _obey(self, command: bytes) -> None:
        match command[:2]:
            case b"\x1b@":
                self._line.clear()
            case b"\x1bd":
                self._roll.feed(LINE * command[2])
            case b"\x1bJ":
                self._roll.feed(command[2])
            case b"\x1dV":
                self._print_line()
                self._roll.feed(TO_THE_KNIFE + (command[3] if len(command) == 4 else 0))
                self._cut()
            case b"\x1dv":
                self._print_line()
                if not self._begun:
                    self._begin_receipt()
                self._picture = (int.from_bytes(command[4:6], "little"), int.from_bytes(command[6:8], "little"))
                if not self._picture[0]:
                    self._picture = (0, 0)
            case b"\x1dr":
                self._answer(bytes((0x0C * self._roll.out | 0x03 * self._roll.low,)))
            case b"\x1dI":
                if name := NAMES.get(command[2]):
                    self._answer(b"\x5f" + name + b"\x00")
            case b"\x1d(" if command[2:7] == b"H\x06\x0000":
                self._answer(b"\x37\x22" + command[7:11] + b"\x00")
            case head if head not in _SIZES and head != b"\x10\x14":  # unknown: taken for text
                self._line += command

    def _draw(self) -> bool:
        row_bytes, rows = self._picture
        stop_at = min((at for at, _ in self._accidents), default=self._drawn + rows)
        count = min(rows, len(self._kept) // row_bytes, max(1, stop_at - self._drawn))
        if not count:
            return False
        dots = np.frombuffer(bytes(self._kept[: count * row_bytes]), dtype=np.uint8).reshape(count, row_bytes)
        drawn = self._roll.draw(np.unpackbits(dots, axis=1).astype(np.bool_))
        del self._kept[: drawn * row_bytes]
        self._picture = (row_bytes, rows - drawn)
        self._inked = self._inked or bool(dots[:drawn].any())
        self._drawn += drawn
        due = [accident for at, accident in self._accidents if at <= self._drawn]
        self._accidents = [(at, accident) for at, accident in self._accidents if at > self._drawn]
        for accident in due:
            accident()
        return True

    def _print_line(self) -> None:
        self.unread += self._line
        self._line.clear()
