"""The words of ESC/POS that a receipt needs, and what the printer's answers mean: pure functions, no transport.

Source: Epson ESC/POS Command Reference. A receipt goes out as one picture (GS v 0), never as text, so that no code
page can spoil a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.receipt_printer.api import Cover, Cutter, Head, PaperSupply, Raster, ReceiptPrinterStatus

BAND_ROWS = 128  # 16 mm: small enough that a printer which stops is noticed between two bands

INITIALIZE = b"\x1b@"  # ESC @
NO_AUTOMATIC_STATUS = b"\x1da\x00"  # GS a 0: answers only when asked
FEED_AND_CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the knife, cut
CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 fn 8: answered; obeyed even while it cannot print
RECOVER_CLEARED = b"\x10\x05\x02"  # DLE ENQ 2: the same for printers that do not know fn 8, while they cannot print
ASK_ROLL = b"\x1dr\x01"  # GS r 1: answered in its turn, after all that was sent before
STATUS_QUESTIONS = (1, 2, 3, 4)  # DLE EOT n: printer, cause of being offline, cause of an error, paper
NAME_QUESTIONS = (66, 67, 65, 68)  # GS I n: maker, model, firmware, serial number; answered in their turn
LONGEST_NAME = 80  # bytes (GS I, "printer information B")


def ask_status(question: int) -> bytes:
    return bytes((0x10, 0x04, question))


def ask_name(question: int) -> bytes:
    return bytes((0x1D, 0x49, question))


def ask_process_id(number: int) -> bytes:
    """GS ( H fn 48: the printer echoes four characters once all that was sent before is printed."""
    return b"\x1d(H\x06\x0000" + process_id(number)


def process_id(number: int) -> bytes:
    return b"%04d" % (number % 10_000)


def bands(raster: Raster) -> Iterator[bytes]:
    """The picture as GS v 0 commands of at most `BAND_ROWS` rows."""
    for top in range(0, raster.shape[0], BAND_ROWS):
        rows = np.packbits(raster[top : top + BAND_ROWS], axis=1)
        height, width = rows.shape
        yield b"\x1dv0\x00" + width.to_bytes(2, "little") + height.to_bytes(2, "little") + rows.tobytes()


# --- answers


@dataclass(frozen=True, slots=True)
class StatusByte:
    """The answer to one DLE EOT; it does not say to which."""

    value: int


@dataclass(frozen=True, slots=True)
class RollByte:
    """The answer to GS r 1."""

    value: int


_ROLL_BYTES = frozenset({0x00, 0x03, 0x0C, 0x0F})  # bits 0-1: near its end, bits 2-3: at its end


@dataclass(frozen=True, slots=True)
class ProcessId:
    """The echo of GS ( H."""

    number: bytes


@dataclass(frozen=True, slots=True)
class Cleared:
    """The answer to DLE DC4 fn 8."""


@dataclass(frozen=True, slots=True)
class Name:
    """The answer to one GS I; it does not say to which. Printable ASCII, at most `LONGEST_NAME` characters."""

    text: str


Answer = StatusByte | RollByte | ProcessId | Cleared | Name

_NAME = re.compile(rb"\x5f([\x20-\x7e\x80-\xff]{0,%d})(\x00|\Z)" % LONGEST_NAME)


def parse(data: bytes) -> tuple[list[Answer], bytes]:
    """All whole answers in `data`, and the beginning of one that has not arrived whole; noise is passed over."""
    answers: list[Answer] = []
    at = 0
    while at < len(data):
        byte = data[at]
        size = 1
        if byte == 0x37:  # the head of a block: 37 22 d1 d2 d3 d4 00, or 37 25 00
            size = {b"\x22": 7, b"\x25": 3, b"": 2}.get(data[at + 1 : at + 2], 1)
            if at + size > len(data):
                break
            block = data[at : at + size]
            if block[-1] != 0:
                size = 1
            elif size == 7:
                answers.append(ProcessId(block[2:6]))
            elif size == 3:
                answers.append(Cleared())
        elif byte == 0x5F and (name := _NAME.match(data, at)):  # 5f text 00
            if not name[2]:
                break
            size = len(name[0])
            answers.append(Name(name[1].decode("ascii", "ignore").strip()))
        elif byte & 0x93 == 0x12:
            answers.append(StatusByte(byte))
        elif byte in _ROLL_BYTES:
            answers.append(RollByte(byte))
        at += size
    return answers, data[at:]


# --- meaning

Answers = tuple[int | None, int | None, int | None, int | None]
"""What came back to DLE EOT 1, 2, 3, 4; None: nothing came back."""


RECOVERABLE = 0x0C  # of the answer to DLE EOT 3: these errors stay until DLE ENQ, though their cause is mended


def fold(device: str, answers: Answers) -> ReceiptPrinterStatus:
    """What the four bytes mean together. Priority: fault, then cover, then paper, then silence, then ok.

    Silence is never "paper ok": what was not answered is unknown, and a printer that answers nothing has no power.
    """
    printer, offline, error, roll = answers
    cover = Cover.UNKNOWN if offline is None else Cover.OPEN if offline & 0x04 else Cover.CLOSED
    if roll is None:
        paper = PaperSupply.UNKNOWN
    elif roll & 0x60:
        paper = PaperSupply.OUT
    else:
        paper = PaperSupply.LOW if roll & 0x0C else PaperSupply.OK
    if offline is not None and offline & 0x20:
        paper = PaperSupply.OUT
    if error is None:
        cutter, head = Cutter.UNKNOWN, Head.UNKNOWN
    else:
        cutter = Cutter.JAMMED if error & 0x08 else Cutter.OK
        head = Head.HOT if error & 0x40 else Head.OK
        if cover is Cover.OPEN and head is Head.HOT:  # the same bit says that the cover was opened while printing
            head = Head.UNKNOWN
        if error & 0x04 and not error & 0x28:
            paper = PaperSupply.JAMMED

    def status(state: DeviceState, code: ErrorCode | None = None, detail: str = "") -> ReceiptPrinterStatus:
        trouble = None if code is None else DeviceError(code, device, detail)
        return ReceiptPrinterStatus(state, trouble, paper, cover, cutter, head)

    if cutter is Cutter.JAMMED:
        return status(DeviceState.HARDWARE_ERROR, ErrorCode.CUTTER_JAM)
    if error is not None and error & 0x20:
        return status(DeviceState.HARDWARE_ERROR, ErrorCode.HARDWARE_ERROR, "unrecoverable error")
    if paper is PaperSupply.JAMMED:
        return status(DeviceState.HARDWARE_ERROR, ErrorCode.PAPER_JAM)
    if head is Head.HOT:
        return status(DeviceState.HARDWARE_ERROR, ErrorCode.HEAD_HOT)
    if cover is Cover.OPEN:
        return status(DeviceState.USER_ERROR, ErrorCode.COVER_OPEN)
    if paper is PaperSupply.OUT:
        return status(DeviceState.USER_ERROR, ErrorCode.PAPER_OUT)
    if all(answer is None for answer in answers):
        return status(DeviceState.DISCONNECTED, ErrorCode.DISCONNECTED, "answers nothing")
    if None in answers:
        return status(DeviceState.HARDWARE_ERROR, ErrorCode.TIMEOUT, "answered only a part of the status questions")
    assert printer is not None
    if printer & 0x08:
        return status(DeviceState.USER_ERROR, ErrorCode.NOT_READY, "offline, perhaps its feed button is pressed")
    return status(DeviceState.ONLINE)
