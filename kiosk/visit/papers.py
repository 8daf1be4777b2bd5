"""The documents that a visit makes, and what goes into each. Pure: composing and sealing happen elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kiosk.catalogue.filling import Known
from kiosk.catalogue.filling import filled as fill
from kiosk.catalogue.model import APPLICANT, FieldType, FormField, Material, MaterialForm, Service, Source
from kiosk.people.identity import Identity
from kiosk.visit.form import holds, shown_text, visible_fields, visible_situations
from kiosk.visit.inquiries import entry_of
from kiosk.visit.needed import needed
from kiosk.visit.state import Standing, Value, VisitState
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
    if code in (COMMITMENT, DEFERRAL):
        return (APPLICANT,)
    service = state.service
    return tuple(
        role
        for role in service.material(code).signed_by
        if role == APPLICANT or holds(service.role(role).needed_when, service, state.values)
    )


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
    """What the template is filled with (see `assets/documents`); in Chinese, as the office keeps it. Days are ISO."""
    service = state.service
    assert service is not None
    promise = code in (COMMITMENT, DEFERRAL)
    filled: dict[str, Any] = {
        "title": _TITLES[code] if promise else service.material(code).name.zh,
        "service": service.name.zh,
        "item_code": service.item_code,
        "authority": service.authority.name.zh,
        "applicant": _who(state.identity),
        "fields": [{"label": label, "value": value} for label, value in _answers(state)],
        "date": _day(state.started_at.date() if state.started_at else None),
    }
    if roles := signers(code, state):  # a blank for home leaves it to the template who signs
        filled["signers"] = [{"role": role, "label": _label(role, service)} for role in roles]
    if code == COMMITMENT:
        filled["promises"] = list(_promises(state))
    elif code == DEFERRAL:
        filled["deferred"] = list(_deferred(state))
    else:
        filled |= fill(service.material(code).fill, _known(state))
    return filled


def _known(state: VisitState) -> Known:
    """What a template can be filled with: the answers that apply, who is here, the office's record of a fine's case."""
    service = state.service
    assert service is not None
    asked = {f.code: f for f in (*visible_situations(service, state.values), *visible_fields(service, state.values))}
    answers = {code: value for code, value in state.values.items() if code in asked}
    return Known(
        codes={code: value.text for code, value in answers.items()},
        shown={code: _written(asked[code], value) for code, value in answers.items()},
        applicant=_who(state.identity),
        record=_record(state),
    )


def _written(field: FormField, value: Value) -> str:
    """Days and amounts as templates want them, everything else as people write it."""
    as_kept = field.type in (FieldType.DATE, FieldType.MONTH, FieldType.MONEY, FieldType.NUMBER)
    return value.text if as_kept else shown_text(field, value, Language.ZH)


_TITLES = {COMMITMENT: "告知承诺书", DEFERRAL: "容缺受理通知书和承诺书"}


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


def _promises(state: VisitState) -> Iterator[dict[str, str]]:
    for line in needed(state):
        if line.standing is Standing.COMMITTED and line.material.commitment is not None:
            yield {"paper": line.material.name.zh, "text": line.material.commitment.zh}


def _deferred(state: VisitState) -> Iterator[dict[str, str]]:
    for line in needed(state):
        if line.standing is Standing.DEFERRED:
            yield {"name": line.material.name.zh, "form": _FORMS[line.material.form], "due": _day(line.due)}


_FORMS = {MaterialForm.PAPER: "纸质原件", MaterialForm.ELECTRONIC: "电子件", MaterialForm.BOTH: "原件或者电子件"}


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
