"""What the office has: rows in one SQLite file, sealed pages as files named by their SHA-256.

One connection, one transaction at a time: several SQLite writers only buy a bad tail.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from kiosk.backend.tables import Base
from kiosk.submission.files import replace_file

VERSION = 2  # of the file, in `PRAGMA user_version`


class Store:
    def __init__(self, data_dir: Path) -> None:
        """Open or make the file and bring it forward to this version. Raises RuntimeError for a newer one."""
        self._blobs = data_dir / "blobs"
        self._blobs.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._engine = create_engine(
            f"sqlite:///{data_dir / 'office.sqlite'}",
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            with self.session() as session:
                _bring_forward(session.connection(), data_dir)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: all of it is on the disk afterwards, or nothing. Nobody else has one meanwhile."""
        with self._lock, Session(self._engine) as session, session.begin():
            yield session

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

    def _path(self, sha256: str) -> Path:
        return self._blobs / sha256[:2] / sha256


def _bring_forward(connection: Connection, data_dir: Path) -> None:
    """Raises RuntimeError."""
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found > VERSION:
        raise RuntimeError(f"{data_dir}: this data is of version {found}, this program knows {VERSION}")
    if found == 1:
        connection.exec_driver_sql("DROP INDEX ix_application_provisional")
        connection.exec_driver_sql("ALTER TABLE application RENAME TO application_1")
    Base.metadata.create_all(connection)
    if found == 1:
        connection.exec_driver_sql(
            "INSERT INTO application (id, kiosk_id, key, fingerprint, case_number, provisional, supplement, indexed,"
            " envelope, acceptance) SELECT id, kiosk_id, key, fingerprint, case_number, provisional, 0, 0, envelope,"
            " acceptance FROM application_1"
        )
        connection.exec_driver_sql("DROP TABLE application_1")
    connection.execute(text(f"PRAGMA user_version = {VERSION}"))


def _prepare(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _begin(connection: Connection) -> None:
    """At once, not at the first row: a change of the schema would stand outside of the transaction."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
