"""Where a visit goes next: pure functions from its state, with no clock and no device.

A step that a service does not need does not appear.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.catalogue.model import IdentityLevel, Material, Service, Source
from kiosk.visit.form import holds, visible_fields
from kiosk.visit.state import Step, Value, VisitState


def materials_to_scan(service: Service, values: Mapping[str, Value]) -> tuple[Material, ...]:
    """The papers that the citizen is asked to lay under the camera, in the order of the service."""
    return tuple(
        m
        for m in service.materials
        if Source.SCAN in m.sources and not m.never_ask and holds(m.needed_when, service, values)
    )


def steps(state: VisitState, *, open_findings: bool) -> tuple[Step, ...]:
    """The steps of this visit, in order. `open_findings`: the pre-check still has something to say."""
    service = state.service
    if service is None:
        return (Step.WELCOME,)
    scans = bool(materials_to_scan(service, state.values))
    applies = {
        Step.IDENTIFY: service.identity > IdentityLevel.NONE,
        Step.FORM: bool(visible_fields(service, state.values)),
        Step.MATERIALS: scans,
        Step.CHECK: scans or open_findings,
    }
    return tuple(step for step in Step if applies.get(step, True))


def after(state: VisitState, *, open_findings: bool) -> Step:
    """The step that follows the present one."""
    later = [s for s in steps(state, open_findings=open_findings) if _rank(s) > _rank(state.step)]
    return later[0] if later else state.step


def before(state: VisitState, *, open_findings: bool) -> Step:
    """The step that "back" leads to. A card once read is not read again; after the hand-in there is no way back."""
    if state.step in (Step.HAND_IN, Step.RECEIPT, Step.GOODBYE):
        return state.step
    skipped = (Step.IDENTIFY,) if state.identity is not None else ()
    earlier = [
        s for s in steps(state, open_findings=open_findings) if _rank(s) < _rank(state.step) and s not in skipped
    ]
    return earlier[-1] if earlier else Step.WELCOME


def next_material(state: VisitState, service: Service) -> str | None:
    """The material after the one being scanned, or the first one; None behind the last."""
    codes = [m.code for m in materials_to_scan(service, state.values)]
    if state.step is not Step.MATERIALS or state.material not in codes:
        return codes[0] if codes else None
    rest = codes[codes.index(state.material) + 1 :]
    return rest[0] if rest else None


def previous_material(state: VisitState, service: Service) -> str | None:
    """The material before the one being scanned; None in front of the first."""
    codes = [m.code for m in materials_to_scan(service, state.values)]
    if state.material not in codes:
        return None
    i = codes.index(state.material)
    return codes[i - 1] if i else None


def _rank(step: Step) -> int:
    return list(Step).index(step)
