"""Through all services and all their situations: what is known is never asked, what the law forbids never can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from devices.card.api import CardKind
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import Kind, Service, Source
from kiosk.people.identity import Identity
from kiosk.visit.form import visible_fields, visible_situations
from kiosk.visit.inquiries import supplied, wanted
from kiosk.visit.ladder import filled
from kiosk.visit.needed import Way, needed, to_scan
from kiosk.visit.precheck import roles
from kiosk.visit.state import Found, Record, Standing, Value, VisitState

TODAY = date(2026, 11, 23)
CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "assets" / "catalogue")
MATTERS = [service for service in CATALOGUE if service.kind is not Kind.INFORMATION]
OWNER = Identity(CardKind.RESIDENT, "陈文", "330199198806120133", date(1988, 6, 12), "1", "01", "示例市样板路1号")
OTHER = Identity(CardKind.RESIDENT, "颜䶮", "330199199209170460", date(1992, 9, 17), "2", "01", "示例市示范街5号")
MOST = 60  # situations of one service


def situations(service: Service) -> Iterator[dict[str, Value]]:
    """Every way to answer the questions, each option once."""
    waiting: list[dict[str, Value]] = [{}]
    seen = 0
    while waiting and seen < MOST:
        values = waiting.pop()
        open_ = next((q for q in visible_situations(service, values) if q.code not in values), None)
        if open_ is None:
            seen += 1
            yield values
        else:
            waiting += [{**values, open_.code: Value(o.code, Source.CITIZEN)} for o in open_.options]


def identified(service: Service, values: dict[str, Value], found: Found) -> VisitState:
    """Everybody with a card is here, and every register has answered the same way."""
    state = VisitState(service=service, identity=OWNER, values=MappingProxyType(values))
    people = {role.code: OTHER for role in roles(service, values) if role.by == "card"}
    state = replace(state, people=MappingProxyType(people))
    for _ in range(4):
        state = replace(state, values=filled(state, TODAY))
        answer = Record(found, tuple([dict(_Anything())] if found is Found.HIT else []))
        records = {**state.records, **dict.fromkeys(wanted(state), answer)}
        state = replace(state, records=MappingProxyType(records))
    return state


class _Anything(dict[str, str]):
    """A record that knows something under every key that any register has."""

    def __init__(self) -> None:
        keys = {
            lookup.key
            for service in MATTERS
            for part in (*service.fields, *service.materials, *service.conditions)
            if (lookup := part.lookup) is not None and lookup.key is not None
        }
        super().__init__(dict.fromkeys(keys, "已登记"))


@pytest.mark.parametrize("service", MATTERS, ids=lambda s: s.name.zh)
def test_what_the_law_forbids_asking_is_never_among_what_can_be_asked(service: Service) -> None:
    for values in situations(service):
        for found in Found:
            state = identified(service, values, found)
            assert [m.code for m in to_scan(state) if m.never_ask] == []
            assert [n.material.code for n in needed(state) if n.material.never_ask and n.ways] == []


@pytest.mark.parametrize("service", MATTERS, ids=lambda s: s.name.zh)
def test_a_paper_that_a_register_has_is_not_asked_for(service: Service) -> None:
    for values in situations(service):
        state = identified(service, values, Found.HIT)
        asked = [n.material for n in needed(state) if Way.SCAN in n.ways and Source.SHARED in n.material.sources]
        assert [m.code for m in asked if m.lookup and not m.lookup.by and _known(m.lookup.of, service)] == []


def _known(of: str, service: Service) -> bool:
    """Whether it is known by a card whose record it would be."""
    return of == "applicant" or any(role.code == of and role.by == "card" for role in service.people)


@pytest.mark.parametrize("service", MATTERS, ids=lambda s: s.name.zh)
def test_a_field_that_is_known_is_filled_in(service: Service) -> None:
    for values in situations(service):
        state = identified(service, values, Found.HIT)
        for field in visible_fields(service, state.values):
            above = supplied(field, state)
            if above is not None:
                assert state.values[field.code].source is not Source.CITIZEN


@pytest.mark.parametrize("service", MATTERS, ids=lambda s: s.name.zh)
def test_a_register_that_is_down_leaves_no_dead_end(service: Service) -> None:
    """The paper may be scanned, or the office fetches it; nothing waits for a register for ever."""
    for values in situations(service):
        state = identified(service, values, Found.DOWN)
        for line in needed(state):
            if Source.SHARED in line.material.sources and line.standing is Standing.WANTED:
                assert Way.FETCH in line.ways


@pytest.mark.parametrize("service", MATTERS, ids=lambda s: s.name.zh)
def test_no_question_is_asked_that_nobody_could_answer(service: Service) -> None:
    for values in situations(service):
        state = identified(service, values, Found.MISS)
        unanswerable = [
            f.code
            for f in visible_fields(service, state.values)
            if f.required and not f.asks and f.code not in state.values and not _of_a_card(f.sources)
        ]
        assert unanswerable == []


def _of_a_card(sources: tuple[Source, ...]) -> bool:
    return Source.CARD in sources
