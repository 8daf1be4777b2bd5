"""What a register says, does not know, cannot say now, or says of somebody else: each is another thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Lookup, Material, Service, Source
from kiosk.submission.packing import case_of, materials_of
from kiosk.submission.questions import RegisterQuestion
from kiosk.visit.needed import Way
from kiosk.visit.state import (
    Busy,
    EndReason,
    Finding,
    Found,
    Problem,
    PromiseKind,
    Standing,
    Step,
    VisitState,
)
from kiosk.visit.visit import Visit
from tests.visit.conftest import ANSWERS, BUSINESS, CARD, PAGE, PROOF, Desk, to_form, to_identify, to_materials

RENT = "12330199MB0000174A4332017001002"
TRANSFER = "11330199MB0000051C4331005001000"
CHILD = "330199201803150016"
USUAL = {"extent": "usual", "rhythm": "monthly"}
MOVED = {"you_are": "father", "from": "province", "grade": "p2_to_p5", "reason": "moved", "home": "own"}


def line(visit: Visit, material: str) -> tuple[Standing, tuple[Way, ...]]:
    return next((n.standing, n.ways) for n in visit.materials() if n.material.code == material)


def in_case(state: VisitState, material: str) -> tuple[str, Source, tuple[str, ...]]:
    return next((m.standing, m.source, m.pages) for m in materials_of(state) if m.code == material)


# --- it has it


def test_what_a_register_has_is_neither_brought_nor_typed_and_says_where_it_is_from(visit: Visit, desk: Desk) -> None:
    desk.office.records["premises", CARD.number] = {"address": "示例县小河路2号", "certificate_number": "3300001"}
    to_form(visit, desk, BUSINESS)
    assert line(visit, "premises_proof") == (Standing.SHARED, ())
    value = visit.state.values["premises"]
    assert (value.text, value.source) == ("示例县小河路2号", Source.SHARED)
    assert in_case(visit.state, "premises_proof") == ("here", Source.SHARED, ())


def test_what_a_register_has_is_asked_for_this_matter_and_in_the_name_of_this_card(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    (question,) = [q for q in desk.office.asked if isinstance(q, RegisterQuestion)]
    assert (question.register_, question.number, question.purpose) == ("premises", CARD.number, BUSINESS)


def test_nothing_is_asked_of_a_register_before_the_card(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)
    assert desk.office.asked == []


# --- it knows nothing, or says nothing


def test_what_a_register_does_not_know_is_brought(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    assert line(visit, "premises_proof") == (Standing.WANTED, (Way.SCAN, Way.COMMIT))
    visit.scanning.promise("premises_proof", PromiseKind.FETCH)
    assert visit.state.promises == {}


def test_a_register_that_is_down_leaves_the_choice_to_bring_it_or_let_the_office_fetch_it(
    visit: Visit, desk: Desk
) -> None:
    desk.office.down = {"premises"}
    to_form(visit, desk, BUSINESS)
    assert line(visit, "premises_proof") == (Standing.WANTED, (Way.SCAN, Way.COMMIT, Way.FETCH))


def test_what_the_office_fetches_is_marked_so_in_the_case_and_hands_in_without_a_page(visit: Visit, desk: Desk) -> None:
    desk.office.down = {"premises"}
    to_materials(visit, desk)
    visit.scanning.promise("premises_proof", PromiseKind.FETCH)
    assert visit.findings() == ()
    assert in_case(visit.state, "premises_proof") == ("fetch", Source.SHARED, ())


def test_a_paper_that_is_at_hand_serves_while_the_register_is_down(visit: Visit, desk: Desk) -> None:
    desk.office.down = {"premises"}
    to_materials(visit, desk)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    assert in_case(visit.state, "premises_proof") == ("here", Source.SCAN, (PAGE.sha256,))


def test_a_field_of_a_register_that_is_down_is_asked(visit: Visit, desk: Desk) -> None:
    desk.office.down = {"premises"}
    to_form(visit, desk, BUSINESS)
    assert visit.check("premises") == Finding(Problem.MISSING, field="premises")


def test_one_register_that_is_down_does_not_take_the_others_with_it(visit: Visit, desk: Desk) -> None:
    desk.office.down = {"property"}
    desk.office.records["housing_fund", CARD.number] = {"bank": "icbc", "three_months": "yes", "loan": "no"}
    to_form(visit, desk, RENT, USUAL)
    assert visit.state.values["bank"].text == "icbc"
    assert {i.register for i, r in visit.state.records.items() if r.found is Found.DOWN} == {"property"}


@pytest.mark.parametrize("down", [True, False], ids=["down", "miss"])
def test_what_may_never_be_asked_is_not_asked_and_goes_in_to_be_fetched(visit: Visit, desk: Desk, down: bool) -> None:
    desk.office.down = {"property"} if down else set()
    to_form(visit, desk, RENT, USUAL)
    assert line(visit, "no_home_record") == (Standing.OFFICE_FETCHES, ())
    assert "no_home_record" not in {f.material for f in visit.findings()}
    visit.scanning.promise("no_home_record", PromiseKind.FETCH)
    visit.scanning.promise("no_home_record", PromiseKind.COMMITTED)
    assert visit.state.promises == {}
    assert in_case(visit.state, "no_home_record") == ("fetch", Source.SHARED, ())


def test_of_whom_nobody_can_be_asked_the_check_still_goes_in_to_be_fetched(visit: Visit, desk: Desk) -> None:
    """The record of a school is found by the number of the child, which is not typed yet."""
    to_form(visit, desk, TRANSFER, MOVED)
    assert line(visit, "school_record") == (Standing.EXPECTED, ())
    assert in_case(visit.state, "school_record") == ("fetch", Source.SHARED, ())


# --- it takes its time


class Later:
    """Background work that a test lets go of."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self.waiting.append(lambda: then(work()))

    def let_go(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


def test_a_slow_register_is_waited_for_and_nothing_is_touched_meanwhile(desk: Desk) -> None:
    desk.office.records["premises", CARD.number] = {"address": "示例县小河路2号"}
    desk.background = later = Later()
    visit = desk.visit()
    to_form(visit, desk, BUSINESS)
    visit.go_on()
    visit.answer("trade_name", "小河")
    assert (visit.state.step, visit.state.busy) == (Step.IDENTIFY, Busy.LOOKING_UP)
    assert "trade_name" not in visit.state.values
    later.let_go()
    assert (visit.state.step, visit.state.busy) == (Step.FORM, None)
    assert visit.state.values["premises"].text == "示例县小河路2号"
    visit.end(EndReason.STOPPED)


def test_nobody_goes_on_from_the_form_while_a_register_thinks(desk: Desk) -> None:
    visit = desk.visit()
    to_form(visit, desk, PROOF, {"for_whom": "other"})
    desk.background = later = Later()
    visit.answer("principal_name", "赵兰")
    visit.answer("principal_number", "330199194801010017")
    assert visit.state.busy is Busy.LOOKING_UP
    visit.go_on()
    visit.hand_in()
    assert (visit.state.step, len(later.waiting)) == (Step.FORM, 1)
    later.let_go()
    assert visit.state.busy is None
    visit.end(EndReason.STOPPED)


def test_whoever_goes_back_while_a_register_thinks_finds_no_late_answer_in_the_way(desk: Desk) -> None:
    desk.background = later = Later()
    visit = desk.visit()
    to_form(visit, desk, BUSINESS)
    visit.go_back()
    later.let_go()
    assert (visit.state.step, visit.state.busy) == (Step.GUIDE, None)
    visit.go_on()
    later.let_go()
    assert visit.state.step is Step.FORM
    visit.end(EndReason.STOPPED)


# --- it speaks of somebody else

BY_NAME = Lookup(register="population", key="household_address")


@pytest.fixture
def contradicted(desk: Desk) -> Iterator[Visit]:
    """The population register knows the number of the card under another name. What it says is asked for twice."""

    def asking(service: Service) -> Service:
        if service.item_code != BUSINESS:
            return service
        address = service.field("operator_address").model_copy(
            update={"sources": (Source.SHARED, Source.CITIZEN), "lookup": BY_NAME, "card_field": None}
        )
        paper: Material = service.material("premises_proof").model_copy(update={"lookup": BY_NAME})
        return service.model_copy(
            update={
                "fields": tuple(address if f.code == address.code else f for f in service.fields),
                "materials": tuple(paper if m.code == paper.code else m for m in service.materials),
            }
        )

    desk.catalogue = Catalogue(tuple(asking(s) for s in desk.catalogue), desk.catalogue.registers)
    record = {"name": "别的人", "household_address": "别处"}
    desk.office.records["population", CARD.number] = record
    visit = desk.visit()
    to_form(visit, desk, BUSINESS)
    yield visit
    visit.end(EndReason.STOPPED)


def test_a_record_of_another_name_is_not_relied_on(contradicted: Visit) -> None:
    (record,) = [r for i, r in contradicted.state.records.items() if i.register == "population"]
    assert (record.found, record.entries) == (Found.CONTRADICTS, ())
    assert "operator_address" not in contradicted.state.values
    assert contradicted.state.identity is not None
    assert contradicted.state.identity.name == CARD.name


def test_where_the_register_contradicts_the_card_the_paper_is_brought_or_the_office_looks(contradicted: Visit) -> None:
    assert line(contradicted, "premises_proof") == (Standing.WANTED, (Way.SCAN, Way.COMMIT, Way.FETCH))
    contradicted.scanning.promise("premises_proof", PromiseKind.FETCH)
    assert in_case(contradicted.state, "premises_proof") == ("fetch", Source.SHARED, ())


def test_where_the_register_contradicts_the_card_the_citizen_is_asked(contradicted: Visit) -> None:
    contradicted.answer("operator_address", "示例市样板路88号")
    value = contradicted.state.values["operator_address"]
    assert (value.text, value.source) == ("示例市样板路88号", Source.CITIZEN)


def test_a_contradiction_is_counted_and_names_nobody(contradicted: Visit, desk: Desk) -> None:
    assert ("register-asked", {"register": "population", "found": "contradicts"}) in desk.events
    assert "别的人" not in repr(desk.events)


def test_a_record_of_the_same_name_is_relied_on(desk: Desk, contradicted: Visit) -> None:
    desk.office.records["population", CARD.number] = {"name": CARD.name, "household_address": "示例县小河路2号"}
    contradicted.end(EndReason.STOPPED)
    desk.pull()
    visit = desk.visit()
    to_form(visit, desk, BUSINESS)
    assert visit.state.values["operator_address"].text == "示例县小河路2号"
    visit.end(EndReason.STOPPED)


def test_a_child_whom_the_register_calls_otherwise_is_told_at_the_name_and_not_handed_in(
    visit: Visit, desk: Desk
) -> None:
    desk.office.records["population", CHILD] = {"name": "吴小河"}
    to_form(visit, desk, TRANSFER, MOVED)
    visit.answer("child_number", CHILD)
    visit.answer("child_name", "吴大河")
    assert visit.check("child_name") == Finding(Problem.CONTRADICTS, field="child_name", detail="register")
    visit.answer("child_name", "吴小河")
    assert visit.check("child_name") is None


# --- what was typed goes before what is found later


def test_what_the_citizen_put_right_is_not_overwritten_by_a_register(visit: Visit, desk: Desk) -> None:
    desk.office.records["premises", CARD.number] = {"address": "示例县小河路2号", "certificate_number": "3300001"}
    to_form(visit, desk, BUSINESS)
    visit.answer("premises", ANSWERS["premises"])
    visit.answer("phone", "13900000000")
    value = visit.state.values["premises"]
    assert (value.text, value.source) == (ANSWERS["premises"], Source.CITIZEN)
    visit.answer("premises", "")
    assert visit.state.values["premises"].text == "示例县小河路2号"


def test_what_only_a_register_tells_cannot_be_typed(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, RENT, USUAL)
    visit.answer("fund_account", "33019900001")
    assert "fund_account" not in visit.state.values
    case = case_of(visit.state, "330199-01", desk.clock.now(), desk.clock.now())
    assert "fund_account" not in case.values


def test_the_proof_goes_in_also_when_no_register_answers(visit: Visit, desk: Desk) -> None:
    desk.office.down = {"social_insurance"}
    to_form(visit, desk, PROOF)
    visit.go_on()
    visit.hand_in()
    assert visit.state.step is Step.RECEIPT
