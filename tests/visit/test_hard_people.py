"""Whoever comes: with an expired card, with a child, with a spouse, with a helper, with somebody else's telephone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from devices.card.api import CardData, CardKind
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Source
from kiosk.visit.state import EndReason, Finding, Printed, Problem, PromiseKind, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import (
    BUSINESS,
    CARD,
    HELPER_CARD,
    OTHER_CARD,
    PROOF,
    STAFF_CARD,
    STROKES,
    Desk,
    answer_situation,
    sign_all,
    to_confirm,
    to_form,
    to_identify,
    to_materials,
)

PROGRESS = "11330199MB000041484332041002001"
RENEWAL = "11330199MB0000094R4330709002003"
MARRIAGE = "11330199MB0000115A4332011001001"
TRANSFER = "11330199MB0000051C4331005001000"
PENSION = "11330199MB000014XP4332014003000"
NEWBORN = "11330199MB0000238B4332023001001"

EXPIRED = replace(CARD, valid_to=date(2026, 11, 22))
WIFE_CARD = CardData(kind=CardKind.RESIDENT, name="颜䶮", number="330199199209170460", birth=date(1992, 9, 17))
CHILD = "330199201803150016"
WEDDING = {"move": "nobody", "child": "none"}
MOVED = {"you_are": "father", "from": "province", "grade": "p2_to_p5", "reason": "moved", "home": "own"}


pytestmark = pytest.mark.usefixtures("present")


# --- an expired card


def test_an_expired_card_shows_how_far_a_case_is(visit: Visit, desk: Desk) -> None:
    visit.choose(PROGRESS)
    visit.agree(("privacy",))
    visit.go_on()
    desk.insert(EXPIRED)
    assert visit.state.step is Step.PROGRESS


def test_an_expired_card_begins_its_own_renewal(visit: Visit, desk: Desk) -> None:
    to_identify(visit, RENEWAL, {"reason": "expired", "photo": "receipt"})
    desk.insert(EXPIRED)
    visit.reading.confirm_by_phone("123456")
    assert visit.state.step is Step.FORM


@pytest.mark.parametrize("service", [PROOF, BUSINESS])
def test_nothing_else_is_begun_on_an_expired_card(visit: Visit, desk: Desk, service: str) -> None:
    to_identify(visit, service)
    desk.insert(EXPIRED)
    assert (visit.state.step, visit.state.identity) == (Step.IDENTIFY, None)
    assert visit.state.trouble == Trouble("card_expired", "card_reader")


def test_the_notice_needs_no_card_that_holds(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)
    desk.insert(EXPIRED)
    visit.leaving.notice()
    assert (visit.state.step, visit.state.printed) == (Step.LEAVE, Printed.DONE)
    assert desk.drafts[0].personal_part is None


def test_an_expired_card_of_the_second_person_is_named_and_the_first_one_stays(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    desk.insert(CARD)
    visit.reading.confirm_by_phone("123456")
    desk.pull()
    desk.insert(replace(WIFE_CARD, valid_to=date(2026, 11, 22)))
    assert visit.state.trouble == Trouble("card_expired", "card_reader")
    assert (visit.state.role, visit.state.people) == ("spouse", {})
    desk.pull()
    desk.insert(WIFE_CARD)
    assert visit.state.people["spouse"].number == WIFE_CARD.number


# --- two who come together


def test_the_same_card_laid_twice_is_no_second_person(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    desk.insert(CARD)
    visit.reading.confirm_by_phone("123456")
    desk.pull()
    desk.insert(CARD)
    assert visit.state.trouble == Trouble("same_person", "card_reader")
    assert (visit.state.step, visit.state.role, visit.state.people) == (Step.IDENTIFY, "spouse", {})


def test_a_card_that_stays_in_is_never_taken_for_the_second_person(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    desk.insert(CARD)
    visit.reading.confirm_by_phone("123456")
    assert (visit.state.trouble, desk.reader.device.asked) == (None, ["read"])
    visit.dismiss()
    assert desk.reader.device.asked == ["read"]


def test_who_is_alone_leaves_with_a_notice_that_names_who_must_come_along(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    desk.insert(CARD)
    visit.reading.confirm_by_phone("123456")
    visit.reading.person_absent()
    assert visit.state.step is Step.LEAVE
    assert Finding(Problem.MISSING_PERSON, role="spouse") in visit.leaving.findings


def test_nobody_is_absent_before_it_is_their_turn(visit: Visit) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    visit.reading.person_absent()
    assert visit.state.step is Step.IDENTIFY


def test_two_people_may_have_one_telephone(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    desk.insert(CARD)
    visit.reading.confirm_by_phone("123456")
    desk.pull()
    desk.insert(WIFE_CARD)
    visit.answer("phone", "13900000000")
    visit.answer("spouse_phone", "13900000000")
    assert (visit.check("phone"), visit.check("spouse_phone")) == (None, None)


# --- a child, who has no card


def test_a_child_without_a_card_is_known_by_the_form_and_no_card_is_waited_for(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, TRANSFER, MOVED)
    assert (visit.state.step, visit.state.role) == (Step.FORM, None)
    visit.answer("child_number", CHILD)
    visit.answer("child_name", "吴小河")
    assert (visit.check("child_number"), visit.check("child_name")) == (None, None)


def test_a_newborn_has_no_number_and_none_is_asked_for(visit: Visit, desk: Desk) -> None:
    to_identify(
        visit, NEWBORN, {"you_are": "mother", "born_where": "county", "family": "married_mine", "also": "nothing"}
    )
    desk.insert(WIFE_CARD)
    visit.reading.confirm_by_phone("123456")
    assert visit.state.step is Step.FORM
    assert [f.code for f in visit.visible_fields() if f.code.startswith("child_number")] == []


def test_a_parent_s_own_number_is_not_taken_for_the_child_s(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, TRANSFER, MOVED)
    visit.answer("child_number", CARD.number)
    assert visit.check("child_number") == Finding(Problem.CONTRADICTS, field="child_number", detail="own_number")


# --- a helper


def badge_in(visit: Visit, desk: Desk) -> None:
    visit.helping.begin()
    desk.pull()
    desk.insert(HELPER_CARD)
    visit.helping.badge("1234")
    visit.helping.agree(True)


def test_before_anybody_is_identified_no_helper_badges_in(visit: Visit, desk: Desk) -> None:
    visit.helping.begin()
    to_identify(visit)
    visit.helping.begin()
    assert visit.helping.asking is None
    desk.insert(HELPER_CARD)
    assert visit.state.helper is None


def test_a_staff_member_s_card_is_no_helper_s(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    visit.helping.begin()
    desk.pull()
    desk.insert(STAFF_CARD)
    assert (visit.state.trouble, visit.helping.asking) == (Trouble("badge_unknown", "card_reader"), None)


def test_a_helper_s_card_is_no_staff_member_s_look(visit: Visit, desk: Desk) -> None:
    to_identify(visit, RENEWAL, {"reason": "lost", "photo": "receipt"})
    desk.insert(CARD)
    desk.pull()
    desk.insert(HELPER_CARD)
    visit.reading.confirm_by_staff("1234")
    assert (visit.state.step, visit.reading.awaits_presence) == (Step.IDENTIFY, True)


def test_the_citizen_s_own_card_gives_no_look(visit: Visit, desk: Desk) -> None:
    to_identify(visit, RENEWAL, {"reason": "lost", "photo": "receipt"})
    desk.insert(CARD)
    desk.pull()
    desk.insert(CARD)
    visit.reading.confirm_by_staff("1234")
    assert visit.reading.awaits_presence


def test_what_a_helper_changes_is_the_helper_s_and_what_the_citizen_changes_back_is_not(
    visit: Visit, desk: Desk
) -> None:
    to_form(visit, desk, BUSINESS)
    visit.answer("trade_name", "小河")
    badge_in(visit, desk)
    visit.answer("trade_name", "大河")
    assert visit.state.values["trade_name"].helped
    visit.helping.end()
    visit.answer("trade_name", "小河")
    assert not visit.state.values["trade_name"].helped


def test_a_helper_cannot_make_what_the_card_told_another(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    badge_in(visit, desk)
    visit.answer("operator_name", OTHER_CARD.name)
    assert visit.state.values["operator_name"].text == CARD.name
    assert visit.state.values["operator_name"].source is Source.CARD


def test_what_a_helper_promised_counts_only_when_the_citizen_has_signed_it(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    badge_in(visit, desk)
    visit.scanning.promise("premises_proof", PromiseKind.COMMITTED)
    visit.go_on()
    visit.go_on()
    assert (visit.state.step, visit.signing.codes()) == (Step.SIGN, ("application", "commitment"))
    visit.signing.read()
    visit.signing.sign(STROKES)
    assert {paper.signed_by for paper in visit.state.papers.values()} == {()}
    visit.helping.end()
    sign_all(visit)
    assert visit.state.papers["commitment"].signed_by == ("applicant",)


def test_when_the_helper_has_gone_the_citizen_hands_in_and_the_number_stays(visit: Visit, desk: Desk) -> None:
    to_confirm(visit, desk)
    badge_in(visit, desk)
    visit.hand_in()
    visit.helping.end()
    visit.hand_in()
    assert [(case.helped_by, case.helper) for case in desk.handed_in] == [("12", None)]


def test_a_service_without_helpers_says_so(desk: Desk) -> None:
    services = (s.model_copy(update={"helper_allowed": False}) for s in desk.catalogue)
    desk.catalogue = Catalogue(tuple(services), desk.catalogue.registers)
    visit = desk.visit()
    to_form(visit, desk, BUSINESS)
    visit.helping.begin()
    assert (visit.state.trouble, visit.helping.asking) == (Trouble("helper_not_allowed"), None)
    visit.end(EndReason.STOPPED)


# --- names as cards write them


@pytest.mark.parametrize("name", ["买买提·吐尔逊", "李䶮𠮷", "阿·" * 25, "刘\U00031350", "\ue863敏"], ids=ascii)
def test_a_rare_name_goes_from_the_card_into_the_case_to_the_letter(visit: Visit, desk: Desk, name: str) -> None:
    to_identify(visit, PROOF)
    desk.insert(replace(CARD, name=name))
    visit.go_on()
    visit.hand_in()
    (case,) = desk.handed_in
    assert case.identity is not None
    assert case.identity.name == name


def test_a_card_from_a_region_long_abolished_identifies(visit: Visit, desk: Desk) -> None:
    to_identify(visit, PROOF)
    desk.insert(CardData(CardKind.RESIDENT, name="赵兰", number="110103195503070012", birth=date(1955, 3, 7)))
    assert visit.state.step is Step.FORM


def test_the_situation_is_asked_of_nobody_s_card(visit: Visit, desk: Desk) -> None:
    visit.choose(BUSINESS)
    desk.insert(CARD)
    answer_situation(visit)
    assert (visit.state.step, visit.state.identity, desk.reader.device.asked) == (Step.GUIDE, None, [])
