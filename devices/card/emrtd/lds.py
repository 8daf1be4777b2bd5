"""The data groups that a kiosk needs (ICAO Doc 9303-10, 4.7): the MRZ, the face, the name as the holder writes it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from devices.card.emrtd.mrz import FILLER, Mrz, parse_mrz
from devices.card.emrtd.tlv import first, objects, only
from devices.card.text import clean, day, invalid

# How a picture begins: JPEG, JPEG 2000 in its container, JPEG 2000 bare
_PICTURES = (b"\xff\xd8\xff", bytes.fromhex("0000000C6A5020200D0A870A"), bytes.fromhex("FF4FFF51"))


@dataclass(frozen=True, slots=True)
class Person:
    """What data group 11 adds to the MRZ; empty: not there."""

    name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)
    birth: date | None = field(default=None, repr=False)


def mrz_of(dg1: bytes, device: str) -> Mrz:
    """Raises DeviceError(invalid_data)."""
    zone = first(objects(only(dg1, 0x61, device), device), 0x5F1F, device)
    return parse_mrz(zone.decode("latin-1"), device)


def person_of(dg11: bytes, device: str) -> Person:
    """Raises DeviceError(invalid_data)."""
    said = dict(objects(only(dg11, 0x6B, device), device))
    return Person(
        name=national_name(_text(device, "name", said.get(0x5F0E, b""))),
        number=_text(device, "number", said.get(0x5F10, b"")).strip(FILLER),
        birth=_birth(device, said.get(0x5F2B, b"")),
    )


def face_of(dg2: bytes, device: str) -> bytes:
    """The first picture, JPEG or JPEG 2000. Raises DeviceError(invalid_data)."""
    group = objects(only(dg2, 0x75, device), device)
    template = objects(first(objects(first(group, 0x7F61, device), device), 0x7F60, device), device)
    block = next((value for tag, value in template if tag in (0x5F2E, 0x7F2E)), b"")
    begins = [at for at in map(block.find, _PICTURES) if at >= 0]
    if not begins:
        raise invalid(device, "photo")
    return block[min(begins) :]


def national_name(text: str) -> str:
    """Fillers between its parts become blanks, but a Chinese name has none: 王<<小明 is 王小明."""
    parts = text.replace(FILLER, " ").split()
    return ("" if any(map(_is_han, text)) else " ").join(parts)


def _is_han(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED") or 0x20000 <= ord(character) < 0x40000


def _text(device: str, name: str, value: bytes) -> str:
    try:
        return clean(device, name, value.decode("utf-8"))
    except UnicodeDecodeError:
        raise invalid(device, name) from None


def _birth(device: str, value: bytes) -> date | None:
    """YYYYMMDD, as text or two digits a byte; months and days that are not known are 00."""
    digits = value.hex() if len(value) == 4 else value.decode("latin-1")
    return day(device, "birth", digits) if digits and "00" not in (digits[4:6], digits[6:]) else None
