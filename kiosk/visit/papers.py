"""The documents that a visit makes, and what goes into each. Pure: composing and sealing happen elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kiosk.catalogue.model import APPLICANT, Delivery, Material, Service, Source
from kiosk.people.identity import Identity
from kiosk.visit.form import holds, shown_text, visible_fields, visible_situations
from kiosk.visit.inquiries import entry_of
from kiosk.visit.needed import needed
from kiosk.visit.state import Standing, VisitState
from kiosk.wording import Language

COMMITMENT, DEFERRAL = "commitment", "deferral"  # templates, and the codes of the papers that promises are signed on


def wanted(state: VisitState) -> tuple[Material, ...]:
    """The generated materials of this situation."""
    service = state.service
    if service is None:
        return ()
    return tuple(
        m for m in service.materials if Source.GENERATED in m.sources and holds(m.needed_when, service, state.values)
    )


def promised(state: VisitState) -> tuple[str, ...]:
    """The papers that promises are signed on, by their template: none where nothing was promised."""
    standings = {line.standing for line in needed(state)}
    return tuple(
        code
        for code, standing in ((COMMITMENT, Standing.COMMITTED), (DEFERRAL, Standing.DEFERRED))
        if standing in standings
    )


def codes(state: VisitState) -> tuple[str, ...]:
    """All papers that this visit makes, by code, in the order in which they are shown."""
    return (*(m.code for m in wanted(state)), *promised(state))


def template(code: str, state: VisitState) -> str:
    assert state.service is not None
    if code in (COMMITMENT, DEFERRAL):
        return code
    return state.service.material(code).document or ""


def signers(code: str, state: VisitState) -> tuple[str, ...]:
    """The roles who must sign; none: the paper is only shown."""
    assert state.service is not None
    return (APPLICANT,) if code in (COMMITMENT, DEFERRAL) else state.service.material(code).signed_by


def signs(state: VisitState) -> bool:
    """Whether there is anything to be read and signed."""
    return state.service is not None and any(signers(code, state) for code in codes(state))


def unsigned(state: VisitState) -> tuple[str, ...]:
    """The papers that must still be made, read or signed."""
    return tuple(code for code in codes(state) if not _is_complete(code, state))


def _is_complete(code: str, state: VisitState) -> bool:
    paper = state.papers.get(code)
    return paper is not None and paper.made_from == made_from(code, state) and paper.complete


def made_from(code: str, state: VisitState) -> str:
    """A digest of all that goes into a paper: when it changes, the paper and its signatures are void."""
    text = json.dumps(data(code, state), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def data(code: str, state: VisitState) -> Mapping[str, Any]:
    """What the template is filled with; all in Chinese, as the office keeps it. Dates are of the visit's beginning."""
    service = state.service
    assert service is not None
    material = None if code in (COMMITMENT, DEFERRAL) else service.material(code)
    return {
        "title": _TITLES.get(code) or (material.name.zh if material else ""),
        "service": service.name.zh,
        "item_code": service.item_code,
        "authority": service.authority.name.zh,
        "applicant": _who(state.identity),
        "people": {role: _who(who) for role, who in state.people.items()},
        "signers": [{"role": role, "label": _label(role, service)} for role in signers(code, state)],
        "fields": [{"label": label, "value": value} for label, value in _answers(state)],
        "values": {code: value.text for code, value in state.values.items()},
        "record": _record(state),
        "promises": list(_promises(code, state)),
        "date": _day(state.started_at),
        "delivery": state.delivery.way.value if state.delivery else Delivery.DOWNLOAD.value,
    }


_TITLES = {COMMITMENT: "告知承诺书", DEFERRAL: "容缺受理承诺书"}


def _who(who: Identity | None) -> dict[str, str]:
    if who is None:
        return {"name": "", "number": "", "address": ""}
    return {"name": who.name, "number": who.number, "address": who.address}


def _label(role: str, service: Service) -> str:
    return "申请人" if role == APPLICANT else service.role(role).name.zh


def _answers(state: VisitState) -> Iterator[tuple[str, str]]:
    service = state.service
    assert service is not None
    for field in (*visible_situations(service, state.values), *visible_fields(service, state.values)):
        value = state.values.get(field.code)
        if value is not None:
            yield field.label.zh, shown_text(field, value, Language.ZH)


def _record(state: VisitState) -> Mapping[str, str]:
    """Of a fine, the office's own record of the case."""
    assert state.service is not None
    fine = state.service.fine
    entry = entry_of(fine.amount, state) if fine is not None else None
    return dict(entry or {})


def _promises(code: str, state: VisitState) -> Iterator[dict[str, str]]:
    standing = {COMMITMENT: Standing.COMMITTED, DEFERRAL: Standing.DEFERRED}.get(code)
    for line in needed(state):
        if standing is not None and line.standing is standing:
            text = line.material.commitment.zh if code == COMMITMENT and line.material.commitment else ""
            yield {"material": line.material.name.zh, "text": text, "due": _date(line.due)}


def _day(moment: datetime | None) -> str:
    return _date(moment.date() if moment else None)


def _date(day: date | None) -> str:
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"
