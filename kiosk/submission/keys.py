"""Keys on disk: the public ones that a kiosk is given, the private ones that never leave their machine."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter, ValidationError

from kiosk.submission.contract import PublicKeys, ReceiptKey
from kiosk.submission.receipt_code import key_id

T = TypeVar("T")

_PUBLIC_KEYS = TypeAdapter(PublicKeys)
_RECEIPT_KEYS = TypeAdapter(dict[str, ReceiptKey])


def load_public_keys(path: Path) -> PublicKeys:
    """What the office gave this kiosk at its enrolment (`public_keys.json`).

    Raises OSError, or ValueError that names the file and says what is wrong with it.
    """
    keys = _load(path, _PUBLIC_KEYS)
    _check(path, keys.receipt_keys)
    return keys


def load_receipt_keys(path: Path) -> dict[str, ReceiptKey]:
    """The keys that a verifier trusts: `{"<key id>": {"public": "<base64>", "signer": "office"}}`.

    Raises OSError, or ValueError that names the file and says what is wrong with it.
    """
    keys = _load(path, _RECEIPT_KEYS)
    _check(path, keys)
    return keys


def receipt_key(private: Ed25519PrivateKey, signer: str) -> dict[str, ReceiptKey]:
    """The public side of a signing key, as a verifier's file has it. `signer`: "office" or "kiosk <id>"."""
    public = private.public_key().public_bytes_raw()
    return {key_id(public): ReceiptKey(public=public, signer=signer)}


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The private key in `path`, made on first use. Raises OSError, ValueError when the file is damaged."""
    with contextlib.suppress(FileExistsError):
        write_secret(path, Ed25519PrivateKey.generate().private_bytes_raw())
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def write_secret(path: Path, secret: bytes) -> None:
    """A new file that its owner alone can read, whole or not at all. Raises FileExistsError, OSError."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike a rename, never replaces a key that is there
    finally:
        draft.unlink()


def _load(path: Path, shape: TypeAdapter[T]) -> T:
    try:
        return shape.validate_json(path.read_bytes())
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{path}: {'.'.join(map(str, wrong['loc'])) or 'file'}: {wrong['msg']}") from error


def _check(path: Path, keys: dict[str, ReceiptKey]) -> None:
    for kid, key in keys.items():
        if kid != key_id(key.public):
            raise ValueError(f"{path}: {kid}: this is not the id of its key")
