"""Drafts on their way to the office: one file each, there whole or not at all, deleted once the office has it.

A draft is sealed to its code, so that nothing in a file can be read. How often each was tried is not kept: after a
restart it is tried at once. One process owns the folder; all methods may be called from any thread.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from kiosk.submission.files import replace_file
from kiosk.submission.outbox import LONGEST_WAIT
from kiosk.submission.questions import SealedDraft

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """A draft to be delivered. `attempts`: how many have failed since it was kept, or since the start."""

    draft: SealedDraft
    attempts: int


class DraftBox:
    def __init__(self, folder: Path) -> None:
        """Raises OSError."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._waiting = {file.stem: (0, _LONG_AGO) for file in sorted(folder.glob("*.json"))}

    def keep(self, draft: SealedDraft) -> None:
        """When this returns it survives a power cut. The same id again replaces it. Raises OSError."""
        with self._lock:
            replace_file(self._file(draft.id), draft.model_dump_json().encode())
            self._waiting[draft.id] = (0, _LONG_AGO)

    def due(self, now: datetime) -> WaitingDraft | None:
        """The next one to try: those tried least come first. One whose time is over is deleted."""
        with self._lock:
            for draft_id, (attempts, next_try) in sorted(self._waiting.items(), key=lambda entry: entry[1]):
                if now < next_try < now + LONGEST_WAIT:  # one further away means that the clock was set back
                    continue
                with suppress(OSError):  # the disk may come back
                    draft = self._read(draft_id)
                    if draft is not None and draft.until >= now.date():
                        return WaitingDraft(draft, attempts)
                    self._delete(draft_id)
        return None

    def next_try(self) -> datetime | None:
        """When the first of them is due; None when none waits."""
        with self._lock:
            return min((next_try for _, next_try in self._waiting.values()), default=None)

    def later(self, draft_id: str, next_try: datetime) -> None:
        """It did not work this time."""
        with self._lock:
            if draft_id in self._waiting:
                self._waiting[draft_id] = (self._waiting[draft_id][0] + 1, next_try)

    def delivered(self, draft: SealedDraft) -> None:
        """The office has it. A newer one of the same id that was kept meanwhile stays. Raises OSError."""
        with self._lock:
            if self._read(draft.id) == draft:
                self._delete(draft.id)

    def _read(self, draft_id: str) -> SealedDraft | None:
        """None: it is not there, or what is there is none. Raises OSError."""
        try:
            return SealedDraft.model_validate_json(self._file(draft_id).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def _delete(self, draft_id: str) -> None:
        self._file(draft_id).unlink(missing_ok=True)
        del self._waiting[draft_id]

    def _file(self, draft_id: str) -> Path:
        return self._folder / f"{draft_id}.json"
