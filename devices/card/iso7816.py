"""The few ISO/IEC 7816-4 commands that the profiles need. Every length comes from the card, so each has a cap."""

from __future__ import annotations

from typing import NamedTuple

from devices.api import DeviceError, ErrorCode
from devices.card.profile import Channel

OK = 0x9000
SECURITY_NOT_SATISFIED = 0x6982
RECORD_NOT_FOUND = 0x6A83

MAX_PARTS = 64  # of one answer that comes in parts
MAX_ANSWER = 4096  # bytes; nothing read here has more than 2,200


class Answer(NamedTuple):
    data: bytes
    status: int  # the status word, SW1 SW2

    def __repr__(self) -> str:
        return f"Answer({len(self.data)} bytes, {self.status:04X})"


def exchange(channel: Channel, apdu: bytes) -> Answer:
    """One command with its whole answer: asks again for the right length (6Cxx), fetches the rest (61xx).

    Raises DeviceError(invalid_data) for an answer without end.
    """
    data, status = _split(channel, channel.transmit(apdu))
    if status >> 8 == 0x6C and len(apdu) == 5:
        data, status = _split(channel, channel.transmit(apdu[:4] + bytes([status & 0xFF])))
    parts = 1
    while status >> 8 == 0x61:
        if parts == MAX_PARTS or len(data) > MAX_ANSWER:
            raise DeviceError(ErrorCode.INVALID_DATA, channel.device, "an answer without end")
        more, status = _split(channel, channel.transmit(b"\x00\xc0\x00\x00" + bytes([status & 0xFF])))
        data += more
        parts += 1
    return Answer(data, status)


def select_application(channel: Channel, aid: bytes) -> int:
    """SELECT by name; the status word."""
    return exchange(channel, bytes([0x00, 0xA4, 0x04, 0x00, len(aid)]) + aid).status


def select_file(channel: Channel, identifier: int) -> int:
    """SELECT an elementary file under the current one; older cards know only P1 = 00. The status word."""
    body = b"\x02" + identifier.to_bytes(2, "big")
    status = exchange(channel, b"\x00\xa4\x02\x00" + body).status
    if status in (OK, SECURITY_NOT_SATISFIED):
        return status
    return exchange(channel, b"\x00\xa4\x00\x00" + body).status


def read_record(channel: Channel, number: int) -> Answer:
    """READ RECORD `number` (1..254) of the selected file."""
    return exchange(channel, bytes([0x00, 0xB2, number, 0x04, 0x00]))


def _split(channel: Channel, answer: bytes) -> Answer:
    if len(answer) < 2:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, "an answer without a status word")
    return Answer(answer[:-2], int.from_bytes(answer[-2:], "big"))
