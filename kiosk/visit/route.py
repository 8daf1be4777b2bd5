"""Where a visit goes next: pure functions of its state and the day, with no clock and no device.

A step that a service does not need does not appear.
"""

from __future__ import annotations

from datetime import date

from kiosk.catalogue.model import Delivery, IdentityLevel, Kind, Service
from kiosk.visit.conditions import unmet
from kiosk.visit.form import visible_fields, visible_situations
from kiosk.visit.money import pays
from kiosk.visit.needed import to_scan
from kiosk.visit.papers import signs
from kiosk.visit.precheck import findings
from kiosk.visit.state import Step, VisitState

_INFORMATION = (Step.WELCOME, Step.PRIVACY, Step.IDENTIFY, Step.PROGRESS, Step.GOODBYE)
_NEVER_ON_THE_WAY = (Step.LISTS, Step.RESUME, Step.PROGRESS, Step.LEAVE, Step.REFUSED)
_NO_WAY_BACK = (Step.HAND_IN, Step.RECEIPT, Step.RATE, Step.LEAVE, Step.GOODBYE)


def steps(state: VisitState, today: date) -> tuple[Step, ...]:
    """The steps of this visit, in order."""
    service = state.service
    if service is None:
        return (Step.WELCOME,)
    if service.kind is Kind.INFORMATION:
        return _INFORMATION if service.identity > IdentityLevel.NONE else (Step.WELCOME, Step.LISTS, Step.GOODBYE)
    identifies = service.identity > IdentityLevel.NONE
    scans = bool(to_scan(state))
    supplements = state.supplements is not None
    applies = {
        Step.SITUATION: bool(service.situations) and not supplements,
        Step.GUIDE: not supplements,
        Step.PRIVACY: identifies,
        Step.IDENTIFY: identifies,
        Step.FORM: bool(visible_fields(service, state.values)) and not supplements,
        Step.MATERIALS: scans,
        Step.CHECK: scans or bool(findings(state, today)),
        Step.SIGN: signs(state) and not supplements,
        Step.PAY: pays(state) and not supplements,
        Step.DELIVERY: chooses_delivery(service) and not supplements,
        Step.RATE: state.hand_in is None or (state.hand_in.received and not supplements),
    }
    return tuple(step for step in Step if step not in _NEVER_ON_THE_WAY and applies.get(step, True))


def deliveries(service: Service) -> tuple[Delivery, ...]:
    """What the citizen can choose; what is printed here is handed over here."""
    return tuple(way for way in service.result.delivery if way is not Delivery.PRINT)


def chooses_delivery(service: Service) -> bool:
    """A parcel needs an address, several ways need a choice, and what is printed here needs neither."""
    if Delivery.PRINT in service.result.delivery:
        return False
    ways = deliveries(service)
    return len(ways) > 1 or ways == (Delivery.MAIL,)


def after(state: VisitState, today: date) -> Step:
    """The step that follows the present one; a condition that is not met ends the way at once."""
    if state.step in (Step.SITUATION, Step.PRIVACY, Step.IDENTIFY, Step.FORM) and unmet(state, today):
        return Step.REFUSED
    agreed = (Step.PRIVACY,) if state.identity is not None else ()
    later = [s for s in steps(state, today) if rank(s) > rank(state.step) and s not in agreed]
    return later[0] if later else state.step


def before(state: VisitState, today: date) -> Step:
    """The step that "back" leads to. A card once read is not read again; after the hand-in there is no way back."""
    if state.step in _NO_WAY_BACK:
        return state.step
    if state.step is Step.REFUSED and state.service is not None and visible_situations(state.service, state.values):
        return Step.SITUATION
    skipped = (Step.PRIVACY, Step.IDENTIFY) if state.identity is not None else ()
    earlier = [s for s in steps(state, today) if rank(s) < rank(state.step) and s not in skipped]
    return earlier[-1] if earlier else Step.WELCOME


def next_material(state: VisitState) -> str | None:
    """The material after the one being scanned, or the first one; None behind the last."""
    codes = [m.code for m in to_scan(state)]
    if state.step is not Step.MATERIALS or state.material not in codes:
        return codes[0] if codes else None
    rest = codes[codes.index(state.material) + 1 :]
    return rest[0] if rest else None


def previous_material(state: VisitState) -> str | None:
    """The material before the one being scanned; None in front of the first."""
    codes = [m.code for m in to_scan(state)]
    if state.material not in codes:
        return None
    i = codes.index(state.material)
    return codes[i - 1] if i else None


def rank(step: Step) -> int:
    return list(Step).index(step)
