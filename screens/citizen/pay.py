"""Paying on the own phone: what the office asks for, its code, and whether it has come in."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.visit.money import may_pay_later
from kiosk.visit.state import PaymentState, VisitState
from screens.citizen import receipt  # noqa: F401 (the kv file uses Code)
from screens.citizen.screen import Screen, in_words
from screens.words import words


class Pay(Screen):
    amount = StringProperty("")
    what = StringProperty("")
    basis = StringProperty("")
    code = StringProperty("")
    status = StringProperty("")
    paid = BooleanProperty(False)
    failed = BooleanProperty(False)
    may_wait = BooleanProperty(False)

    def show(self, state: VisitState) -> None:
        service, payment = state.service, state.payment
        if service is None:
            return
        fine = payment is not None and payment.kind == "fine"
        self.what = words._("pay-fine" if fine else "pay-fee")
        rule = service.fee.basis
        self.basis = "" if fine or rule is None else f"{in_words(rule.name)} {rule.article}".strip()
        self.amount = words._("fee", amount=payment.amount) if payment else ""
        self.code = payment.code if payment else ""
        standing = payment.state if payment else None
        self.paid = standing is PaymentState.PAID
        self.failed = standing is PaymentState.FAILED or payment is None
        self.may_wait = may_pay_later(state) and not self.paid and payment is not None
        self.status = words._(f"pay-{standing}" if standing else "pay-none", until=_day(payment))
        self.primary_enabled = standing in (PaymentState.PAID, PaymentState.LATER)
        self.ids.body.show(
            *([self.ids.code_card] if not self.failed and not self.paid else []),
            *([self.ids.again] if self.failed else []),
            *([self.ids.later] if self.may_wait else []),
        )


def _day(payment: object) -> str:
    until = getattr(payment, "pay_by", None)
    return until.isoformat() if until is not None else ""


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
