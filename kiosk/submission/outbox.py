"""The outbox: cases on the machine's disk, sealed, until the office has them. One SQLite file, one connection.

`put` returns after the case is on the disk (WAL, synchronous=FULL), and only then may a byte leave the machine. After
the acceptance the sealed bytes are deleted; key, provisional number and acceptance stay, so that the provisional
number leads to the real one. One owner: a second process is refused. All methods may be called from any thread.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from kiosk.submission.contract import Acceptance, Envelope

LONGEST_WAIT = timedelta(hours=1)  # between two tries; a next try further away means that the clock was set back

# Each entry brings a file from the version before it to its own; the file's version is in `PRAGMA user_version`.
SCHEMA: tuple[str, ...] = (
    """
    CREATE TABLE parcel (
        key TEXT PRIMARY KEY,
        provisional TEXT NOT NULL UNIQUE,
        handed_in TEXT NOT NULL,
        digest TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'held')),
        envelope TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try REAL NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '',
        acceptance TEXT
    ) STRICT;
    CREATE INDEX parcel_waiting ON parcel (state, attempts);
    CREATE TABLE blob (
        key TEXT NOT NULL REFERENCES parcel (key),
        sha256 TEXT NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (key, sha256)
    ) STRICT;
    CREATE TABLE counter (day TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
    """,
)


class OutboxErrorCode(StrEnum):
    IN_USE = "in_use"  # another process has it
    DAMAGED = "damaged"  # not an outbox, or a broken one: keep the file, call a technician
    NEWER = "newer"  # written by a newer issue of this program
    DISK = "disk"  # full, read-only or failing: the case was NOT kept


class OutboxError(Exception):
    def __init__(self, code: OutboxErrorCode, detail: str = "") -> None:
        self.code = code
        super().__init__(f"outbox: {code}" + (f" ({detail})" if detail else ""))


class ParcelState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    HELD = "held"  # the office said no: a person must look; nothing is deleted


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case to be delivered. `attempts`: how many have failed."""

    envelope: Envelope
    attempts: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the outbox knows of a case, for a receipt, a progress page or the staff."""

    key: UUID
    provisional: str
    handed_in: datetime
    state: ParcelState
    attempts: int
    error: str  # code of the last failure, "" when there was none
    acceptance: Acceptance | None


@dataclass(frozen=True, slots=True)
class Backlog:
    waiting: int
    held: int
    oldest: datetime | None  # when the oldest case that is not yet accepted was handed in


class Outbox:
    def __init__(self, path: Path) -> None:
        """Open or make the file and bring it forward to this version. Raises OutboxError."""
        self._lock = threading.Lock()
        with _named_errors():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1.0, check_same_thread=False)
        try:
            with _named_errors():
                for pragma in (
                    "locking_mode=EXCLUSIVE",
                    "journal_mode=WAL",
                    "synchronous=FULL",
                    "secure_delete=ON",
                    "foreign_keys=ON",
                ):
                    self._db.execute(f"PRAGMA {pragma}").fetchall()
                bring_forward(self._db, SCHEMA)
        except OutboxError:
            self._db.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # --- a case comes in

    def next_number(self, kiosk_id: str, day: date) -> str:
        """A provisional number of this machine that was never given before. Raises OutboxError."""
        with self._writing() as db:
            (last,) = db.execute(
                "INSERT INTO counter VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
                (f"{day:%Y%m%d}",),
            ).fetchone()
        return f"{kiosk_id}-{day:%Y%m%d}-{last:04d}"

    def put(self, envelope: Envelope, blobs: Mapping[str, bytes]) -> None:
        """Keep a case; when this returns it survives a power cut. The same key again changes nothing.

        `blobs`: the sealed pages by their SHA-256, all that the envelope names. Raises OutboxError, ValueError.
        """
        if set(blobs) != set(envelope.blobs):
            raise ValueError("the sealed pages are not those that the envelope names")
        key = str(envelope.key)
        with self._writing() as db:
            if db.execute("SELECT 1 FROM parcel WHERE key = ?", (key,)).fetchone():
                return
            db.execute(
                "INSERT INTO parcel (key, provisional, handed_in, digest, state, envelope) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    key,
                    envelope.provisional,
                    envelope.handed_in.astimezone(UTC).isoformat(),
                    envelope.digest,
                    ParcelState.WAITING,
                    envelope.model_dump_json(),
                ),
            )
            db.executemany("INSERT INTO blob VALUES (?, ?, ?)", [(key, sha, sealed) for sha, sealed in blobs.items()])

    # --- the sender's side

    def due(self, now: datetime) -> Waiting | None:
        """The next case to try: those tried least come first, so that nobody at the machine waits for a backlog."""
        moment = now.timestamp()
        row = self._one(
            "SELECT envelope, attempts FROM parcel WHERE state = 'waiting' AND (next_try <= ? OR next_try > ?)"
            " ORDER BY attempts, rowid LIMIT 1",
            (moment, moment + LONGEST_WAIT.total_seconds()),
        )
        return None if row is None else Waiting(Envelope.model_validate_json(row[0]), row[1])

    def next_try(self) -> datetime | None:
        """When the first of the waiting cases is due; None when none waits."""
        row = self._one("SELECT min(next_try) FROM parcel WHERE state = 'waiting'")
        return None if row is None or row[0] is None else datetime.fromtimestamp(row[0], UTC)

    def blobs(self, key: UUID) -> dict[str, bytes]:
        """The sealed pages of a case."""
        return dict(self._all("SELECT sha256, sealed FROM blob WHERE key = ? ORDER BY rowid", (str(key),)))

    def accepted(self, key: UUID, acceptance: Acceptance) -> None:
        """The office has it: let go of the sealed bytes."""
        with self._writing() as db:
            db.execute(
                "UPDATE parcel SET state = 'accepted', envelope = NULL, error = '', acceptance = ? WHERE key = ?",
                (acceptance.model_dump_json(), str(key)),
            )
            db.execute("DELETE FROM blob WHERE key = ?", (str(key),))
        self._all("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still has what the file has forgotten

    def later(self, key: UUID, error: str, next_try: datetime) -> None:
        """It did not work this time. `error`: the code of what happened."""
        with self._writing() as db:
            db.execute(
                "UPDATE parcel SET attempts = attempts + 1, error = ?, next_try = ?"
                " WHERE key = ? AND state = 'waiting'",
                (error, next_try.timestamp(), str(key)),
            )

    def refused(self, key: UUID, error: str) -> None:
        """Trying again will not help: hold it for the staff. Nothing is deleted."""
        with self._writing() as db:
            db.execute(
                "UPDATE parcel SET state = 'held', attempts = attempts + 1, error = ? WHERE key = ?", (error, str(key))
            )

    # --- the staff's side

    def release(self, key: UUID) -> None:
        """Try a held case again, as if it were new."""
        with self._writing() as db:
            db.execute(
                "UPDATE parcel SET state = 'waiting', attempts = 0, next_try = 0 WHERE key = ? AND state = 'held'",
                (str(key),),
            )

    def find(self, key_or_provisional: UUID | str) -> Kept | None:
        row = self._one(
            "SELECT key, provisional, handed_in, state, attempts, error, acceptance FROM parcel"
            " WHERE key = ?1 OR provisional = ?1",
            (str(key_or_provisional),),
        )
        return None if row is None else _kept(row)

    def held(self) -> tuple[Kept, ...]:
        """The cases that wait for a person, oldest first."""
        rows = self._all(
            "SELECT key, provisional, handed_in, state, attempts, error, acceptance FROM parcel"
            " WHERE state = 'held' ORDER BY rowid"
        )
        return tuple(_kept(row) for row in rows)

    def backlog(self) -> Backlog:
        """How much is not yet at the office. The age of the oldest case, not a living thread, tells of progress."""
        row = self._one(
            "SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'held'), min(handed_in)"
            " FROM parcel WHERE state <> 'accepted'"
        )
        waiting, held, oldest = row if row is not None else (0, 0, None)
        return Backlog(waiting, held, None if oldest is None else datetime.fromisoformat(oldest))

    # --- the file

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk afterwards, or nothing."""
        with self._lock, _named_errors(), transaction(self._db):
            yield self._db

    def _all(self, query: str, data: Sequence[object] = ()) -> list[Any]:
        with self._lock, _named_errors():
            return self._db.execute(query, data).fetchall()

    def _one(self, query: str, data: Sequence[object] = ()) -> Any:
        rows = self._all(query, data)
        return rows[0] if rows else None


def bring_forward(db: sqlite3.Connection, schema: Sequence[str]) -> None:
    """Bring a file to the version `len(schema)`, all steps or none. Raises OutboxError(newer)."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(schema):
        raise OutboxError(OutboxErrorCode.NEWER, f"file version {version}, this program knows {len(schema)}")
    with transaction(db):
        for step in schema[version:]:
            for statement in step.split(";"):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(schema)}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        raise


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise  # ours, not the disk's
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        code = next((code for start, code in _CODES.items() if name.startswith(start)), OutboxErrorCode.DISK)
        raise OutboxError(code, str(error)) from error


_CODES = {
    "SQLITE_BUSY": OutboxErrorCode.IN_USE,
    "SQLITE_LOCKED": OutboxErrorCode.IN_USE,
    "SQLITE_CORRUPT": OutboxErrorCode.DAMAGED,
    "SQLITE_NOTADB": OutboxErrorCode.DAMAGED,
}


def _kept(row: Any) -> Kept:
    key, provisional, handed_in, state, attempts, error, acceptance = row
    return Kept(
        UUID(key),
        provisional,
        datetime.fromisoformat(handed_in),
        ParcelState(state),
        attempts,
        error,
        None if acceptance is None else Acceptance.model_validate_json(acceptance),
    )
