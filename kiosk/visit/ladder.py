"""The source ladder of the form: what needs no asking is filled in, and what was typed is never lost by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from kiosk.catalogue.model import Source
from kiosk.visit.form import offered
from kiosk.visit.inquiries import supplied
from kiosk.visit.state import Value, VisitState


def filled(state: VisitState, today: date) -> Mapping[str, Value]:
    """The values of the form with all that card, registers and earlier answers supply.

    What the citizen typed stays where the citizen may; what came from a rung that no longer yields it goes away.
    Answers of fields that do not apply now are kept aside: they count for nothing until they apply again.
    """
    service = state.service
    assert service is not None
    values = dict(state.values)
    for field in (*service.situations, *service.fields):
        present = values.get(field.code)
        if present is not None and present.source is Source.CITIZEN and field.asks:
            continue
        above = supplied(field, replace(state, values=values))
        if above is not None:
            values[field.code] = Value(*above)
        elif (default := offered(field, today)) is not None:
            values[field.code] = default
        else:
            values.pop(field.code, None)
    return MappingProxyType(values)
