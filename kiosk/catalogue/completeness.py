"""A service can be finished: everything can be supplied, the devices are there, a life event holds together."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.catalogue.codes import parse_item_code
from kiosk.catalogue.consistency import Finding
from kiosk.catalogue.fields import FieldType, Source
from kiosk.catalogue.materials import Material, Necessity
from kiosk.catalogue.model import Delivery, Device, IdentityLevel, Kind, Service, finished_after

_SURE_IN_A_FORM = {Source.CITIZEN, Source.CARD, Source.EARLIER, Source.GENERATED}
_SURE_OF_A_PAPER = {Source.SCAN, Source.CARD, Source.EARLIER, Source.GENERATED}


def refusals_show_a_way(service: Service) -> Iterator[Finding]:
    """Whom a condition turns away is told what can be done instead: no visit ends in nothing."""
    for at, condition in enumerate(service.conditions):
        tested = condition.refused_when or condition.tells_by_age or condition.lookup is not None
        if tested and condition.way is None:
            yield ("conditions", at, "way"), "the machine refuses people by it: say what they can do instead"


def situations_are_choices(service: Service) -> Iterator[Finding]:
    """情形: questions that anybody can answer by touching, before anybody is identified."""
    for at, question in enumerate(service.situations):
        if question.type not in (FieldType.CHOICE, FieldType.CHOICES) or question.options_from is not None:
            yield ("situations", at, "type"), "a situation is chosen among options that stand here"
        if question.sources != (Source.CITIZEN,):
            yield ("situations", at, "sources"), "a situation is asked: [citizen]"
        if not question.required:
            yield ("situations", at, "required"), "the exact list hangs on every situation"
        if question.personal:
            yield ("situations", at, "personal"), "nobody is identified yet: nothing personal may be asked"


def fields_can_be_supplied(service: Service) -> Iterator[Finding]:
    """A register may know nothing or not answer: what must be known has another source, too."""
    for at, field in enumerate(service.fields):
        if field.required and _SURE_IN_A_FORM.isdisjoint(field.sources):
            yield ("fields", at, "sources"), "when the register knows nothing nobody can supply it: `required: false`"


def papers_can_be_supplied(service: Service) -> Iterator[Finding]:
    """The same of a paper; one that may not be asked for is fetched by the office."""
    for at, material in enumerate(service.materials):
        sure = not _SURE_OF_A_PAPER.isdisjoint(material.sources) or material.commitment is not None
        if not (sure or material.never_ask or material.necessity is Necessity.OPTIONAL):
            yield ("materials", at, "sources"), "when the register knows nothing nobody can supply it"


def deferral_within_the_promise(service: Service) -> Iterator[Finding]:
    """容缺: what comes later comes within the promised time."""
    promised = service.promised_time.working_days
    for at, material in enumerate(service.materials):
        if material.deferral is not None and promised is not None and material.deferral.working_days > promised:
            yield ("materials", at, "deferral"), f"is longer than the promised time ({promised} working days)"


def stations_within_the_promise(service: Service) -> Iterator[Finding]:
    """A case that goes from office to office is through all of them within the promised time."""
    total = sum(station.working_days for station in service.stations)
    promised = service.promised_time.working_days
    if service.stations and promised is not None and total > promised:
        yield ("stations",), f"take {total} working days, promised are {promised}"


def life_event_is_whole(service: Service) -> Iterator[Finding]:
    """一件事 has at least two matters, and says what it took before; nothing else does."""
    is_event = service.kind is Kind.LIFE_EVENT
    if is_event != (len(service.sub_matters) > 1):
        yield ("sub_matters",), "two or more stand exactly where the kind is life_event"
    if is_event != (service.before is not None):
        yield ("before",), "stands exactly where the kind is life_event"


def sub_matters_wait_for_earlier(service: Service) -> Iterator[Finding]:
    """A sub-matter is a matter with a code of its own, and waits only for those that stand before it."""
    codes = [sub.item_code for sub in service.sub_matters]
    for at, sub in enumerate(service.sub_matters):
        try:
            parse_item_code(sub.item_code)
        except ValueError as error:
            yield ("sub_matters", at, "item_code"), str(error)
        for place, needed in enumerate(sub.depends_on):
            if needed not in codes[:at]:
                yield (
                    ("sub_matters", at, "depends_on", place),
                    f"{needed!r} is no sub-matter that stands before this one",
                )


def life_event_takes_its_critical_path(service: Service) -> Iterator[Finding]:
    """并联审批: all offices work at the same time, so the promise is the longest way through, not the sum."""
    longest = max(finished_after(service.sub_matters).values(), default=None)
    if longest is not None and service.promised_time.working_days != longest:
        yield ("promised_time", "working_days"), f"the critical path of the sub-matters takes {longest} working days"


def papers_are_used(service: Service) -> Iterator[Finding]:
    """One set of papers for all sub-matters: each uses papers that there are, and every paper is used."""
    codes = [material.code for material in service.materials]
    for at, sub in enumerate(service.sub_matters):
        for place, code in enumerate(sub.materials):
            if code not in codes:
                yield ("sub_matters", at, "materials", place), f"there is no material {code!r}"
    used = {code for sub in service.sub_matters for code in sub.materials}
    for at, code in enumerate(codes):
        if service.sub_matters and code not in used:
            yield ("materials", at), f"no sub-matter uses {code!r}"


def devices_fit(service: Service) -> Iterator[Finding]:
    """The devices that a service cannot do without are a must; those that some situations want are at least nice."""
    must, fitted = service.devices.must, (*service.devices.must, *service.devices.nice)
    scanned = [material for material in service.materials if Source.SCAN in material.sources]
    if any(_always_scanned(material) for material in scanned) and Device.CAMERA not in must:
        yield ("devices", "must"), "a paper is always scanned: the camera is a must"
    if bool(scanned) != (Device.CAMERA in fitted):
        yield ("devices",), "the camera stands exactly where a paper may be scanned"
    if (service.identity is not IdentityLevel.NONE) != (Device.CARD_READER in must):
        yield ("devices", "must"), "the card_reader is a must exactly where people are identified by card"
    if (Delivery.PRINT in service.result.delivery) and Device.DOCUMENT_PRINTER not in fitted:
        yield ("devices",), "the result is printed here: the document_printer is a must or nice"
    if (service.fee.charges or service.fine is not None) and Device.RECEIPT_PRINTER not in fitted:
        yield ("devices",), "what is paid later stands on the receipt: the receipt_printer is a must or nice"
    for at, device in enumerate(service.devices.nice):
        if device in must:
            yield ("devices", "nice", at), f"{device} is a must already"


def _always_scanned(material: Material) -> bool:
    needed = material.necessity is Necessity.REQUIRED and not material.needed_when and material.one_of is None
    return needed and material.commitment is None and set(material.sources) == {Source.SCAN}


def identity_is_enough(service: Service) -> Iterator[Finding]:
    """Where nobody is identified nothing comes from a card, nobody is looked up, and nobody signs."""
    if service.identity is not IdentityLevel.NONE:
        return
    for at, field in enumerate(service.fields):
        if Source.CARD in field.sources:
            yield ("fields", at, "sources"), "takes from a card, but the service reads none (identity 0)"
    for at, material in enumerate(service.materials):
        if Source.CARD in material.sources:
            yield ("materials", at, "sources"), "is read from a card, but the service reads none (identity 0)"
        if material.signed_by:
            yield ("materials", at, "signed_by"), "is signed, but nobody is identified (identity 0)"
    for at, role in enumerate(service.people):
        if role.by == "card":
            yield ("people", at, "by"), "stands here with a card, but the service reads none (identity 0)"


def sensitive_data_are_said(service: Service) -> Iterator[Finding]:
    """敏感个人信息 wants a consent of its own, and the consent a reason (PIPL 28-30)."""
    marked = any(field.sensitive or any(c.sensitive for c in field.columns) for field in service.fields)
    if marked and service.sensitive is None:
        yield ("sensitive",), "a field is sensitive: say which data are handled, and why"
