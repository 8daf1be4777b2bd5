"""What a whole service must fulfil, and what of it nobody has confirmed yet.

A rule is a function that takes a service whose objects are right in themselves, and yields what is wrong with the path
of keys that leads to it. Its name is the rule's name, its first line what it demands. They live in `consistency`,
`references` and `completeness`, by what they look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path as File

from pydantic import BaseModel

from kiosk.catalogue import completeness, consistency, references
from kiosk.catalogue.base import Sourced
from kiosk.catalogue.consistency import Finding, Path
from kiosk.catalogue.model import Service
from kiosk.catalogue.registers import Register

Fault = tuple[Path, str, str]  # where, the rule, what is wrong
Rule = Callable[[Service], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    consistency.item_code_agrees,
    consistency.dates_in_order,
    consistency.on_the_spot_is_immediate,
    consistency.promise_names_days,
    consistency.promise_within_the_law,
    consistency.result_kind_fits_its_name,
    consistency.no_visit_has_a_way_in,
    consistency.online_has_a_depth,
    consistency.full_depth_needs_no_visit,
    consistency.result_needs_no_visit,
    consistency.topics_fit_the_applicant,
    consistency.permit_answers_questions,
    consistency.permit_tells_its_stages,
    consistency.named_result_has_a_sample,
    consistency.firm_stands_for_itself,
    consistency.information_decides_nothing,
    references.codes_stand_once,
    references.answers_lead_back,
    references.earlier_leads_back,
    references.roles_are_known,
    references.absent_people_are_known,
    references.groups_have_a_choice,
    completeness.refusals_show_a_way,
    completeness.situations_are_choices,
    completeness.fields_can_be_supplied,
    completeness.papers_can_be_supplied,
    completeness.deferral_within_the_promise,
    completeness.stations_within_the_promise,
    completeness.life_event_is_whole,
    completeness.sub_matters_wait_for_earlier,
    completeness.life_event_takes_its_critical_path,
    completeness.papers_are_used,
    completeness.devices_fit,
    completeness.identity_is_enough,
    completeness.sensitive_data_are_said,
)

ASKING_RULES: tuple[Callable[[Service, Mapping[str, Register]], Iterator[Finding]], ...] = (
    references.lookups_lead_to_registers,
    references.fills_are_known,
)


def faults(service: Service, registers: Mapping[str, Register]) -> Iterator[Fault]:
    """All that is wrong with a service."""
    for rule in RULES:
        for path, reason in rule(service):
            yield path, rule.__name__, reason
    for asking in ASKING_RULES:
        for path, reason in asking(service, registers):
            yield path, asking.__name__, reason


def no_code_is_shared(service: Service, others: Mapping[str, Service]) -> Iterator[Fault]:
    """A service and each of its sub-matters has an item code of its own. `others`: by the names of their files."""
    rule = no_code_is_shared.__name__
    own: list[tuple[Path, str]] = [(("item_code",), service.item_code)]
    own += [(("sub_matters", at, "item_code"), sub.item_code) for at, sub in enumerate(service.sub_matters)]
    taken = {code: file for file, other in others.items() for code in _codes(other)}
    for path, code in own:
        if code in taken:
            yield path, rule, f"{code} is in {taken[code]} already"


def _codes(service: Service) -> tuple[str, ...]:
    return (service.item_code, *(sub.item_code for sub in service.sub_matters))


def files_exist(service: Service, assets: File) -> Iterator[Fault]:
    """Samples and templates are there: pictures in `papers`, templates in `documents`."""
    rule = files_exist.__name__
    named: list[tuple[Path, str | None]] = [(("result", "sample"), service.result.sample)]
    named += [(("materials", at, "sample"), m.sample) for at, m in enumerate(service.materials)]
    for path, name in named:
        if name is not None and not _sample(assets, name).is_file():
            yield path, rule, f"there is no {_sample(assets, name).relative_to(assets)}"
    for at, material in enumerate(service.materials):
        if material.document is not None and not _template(assets, material.document).is_file():
            reason = f"there is no {_template(assets, material.document).relative_to(assets)}"
            yield ("materials", at, "document"), rule, reason


def _sample(assets: File, name: str) -> File:
    return assets / "papers" / name if name.endswith(".png") else _template(assets, name)


def _template(assets: File, code: str) -> File:
    return assets / "documents" / f"{code}.typ"


def unverified(service: Service) -> Iterator[tuple[Path, str]]:
    """Everything that the hall has not confirmed yet, and where it comes from."""
    yield from _unverified(service, ())


def _unverified(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Sourced) and not value.verified:
        yield path, value.source or ""
    if isinstance(value, BaseModel):
        for key, field in type(value).model_fields.items():
            yield from _unverified(getattr(value, key), (*path, field.alias or key))
    elif isinstance(value, tuple):
        for at, entry in enumerate(value):
            yield from _unverified(entry, (*path, at))
