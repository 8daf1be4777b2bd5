"""A helper types for somebody who agreed, is marked in every field, and never signs, pays, rates or hands in."""

from __future__ import annotations

from dataclasses import replace

from kiosk.catalogue.model import Delivery
from kiosk.visit.state import DeliveryChoice, EndReason, Helper, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import BUSINESS, CARD, HELPER_CARD, OTHER_CARD, STROKES, Desk, to_confirm, to_form


def badge_in(visit: Visit, desk: Desk, *, agreed: bool = True) -> None:
    visit.helping.begin()
    desk.pull()
    desk.insert(HELPER_CARD)
    visit.helping.badge("1234")
    visit.helping.agree(agreed)


def test_what_a_helper_types_is_marked_and_the_receipt_names_the_number(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    badge_in(visit, desk)
    visit.answer("trade_name", "小河")
    visit.helping.end()
    visit.answer("phone", "13900000000")
    assert (visit.state.values["trade_name"].helped, visit.state.values["phone"].helped) == (True, False)
    assert visit.state.helped_by == "12"


def test_a_parcel_that_a_helper_typed_is_marked_until_the_citizen_says_otherwise(visit: Visit, desk: Desk) -> None:
    to_confirm(visit, desk)
    visit.go_back()
    assert visit.state.step is Step.DELIVERY
    badge_in(visit, desk)
    parcel = DeliveryChoice(Delivery.MAIL, name="吴吉", phone="13900000000", address="示例县河坊路1号")
    visit.deliver(parcel)
    assert visit.state.delivery == replace(parcel, helped=True)
    visit.helping.end()
    visit.deliver(parcel)
    assert visit.state.delivery == replace(parcel, helped=True)
    visit.deliver(replace(parcel, phone="13900000001"))
    assert visit.state.delivery == replace(parcel, phone="13900000001")


def test_the_case_holds_what_the_citizen_agreed_to(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    badge_in(visit, desk)
    assert [consent.kind for consent in visit.state.consents] == ["privacy", "helper"]


def test_a_no_to_the_helper_is_no_consent(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    badge_in(visit, desk, agreed=False)
    assert [consent.kind for consent in visit.state.consents] == ["privacy"]


def test_the_citizen_stays_who_is_identified(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    badge_in(visit, desk)
    assert visit.state.identity is not None
    assert visit.state.identity.number == CARD.number


def test_without_the_citizen_s_yes_nobody_helps(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    badge_in(visit, desk, agreed=False)
    assert (visit.state.helper, visit.state.helped_by) == (None, "")


def test_a_card_that_is_no_badge_is_refused(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    visit.helping.begin()
    desk.pull()
    desk.insert(OTHER_CARD)
    assert (visit.state.trouble, visit.helping.asking) == (Trouble("badge_unknown", "card_reader"), None)


def test_a_wrong_pin_opens_nothing(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    visit.helping.begin()
    desk.pull()
    desk.insert(HELPER_CARD)
    visit.helping.badge("9999")
    assert visit.state.trouble == Trouble("wrong_pin", "card_reader")
    visit.helping.agree(True)
    assert visit.state.helper is None


def test_a_helper_neither_hands_in_nor_signs(visit: Visit, desk: Desk) -> None:
    to_confirm(visit, desk)
    badge_in(visit, desk)
    assert visit.state.helper == Helper("12", agreed=True)
    visit.hand_in()
    assert (visit.state.step, desk.handed_in) == (Step.CONFIRM, [])
    visit.go_back()
    visit.go_back()
    assert visit.state.step is Step.SIGN
    signed = visit.state.papers["application"].signed_by
    visit.signing.sign(STROKES)
    assert visit.state.papers["application"].signed_by == signed


def test_who_helped_is_known_also_when_the_case_goes_on_another_day(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    badge_in(visit, desk)
    visit.helping.end()
    visit.leaving.notice()
    assert visit.state.draft is not None
    code = visit.state.draft.code
    visit.end(EndReason.DONE)
    desk.pull()
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(code)
    again.go_on()
    again.agree(("privacy",))
    again.go_on()
    desk.insert(CARD)
    assert (again.state.helped_by, {consent.kind for consent in again.state.consents}) == ("12", {"privacy", "helper"})
    again.end(EndReason.STOPPED)
