"""Every moment of a visit that looks different, as data: what the state is, and what the machine around it says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from devices.api import ErrorCode
from kiosk.scanning.live import Hint, View
from kiosk.visit.state import Busy, HandIn, Printed, Step, Trouble, VisitState
from tests.screens.fakes import (
    CATALOGUE,
    CLOSED,
    DEGRADED,
    NOON,
    PROOF,
    SHOP,
    STARTING,
    ZHANG,
    page,
    shop_answers,
    values,
    view,
)

CODE = "KR1:" + "3F6QXA7Z" * 24
SHOP_SERVICE, PROOF_SERVICE = CATALOGUE.get(SHOP), CATALOGUE.get(PROOF)


@dataclass(frozen=True)
class Moment:
    name: str
    state: VisitState
    hall: dict[str, Any] = field(default_factory=dict)
    view: View | None = None


def _shop(step: Step, **more: Any) -> VisitState:
    return VisitState(step=step, service=SHOP_SERVICE, **{"identity": ZHANG, "values": shop_answers(), **more})


def _received(number: str = f"{SHOP}202611230017", *, received: bool = True, **more: Any) -> HandIn:
    return HandIn(received=received, number=number, at=NOON, code=CODE, **more)


def _proof(**more: Any) -> VisitState:
    hand_in = _received(f"{PROOF}202611230018", result_pdf=b"%PDF-")
    return VisitState(Step.RECEIPT, service=PROOF_SERVICE, values=values(PROOF), hand_in=hand_in, **more)


_PAGES = MappingProxyType({"premises_proof": (page(),)})
_SCAN = {"material": "premises_proof"}
_EMPTY = {"values": values(SHOP)}

MOMENTS = (
    Moment("01-welcome-ready", VisitState()),
    Moment(
        "01-welcome-troubled",
        VisitState(),
        hall={
            "simulated": True,
            "troubles": (Trouble("card_left_behind", "card_reader"), Trouble("paper_out", "receipt_printer")),
            "readinesses": {SHOP: CLOSED, PROOF: DEGRADED},
        },
    ),
    Moment("01-welcome-starting", VisitState(), hall={"readinesses": {SHOP: STARTING, PROOF: STARTING}}),
    Moment("02-guide-shop", VisitState(step=Step.GUIDE, service=SHOP_SERVICE)),
    Moment("02-guide-proof", VisitState(step=Step.GUIDE, service=PROOF_SERVICE), hall={"simulated": True}),
    Moment(
        "02-guide-degraded",
        VisitState(step=Step.GUIDE, service=PROOF_SERVICE),
        hall={"readinesses": {PROOF: DEGRADED}},
    ),
    Moment("03-identify-waiting", VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE), hall={"simulated": True}),
    Moment("03-identify-reading", VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE, busy=Busy.READING_CARD)),
    Moment(
        "03-identify-trouble",
        VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE, trouble=Trouble(ErrorCode.CARD_MUTE, "card_reader")),
    ),
    Moment(
        "03-identify-read-again",
        VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE, trouble=Trouble(ErrorCode.CARD_MUTE), card_in=True),
    ),
    Moment(
        "03-identify-away",
        VisitState(
            step=Step.IDENTIFY, service=SHOP_SERVICE, trouble=Trouble(ErrorCode.DISCONNECTED, "card_reader", True)
        ),
        hall={"simulated": True},
    ),
    Moment("04-form-empty", _shop(Step.FORM, **_EMPTY)),
    Moment("04-form-filled", _shop(Step.FORM)),
    Moment(
        "04-form-wrong",
        _shop(Step.FORM, values=values(SHOP, phone="1390000", trade_name="小河公司")),
        hall={"simulated": True},
    ),
    Moment("04-form-edit-text", _shop(Step.FORM, field="premises")),
    Moment("04-form-edit-wrong", _shop(Step.FORM, field="phone", values=values(SHOP, phone="1390000"))),
    Moment("04-form-edit-money", _shop(Step.FORM, field="capital")),
    Moment("04-form-edit-choice", _shop(Step.FORM, field="run_by", **_EMPTY)),
    Moment("04-form-edit-choices", _shop(Step.FORM, field="scope")),
    Moment(
        "04-form-edit-month", VisitState(Step.FORM, service=PROOF_SERVICE, field="from_month", values=values(PROOF))
    ),
    Moment("05-materials-starting", _shop(Step.MATERIALS, **_SCAN)),
    Moment("05-materials-aiming", _shop(Step.MATERIALS, **_SCAN), view=view(Hint.READY)),
    Moment(
        "05-materials-no-paper", _shop(Step.MATERIALS, **_SCAN), view=view(Hint.LAY_PAPER), hall={"simulated": True}
    ),
    Moment(
        "05-materials-upright",
        _shop(Step.MATERIALS, **_SCAN),
        view=replace(view(), image=np.full((1440, 1080, 3), 70, np.uint8)),
        hall={"simulated": True},
    ),
    Moment("05-materials-judging", _shop(Step.MATERIALS, busy=Busy.JUDGING_PAGE, **_SCAN), view=view(Hint.READY)),
    Moment("05-materials-accepted", _shop(Step.MATERIALS, pages=_PAGES, **_SCAN)),
    Moment(
        "05-materials-refused",
        _shop(Step.MATERIALS, trouble=Trouble(ErrorCode.TOO_DARK, "camera"), **_SCAN),
        view=view(Hint.TOO_DARK),
    ),
    Moment("06-check-missing", _shop(Step.CHECK, **_EMPTY)),
    Moment("06-check-clear", _shop(Step.CHECK, pages=_PAGES)),
    Moment("07-confirm", _shop(Step.CONFIRM, pages=_PAGES), hall={"simulated": True}),
    Moment("07-confirm-cancelling", _shop(Step.CONFIRM, pages=_PAGES, cancelling=True), hall={"simulated": True}),
    Moment("07-confirm-idle", _shop(Step.CONFIRM, pages=_PAGES, seconds_left=23)),
    Moment("07-confirm-not-kept", _shop(Step.CONFIRM, pages=_PAGES, trouble=Trouble("not_kept"))),
    Moment("08-hand-in", _shop(Step.HAND_IN, busy=Busy.HANDING_IN)),
    Moment("09-receipt-printing", _shop(Step.RECEIPT, hand_in=_received(), busy=Busy.PRINTING)),
    Moment("09-receipt-printed", _shop(Step.RECEIPT, hand_in=_received(), printed=Printed.DONE)),
    Moment(
        "09-receipt-kept",
        _shop(Step.RECEIPT, hand_in=_received("A07-20261123-0017", received=False), printed=Printed.DONE),
        hall={"simulated": True},
    ),
    Moment(
        "09-receipt-failed",
        _shop(
            Step.RECEIPT,
            hand_in=_received(),
            printed=Printed.FAILED,
            trouble=Trouble(ErrorCode.PAPER_OUT, "receipt_printer"),
        ),
    ),
    Moment("09-receipt-proof", _proof(printed=Printed.DONE, proof=Printed.DONE)),
    Moment("09-receipt-no-proof", _proof(printed=Printed.DONE, proof=Printed.FAILED)),
    Moment("10-goodbye-printed", VisitState(step=Step.GOODBYE, printed=Printed.DONE, card_in=True)),
    Moment("10-goodbye-card-in", VisitState(step=Step.GOODBYE, card_in=True), hall={"simulated": True}),
    Moment("10-goodbye-ended", VisitState(step=Step.GOODBYE), hall={"simulated": True}),
)
