"""The resident identity card (居民身份证) in a PC/SC reader with a security module.

The card itself talks only to the Ministry's security module (GA/T 467). Readers that have one hand its plain text out
in pages: `FF B0 <page> 00 00` answers, on page 0, the lengths of text and photo (two big-endian u16) and the text. The
photo is never asked for. A plain reader can only recognise the card.
"""

from __future__ import annotations

from collections.abc import Mapping

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardData, CardKind
from devices.card.iso7816 import OK, exchange
from devices.card.profile import Channel, Match, NotMine, Wanted
from devices.card.text import LONG_TERM, clean, day, invalid, required

TEXT_PAGE = bytes.fromhex("FFB0000000")
TEXT_LENGTH = 256
PHOTO_LENGTH = 1024
_HEADER = TEXT_LENGTH.to_bytes(2, "big") + PHOTO_LENGTH.to_bytes(2, "big")

# Offset and length in bytes of each field of the text, UTF-16LE, padded with spaces (GA/T 490).
_LAYOUT: Mapping[str, tuple[int, int]] = {
    "name": (0, 30),
    "sex": (30, 2),
    "ethnicity": (32, 4),
    "birth": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "authority": (158, 30),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
    "type": (248, 2),
}

# The same chip carries three other documents, each with a layout of its own.
_OTHER_TYPES: Mapping[str, str] = {
    "J": "residence permit for Hong Kong, Macao and Taiwan residents",
    "I": "foreign permanent resident card, 2017",
    "Y": "foreign permanent resident card, 2023",
}

# How a plain reader shows the card (pcsc-tools, smartcard_list): its constant ATQB, or as a storage card.
_ON_PLAIN_READER = frozenset(
    {
        bytes.fromhex("3B888001D10386050080800058"),
        bytes.fromhex("3B8F8001804F0CA00000030607FFB00000000020"),
    }
)


class ResidentCard:
    """Reads the card where a security module is, and says "the other slot" where none is."""

    kinds = frozenset({CardKind.RESIDENT})

    def match(self, atr: bytes) -> Match:
        if atr in _ON_PLAIN_READER:
            return Match.SURE
        return Match.TRY if atr[13:15] == b"\x90\x00" else Match.NO

    def read(self, channel: Channel, wanted: Wanted) -> CardData:  # noqa: ARG002 - no picture, no secret
        page, status = exchange(channel, TEXT_PAGE)
        if status != OK or not page.startswith(_HEADER):
            if channel.atr in _ON_PLAIN_READER:
                raise DeviceError(ErrorCode.WRONG_SLOT, channel.device, "resident card on a reader without module")
            raise NotMine
        return parse(page[len(_HEADER) :], channel.device)


def parse(text: bytes, device: str) -> CardData:
    """The 256 bytes of text. Raises DeviceError(invalid_data), or (unknown_card) for the sister documents."""
    if len(text) != TEXT_LENGTH:
        raise invalid(device, "length")
    field = {name: _decode(device, name, text) for name in _LAYOUT}
    if sister := _OTHER_TYPES.get(field["type"]):
        raise DeviceError(ErrorCode.UNKNOWN_CARD, device, sister)
    long_term = field["valid_to"] == LONG_TERM
    return CardData(
        kind=CardKind.RESIDENT,
        name=required(device, "name", field["name"], ".+"),
        number=required(device, "number", field["number"], "[0-9]{17}[0-9X]"),
        sex=required(device, "sex", field["sex"], "[0-9]"),
        ethnicity=required(device, "ethnicity", field["ethnicity"], "[0-9]{2}"),
        birth=day(device, "birth", field["birth"]),
        address=field["address"],
        authority=field["authority"],
        valid_from=day(device, "valid_from", field["valid_from"]),
        valid_to=None if long_term else day(device, "valid_to", field["valid_to"]),
        long_term=long_term,
    )


def _decode(device: str, name: str, text: bytes) -> str:
    offset, length = _LAYOUT[name]
    try:
        # Field by field: a character of two code units must not be cut by the border of its field.
        decoded = text[offset : offset + length].decode("utf-16-le")
    except UnicodeDecodeError:
        raise invalid(device, name) from None
    return clean(device, name, decoded)
