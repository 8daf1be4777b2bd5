"""A fee is paid on the own phone, by the office's order; nothing is handed in before it is, or is put off by law."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.questions import AskPayment, ConfirmPresence, OrderPayment, PaymentAnswer, PresenceAnswer
from kiosk.visit import money
from kiosk.visit.paying import ASK_SECONDS
from kiosk.visit.state import DraftKind, EndReason, PaymentState, Presence, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import STAFF_CARD, Desk, answer_situation, sign_all

IDENTITY_CARD = "11330199MB0000094R4330709002003"
ORDER = PaymentAnswer(order="3301990001", amount=Decimal(40), code="https://pay.example.gov.cn/1", state="open")


@pytest.fixture
def visit(desk: Desk) -> Iterator[Visit]:
    """Where a lost card is paid for."""
    desk.office.answers = {OrderPayment: ORDER, AskPayment: ORDER, ConfirmPresence: PresenceAnswer(present=True)}
    visit = desk.visit()
    to_pay(visit, desk)
    yield visit
    visit.end(EndReason.STOPPED)


def to_pay(visit: Visit, desk: Desk) -> None:
    to_presence(visit, desk)
    visit.reading.confirm_by_phone("123456")
    typed = {"photo_number": "330199202600123456", "fingerprint_when": "now", "phone": "13900000000"}
    for code, text in typed.items():
        visit.answer(code, text)
    visit.go_on()
    sign_all(visit)


def to_presence(visit: Visit, desk: Desk) -> None:
    visit.choose(IDENTITY_CARD)
    answer_situation(visit, {"reason": "lost", "photo": "receipt"})
    visit.go_on()
    visit.agree(tuple(notice.kind for notice in visit.notices()))
    visit.go_on()
    desk.insert()


def pay(visit: Visit, desk: Desk) -> None:
    desk.office.answers[AskPayment] = ORDER.model_copy(update={"state": "paid", "voucher": "33020001"})
    desk.clock.advance(ASK_SECONDS)
    visit.tick()


def test_the_order_is_the_office_s_and_shows_its_amount(visit: Visit, desk: Desk) -> None:
    assert visit.state.step is Step.PAY
    assert visit.state.payment is not None
    assert (visit.state.payment.amount, visit.state.payment.code) == ("40", ORDER.code)
    (order,) = [q for q in desk.office.asked if isinstance(q, OrderPayment)]
    assert (order.kind, order.answers["reason"]) == ("fee", "lost")


def test_nobody_goes_on_before_it_is_paid(visit: Visit) -> None:
    visit.go_on()
    visit.paying.later()
    visit.go_on()
    assert visit.state.step is Step.PAY


def test_it_is_asked_until_it_is_paid(visit: Visit, desk: Desk) -> None:
    visit.tick()
    assert visit.state.payment is not None
    assert visit.state.payment.state is PaymentState.OPEN
    pay(visit, desk)
    assert (visit.state.payment.state, visit.state.payment.voucher) == (PaymentState.PAID, "33020001")
    visit.go_on()
    assert visit.state.step is Step.DELIVERY


@pytest.mark.parametrize("by", ["cancel", "time"])
def test_who_has_paid_and_stops_takes_a_ticket_that_goes_on_with_the_payment(visit: Visit, desk: Desk, by: str) -> None:
    pay(visit, desk)
    if by == "cancel":
        visit.cancel()
        visit.end(EndReason.CANCELLED)
    else:
        desk.clock.advance(3600)
        visit.tick()
    assert visit.state.step is Step.LEAVE
    assert visit.state.draft is not None
    assert visit.state.draft.kind is DraftKind.TICKET
    assert money.paid(visit.state.payment)
    visit.finish()
    assert visit.state.step is Step.GOODBYE


def test_what_was_paid_and_cannot_be_kept_does_not_hold_the_machine(visit: Visit, desk: Desk) -> None:
    pay(visit, desk)
    desk.draft_outcome = Trouble("disk_full")
    visit.end(EndReason.CANCELLED)
    assert visit.state.trouble == Trouble("disk_full")
    visit.end(EndReason.CANCELLED)
    assert visit.state.step is Step.GOODBYE


def test_a_payment_that_failed_can_be_tried_again(visit: Visit, desk: Desk) -> None:
    desk.office.answers[AskPayment] = ORDER.model_copy(update={"state": "failed"})
    visit.paying.ask_again()
    visit.paying.order()
    assert visit.state.payment is not None
    assert visit.state.payment.state is PaymentState.OPEN


def test_an_office_that_is_away_is_told_asked_again_and_a_ticket_is_the_other_way(desk: Desk) -> None:
    desk.office.answers = {
        OrderPayment: OfficeError(OfficeErrorCode.UNREACHABLE),
        ConfirmPresence: PresenceAnswer(present=True),
    }
    visit = desk.visit()
    to_pay(visit, desk)
    assert (visit.state.step, visit.state.payment, visit.state.trouble) == (Step.PAY, None, Trouble("payment_away"))
    desk.office.answers[OrderPayment] = ORDER
    visit.paying.order()
    assert (visit.state.payment is not None, visit.state.trouble) == (True, None)
    visit.leaving.ticket()
    assert visit.state.step is Step.LEAVE
    visit.end(EndReason.STOPPED)


@pytest.mark.parametrize("present", [True, False])
def test_the_look_by_phone_decides(desk: Desk, present: bool) -> None:
    desk.office.answers = {ConfirmPresence: PresenceAnswer(present=present)}
    visit = desk.visit()
    to_presence(visit, desk)
    assert visit.reading.awaits_presence
    visit.reading.confirm_by_phone("000000")
    assert (visit.state.step is Step.IDENTIFY) is not present
    assert visit.state.trouble == (None if present else Trouble("wrong_phone_code"))
    visit.end(EndReason.STOPPED)


def test_a_staff_member_looks_with_card_and_pin(desk: Desk) -> None:
    visit = desk.visit()
    to_presence(visit, desk)
    desk.pull()
    desk.insert(STAFF_CARD)
    assert visit.reading.badge_read
    visit.reading.confirm_by_staff("0000")
    assert visit.state.trouble == Trouble("wrong_pin", "card_reader")
    visit.reading.confirm_by_staff("1234")
    assert (visit.state.presence, visit.state.step) == (Presence.STAFF, Step.FORM)
    assert visit.state.identity is not None
    assert visit.state.identity.number != STAFF_CARD.number
    visit.end(EndReason.STOPPED)


def test_a_card_that_was_only_found_stays_level_one(desk: Desk) -> None:
    visit = desk.visit()
    to_presence(visit, desk)
    visit.go_on()
    assert (visit.state.step, visit.state.presence) == (Step.IDENTIFY, Presence.CARD)
    visit.end(EndReason.STOPPED)
