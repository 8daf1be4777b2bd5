"""The code of a draft: the only thing that holds the key of a case that waits.

`KIOSK-DRAFT:<BASE32>`, so that the QR code stays in its alphanumeric mode. It is no address: a phone that opened one
would send the secret to whoever answers there. In the Base32: the id (10 bytes), by which the office finds the draft;
the secret (16 bytes), which the office never learns; a check (CRC-16, 2 bytes). A code has one spelling only.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

_ID_BYTES, _SECRET_BYTES, _CHECK_BYTES = 10, 16, 2
_PREFIX = "KIOSK-DRAFT:"
_TEXT = re.compile(rf"{_PREFIX}(?P<base32>.*)")
_BASE32 = re.compile(r"[A-Z2-7]{45}")  # of 28 bytes
_SAID = 8  # characters


class DraftCodeReason(StrEnum):
    """Why a text is not the code of a draft."""

    NOT_A_CODE = "not_a_code"  # some other code
    DAMAGED = "damaged"  # looks like one, and is not whole


class DraftCodeError(Exception):
    def __init__(self, reason: DraftCodeReason) -> None:
        self.reason = reason
        super().__init__(f"not the code of a draft: {reason}")


@dataclass(frozen=True, slots=True)
class DraftCode:
    """`id`: 16 characters of Base32. `secret`: 16 bytes."""

    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        return cls(_base32(secrets.token_bytes(_ID_BYTES)), secrets.token_bytes(_SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises DraftCodeError, whatever the text is."""
        parts = _TEXT.fullmatch(text)
        if parts is None:
            raise DraftCodeError(DraftCodeReason.NOT_A_CODE)
        spelt = parts["base32"]
        if not _BASE32.fullmatch(spelt):
            raise DraftCodeError(DraftCodeReason.DAMAGED)
        raw = base64.b32decode(spelt + "=" * (-len(spelt) % 8))
        body, check = raw[:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
        if check != _check(body) or _base32(raw) != spelt:
            raise DraftCodeError(DraftCodeReason.DAMAGED)
        return cls(_base32(body[:_ID_BYTES]), body[_ID_BYTES:])

    @property
    def text(self) -> str:
        """For the QR code."""
        body = base64.b32decode(self.id) + self.secret
        return _PREFIX + _base32(body + _check(body))

    @property
    def short(self) -> str:
        """The part of the code that people say to each other; it opens nothing."""
        return self.id[:_SAID]


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=")


def _check(body: bytes) -> bytes:
    return binascii.crc_hqx(body, 0xFFFF).to_bytes(_CHECK_BYTES, "big")
