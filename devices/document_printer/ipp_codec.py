"""IPP messages: values to bytes and back. Pure; nothing here talks, nothing here knows what the values mean.

Requests are encoded with pyipp. Answers are not read with it: its parser runs for ever on a negative length, and gives
a whole answer up for one enum value that it does not know (a vendor's finishing, an operation of CUPS).
Source: RFC 8010, section 3.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pyipp.enums import IppOperation, IppTag
from pyipp.serializer import construct_attribute

from devices.api import Action, DeviceError, ErrorCode

Value: TypeAlias = int | bool | str | tuple[int, int]
Attributes: TypeAlias = Mapping[str, Sequence[Value]]
Written: TypeAlias = Mapping[str, tuple[IppTag, int | bool | str | Sequence[str]]]


def encode(operation: IppOperation, attributes: Written, job: Written | None = None) -> bytes:
    """A request in IPP/1.1, which printers of every later version take; a document may follow its last byte."""
    groups = [(IppTag.OPERATION, attributes)] + ([(IppTag.JOB, job)] if job else [])
    return (
        struct.pack(">bbhi", 1, 1, operation, 1)
        + b"".join(bytes([group]) + _written(values) for group, values in groups)
        + bytes([IppTag.END])
    )


def _written(attributes: Written) -> bytes:
    return b"".join(construct_attribute(name, value, tag) for name, (tag, value) in attributes.items())


@dataclass(frozen=True, slots=True)
class Answer:
    """`code`: the status; `groups`: each with its tag, in their order."""

    code: int
    groups: tuple[tuple[int, Attributes], ...]

    def all(self, tag: IppTag) -> list[Attributes]:
        return [attributes for group, attributes in self.groups if group == tag]

    def first(self, tag: IppTag) -> Attributes:
        return next(iter(self.all(tag)), {})


def decode(device: str, data: bytes) -> Answer:
    """What follows the last attribute is not looked at. Raises DeviceError(invalid_data)."""
    try:
        return _decode(data)
    except (struct.error, IndexError, ValueError) as error:
        detail = f"no IPP answer: {type(error).__name__}"
        raise DeviceError(ErrorCode.INVALID_DATA, device, detail, action=Action.TECHNICIAN) from error


def _decode(data: bytes) -> Answer:
    (code,) = struct.unpack_from(">2xH4x", data)
    groups: list[tuple[int, dict[str, list[Value]]]] = []
    at, name, depth = 8, "", 0
    while (tag := data[at]) != IppTag.END:
        at += 1
        if tag < IppTag.UNSUPPORTED_VALUE:
            groups.append((tag, {}))
            name, depth = "", 0
            continue
        named, at = _piece(data, at)
        raw, at = _piece(data, at)
        name = named.decode("ascii") or name
        depth += (tag == IppTag.BEGIN_COLLECTION) - (tag == IppTag.END_COLLECTION)
        if depth:  # nothing that is asked for lies in a collection
            continue
        value = _value(tag, raw)
        if value is not None:
            groups[-1][1].setdefault(name, []).append(value)
    return Answer(code, tuple(groups))


def _piece(data: bytes, at: int) -> tuple[bytes, int]:
    """Two bytes of length and so many bytes; and where they end, or would."""
    (length,) = struct.unpack_from(">H", data, at)
    return data[at + 2 : at + 2 + length], at + 2 + length


def _value(tag: int, raw: bytes) -> Value | None:
    """None: of no interest, or there is no value."""
    match tag:
        case IppTag.INTEGER | IppTag.ENUM:
            return int(struct.unpack(">i", raw)[0])
        case IppTag.BOOLEAN:
            return raw != b"\0"
        case IppTag.RANGE:
            low, high = struct.unpack(">ii", raw)
            return low, high
        case IppTag.TEXT_LANG | IppTag.NAME_LANG:
            _, at = _piece(raw, 0)
            return _piece(raw, at)[0].decode("utf-8", "replace")
        case IppTag.STRING:
            return raw.decode("utf-8", "replace")
        case _ if IppTag.TEXT <= tag <= IppTag.MIME_TYPE:
            return raw.decode("utf-8", "replace")
    return None


def texts(attributes: Attributes, name: str) -> list[str]:
    return [value for value in attributes.get(name, ()) if isinstance(value, str)]


def number(attributes: Attributes, name: str) -> int | None:
    return next((value for value in attributes.get(name, ()) if isinstance(value, int)), None)
