"""The services' rules as their files have them: words in dictionaries, read without any code of the kiosk.

What the kiosk's own model defaults, checks or converts is not done here, so that a mistake there is not made twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

Node = Mapping[str, Any]

APPLICANT = "applicant"


@dataclass(frozen=True)
class Service:
    """One file. `data`: everything in it is text, a list or a dictionary."""

    file: str
    data: Node

    @property
    def code(self) -> str:
        return str(self.data["item_code"])

    @property
    def informs(self) -> bool:
        return bool(self.data["kind"] == "information")

    @property
    def level(self) -> int:
        """0 nobody is identified, 1 by card, 2 by card and a look."""
        return int(self.data["identity"])

    @property
    def takes_expired_cards(self) -> bool:
        return yes(self.data.get("accepts_expired_card"))

    def part(self, key: str) -> Sequence[Node]:
        """situations, conditions, people, fields or materials, in order."""
        part: Sequence[Node] = self.data.get(key, ())
        return part

    @property
    def questions(self) -> Sequence[Node]:
        """Situations and fields: all that has an answer."""
        return (*self.part("situations"), *self.part("fields"))

    def question(self, code: str) -> Node:
        return next(q for q in self.questions if q["code"] == code)

    def material(self, code: str) -> Node:
        return next(m for m in self.part("materials") if m["code"] == code)

    def condition(self, code: str) -> Node:
        return next(c for c in self.part("conditions") if c["code"] == code)

    def role(self, code: str) -> Node:
        return next(r for r in self.part("people") if r["code"] == code)

    def asked_registers(self) -> Iterator[Node]:
        """Every lookup of the file, wherever it stands."""
        for field in self.questions:
            yield from (field[key] for key in ("lookup", "options_from") if key in field)
        for part in ("conditions", "materials"):
            yield from (node["lookup"] for node in self.part(part) if "lookup" in node)
        if "fine" in self.data:
            yield self.data["fine"]["amount"]


def load(folder: Path) -> Mapping[str, Service]:
    """By the name of the file, without its ending."""
    services = {}
    for file in sorted(folder.glob("*.yaml")):
        with file.open("rb") as text:
            services[file.stem] = Service(file.stem, yaml.load(text, yaml.CBaseLoader))
    return services


def yes(word: str | None, *, otherwise: bool = False) -> bool:
    return otherwise if word is None else word == "true"


def is_required(field: Node) -> bool:
    return yes(field.get("required"), otherwise=True)


def options(field: Node) -> list[str]:
    return [option["code"] for option in field.get("options", ())]


def whens(node: Node | Sequence[Node] | None) -> Sequence[Node]:
    """One condition stands alone or in a list."""
    if not node:
        return ()
    return (node,) if isinstance(node, Mapping) else node


def holds(conditions: Node | Sequence[Node] | None, answers: Mapping[str, str]) -> bool:
    """Whether answers fulfil all of them. What was not answered fulfils nothing."""
    return all(_fulfils(when, answers.get(when["field"])) for when in whens(conditions))


def _fulfils(when: Node, answer: str | None) -> bool:
    if answer is None:
        return False
    given = set(answer.split(","))
    return bool(given & set(when["is"])) if "is" in when else not given & set(when["is_not"])


def moment(text: str, today: date) -> str:
    """What a day or a month that may move with today is on this one: `today-3`, `this_month+2`, `2026-05`."""
    if found := re.fullmatch(r"today([+-]\d+)?", text):
        return (today + timedelta(days=int(found[1] or 0))).isoformat()
    if found := re.fullmatch(r"this_month([+-]\d+)?", text):
        months = today.year * 12 + today.month - 1 + int(found[1] or 0)
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    return text
