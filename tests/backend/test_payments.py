"""Paying: the office names the amount, one order for each key, and a phone settles it."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from kiosk.backend.payments import fee_of
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Fee
from kiosk.submission.questions import AskPayment, OrderPayment, PaymentAnswer
from tests.backend.conftest import URL, OfficeAt
from tests.submission.conftest import PROOF

OVERLOAD = "11330199MB000018284330218001000"
IDENTITY_CARD = "11330199MB0000094R4330709002003"
KEY = UUID(int=7, version=4)


def fine(reference: str = "CZ2026110101", key: UUID = KEY) -> OrderPayment:
    return OrderPayment(key=key, item_code=OVERLOAD, kind="fine", reference=reference)


def fee(reason: str, key: UUID = KEY) -> OrderPayment:
    return OrderPayment(key=key, item_code=IDENTITY_CARD, kind="fee", answers={"reason": reason})


def settle(office: OfficeAt, order: PaymentAnswer, decision: str) -> None:
    assert office.client.post(f"/pay/{order.order}/{decision}").status_code == 200


def test_a_fine_is_what_the_register_says_and_may_be_paid_within_fifteen_days(office: OfficeAt) -> None:
    order = office.ask(fine())
    assert (order.amount, order.state, order.voucher) == (Decimal("1500.00"), "open", "")
    assert f"{order.pay_by}" == "2026-12-08"
    assert order.code == f"{URL}/pay/{order.order}"


def test_a_fee_is_what_the_situation_makes_it(office: OfficeAt, catalogue: Catalogue) -> None:
    service = catalogue.get(IDENTITY_CARD)
    assert service is not None
    amounts = {office.ask(fee(reason, uuid4())).amount for reason in ("lost", "expired")}
    assert amounts == {fee_of(service.fee, {"reason": reason}) for reason in ("lost", "expired")}
    assert len(amounts) == 2


def test_the_first_tier_that_holds_counts_else_the_amount() -> None:
    tiers = [
        {"when": {"field": "a", "is": ["x"]}, "amount": "5"},
        {"when": {"field": "a", "is": ["x", "y"]}, "amount": "7"},
    ]
    words = {"zh": "费", "en": "fee"}
    schedule = Fee.model_validate({"amount": "9", "tiers": tiers, "item": words, "basis": {"name": words}})
    assert [fee_of(schedule, {"a": a}) for a in ("x", "y", "z")] == [5, 7, 9]
    assert fee_of(schedule, {}) == 9


def test_the_same_key_gets_the_same_order_also_after_a_restart(office: OfficeAt) -> None:
    order = office.ask(fine())
    assert office.ask(fine()) == order
    with office.restarted() as again:
        assert again.payments.order(fine()) == order


def test_another_key_gets_another_order(office: OfficeAt) -> None:
    assert office.ask(fine()).order != office.ask(fine(key=uuid4())).order


def test_a_phone_pays_and_the_kiosk_hears_of_it_with_the_number_of_the_voucher(office: OfficeAt) -> None:
    order = office.ask(fine())
    settle(office, order, "paid")
    paid = office.ask(AskPayment(order=order.order))
    assert paid.state == "paid"
    assert len(paid.voucher) == 10


def test_what_is_paid_stays_paid(office: OfficeAt) -> None:
    order = office.ask(fine())
    settle(office, order, "paid")
    settle(office, order, "declined")
    assert office.ask(fine()).state == "paid"


def test_what_was_declined_has_failed_until_it_is_ordered_again(office: OfficeAt) -> None:
    order = office.ask(fine())
    settle(office, order, "declined")
    assert office.ask(AskPayment(order=order.order)).state == "failed"
    again = office.ask(fine())
    assert (again.order, again.state) == (order.order, "open")


def test_an_answer_that_changes_changes_the_amount_until_it_is_paid(office: OfficeAt) -> None:
    first, other = office.ask(fee("lost")), office.ask(fee("expired"))
    assert first.order == other.order
    assert first.amount != other.amount
    settle(office, other, "paid")
    assert office.refused(fee("lost")) == (422, "key_reused")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (fine("CZ2026110902"), "nothing_to_pay"),  # a warning
        (fine("CZ0000000000"), "nothing_to_pay"),
        (OrderPayment(key=KEY, item_code=PROOF, kind="fee"), "nothing_to_pay"),
        (OrderPayment(key=KEY, item_code=PROOF, kind="fine", reference="CZ2026110101"), "no_fine"),
        (OrderPayment(key=KEY, item_code=PROOF[:-1] + "9", kind="fee"), "unknown_service"),
    ],
)
def test_where_nothing_is_to_be_paid_there_is_no_order(office: OfficeAt, question: OrderPayment, code: str) -> None:
    assert office.refused(question) == (422, code)


def test_the_page_shows_what_for_and_how_much_and_needs_no_token(office: OfficeAt) -> None:
    order = office.ask(fine())
    page = office.client.get(f"/pay/{order.order}").text
    assert "1500.00 元" in page
    assert order.order in page
    assert "确认支付" in page


def test_a_page_for_an_order_that_is_none_is_not_found(office: OfficeAt) -> None:
    assert office.client.get("/pay/JKNONE").status_code == 404
    assert office.client.post("/pay/JKNONE/paid").status_code == 404
    assert office.client.post(f"/pay/{office.ask(fine()).order}/stolen").status_code == 422
    assert office.refused(AskPayment(order="JKNONE"))[0] == 404
