"""What is to be paid in this situation. Pure; a fine is the office's figure, never one of ours."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from kiosk.visit.form import holds
from kiosk.visit.inquiries import told
from kiosk.visit.state import Payment, PaymentState, VisitState


def fee(state: VisitState) -> Decimal:
    """The fee of this situation, in yuan."""
    service = state.service
    assert service is not None
    tiers = (tier.amount for tier in service.fee.tiers if holds(tier.when, service, state.values))
    return next(tiers, service.fee.amount)


def fine(state: VisitState) -> Decimal:
    """The fine that the office's register names, in yuan; 0 where there is none."""
    service = state.service
    assert service is not None
    if service.fine is None or not holds(service.fine.when, service, state.values):
        return Decimal(0)
    try:
        return Decimal(told(service.fine.amount, state) or 0)
    except InvalidOperation:
        return Decimal(0)


def pays(state: VisitState) -> bool:
    return state.service is not None and (fee(state) > 0 or fine(state) > 0)


def paid(payment: Payment | None) -> bool:
    return payment is not None and payment.state is PaymentState.PAID


def settled(payment: Payment | None) -> bool:
    """Paid, or to be paid within the days that the law gives."""
    return payment is not None and payment.state in (PaymentState.PAID, PaymentState.LATER)


def may_pay_later(state: VisitState) -> bool:
    service = state.service
    return service is not None and (fine(state) > 0 or service.fee.later_days is not None)
