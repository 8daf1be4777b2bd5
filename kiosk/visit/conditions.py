"""Who may apply: the conditions of a service, tested as soon as what they look at is known. Pure."""

from __future__ import annotations

from datetime import date

from kiosk.catalogue.model import Condition, Service, Unmet, Words
from kiosk.people.numbers import age, birth_of
from kiosk.visit.form import holds
from kiosk.visit.inquiries import number_of, record, told
from kiosk.visit.state import Finding, Found, Problem, VisitState

_PROBLEMS = {Unmet.NOT_OUR_COMPETENCE: Problem.NOT_OUR_COMPETENCE, Unmet.NOT_MET: Problem.NOT_MET}


def unmet(state: VisitState, today: date) -> tuple[Finding, ...]:
    """The conditions that are known not to be met. What a register does not know is for the office to look at."""
    service = state.service
    if service is None:
        return ()
    return tuple(
        Finding(_PROBLEMS[c.unmet], condition=c.code, detail=_detail(c, state, today), rule=_rule(c, service))
        for c in service.conditions
        if holds(c.when, service, state.values) and _fails(c, service, state, today)
    )


def _fails(condition: Condition, service: Service, state: VisitState, today: date) -> bool:
    if condition.refused_when:
        return holds(condition.refused_when, service, state.values)
    if condition.lookup is not None:
        found = record(condition.lookup, state)
        said = told(condition.lookup, state)
        wanted = condition.is_ if condition.number_of is None else (number_of(state, condition.number_of),)
        known = found is not None and found.found is Found.HIT and said != "" and "" not in wanted
        return known and said not in wanted
    if condition.sex is not None and condition.sex != _sex(condition, state):
        return False
    years = _years(condition, state, today)
    if years is None:
        return False
    low, high = condition.minimum_age, condition.maximum_age
    return (low is not None and years < low) or (high is not None and years > high)


def _years(condition: Condition, state: VisitState, today: date) -> int | None:
    """None while the person is not known, or is named by a number that names no day."""
    number = number_of(state, condition.of)
    try:
        return age(birth_of(number), today)
    except ValueError:
        return None


def _sex(condition: Condition, state: VisitState) -> str:
    """GB/T 2261.1, from the 17th digit of the number (GB 11643): odd is male. "" while it is not known."""
    number = number_of(state, condition.of)
    if len(number) != 18:
        return ""
    return "1" if int(number[16]) % 2 else "2"


def _detail(condition: Condition, state: VisitState, today: date) -> str:
    if condition.minimum_age is None and condition.maximum_age is None:
        return ""
    return str(_years(condition, state, today))


def _rule(condition: Condition, service: Service) -> Words:
    """The condition's own, or else the law that the whole matter stands on."""
    return (condition.basis or service.legal_basis[0]).cited
