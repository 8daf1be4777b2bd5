"""The pre-check tells everything at once, and nothing that does not matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from devices.card.api import CardKind
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import Necessity, Service, Source
from kiosk.people.identity import Identity
from kiosk.visit import precheck
from kiosk.visit.state import Finding, Found, Inquiry, Page, Problem, Record, Value, VisitState

TODAY = date(2026, 11, 23)
CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "assets" / "catalogue")
PAGES = {"premises_proof": (Page(jpeg=b"", pdf=b"", sha256="0" * 64),)}
SITUATION = {"run_by": "person", "premises_are": "rented"}
ANSWERS = {
    "operator_name": "李䶮",
    "operator_number": "330199199001011233",
    "operator_address": "示例省示例县小河路 1 号",
    "phone": "13800003210",
    "trade_name": "小河",
    "trade_words": "百货",
    "name_ending": "shop",
    "scope": "daily_goods",
    "premises": "示例县小河路 2 号",
    "staff": "1",
    "capital": "50000",
}


ASKED = tuple(Inquiry(register, number=ANSWERS["operator_number"]) for register in ("premises", "property", "lease"))
OWN = {"for_whom": "self", "kinds": "pension"}
MISSES = {inquiry: Record(Found.MISS) for inquiry in ASKED}
OWNER = Identity(CardKind.RESIDENT, ANSWERS["operator_name"], ANSWERS["operator_number"], date(1990, 1, 1))


def findings(
    service: Service, values: Mapping[str, Value], pages: Mapping[str, tuple[Page, ...]], today: date
) -> tuple[Finding, ...]:
    """What stands against handing in when the registers know nothing; without the words of the rules."""
    state = VisitState(service=service, identity=OWNER, values=values, pages=pages, records=MISSES)
    return tuple(replace(finding, rule=None) for finding in precheck.findings(state, today))


def values(**changes: str) -> dict[str, Value]:
    return {code: Value(text, Source.CITIZEN) for code, text in {**SITUATION, **ANSWERS, **changes}.items()}


@pytest.fixture
def business() -> Service:
    service = CATALOGUE.get("11330199MB0000318Y4330131002001")
    assert service is not None
    return service


@pytest.fixture
def proof() -> Service:
    service = CATALOGUE.get("11330199MB000014XP4332014001002")
    assert service is not None
    return service


def test_a_complete_case_has_no_findings(business: Service) -> None:
    assert findings(business, values(), PAGES, TODAY) == ()


def test_everything_is_told_at_once_in_the_order_of_form_and_papers(business: Service) -> None:
    told = findings(business, values(premises="", phone="1", trade_name="好公司"), {}, TODAY)
    assert told == (
        Finding(Problem.MALFORMED, field="phone", detail="phone"),
        Finding(Problem.FORBIDDEN_WORD, field="trade_name", detail="公司"),
        Finding(Problem.MISSING, field="premises"),
        Finding(Problem.MISSING_MATERIAL, material="premises_proof"),
    )


def test_an_empty_case_tells_every_answer_and_paper_that_is_needed(business: Service) -> None:
    situation = {code: Value(text, Source.CITIZEN) for code, text in SITUATION.items()}
    told = findings(business, situation, {}, TODAY)
    asked = [code for code in ANSWERS if code not in ("operator_name", "operator_number")]
    assert [f.field or f.material for f in told] == [*asked, "premises_proof"]


def test_a_question_that_appeared_must_be_answered(business: Service) -> None:
    told = findings(business, values(scope="other"), PAGES, TODAY)
    assert told == (Finding(Problem.MISSING, field="scope_other"),)


def test_an_answer_to_a_question_that_is_gone_is_not_judged(business: Service) -> None:
    assert findings(business, values(scope_other="?" * 500), PAGES, TODAY) == ()


def test_a_paper_without_a_page_is_missing(business: Service) -> None:
    missing = (Finding(Problem.MISSING_MATERIAL, material="premises_proof"),)
    assert findings(business, values(), {"premises_proof": ()}, TODAY) == missing


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"necessity": Necessity.OPTIONAL}, False),
        ({"necessity": Necessity.DEFERRABLE}, True),
        ({"sources": (Source.SHARED,), "never_ask": True, "one_of": None}, False),
    ],
)
def test_only_papers_that_are_asked_for_and_needed_are_missing(
    business: Service, changes: dict[str, object], missing: bool
) -> None:
    paper = business.material("premises_proof").model_copy(update=changes)
    service = business.model_copy(update={"materials": (paper,)})
    assert bool(findings(service, values(), {}, TODAY)) is missing


def test_the_months_of_a_proof_may_be_left_out(proof: Service) -> None:
    assert findings(proof, values(**OWN), {}, TODAY) == ()


def test_an_end_before_its_beginning_is_told_at_the_end(proof: Service) -> None:
    told = findings(proof, values(**OWN, from_month="2026-05", to_month="2026-04"), {}, TODAY)
    assert told == (Finding(Problem.OUT_OF_RANGE, field="to_month", detail="2026-05 – 2026-11"),)


def test_an_end_is_not_blamed_for_a_wrong_beginning(proof: Service) -> None:
    told = findings(proof, values(**OWN, from_month="2026-99", to_month="2026-04"), {}, TODAY)
    assert [f.field for f in told] == ["from_month"]


def test_a_finding_shows_no_answer_of_a_person(business: Service) -> None:
    told = findings(business, values(phone="139 me", operator_number="330199199001011234"), PAGES, TODAY)
    assert "139" not in repr(told)
    assert "330199" not in repr(told)
