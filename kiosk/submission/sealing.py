"""Sealing a case and its pages to the office alone: HPKE (RFC 9180), base mode, X25519 / HKDF-SHA256 / AES-128-GCM.

The kiosk has only the office's public key: once sealed, it cannot read a case again. What the sealed bytes belong to
(what they are, which kiosk, which key) is bound in, so that nobody can put one citizen's page into another's case.
"""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
_LABEL = "hall-kiosk sealing v1"


class Content(StrEnum):
    CASE = "case"
    PAGE = "page"


class SealError(Exception):
    """The bytes were not sealed to this office, not for this case, or were changed on the way."""


def seal(plain: bytes, office: bytes, content: Content, kiosk_id: str, key: UUID) -> bytes:
    """`plain`, readable to nobody but the office. `office`: its raw X25519 public key, 32 bytes."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(office), info=_info(content, kiosk_id, key))


def open_sealed(sealed: bytes, private: X25519PrivateKey, content: Content, kiosk_id: str, key: UUID) -> bytes:
    """What was sealed. Raises SealError."""
    try:
        return _SUITE.decrypt(sealed, private, info=_info(content, kiosk_id, key))
    except (InvalidTag, ValueError) as error:
        raise SealError(f"this {content} does not open") from error


def _info(content: Content, kiosk_id: str, key: UUID) -> bytes:
    return "\0".join((_LABEL, content, kiosk_id, str(key))).encode("ascii")
