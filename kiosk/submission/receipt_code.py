"""The signed text in a receipt's QR code: proves, with no network, what was handed in when, and who says so.

COSE_Sign1 (RFC 9052, EdDSA) over a CBOR map with integer keys, as `HTTPS://<verifier>/R/<BASE32>`, so that a phone
opens the verifier's page and the QR code stays in its alphanumeric mode. The address is signed too (external_aad).
A text has one spelling only: what is not exactly as `sign` writes it is refused. No personal data in it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kiosk.submission.contract import ReceiptKey

Keys = Mapping[str, ReceiptKey]  # by key id, 16 hex digits
OFFICE = "office"

MAX_LENGTH = 1000  # characters; a receipt code has about 290
_ADDRESS = re.compile(r"HTTPS://[A-Z0-9.-]+(:[0-9]+)?/R/")
_TEXT = re.compile(rf"({_ADDRESS.pattern})([A-Z2-7]+)")
_COSE_SIGN1 = 18  # RFC 9052 4.2, the only tag that is read
_ALGORITHM, _KEY_ID, _EDDSA = 1, 4, -8  # RFC 9052 3.1, RFC 9053 2.2
_NUMBER, _KIOSK, _TIME, _STATE, _DIGEST = 1, 2, 3, 4, 5  # keys of the map
_CASE_NUMBER_BYTES = 28  # 43 characters of 0-9A-Z as one number
_KEPT_NUMBER_DIGITS = 12  # YYYYMMDD and a 4-digit sequence


class Standing(StrEnum):
    """Whether the office has the case, or only this machine."""

    KEPT = "kept"
    RECEIVED = "received"


_STANDINGS = (Standing.KEPT, Standing.RECEIVED)  # by their number in the code


class Reason(StrEnum):
    """Why a text is not a valid receipt code."""

    NOT_A_RECEIPT = "not_a_receipt"  # some other code
    DAMAGED = "damaged"  # looks like one, cannot be read
    UNKNOWN_KEY = "unknown_key"  # signed by somebody that this verifier does not know
    FORGED = "forged"  # the signature does not fit
    WRONG_SIGNER = "wrong_signer"  # signed by somebody who may not say this


class ReceiptCodeError(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(f"not a valid receipt code: {reason}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a receipt code says. `number`: the case number when received, the provisional one when kept."""

    standing: Standing
    number: str
    kiosk_id: str
    at: datetime  # to the second, UTC
    digest: str  # the first 16 bytes of the digest of the case, hex


def key_id(public: bytes) -> str:
    """The name of a raw Ed25519 public key: 8 bytes of its SHA-256, hex."""
    return hashlib.sha256(public).hexdigest()[:16]


def sign(facts: Facts, private: Ed25519PrivateKey, host: str) -> str:
    """The text for the QR code. `host`: of the verifier's page, e.g. `verify.example.gov.cn`. Raises ValueError."""
    address = f"HTTPS://{host.upper()}/R/"
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"not a host name: {host!r}")
    kid = key_id(private.public_key().public_bytes_raw())
    protected = cbor2.dumps({_ALGORITHM: _EDDSA, _KEY_ID: bytes.fromhex(kid)})
    payload = cbor2.dumps(_to_map(facts))
    return _spell(address, protected, payload, private.sign(_to_be_signed(address, protected, payload)))


def is_receipt_code(text: str) -> bool:
    """Whether it is written as one; whether it is genuine, only `verify` tells."""
    return len(text) <= MAX_LENGTH and _TEXT.fullmatch(text) is not None


def verify(text: str, keys: Keys) -> tuple[Facts, str]:
    """What the code says, and who says it ("office" or "kiosk <id>"). Raises ReceiptCodeError, whatever the text is."""
    parts = _TEXT.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if parts is None:
        raise ReceiptCodeError(Reason.NOT_A_RECEIPT)
    address = parts[1]
    try:
        protected, payload, signature, kid = _read(parts[3])
    except Exception as error:  # whatever a hostile text makes a parser raise
        raise ReceiptCodeError(Reason.DAMAGED) from error
    if _spell(address, protected, payload, signature) != text:
        raise ReceiptCodeError(Reason.DAMAGED)
    key = keys.get(kid)
    if key is None:
        raise ReceiptCodeError(Reason.UNKNOWN_KEY)
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(signature, _to_be_signed(address, protected, payload))
    except InvalidSignature as error:
        raise ReceiptCodeError(Reason.FORGED) from error
    try:
        facts = _from_map(cbor2.loads(payload))
    except Exception as error:
        raise ReceiptCodeError(Reason.DAMAGED) from error
    if key.signer != (OFFICE if facts.standing is Standing.RECEIVED else f"kiosk {facts.kiosk_id}"):
        raise ReceiptCodeError(Reason.WRONG_SIGNER)
    return facts, key.signer


def _read(base32: str) -> tuple[bytes, bytes, bytes, str]:
    """The protected header, the payload, the signature, the key id. Raises anything."""
    raw = base64.b32decode(base32 + "=" * (-len(base32) % 8))
    tagged = cbor2.loads(raw)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != _COSE_SIGN1:
        raise ValueError("not a COSE_Sign1")
    protected, _unprotected, payload, signature = tagged.value
    header = cbor2.loads(protected)
    if header[_ALGORITHM] != _EDDSA or len(header[_KEY_ID]) != 8:
        raise ValueError("not signed with EdDSA")
    return protected, payload, signature, header[_KEY_ID].hex()


def _spell(address: str, protected: bytes, payload: bytes, signature: bytes) -> str:
    cose = cbor2.dumps(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]))
    return address + base64.b32encode(cose).decode("ascii").rstrip("=")


def _to_be_signed(address: str, protected: bytes, payload: bytes) -> bytes:
    """Sig_structure, RFC 9052 4.4."""
    return cbor2.dumps(["Signature1", protected, address.encode("ascii"), payload])


def _to_map(facts: Facts) -> dict[int, Any]:
    if facts.standing is Standing.RECEIVED:
        number: bytes | int = int(facts.number, 36).to_bytes(_CASE_NUMBER_BYTES, "big")
    else:
        number = int(facts.number.removeprefix(f"{facts.kiosk_id}-").replace("-", ""))
    return {
        _NUMBER: number,
        _KIOSK: facts.kiosk_id,
        _TIME: int(facts.at.timestamp()),
        _STATE: _STANDINGS.index(facts.standing),
        _DIGEST: bytes.fromhex(facts.digest)[:16],
    }


def _from_map(data: dict[int, Any]) -> Facts:
    """Raises anything."""
    standing, kiosk_id = _STANDINGS[data[_STATE]], data[_KIOSK]
    if standing is Standing.RECEIVED:
        number = _base36(int.from_bytes(data[_NUMBER], "big")).rjust(43, "0")
    else:
        digits = str(data[_NUMBER]).rjust(_KEPT_NUMBER_DIGITS, "0")
        number = f"{kiosk_id}-{digits[:8]}-{digits[8:]}"
    at = datetime.fromtimestamp(data[_TIME], UTC)
    return Facts(standing, number, kiosk_id, at, data[_DIGEST].hex())


def _base36(value: int) -> str:
    digits = ""
    while value:
        value, rest = divmod(value, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + digits
    return digits
