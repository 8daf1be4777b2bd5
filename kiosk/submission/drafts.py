"""Sealing a draft to its code: AES-256-GCM, with keys that HKDF-SHA256 makes of the code's secret, one for each part.

The office keeps both parts and can open neither. It gives the personal one only to who proves to have the code and the
card that began it, or to a clerk; so a code that was found on the floor shows nothing of anybody.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime
from typing import Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.submission.draft_code import DraftCode
from kiosk.submission.questions import SealedDraft
from kiosk.submission.sealing import SealError

_LABEL = "hall-kiosk draft v1"
_OPEN: Final = "open"
_PERSONAL: Final = "personal"
_HOLDER: Final = "holder"
_NONCE_BYTES = 12


def seal_draft(
    code: DraftCode,
    *,
    kiosk_id: str,
    kind: Literal["notice", "ticket"],
    kept_at: datetime,
    until: date,
    open_part: bytes,
    personal_part: bytes | None,
    number: str | None,
) -> SealedDraft:
    """A draft as it is kept. `number`: of the card that began it; None where nobody was identified."""
    return SealedDraft(
        id=code.id,
        kiosk_id=kiosk_id,
        kind=kind,
        kept_at=kept_at,
        until=until,
        open_part=_seal(code, _OPEN, open_part),
        personal_part=None if personal_part is None else _seal(code, _PERSONAL, personal_part),
        holder="" if number is None else holder_proof(code, number),
    )


def open_open(draft: SealedDraft, code: DraftCode) -> bytes:
    """What was chosen before anybody was identified. Raises SealError."""
    return _open(code, _OPEN, draft, draft.open_part)


def open_personal(draft: SealedDraft, code: DraftCode) -> bytes:
    """Raises SealError, also when the draft came without it."""
    if draft.personal_part is None:
        raise SealError("this draft has no personal part here")
    return _open(code, _PERSONAL, draft, draft.personal_part)


def holder_proof(code: DraftCode, number: str) -> str:
    """What only who has the code and the card's number can say, in hex; it tells nobody the number."""
    return hmac.new(_key(code, _HOLDER), number.encode("utf-8"), hashlib.sha256).hexdigest()


def _key(code: DraftCode, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=code.id.encode("ascii"), info=_bound(code.id, purpose)).derive(code.secret)


def _seal(code: DraftCode, part: str, plain: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(code, part)).encrypt(nonce, plain, _bound(code.id, part))


def _open(code: DraftCode, part: str, draft: SealedDraft, sealed: bytes) -> bytes:
    """Raises SealError."""
    try:
        return AESGCM(_key(code, part)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(draft.id, part))
    except (InvalidTag, ValueError) as error:
        raise SealError(f"the {part} part of this draft does not open") from error


def _bound(draft_id: str, part: str) -> bytes:
    """What the sealed bytes belong to."""
    return "\0".join((_LABEL, draft_id, part)).encode("ascii")
