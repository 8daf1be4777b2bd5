"""Who comes: invented people, each with one matter, what the registers know of it, and how they go about it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.population.answers import Answers
from tests.population.oracle import Registers, World, excluding_answers
from tests.population.people import Card, People, Person
from tests.population.records import Recorded, Records
from tests.population.rules import APPLICANT, Node, Service, holds, options

# How people go about it, and how many of a hundred.
READY, LACKING, WRONG, PLANNER, EXCLUDED, OLD_CARD, TICKET = (
    "ready",  # brings all that is needed
    "lacking",  # leaves a paper or a person at home
    "wrong",  # brings a paper that will not do
    "planner",  # asks for the list first, and comes again with everything on it
    "excluded",  # breaks a condition
    "expired card",  # and comes again with a good one
    "ticket",  # has had enough at some step, and goes to the window
)
MOODS = {READY: 50, LACKING: 20, WRONG: 9, PLANNER: 6, EXCLUDED: 8, OLD_CARD: 3, TICKET: 4}
CHILD = "child"
OTHERWISE = {"credit": [{"good": "yes"}]}  # what a register says of whoever it does not know


@dataclass(frozen=True)
class Citizen:
    """`persons`: by role, also those who are only named in the form; `records`, `bodies`: what the registers know."""

    number: int
    service: str  # name of its file
    mood: str
    persons: Mapping[str, Person]
    answers: Mapping[str, str]
    records: Records
    bodies: Mapping[str, list[dict[str, str]]]
    card: Card
    seed: int  # of all that this citizen leaves to chance
    promises: bool = False  # promises a paper rather than fetching it
    helped: bool = False
    looked_at_by: str = "phone"  # phone or staff
    slips: bool = False  # mistypes once
    dithers: bool = False  # goes back before handing in
    english: bool = False
    asks_later: bool = False  # how far the case is

    @property
    def applicant(self) -> Person:
        return self.persons[APPLICANT]

    def chance(self, *about: object) -> random.Random:
        return random.Random(f"{self.seed} {about}")

    def world(self, today: date, card: Card | None, along: Iterable[str], down: frozenset[str]) -> World:
        """As things stand at the machine: with this card, or before one was read, with those who came along, and while
        some registers do not answer."""
        cards = {role: Card(self.persons[role]).fields() for role in along}
        if card is not None:
            cards[APPLICANT] = card.fields()
        return World(cards, self.answers, Registers(self.records, self.bodies, OTHERWISE, down), today)


@dataclass
class Crowd:
    """Makes citizens for all services in turn, so that each answer of each situation comes up."""

    services: Mapping[str, Service]
    seed: int
    today: date
    _people: People = field(init=False)
    _chance: random.Random = field(init=False)
    _turns: dict[str, Iterator[tuple[str, str]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self._people = People(self._chance, self.today)

    def come(self) -> Iterator[Citizen]:
        """One citizen after the other, without end."""
        number = 0
        while True:
            for service in self.services.values():
                if not service.informs:
                    number += 1
                    yield self._citizen(number, service)

    def _citizen(self, number: int, service: Service) -> Citizen:
        chance = self._chance
        mood = chance.choices(tuple(MOODS), tuple(MOODS.values()))[0]
        broken = self._breakable(service) if mood == EXCLUDED else None
        situation = self._situation(service, broken)
        persons = dict(self._persons(service, situation, broken))
        truth = Answers(service, persons, self._people, chance, self.today)
        records = Recorded(service, persons, truth, truth.all(situation), broken, self._people, chance)
        return Citizen(
            number=number,
            service=service.file,
            mood=mood,
            persons=persons,
            answers=records.answers,
            records=records.people,
            bodies=records.bodies,
            card=self._card(persons[APPLICANT], mood),
            seed=chance.getrandbits(48),
            promises=chance.random() < 0.4,
            helped=chance.random() < 0.06,
            looked_at_by="staff" if chance.random() < 0.2 else "phone",
            slips=chance.random() < 0.15,
            dithers=chance.random() < 0.07,
            english=chance.random() < 0.1,
            asks_later=chance.random() < 0.05,
        )

    def _card(self, person: Person, mood: str) -> Card:
        if mood == OLD_CARD:
            return Card(person, valid_to=date(self.today.year - 1, 1, 31))
        kind = "social_security" if self._chance.random() < 0.1 else "resident"
        return Card(person, kind, date(self.today.year + 8, 1, 31))

    # --- the situation

    def _situation(self, service: Service, broken: Node | None) -> dict[str, str]:
        """Answers to its questions: one is the next in turn, the others are chance; as a rule none rules them out."""
        turn = next(self._turns.setdefault(service.file, self._turn(service)), None)
        fixed = dict([turn] if turn else []) if broken is None else dict(excluding_answers(service, broken) or {})
        situation: dict[str, str] = {}
        for _ in range(8):
            situation = {}
            for question in service.part("situations"):
                drawn = fixed.get(question["code"]) or self._drawn(question)
                if holds(question.get("visible_when"), situation):
                    situation[question["code"]] = drawn
                elif question["code"] in fixed:
                    break  # what is wanted cannot be asked with these
            else:
                if broken is not None or not _ruled_out(service, situation):
                    break
        return situation

    def _drawn(self, question: Node) -> str:
        codes = options(question)
        if question["type"] == "choice":
            return self._chance.choice(codes)
        some = self._chance.sample(codes, self._chance.randint(1, min(3, len(codes))))
        return ",".join(code for code in codes if code in some)

    @staticmethod
    def _turn(service: Service) -> Iterator[tuple[str, str]]:
        pairs = [(q["code"], code) for q in service.part("situations") for code in options(q)]
        while pairs:
            yield from pairs

    def _breakable(self, service: Service) -> Node | None:
        """A condition that can be broken by who comes or by what is known of them; None: there is none."""
        testable = [
            c
            for c in service.part("conditions")
            if ({"refused_when", "minimum_age", "maximum_age", "lookup"} & c.keys())
            and excluding_answers(service, c) is not None
        ]
        return self._chance.choice(testable) if testable else None

    # --- the people

    def _persons(
        self, service: Service, situation: Mapping[str, str], broken: Node | None
    ) -> Iterator[tuple[str, Person]]:
        """The applicant is of one sex, everybody else of the other, unless a condition is to be broken by one of it."""
        sex = self._chance.choice("12")
        for role in (APPLICANT, *(r["code"] for r in service.part("people"))):
            own = sex if role == APPLICANT else {"1": "2", "2": "1"}[sex]
            if broken is not None and broken.get("of", APPLICANT) == role:
                own = broken.get("sex", own)
                sex = own if role == APPLICANT else sex
            ages = _broken_ages(broken, role) or _fitting_ages(service, role, own, situation)
            yield role, self._people.person(own, *ages)


def _broken_ages(broken: Node | None, role: str) -> tuple[int, int] | None:
    if broken is None or broken.get("of", APPLICANT) != role:
        return None
    if "minimum_age" in broken:
        oldest = int(broken["minimum_age"]) - 1
        return max(1, oldest - 5), oldest
    if "maximum_age" in broken:
        youngest = int(broken["maximum_age"]) + 1
        return youngest, youngest + 5
    return None


def _fitting_ages(service: Service, role: str, sex: str, situation: Mapping[str, str]) -> tuple[int, int]:
    youngest, oldest = (6, 14) if role == CHILD else (20, 75)
    for condition in service.part("conditions"):
        is_meant = condition.get("of", APPLICANT) == role and condition.get("sex", sex) == sex
        if is_meant and holds(condition.get("when"), situation):
            youngest = max(youngest, int(condition.get("minimum_age", youngest)))
            oldest = min(max(oldest, youngest + 10), int(condition.get("maximum_age", 105)))
    return youngest, oldest


def _ruled_out(service: Service, situation: Mapping[str, str]) -> bool:
    return any(
        "refused_when" in c and holds(c.get("when"), situation) and holds(c["refused_when"], situation)
        for c in service.part("conditions")
    )


def people_file(citizens: Iterable[Citizen]) -> dict[str, Any]:
    """The registers of the office: what they know of all of them, in the form of `assets/shared_data/people.yaml`."""
    people: Records = {}
    bodies: dict[str, list[dict[str, str]]] = {}
    for citizen in citizens:
        for number, registers in citizen.records.items():
            people.setdefault(number, {}).update(registers)
        for register, entries in citizen.bodies.items():
            bodies.setdefault(register, []).extend(entries)
    return {"people": people, "bodies": bodies, "otherwise": OTHERWISE}
