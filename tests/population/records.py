"""What the registers of the office know of an invented matter: as a rule the truth, sometimes nothing, or too much."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from tests.population.answers import Answers
from tests.population.people import People, Person
from tests.population.rules import APPLICANT, Node, Service, holds, options

Records = dict[str, dict[str, list[dict[str, str]]]]  # by number and register
HITS = 0.75  # how often a register knows what it is asked


class Recorded:
    """What the registers know of one matter. What they know is true, and then the answers agree with it."""

    def __init__(
        self,
        service: Service,
        persons: Mapping[str, Person],
        truth: Answers,
        answers: Mapping[str, str],
        broken: Node | None,
        crowd: People,
        chance: random.Random,
    ) -> None:
        """`truth`: makes up what `answers` do not say."""
        self._service, self._persons, self._truth, self._broken = service, persons, truth, broken
        self._crowd, self._chance = crowd, chance
        self.answers = dict(answers)
        self.people: Records = {}
        self.bodies: dict[str, list[dict[str, str]]] = {}
        self._entries: dict[tuple[str, str], dict[str, str]] = {}  # by register and role, or register and ""
        self._sure: set[tuple[str, str]] = set()  # those that must be known
        self._from_fields()
        self._from_conditions()
        self._from_materials()
        self._agree()
        self._enter()

    def _entry(self, lookup: Node) -> tuple[dict[str, str], tuple[str, str]]:
        at = (lookup["register"], "" if "by" in lookup else lookup.get("of", APPLICANT))
        entry = self._entries.setdefault(at, {})
        for code in lookup.get("by", ()):
            entry[code] = self._answer(self._service.question(code))
        return entry, at

    def _answer(self, question: Node) -> str:
        """The truth, made up where nobody has thought of it yet."""
        code = question["code"]
        if code not in self.answers:
            if "options_from" in question:
                self.answers[code] = f"CZ{self._chance.randint(10**9, 10**10 - 1)}"
            else:
                self.answers[code] = self._truth.one(question, self.answers)
        return self.answers[code]

    def _from_fields(self) -> None:
        for question in self._service.questions:
            if "options_from" in question:
                entry, at = self._entry(question["options_from"])
                entry |= {"code": self._answer(question), "text": f"案件 {self._answer(question)}"}
                self._sure.add(at)
            if "lookup" in question:
                entry, _ = self._entry(question["lookup"])
                entry[question["lookup"]["key"]] = self._answer(question)

    def _from_conditions(self) -> None:
        for condition in self._service.part("conditions"):
            if "lookup" not in condition:
                continue
            entry, at = self._entry(condition["lookup"])
            key = condition["lookup"]["key"]
            if not holds(condition.get("when"), self.answers) and condition is not self._broken:
                continue
            fitting = [self._persons[condition["number_of"]].number] if "number_of" in condition else condition["is"]
            if condition is self._broken:
                self._sure.add(at)
                entry[key] = self._unfit(condition, fitting)
            elif entry.get(key) not in fitting and not self._is_broken(condition):
                entry[key] = self._chance.choice(fitting)

    def _is_broken(self, condition: Node) -> bool:
        """Whether the condition that is broken says it of the same key."""
        return self._broken is not None and self._broken.get("lookup") == condition["lookup"]

    def _unfit(self, condition: Node, fitting: Sequence[str]) -> str:
        if "number_of" in condition:
            return self._crowd.person().number
        for question in self._service.questions:
            if question.get("lookup") == condition["lookup"] and (rest := set(options(question)) - set(fitting)):
                return sorted(rest)[0]
        return "no" if "no" not in fitting else "yes"

    def _from_materials(self) -> None:
        for material in self._service.part("materials"):
            if "lookup" in material:
                entry, _ = self._entry(material["lookup"])
                key = material["lookup"].get("key")
                if key is not None and key not in entry and self._chance.random() < 0.85:
                    entry[key] = f"示（2019）第{self._chance.randint(1000, 9999)}号"

    def _agree(self) -> None:
        """What a register says of a question is the truth."""
        for question in self._service.questions:
            if "lookup" in question:
                entry, _ = self._entry(question["lookup"])
                self.answers[question["code"]] = entry[question["lookup"]["key"]]

    def _enter(self) -> None:
        """Write down what is known: a register may know nothing, or of two where one was meant."""
        chance = self._chance
        for (register, role), entry in self._entries.items():
            if (register, role) not in self._sure and chance.random() > HITS:
                continue
            if role:
                number = self._persons[role].number
                entries = [entry]
                if register == "kinship" and role == APPLICANT and chance.random() < 0.2:
                    other = self._crowd.person(youngest=6, oldest=14)
                    entries.append({**entry, "child_number": other.number, "child_name": other.name})
                self.people.setdefault(number, {})[register] = entries
            else:
                self.bodies[register] = [entry]
