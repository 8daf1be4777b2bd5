"""Paying on the own phone: what the office asks for, its code, and whether it has come in."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.visit.money import may_pay_later
from kiosk.visit.state import Payment, PaymentState, VisitState
from screens.citizen import receipt  # noqa: F401 (the kv file uses Code)
from screens.citizen.screen import Screen, amount_words, day_words, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.words import words

_TONES = {PaymentState.PAID: "success", PaymentState.LATER: "warning", PaymentState.FAILED: "danger"}


class Pay(Screen):
    what = StringProperty("")
    amount = StringProperty("")
    basis = StringProperty("")
    status = StringProperty("")
    remark = StringProperty("")
    tone = StringProperty("primary")
    code = StringProperty("")
    rights = StringProperty("")  # of who is fined
    helped = BooleanProperty(False)

    def show(self, state: VisitState) -> None:
        service, payment = state.service, state.payment
        if service is None:
            return
        fine = payment is not None and payment.kind == "fine"
        self.what = words._("pay-fine" if fine else "pay-fee")
        self.amount = amount_words(payment.amount) if payment else ""
        rule = None if fine else service.fee.basis
        self.basis = "" if rule is None else words._("pay-basis", rule=in_words(rule.cited))
        self.rights = words._("pay-rights", days=service.fine.later_days) if fine and service.fine else ""
        self.helped = state.helper is not None
        self._tell(payment)
        self._arrange(state, payment)

    def _tell(self, payment: Payment | None) -> None:
        standing = payment.state if payment is not None else None
        self.tone = _TONES.get(standing, "primary") if standing is not None else "danger"
        self.status = words._(f"pay-{standing}" if standing is not None else "pay-none")
        until = payment.pay_by if payment is not None else None
        if standing is PaymentState.OPEN:
            self.remark = words._("pay-how")
        elif standing is PaymentState.LATER and until is not None:
            self.remark = words._("pay-by", until=day_words(until))
        elif standing is PaymentState.PAID and payment is not None and payment.voucher:
            self.remark = words._("pay-voucher", number=payment.voucher)
        else:
            self.remark = ""
        self.code = payment.code if payment is not None and standing in (PaymentState.OPEN, PaymentState.LATER) else ""
        self.primary_enabled = standing in (PaymentState.PAID, PaymentState.LATER)

    def _arrange(self, state: VisitState, payment: Payment | None) -> None:
        ids = self.ids
        standing = payment.state if payment is not None else None
        settled = standing in (PaymentState.PAID, PaymentState.LATER)
        shown = []
        if self.code:
            shown.append(ids.code_card)
        if self.helped and not settled:
            shown.append(ids.not_helper)
        elif not settled:
            if standing is not PaymentState.OPEN:
                shown.append(ids.again)
            if payment is not None and may_pay_later(state):
                shown.append(ids.later)
            shown.append(ids.window)
        ids.ways.show(*shown)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
