"""The moments from the card to the receipt, as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np

from devices.api import ErrorCode
from kiosk.catalogue.model import Delivery, Source, Words
from kiosk.scanning.live import Hint
from kiosk.visit.state import (
    Busy,
    DeliveryChoice,
    Draft,
    DraftKind,
    Finding,
    Found,
    HandIn,
    Helper,
    Paper,
    Payment,
    PaymentState,
    Printed,
    Problem,
    Promise,
    PromiseKind,
    Record,
    Step,
    SubCase,
    Trouble,
    Value,
    VisitState,
)
from tests.screens.fakes import (
    CATALOGUE,
    NOON,
    PROOF,
    SHOP,
    ZHANG,
    hit,
    informed,
    page,
    png,
    shop_answers,
    values,
    view,
)
from tests.screens.moments import MOMENTS, PROOF_SERVICE, SHOP_SERVICE, Moment
from tests.screens.moments_before import MOMENTS as BEFORE
from tests.screens.moments_before import Page

CODE = "KR1:" + "3F6QXA7Z" * 24
RESIDENCE = "11330199MB0000094R4330709001001"
MARRIAGE = "11330199MB0000115A4332011001001"
ELSEWHERE = "11330199MB000036974332036007001"
COMPANY = "11330199MB0000318Y4332031001001"
OVERLOAD = "11330199MB000018284330218001000"
IDENTITY_CARD = "11330199MB0000094R4330709002003"
FOOD = "11330199MB0000318Y4330131003001"


def of(code: str, step: Step = Step.FORM, **more: Any) -> VisitState:
    return VisitState(step=step, service=CATALOGUE.get(code), **{"identity": ZHANG, **more})


def answered(**answers: str) -> MappingProxyType[str, Value]:
    """Of the form of a shop, after the questions of its situation."""
    return values(SHOP, **{"run_by": "family", "premises_are": "rented", **answers})


def shop(step: Step, **more: Any) -> VisitState:
    return VisitState(step=step, service=SHOP_SERVICE, **{"identity": ZHANG, "values": shop_answers(), **more})


def received(number: str = f"{SHOP}202611230017", *, received: bool = True, **more: Any) -> HandIn:
    return HandIn(received=received, number=number, at=NOON, code=CODE, **more)


def proof(**more: Any) -> VisitState:
    hand_in = received(f"{PROOF}202611230018", result_pdf=b"%PDF-")
    return VisitState(Step.RECEIPT, service=PROOF_SERVICE, values=values(PROOF), hand_in=hand_in, **more)


_PAGES = MappingProxyType({"premises_proof": (page(),)})
_SCAN = {"material": "premises_proof"}
_EMPTY = {"values": answered()}
REGISTERS = informed(
    RESIDENCE,
    {
        "residence": hit({"address": "示例县湖滨区样板路1号2幢301室", "since": "2023-04-01", "half_a_year": "yes"}),
        "employment": Record(Found.DOWN),
    },
    situation="work",
    work_kind="employed",
    phone="13900000000",
)
CASES = replace(
    informed(
        OVERLOAD,
        {
            "overload_case": hit(
                {"code": "CZ2026110101", "text": "11月5日 湖滨大道 超 8200 公斤"},
                {"code": "CZ2026110902", "text": "11月19日 样板路检测站 超 1300 公斤"},
            )
        },
        vehicle_of="person",
        who="owner",
        plate="浙A12345",
    ),
    field="case_number",
)
AWAITS, BADGE = {"reading.awaits_presence": True}, {"reading.badge_read": True}
DEFERRABLE = replace(informed(FOOD, {}, Step.MATERIALS, cooks="me", raw_food="no"), material="equipment_list")
ONE_OF = replace(informed(ELSEWHERE, {}, Step.MATERIALS, reason="living"), material="residence_permit")
BLANK = replace(
    informed(OVERLOAD, {}, Step.MATERIALS, vehicle_of="person", who="agent", plate="浙A12345"),
    material="power_of_attorney",
)
DOWN = replace(
    informed(SHOP, {"property": Record(Found.DOWN)}, Step.MATERIALS, run_by="person", premises_are="own"),
    material="premises_title",
)
WRONG_KIND = Finding(Problem.WRONG_KIND, material="premises_proof")
EXPIRED = Finding(Problem.EXPIRED, material="premises_proof", detail="2026-08-31")


def promise(code: str, kind: PromiseKind, due: date | None = None) -> MappingProxyType[str, Promise]:
    return MappingProxyType({code: Promise(kind, due)})


EVERYTHING_WRONG = replace(
    informed(MARRIAGE, {"marriage": hit({"status": "married"})}, Step.CHECK, phone="1390000"),
    identity=replace(ZHANG, birth=date(2008, 3, 12)),
)
INCOMPLETE = informed(
    SHOP, {}, Step.CHECK, **{**{code: value.text for code, value in shop_answers().items()}, "phone": "1390000"}
)
PAPER = Paper("application", b"%PDF-", "0" * 64, "", pictures=(png(), png()), wanted_from=("applicant",))
SIGNS = {"signing.signer": "applicant"}


def signing(paper: Paper) -> VisitState:
    return shop(Step.SIGN, paper="application", papers=MappingProxyType({"application": paper}))


PARCEL = DeliveryChoice(Delivery.MAIL, name=ZHANG.name, phone="13900000000", address=ZHANG.address)


def fined(standing: PaymentState, **more: Any) -> VisitState:
    payment = Payment(
        order="3301992026112300000123",
        amount="1500.00",
        code="https://pay.example.gov.cn/o/3301992026112300000123",
        state=standing,
        kind="fine",
        pay_by=date(2026, 12, 8),
        **more,
    )
    record = {"code": "CZ2026110101", "amount": "1500", "outcome": "fine", "text": "11月1日"}
    asked = {
        "vehicle_of": "person",
        "who": "owner",
        "plate": "浙A12345",
        "case_number": "CZ2026110101",
        "position": "accept",
    }
    return replace(informed(OVERLOAD, {"overload_case": hit(record)}, Step.PAY, **asked), payment=payment)


FEE = of(
    IDENTITY_CARD,
    Step.PAY,
    payment=Payment("3301992026112300000124", "40.00", "https://pay.example.gov.cn/o/124", PaymentState.OPEN, "fee"),
)
DRAFT = Draft(DraftKind.NOTICE, CODE, "7H3KX2PQ", date(2027, 2, 21), at_office=True)


def leaving(kind: DraftKind, *, at_office: bool = True, **more: Any) -> VisitState:
    return replace(INCOMPLETE, step=Step.LEAVE, draft=replace(DRAFT, kind=kind, at_office=at_office), **more)


HELPED = MappingProxyType(
    {code: replace(value, helped=value.source is Source.CITIZEN) for code, value in shop_answers().items()}
)

CONFIRMING = replace(
    INCOMPLETE,
    step=Step.CONFIRM,
    values=MappingProxyType({**INCOMPLETE.values, **HELPED}),
    helped_by="BF-0031",
    papers=MappingProxyType(
        {
            "application": replace(PAPER, read=True, signed_by=("applicant",)),
            "commitment": replace(PAPER, material="commitment", read=True, signed_by=("applicant",)),
        }
    ),
    promises=promise("premises_proof", PromiseKind.COMMITTED),
    delivery=PARCEL,
)
COUPLE = of(
    MARRIAGE,
    Step.CONFIRM,
    values=values(MARRIAGE),
    people=MappingProxyType({"spouse": replace(ZHANG, name="李小明", number="330199196011020025")}),
    delivery=DeliveryChoice(Delivery.WINDOW),
)

LIFE_EVENT = of(
    MARRIAGE,
    Step.RECEIPT,
    values=values(MARRIAGE),
    printed=Printed.DONE,
    delivery=DeliveryChoice(Delivery.WINDOW),
    hand_in=received(
        f"{MARRIAGE}202611230021",
        promised_by=date(2026, 12, 8),
        sub_cases=(
            SubCase(
                Words(zh="结婚登记预约", en="Appointment"), f"{MARRIAGE}202611230021", "at_work", date(2026, 11, 24)
            ),
            SubCase(Words(zh="户口迁移", en="Household"), f"{RESIDENCE}202611230004", "waiting", date(2026, 12, 8)),
        ),
    ),
)
PROMISED = replace(
    DEFERRABLE,
    step=Step.RECEIPT,
    printed=Printed.DONE,
    promises=promise("equipment_list", PromiseKind.DEFERRED, date(2026, 12, 4)),
    hand_in=received(f"{FOOD}202611230009", promised_by=date(2026, 12, 14)),
    delivery=PARCEL,
    helped_by="BF-0031",
)

AFTER = (
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
    Moment("03-identify-second", of(MARRIAGE, Step.IDENTIFY, role="spouse"), hall={"simulated": True}),
    Moment(
        "03-identify-same-person",
        of(MARRIAGE, Step.IDENTIFY, role="spouse", trouble=Trouble("same_person", "card_reader"), card_in=True),
    ),
    Moment("03-identify-presence", of(MARRIAGE, Step.IDENTIFY, card_in=True), facts=AWAITS),
    Moment(
        "03-identify-phone-wrong",
        of(MARRIAGE, Step.IDENTIFY, card_in=True, trouble=Trouble("wrong_phone_code")),
        facts=AWAITS,
    ),
    Moment("03-identify-staff-pin", of(MARRIAGE, Step.IDENTIFY, card_in=True), facts={**AWAITS, **BADGE}),
    Moment(
        "03-identify-staff-pin-wrong",
        of(MARRIAGE, Step.IDENTIFY, card_in=True, trouble=Trouble("wrong_pin", "card_reader")),
        facts={**AWAITS, **BADGE},
    ),
    Moment("04-form-empty", shop(Step.FORM, **_EMPTY)),
    Moment("04-form-filled", shop(Step.FORM)),
    Moment(
        "04-form-wrong",
        shop(Step.FORM, values=answered(phone="1390000", trade_name="小河公司")),
        hall={"simulated": True},
    ),
    Moment("04-form-registers", REGISTERS),
    Moment("04-form-helped", shop(Step.FORM, values=HELPED, helper=Helper("BF-0031", agreed=True))),
    Moment("04-form-edit-text", shop(Step.FORM, field="trade_name", **_EMPTY)),
    Moment("04-form-edit-wrong", shop(Step.FORM, field="phone", values=answered(phone="1390000"))),
    Moment("04-form-edit-money", shop(Step.FORM, field="capital")),
    Moment("04-form-edit-choice", shop(Step.FORM, field="name_ending", **_EMPTY)),
    Moment("04-form-edit-choices", shop(Step.FORM, field="scope")),
    Moment("04-form-edit-month", of(PROOF, field="from_month", values=values(PROOF))),
    Moment("04-form-edit-day", of(MARRIAGE, field="day", identity=ZHANG, values=values(MARRIAGE))),
    Moment("04-form-edit-birth", of(RESIDENCE, field="moved_in", values=values(RESIDENCE))),
    Moment("04-form-edit-region", of(ELSEWHERE, field="destination", values=values(ELSEWHERE))),
    Moment("04-form-edit-city", of(ELSEWHERE, field="destination", values=values(ELSEWHERE, destination="440100"))),
    Moment("04-form-edit-address", of(ELSEWHERE, field="stay_address", values=values(ELSEWHERE, reason="living"))),
    Moment("04-form-edit-address-typed", shop(Step.FORM, field="premises")),
    Moment("04-form-edit-person", of(COMPANY, field="finance_contact", values=values(COMPANY))),
    Moment("04-form-edit-person-optional", of(COMPANY, field="supervisor", values=values(COMPANY))),
    Moment("04-form-edit-list", shop(Step.FORM, field="family")),
    Moment("04-form-edit-list-empty", shop(Step.FORM, field="family", **_EMPTY)),
    Moment("04-form-edit-plate", of(OVERLOAD, field="plate", values=values(OVERLOAD, plate="浙A1234"))),
    Moment("04-form-edit-credit-code", of(FOOD, field="credit_code", values=values(FOOD, credit_code="91330199MA2"))),
    Moment("04-form-edit-case", CASES),
    Moment("04-form-edit-nothing-found", replace(CASES, records=MappingProxyType({}))),
    Moment("05-materials-starting", shop(Step.MATERIALS, **_SCAN)),
    Moment("05-materials-aiming", shop(Step.MATERIALS, **_SCAN), view=view(Hint.READY)),
    Moment("05-materials-no-paper", shop(Step.MATERIALS, **_SCAN), view=view(Hint.LAY_PAPER), hall={"simulated": True}),
    Moment(
        "05-materials-upright",
        shop(Step.MATERIALS, **_SCAN),
        view=replace(view(), image=np.full((1440, 1080, 3), 70, np.uint8)),
        hall={"simulated": True},
    ),
    Moment("05-materials-judging", shop(Step.MATERIALS, busy=Busy.JUDGING_PAGE, **_SCAN), view=view(Hint.READY)),
    Moment("05-materials-accepted", shop(Step.MATERIALS, pages=_PAGES, **_SCAN)),
    Moment(
        "05-materials-refused",
        shop(Step.MATERIALS, trouble=Trouble(ErrorCode.TOO_DARK, "camera"), **_SCAN),
        view=view(Hint.TOO_DARK),
    ),
    Moment("05-materials-one-of", ONE_OF, view=view(Hint.READY), hall={"simulated": True}),
    Moment("05-materials-defer", DEFERRABLE, view=view(Hint.READY), hall={"simulated": True}),
    Moment("05-materials-blank", BLANK, view=view(Hint.READY), hall={"simulated": True}),
    Moment("05-materials-fetch", DOWN, view=view(Hint.LAY_PAPER)),
    Moment(
        "05-materials-deferred",
        replace(DEFERRABLE, promises=promise("equipment_list", PromiseKind.DEFERRED, date(2026, 12, 4))),
    ),
    Moment("05-materials-committed", replace(ONE_OF, promises=promise("residence_permit", PromiseKind.COMMITTED))),
    Moment("05-materials-office", replace(DOWN, promises=promise("premises_title", PromiseKind.FETCH))),
    Moment(
        "05-materials-wrong-kind",
        shop(
            Step.MATERIALS,
            pages=_PAGES,
            readings=MappingProxyType({"premises_proof": (WRONG_KIND, EXPIRED)}),
            **_SCAN,
        ),
    ),
    Moment("06-check-missing", INCOMPLETE),
    Moment("06-check-everything", EVERYTHING_WRONG, hall={"simulated": True}),
    Moment("06-check-correctable", shop(Step.CHECK, values=answered(phone="1390000"), pages=_PAGES)),
    Moment("06-check-clear", shop(Step.CHECK, pages=_PAGES)),
    Moment("07-sign-making", shop(Step.SIGN, busy=Busy.COMPOSING)),
    Moment("07-sign-reading", signing(PAPER)),
    Moment("07-sign-pad", signing(replace(PAPER, read=True)), facts=SIGNS, hall={"simulated": True}),
    Moment(
        "07-sign-helper",
        replace(signing(replace(PAPER, read=True)), helper=Helper("BF-0031", agreed=True)),
        facts=SIGNS,
    ),
    Moment("07-sign-signed", signing(replace(PAPER, read=True, signed_by=("applicant",)))),
    Moment("07-sign-not-made", shop(Step.SIGN, trouble=Trouble("not_composed"))),
    Moment("07-delivery-open", shop(Step.DELIVERY)),
    Moment("07-delivery-mail", shop(Step.DELIVERY, delivery=PARCEL), hall={"simulated": True}),
    Moment("07-delivery-wanting", shop(Step.DELIVERY, delivery=replace(PARCEL, phone="1390000", address=""))),
    Moment("07-pay-open", fined(PaymentState.OPEN)),
    Moment("07-pay-paid", fined(PaymentState.PAID, voucher="3301992026112300017"), hall={"simulated": True}),
    Moment("07-pay-later", fined(PaymentState.LATER)),
    Moment("07-pay-failed", fined(PaymentState.FAILED)),
    Moment("07-pay-none", replace(fined(PaymentState.OPEN), payment=None)),
    Moment("07-pay-helper", replace(fined(PaymentState.OPEN), helper=Helper("BF-0031", agreed=True))),
    Moment("07-pay-fee", FEE),
    Moment("07-confirm", shop(Step.CONFIRM, pages=_PAGES), hall={"simulated": True}),
    Moment("07-confirm-everything", CONFIRMING, hall={"simulated": True}),
    Moment("07-confirm-couple", COUPLE),
    Moment("07-confirm-helper", replace(CONFIRMING, helper=Helper("BF-0031", agreed=True))),
    Moment(
        "07-pay-cancelling",
        replace(fined(PaymentState.PAID, voucher="3301992026112300017"), cancelling=True),
        hall={"simulated": True},
    ),
    Moment("07-confirm-cancelling", shop(Step.CONFIRM, pages=_PAGES, cancelling=True), hall={"simulated": True}),
    Moment("07-confirm-idle", shop(Step.CONFIRM, pages=_PAGES, seconds_left=23)),
    Moment("07-confirm-not-kept", shop(Step.CONFIRM, pages=_PAGES, trouble=Trouble("not_kept"))),
    Moment("08-hand-in", shop(Step.HAND_IN, busy=Busy.HANDING_IN)),
    Moment("09-receipt-printing", shop(Step.RECEIPT, hand_in=received(), busy=Busy.PRINTING)),
    Moment("09-receipt-printed", shop(Step.RECEIPT, hand_in=received(), printed=Printed.DONE)),
    Moment(
        "09-receipt-kept",
        shop(Step.RECEIPT, hand_in=received("A07-20261123-0017", received=False), printed=Printed.DONE),
        hall={"simulated": True},
    ),
    Moment(
        "09-receipt-failed",
        shop(
            Step.RECEIPT,
            hand_in=received(),
            printed=Printed.FAILED,
            trouble=Trouble(ErrorCode.PAPER_OUT, "receipt_printer"),
        ),
    ),
    Moment("09-receipt-proof", proof(printed=Printed.DONE, proof=Printed.DONE)),
    Moment("09-receipt-copy", proof(printed=Printed.DONE, proof=Printed.DONE), facts={"printing.may_copy": True}),
    Moment("09-receipt-life-event", LIFE_EVENT, hall={"simulated": True}),
    Moment("09-receipt-promised", PROMISED),
    Moment("09-receipt-pay-later", replace(fined(PaymentState.LATER), step=Step.RECEIPT, hand_in=received())),
    Moment(
        "09-receipt-paid",
        replace(fined(PaymentState.PAID, voucher="3301992026112300017"), step=Step.RECEIPT, hand_in=received()),
    ),
    Moment("09-receipt-no-proof", proof(printed=Printed.DONE, proof=Printed.FAILED)),
)

HELP = (
    Moment("13-help-badge", shop(Step.FORM), facts={"helping.asking": "badge"}, hall={"simulated": True}),
    Moment("13-help-pin", shop(Step.FORM), facts={"helping.asking": "pin"}),
    Moment("13-help-consent", shop(Step.FORM, helper=Helper("BF-0031")), facts={"helping.asking": "consent"}),
)

LEAVES = (
    Moment("12-leave-printing", leaving(DraftKind.NOTICE, busy=Busy.PRINTING)),
    Moment("12-leave-notice", leaving(DraftKind.NOTICE, printed=Printed.DONE), hall={"simulated": True}),
    Moment("12-leave-kept", leaving(DraftKind.NOTICE, at_office=False, printed=Printed.DONE)),
    Moment("12-leave-ticket", leaving(DraftKind.TICKET, printed=Printed.DONE)),
    Moment("12-leave-failed", leaving(DraftKind.TICKET, printed=Printed.FAILED, trouble=Trouble("paper_out"))),
    Moment("12-leave-two", replace(of(MARRIAGE, Step.LEAVE, values=values(MARRIAGE)), draft=DRAFT)),
    Moment("12-leave-one-of", replace(ONE_OF, step=Step.LEAVE, draft=DRAFT)),
)

PAGES_AFTER = (
    Page("13-help", shop(Step.FORM), ("help",)),
    Page("07-confirm-lower", CONFIRMING, ("read-on", "read-on")),
    Page("07-delivery-address", shop(Step.DELIVERY, delivery=PARCEL), ("parcel-address",)),
    Page("03-identify-phone-entry", of(MARRIAGE, Step.IDENTIFY, card_in=True), ("by-phone", "key-4", "key-7"), AWAITS),
    Page("03-identify-staff-card", of(MARRIAGE, Step.IDENTIFY, card_in=True), ("by-staff",), AWAITS),
    Page("04-form-remove", shop(Step.FORM, field="family"), ("remove-1",)),
    Page("04-form-county", of(ELSEWHERE, field="stay_address"), ("region-330000", "region-330100")),
    Page("05-materials-promise-later", DEFERRABLE, ("way-defer",)),
    Page("05-materials-promise-instead", ONE_OF, ("way-commit",)),
    Page("05-materials-promise-fetch", DOWN, ("way-fetch",)),
)

EVERY = (*MOMENTS, *BEFORE, *AFTER, *LEAVES, *HELP)
