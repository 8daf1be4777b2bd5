"""What a citizen needs for a matter, judged from the rules of the service, the cards on the reader and the registers.

Written from the services' files and the law, apart from the code of the visit, which is judged by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.population.rules import APPLICANT, Node, Service, holds, is_required, moment, options, whens, yes

Entry = Mapping[str, str]
NAMING = "population"  # the register that says how people are called


@dataclass(frozen=True)
class Registers:
    """What the registers hold, and which of them do not answer today."""

    people: Mapping[str, Mapping[str, Sequence[Entry]]] = field(default_factory=dict)  # by number and register
    bodies: Mapping[str, Sequence[Entry]] = field(default_factory=dict)  # by register
    otherwise: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    down: frozenset[str] = frozenset()

    def ask(self, register: str, number: str, by: Mapping[str, str]) -> Sequence[Entry] | None:
        """None: no answer."""
        if register in self.down:
            return None
        if by:
            found = [body for body in self.bodies.get(register, ()) if by.items() <= body.items()]
        else:
            found = list(self.people.get(number, {}).get(register, ()))
        return found or self.otherwise.get(register, ())


@dataclass(frozen=True)
class World:
    """All that is so when a citizen stands at the machine. `cards`: by role, what each card that is here says;
    `answers`: what the citizen would truthfully say to any question, by its code."""

    cards: Mapping[str, Mapping[str, str]]
    answers: Mapping[str, str]
    registers: Registers
    today: date


@dataclass(frozen=True)
class Known:
    """A value and where it must come from: card, shared, earlier, offered (a default), or asked."""

    text: str
    how: str


@dataclass(frozen=True)
class Paper:
    """What must be brought: one of `codes`. `ways`: what the citizen may do instead (defer, commit, fetch);
    `serves_for`: papers that must be brought only where this one is not."""

    codes: tuple[str, ...]
    ways: tuple[str, ...] = ()
    serves_for: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Need:
    """What is to be done in this matter.

    `unmet`: conditions that rule the citizen out; `values`: of the questions that apply; `stuck`: questions that nobody
    can answer now; `roles`: who must come along with a card; `papers`: what must be brought; `possible`: every paper
    that could be asked for when no register answers; `signs`: documents and whose signatures they bear.
    """

    unmet: tuple[str, ...]
    values: Mapping[str, Known]
    stuck: tuple[str, ...]
    roles: tuple[str, ...]
    papers: tuple[Paper, ...]
    possible: tuple[str, ...]
    never_asked: tuple[str, ...]
    signs: Mapping[str, tuple[str, ...]]
    fee: Decimal
    fine: Decimal

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions that must be answered by the citizen."""
        return tuple(code for code, known in self.values.items() if known.how == "asked")


def judge(service: Service, world: World, *, before_the_form: bool = False) -> Need:
    """`before_the_form`: as far as it can be told while only the situation has been answered."""
    case = _Case(service, world, form=not before_the_form)
    return Need(
        unmet=tuple(case.unmet()),
        values=case.values,
        stuck=tuple(case.stuck()),
        roles=tuple(r["code"] for r in service.part("people") if r["by"] == "card" and case.holds(r, "needed_when")),
        papers=tuple(case.papers()),
        possible=tuple(m["code"] for m in case.materials() if "scan" in m["sources"]),
        never_asked=tuple(m["code"] for m in service.part("materials") if yes(m.get("never_ask"))),
        signs={m["code"]: tuple(case.signers(m)) for m in case.materials() if "generated" in m["sources"]},
        fee=case.fee(),
        fine=case.fine(),
    )


def age(number: str, today: date) -> int | None:
    """Full years, by the birthday in an identity number; None: there is none in it."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


class _Case:
    def __init__(self, service: Service, world: World, *, form: bool) -> None:
        self._service, self._world, self._form = service, world, form
        self.values: dict[str, Known] = {}
        for _ in range(10):  # an answer may make another question apply, or a register answer
            before, self.values = self.values, {}
            self._before = before
            for question in service.questions:
                if self.holds(question, "visible_when") and (known := self._known(question)) is not None:
                    self.values[question["code"]] = known
            if self.values == before:
                return
        raise AssertionError(f"{service.file}: its questions never come to rest")

    def holds(self, node: Node, key: str) -> bool:
        return holds(node.get(key), {code: known.text for code, known in self.values.items()})

    # --- values

    def _known(self, question: Node) -> Known | None:
        for source in question["sources"]:
            text = ""
            if source == "card":
                text = self._world.cards.get(question.get("of", APPLICANT), {}).get(question["card_field"], "")
            elif source == "shared":
                text = self._told(question["lookup"])
            elif source == "earlier":
                text = self._text(question["same_as"])
            if text:
                return Known(text, source)
        answer = self._world.answers.get(question["code"], "")
        if answer and "citizen" in question["sources"] and self._answers(question):
            return Known(answer, "asked")
        if "default" in question:
            return Known(moment(question["default"], self._world.today), "offered")
        return None

    def _answers(self, question: Node) -> bool:
        if "options_from" in question and not self._entries(question["options_from"]):
            return False
        return self._form or question in self._service.part("situations")

    def _text(self, code: str) -> str:
        known = self.values.get(code) or self._before.get(code)
        return known.text if known is not None else ""

    def stuck(self) -> Iterator[str]:
        for question in self._service.questions:
            applies = self.holds(question, "visible_when") and is_required(question)
            if applies and "options_from" in question and question["code"] not in self.values:
                yield question["code"]

    # --- registers

    def _number(self, role: str) -> str:
        """Of whoever has this role: from the card, or as the form has it."""
        if role in self._world.cards:
            return self._world.cards[role]["number"]
        named = next((r for r in self._service.part("people") if r["code"] == role), {})
        return self._text(named["number_field"]) if "number_field" in named else ""

    def _asked(self, lookup: Node) -> Sequence[Entry] | None:
        """None: no answer, or one that names another person than the card; () too while it is not known of whom."""
        by = {code: self._text(code) for code in lookup.get("by", ())}
        number = "" if by else self._number(lookup.get("of", APPLICANT))
        if not all(by.values()) or not (by or number):
            return ()
        found = self._world.registers.ask(lookup["register"], number, by)
        name = next((card["name"] for card in self._world.cards.values() if card["number"] == number), None)
        if found and name is not None and lookup["register"] == NAMING:
            return found if all(entry.get("name", name) == name for entry in found) else None
        return found

    def _entries(self, lookup: Node) -> Sequence[Entry]:
        return self._asked(lookup) or ()

    def _entry(self, lookup: Node) -> Entry | None:
        """The record that is meant: the one chosen in the form, or what all of them agree on."""
        found = self._entries(lookup)
        if not found:
            return None
        for question in self._service.questions:
            offers = question.get("options_from", {})
            if (offers.get("register"), offers.get("by")) == (lookup["register"], lookup.get("by")):
                return next((entry for entry in found if entry.get("code") == self._text(question["code"])), None)
        return {key: text for key, text in found[0].items() if all(entry.get(key) == text for entry in found)}

    def _told(self, lookup: Node) -> str:
        entry = self._entry(lookup)
        return entry.get(lookup["key"], "") if entry is not None and "key" in lookup else ""

    # --- conditions

    def unmet(self) -> Iterator[str]:
        for condition in self._service.part("conditions"):
            if self.holds(condition, "when") and self._fails(condition):
                yield condition["code"]

    def _fails(self, condition: Node) -> bool:
        if "refused_when" in condition:
            return self.holds(condition, "refused_when")
        if "lookup" in condition:
            said = self._told(condition["lookup"])
            wanted = [self._number(condition["number_of"])] if "number_of" in condition else condition["is"]
            return bool(said and all(wanted) and said not in wanted)
        number = self._number(condition.get("of", APPLICANT))
        years = age(number, self._world.today)
        if years is None or ("sex" in condition and condition["sex"] != ("1" if int(number[16]) % 2 else "2")):
            return False
        return years < int(condition.get("minimum_age", 0)) or years > int(condition.get("maximum_age", 200))

    # --- papers

    def materials(self) -> list[Node]:
        return [m for m in self._service.part("materials") if self.holds(m, "needed_when")]

    def papers(self) -> Iterator[Paper]:
        """Those that nothing else supplies; of a group, all from which one is to be brought, at its first place."""
        missing = {m["code"]: ways for m in self.materials() if (ways := self._missing(m)) is not None}
        done: set[str] = set()
        for material in self.materials():
            code, group = material["code"], material.get("one_of")
            if code not in missing or code in done or material.get("same_as") in missing:
                continue
            if group is None:
                served = [m["code"] for m in self.materials() if m.get("same_as") == code and m["code"] in missing]
                if material["necessity"] != "optional":
                    yield Paper((code,), missing[code], tuple(Paper((other,), missing[other]) for other in served))
                continue
            members = [m["code"] for m in self.materials() if m.get("one_of") == group]
            done.update(members)
            if all(member in missing for member in members):
                yield Paper(tuple(members), tuple(dict.fromkeys(way for m in members for way in missing[m])))

    def _missing(self, material: Node) -> tuple[str, ...] | None:
        """None: it is supplied. Else what can be done instead of bringing it."""
        down = False
        for source in material["sources"]:
            if source == "card" and material.get("of", APPLICANT) in self._world.cards:
                return None
            if source == "generated":
                return None
            if source == "shared":
                lookup = material["lookup"]
                entry = self._entry(lookup)
                if entry is not None and ("key" not in lookup or entry.get(lookup["key"], "") not in ("", "no")):
                    return None
                down = self._asked(lookup) is None
            if source == "scan":
                possible = {"defer": "deferral" in material, "commit": "commitment" in material, "fetch": down}
                return tuple(way for way, open_ in possible.items() if open_)
        return None  # the office fetches it

    def signers(self, material: Node) -> Iterator[str]:
        """Of the roles that sign, those that there are in this situation."""
        for role in material.get("signed_by", ()):
            if role == APPLICANT or self.holds(self._service.role(role), "needed_when"):
                yield role

    # --- money

    def fee(self) -> Decimal:
        fee = self._service.data["fee"]
        tiers = (tier["amount"] for tier in fee.get("tiers", ()) if self.holds(tier, "when"))
        return Decimal(next(tiers, fee.get("amount", "0")))

    def fine(self) -> Decimal:
        fine = self._service.data.get("fine")
        if fine is None or not self.holds(fine, "when"):
            return Decimal(0)
        return Decimal(self._told(fine["amount"]) or 0)


def excluding_answers(service: Service, condition: Node) -> Mapping[str, str] | None:
    """Answers under which a condition applies, and is broken where answers alone break it; None: there are none."""
    answers: dict[str, str] = {}
    for when in (*whens(condition.get("when")), *whens(condition.get("refused_when"))):
        question = service.question(when["field"])
        fitting = when.get("is") or [code for code in options(question) if code not in when["is_not"]]
        if not fitting:
            return None
        answers[when["field"]] = fitting[0]
    return answers
