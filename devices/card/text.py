"""What card texts have in common, whatever their encoding: nothing is repaired, what is wrong is refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from devices.api import DeviceError, ErrorCode

LONG_TERM = "长期"

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def invalid(device: str, field: str) -> DeviceError:
    """The card says nonsense in `field`; what it says is personal and stays out of the error."""
    return DeviceError(ErrorCode.INVALID_DATA, device, f"field {field}")


def clean(device: str, field: str, text: str) -> str:
    """`text` without its padding. Raises DeviceError(invalid_data) when it holds invisible characters."""
    text = text.rstrip(" ")
    if any(unicodedata.category(char) in _INVISIBLE or ord(char) & 0xFFFE == 0xFFFE for char in text):
        raise invalid(device, field)
    return text


def required(device: str, field: str, text: str, pattern: str) -> str:
    """`text`, which must be all of `pattern`. Raises DeviceError(invalid_data)."""
    if not re.fullmatch(pattern, text):
        raise invalid(device, field)
    return text


def day(device: str, field: str, text: str) -> date:
    """YYYYMMDD. Raises DeviceError(invalid_data)."""
    required(device, field, text, "[0-9]{8}")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise invalid(device, field) from None
