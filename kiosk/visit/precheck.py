"""The pre-check: everything that stands against handing in, told once and completely, each with its rule. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from kiosk.catalogue.fields import FormField
from kiosk.catalogue.model import Role, Service
from kiosk.visit.conditions import unmet
from kiosk.visit.form import check_field, holds, visible_fields, visible_situations
from kiosk.visit.inquiries import called_otherwise
from kiosk.visit.needed import missing, needed
from kiosk.visit.state import Finding, Outcome, Problem, Standing, Value, VisitState

# What the citizen can put right here and now; the rest needs a paper or a person that is not here.
_ELSEWHERE = (Problem.MISSING_MATERIAL, Problem.MISSING_PERSON)


def findings(state: VisitState, today: date) -> tuple[Finding, ...]:
    """All at once: conditions, people, the form, the materials, each in the order of the service. Empty: complete."""
    service = state.service
    if service is None:
        return ()
    return (
        *unmet(state, today),
        *_people(service, state),
        *_form(service, state, today),
        *_materials(state),
    )


def outcome(found: tuple[Finding, ...]) -> Outcome:
    """What findings come to: the gravest of them decides (行政许可法 Art. 32)."""
    problems = {finding.problem for finding in found}
    if Problem.NOT_OUR_COMPETENCE in problems:
        return Outcome.NOT_OUR_COMPETENCE
    if Problem.NOT_MET in problems:
        return Outcome.NOT_MET
    if problems.intersection(_ELSEWHERE):
        return Outcome.INCOMPLETE
    return Outcome.CORRECTABLE if problems else Outcome.ACCEPTABLE


def roles(service: Service, values: Mapping[str, Value]) -> tuple[Role, ...]:
    """The second persons of this situation."""
    return tuple(role for role in service.people if holds(role.needed_when, service, values))


def _people(service: Service, state: VisitState) -> Iterator[Finding]:
    for role in roles(service, state.values):
        if role.by == "card" and role.code not in state.people:
            yield Finding(Problem.MISSING_PERSON, role=role.code)


def _form(service: Service, state: VisitState, today: date) -> Iterator[Finding]:
    right: dict[str, Value] = {}
    for field in (*visible_situations(service, state.values), *visible_fields(service, state.values)):
        value = state.values.get(field.code)
        if value is None and not field.asks:
            continue  # what only a card or a register tells is for the office to know
        finding = check_field(_not_before(field, right), value, today)
        if finding is not None:
            yield finding
        elif value is not None:
            right[field.code] = value
    for role in roles(service, state.values):
        if role.number_field in right:
            yield from _contradicting(role, right, state)


def _not_before(field: FormField, right: Mapping[str, Value]) -> FormField:
    """The field, beginning no earlier than the answer that it may not precede, where that one is right in itself."""
    start = right.get(field.not_before) if field.not_before else None
    return field.model_copy(update={"earliest": start.text}) if start else field


def _contradicting(role: Role, right: Mapping[str, Value], state: VisitState) -> Iterator[Finding]:
    """Who is named in the form is another person than the ones with cards, and is called as the registers call them."""
    number = right[role.number_field or ""].text
    here = [who.number for who in (state.identity, *state.people.values()) if who is not None]
    if number in here:
        yield Finding(Problem.CONTRADICTS, field=role.number_field, detail="own_number")
    name = right.get(role.name_field or "")
    asked = ((inquiry, record) for inquiry, record in state.records.items() if inquiry.number == number)
    if name is not None and any(called_otherwise(inquiry, record, name.text) for inquiry, record in asked):
        yield Finding(Problem.CONTRADICTS, field=role.name_field, detail="register")


def _materials(state: VisitState) -> Iterator[Finding]:
    some_came = state.supplements is not None and bool(state.pages)  # the others may come another day
    wanted = set() if some_came else {line.material.code for line in missing(state)}
    for line in needed(state):
        material = line.material
        if material.code in wanted:
            detail = material.one_of or ""
            yield Finding(Problem.MISSING_MATERIAL, material=material.code, detail=detail, rule=material.standard)
        elif line.standing is Standing.SCANNED:
            yield from (replace(f, rule=material.standard) for f in state.readings.get(material.code, ()))
