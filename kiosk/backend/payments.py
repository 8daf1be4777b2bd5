"""缴款单: what is to be paid for a matter, and whether it was. The reference provider is a page that a phone opens."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from kiosk.backend.problems import Refused
from kiosk.backend.promises import holds
from kiosk.backend.registers import Registers
from kiosk.backend.store import Store
from kiosk.backend.tables import Payment
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Fee, Service
from kiosk.submission.questions import AskPayment, OrderPayment, PaymentAnswer


@dataclass(frozen=True, slots=True)
class Bill:
    """What the citizen's phone shows. `amount`: yuan."""

    order: str
    title: str
    amount: str
    state: str


class Payments:
    def __init__(
        self, store: Store, registers: Registers, catalogue: Catalogue | None, url: str, now: Callable[[], datetime]
    ) -> None:
        """`url`: of this office, as phones reach it."""
        self._store, self._registers, self._catalogue, self._url, self._now = store, registers, catalogue, url, now

    def order(self, question: OrderPayment) -> PaymentAnswer:
        """The same key gets the same order. One that failed is open again; one that is not paid yet is for what is
        asked now. Raises Refused."""
        key, asked = str(question.key), hashlib.sha256(question.model_dump_json().encode()).hexdigest()
        service = self._service(question.item_code)
        with self._store.session() as session:
            row = session.scalars(select(Payment).filter_by(key=key)).one_or_none()
            if row is None:
                row = Payment(order=_order(key), key=key, asked="", state="open", voucher="")
                session.add(row)
            if row.state == "paid" and row.asked != asked:
                raise Refused(422, "key_reused", "With this key something else has been paid already")
            if row.state != "paid":
                amount, days = self._owed(question, service)
                row.asked, row.title, row.amount, row.state = asked, service.name.zh, f"{amount:.2f}", "open"
                row.pay_by = None if days is None else self._now().date() + timedelta(days=days)
            return self._answer(row)

    def state(self, question: AskPayment) -> PaymentAnswer:
        """Raises Refused."""
        with self._store.session() as session:
            return self._answer(_row(session, question.order))

    # --- the reference provider

    def bill(self, order: str) -> Bill:
        """Raises Refused."""
        with self._store.session() as session:
            return _bill(_row(session, order))

    def settle(self, order: str, *, paid: bool) -> Bill:
        """The phone paid, or declined. What is paid stays paid. Raises Refused."""
        with self._store.session() as session:
            row = _row(session, order)
            if row.state == "open":
                row.state, row.voucher = ("paid", _voucher(order)) if paid else ("failed", "")
            return _bill(row)

    # --- how much

    def _service(self, item_code: str) -> Service:
        service = None if self._catalogue is None else self._catalogue.get(item_code)
        if service is None:
            raise Refused(422, "unknown_service", "This service is not offered here", item_code)
        return service

    def _owed(self, question: OrderPayment, service: Service) -> tuple[Decimal, int | None]:
        """Yuan, and within how many days. Raises Refused."""
        if question.kind == "fee":
            amount, days = fee_of(service.fee, question.answers), service.fee.later_days
        elif service.fine is None:
            raise Refused(422, "no_fine", "This matter knows no fine")
        else:
            lookup = service.fine.amount
            found = self._registers.find(lookup.register_, by={"code": question.reference})
            amount, days = _amount(found[0].get(lookup.key or "", "") if found else ""), service.fine.later_days
        if amount <= 0:
            raise Refused(422, "nothing_to_pay", "Nothing is to be paid here")
        return amount, days

    def _answer(self, row: Payment) -> PaymentAnswer:
        return PaymentAnswer.model_validate(
            {
                "order": row.order,
                "amount": row.amount,
                "code": f"{self._url}/pay/{row.order}",
                "state": row.state,
                "voucher": row.voucher,
                "pay_by": row.pay_by,
            }
        )


def _row(session: Session, order: str) -> Payment:
    """Raises Refused."""
    row = session.get(Payment, order)
    if row is None:
        raise Refused(404, "unknown_order", "There is no such payment")
    return row


def _bill(row: Payment) -> Bill:
    return Bill(row.order, row.title, row.amount, row.state)


def fee_of(fee: Fee, answers: Mapping[str, str]) -> Decimal:
    """Of the tiers the first that holds, else the amount; yuan."""
    return next((tier.amount for tier in fee.tiers if holds(tier.when, answers)), fee.amount)


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def _order(key: str) -> str:
    """缴款单号: nobody can guess it from another one, and the same key makes the same."""
    return "JK" + base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:18]


def _voucher(order: str) -> str:
    """电子票据号码: ten digits."""
    return f"{int.from_bytes(hashlib.sha256(order.encode()).digest()[:8], 'big') % 10**10:010d}"
