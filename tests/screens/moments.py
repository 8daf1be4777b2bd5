"""Every moment of a visit that looks different, as data: what the state is, and what the machine around it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kiosk.scanning.live import View
from kiosk.visit.state import Printed, Step, Trouble, VisitState
from tests.screens.fakes import (
    CATALOGUE,
    CLOSED,
    DEGRADED,
    PROOF,
    SHOP,
    STARTING,
)

CODE = "KR1:" + "3F6QXA7Z" * 24
SHOP_SERVICE, PROOF_SERVICE = CATALOGUE.get(SHOP), CATALOGUE.get(PROOF)


@dataclass(frozen=True)
class Moment:
    name: str
    state: VisitState
    hall: dict[str, Any] = field(default_factory=dict)
    view: View | None = None
    facts: dict[str, Any] = field(default_factory=dict)  # of the parts of the visit


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
    Moment("10-goodbye-printed", VisitState(step=Step.GOODBYE, printed=Printed.DONE, card_in=True)),
    Moment("10-goodbye-card-in", VisitState(step=Step.GOODBYE, card_in=True), hall={"simulated": True}),
    Moment("10-goodbye-ended", VisitState(step=Step.GOODBYE), hall={"simulated": True}),
)
