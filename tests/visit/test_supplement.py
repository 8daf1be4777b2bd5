"""What a case still waits for is supplied here: these papers, by who may, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import IdentityLevel
from kiosk.submission.packing import case_of
from kiosk.submission.questions import AskProgress, CaseStatus, ConfirmPresence, PresenceAnswer, ProgressAnswer
from kiosk.submission.receipt import receipt_of
from kiosk.visit.state import EndReason, Problem, Step
from kiosk.visit.visit import Visit
from tests.visit.conftest import CARD, PAGE, Desk

HOW_FAR = "11330199MB000041484332041002001"
RESTAURANT = "11330199MB0000318Y4330131003001"
NUMBER = f"{RESTAURANT}202611200001"
CASE = CaseStatus(
    number=NUMBER,
    item_code=RESTAURANT,
    state="waiting_for_papers",
    handed_in=date(2026, 11, 20),
    wanted=("equipment_list", "kitchen_layout"),
    due=date(2026, 11, 27),
)


@pytest.fixture
def visit(desk: Desk) -> Iterator[Visit]:
    """Where the citizen sees one case that waits for two papers."""
    visit = of(desk, CASE)
    yield visit
    visit.end(EndReason.STOPPED)


def of(desk: Desk, case: CaseStatus) -> Visit:
    desk.office.answers[AskProgress] = ProgressAnswer(cases=(case,))
    visit = desk.visit()
    visit.choose(HOW_FAR)
    visit.agree(("privacy",))
    visit.go_on()
    desk.insert(CARD)
    assert visit.state.step is Step.PROGRESS
    return visit


def test_one_of_two_papers_can_be_supplied_today_and_the_other_later(visit: Visit, desk: Desk) -> None:
    visit.progress.supplement(NUMBER)
    assert [m.code for m in visit.to_scan()] == ["kitchen_layout", "equipment_list"]
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.go_on()
    visit.go_on()
    assert (visit.state.step, visit.findings()) == (Step.CHECK, ())
    visit.go_on()
    visit.hand_in()
    case = case_of(desk.handed_in[0], "330199-01", desk.clock.now(), desk.clock.now())
    assert (case.supplements, [m.code for m in case.materials]) == (NUMBER, ["kitchen_layout"])


def test_with_no_paper_at_all_nothing_is_handed_in(visit: Visit, desk: Desk) -> None:
    visit.progress.supplement(NUMBER)
    visit.go_on()
    visit.go_on()
    visit.go_on()
    assert visit.state.step is Step.CHECK
    assert {f.problem for f in visit.findings()} == {Problem.MISSING_MATERIAL}


def test_back_from_the_papers_are_all_cases_again(visit: Visit, desk: Desk) -> None:
    visit.progress.supplement(NUMBER)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.go_back()
    s = visit.state
    assert (s.step, s.supplements, dict(s.pages)) == (Step.PROGRESS, None, {})
    assert s.service is not None
    assert s.service.item_code == HOW_FAR
    assert s.cases is not None


def test_a_case_that_is_over_takes_no_more_papers(desk: Desk) -> None:
    visit = of(desk, CASE.model_copy(update={"state": "terminated"}))
    assert visit.state.cases is not None
    assert visit.state.cases[0].wanted == ()
    visit.progress.supplement(NUMBER)
    assert visit.state.step is Step.PROGRESS
    visit.end(EndReason.STOPPED)


def test_papers_that_this_machine_does_not_know_are_not_asked_for(desk: Desk) -> None:
    visit = of(desk, CASE.model_copy(update={"wanted": ("a_paper_of_last_year",)}))
    visit.progress.supplement(NUMBER)
    assert visit.state.step is Step.PROGRESS
    visit.end(EndReason.STOPPED)


def test_what_needs_a_look_needs_it_for_what_is_supplied_too(desk: Desk) -> None:
    desk.office.answers[ConfirmPresence] = PresenceAnswer(present=True)
    strict = tuple(
        s.model_copy(update={"identity": IdentityLevel.CARD_AND_LOOK}) if s.item_code == RESTAURANT else s
        for s in desk.catalogue
    )
    desk.catalogue = Catalogue(strict)
    visit = of(desk, CASE)
    visit.progress.supplement(NUMBER)
    assert (visit.state.step, visit.reading.awaits_presence) == (Step.IDENTIFY, True)
    visit.reading.confirm_by_phone("123456")
    assert visit.state.step is Step.MATERIALS
    visit.end(EndReason.STOPPED)


def test_the_receipt_of_papers_says_nothing_of_money(visit: Visit, desk: Desk) -> None:
    visit.progress.supplement(NUMBER)
    state = replace(visit.state, hand_in=desk.received(NUMBER))
    assert receipt_of(state, simulated=False).fee is None


# --- by a receipt


RECEIPT = "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/ABCDEFGH"


def by_receipt(desk: Desk) -> Visit:
    desk.office.answers[AskProgress] = ProgressAnswer(cases=(CASE,))
    visit = desk.visit()
    visit.resuming.begin()
    visit.resuming.code(RECEIPT)
    return visit


def test_a_receipt_shows_how_far_its_case_is_without_a_card(desk: Desk) -> None:
    visit = by_receipt(desk)
    assert visit.state.step is Step.PROGRESS
    assert visit.state.cases is not None
    assert [case.number for case in visit.state.cases] == [NUMBER]
    (asked,) = [q for q in desk.office.asked if isinstance(q, AskProgress)]
    assert (asked.receipt_code, asked.number) == (RECEIPT, "")
    visit.end(EndReason.STOPPED)


def test_whoever_found_a_receipt_supplies_nothing(desk: Desk) -> None:
    visit = by_receipt(desk)
    visit.progress.supplement(NUMBER)
    assert visit.state.step is Step.PROGRESS
    visit.go_back()
    assert (visit.state.step, visit.state.cases) == (Step.WELCOME, None)
    visit.end(EndReason.STOPPED)
