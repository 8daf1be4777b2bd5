"""The machine readable zone: what is printed in OCR-B, opens the chip, and stands in its data group 1.

Sources: ICAO Doc 9303-3 (check digits), 9303-4, -5, -6 (TD3, TD1, TD2). The Chinese card-type permits have layouts of
their own (GA/T 704.14; positions as two independent readers have them): CR 港澳居民来往内地通行证, CT
台湾居民来往大陆通行证, CS 往来港澳通行证, CD 往来台湾通行证.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from devices.card.text import invalid, required

PERMITS = frozenset({"CR", "CT", "CS", "CD"})
FILLER = "<"
LONGEST = 90  # characters

_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True, slots=True)
class Mrz:
    """The fields as they are printed, without fillers around them; dates are YYMMDD."""

    code: str  # P, CR ...
    number: str = field(repr=False)
    birth: str = field(repr=False)  # fillers stand for what is not known
    expiry: str = field(repr=False)
    sex: str = field(default="", repr=False)  # M, F
    issuer: str = field(default="", repr=False)
    nationality: str = field(default="", repr=False)
    name: str = field(default="", repr=False)  # with its fillers: two part surname and given names


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each field begins and ends. The check digits of number, birth and expiry follow their fields."""

    at: Mapping[str, tuple[int, int]]
    overflow: tuple[int, int] | None = None  # where a number longer than nine characters goes on (9303-5, 4.2.2.2)


def _layout(overflow: tuple[int, int] | None = None, **at: tuple[int, int]) -> _Layout:
    return _Layout(MappingProxyType({"code": (0, 2), **at}), overflow)


_TD1 = _layout(
    (15, 30),
    issuer=(2, 5),
    number=(5, 14),
    birth=(30, 36),
    sex=(37, 38),
    expiry=(38, 44),
    nationality=(45, 48),
    name=(60, 90),
)
_TD2 = _layout(
    (64, 71),
    issuer=(2, 5),
    name=(5, 36),
    number=(36, 45),
    nationality=(46, 49),
    birth=(49, 55),
    sex=(56, 57),
    expiry=(57, 63),
)
_TD3 = _layout(
    issuer=(2, 5),
    name=(5, 44),
    number=(44, 53),
    nationality=(54, 57),
    birth=(57, 63),
    sex=(64, 65),
    expiry=(65, 71),
)
_TO_THE_MAINLAND = _layout(number=(2, 11), expiry=(15, 21), sex=(22, 23), birth=(23, 29), name=(60, 90))
# On the card there is only the first line; the chip has two more. The Chinese name in them (30 to 41) holds three
# characters at most and cuts longer ones off, so it is not read.
_FROM_THE_MAINLAND = _layout(number=(2, 11), expiry=(13, 19), birth=(21, 27), name=(42, 60), sex=(60, 61))

_BY_CODE: Mapping[str, tuple[_Layout, tuple[int, ...]]] = MappingProxyType(
    {
        "CR": (_TO_THE_MAINLAND, (60, 90)),
        "CT": (_TO_THE_MAINLAND, (60, 90)),
        "CS": (_FROM_THE_MAINLAND, (30, 90)),
        "CD": (_FROM_THE_MAINLAND, (30, 90)),
    }
)
_BY_LENGTH: Mapping[int, _Layout] = MappingProxyType({90: _TD1, 72: _TD2, 88: _TD3})


def check_digit(text: str) -> str:
    """Weights 7, 3, 1; digits count themselves, letters from 10, fillers 0. Raises ValueError for anything else."""
    if not re.fullmatch("[A-Z0-9<]*", text):
        raise ValueError("not of the characters of a machine readable zone")
    values = (0 if c == FILLER else int(c, 36) for c in text)
    return str(sum(value * _WEIGHTS[i % 3] for i, value in enumerate(values)) % 10)


def mrz_information(number: str, birth: str, expiry: str) -> str:
    """What opens the chip (9303-11, 4.3.2): three fields with their check digits. Dates YYMMDD. Raises ValueError."""
    number = number.upper().ljust(9, FILLER)
    if not re.fullmatch("[0-9<]{6}", birth) or not re.fullmatch("[0-9<]{6}", expiry):
        raise ValueError("a date is not of the form YYMMDD")
    return "".join(part + check_digit(part) for part in (number, birth, expiry))


def parse_mrz(text: str, device: str) -> Mrz:
    """`text`: one to three lines, with or without breaks between them. Raises DeviceError(invalid_data)."""
    zone = "".join(text[: LONGEST + 10].split())
    required(device, "MRZ", zone, "[A-Z0-9<]*")
    layout, lengths = _BY_CODE.get(zone[:2], (_BY_LENGTH.get(len(zone)), tuple(_BY_LENGTH)))
    if layout is None or len(zone) not in lengths:
        raise invalid(device, "MRZ length")
    raw = {name: zone[start:end] for name, (start, end) in layout.at.items()}
    for name in ("birth", "expiry"):
        _check(device, name, raw[name], zone[layout.at[name][1]])
    mark = zone[layout.at["number"][1]]
    if layout.overflow is not None and mark == FILLER:
        rest = zone[slice(*layout.overflow)].partition(FILLER)[0]
        raw["number"], mark = raw["number"] + rest[:-1], rest[-1:]
    _check(device, "number", raw["number"], mark)
    sex = raw.get("sex", "")
    return Mrz(
        code=raw["code"].rstrip(FILLER),
        number=required(device, "number", raw["number"].rstrip(FILLER), "[A-Z0-9<]+"),
        birth=required(device, "birth", raw["birth"], "[0-9<]{6}"),
        expiry=required(device, "expiry", raw["expiry"], "[0-9<]{6}"),
        sex=sex if sex in ("M", "F") else "",
        issuer=raw.get("issuer", "").rstrip(FILLER),
        nationality=raw.get("nationality", "").rstrip(FILLER),
        name=raw.get("name", "").strip(FILLER),
    )


def plain_name(name: str) -> str:
    """Surname first, blanks for fillers: CHAN<<TAI<MAN is CHAN TAI MAN."""
    return " ".join(name.replace(FILLER, " ").split())


def birth_date(yymmdd: str, today: date) -> date | None:
    """The latest such day that is not after today; None when it is not known to the day. Raises ValueError."""
    if FILLER in yymmdd:
        return None
    century = today.year // 100 * 100
    year, rest = int(yymmdd[:2]), (int(yymmdd[2:4]), int(yymmdd[4:]))
    if (century + year, *rest) > (today.year, today.month, today.day):
        century -= 100
    return date(century + year, *rest)


def expiry_date(yymmdd: str) -> date | None:
    """Chips are younger than this century. None: it does not expire. Raises ValueError."""
    if yymmdd == 6 * FILLER:
        return None
    return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))


def _check(device: str, name: str, value: str, mark: str) -> None:
    if mark != check_digit(value):
        raise invalid(device, f"{name}: check digit")
