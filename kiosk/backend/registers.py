"""The registers of the data-sharing platform: invented people and bodies, as one file of records.

A register that was told to be slow or down stays so until it is told otherwise: `register_faults.json` in the office's
folder, `{"marriage": "down", "household": 2.5}` (seconds), is read again when it changes. For testers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, TypeAdapter

from kiosk.backend.keys import WatchedFile
from kiosk.backend.problems import Refused
from kiosk.catalogue.base import Key, Model
from kiosk.catalogue.moments import day_of
from kiosk.catalogue.registers import load_registers
from kiosk.submission.questions import RegisterAnswer, RegisterQuestion

FAULTS = "register_faults.json"
PEOPLE = Path("shared_data", "people.yaml")  # in the assets

Entry = dict[Key, str]
_Faults = TypeAdapter(dict[Key, Literal["down"] | Annotated[float, Field(ge=0, le=60)]])


class Records(Model):
    """What the registers know, all of it text.

    `people`: by number, then by register. `bodies`: by register; found by any of their keys. `otherwise`: what a
    register says of whoever and whatever is not among them; of any other it knows nothing. A day may be written as in
    `moments`, like `today-40`.
    """

    people: dict[str, dict[Key, tuple[Entry, ...]]] = Field(default={})
    bodies: dict[Key, tuple[Entry, ...]] = Field(default={})
    otherwise: dict[Key, tuple[Entry, ...]] = Field(default={})


_RECORDS = TypeAdapter(Records)


class Registers:
    def __init__(self, assets: Path, data_dir: Path, now: Callable[[], datetime], people: Path | None = None) -> None:
        """`people`: another file of records than the one among the assets. Raises ValueError, OSError."""
        self._registers = load_registers(assets)
        self._records = load_records(people or assets / PEOPLE)
        self._faults = WatchedFile(data_dir / FAULTS, _Faults, {})
        self._now = now

    def answer(self, question: RegisterQuestion) -> RegisterAnswer:
        """As the kiosk is answered, faults included. Raises Refused."""
        match self._faults.content().get(question.register_):
            case "down":
                raise Refused(503, "register_down", "The register does not answer", question.register_)
            case float(seconds):
                time.sleep(seconds)
            case None:
                pass
        entries = self.find(question.register_, question.number, question.by)
        return RegisterAnswer(found="hit" if entries else "miss", entries=entries, as_of=self._now().date())

    def find(self, register: str, number: str = "", by: Mapping[str, str] | None = None) -> tuple[Entry, ...]:
        """The records under a number, or those that agree with all of `by`. Raises Refused."""
        defined = self._registers.get(register)
        if defined is None:
            raise Refused(422, "unknown_register", "There is no such register", register)
        wanted = (by or {}).items()
        if not (number if defined.by == "person" else wanted):
            raise Refused(422, "wrong_key", f"This register is searched by {defined.by}", register)
        if defined.by == "person":
            found = self._records.people.get(number, {}).get(register, ())
        else:
            found = tuple(body for body in self._records.bodies.get(register, ()) if wanted <= body.items())
        today = self._now().date()
        return tuple(
            {key: _told(entry[key], today) for key in defined.keys if key in entry}
            for entry in found or self._records.otherwise.get(register, ())
        )


def load_records(file: Path) -> Records:
    """Raises OSError, ValueError."""
    with file.open("rb") as text:
        return _RECORDS.validate_python(yaml.load(text, yaml.CBaseLoader))  # everything is text: `yes` is a word


def _told(text: str, today: date) -> str:
    day = day_of(text, today) if text.startswith("today") else None
    return text if day is None else day.isoformat()
