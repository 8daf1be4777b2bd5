"""The audit log: one JSON line for each event, and nothing personal by construction.

What may be logged is known beforehand: `events.toml` names every event, its fields and their kinds. Anything else is
refused, loudly, because it is a bug. The log belongs to the keeper; visit processes send their events to it.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from devices.api import Clock

_TEXT_KINDS = {
    "word": re.compile(r"(?!.*\d{5})[a-z][a-z0-9_-]{0,39}"),
    "item": re.compile(r"[0-9A-Z]{31}"),
    "version": re.compile(r"\d{1,4}(\.\d{1,4}){0,3}[a-z0-9.+]{0,12}"),
}
_LARGEST_NUMBER = 999_999


class AuditError(Exception):
    """An event or field that the registry does not know: a bug of the caller."""


@dataclass(frozen=True, slots=True)
class EventType:
    severity: str
    text: str
    fields: Mapping[str, str]  # name -> kind


@cache
def registry() -> Mapping[str, EventType]:
    """All events that can be logged, by id."""
    raw = tomllib.loads(Path(__file__).with_name("events.toml").read_text(encoding="utf-8"))
    return {id_: EventType(e["severity"], e["text"], e["fields"]) for id_, e in raw.items()}


def checked(event: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """`fields` as they may be written. Raises AuditError, whose text repeats no value."""
    known = registry().get(event)
    if known is None:
        raise AuditError(f"no event {event!r} in the registry")
    if fields.keys() != known.fields.keys():
        raise AuditError(f"event {event!r} has the fields {sorted(known.fields)}, not {sorted(fields)}")
    for name, kind in known.fields.items():
        if not _fits(kind, fields[name]):
            raise AuditError(f"field {name!r} of event {event!r} does not hold a {kind}")
    return fields


def _fits(kind: str, value: Any) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_NUMBER
    return isinstance(value, str) and _TEXT_KINDS[kind].fullmatch(value) is not None


class AuditLog:
    """Appends events to `<folder>/audit-YYYYMMDD.jsonl`, each line on the disk before `record` returns."""

    def __init__(self, folder: Path, kiosk_id: str, clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        self._folder, self._kiosk_id, self._clock = folder, kiosk_id, clock
        self._sequence = 0

    def record(self, event: str, *, visit: str | None = None, **fields: Any) -> None:
        """Write one event. `visit`: a random word that joins the events of one visit. Raises AuditError, OSError."""
        checked(event, fields)
        now = self._clock.now()
        self._sequence += 1
        line = {
            "sequence": self._sequence,
            "at": now.isoformat(timespec="milliseconds"),
            "kiosk": self._kiosk_id,
            "visit": visit,
            "event": event,
            "severity": registry()[event].severity,
            **fields,
        }
        path = self._folder / f"audit-{now:%Y%m%d}.jsonl"
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=True) + "\n")
            file.flush()
            os.fdatasync(file.fileno())
