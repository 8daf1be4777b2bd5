"""The office's keys and who may talk to it; all in its data folder, made on first start.

sealing.key, receipt.key   private, 32 raw bytes, mode 0600
public_keys.json           what a kiosk is enrolled with
access.json                who holds a token: the SHA-256 of each token, never the token itself
register_faults.json       testers: which registers are slow or down, see `registers`
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter

from kiosk.submission.contract import Base64Bytes, PublicKeys, ReceiptKey
from kiosk.submission.files import replace_file
from kiosk.submission.keys import receipt_key, signing_key, write_secret
from kiosk.submission.receipt_code import OFFICE, key_id

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OfficeKeys:
    sealing: X25519PrivateKey
    receipt: Ed25519PrivateKey

    def secret(self, purpose: str) -> bytes:
        """32 bytes that only this office can make, for one purpose."""
        info = f"hall-kiosk office {purpose} v1".encode()
        return HKDF(SHA256(), 32, salt=None, info=info).derive(self.sealing.private_bytes_raw())

    def public(self) -> PublicKeys:
        return PublicKeys(
            sealing_key=self.sealing.public_key().public_bytes_raw(), receipt_keys=receipt_key(self.receipt, OFFICE)
        )


def office_keys(data_dir: Path) -> OfficeKeys:
    """The keys of this office. Raises OSError, ValueError when a key file is damaged."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        write_secret(data_dir / "sealing.key", X25519PrivateKey.generate().private_bytes_raw())
    sealing = X25519PrivateKey.from_private_bytes((data_dir / "sealing.key").read_bytes())
    keys = OfficeKeys(sealing, signing_key(data_dir / "receipt.key"))
    replace_file(data_dir / "public_keys.json", keys.public().model_dump_json(indent=2).encode())
    return keys


class Party(BaseModel):
    """Somebody with a token. `name`: of a kiosk its id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["kiosk", "clerk"]
    name: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,20}$")]
    receipt_key: Base64Bytes | None = None  # the kiosk's own Ed25519 key, with which it signs kept receipts


_ACCESS = TypeAdapter(dict[str, Party])


class WatchedFile(Generic[T]):
    """A JSON file that is read again when it has changed, so that nothing needs a restart."""

    def __init__(self, path: Path, shape: TypeAdapter[T], absent: T) -> None:
        self._path, self._shape, self._absent = path, shape, absent
        self._read_at: tuple[int, int] | None = None
        self._content = absent

    def content(self) -> T:
        """`absent` while there is no file. Raises ValueError when it is damaged."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return self._absent
        if self._read_at != (stat.st_mtime_ns, stat.st_ino):
            self._content = self._shape.validate_json(self._path.read_bytes())
            self._read_at = (stat.st_mtime_ns, stat.st_ino)
        return self._content


class Access:
    """Who may come in, as `access.json` says now."""

    def __init__(self, data_dir: Path) -> None:
        self._file = WatchedFile(data_dir / "access.json", _ACCESS, {})

    def who(self, token: str) -> Party | None:
        return self.parties().get(hashlib.sha256(token.encode()).hexdigest())

    def parties(self) -> dict[str, Party]:
        return self._file.content()

    def receipt_keys(self) -> dict[str, ReceiptKey]:
        """The kiosks' own keys, with which they sign what they keep; by key id."""
        return {
            key_id(party.receipt_key): ReceiptKey(public=party.receipt_key, signer=f"kiosk {party.name}")
            for party in self.parties().values()
            if party.role == "kiosk" and party.receipt_key is not None
        }


def enrol(data_dir: Path, party: Party) -> str:
    """Let somebody in: returns the new token, which is stored nowhere here."""
    data_dir.mkdir(parents=True, exist_ok=True)
    token = secrets.token_urlsafe(32)
    parties = {**Access(data_dir).parties(), hashlib.sha256(token.encode()).hexdigest(): party}
    replace_file(data_dir / "access.json", _ACCESS.dump_json(parties, indent=2))
    return token
