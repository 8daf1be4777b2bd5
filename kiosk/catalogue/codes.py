"""The numbers that bodies, matters and cases go by: their structure and their check characters.

credit code (统一社会信用代码)  18  GB 32100-2015, with the body code of GB 11714-1997 in characters 9 to 17
item code (实施编码)            31  GB/T 39554.1-2020: credit code 18 + level 1 + basic code 12
basic code (基本编码)           12  province 2 + item type 2 + main item 5 + sub-item 3
case number (办件编号)          43  item code 31 + date 8 + sequence 4
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from stdnum.cn import uscc

_LETTER = "ABCDEFGHJKLMNPQRTUWXY"  # I, O, S, V and Z are never used
_CREDIT_CODE = re.compile(rf"[0-9{_LETTER}]{{2}}[0-9]{{6}}[0-9{_LETTER}]{{10}}")
_ITEM_CODE = re.compile(
    rf"(?P<credit_code>[0-9{_LETTER}]{{18}})(?P<level>[1-7])"
    rf"(?P<province>[0-9]{{2}})(?P<item_type>[0-9]{{2}})(?P<main>[0-9{_LETTER}]{{5}})(?P<sub>[0-9{_LETTER}]{{3}})"
)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714


def credit_code_mistake(code: str) -> str | None:
    """What is wrong with a credit code, None when nothing is. Its region need not exist (any more)."""
    if not _CREDIT_CODE.fullmatch(code):
        return "is not 18 digits and capital letters (without I, O, S, V, Z) with a region in characters 3 to 8"
    if code[17] != uscc.calc_check_digit(code[:17]):
        return "has a wrong check character (GB 32100)"
    if code[16] != _body_check_character(code[8:16]):
        return "has a wrong check character in its body code (GB 11714, character 17)"
    return None


def _body_check_character(body: str) -> str:
    check = 11 - sum(int(c, 36) * weight for c, weight in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(check, str(check))


@dataclass(frozen=True, slots=True)
class ItemCode:
    """The parts of an item code. `sub` 000: the main item itself."""

    credit_code: str
    level: str
    province: str
    item_type: str
    main: str
    sub: str


def parse_item_code(code: str) -> ItemCode:
    """Raises ValueError, whose text says what is wrong."""
    parts = _ITEM_CODE.fullmatch(code)
    if parts is None:
        raise ValueError(
            f"{code!r} is no item code: 31 characters, credit code 18 + level 1 + province 2 + type 2 + main 5 + sub 3"
        )
    if mistake := credit_code_mistake(parts["credit_code"]):
        raise ValueError(f"the credit code in {code!r} {mistake}")
    return ItemCode(**parts.groupdict())


def case_number(item_code: str, day: date, sequence: int) -> str:
    """The number that the office gives a case. `sequence`: 1 to 9999, counted each day for each item."""
    if not 1 <= sequence <= 9999:
        raise ValueError(f"sequence {sequence} does not fit into four digits: the day's numbers are used up")
    return f"{item_code}{day:%Y%m%d}{sequence:04d}"


def parse_case_number(number: str) -> tuple[str, date, int]:
    """Item code, day and sequence of a case number. Raises ValueError."""
    if len(number) != 43 or not re.fullmatch(r"[0-9]{12}", number[31:]):
        raise ValueError("a case number is an item code, a date and a sequence: 31 + 8 + 4 characters")
    parse_item_code(number[:31])
    return number[:31], datetime.strptime(number[31:39], "%Y%m%d").date(), int(number[39:])
