"""A printer that understands ESC/POS bytes, as far as receipts need them: what it draws, answers and keeps.

No network here: bytes come in by `receive`, answers go out by a function. It behaves as the real ones do where that
is inconvenient: while it cannot print it keeps what it is sent and prints it later; real-time commands are obeyed
wherever they stand, inside a picture too; a picture that was cut short swallows the next commands as dots.
Source: Epson ESC/POS Command Reference.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import numpy as np

from devices.simulated.machine import SimulationError
from devices.virtual.paper_roll import FULL_ROLL_MM, TO_THE_KNIFE, PaperRoll

LINE = 30  # rows of a line feed

# How long each known command of a fixed length is, by its first two bytes; an unknown one is passed over with those.
_SIZES = {b"\x1b@": 2, b"\x1bd": 3, b"\x1bJ": 3, b"\x1da": 3, b"\x1dr": 3, b"\x1dv": 8, b"\x1dV": 3} | {
    b"\x10\x04": 3,
    b"\x10\x05": 3,
}

_REAL_TIME = re.compile(rb"\x10\x04[\x01-\x04]|\x10\x05[\x01\x02]|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
_LONGEST_REAL_TIME = 10


class Mechanism:
    """`receipts`: each piece cut off whole, as PNG; `scraps`: pieces that were interrupted or are blank.

    `unread`: bytes that mean nothing to it (it draws no text). `echoes`, `clears`: whether it knows GS ( H and
    DLE DC4 fn 8, which cheap printers do not.
    """

    def __init__(
        self,
        answer: Callable[[bytes], None],
        width_dots: int = 576,
        paper_mm: float = FULL_ROLL_MM,
        *,
        echoes: bool = True,
        clears: bool = True,
    ) -> None:
        self.receipts: list[bytes] = []
        self.scraps: list[bytes] = []
        self.unread = bytearray()
        self._answer = answer
        self._echoes = echoes
        self._clears = clears
        self._lock = threading.RLock()
        self._roll = PaperRoll(width_dots, paper_mm)
        self._kept = bytearray()  # received, not yet obeyed
        self._tail = b""  # the end of what was received: a real-time command may arrive in parts
        self._line = bytearray()  # text that waits for the end of its line
        self._picture = (0, 0)  # bytes a row, rows still to come
        self._inked = False  # the piece that hangs out bears dots
        self._interrupted = False
        self._cover_open = self._jammed = self._hot = False
        self._presented = False
        self._accidents: list[tuple[int, Callable[[], None]]] = []
        self._drawn = 0

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
                self._obey_at_once(found.group())
            self._keep(window[done:])
            self._tail = window[1 - _LONGEST_REAL_TIME :]

    @property
    def kept(self) -> int:
        """How many bytes wait to be obeyed."""
        return len(self._kept)

    def power_off(self) -> None:
        """Everything that was kept is forgotten."""
        with self._lock:
            self._forget()

    def status_byte(self, question: int) -> int:
        """The answer to DLE EOT 1 to 4."""
        with self._lock:
            fault = self._jammed or self._hot
            out = self._roll.out
            match question:
                case 1:
                    return 0x12 | 0x08 * self.blocked
                case 2:
                    return 0x12 | 0x04 * self._cover_open | 0x20 * out | 0x40 * fault
                case 3:
                    return 0x12 | 0x08 * self._jammed | 0x40 * self._hot
                case _:
                    return 0x12 | 0x0C * (self._roll.low or out) | 0x60 * out

    @property
    def blocked(self) -> bool:
        return self._cover_open or self._jammed or self._hot or self._roll.out

    # --- the hands' face

    @property
    def paper_mm(self) -> float:
        return self._roll.mm

    def load_paper(self, mm: float) -> None:
        with self._lock:
            self._scrap(self._roll.load(mm))
            self._run()

    def open_cover(self) -> None:
        self._set("_cover_open", True, "the cover is open already")

    def close_cover(self) -> None:
        self._set("_cover_open", False, "the cover is closed already")

    def jam(self) -> None:
        """Paper gets stuck in the knife."""
        self._set("_jammed", True, "the knife is jammed already")

    def clear_jam(self) -> None:
        self._set("_jammed", False, "nothing is jammed")

    def overheat(self) -> None:
        self._set("_hot", True, "the head is hot already")

    def cool_down(self) -> None:
        self._set("_hot", False, "the head is not hot")

    def tear_receipt(self) -> None:
        with self._lock:
            if not self._presented:
                raise SimulationError("no receipt hangs out")
            self._presented = False

    def when_drawn(self, rows: int, accident: Callable[[], None]) -> None:
        """Let `accident` happen once that many more rows are drawn: in the middle of a receipt, for instance."""
        with self._lock:
            self._accidents.append((self._drawn + rows, accident))

    def _set(self, fact: str, value: bool, why_not: str) -> None:
        with self._lock:
            if getattr(self, fact) is value:
                raise SimulationError(why_not)
            setattr(self, fact, value)
            self._run()

    # --- commands

    def _obey_at_once(self, command: bytes) -> None:
        match command[:2]:
            case b"\x10\x04":
                self._answer(bytes((self.status_byte(command[2]),)))
            case b"\x10\x05":
                if command[2] == 2 and self.blocked:  # Epson: only to recover from an error
                    self._forget()
            case _:
                if self._clears:
                    self._forget()
                    self._answer(b"\x37\x25\x00")

    def _forget(self) -> None:
        self._kept.clear()
        self._picture = (0, 0)
        self._interrupted = self._interrupted or self._inked

    def _keep(self, data: bytes) -> None:
        self._kept += data
        self._run()

    def _run(self) -> None:
        while not self.blocked and self._kept and self._step():
            pass

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
                self._cut(command[3] if len(command) == 4 else 0)
            case b"\x1dv":
                self._print_line()
                self._picture = (int.from_bytes(command[4:6], "little"), int.from_bytes(command[6:8], "little"))
                if not self._picture[0]:
                    self._picture = (0, 0)
            case b"\x1dr":
                self._answer(bytes((0x0C * self._roll.out | 0x03 * self._roll.low,)))
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

    def _cut(self, feed: int) -> None:
        self._print_line()
        self._roll.feed(TO_THE_KNIFE + feed)
        whole = self._inked and not self._interrupted
        piece = self._roll.cut()
        if whole:
            self.receipts.append(piece)
            self._presented = True
            self._inked = False
        else:
            self._scrap(piece)

    def _scrap(self, piece: bytes) -> None:
        if piece:
            self.scraps.append(piece)
        self._inked = self._interrupted = False
