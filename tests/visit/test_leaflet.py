"""What stands on the notice and on the ticket: all of it at once, in words, and nothing that others may not read."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import zxingcpp

from kiosk.catalogue.model import Kind, Service
from kiosk.documents.compose import compose
from kiosk.documents.strip import strip
from kiosk.points import load_points, nearest
from kiosk.submission.draft_code import DraftCode
from kiosk.visit import leaflet
from kiosk.visit.state import Problem, PromiseKind, Step
from kiosk.visit.visit import Visit
from kiosk.wording import Language, Wording
from tests.documents.samples import ASSETS
from tests.visit.conftest import (
    BUSINESS,
    CARD,
    PROOF,
    Desk,
    answer_situation,
    to_form,
    to_identify,
    to_materials,
)
from tests.visit.test_ask_once import MATTERS

FOOD = "11330199MB0000318Y4330131003001"
MEDICAL = "11330199MB000036974332036007001"
MARRIAGE = "11330199MB0000115A4332011001001"
RENT = "12330199MB0000174A4332017001002"
ZH = Wording(ASSETS / "wording", Language.ZH)
POINTS = load_points(ASSETS)


pytestmark = pytest.mark.usefixtures("present")


def content(visit: Visit, desk: Desk) -> dict[str, Any]:
    at = desk.clock.now()
    return dict(leaflet.content(visit.state, visit.leaving.findings, ZH, nearest(POINTS, at), at))


def notice(visit: Visit, desk: Desk) -> dict[str, Any]:
    visit.leaving.notice()
    assert visit.state.step is Step.LEAVE
    return content(visit, desk)


def ticket(visit: Visit, desk: Desk) -> dict[str, Any]:
    visit.leaving.ticket()
    assert visit.state.step is Step.LEAVE
    return content(visit, desk)


def choose_first(visit: Visit, service: Service) -> None:
    """Answer every question with its first option that is not the end of the way."""
    visit.choose(service.item_code)
    while visit.state.step is Step.SITUATION:
        code = visit.state.field
        assert code is not None
        for option in visit.options(code):
            visit.answer(code, option.code)
            if not visit.refusals():
                break
        visit.go_on()


# --- every service


@pytest.mark.parametrize("service", MATTERS, ids=lambda s: s.name.zh)
@pytest.mark.parametrize("leave", [notice, ticket])
def test_whoever_leaves_before_the_card_has_a_paper_that_says_all_and_names_nobody(
    visit: Visit, desk: Desk, service: Service, leave: Any
) -> None:
    choose_first(visit, service)
    told = leave(visit, desk)
    assert (told["service"], told["item_code"]) == (service.name.zh, service.item_code)
    assert told["phones"] == {"consult": service.phones.consult, "complaint": service.phones.complaint}
    assert "applicant" not in told
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("service", MATTERS, ids=lambda s: s.name.zh)
def test_whoever_leaves_after_the_card_has_a_ticket_with_all_findings_in_words(
    visit: Visit, desk: Desk, service: Service
) -> None:
    choose_first(visit, service)
    visit.go_on()
    visit.agree(tuple(n.kind for n in visit.notices()))
    visit.go_on()
    desk.insert()
    visit.reading.confirm_by_phone("123456")
    told = ticket(visit, desk)
    assert len(told["findings"]) == len(visit.leaving.findings)
    assert all(finding["what"].strip() and finding["todo"].strip() for finding in told["findings"])
    assert "finding-" not in json.dumps(told)
    assert "todo-" not in json.dumps(told)
    assert told["applicant"] == {"name": CARD.name, "number": ""}
    shown = json.dumps({key: value for key, value in told.items() if key != "fields"})
    assert CARD.number not in shown


@pytest.mark.parametrize("service", [s for s in MATTERS if s.kind is Kind.LIFE_EVENT], ids=lambda s: s.name.zh)
def test_the_notice_of_a_life_event_says_what_to_bring(visit: Visit, desk: Desk, service: Service) -> None:
    choose_first(visit, service)
    bring = notice(visit, desk)["bring"]
    assert bring[0]["name"] == "您的身份证"
    assert all(paper["name"] and paper["form"] and paper["standard"] for paper in bring)


# --- the notice


def test_papers_come_with_form_standard_and_what_is_allowed_instead(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    card, proof = notice(visit, desk)["bring"]
    assert card["name"] == "您的身份证"
    assert proof["name"] == visit.state.service.material("premises_proof").name.zh  # type: ignore[union-attr]
    assert proof["standard"].endswith("没有也可以当场承诺代替。")


def test_of_papers_of_which_one_is_enough_it_says_so(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, MEDICAL, {"reason": "living"})
    papers = [p for p in notice(visit, desk)["bring"] if "同类的材料有一样就行。" in p["standard"]]
    assert len(papers) == 2


def test_what_may_come_later_is_said(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, FOOD, {"cooks": "me", "raw_food": "no"})
    later = [p["name"] for p in notice(visit, desk)["bring"] if "可以以后补交。" in p["standard"]]
    assert later == [visit.state.service.material("equipment_list").name.zh]  # type: ignore[union-attr]


def test_before_the_card_papers_that_a_register_may_have_are_named_as_such(visit: Visit, desk: Desk) -> None:
    visit.choose(BUSINESS)
    answer_situation(visit)
    (paper,) = [p for p in notice(visit, desk)["bring"] if p["name"] != "您的身份证"]
    assert paper["standard"].endswith("机器先替您查，查不到才用。")


def test_what_was_promised_need_not_be_brought(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.scanning.promise("premises_proof", PromiseKind.COMMITTED)
    assert [paper["name"] for paper in notice(visit, desk)["bring"]] == ["您的身份证"]


def test_what_the_law_forbids_asking_is_never_on_it(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, RENT, {"extent": "usual", "rhythm": "monthly"})
    never = {m.name.zh for m in visit.state.service.materials if m.never_ask}  # type: ignore[union-attr]
    assert never.isdisjoint(paper["name"] for paper in notice(visit, desk)["bring"])


def test_who_must_come_along_is_named(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, {"move": "nobody", "child": "none"})
    names = [paper["name"] for paper in notice(visit, desk)["bring"]]
    spouse = visit.state.service.role("spouse").name.zh  # type: ignore[union-attr]
    assert names[:2] == ["您的身份证", f"{spouse}的身份证"]


def test_a_condition_that_is_not_met_stands_with_its_rule_and_what_to_do(visit: Visit, desk: Desk) -> None:
    visit.choose(FOOD)
    answer_situation(visit, {"cooks": "me", "raw_food": "raw"})
    (wrong,) = notice(visit, desk)["correct"]
    assert wrong["name"] == "办理条件"
    assert wrong["rule"].strip()
    assert wrong["todo"].strip()


def test_the_situation_is_written_as_it_was_answered(visit: Visit, desk: Desk) -> None:
    visit.choose(FOOD)
    answer_situation(visit, {"cooks": "me", "raw_food": "no"})
    told = {line["label"]: line["value"] for line in notice(visit, desk)["situation"]}
    service = visit.state.service
    assert service is not None
    assert told == {q.label.zh: visit.shown(q.code) for q in service.situations}


def test_the_notice_is_dated_and_says_until_when_its_code_opens(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    told = notice(visit, desk)
    assert (told["title"], told["date"], told["until"]) == ("一次性告知单", "2026-11-23", "2027-02-21")


# --- the ticket


def test_the_clerk_sees_what_was_answered_what_is_missing_and_where_else_it_can_be_done(
    visit: Visit, desk: Desk
) -> None:
    to_materials(visit, desk)
    told = ticket(visit, desk)
    answers = {line["label"]: line["value"] for line in told["fields"]}
    service = visit.state.service
    assert service is not None
    assert answers[service.field("trade_name").label.zh] == "小河"
    assert told["missing"] == [service.material("premises_proof").name.zh]
    assert [p["hours"] for p in told["points"]] == ["8:30-17:00", "0:00-24:00", "8:30-17:00"]


def test_the_clerk_and_the_citizen_say_the_same_short_code_to_each_other(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    told = ticket(visit, desk)
    assert visit.state.draft is not None
    assert told["ticket"] == DraftCode.parse(visit.state.draft.code).short
    assert DraftCode.parse(visit.state.draft.code).secret.hex() not in json.dumps(told)


@pytest.mark.parametrize("at_office", [True, False])
def test_the_ticket_says_whether_the_office_has_the_draft_already(visit: Visit, desk: Desk, at_office: bool) -> None:
    desk.draft_outcome = at_office
    to_materials(visit, desk)
    assert ticket(visit, desk)["uploaded"] is at_office


def test_a_place_that_is_closed_today_says_so(visit: Visit, desk: Desk) -> None:
    desk.clock.advance(6 * 86400)  # a Sunday
    to_materials(visit, desk)
    hours = [p["hours"] for p in ticket(visit, desk)["points"]]
    assert hours == ["0:00-24:00", "今天不开", "今天不开"]


def test_of_a_record_the_row_and_the_column_are_named(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS, {"run_by": "family", "premises_are": "none"})
    visit.answer("family", '[{"name": "李敏", "number": "330199199001011234"}]')
    told = ticket(visit, desk)
    (wrong,) = [f["what"] for f in told["findings"] if "1" in f["what"]]
    service = visit.state.service
    assert service is not None
    family = service.field("family")
    assert family.label.zh in wrong
    assert next(c for c in family.columns if c.code == "number").label.zh in wrong


def test_a_card_that_was_read_leaves_no_missing_person(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, PROOF)
    visit.leaving.ticket()
    assert Problem.MISSING_PERSON not in {f.problem for f in visit.leaving.findings}


# --- as it is printed


@pytest.mark.parametrize("leave", [notice, ticket])
def test_it_can_be_printed_on_a_strip_and_its_code_read_again(visit: Visit, desk: Desk, leave: Any) -> None:
    to_materials(visit, desk)
    told = leave(visit, desk)
    assert visit.state.draft is not None
    raster = strip(leaflet.template(visit.state), told, ASSETS, 576, code=visit.state.draft.code, at=desk.clock.now())
    (found,) = zxingcpp.read_barcodes(np.where(raster, 0, 255).astype(np.uint8))
    assert found.text == visit.state.draft.code


@pytest.mark.parametrize("leave", [notice, ticket])
def test_it_can_be_printed_on_a_sheet(visit: Visit, desk: Desk, leave: Any) -> None:
    to_form(visit, desk, MEDICAL, {"reason": "living"})
    told = leave(visit, desk)
    assert visit.state.draft is not None
    pdf = compose(leaflet.template(visit.state), told, ASSETS, code=visit.state.draft.code, at=desk.clock.now())
    assert pdf.startswith(b"%PDF")
