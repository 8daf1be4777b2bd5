"""The audit log, read back for figures. What `log.py` would not have written is not taken for an event."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.audit.log import AuditError, checked

_FILE = re.compile(r"audit-(\d{4})(\d{2})(\d{2})\.jsonl")
_ENVELOPE = {"sequence", "at", "kiosk", "visit", "event", "severity"}


@dataclass(frozen=True, slots=True)
class Event:
    day: date
    visit: str | None  # the random word of one visit process; None: the keeper's own
    name: str
    fields: Mapping[str, Any]


def read(folder: Path, since: date | None = None) -> Iterator[Event | None]:
    """What happened, in the order in which it was written; None for each line that is no event.

    A line may be damaged by a power cut, or come from a version with another registry. `since`: the first day that is
    read. Raises OSError.
    """
    for file in sorted(folder.iterdir()):
        name = _FILE.fullmatch(file.name)
        if name is None or (since is not None and date(*map(int, name.groups())) < since):
            continue
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                yield _event(line)


def _event(line: str) -> Event | None:
    try:
        raw = json.loads(line)
        fields = {key: value for key, value in raw.items() if key not in _ENVELOPE}
        return Event(date.fromisoformat(raw["at"][:10]), raw["visit"], raw["event"], checked(raw["event"], fields))
    except (AuditError, AttributeError, KeyError, TypeError, ValueError):
        return None
