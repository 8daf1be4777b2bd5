"""The resident identity card (居民身份证) and its three sisters, which carry the same chip with other texts in it.

The card itself talks only to the Ministry's security module (GA/T 467). Whoever drives a reader with such a module gets
256 bytes of text and hands them to `parse`, here. Readers that speak PC/SC hand them out in pages: `FF B0 <page> 00 00`
answers, on page 0, the lengths of text and photo (two big-endian u16) and the text. The photo is never asked for: it
is compressed in a way that only licensed libraries know. A plain reader can only recognise the card.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardData, CardKind
from devices.card.iso7816 import OK, exchange
from devices.card.profile import Channel, Match, NotMine, Wanted
from devices.card.text import LONG_TERM, clean, day, invalid, required

TEXT_PAGE = bytes.fromhex("FFB0000000")
TEXT_LENGTH = 256
PHOTO_LENGTH = 1024
_HEADER = TEXT_LENGTH.to_bytes(2, "big") + PHOTO_LENGTH.to_bytes(2, "big")

Layout = Mapping[str, tuple[int, int]]

# Offset and length in bytes of each field of the text, UTF-16LE, padded with spaces (GA/T 490). Fields that no form
# asks for (renewals, authority code, version, link to an older number) are left where they are.
_RESIDENT: Layout = MappingProxyType(
    {
        "name": (0, 30),
        "sex": (30, 2),
        "ethnicity": (32, 4),
        "birth": (36, 16),
        "address": (52, 70),
        "number": (122, 36),
        "authority": (158, 30),
        "valid_from": (188, 16),
        "valid_to": (204, 16),
    }
)
LAYOUTS: Mapping[CardKind, Layout] = MappingProxyType(
    {
        CardKind.RESIDENT: _RESIDENT,
        CardKind.RESIDENCE_PERMIT: {
            **{name: place for name, place in _RESIDENT.items() if name != "ethnicity"},
            "permit_number": (220, 18),
            "issue_count": (238, 4),
        },
        CardKind.PERMANENT_RESIDENT_2017: {
            "name_latin": (0, 120),
            "sex": (120, 2),
            "number": (122, 30),
            "nationality": (152, 6),
            "name": (158, 30),
            "valid_from": (188, 16),
            "valid_to": (204, 16),
            "birth": (220, 16),
        },
        CardKind.PERMANENT_RESIDENT_2023: {
            "name": (0, 30),
            "sex": (30, 2),
            "birth": (36, 16),
            "name_latin": (52, 70),
            "number": (122, 36),
            "valid_from": (188, 16),
            "valid_to": (204, 16),
            "name_latin_rest": (220, 22),  # characters 36 to 46
            "nationality": (242, 6),
        },
    }
)
TYPE_FLAG = slice(248, 250)
_KINDS: Mapping[bytes, CardKind] = MappingProxyType(
    {
        "J".encode("utf-16-le"): CardKind.RESIDENCE_PERMIT,
        "I".encode("utf-16-le"): CardKind.PERMANENT_RESIDENT_2017,
        "Y".encode("utf-16-le"): CardKind.PERMANENT_RESIDENT_2023,
    }
)  # anything else: a resident card

# What a field must be wherever it occurs; the checks that need a calendar or a check digit are the kiosk's.
_PATTERNS: Mapping[str, str] = MappingProxyType(
    {
        "sex": "[0-9]",
        "ethnicity": "[0-9]{2}",
        "number": "[0-9]{17}[0-9X]",
        "name_latin": ".+",
        "nationality": "[A-Z]{3}",
        "permit_number": "[A-Z0-9]{8,9}",
        "issue_count": "[0-9]{1,2}",
    }
)
_LATIN_FIRST = 35  # characters of a Latin name before it goes on elsewhere
_NUMBER_2017 = "[A-Z]{3}[0-9]{12}"

# How a plain reader shows the card (pcsc-tools, smartcard_list): its constant ATQB, or as a storage card.
_ON_PLAIN_READER = frozenset(
    {
        bytes.fromhex("3B888001D10386050080800058"),
        bytes.fromhex("3B8F8001804F0CA00000030607FFB00000000020"),
    }
)


class ResidentCard:
    """Reads the card where a security module is, and says "the other slot" where none is."""

    kinds = frozenset(LAYOUTS)

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
    """The 256 bytes of text, whatever reader they came from. Raises DeviceError(invalid_data).

    `name` is the Chinese name; a foreigner who has none goes by the Latin one.
    """
    if len(text) != TEXT_LENGTH:
        raise invalid(device, "length")
    kind = _KINDS.get(text[TYPE_FLAG], CardKind.RESIDENT)
    field = {name: _decode(device, name, text[at : at + length]) for name, (at, length) in LAYOUTS[kind].items()}
    if "name_latin" in field:
        first = field["name_latin"].ljust(_LATIN_FIRST)
        field["name_latin"] = (first + field.get("name_latin_rest", "")).rstrip(" ")
        field["name"] = field["name"] or field["name_latin"]
    patterns = _PATTERNS if kind is not CardKind.PERMANENT_RESIDENT_2017 else {**_PATTERNS, "number": _NUMBER_2017}
    for name, pattern in patterns.items():
        if name in field:
            required(device, name, field[name], pattern)
    long_term = field["valid_to"] == LONG_TERM
    return CardData(
        kind=kind,
        name=required(device, "name", field["name"], ".+"),
        number=field["number"],
        sex=field["sex"],
        ethnicity=field.get("ethnicity", ""),
        birth=day(device, "birth", field["birth"]),
        address=field.get("address", ""),
        authority=field.get("authority", ""),
        valid_from=day(device, "valid_from", field["valid_from"]),
        valid_to=None if long_term else day(device, "valid_to", field["valid_to"]),
        long_term=long_term,
        name_latin=field.get("name_latin", ""),
        nationality=field.get("nationality", ""),
        permit_number=field.get("permit_number", ""),
        issue_count=field.get("issue_count", ""),
    )


def _decode(device: str, name: str, text: bytes) -> str:
    """Field by field: a character of two code units must not be cut by the border of its field."""
    try:
        return clean(device, name, text.decode("utf-16-le"))
    except UnicodeDecodeError:
        raise invalid(device, name) from None
