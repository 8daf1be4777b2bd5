"""Tag, length, value (ISO/IEC 8825-1), as far as chips of travel documents use it; every length may be a lie."""

from __future__ import annotations

from collections.abc import Sequence

from devices.card.text import invalid

MAX_OBJECTS = 64  # in one template

Object = tuple[int, bytes]  # tag, value


def encode(tag: int, value: bytes) -> bytes:
    length = len(value)
    if length < 0x80:
        size = bytes([length])
    else:
        digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
        size = bytes([0x80 | len(digits)]) + digits
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big") + size + value


def head(data: bytes, device: str) -> tuple[int, int, int]:
    """Tag (one or two bytes), and begin and end of the value, which need not be in `data`.

    Raises DeviceError(invalid_data).
    """
    at = 2 if data[:1] and data[0] & 0x1F == 0x1F else 1
    if len(data) <= at or (at == 2 and data[1] & 0x80):
        raise invalid(device, "TLV tag")
    tag, length = int.from_bytes(data[:at], "big"), data[at]
    at += 1
    if length >= 0x80:
        digits = data[at : at + (length & 0x7F)]
        if not 1 <= length & 0x7F <= 3 or len(digits) != length & 0x7F:
            raise invalid(device, "TLV length")
        at, length = at + len(digits), int.from_bytes(digits, "big")
    return tag, at, at + length


def objects(data: bytes, device: str) -> Sequence[Object]:
    """All of a template, in order. Raises DeviceError(invalid_data)."""
    found: list[Object] = []
    while data:
        tag, start, end = head(data, device)
        if end > len(data) or len(found) == MAX_OBJECTS:
            raise invalid(device, "TLV length")
        found.append((tag, data[start:end]))
        data = data[end:]
    return found


def only(data: bytes, tag: int, device: str) -> bytes:
    """The value of `data`, which begins with one object `tag`. Raises DeviceError(invalid_data)."""
    found, start, end = head(data, device)
    if found != tag or end > len(data):
        raise invalid(device, f"TLV {tag:X}")
    return data[start:end]


def first(found: Sequence[Object], tag: int, device: str) -> bytes:
    """The first object `tag`. Raises DeviceError(invalid_data)."""
    for name, value in found:
        if name == tag:
            return value
    raise invalid(device, f"no TLV {tag:X}")
