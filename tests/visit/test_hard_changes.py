"""A changed mind costs nothing: what no longer applies is kept aside, and only what is really open is asked again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Delivery, Words
from kiosk.submission.packing import case_of
from kiosk.submission.questions import AskPayment, ConfirmPresence, OrderPayment, PaymentAnswer, PresenceAnswer
from kiosk.visit.needed import Way
from kiosk.visit.state import DeliveryChoice, EndReason, Finding, PaymentState, Problem, PromiseKind, Standing, Step
from kiosk.visit.visit import Visit
from tests.visit.conftest import (
    ANSWERS,
    BUSINESS,
    CARD,
    PAGE,
    Desk,
    answer_situation,
    sign_all,
    to_confirm,
    to_form,
    to_materials,
)

FOOD = "11330199MB0000318Y4330131003001"
MEDICAL = "11330199MB000036974332036007001"
RENEWAL = "11330199MB0000094R4330709002003"
TODAY = date(2026, 11, 23)  # a Monday


pytestmark = pytest.mark.usefixtures("present")


def change(visit: Visit, **answers: str) -> None:
    """Back to the questions, to answer these otherwise, and forward again to the form."""
    while visit.state.step is not Step.SITUATION:
        visit.go_back()
    for code, text in answers.items():
        visit.edit(code)
        visit.answer(code, text)
    while visit.state.step is not Step.FORM:
        visit.go_on()


def open_fields(visit: Visit) -> list[str | None]:
    return [finding.field for finding in visit.findings() if finding.field is not None]


def standing(visit: Visit, material: str) -> Standing:
    return next(line.standing for line in visit.materials() if line.material.code == material)


# --- answers


def test_a_changed_answer_asks_only_for_what_is_new(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    change(visit, premises_are="none")
    assert open_fields(visit) == ["shop_link"]
    assert visit.state.values["trade_name"].text == ANSWERS["trade_name"]


def test_what_was_answered_for_another_situation_comes_back_with_it(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    change(visit, premises_are="none")
    visit.answer("shop_link", "https://shop.example.com/1")
    change(visit, premises_are="rented")
    assert open_fields(visit) == []
    assert visit.shown("premises") == ANSWERS["premises"]
    change(visit, premises_are="none")
    assert (open_fields(visit), visit.shown("shop_link")) == ([], "https://shop.example.com/1")


def test_what_lies_aside_is_not_shown_not_judged_and_not_handed_in(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.answer("premises", "?")
    change(visit, premises_are="none")
    visit.answer("shop_link", "https://shop.example.com/1")
    case = case_of(visit.state, "330199-01", desk.clock.now(), desk.clock.now())
    assert "premises" not in case.values
    assert "premises" not in {field.code for field in visit.visible_fields()}
    assert open_fields(visit) == []


def test_a_question_that_hangs_on_a_question_goes_and_comes_with_it(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, "11330199MB0000094R4330709001001", {"situation": "home", "home_kind": "rented"})
    visit.answer("landlord", "赵兰")
    change(visit, situation="work", work_kind="employed")
    assert "landlord" not in {field.code for field in visit.visible_fields()}
    change(visit, situation="home")
    assert (visit.state.values["home_kind"].text, visit.shown("landlord")) == ("rented", "赵兰")


def test_the_card_is_not_asked_for_again(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    change(visit, premises_are="own")
    assert (desk.reader.device.asked, visit.state.identity is not None) == (["read"], True)


def test_a_register_is_asked_once_however_often_the_mind_changes(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    change(visit, premises_are="own")
    change(visit, premises_are="rented")
    asked = [question.register_ for question in desk.office.asked]
    assert sorted(asked) == ["premises", "property"]


# --- papers


def test_a_page_of_another_situation_is_kept_aside_and_need_not_be_scanned_again(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    change(visit, premises_are="own")
    assert standing(visit, "premises_title") is Standing.WANTED
    assert PAGE.sha256 not in case_of(visit.state, "330199-01", desk.clock.now(), desk.clock.now()).pages
    change(visit, premises_are="lent")
    assert standing(visit, "premises_proof") is Standing.SCANNED


def test_a_promise_of_another_situation_waits_and_is_not_signed_meanwhile(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.scanning.promise("premises_proof", PromiseKind.COMMITTED)
    change(visit, premises_are="none")
    assert visit.signing.codes() == ("application",)
    change(visit, premises_are="rented")
    assert visit.signing.codes() == ("application", "commitment")


def test_how_the_result_comes_is_not_asked_again(visit: Visit, desk: Desk) -> None:
    to_confirm(visit, desk)
    change(visit, run_by="person")
    assert visit.state.delivery == DeliveryChoice(Delivery.DOWNLOAD)


def test_after_a_change_everything_is_signed_anew_and_what_is_handed_in_is_what_was_signed(
    visit: Visit, desk: Desk
) -> None:
    to_confirm(visit, desk)
    signed = visit.state.papers["application"].sha256
    while visit.state.step is not Step.FORM:
        visit.go_back()
    visit.answer("trade_name", "大河")
    while visit.state.step is not Step.SIGN:
        visit.go_on()
    sign_all(visit)
    visit.go_on()
    visit.hand_in()
    (case,) = desk.handed_in
    paper = case.papers["application"]
    assert (paper.sha256 != signed, paper.signed_by) == (True, ("applicant",))
    assert "大河" in paper.pdf.decode()


def test_what_changed_behind_a_signature_is_signed_anew_before_anything_is_handed_in(visit: Visit, desk: Desk) -> None:
    to_confirm(visit, desk)
    visit.answer("trade_name", "大河")
    visit.hand_in()
    assert (visit.state.step, desk.handed_in) == (Step.SIGN, [])
    assert visit.state.papers["application"].signed_by == ()


# --- what is to be paid


@pytest.fixture
def paying(desk: Desk) -> Iterator[Visit]:
    """Where a lost card is paid for."""
    order = PaymentAnswer(order="3301990001", amount=Decimal(40), code="https://pay.example.gov.cn/1", state="open")
    desk.office.answers = {OrderPayment: order, AskPayment: order, ConfirmPresence: PresenceAnswer(present=True)}
    visit = desk.visit()
    visit.choose(RENEWAL)
    answer_situation(visit, {"reason": "lost", "photo": "receipt"})
    visit.go_on()
    visit.agree(("privacy", "sensitive"))
    visit.go_on()
    desk.insert()
    visit.reading.confirm_by_phone("123456")
    visit.answer("photo_number", "330199202600123456")
    visit.answer("phone", "13900000000")
    visit.go_on()
    sign_all(visit)
    assert visit.state.step is Step.PAY
    yield visit
    visit.end(EndReason.STOPPED)


def to_pay(visit: Visit) -> None:
    while visit.state.step is not Step.SIGN:
        visit.go_on()
    sign_all(visit)


def test_another_reason_is_another_order_and_nobody_pays_the_old_one(paying: Visit, desk: Desk) -> None:
    cheaper = PaymentAnswer(order="3301990001", amount=Decimal(20), code="https://pay.example.gov.cn/1", state="open")
    desk.office.answers[OrderPayment] = cheaper
    change(paying, reason="expired")
    to_pay(paying)
    assert paying.state.payment is not None
    assert (paying.fee(), paying.state.payment.amount) == (Decimal(20), "20")
    orders = [q for q in desk.office.asked if isinstance(q, OrderPayment)]
    assert [order.answers["reason"] for order in orders] == ["lost", "expired"]
    assert len({order.key for order in orders}) == 1


def test_what_is_paid_stays_paid_and_is_never_ordered_twice(paying: Visit, desk: Desk) -> None:
    paid = PaymentAnswer(order="3301990001", amount=Decimal(40), code="x", state="paid", voucher="33020001")
    desk.office.answers[AskPayment] = paid
    paying.paying.ask_again()
    change(paying, reason="expired")
    to_pay(paying)
    assert paying.state.payment is not None
    assert (paying.state.payment.state, paying.state.payment.voucher) == (PaymentState.PAID, "33020001")
    assert len([q for q in desk.office.asked if isinstance(q, OrderPayment)]) == 1


# --- one of several papers

LIVING = {"reason": "living"}


def at_living_proof(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, MEDICAL, LIVING)
    for code, text in {
        "destination": "330106",
        "stay_address": "示例市样板路88号",
        "phone": "13900000000",
    }.items():
        visit.answer(code, text)
    visit.go_on()
    assert visit.state.step is Step.MATERIALS


def test_of_a_group_one_paper_is_missed_and_not_all_of_them(visit: Visit, desk: Desk) -> None:
    at_living_proof(visit, desk)
    missed = [f for f in visit.findings() if f.problem is Problem.MISSING_MATERIAL]
    assert [(f.material, f.detail) for f in missed] == [("residence_permit", "living_proof")]


@pytest.mark.parametrize("brought", ["residence_permit", "long_residence_proof"])
def test_any_one_of_a_group_is_enough(visit: Visit, desk: Desk, brought: str) -> None:
    at_living_proof(visit, desk)
    visit.scanning.show(brought)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    assert visit.findings() == ()
    others = {line.material.code: (line.standing, line.ways) for line in visit.materials() if line.material.one_of}
    others.pop(brought)
    assert set(others.values()) == {(Standing.LEFT_OUT, ())}


def test_a_page_of_a_group_that_is_thrown_away_brings_the_choice_back(visit: Visit, desk: Desk) -> None:
    at_living_proof(visit, desk)
    visit.scanning.show("long_residence_proof")
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.scanning.retake()
    wanted = [line.material.code for line in visit.materials() if line.standing is Standing.WANTED]
    assert wanted == ["residence_permit", "long_residence_proof"]


def test_what_a_register_has_of_a_group_leaves_nothing_to_bring(visit: Visit, desk: Desk) -> None:
    desk.office.records["residence_permit", CARD.number] = {"number": "33019900000001"}
    to_form(visit, desk, MEDICAL, LIVING)
    assert visit.to_scan() == ()
    assert [standing(visit, code) for code in ("residence_permit", "long_residence_proof")] == [
        Standing.SHARED,
        Standing.LEFT_OUT,
    ]


def test_a_promise_in_place_of_one_of_a_group_is_enough_and_can_be_taken_back(visit: Visit, desk: Desk) -> None:
    at_living_proof(visit, desk)
    visit.scanning.promise("long_residence_proof", PromiseKind.COMMITTED)
    assert (visit.findings(), standing(visit, "residence_permit")) == ((), Standing.LEFT_OUT)
    visit.scanning.take_back("long_residence_proof")
    assert standing(visit, "residence_permit") is Standing.WANTED


def test_a_group_that_was_left_out_is_not_in_the_case(visit: Visit, desk: Desk) -> None:
    at_living_proof(visit, desk)
    visit.scanning.show("long_residence_proof")
    desk.judged.append(PAGE)
    visit.scanning.capture()
    case = case_of(visit.state, "330199-01", desk.clock.now(), desk.clock.now())
    assert [m.code for m in case.materials if m.code.startswith(("residence", "long"))] == ["long_residence_proof"]


# --- deferred, or promised instead


def food(desk: Desk, promised_days: int | None = 5) -> None:
    """A food licence decided within so many days, whose plan of the kitchen a promise can replace."""

    def changed(code: str) -> object:
        service = desk.catalogue.get(code)
        assert service is not None
        layout = service.material("kitchen_layout").model_copy(update={"commitment": Words(zh="承诺书", en="Promise")})
        materials = tuple(layout if m.code == layout.code else m for m in service.materials)
        time = service.promised_time.model_copy(update={"working_days": promised_days})
        return service.model_copy(update={"materials": materials, "promised_time": time})

    services = tuple(changed(s.item_code) if s.item_code == FOOD else s for s in desk.catalogue)
    desk.catalogue = Catalogue(services, desk.catalogue.registers)  # type: ignore[arg-type]


def at_equipment_list(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, FOOD, {"cooks": "me", "raw_food": "no"})


@pytest.mark.parametrize(
    ("promised_days", "due"),
    [
        (5, date(2026, 11, 30)),  # both five working days, a weekend between
        (2, date(2026, 11, 25)),  # the office decides before the material's own five days are over
        (20, date(2026, 11, 30)),
        (None, date(2026, 11, 30)),
    ],
)
def test_a_deferred_paper_is_due_by_its_own_rule_and_never_after_the_promised_time(
    desk: Desk, promised_days: int | None, due: date
) -> None:
    food(desk, promised_days)
    visit = desk.visit()
    at_equipment_list(visit, desk)
    assert visit.scanning.due("equipment_list") == due
    visit.scanning.promise("equipment_list", PromiseKind.DEFERRED)
    assert [n.due for n in visit.materials() if n.standing is Standing.DEFERRED] == [due]
    visit.end(EndReason.STOPPED)


def test_deferring_and_promising_instead_are_two_papers_and_both_are_signed(desk: Desk) -> None:
    food(desk)
    visit = desk.visit()
    at_equipment_list(visit, desk)
    visit.scanning.promise("equipment_list", PromiseKind.DEFERRED)
    visit.scanning.promise("kitchen_layout", PromiseKind.COMMITTED)
    assert visit.signing.codes() == ("application", "commitment", "deferral")
    case = case_of(visit.state, "330199-01", desk.clock.now(), desk.clock.now())
    told = {m.code: (m.standing, m.due) for m in case.materials}
    assert told["kitchen_layout"] == ("committed", None)
    assert told["equipment_list"] == ("deferred", date(2026, 11, 30))
    visit.end(EndReason.STOPPED)


@pytest.mark.parametrize(
    ("material", "kind"),
    [
        ("equipment_list", PromiseKind.COMMITTED),  # only deferrable
        ("kitchen_layout", PromiseKind.DEFERRED),
        ("kitchen_layout", PromiseKind.COMMITTED),  # neither
        ("kitchen_layout", PromiseKind.FETCH),  # no register has it
        ("application", PromiseKind.COMMITTED),
        ("no_such_paper", PromiseKind.DEFERRED),
    ],
)
def test_nothing_is_promised_that_the_law_does_not_allow(
    visit: Visit, desk: Desk, material: str, kind: PromiseKind
) -> None:
    at_equipment_list(visit, desk)
    visit.scanning.promise(material, kind)
    assert visit.state.promises == {}


def test_a_paper_that_comes_to_hand_after_all_ends_its_deferral(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.scanning.promise("premises_proof", PromiseKind.COMMITTED)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    assert (visit.state.promises, standing(visit, "premises_proof")) == ({}, Standing.SCANNED)
    assert visit.signing.codes() == ("application",)


def test_a_deferral_that_waited_for_weeks_is_due_from_the_day_of_its_hand_in(desk: Desk) -> None:
    visit = desk.visit()
    at_equipment_list(visit, desk)
    visit.scanning.promise("equipment_list", PromiseKind.DEFERRED)
    visit.leaving.notice()
    assert visit.state.draft is not None
    code = visit.state.draft.code
    visit.go_on()
    desk.pull()
    desk.clock.advance(21 * 86400)
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(code)
    again.go_on()
    again.agree(("privacy",))
    again.go_on()
    desk.insert(CARD)
    assert again.state.promises["equipment_list"].due == date(2026, 12, 21)
    again.end(EndReason.STOPPED)


def test_an_answer_changed_before_the_card_is_not_undone_by_the_draft(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.leaving.notice()
    assert visit.state.draft is not None
    code = visit.state.draft.code
    visit.go_on()
    desk.pull()
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(code)
    again.go_back()
    again.edit("premises_are")
    again.answer("premises_are", "own")
    while again.state.step is not Step.PRIVACY:
        again.go_on()
    again.agree(("privacy",))
    again.go_on()
    desk.insert(CARD)
    assert again.state.values["premises_are"].text == "own"
    assert again.state.values["trade_name"].text == ANSWERS["trade_name"]
    again.end(EndReason.STOPPED)


def test_what_was_typed_wrong_is_kept_to_be_mended_and_not_wiped(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    visit.answer("phone", "1390000000")
    visit.go_on()
    assert (visit.state.step, visit.state.field) == (Step.FORM, "phone")
    assert visit.state.values["phone"].text == "1390000000"
    assert visit.check("phone") == Finding(Problem.MALFORMED, field="phone", detail="phone")


def test_what_is_wanted_can_be_scanned_or_promised_as_the_catalogue_says(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    (line,) = [line for line in visit.materials() if line.standing is Standing.WANTED]
    assert (line.material.code, line.ways) == ("premises_proof", (Way.SCAN, Way.COMMIT))
