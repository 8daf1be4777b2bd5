"""Reads whole files of a chip in as few commands as it allows (ISO/IEC 7816-4 READ BINARY)."""

from __future__ import annotations

from devices.api import DeviceError, ErrorCode
from devices.card.emrtd.messaging import SecureMessaging
from devices.card.emrtd.tlv import first, head, objects
from devices.card.iso7816 import OK, Answer, exchange
from devices.card.profile import Channel
from devices.card.text import invalid

SMALL_CHUNK = 160  # bytes at a time that every chip is known to give
LONG_CHUNK = 2048  # of an extended answer; more saves nothing

END_OF_FILE = 0x6282  # fewer bytes than asked for
WRONG_LENGTH = 0x6700
FILE_NOT_FOUND = 0x6A82

ATR_INFO = 0x01  # short identifiers of files of the master file
CARD_ACCESS = 0x1C
SECURITY_OBJECT = 0x1D  # and of the application; the data groups are called by their numbers

MAX_OPEN = 1024  # bytes of a file of the master file

_SHORT_OFFSETS = 0x8000  # from here on an offset does not fit into P1 and P2
_OVERHEAD = 64  # bytes that secure messaging adds to an answer, at most


class Files:
    """The files of the selected application, through secure messaging."""

    def __init__(self, messaging: SecureMessaging, chunk: int = 0) -> None:
        """`chunk`: bytes to ask for at a time; 0: what fills a short answer."""
        self._messaging = messaging
        self._device = messaging.device
        self._chunk = chunk or messaging.short_answer

    def read(self, identifier: int, limit: int) -> bytes | None:
        """One whole TLV file by its short identifier; None when the chip has none.

        Raises DeviceError(invalid_data) for one that claims to be longer than `limit` bytes, (read_failed).
        """
        answer = self._part(identifier, 0, self._chunk)
        if answer.status == FILE_NOT_FOUND:
            return None
        _tag, _start, length = head(self._require(answer), self._device)
        if length > limit:
            raise invalid(self._device, f"length of file {identifier:02X}")
        data = bytearray(answer.data[:length])
        while len(data) < length:
            data += self._require(self._part(identifier, len(data), min(self._chunk, length - len(data))))
        return bytes(data[:length])

    def _part(self, identifier: int, offset: int, count: int) -> Answer:
        answer = self._read_binary(identifier, offset, count)
        if (answer.status == WRONG_LENGTH or _empty(answer)) and count > SMALL_CHUNK:
            self._chunk = SMALL_CHUNK
            answer = self._read_binary(identifier, offset, SMALL_CHUNK)
        return answer

    def _read_binary(self, identifier: int, offset: int, count: int) -> Answer:
        if offset == 0:
            return self._messaging.command(0xB0, 0x80 | identifier, 0x00, expected=count)
        if offset < _SHORT_OFFSETS:
            return self._messaging.command(0xB0, offset >> 8, offset & 0xFF, expected=count)
        where = b"\x54\x02" + offset.to_bytes(2, "big")
        data, status = self._messaging.command(0xB1, 0x00, 0x00, where, expected=min(count + 4, self._chunk))
        return Answer(first(objects(data, self._device), 0x53, self._device) if data else b"", status)

    def _require(self, answer: Answer) -> bytes:
        if answer.status not in (OK, END_OF_FILE) or not answer.data:
            raise DeviceError(ErrorCode.READ_FAILED, self._device, f"read binary: {answer.status:04X}")
        return answer.data


def read_open(channel: Channel, identifier: int) -> bytes:
    """A file of the master file that everybody may read; nothing when it cannot be had, or is none of this kind."""
    data, status = exchange(channel, bytes([0x00, 0xB0, 0x80 | identifier, 0x00, 0x00]))
    if status not in (OK, END_OF_FILE):
        return b""
    try:
        end = min(head(data, channel.device)[2], MAX_OPEN)
    except DeviceError:  # a card of another kind has another file in this place
        return b""
    while len(data) < end:
        more, status = exchange(channel, b"\x00\xb0" + len(data).to_bytes(2, "big") + b"\x00")
        if status not in (OK, END_OF_FILE) or not more:
            return b""
        data += more
    return data


def long_chunk(atr_info: bytes, device: str) -> int:
    """How many bytes may be asked for at a time; 0 if EF.ATR/INFO does not promise long answers (7F66)."""
    try:
        lengths = [
            value for tag, value in objects(first(objects(atr_info, device), 0x7F66, device), device) if tag == 2
        ]
    except DeviceError:
        return 0
    if len(lengths) != 2 or (longest := int.from_bytes(lengths[1], "big")) <= 256:
        return 0
    return min(LONG_CHUNK, longest - _OVERHEAD)


def _empty(answer: Answer) -> bool:
    return answer.status in (OK, END_OF_FILE) and not answer.data
