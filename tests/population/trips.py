"""Why somebody goes to the kiosk and with what, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.population import papers
from tests.population.citizens import Citizen
from tests.population.oracle import Need
from tests.population.papers import Sheet
from tests.population.people import Card

ACCEPTED, NOTICE, REFUSED, TICKETED, LOOKED, STUCK = "accepted", "notice", "refused", "ticket", "looked", "stuck"
# The beginnings of breaches that are counted by themselves.
DEAD_END, KNOWN, FORBIDDEN = "dead end", "asked though known", "asked though forbidden"


@dataclass(frozen=True)
class Bag:
    """What somebody comes with. `sheets`: by material; `along`: second persons; `code`: of the notice; `left`:
    materials that the machine was given or promised before."""

    card: Card
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    along: tuple[str, ...] = ()
    code: str = ""
    left: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Errand:
    """Why somebody comes this time. `turn`: 1 the first time; `expects`: how it must end, "" where chance decides;
    `down`: registers that do not answer now; `typed`: answers that the machine was given before; `follows`: the number
    of the case that is asked after."""

    citizen: Citizen
    bag: Bag
    turn: int = 1
    expects: str = ""
    down: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()
    follows: str = ""


@dataclass
class Trip:
    """What became of one visit. Can be written as JSON."""

    citizen: int
    service: str
    mood: str
    turn: int
    kiosk: str = ""
    outcome: str = STUCK
    number: str = ""  # of the case
    code: str = ""  # of the notice or ticket
    bring: tuple[str, ...] = ()  # materials that the notice lists
    along: tuple[str, ...] = ()  # second persons that it lists
    left: tuple[str, ...] = ()  # materials that the machine has been given, or promised, and are good
    touches: int = 0
    asked: tuple[str, ...] = ()  # fields that were typed or chosen
    helped: tuple[str, ...] = ()  # those of them that a helper typed
    fields: int = 0  # that the matter needs
    scanned: int = 0  # papers
    listed: int = 0  # papers that the matter could ask for
    deferred: tuple[str, ...] = ()
    counted: bool = False  # this visit counts as an attendance without a hand-in
    seconds: float = 0.0
    breaches: list[str] = field(default_factory=list)


def lacks(need: Need, citizen: Citizen, bag: Bag) -> list[tuple[str, ...]]:
    """What must be brought and is neither in the bag nor promised nor fetched by the office."""
    lacking, papers_ = [], list(need.papers)
    while papers_:
        paper = papers_.pop(0)
        if {*bag.sheets, *bag.left} & set(paper.codes):
            continue
        if way_without(paper.ways, citizen) is None:
            lacking.append(paper.codes)
        else:
            papers_ += paper.serves_for
    return lacking


def way_without(ways: tuple[str, ...], citizen: Citizen) -> str | None:
    """What this citizen does without a paper."""
    wanted = ("fetch", *(("commit", "defer") if citizen.promises else ()))
    return next((way for way in wanted if way in ways), None)


def flawed(need: Need, bag: Bag) -> dict[str, str]:
    """By material, what the machine must find wrong with a paper that was brought."""
    wanted = {code for paper in need.papers for code in paper.codes}
    return {code: papers.FLAWS[sheet.flaw] for code, sheet in bag.sheets.items() if code in wanted and sheet.flaw}
