"""Who of hall and village may help (帮办代办): people who badge in with a card that the hall enrolled, and a PIN.

Kept in the kiosk's data folder: `badges.json`, and `badges.key`. Nothing of a card can be read there: it is known again
by HMAC-SHA256 under that key, its PIN by scrypt. Any card that the reader knows can be a badge.
"""

from __future__ import annotations

import contextlib
import fcntl
import hmac
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

import structlog
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import BaseModel, ConfigDict, NonNegativeInt, TypeAdapter, ValidationError

from devices.api import Clock
from devices.card.api import CardData
from kiosk.submission.keys import write_secret

BadgeKind = Literal["helper", "staff"]  # helpers (帮办员) type for citizens, staff confirm who stands here

TRIES = 5  # wrong PINs in a row, then the badge rests
REST = timedelta(minutes=15)

_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{0,11}")  # stands on receipts; too short to hold an ID number
_PIN = re.compile(r"[0-9]{6}")
_KEY_BYTES = 32
_SALT_BYTES = 16

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Badge:
    number: str  # the hall's own number of this person
    kind: BadgeKind


class BadgeProblem(StrEnum):
    """Why a card was not enrolled, or a badge not removed; the words are `badge-problem-<problem>`."""

    NUMBER_MALFORMED = "number_malformed"
    NUMBER_TAKEN = "number_taken"
    CARD_TELLS_NOTHING = "card_tells_nothing"  # neither a holder's nor a document's number
    CARD_TAKEN = "card_taken"
    PIN_MALFORMED = "pin_malformed"
    PIN_TOO_EASY = "pin_too_easy"
    NO_SUCH_BADGE = "no_such_badge"


class BadgeError(Exception):
    def __init__(self, problem: BadgeProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    kind: BadgeKind
    card: str  # HMAC-SHA256, hex
    salt: str  # hex
    pin: str  # scrypt, hex
    failed: NonNegativeInt = 0  # wrong PINs in a row
    failed_at: datetime | None = None  # the last of them

    @property
    def badge(self) -> Badge:
        return Badge(self.number, self.kind)

    def rests(self, now: datetime) -> bool:
        """Also when the machine's time was put back meanwhile: then for no longer than it would have."""
        return self.failed >= TRIES and self.failed_at is not None and abs(now - self.failed_at) < REST

    def tried(self, now: datetime) -> _Entry:
        failed = 1 if self.failed >= TRIES else self.failed + 1
        return self.model_copy(update={"failed": failed, "failed_at": now})

    def has_pin(self, pin: str) -> bool:
        try:
            _scrypt(bytes.fromhex(self.salt)).verify(pin.encode(), bytes.fromhex(self.pin))
        except InvalidKey:
            return False
        return True


_ENTRIES = TypeAdapter(tuple[_Entry, ...])


class Badges:
    """The badges of one kiosk. Its processes may change them side by side: `folder` has a lock."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._file = folder / "badges.json"

    # --- in a visit: never raises, for a file that cannot be read makes nobody a helper, and ends no visit

    def find(self, card: CardData) -> Badge | None:
        """Whose badge this card is; None: nobody's."""
        try:
            entries = self._load()
            if not entries or not (hash_ := self._hash(card)):
                return None
        except (OSError, ValueError) as error:
            log.error("badges_unreadable", error=type(error).__name__)
            return None
        return next((entry.badge for entry in entries if hmac.compare_digest(entry.card, hash_)), None)

    def check(self, badge: Badge, pin: str) -> bool:
        """Whether this is the badge's PIN. Takes about 50 ms.

        A try is on the disk as a wrong one before it is judged, so that no power cut gives another one. A badge that
        rests refuses the right PIN too.
        """
        try:
            with self._locked():
                now = self._clock.now()
                entry = next((entry for entry in self._load() if entry.badge == badge), None)
                if entry is None or entry.rests(now):
                    return False
                self._replace(entry.tried(now))
                if not entry.has_pin(pin):
                    return False
                self._replace(entry.model_copy(update={"failed": 0, "failed_at": None}))
                return True
        except (OSError, ValueError) as error:
            log.error("badges_unreadable", error=type(error).__name__)
            return False

    # --- by the hall

    def enrolled(self) -> tuple[Badge, ...]:
        """All badges, by number. Raises OSError, ValueError when the file is damaged."""
        return tuple(sorted((entry.badge for entry in self._load()), key=lambda badge: badge.number))

    def enrol(self, badge: Badge, card: CardData, pin: str) -> None:
        """Let this card and PIN badge in. Raises BadgeError, OSError, ValueError when a file is damaged."""
        if _NUMBER.fullmatch(badge.number) is None:
            raise BadgeError(BadgeProblem.NUMBER_MALFORMED)
        if _PIN.fullmatch(pin) is None:
            raise BadgeError(BadgeProblem.PIN_MALFORMED)
        if _easy(pin):
            raise BadgeError(BadgeProblem.PIN_TOO_EASY)
        with self._locked():
            entries, hash_ = self._load(), self._hash(card)
            if not hash_:
                raise BadgeError(BadgeProblem.CARD_TELLS_NOTHING)
            if any(entry.number == badge.number for entry in entries):
                raise BadgeError(BadgeProblem.NUMBER_TAKEN)
            if any(entry.card == hash_ for entry in entries):
                raise BadgeError(BadgeProblem.CARD_TAKEN)
            salt = os.urandom(_SALT_BYTES)
            derived = _scrypt(salt).derive(pin.encode())
            entry = _Entry(number=badge.number, kind=badge.kind, card=hash_, salt=salt.hex(), pin=derived.hex())
            self._save((*entries, entry))

    def remove(self, number: str) -> None:
        """Raises BadgeError, OSError, ValueError when the file is damaged."""
        with self._locked():
            entries = self._load()
            left = tuple(entry for entry in entries if entry.number != number)
            if left == entries:
                raise BadgeError(BadgeProblem.NO_SUCH_BADGE)
            self._save(left)

    # --- the files

    def _hash(self, card: CardData) -> str:
        """By what a card is known again: the holder's number, or the document's own. Empty: it tells neither."""
        number = card.number or card.permit_number
        return hmac.digest(self._key(), f"{card.kind}\0{number}".encode(), "sha256").hex() if number else ""

    def _key(self) -> bytes:
        """Made on first use. Raises OSError, ValueError when the file is damaged."""
        path = self._folder / "badges.key"
        if not path.exists():
            with contextlib.suppress(FileExistsError):  # another process was quicker
                write_secret(path, os.urandom(_KEY_BYTES))
        key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise ValueError(f"{path}: not a key of {_KEY_BYTES} bytes")
        return key

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One change at a time, over all processes."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self._folder / "badges.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _load(self) -> tuple[_Entry, ...]:
        try:
            return _ENTRIES.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return ()
        except ValidationError as error:
            wrong = error.errors(include_url=False, include_input=False)[0]
            raise ValueError(f"{self._file}: {'.'.join(map(str, wrong['loc'])) or 'file'}: {wrong['msg']}") from None

    def _replace(self, entry: _Entry) -> None:
        self._save(tuple(entry if other.number == entry.number else other for other in self._load()))

    def _save(self, entries: tuple[_Entry, ...]) -> None:
        draft = self._file.with_name(f".{self._file.name}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_ENTRIES.dump_json(entries, indent=1))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._file)


def _scrypt(salt: bytes) -> Scrypt:
    """RFC 7914. 16 MiB and about 50 ms: what a visit can afford while somebody waits. What keeps a PIN of six digits
    is that its hash does not leave the machine, and that it can be tried five times."""
    return Scrypt(salt=salt, length=32, n=2**14, r=8, p=1)


def _easy(pin: str) -> bool:
    """All digits the same, or in a row: what a finder of the card tries first."""
    return len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210"
