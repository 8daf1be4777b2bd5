"""Names of people: which texts can be one, and how they are written and hidden.

Every character of GB 18030-2022 is a character, the rare ones beyond the BMP too; minority names are joined with
U+00B7 (the State's notice on name fields demands that dot and room for 50 characters). A card's name is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

MAX_CHARACTERS = 50
DOT = "\u00b7"
_LOOKS_LIKE_THE_DOT = re.compile("[\u2022\u2027\u2219\u22c5\u30fb\uff65\u2e31]")
_JOINS = frozenset(DOT + " -'’.")
_ONE_CHARACTER = "(?s:.)[\ufe00-\ufe0f\U000e0100-\U000e01ef]*"  # a variation selector belongs to its base
_RARE_PLANES = range(0x20000, 0x40000)  # all hanzi, also those that Python's character table does not know yet


class NameProblem(StrEnum):
    """Why a text is no name."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    WRONG_CHARACTER = "wrong_character"


def tidy_name(text: str) -> str:
    """What was typed, as names are written: no blanks around it, every dot the dot of the standard."""
    return _LOOKS_LIKE_THE_DOT.sub(DOT, text.strip())


def name_problem(name: str) -> NameProblem | None:
    """What is wrong with a name, None when nothing is."""
    if not name.strip():
        return NameProblem.EMPTY
    if len(name) > MAX_CHARACTERS:
        return NameProblem.TOO_LONG
    if not all(_may_stand_in_a_name(c) for c in name) or not any(_is_letter(c) for c in name):
        return NameProblem.WRONG_CHARACTER
    return None


def private_use(name: str) -> str:
    """The characters whose meaning only their maker knows (some card chips hold rare ones so), in order.

    They are kept as they are; what they look like, a person must say.
    """
    return "".join(c for c in name if unicodedata.category(c) == "Co")


def _may_stand_in_a_name(character: str) -> bool:
    return character in _JOINS or _is_letter(character) or unicodedata.category(character).startswith("M")


def _is_letter(character: str) -> bool:
    point = ord(character)
    if point in _RARE_PLANES:
        return point & 0xFFFE != 0xFFFE
    return unicodedata.category(character) in ("Lu", "Ll", "Lt", "Lm", "Lo", "Co") or character == "〇"


def mask_name(name: str) -> str:
    """张敏 -> 张*, 李小敏 -> 李*敏."""
    characters: list[str] = re.findall(_ONE_CHARACTER, name)
    if len(characters) < 2:
        return "*" * len(characters)
    last = characters[-1] if len(characters) > 2 else "*"
    return characters[0] + "*" * (len(characters) - 2) + last


def mask_phone(phone: str) -> str:
    """13800003210 -> 138****3210."""
    return _mask(phone, 3, 4)


def mask_number(number: str) -> str:
    """33019919900101123X -> 330199********123X."""
    return _mask(number, 6, 4)


def _mask(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[-tail:] if hidden > 0 else "*" * len(text)
