"""What the office has: applications in one SQLite file, sealed pages as files named by their SHA-256.

One connection, one transaction at a time: several SQLite writers only buy a bad tail. A key of a kiosk is unique for
ever; so is a case number. What is stored is as sealed as it came.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import UniqueConstraint, create_engine, event, or_, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.pool import StaticPool

from kiosk.backend.keys import replace_file
from kiosk.catalogue.codes import case_number
from kiosk.submission.contract import Acceptance, Envelope

VERSION = 1  # of the file, in `PRAGMA user_version`


class Base(DeclarativeBase):
    pass


class Application(Base):
    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("kiosk_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kiosk_id: Mapped[str]
    key: Mapped[str]
    fingerprint: Mapped[str]
    case_number: Mapped[str] = mapped_column(unique=True)
    provisional: Mapped[str] = mapped_column(index=True)
    envelope: Mapped[str]
    acceptance: Mapped[str]


class Sequence(Base):
    """How many cases an item had on a day."""

    __tablename__ = "sequence"

    item_code: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class KeyReused(Exception):
    """A kiosk used a key again for another case."""


@dataclass(frozen=True, slots=True)
class Stored:
    envelope: Envelope
    acceptance: Acceptance


class Store:
    def __init__(self, data_dir: Path) -> None:
        """Raises RuntimeError for a file of another version."""
        self._blobs = data_dir / "blobs"
        self._blobs.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._engine = create_engine(
            f"sqlite:///{data_dir / 'office.sqlite'}",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        event.listen(self._engine, "connect", _prepare)
        with self._session() as session:
            found = session.execute(text("PRAGMA user_version")).scalar_one()
            if found not in (0, VERSION):
                raise RuntimeError(f"{data_dir}: this data is of version {found}, this program knows {VERSION}")
            Base.metadata.create_all(session.connection())
            session.execute(text(f"PRAGMA user_version = {VERSION}"))

    def close(self) -> None:
        self._engine.dispose()

    def put_blob(self, sha256: str, sealed: bytes) -> None:
        """Idempotent; on the disk when it returns. `sha256` has been checked."""
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            replace_file(path, sealed)

    def blob(self, sha256: str) -> bytes | None:
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def known(self, envelope: Envelope) -> Acceptance | None:
        """The acceptance that this very case has got before. Raises KeyReused."""
        with self._session() as session:
            return _known(session, envelope)

    def accept(self, envelope: Envelope, day: date, grant: Callable[[str], Acceptance]) -> tuple[Acceptance, bool]:
        """Give a case its number and keep it; True: it had been accepted before.

        `grant` makes the acceptance from the number. Raises KeyReused, ValueError when the day's numbers are used up.
        """
        with self._session() as session:
            before = _known(session, envelope)
            if before is not None:
                return before, True
            sequence = session.get(Sequence, (envelope.item_code, day))
            if sequence is None:
                sequence = Sequence(item_code=envelope.item_code, day=day, last=0)
                session.add(sequence)
            sequence.last += 1
            acceptance = grant(case_number(envelope.item_code, day, sequence.last))
            session.add(
                Application(
                    kiosk_id=envelope.kiosk_id,
                    key=str(envelope.key),
                    fingerprint=envelope.fingerprint(),
                    case_number=acceptance.case_number,
                    provisional=envelope.provisional,
                    envelope=envelope.model_dump_json(),
                    acceptance=acceptance.model_dump_json(),
                )
            )
            return acceptance, False

    def find(self, number: str) -> list[Stored]:
        """The case with this number, or all with this provisional one: several when a kiosk lost its disk."""
        with self._session() as session:
            query = select(Application).where(or_(Application.case_number == number, Application.provisional == number))
            return [
                Stored(Envelope.model_validate_json(row.envelope), Acceptance.model_validate_json(row.acceptance))
                for row in session.scalars(query)
            ]

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with self._lock, Session(self._engine) as session, session.begin():
            yield session

    def _path(self, sha256: str) -> Path:
        return self._blobs / sha256[:2] / sha256


def _known(session: Session, envelope: Envelope) -> Acceptance | None:
    query = select(Application).filter_by(kiosk_id=envelope.kiosk_id, key=str(envelope.key))
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    if row.fingerprint != envelope.fingerprint():
        raise KeyReused
    return Acceptance.model_validate_json(row.acceptance)


def _prepare(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
