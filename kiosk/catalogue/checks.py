"""Numbers that are written as a text: whether one can be right at all."""

from __future__ import annotations

import re
from typing import assert_never

from stdnum import luhn

from kiosk.catalogue.codes import credit_code_mistake
from kiosk.catalogue.fields import Check

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# GA 36-2018: place, then five letters and digits (without I and O), of which the last may tell the kind of vehicle;
# six for vehicles that need no petrol
_PLATE = re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJ-NP-Z0-9]{{6}})")
_CARD = re.compile(r"[0-9]{16,19}")  # ISO/IEC 7812-1


def fits(check: Check, text: str) -> bool:
    """Whether `text` has the form, and the check character, of such a number; capital letters, no blanks."""
    match check:
        case Check.CREDIT_CODE:
            return credit_code_mistake(text) is None
        case Check.PLATE:
            return _PLATE.fullmatch(text) is not None
        case Check.BANK_CARD:
            return _CARD.fullmatch(text) is not None and luhn.is_valid(text)
        case other:
            assert_never(other)
