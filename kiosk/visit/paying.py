"""Paying on the citizen's own phone: the office's order as a code, its state asked until it is paid, or put off."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from kiosk.submission.questions import AskPayment, OrderPayment, PaymentAnswer
from kiosk.visit import money
from kiosk.visit.core import Core
from kiosk.visit.form import visible_situations
from kiosk.visit.inquiries import entry_of
from kiosk.visit.state import Busy, Payment, PaymentState, Step, Trouble

ASK_SECONDS = 3.0  # between two questions whether it is paid


class Paying:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._ask_at = 0.0
        self._asking = False
        core.on_enter(Step.PAY, self.order)

    def order(self) -> None:
        """Get the office's order, or the same one for what is answered now; what is paid stays paid."""
        core = self._core
        if money.paid(core.state.payment):
            return
        service, state = core.service, core.state
        fine = money.fine(state) > 0
        entry = entry_of(service.fine.amount, state) if service.fine is not None and fine else None
        key = state.key or uuid4()
        question = OrderPayment(
            key=key,
            item_code=service.item_code,
            kind="fine" if fine else "fee",
            reference=(entry or {}).get("code", ""),
            answers={
                q.code: state.values[q.code].text
                for q in visible_situations(service, state.values)
                if q.code in state.values
            },
        )
        core.set(busy=Busy.ASKING_OFFICE, key=key)
        core.aside(lambda: core.tools.inquirer.ask(question), self._ordered)

    def later(self) -> None:
        """Pay within the days that the law gives; the receipt says until when, and how."""
        core, payment = self._core, self._core.state.payment
        if payment is not None and payment.state is not PaymentState.PAID and self._allowed():
            core.set(payment=replace(payment, state=PaymentState.LATER), trouble=None)

    def ask_again(self) -> None:
        """Whether it is paid meanwhile."""
        core, payment = self._core, self._core.state.payment
        if payment is None or self._asking or payment.state is PaymentState.PAID:
            return
        self._asking = True
        question = AskPayment(order=payment.order)
        core.aside(lambda: core.tools.inquirer.ask(question), self._told, always=True)

    def tick(self) -> None:
        """Call about once a second: an open order is asked after."""
        core, payment = self._core, self._core.state.payment
        now = core.tools.clock.monotonic()
        open_ = payment is not None and payment.state is PaymentState.OPEN
        if core.state.step is Step.PAY and open_ and now >= self._ask_at:
            self._ask_at = now + ASK_SECONDS
            self.ask_again()

    def _allowed(self) -> bool:
        return self._core.state.helper is None and money.may_pay_later(self._core.state)

    def _ordered(self, outcome: PaymentAnswer | Exception) -> None:
        core = self._core
        core.set(busy=None)
        if isinstance(outcome, Exception):
            core.trouble(Trouble("payment_away"))
            return
        ordered = _payment(outcome, "fine" if money.fine(core.state) > 0 else "fee")
        before = core.state.payment
        put_off = before is not None and before.state is PaymentState.LATER and before.amount == ordered.amount
        if put_off and ordered.state is PaymentState.OPEN:  # it stays put off while it is the same to pay
            ordered = replace(ordered, state=PaymentState.LATER)
        core.set(payment=ordered, trouble=None)
        self._ask_at = core.tools.clock.monotonic() + ASK_SECONDS

    def _told(self, outcome: PaymentAnswer | Exception) -> None:
        self._asking = False
        payment = self._core.state.payment
        if payment is None or isinstance(outcome, Exception):
            return  # no answer is no news: it is asked again
        put_off = payment.state is PaymentState.LATER and outcome.state != "paid"
        if outcome.order == payment.order and not put_off:
            self._core.set(payment=_payment(outcome, payment.kind))


def _payment(answer: PaymentAnswer, kind: str) -> Payment:
    return Payment(
        order=answer.order,
        amount=str(answer.amount),
        code=answer.code,
        state=PaymentState(answer.state),
        kind=kind,
        voucher=answer.voucher,
        pay_by=answer.pay_by,
    )
