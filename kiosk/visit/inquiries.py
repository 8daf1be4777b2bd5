"""Which registers a visit asks, and what they said: pure functions of the state.

A register is asked once what the law lets a service ask, as soon as it is known by whom or by what the record is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.catalogue.model import APPLICANT, FormField, Lookup, Service, Source
from kiosk.people.identity import Identity
from kiosk.people.numbers import number_problem
from kiosk.visit.form import holds, visible_fields
from kiosk.visit.state import Found, Inquiry, Record, VisitState

_NO = ("", "no")
_NAMING = "population"  # the register that says how a person is called; `name` elsewhere may be of a shop


def person(state: VisitState, role: str) -> Identity | None:
    """Who stands here in a role with a card."""
    return state.identity if role == APPLICANT else state.people.get(role)


def inquiry(lookup: Lookup, state: VisitState) -> Inquiry | None:
    """What the register is asked; None while it is not known for whom, or the number typed is none."""
    if lookup.by:
        answers = tuple((code, state.values[code].text) for code in lookup.by if code in state.values)
        return Inquiry(lookup.register_, by=answers) if len(answers) == len(lookup.by) else None
    number = number_of(state, lookup.of)
    return Inquiry(lookup.register_, number=number) if number_problem(number, date.max) is None else None


def number_of(state: VisitState, role: str) -> str:
    """The identity number of who has a role, from the card or from the form; "" while it is not known."""
    who = person(state, role)
    if who is not None:
        return who.number
    assert state.service is not None
    named = next((r for r in state.service.people if r.code == role), None)
    value = state.values.get(named.number_field) if named is not None and named.number_field else None
    return value.text if value is not None else ""


def wanted(state: VisitState) -> tuple[Inquiry, ...]:
    """All questions that this state raises and nobody has asked yet."""
    service = state.service
    if service is None or state.identity is None:
        return ()
    asked = (inquiry(lookup, state) for lookup in _lookups(service, state))
    return tuple(dict.fromkeys(i for i in asked if i is not None and i not in state.records))


def _lookups(service: Service, state: VisitState) -> Iterator[Lookup]:
    for condition in service.conditions:
        if condition.lookup is not None and holds(condition.when, service, state.values):
            yield condition.lookup
    for field in visible_fields(service, state.values):
        yield from (lookup for lookup in (field.lookup, field.options_from) if lookup is not None)
    for material in service.materials:
        if material.lookup is not None and holds(material.needed_when, service, state.values):
            yield material.lookup
    if service.fine is not None and holds(service.fine.when, service, state.values):
        yield service.fine.amount


def record(lookup: Lookup, state: VisitState) -> Record | None:
    """What the register said; None: it was not asked (yet)."""
    asked = inquiry(lookup, state)
    return None if asked is None else state.records.get(asked)


def told(lookup: Lookup, state: VisitState) -> str:
    """What the record says under the lookup's key, "" when it says nothing."""
    entry = entry_of(lookup, state)
    return "" if entry is None or lookup.key is None else entry.get(lookup.key, "")


def holds_record(lookup: Lookup, state: VisitState) -> bool:
    """Whether the register has what a material is to prove: a record, and under its key no empty word and no `no`."""
    entry = entry_of(lookup, state)
    return entry is not None and (lookup.key is None or entry.get(lookup.key, "") not in _NO)


def entry_of(lookup: Lookup, state: VisitState) -> Mapping[str, str] | None:
    """Of several records the one that the citizen chose, or what all of them say alike."""
    found = record(lookup, state)
    if found is None or found.found is not Found.HIT or not found.entries:
        return None
    chosen = _choice(lookup, state)
    if chosen is not None:
        value = state.values.get(chosen.code)
        return next((entry for entry in found.entries if value and entry.get("code") == value.text), None)
    first, *others = found.entries
    return {key: text for key, text in first.items() if all(other.get(key) == text for other in others)}


def called_otherwise(inquiry: Inquiry, record: Record, name: str) -> bool:
    """Whether the register knows the person whom it was asked about by another name."""
    return inquiry.register == _NAMING and any(entry.get("name", name) != name for entry in record.entries)


def _choice(lookup: Lookup, state: VisitState) -> FormField | None:
    """The field in which the citizen chooses among the records of this register."""
    assert state.service is not None
    return next(
        (
            f
            for f in state.service.fields
            if f.options_from is not None
            and f.options_from.register_ == lookup.register_
            and f.options_from.by == lookup.by
        ),
        None,
    )


def options(field: FormField, state: VisitState) -> tuple[tuple[str, str], ...]:
    """Code and text of what a register offers to choose from."""
    if field.options_from is None:
        return ()
    found = record(field.options_from, state)
    entries = found.entries if found is not None and found.found is Found.HIT else ()
    return tuple((entry["code"], entry.get("text", entry["code"])) for entry in entries if "code" in entry)


def supplied(field: FormField, state: VisitState) -> tuple[str, Source] | None:
    """What the ladder of a field yields above the citizen, and from which rung."""
    for source in field.sources:
        text = ""
        match source:
            case Source.CARD:
                text = _on_card(field, state)
            case Source.SHARED if field.lookup is not None:
                text = told(field.lookup, state)
            case Source.EARLIER if field.same_as is not None:
                value = state.values.get(field.same_as)
                text = value.text if value is not None else ""
            case _:
                pass
        if text:
            return text, source
    return None


def _on_card(field: FormField, state: VisitState) -> str:
    who = person(state, field.of)
    if who is None or field.card_field is None:
        return ""
    return who.birth.isoformat() if field.card_field == "birth" else str(getattr(who, field.card_field))
