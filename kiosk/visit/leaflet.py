"""What stands on the paper that is taken along without a hand-in: the one-time notice, or the window ticket. Pure.

Both are Chinese: the notice is a legal letter (行政许可法第三十二条), the ticket is read by a clerk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kiosk.catalogue.model import FieldType, Material, MaterialForm, Service, Source
from kiosk.points import Point
from kiosk.visit import precheck
from kiosk.visit.form import shown_text, visible_fields, visible_situations
from kiosk.visit.needed import Needed, Way, needed, perhaps
from kiosk.visit.state import DraftKind, Finding, Problem, Standing, VisitState
from kiosk.wording import Language, Wording

_FORMS = {MaterialForm.PAPER: "纸质", MaterialForm.ELECTRONIC: "电子", MaterialForm.BOTH: "纸质或电子"}
_TO_BRING = (Problem.MISSING_MATERIAL, Problem.MISSING_PERSON)


def finding_text(state: VisitState, finding: Finding, wording: Wording) -> str:
    """What is wrong, and with what."""
    service, language = state.service, wording.language
    assert service is not None
    key = f"finding-{finding.problem}"
    if finding.condition is not None:
        condition = next(c for c in service.conditions if c.code == finding.condition)
        name = condition.text.get(language).rstrip("。.")  # the finding goes on with the sentence
    elif finding.role is not None:
        name = service.role(finding.role).name.get(language)
    elif finding.material is not None:
        name = service.material(finding.material).name.get(language)
        if finding.problem is Problem.MISSING_MATERIAL and finding.detail:  # one of several is enough
            key = f"{key}-one_of"
            group = (line.material for line in needed(state) if line.material.one_of == finding.detail)
            name = wording.text("finding-or").join(material.name.get(language) for material in group)
    else:
        name = _field_name(service, finding, wording)
    return wording.text(key, name=name, detail=finding.detail)


def _field_name(service: Service, finding: Finding, wording: Wording) -> str:
    """Of a record also which one, and which of its columns."""
    field = service.field(finding.field or "")
    name = field.label.get(wording.language)
    column = next((c for c in field.columns if c.code == finding.column), None)
    if column is None:
        return name
    of = {"name": name, "column": column.label.get(wording.language)}
    if field.type is FieldType.LIST and finding.row is not None:
        return wording.text("finding-of-row", row=finding.row + 1, **of)
    return wording.text("finding-of-person", **of)


def template(state: VisitState) -> str:
    assert state.draft is not None
    return "one_time_notice" if state.draft.kind is DraftKind.NOTICE else "window_ticket"


def content(
    state: VisitState, findings: tuple[Finding, ...], wording: Wording, points: tuple[Point, ...], at: datetime
) -> Mapping[str, Any]:
    """What the template is filled with. `wording`: the Chinese one."""
    service, draft = state.service, state.draft
    assert service is not None
    assert draft is not None
    common: dict[str, Any] = {
        "title": "一次性告知单" if draft.kind is DraftKind.NOTICE else "窗口联系单",
        "service": service.name.zh,
        "item_code": service.item_code,
        "authority": service.authority.name.zh,
        "date": at.date().isoformat(),
        "phones": {"consult": service.phones.consult, "complaint": service.phones.complaint},
    }
    if state.identity is not None:
        common["applicant"] = {"name": state.identity.name, "number": ""}
    if draft.kind is DraftKind.NOTICE:
        return {**common, **_notice(state, service, findings, wording)}
    return {**common, **_ticket(state, service, findings, wording, points, at)}


def _notice(state: VisitState, service: Service, findings: tuple[Finding, ...], wording: Wording) -> dict[str, Any]:
    assert state.draft is not None
    return {
        "outcome": wording.text(f"outcome-{precheck.outcome(findings)}"),
        "situation": [
            {"label": q.label.zh, "value": shown_text(q, state.values[q.code], Language.ZH)}
            for q in visible_situations(service, state.values)
            if q.code in state.values
        ],
        "bring": list(_bring(state, service)),
        "correct": [
            {
                "name": _what(service, finding),
                "problem": finding_text(state, finding, wording),
                "todo": _todo(service, finding, wording),
                "rule": finding.rule.zh if finding.rule is not None else "",
            }
            for finding in findings
            if finding.problem not in _TO_BRING
        ],
        "basis": [rule.cited.zh for rule in service.legal_basis],
        "until": _day(state.draft.until),
    }


def _bring(state: VisitState, service: Service) -> Iterator[dict[str, str]]:
    """Cards first, then what is wanted for sure, then what is wanted only if no register knows it.

    Second persons come again each time: what they sign is made when all of it is complete.
    """
    if service.identity:
        yield {"name": "您的身份证", "form": "原件", "standard": "刷卡用，不用复印。"}
    for role in precheck.roles(service, state.values):
        if role.by == "card":
            yield {"name": f"{role.name.zh}的身份证", "form": "原件", "standard": "本人一起来刷卡。"}
    for line in needed(state):
        if line.standing is Standing.WANTED:
            yield _paper(line.material, _instead(line))
    for line in needed(state):
        if line.standing is Standing.EXPECTED and Source.SCAN in line.material.sources:
            yield _paper(line.material, "机器先替您查，查不到才用。")
    for material in perhaps(state):
        yield _paper(material, "看您的情况，可能要用。")


def _instead(line: Needed) -> str:
    ways = []
    if line.material.one_of is not None:
        ways.append("同类的材料有一样就行。")
    if Way.COMMIT in line.ways:
        ways.append("没有也可以当场承诺代替。")
    if Way.DEFER in line.ways:
        ways.append("可以以后补交。")
    return "".join(ways)


def _paper(material: Material, remark: str) -> dict[str, str]:
    return {
        "name": material.name.zh,
        "form": _FORMS[material.form],
        "standard": material.standard.zh + remark,
    }


def _ticket(
    state: VisitState,
    service: Service,
    findings: tuple[Finding, ...],
    wording: Wording,
    points: tuple[Point, ...],
    at: datetime,
) -> dict[str, Any]:
    draft = state.draft
    assert draft is not None
    return {
        "ticket": draft.short,
        "why": wording.text(f"outcome-{precheck.outcome(findings)}"),
        "findings": [
            {
                "what": finding_text(state, finding, wording),
                "todo": _todo(service, finding, wording),
                "rule": finding.rule.zh if finding.rule is not None else "",
            }
            for finding in findings
        ],
        "fields": [
            {"label": f.label.zh, "value": shown_text(f, state.values[f.code], Language.ZH)}
            for f in (*visible_situations(service, state.values), *visible_fields(service, state.values))
            if f.code in state.values
        ],
        "missing": [line.material.name.zh for line in needed(state) if line.standing is Standing.WANTED],
        "points": [
            {"name": p.name.zh, "address": p.address.zh, "hours": p.hours_on(at) or "今天不开", "phone": p.phone}
            for p in points
        ],
        "uploaded": draft.at_office,
        "kept_until": _day(draft.until),
    }


def _what(service: Service, finding: Finding) -> str:
    if finding.condition is not None:
        return "办理条件"
    if finding.material is not None:
        return service.material(finding.material).name.zh
    if finding.role is not None:
        return service.role(finding.role).name.zh
    return service.field(finding.field or "").label.zh


def _todo(service: Service, finding: Finding, wording: Wording) -> str:
    if finding.condition is not None:
        condition = next(c for c in service.conditions if c.code == finding.condition)
        return condition.way.zh if condition.way is not None else wording.text("todo-ask")
    kind = "material" if finding.material is not None else "role" if finding.role is not None else "field"
    return wording.text(f"todo-{kind}")


def _day(day: date) -> str:
    return day.isoformat()
