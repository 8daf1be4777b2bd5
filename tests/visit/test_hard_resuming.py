"""A code goes on with its case at any kiosk, as often as it takes, and gives away nothing to anybody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kiosk.catalogue.model import Delivery
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.questions import (
    AskPayment,
    AskProgress,
    CaseStatus,
    ConfirmPresence,
    DraftAnswer,
    FetchDraft,
    OrderPayment,
    PaymentAnswer,
    PresenceAnswer,
    ProgressAnswer,
)
from kiosk.visit.leaving import KEPT_DAYS
from kiosk.visit.state import DeliveryChoice, DraftKind, EndReason, Printed, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import (
    BUSINESS,
    CARD,
    OTHER_CARD,
    PAGE,
    PROOF,
    Desk,
    answer_situation,
    sign_all,
    to_confirm,
    to_form,
    to_identify,
    to_materials,
)

FOOD = "11330199MB0000318Y4330131003001"
RENEWAL = "11330199MB0000094R4330709002003"
PROGRESS = "11330199MB000041484332041002001"
CASE = FOOD + "202611200001"


def home(visit: Visit, desk: Desk) -> str:
    """The citizen takes paper and card and goes; what the code on the paper says."""
    assert visit.state.step is Step.LEAVE
    assert visit.state.draft is not None
    code = visit.state.draft.code
    visit.go_on()
    desk.pull()
    return code


@pytest.fixture
def code(visit: Visit, desk: Desk) -> str:
    to_materials(visit, desk)
    visit.leaving.notice()
    return home(visit, desk)


@pytest.fixture
def come_back(desk: Desk) -> Iterator[Callable[[str], Visit]]:
    """Another visit, at which a code is shown."""
    visits: list[Visit] = []

    def begin(code: str) -> Visit:
        visit = desk.visit()
        visits.append(visit)
        visit.resuming.begin()
        visit.resuming.code(code)
        return visit

    yield begin
    for visit in visits:
        visit.end(EndReason.STOPPED)


def to_the_card(visit: Visit) -> None:
    while visit.state.step is not Step.PRIVACY:
        visit.go_on()
    visit.agree(tuple(notice.kind for notice in visit.notices()))
    visit.go_on()


def typed(visit: Visit) -> str:
    value = visit.state.values.get("trade_name")
    return value.text if value is not None else ""


# --- twice


def test_a_code_that_was_used_once_opens_again_while_nothing_was_handed_in(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    first = come_back(code)
    to_the_card(first)
    desk.insert(CARD)
    first.answer("trade_name", "大河")
    first.leaving.notice()
    assert home(first, desk) == code
    second = come_back(code)
    to_the_card(second)
    desk.insert(CARD)
    assert typed(second) == "大河"


def test_a_code_whose_case_is_handed_in_opens_nothing_any_more(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    desk.office.draft_state = "handed_in"
    visit = come_back(code)
    assert (visit.state.step, visit.state.service) == (Step.RESUME, None)
    assert visit.state.trouble == Trouble("draft_handed_in")


def test_a_case_that_was_handed_in_elsewhere_meanwhile_is_not_taken_up_by_the_card(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    visit = come_back(code)
    to_the_card(visit)
    desk.office.draft_state = "handed_in"
    desk.insert(CARD)
    assert (visit.state.step, visit.state.identity) == (Step.IDENTIFY, None)
    assert visit.state.trouble == Trouble("draft_handed_in")
    assert typed(visit) == ""


def test_what_is_handed_in_names_the_draft_that_it_ends(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    visit = come_back(code)
    to_the_card(visit)
    desk.insert(CARD)
    visit.go_on()
    desk.judged.append(PAGE)
    visit.scanning.capture()
    while visit.state.step is not Step.SIGN:
        visit.go_on()
    sign_all(visit)
    visit.deliver(DeliveryChoice(Delivery.DOWNLOAD))
    visit.go_on()
    visit.hand_in()
    (case,) = desk.handed_in
    assert case.draft_id == DraftCode.parse(code).id


# --- elsewhere, too late, altered


def test_another_kiosk_goes_on_with_it_and_each_attendance_is_counted(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    visit = come_back(code)
    to_the_card(visit)
    desk.insert(CARD)
    assert [(a.place, a.day) for a in visit.state.attendances] == [("330199-01", date(2026, 11, 23))]
    visit.leaving.notice()
    again = come_back(home(visit, desk))
    assert len(again.state.attendances) == 2


def test_the_paper_says_until_when_it_opens(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.leaving.notice()
    assert visit.state.draft is not None
    assert (visit.state.draft.until - date(2026, 11, 23)).days == KEPT_DAYS


@pytest.mark.parametrize(
    ("state", "trouble"),
    [("expired", "draft_expired"), ("unknown", "draft_unknown"), ("locked", "draft_locked")],
)
def test_a_draft_that_went_meanwhile_leaves_nobody_identified(
    code: str, desk: Desk, come_back: Callable[[str], Visit], state: str, trouble: str
) -> None:
    visit = come_back(code)
    to_the_card(visit)
    desk.office.draft_state = state
    desk.insert(CARD)
    assert (visit.state.trouble, visit.state.identity) == (Trouble(trouble), None)
    visit.leaving.ticket()
    assert visit.state.step is Step.LEAVE


def test_while_the_office_is_away_a_code_opens_nothing_and_can_be_shown_again(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    desk.office.answers[FetchDraft] = OfficeError(OfficeErrorCode.UNREACHABLE)
    visit = come_back(code)
    assert (visit.state.step, visit.state.trouble) == (Step.RESUME, Trouble("draft_office_away"))
    del desk.office.answers[FetchDraft]
    visit.resuming.code(code)
    assert (visit.state.step, visit.state.trouble) == (Step.GUIDE, None)


def test_a_draft_that_was_altered_at_the_office_is_damaged_and_no_crash(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    draft = desk.office.drafts[DraftCode.parse(code).id]
    spoilt = draft.open_part[:-1] + bytes([draft.open_part[-1] ^ 1])
    desk.office.answers[FetchDraft] = DraftAnswer(
        state="waiting", draft=draft.model_copy(update={"open_part": spoilt, "personal_part": None})
    )
    visit = come_back(code)
    assert (visit.state.step, visit.state.trouble) == (Step.RESUME, Trouble("draft_damaged"))


def test_a_personal_part_of_another_draft_does_not_open(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    visit = come_back(code)
    to_the_card(visit)
    draft = desk.office.drafts[DraftCode.parse(code).id]
    desk.office.answers[FetchDraft] = DraftAnswer(
        state="waiting", draft=draft.model_copy(update={"personal_part": draft.open_part})
    )
    desk.insert(CARD)
    assert visit.state.trouble == Trouble("draft_damaged")
    assert typed(visit) == ""


# --- whoever found it


def test_whoever_found_a_code_cannot_wipe_what_its_owner_typed(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    finder = come_back(code)
    finder.leaving.notice()
    assert home(finder, desk) == code
    owner = come_back(code)
    to_the_card(owner)
    desk.insert(CARD)
    assert typed(owner) == "小河"


def test_whoever_chose_otherwise_before_the_card_gets_a_code_of_its_own(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    finder = come_back(code)
    finder.go_back()
    finder.edit("premises_are")
    finder.answer("premises_are", "own")
    finder.leaving.notice()
    assert home(finder, desk) != code
    owner = come_back(code)
    assert owner.state.values["premises_are"].text == "rented"
    to_the_card(owner)
    desk.insert(CARD)
    assert typed(owner) == "小河"


def test_a_wrong_card_does_not_spoil_it_for_the_right_one(
    code: str, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    visit = come_back(code)
    to_the_card(visit)
    desk.insert(OTHER_CARD)
    desk.pull()
    desk.insert(CARD)
    assert (visit.state.step, typed(visit)) == (Step.FORM, "小河")


# --- a window ticket from wherever one is


def at_situation(visit: Visit, desk: Desk) -> None:
    visit.choose(BUSINESS)


def at_guide(visit: Visit, desk: Desk) -> None:
    visit.choose(BUSINESS)
    answer_situation(visit)


def at_refused(visit: Visit, desk: Desk) -> None:
    visit.choose(FOOD)
    answer_situation(visit, {"cooks": "me", "raw_food": "raw"})


def at_privacy(visit: Visit, desk: Desk) -> None:
    at_guide(visit, desk)
    visit.go_on()


def at_identify(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)


def at_form(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)


def at_check(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.go_on()


def at_sign(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.go_on()
    visit.go_on()


def at_delivery(visit: Visit, desk: Desk) -> None:
    at_sign(visit, desk)
    sign_all(visit)


def at_pay(visit: Visit, desk: Desk) -> None:
    order = PaymentAnswer(order="3301990001", amount=Decimal(40), code="https://pay.example.gov.cn/1", state="open")
    desk.office.answers |= {
        OrderPayment: order,
        AskPayment: order,
        ConfirmPresence: PresenceAnswer(present=True),
    }
    to_form(visit, desk, RENEWAL, {"reason": "lost", "photo": "receipt"})
    visit.reading.confirm_by_phone("123456")
    visit.answer("photo_number", "330199202600123456")
    visit.answer("phone", "13900000000")
    visit.go_on()
    sign_all(visit)


WAYS_TO = {
    Step.SITUATION: at_situation,
    Step.GUIDE: at_guide,
    Step.REFUSED: at_refused,
    Step.PRIVACY: at_privacy,
    Step.IDENTIFY: at_identify,
    Step.FORM: at_form,
    Step.MATERIALS: to_materials,
    Step.CHECK: at_check,
    Step.SIGN: at_sign,
    Step.PAY: at_pay,
    Step.DELIVERY: at_delivery,
    Step.CONFIRM: to_confirm,
}


@pytest.mark.parametrize("step", WAYS_TO)
def test_every_step_before_the_hand_in_can_end_at_a_window_with_all_that_was_done(
    visit: Visit, desk: Desk, come_back: Callable[[str], Visit], step: Step
) -> None:
    WAYS_TO[step](visit, desk)
    assert visit.state.step is step
    before = visit.state
    visit.leaving.ticket()
    assert (visit.state.step, visit.state.printed) == (Step.LEAVE, Printed.DONE)
    assert visit.state.draft is not None
    assert visit.state.draft.kind is DraftKind.TICKET
    again = come_back(home(visit, desk))
    assert again.state.service is not None
    assert before.service is not None
    assert again.state.service.item_code == before.service.item_code
    asked = {question.code for question in before.service.situations}
    told = {code: value for code, value in before.values.items() if code in asked}
    assert dict(again.state.values) == told


@pytest.mark.parametrize("leave", ["notice", "ticket"])
def test_what_is_handed_in_or_not_begun_ends_in_no_paper(visit: Visit, desk: Desk, leave: str) -> None:
    getattr(visit.leaving, leave)()
    to_form(visit, desk, PROOF)
    visit.go_on()
    visit.hand_in()
    getattr(visit.leaving, leave)()
    assert (visit.state.step, desk.drafts) == (Step.RECEIPT, [])


def test_a_paid_order_is_still_paid_when_the_case_goes_on(
    visit: Visit, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    at_pay(visit, desk)
    paid = PaymentAnswer(order="3301990001", amount=Decimal(40), code="x", state="paid", voucher="33020001")
    desk.office.answers |= {OrderPayment: paid, AskPayment: paid}
    visit.paying.ask_again()
    key = visit.state.key
    visit.leaving.ticket()
    again = come_back(home(visit, desk))
    to_the_card(again)
    desk.insert(CARD)
    again.reading.confirm_by_phone("123456")
    assert again.state.payment is not None
    assert (again.state.payment.voucher, again.state.key) == ("33020001", key)


# --- supplying what was promised


@pytest.fixture
def supplying(visit: Visit, desk: Desk) -> Visit:
    """At the papers that a case still waits for."""
    case = CaseStatus(
        number=CASE,
        item_code=FOOD,
        state="waiting_for_papers",
        handed_in=date(2026, 11, 20),
        wanted=("equipment_list",),
        due=date(2026, 11, 27),
    )
    desk.office.answers[AskProgress] = ProgressAnswer(cases=(case,))
    visit.choose(PROGRESS)
    visit.agree(("privacy",))
    visit.go_on()
    desk.insert()
    visit.progress.supplement(CASE)
    return visit


def test_only_what_the_case_waits_for_is_wanted_and_goes_to_that_case(supplying: Visit, desk: Desk) -> None:
    assert supplying.path() == (
        *(Step.WELCOME, Step.PRIVACY, Step.IDENTIFY, Step.MATERIALS, Step.CHECK),
        *(Step.CONFIRM, Step.HAND_IN, Step.RECEIPT, Step.RATE, Step.GOODBYE),
    )
    assert [m.code for m in supplying.to_scan()] == ["equipment_list"]
    desk.judged.append(PAGE)
    supplying.scanning.capture()
    while supplying.state.step is not Step.CONFIRM:
        supplying.go_on()
    supplying.hand_in()
    (case,) = desk.handed_in
    assert (case.supplements, set(case.pages), case.values) == (CASE, {"equipment_list"}, {})


def test_nothing_is_supplied_without_the_paper(supplying: Visit, desk: Desk) -> None:
    supplying.go_on()
    supplying.go_on()
    supplying.hand_in()
    assert (supplying.state.step, desk.handed_in) == (Step.CHECK, [])


def test_a_paper_that_was_deferred_once_is_not_deferred_again(supplying: Visit) -> None:
    (line,) = supplying.materials()
    assert [str(way) for way in line.ways] == ["scan"]


def test_whoever_leaves_while_supplying_goes_on_supplying_and_begins_nothing_anew(
    supplying: Visit, desk: Desk, come_back: Callable[[str], Visit]
) -> None:
    supplying.leaving.notice()
    again = come_back(home(supplying, desk))
    assert [line.material.code for line in again.materials()] == ["equipment_list"]
    to_the_card(again)
    desk.insert(CARD)
    assert (again.state.step, again.state.supplements) == (Step.MATERIALS, CASE)


def test_nothing_is_supplied_on_an_expired_card(visit: Visit, desk: Desk) -> None:
    case = CaseStatus(
        number=CASE,
        item_code=FOOD,
        state="waiting_for_papers",
        handed_in=date(2026, 11, 20),
        wanted=("equipment_list",),
    )
    desk.office.answers[AskProgress] = ProgressAnswer(cases=(case,))
    visit.choose(PROGRESS)
    visit.agree(("privacy",))
    visit.go_on()
    desk.insert(replace(CARD, valid_to=date(2026, 11, 22)))
    visit.progress.supplement(CASE)
    assert (visit.state.step, visit.state.trouble) == (Step.PROGRESS, Trouble("card_expired", "card_reader"))


def test_a_case_that_waits_for_nothing_is_only_looked_at(visit: Visit, desk: Desk) -> None:
    done = CaseStatus(number=CASE, item_code=FOOD, state="finished", handed_in=date(2026, 11, 20))
    desk.office.answers[AskProgress] = ProgressAnswer(cases=(done,))
    visit.choose(PROGRESS)
    visit.agree(("privacy",))
    visit.go_on()
    desk.insert()
    visit.progress.supplement(CASE)
    visit.progress.supplement("33019900000000000")
    assert visit.state.step is Step.PROGRESS


def test_while_the_office_is_away_progress_says_so_and_ends_cleanly(visit: Visit, desk: Desk) -> None:
    visit.choose(PROGRESS)
    visit.agree(("privacy",))
    visit.go_on()
    desk.insert()
    assert (visit.state.cases, visit.state.trouble) == (None, Trouble("office_away"))
    visit.go_on()
    assert visit.state.step is Step.GOODBYE
