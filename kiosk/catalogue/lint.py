"""What a whole service must fulfil: codes that agree, references that lead somewhere, promises that hold together.

Each rule takes a service that is right in its parts and yields what is wrong, with the path of keys that leads to it.
The consistency rules follow the checking script that Wenzhou used for its list of 最多跑一次 items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kiosk.catalogue.codes import parse_item_code
from kiosk.catalogue.fields import FieldType, FormField, When
from kiosk.catalogue.model import CaseType, Delivery, Device, IdentityLevel, Kind, Service, Source

Path = tuple[str | int, ...]
Fault = tuple[Path, str]


def faults(service: Service) -> tuple[Fault, ...]:
    """All that is wrong with a service."""
    return tuple(fault for rule in _RULES for fault in rule(service))


def _item_code(service: Service) -> Iterator[Fault]:
    try:
        code = parse_item_code(service.item_code)
    except ValueError as error:
        yield ("item_code",), str(error)
        return
    for path, told, inside in (
        (("authority", "credit_code"), service.authority.credit_code, code.credit_code),
        (("authority", "level"), service.authority.level, code.level),
        (("item_type",), service.item_type, code.item_type),
    ):
        if told != inside:
            yield path, f"is {told}, but the item code says {inside}"


def _names_once(service: Service) -> Iterator[Fault]:
    lists: dict[str, list[str]] = {
        "fields": [f.code for f in service.fields],
        "materials": [m.code for m in service.materials],
        "conditions": [c.code for c in service.conditions],
        "sub_matters": [s.item_code for s in service.sub_matters],
    }
    for name, codes in lists.items():
        for at, code in enumerate(codes):
            if code in codes[:at]:
                yield (name, at), f"{code!r} is there twice"


def _references(service: Service) -> Iterator[Fault]:
    """A condition looks at a field before it, so that no two hide each other; a material may look at any."""
    for at, field in enumerate(service.fields):
        earlier = (*service.situations, *service.fields[:at])
        for number, when in enumerate(field.visible_when):
            yield from _answerable(when, earlier, ("fields", at, "visible_when", number))
        if field.not_before is not None and field.type not in [f.type for f in earlier if f.code == field.not_before]:
            yield ("fields", at, "not_before"), f"there is no {field.type} field {field.not_before!r} before this one"
    for at, material in enumerate(service.materials):
        for number, when in enumerate(material.needed_when):
            asked = (*service.situations, *service.fields)
            yield from _answerable(when, asked, ("materials", at, "needed_when", number))


def _answerable(when: When, fields: Iterable[FormField], path: Path) -> Iterator[Fault]:
    field = next((f for f in fields if f.code == when.field), None)
    if field is None:
        yield (*path, "field"), f"there is no field {when.field!r} that was asked before"
    elif field.type not in (FieldType.CHOICE, FieldType.CHOICES):
        yield (*path, "field"), f"{when.field!r} has no options to compare with"
    else:
        codes = [option.code for option in field.options]
        for at, code in enumerate(when.is_):
            if code not in codes:
                yield (*path, "is", at), f"{code!r} is not among the options of {when.field!r} ({', '.join(codes)})"


def _times(service: Service) -> Iterator[Fault]:
    promised, legal = service.promised_time.working_days, service.legal_time.working_days
    if (service.case_type is CaseType.IMMEDIATE) != (promised == 0):
        yield ("promised_time",), "is 0 working days exactly where the case type is immediate"
    if promised is not None and legal is not None and promised > legal:
        yield ("promised_time", "working_days"), f"promises {promised} days where the law allows {legal}"


def _no_visit(service: Service) -> Iterator[Fault]:
    if service.visits.limit_scene_num == 0 and set(service.result.delivery) == {Delivery.WINDOW}:
        yield ("result", "delivery"), "a result that must be fetched is a visit: visits says 0"


def _devices(service: Service) -> Iterator[Fault]:
    must, fitted = service.devices.must, (*service.devices.must, *service.devices.nice)
    if any(Source.SCAN in m.sources for m in service.materials) and Device.CAMERA not in must:
        yield ("devices", "must"), "papers are scanned: the camera is a must"
    if service.identity is not IdentityLevel.NONE and Device.CARD_READER not in must:
        yield ("devices", "must"), "people are identified by card: the card_reader is a must"
    if Delivery.PRINT in service.result.delivery and Device.DOCUMENT_PRINTER not in fitted:
        yield ("devices",), "the result is printed here: the document_printer is a must or nice"
    for at, device in enumerate(service.devices.nice):
        if device in must:
            yield ("devices", "nice", at), f"{device} is a must already"


def _identity(service: Service) -> Iterator[Fault]:
    if service.identity is IdentityLevel.NONE:
        for at, field in enumerate(service.fields):
            if Source.CARD in field.sources:
                yield ("fields", at, "sources"), "takes from a card, but the service reads none (identity 0)"


def _life_event(service: Service) -> Iterator[Fault]:
    is_event = service.kind is Kind.LIFE_EVENT
    if is_event != bool(service.sub_matters):
        yield ("sub_matters",), "stand exactly where the kind is life_event"
    if is_event != (service.before is not None):
        yield ("before",), "stands exactly where the kind is life_event"
    codes = [sub.item_code for sub in service.sub_matters]
    for at, sub in enumerate(service.sub_matters):
        for needed in sub.depends_on:
            if needed not in codes[:at]:
                yield ("sub_matters", at, "depends_on"), f"{needed!r} is no sub-matter that stands before this one"


_RULES: tuple[Callable[[Service], Iterator[Fault]], ...] = (
    _item_code,
    _names_once,
    _references,
    _times,
    _no_visit,
    _devices,
    _identity,
    _life_event,
)
