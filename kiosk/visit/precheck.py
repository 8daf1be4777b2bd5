"""The pre-check: everything that stands against handing in, told once and completely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.catalogue.fields import FormField
from kiosk.catalogue.model import Necessity, Service
from kiosk.visit.form import check_field, visible_fields
from kiosk.visit.route import materials_to_scan
from kiosk.visit.state import Finding, Page, Problem, Value


def findings(
    service: Service, values: Mapping[str, Value], pages: Mapping[str, tuple[Page, ...]], today: date
) -> tuple[Finding, ...]:
    """All findings at once, in the order of the form, then of the materials. Empty: the case may be handed in.

    A material that could be supplied later (容缺) counts as missing: nobody has promised it yet.
    """
    return (*_in_the_form(service, values, today), *_in_the_papers(service, values, pages))


def _in_the_form(service: Service, values: Mapping[str, Value], today: date) -> Iterator[Finding]:
    right: dict[str, Value] = {}
    for field in visible_fields(service, values):
        value = values.get(field.code)
        finding = check_field(_not_before(field, right), value, today)
        if finding is not None:
            yield finding
        elif value is not None:
            right[field.code] = value


def _not_before(field: FormField, right: Mapping[str, Value]) -> FormField:
    """The field, beginning no earlier than the answer that it may not precede, where that one is right in itself."""
    start = right.get(field.not_before) if field.not_before else None
    return field.model_copy(update={"earliest": start.text}) if start else field


def _in_the_papers(
    service: Service, values: Mapping[str, Value], pages: Mapping[str, tuple[Page, ...]]
) -> Iterator[Finding]:
    for material in materials_to_scan(service, values):
        if material.necessity is not Necessity.OPTIONAL and not pages.get(material.code):
            yield Finding(Problem.MISSING_MATERIAL, material=material.code)
