"""The language between the kiosk and a maker's library in a child process (`child`): one JSON object a line.

    child  {"say": "hello", "protocol": 1, "model": "...", "serial": "...", "firmware": "...", "photo": true}
    child  {"say": "status", "reader": "online", "card": "present"}        at once, and whenever it has changed
    kiosk  {"ask": "read", "number": 7, "photo": false}
    child  {"say": "done", "to": 7, "text": "<256 bytes of text in base 64>", "photo": "<BMP or JPEG in base 64>"}
    child  {"say": "failed", "to": 7, "error": "read_failed", "code": -12}  an `ErrorCode`, and the library's number
    kiosk  {"ask": "cancel", "number": 7}                                   a hint; an answer still comes
    kiosk  {"ask": "decode", "number": 8, "photo": "<1024 bytes in base 64>"}
    child  {"say": "done", "to": 8, "photo": "..."}

The child reads from its standard input, writes to its standard output, obeys one order after the other, and ends when
its input does. `reader`: online, disconnected or hardware_error; `card`: absent or present. The text is not parsed in
there, so that all readers agree on what it says.
"""

from __future__ import annotations

import base64
import json
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter

from devices.api import DeviceError, ErrorCode

# What a child may report; anything else is a failed read.
_REPORTABLE = frozenset(
    {
        ErrorCode.NO_CARD,
        ErrorCode.CARD_REMOVED,
        ErrorCode.CARD_MUTE,
        ErrorCode.UNKNOWN_CARD,
        ErrorCode.READ_FAILED,
        ErrorCode.AUTH_FAILED,
        ErrorCode.WRONG_SLOT,
        ErrorCode.TIMEOUT,
        ErrorCode.CANCELLED,
        ErrorCode.DISCONNECTED,
        ErrorCode.HARDWARE_ERROR,
        ErrorCode.INVALID_DATA,
    }
)

Word = Annotated[str, Field(max_length=80)]
InBase64 = Annotated[bytes, AfterValidator(lambda text: base64.b64decode(text, validate=True))]


class Hello(BaseModel):
    say: Literal["hello"]
    protocol: Literal[1]
    model: Word
    serial: Word | None = None
    firmware: Word | None = None
    photo: bool = False


class Said(BaseModel):
    say: Literal["status"]
    reader: Literal["online", "disconnected", "hardware_error"]
    card: Literal["absent", "present"] = "absent"


class Done(BaseModel):
    say: Literal["done"]
    to: int
    text: InBase64 = Field(b"", repr=False)
    photo: InBase64 = Field(b"", repr=False)


class Failed(BaseModel):
    say: Literal["failed"]
    to: int
    error: Word
    code: int | None = None


Line = Hello | Said | Done | Failed
_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="say")])


def understand(line: bytes) -> Line:
    """Raises ValueError; its text may hold what the line says, so it goes nowhere."""
    return _LINE.validate_json(line)


def order(ask: str, number: int, **words: object) -> bytes:
    """What the kiosk says; bytes go in base 64."""
    plain = {key: base64.b64encode(word).decode() if isinstance(word, bytes) else word for key, word in words.items()}
    return json.dumps({"ask": ask, "number": number, **plain}).encode()


def trouble(device: str, line: Failed) -> DeviceError:
    """What the library's failure means to the kiosk. Of its words only the number is kept: they may name a person."""
    code = ErrorCode(line.error) if line.error in _REPORTABLE else ErrorCode.READ_FAILED
    return DeviceError(code, device, f"the maker's library says {line.code}" if line.code is not None else "")
