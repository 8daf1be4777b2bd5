"""What the demo plays, as data: `assets/demo/plays.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk.catalogue.model import APPLICANT, Delivery
from kiosk.visit.needed import Way

Record = Mapping[str, str]
Answer = str | Record | tuple[Record, ...]  # a person's columns, or those of several


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Leaves(_Data):
    """Where a visit ends without a hand-in, and what is taken along."""

    at: str  # screen, or screen-role where another person's card is wanted
    with_: Annotated[Literal["notice", "ticket"], Field(alias="with")]


class Play(_Data):
    """What one invented citizen does, from the welcome screen to goodbye.

    `cards`: of the wallet, by role. `answers`: by field, situation and form alike. `changes`: fields of the form that
    are known or need not be known, and are answered all the same. `papers`: pictures of the gallery by material.
    `ways`: what is done about a material that is not at hand. `looks`: what is touched where there is only something to
    be read. `again`: what is different when the citizen comes back with the code that this visit printed.
    """

    service: str
    default: bool = False  # played when no service is named
    after: str = ""  # the play that must have been played before
    search: str = ""  # typed on the search page; else the service is looked for where it stands
    cards: Mapping[str, str] = {}
    answers: Mapping[str, Answer] = {}
    changes: Mapping[str, Answer] = {}
    papers: Mapping[str, tuple[str, ...]] = {}
    ways: Mapping[str, Way] = {}
    presence: Literal["phone", "staff"] = "phone"
    helper: str = ""  # the screen on which a helper badges in
    pay: Literal["now", "later"] = "now"
    delivery: Delivery | None = None
    rate: int | None = None  # 1 best, 5 worst; None: skipped
    tags: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    leaves: Leaves | None = None
    again: Mapping[str, object] = {}

    @property
    def card(self) -> str:
        """The applicant's."""
        return self.cards[APPLICANT]

    def visits(self) -> tuple[Play, ...]:
        """This visit, and the one with its code if the citizen comes back."""
        if not self.again:
            return (self,)
        return (
            self,
            Play.model_validate({**self.model_dump(by_alias=True), "leaves": None, "again": {}, **self.again}),
        )


_PLAYS = TypeAdapter(dict[str, Play])


def plays(assets: Path) -> Mapping[str, Play]:
    """All plays by name. Raises OSError, yaml.YAMLError, ValueError."""
    return _PLAYS.validate_python(yaml.safe_load((assets / "demo" / "plays.yaml").read_text(encoding="utf-8")))
