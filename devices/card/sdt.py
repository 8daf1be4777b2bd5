"""The language of the Ministry's security modules (SDT), as bytes; who carries them is `sdt_port`'s matter.

    request: AA AA AA 96 69 | length | command, parameter | data | check
    answer:  AA AA AA 96 69 | length | SW1 SW2 SW3 | data | check

`length` (two bytes, big-endian) counts what follows it, the check is the XOR of all from the length on. A module
answers one request after the other, but does not say which request an answer is for. Sources: GA/T 467, GA 450 and
the readers' published programming manuals, which agree.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import reduce
from operator import xor
from types import MappingProxyType
from typing import NamedTuple

from devices.api import DeviceError, ErrorCode
from devices.card.resident import PHOTO_LENGTH, TEXT_LENGTH

PREAMBLE = bytes.fromhex("AAAAAA9669")

STATUS = b"\x11\xff"
SAM_ID = b"\x12\xff"
FIND = b"\x20\x01"
SELECT = b"\x20\x02"
READ = b"\x30\x01"  # text and photo; 30 10 would read fingerprints too, which nobody here has a right to
READ_MORE = (
    b"\x30\x03"  # addresses that were added later; it answers only while the card that was read still lies there
)

OK = 0x90
NOTHING_MORE = 0x91
FOUND = 0x9F
NO_CARD = 0x80

LONGEST = 4 + 4 + TEXT_LENGTH + PHOTO_LENGTH  # bytes that a length may announce: those of READ

LIFT = "lift the card and put it back"

_TROUBLE: Mapping[int, tuple[ErrorCode, str]] = MappingProxyType(
    {
        0x10: (ErrorCode.INVALID_DATA, "the module received a wrong check byte"),
        0x11: (ErrorCode.INVALID_DATA, "the module received a wrong length"),
        0x21: (ErrorCode.UNSUPPORTED, "the module does not know the command"),
        0x31: (ErrorCode.AUTH_FAILED, "the card does not accept the module"),
        0x32: (ErrorCode.AUTH_FAILED, "the module does not accept the card"),
        0x33: (ErrorCode.READ_FAILED, f"the card's data are not whole: {LIFT}"),
        0x40: (ErrorCode.UNKNOWN_CARD, "not a card that the module reads"),
        0x41: (ErrorCode.READ_FAILED, LIFT),
        0x47: (ErrorCode.READ_FAILED, f"no random number: {LIFT}"),
        0x60: (ErrorCode.HARDWARE_ERROR, "the module's self-test failed"),
        0x66: (ErrorCode.HARDWARE_ERROR, "the module is not authorised"),
        NO_CARD: (ErrorCode.NO_CARD, "no card"),
        0x81: (ErrorCode.READ_FAILED, LIFT),
    }
)


class Answer(NamedTuple):
    """What a module said. `meaning`: SW3; the other two say nothing that SW3 does not."""

    meaning: int
    data: bytes

    def __repr__(self) -> str:
        return f"Answer({self.meaning:02X}, {len(self.data)} bytes)"


def request(command: bytes) -> bytes:
    """A whole request; no command that is used here carries data."""
    counted = struct.pack(">H", len(command) + 1) + command
    return PREAMBLE + counted + bytes([reduce(xor, counted)])


class Decoder:
    """Finds answers in a stream of bytes. Garbage, and what only looks like an answer, is passed over."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that are whole now. Never keeps more than one answer's worth of bytes."""
        self._rest += data
        answers: list[Answer] = []
        while (start := self._rest.find(PREAMBLE)) >= 0:
            self._rest = self._rest[start:]
            if len(self._rest) < 7:
                return answers
            end = 7 + int.from_bytes(self._rest[5:7], "big")
            if 7 + 4 <= end <= 7 + LONGEST:
                if len(self._rest) < end:
                    return answers
                body = self._rest[5:end]
                if reduce(xor, body) == 0:
                    answers.append(Answer(body[4], body[5:-1]))
                    self._rest = self._rest[end:]
                    continue
            self._rest = self._rest[1:]
        self._rest = self._rest[-(len(PREAMBLE) - 1) :]
        return answers


def is_state(answer: Answer) -> bool:
    """Whether this can be the answer to STATUS."""
    return not answer.data and answer.meaning in (OK, 0x60, 0x66)


def trouble(answer: Answer, device: str) -> DeviceError:
    """What an answer that is not the wanted one means to the kiosk."""
    code, words = _TROUBLE.get(answer.meaning, (ErrorCode.READ_FAILED, LIFT))
    return DeviceError(code, device, f"{words} (SDT {answer.meaning:02X})")


def text_and_photo(data: bytes, device: str) -> tuple[bytes, bytes]:
    """The data of READ: two lengths, the text, the photo (compressed, or none). Raises DeviceError(invalid_data)."""
    if len(data) >= 4:
        text, photo = struct.unpack_from(">HH", data)
        if text == TEXT_LENGTH and photo in (0, PHOTO_LENGTH) and len(data) == 4 + text + photo:
            return data[4 : 4 + text], data[4 + text :]
    raise DeviceError(ErrorCode.INVALID_DATA, device, "lengths of text and photo")


def sam_id(data: bytes) -> str | None:
    """The module's number as it is printed on it, 05.01-20110101-0012345678-0987654321; None: that is none."""
    if len(data) != 16:
        return None
    maker, kind, day, serial, rest = struct.unpack("<HHIII", data)
    return f"{maker:02}.{kind:02}-{day:08}-{serial:010}-{rest:010}"
