"""What a service names leads somewhere: to questions asked before, to registers, roles and other papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.catalogue import filling
from kiosk.catalogue.consistency import Finding, Path
from kiosk.catalogue.fields import APPLICANT, FieldType, FormField, Lookup, When
from kiosk.catalogue.model import Service
from kiosk.catalogue.registers import Register

_COMPARABLE = (FieldType.CHOICE, FieldType.CHOICES)


def codes_stand_once(service: Service) -> Iterator[Finding]:
    """Codes are names: no two things of one list have the same; questions and fields share one space."""
    asked: list[tuple[Path, str]] = [(("situations", at), f.code) for at, f in enumerate(service.situations)]
    asked += [(("fields", at), f.code) for at, f in enumerate(service.fields)]
    spaces: list[list[tuple[Path, str]]] = [
        asked,
        [(("materials", at), m.code) for at, m in enumerate(service.materials)],
        [(("conditions", at), c.code) for at, c in enumerate(service.conditions)],
        [((), APPLICANT), *((("people", at), r.code) for at, r in enumerate(service.people))],
        [(("stations", at), s.code) for at, s in enumerate(service.stations)],
        [(("sub_matters", at), s.item_code) for at, s in enumerate(service.sub_matters)],
    ]
    spaces += [
        [((*path, "columns", at), c.code) for at, c in enumerate(field.columns)]
        for path, field in zip((p for p, _ in asked), (*service.situations, *service.fields), strict=True)
    ]
    for space in spaces:
        codes = [code for _, code in space]
        for at, (path, code) in enumerate(space):
            if code in codes[:at]:
                yield path, f"{code!r} is there twice"


def answers_lead_back(service: Service) -> Iterator[Finding]:
    """A question hangs only on questions before it, so that no two hide each other; all else on any question."""
    for path, whens, asked in _whens(service):
        for at, when in enumerate(whens):
            yield from _answerable(when, asked, (*path, at))


def _whens(service: Service) -> Iterator[tuple[Path, tuple[When, ...], tuple[FormField, ...]]]:
    for path, field, earlier in _questions(service):
        yield (*path, "visible_when"), field.visible_when, earlier
    everything = (*service.situations, *service.fields)
    for at, material in enumerate(service.materials):
        yield ("materials", at, "needed_when"), material.needed_when, everything
    for at, condition in enumerate(service.conditions):
        yield ("conditions", at, "when"), condition.when, everything
        yield ("conditions", at, "refused_when"), condition.refused_when, everything
    for at, role in enumerate(service.people):
        yield ("people", at, "needed_when"), role.needed_when, everything
    for at, sub in enumerate(service.sub_matters):
        yield ("sub_matters", at, "needed_when"), sub.needed_when, everything
    for at, tier in enumerate(service.fee.tiers):
        yield ("fee", "tiers", at, "when"), tier.when, everything
    if service.fine is not None:
        yield ("fine", "when"), service.fine.when, everything


def _questions(service: Service) -> Iterator[tuple[Path, FormField, tuple[FormField, ...]]]:
    """Each question with its path and those that are asked before it."""
    for at, question in enumerate(service.situations):
        yield ("situations", at), question, service.situations[:at]
    for at, field in enumerate(service.fields):
        yield ("fields", at), field, (*service.situations, *service.fields[:at])


def _answerable(when: When, asked: tuple[FormField, ...], path: Path) -> Iterator[Finding]:
    field = next((f for f in asked if f.code == when.field), None)
    if field is None:
        yield (*path, "field"), f"there is no field {when.field!r} that was asked before"
    elif field.type not in _COMPARABLE or field.options_from is not None:
        yield (*path, "field"), f"{when.field!r} has no options to compare with"
    else:
        codes = [option.code for option in field.options]
        for key, named in (("is", when.is_), ("is_not", when.is_not)):
            for at, code in enumerate(named):
                if code not in codes:
                    reason = f"{code!r} is not among the options of {when.field!r} ({', '.join(codes)})"
                    yield (*path, key, at), reason


def earlier_leads_back(service: Service) -> Iterator[Finding]:
    """What is taken over from another field or paper, or compared with it, comes after it and is of its kind."""
    for path, field, earlier in _questions(service):
        for key, named in (("not_before", field.not_before), ("same_as", field.same_as)):
            if named is not None and field.type not in [f.type for f in earlier if f.code == named]:
                yield (*path, key), f"there is no {field.type} field {named!r} before this one"
    codes = [material.code for material in service.materials]
    for at, material in enumerate(service.materials):
        if material.same_as is not None and material.same_as not in codes[:at]:
            yield ("materials", at, "same_as"), f"there is no material {material.same_as!r} before this one"


@dataclass(frozen=True, slots=True)
class _Asking:
    """One lookup, where it stands, what is known by then, and whether it must name a key."""

    path: Path
    lookup: Lookup
    asked: tuple[FormField, ...]
    keys: tuple[str, ...] = ()  # that the register must have besides
    needs_key: bool = True


def _lookups(service: Service) -> Iterator[_Asking]:
    for path, field, earlier in _questions(service):
        if field.lookup is not None:
            yield _Asking((*path, "lookup"), field.lookup, earlier)
        if field.options_from is not None:
            asking = _Asking((*path, "options_from"), field.options_from, earlier, ("code", "text"), needs_key=False)
            yield asking
    everything = (*service.situations, *service.fields)
    for at, material in enumerate(service.materials):
        if material.lookup is not None:
            yield _Asking(("materials", at, "lookup"), material.lookup, everything, needs_key=False)
    for at, condition in enumerate(service.conditions):
        if condition.lookup is not None:
            yield _Asking(("conditions", at, "lookup"), condition.lookup, everything)
    if service.fine is not None:
        yield _Asking(("fine", "amount"), service.fine.amount, everything)


def lookups_lead_to_registers(service: Service, registers: Mapping[str, Register]) -> Iterator[Finding]:
    """A lookup names a register that there is, a key that it has, and what its records are found by."""
    for asking in _lookups(service):
        lookup, path = asking.lookup, asking.path
        register = registers.get(lookup.register_)
        if register is None:
            yield (*path, "register"), f"there is no register {lookup.register_!r} (assets/shared_data/registers.yaml)"
            continue
        named = asking.keys if lookup.key is None else (*asking.keys, lookup.key)
        for key in named:
            if key not in register.keys:
                reason = f"{lookup.register_} has no key {key!r} ({', '.join(register.keys)})"
                yield (*path, "key"), reason
        if lookup.key is None and asking.needs_key:
            yield (*path, "key"), "say which key of the record is meant"
        if bool(lookup.by) != (register.by == "fields"):
            yield (
                (*path, "by"),
                f"stands exactly where records are found by answers: {lookup.register_} by {register.by}",
            )
            continue
        asked = [field.code for field in asking.asked]
        for at, code in enumerate(lookup.by):
            if code not in asked:
                yield (*path, "by", at), f"there is no field {code!r} that was asked before"
            if code not in register.keys:
                yield (*path, "by", at), f"{lookup.register_} does not know {code!r} by that name"


def roles_are_known(service: Service) -> Iterator[Finding]:
    """Whoever is named is the applicant or stands among `people`; only who is here has a card, and signs."""
    by_code = {role.code: role for role in service.people}
    for path, role in _named_roles(service):
        if role != APPLICANT and role not in by_code:
            yield path, f"there is no role {role!r} ({', '.join((APPLICANT, *by_code))})"
    absent = {role.code for role in service.people if role.by == "form"}
    for path, field, _ in _questions(service):
        if field.card_field is not None and field.of in absent:
            yield (*path, "of"), f"{field.of} is not here: there is no card to take it from"
    for at, material in enumerate(service.materials):
        if material.of in absent:
            yield ("materials", at, "of"), f"{material.of} is not here: there is no card to read"
        for place, role in enumerate(material.signed_by):
            if role in absent:
                yield ("materials", at, "signed_by", place), f"{role} is not here and cannot sign"


def _named_roles(service: Service) -> Iterator[tuple[Path, str]]:
    for path, field, _ in _questions(service):
        yield (*path, "of"), field.of
    for asking in _lookups(service):
        yield (*asking.path, "of"), asking.lookup.of
    for at, condition in enumerate(service.conditions):
        yield ("conditions", at, "of"), condition.of
        if condition.number_of is not None:
            yield ("conditions", at, "number_of"), condition.number_of
    for at, material in enumerate(service.materials):
        yield ("materials", at, "of"), material.of
        if material.expected is not None and material.expected.holder is not None:
            yield ("materials", at, "expected", "holder"), material.expected.holder
        for place, role in enumerate(material.signed_by):
            yield ("materials", at, "signed_by", place), role


def absent_people_are_known(service: Service) -> Iterator[Finding]:
    """Who is not here is known by fields of the form; what is looked up of them comes after their number."""
    types = {field.code: field.type for _, field, _ in _questions(service)}
    for at, role in enumerate(service.people):
        for key, named, kind in (
            ("name_field", role.name_field, FieldType.NAME),
            ("number_field", role.number_field, FieldType.ID_NUMBER),
        ):
            if named is not None and types.get(named) is not kind:
                yield ("people", at, key), f"there is no {kind} field {named!r}"
    number_fields = {role.code: role.number_field for role in service.people if role.by == "form"}
    for asking in _lookups(service):
        role_code = asking.lookup.of
        if role_code in number_fields and number_fields[role_code] not in [field.code for field in asking.asked]:
            yield (*asking.path, "of"), f"the number of {role_code} is not known by then"
    for at, condition in enumerate(service.conditions):
        for key, role_code in (("of", condition.of), ("number_of", condition.number_of or APPLICANT)):
            if role_code in number_fields and number_fields[role_code] is None:
                yield ("conditions", at, key), f"{role_code} has no number to tell it by"


def fills_are_known(service: Service, registers: Mapping[str, Register]) -> Iterator[Finding]:
    """What a template is filled with is asked, stands on the applicant's card, or is in the record of the fine."""
    fields = {field.code: field for _, field, _ in _questions(service)}
    register = registers.get(service.fine.amount.register_) if service.fine is not None else None
    roots = {filling.APPLICANT: ("name", "number", "address"), filling.RECORD: register.keys if register else ()}
    for at, material in enumerate(service.materials):
        for way, name in filling.names(material.fill):
            root, _, key = name.partition(".")
            field = fields.get(root)
            if root in roots:
                known = key in roots[root]
            elif way and way[-1] == filling.EACH:
                known = field is not None and field.type is FieldType.LIST
            else:
                known = field is not None and (not key or key in [column.code for column in field.columns])
            if not known:
                yield ("materials", at, "fill", *way), f"there is no {name!r} to fill it with"


def groups_have_a_choice(service: Service) -> Iterator[Finding]:
    """`one_of` leaves a choice: at least two papers name the group."""
    groups = [material.one_of for material in service.materials]
    for at, group in enumerate(groups):
        if group is not None and groups.count(group) < 2:
            yield ("materials", at, "one_of"), f"no other material is in the group {group!r}"
