"""The exact list: which materials this situation needs, how each stands, and what the citizen can do about it.

Pure. The source ladder is read downwards: the card, shared data, an earlier paper, what the machine makes, a scan; then
what the law allows instead of the paper. What may never be asked is never among the ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kiosk.catalogue.model import Material, Necessity, Service, Source
from kiosk.visit.form import holds, may_hold
from kiosk.visit.inquiries import holds_record, person, record
from kiosk.visit.state import Found, Promise, PromiseKind, Standing, VisitState
from kiosk.workdays import add_working_days


class Way(StrEnum):
    """What a citizen can do about a material that is wanted."""

    SCAN = "scan"
    DEFER = "defer"  # 容缺: bring it later
    COMMIT = "commit"  # 告知承诺: promise instead
    FETCH = "fetch"  # the register is down: the office gets it


@dataclass(frozen=True, slots=True)
class Needed:
    """One line of the list. `due`: of a deferral. `ways`: open now, empty when there is nothing to do."""

    material: Material
    standing: Standing
    due: date | None = None
    ways: tuple[Way, ...] = ()


WAYS = {PromiseKind.DEFERRED: Way.DEFER, PromiseKind.COMMITTED: Way.COMMIT, PromiseKind.FETCH: Way.FETCH}

_PROMISED = {
    PromiseKind.DEFERRED: Standing.DEFERRED,
    PromiseKind.COMMITTED: Standing.COMMITTED,
    PromiseKind.FETCH: Standing.OFFICE_FETCHES,
}
_OPEN = (Standing.WANTED, Standing.EXPECTED, Standing.LEFT_OUT)


def needed(state: VisitState) -> tuple[Needed, ...]:
    """Every material of this situation, in the order of the service; none before a service was chosen."""
    service = state.service
    if service is None:
        return ()
    lines = [_line(m, state) for m in service.materials if holds(m.needed_when, service, state.values)]
    return tuple(_of_group(_served(line, lines), lines) for line in lines)


def perhaps(state: VisitState) -> tuple[Material, ...]:
    """Papers that are not on the list, and may come onto it with answers that are still open."""
    service, values = state.service, state.values
    if service is None:
        return ()
    return tuple(
        m
        for m in service.materials
        if Source.SCAN in m.sources
        and not holds(m.needed_when, service, values)
        and may_hold(m.needed_when, service, values)
    )


def to_scan(state: VisitState) -> tuple[Material, ...]:
    """The papers that are asked for under the camera: what no rung above supplied, and what was scanned already."""
    return tuple(line.material for line in needed(state) if Way.SCAN in line.ways or line.material.code in state.pages)


def missing(state: VisitState) -> tuple[Needed, ...]:
    """What stands against handing in: wanted, and nothing promised in its place. Of a group, only its first."""
    lines = [line for line in needed(state) if line.standing is Standing.WANTED]
    groups = [line.material.one_of for line in lines]
    return tuple(
        line for at, line in enumerate(lines) if line.material.one_of is None or groups.index(groups[at]) == at
    )


def _served(line: Needed, lines: Iterable[Needed]) -> Needed:
    """A paper for which another one serves that is wanted anyway is not wanted besides."""
    if line.standing is not Standing.WANTED or Source.EARLIER not in line.material.sources:
        return line
    if any(o.material.code == line.material.same_as and o.standing is Standing.WANTED for o in lines):
        return replace(line, standing=Standing.LEFT_OUT, ways=())
    return line


def due(material: Material, service: Service, today: date) -> date | None:
    """Until when a paper has to be supplied that is deferred today: by its own rule, and never after the promised time.

    None: it cannot be deferred.
    """
    deferral, promised = material.deferral, service.promised_time.working_days
    if deferral is None:
        return None
    return add_working_days(today, min(deferral.working_days, promised or deferral.working_days))


def supplementing(service: Service, wanted: tuple[str, ...]) -> Service:
    """The service as far as these materials: nothing is asked again that the case has already, and no register."""
    papers = {
        "sources": (Source.SCAN,),
        "lookup": None,
        "same_as": None,
        "needed_when": (),
        "one_of": None,
        "deferral": None,
        "commitment": None,
    }
    materials = tuple(m.model_copy(update=papers) for m in service.materials if m.code in wanted)
    return service.model_copy(
        update={
            "situations": (),
            "conditions": (),
            "people": (),
            "fields": (),
            "materials": materials,
            "fine": None,
            "sub_matters": (),
        }
    )


def _of_group(line: Needed, lines: Iterable[Needed]) -> Needed:
    """Of papers of which one is enough the others are left out once one stands."""
    group = line.material.one_of
    if group is None or line.standing not in _OPEN:
        return line
    others = (other for other in lines if other.material.one_of == group)
    if any(other.standing not in _OPEN for other in others):
        return replace(line, standing=Standing.LEFT_OUT, ways=())
    return line


def _line(material: Material, state: VisitState) -> Needed:
    promise = state.promises.get(material.code)
    if state.pages.get(material.code):
        return Needed(material, Standing.SCANNED)
    down = False
    for source in material.sources:
        match source:
            case Source.CARD:
                here = person(state, material.of) is not None
                return Needed(material, Standing.CARD if here else Standing.EXPECTED)
            case Source.SHARED:
                assert material.lookup is not None
                found = record(material.lookup, state)
                if found is None:
                    return Needed(material, Standing.EXPECTED)
                if holds_record(material.lookup, state):
                    return Needed(material, Standing.SHARED)
                down = found.found in (Found.DOWN, Found.CONTRADICTS)
            case Source.EARLIER:
                if material.same_as is not None and state.pages.get(material.same_as):
                    return Needed(material, Standing.EARLIER)
            case Source.GENERATED:
                paper = state.papers.get(material.code)
                done = paper is not None and paper.complete
                return Needed(material, Standing.GENERATED if done else Standing.EXPECTED)
            case Source.SCAN:
                return _asked(material, promise, down=down)
            case Source.CITIZEN:
                pass
    return Needed(material, Standing.OFFICE_FETCHES)


def _asked(material: Material, promise: Promise | None, *, down: bool) -> Needed:
    possible = {
        Way.SCAN: True,
        Way.DEFER: material.deferral is not None,
        Way.COMMIT: material.commitment is not None,
        Way.FETCH: down,
    }
    ways = tuple(way for way, open_ in possible.items() if open_)
    if promise is not None and WAYS[promise.kind] in ways:  # it may have been open another day only
        return Needed(material, _PROMISED[promise.kind], promise.due, ways)
    left_out = material.necessity is Necessity.OPTIONAL and material.one_of is None
    return Needed(material, Standing.LEFT_OUT if left_out else Standing.WANTED, ways=ways)
