"""What people put into their bag before they go: all that they need, or not, and later what the notice says."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from tests.population import citizens, papers
from tests.population.citizens import Citizen
from tests.population.oracle import Need, judge
from tests.population.papers import Sheet
from tests.population.people import People
from tests.population.rules import Service
from tests.population.trips import (
    ACCEPTED,
    LOOKED,
    NOTICE,
    REFUSED,
    TICKETED,
    Bag,
    Errand,
    Trip,
    flawed,
    lacks,
)


class Home:
    """Where people come from. `services`: by the name of their file."""

    def __init__(self, services: Mapping[str, Service], today: date, seed: int) -> None:
        self._services, self._today = services, today
        self._stranger = People(random.Random(seed), today).person()

    def first(self, citizen: Citizen, down: frozenset[str]) -> Errand:
        """The first time, on a day on which some registers do not answer."""
        service, chance = self._services[citizen.service], citizen.chance("bag")
        along = tuple(role["code"] for role in service.part("people") if role["by"] == "card")
        need = judge(service, citizen.world(self._today, citizen.card, along, down))
        codes = [chance.choice(paper.codes) for paper in need.papers]
        sheets = {code: self._sheet(citizen, code, 1) for code in codes}
        match citizen.mood:
            case citizens.LACKING:
                self._leave_at_home(sheets, chance)
                if need.roles and chance.random() < 0.5:
                    along = ()
            case citizens.WRONG:
                self._spoil(citizen, sheets, chance)
            case citizens.PLANNER | citizens.OLD_CARD:
                sheets = {}
            case _:
                self._trust_in_promises(citizen, need, sheets, chance)
        return self._errand(citizen, Bag(citizen.card, sheets, along), 1, down)

    def goes_again(self, errand: Errand, trip: Trip) -> bool:
        """Who took a notice goes on with it; who promised a paper brings it, and some ask how far their case is."""
        if trip.outcome == NOTICE:
            return True
        asks = bool(trip.deferred) or errand.citizen.asks_later
        return trip.outcome == ACCEPTED and not errand.follows and asks

    def next(self, errand: Errand, trip: Trip, down: frozenset[str]) -> Errand:
        """The visit after this one: with all that the notice lists and a good card, or with what was promised."""
        citizen, turn = errand.citizen, errand.turn + 1
        if trip.outcome == ACCEPTED:
            sheets = {code: self._sheet(citizen, code, turn) for code in trip.deferred}
            expects = ACCEPTED if sheets else LOOKED
            return Errand(citizen, Bag(errand.bag.card, sheets), turn, expects, down, follows=trip.number)
        card = replace(citizen.card, valid_to=date(self._today.year + 9, 1, 1))
        sheets = {code: self._sheet(citizen, code, turn) for code in self._one_of_each(citizen, trip)}
        typed = errand.typed | set(trip.asked)
        bag = Bag(card, sheets, trip.along, trip.code, errand.bag.left | set(trip.left))
        return self._errand(citizen, bag, turn, down, typed)

    def _errand(
        self,
        citizen: Citizen,
        bag: Bag,
        turn: int,
        down: frozenset[str],
        typed: frozenset[str] = frozenset(),
    ) -> Errand:
        expects = self._expected(citizen, bag, turn, down)
        return Errand(citizen, bag, turn, expects, down, typed)

    def _expected(self, citizen: Citizen, bag: Bag, turn: int, down: frozenset[str]) -> str:
        """How this visit must end. Whoever comes with what the notice lists lacks nothing any more."""
        service = self._services[citizen.service]
        world = citizen.world(self._today, bag.card, bag.along, down)
        situation = judge(service, citizen.world(self._today, None, (), down), before_the_form=True)
        if situation.unmet:
            return REFUSED
        if citizen.mood == citizens.TICKET and turn == 1:
            return ""
        until = bag.card.valid_to
        expired = until is not None and until < self._today and not service.takes_expired_cards
        early = judge(service, world, before_the_form=True)
        if turn == 1 and (citizen.mood == citizens.PLANNER or expired or set(early.roles) - set(bag.along)):
            return NOTICE
        need = judge(service, world)
        if early.unmet or (need.unmet and not need.stuck):
            return REFUSED
        if need.stuck:
            return TICKETED
        return NOTICE if turn == 1 and (lacks(need, citizen, bag) or flawed(need, bag)) else ACCEPTED

    def _one_of_each(self, citizen: Citizen, trip: Trip) -> Iterable[str]:
        """Of papers of which the notice says that one is enough, the first."""
        service, groups = self._services[citizen.service], set()
        for code in trip.bring:
            group = service.material(code).get("one_of", code)
            if group not in groups:
                groups.add(group)
                yield code

    def _sheet(self, citizen: Citizen, code: str, turn: int, flaw: str = "") -> Sheet:
        material = self._services[citizen.service].material(code)
        owner = papers.holder(material, citizen.persons)
        name = f"{citizen.number}-{turn}-{code}"
        return papers.sheet(name, material, owner, self._stranger, self._today, flaw=flaw)

    # --- what goes wrong at home

    @staticmethod
    def _leave_at_home(sheets: dict[str, Sheet], chance: random.Random) -> None:
        """One paper at least."""
        codes = [code for code in sheets if chance.random() < 0.5] or list(sheets)[:1]
        for code in codes:
            del sheets[code]

    def _spoil(self, citizen: Citizen, sheets: dict[str, Sheet], chance: random.Random) -> None:
        """One paper that the machine can see through."""
        for code in sheets:
            flaws = papers.noticed(self._services[citizen.service].material(code))
            if flaws:
                sheets[code] = self._sheet(citizen, code, 1, chance.choice(flaws))
                return

    @staticmethod
    def _trust_in_promises(citizen: Citizen, need: Need, sheets: dict[str, Sheet], chance: random.Random) -> None:
        """Who promises, or hears that the office can fetch it, does not bring a paper that is far away."""
        ways = {"fetch", *(("commit", "defer") if citizen.promises else ())}
        for paper in need.papers:
            if ways & set(paper.ways) and chance.random() < 0.5:
                for code in paper.codes:
                    sheets.pop(code, None)
