"""Whoever may not apply hears it as early as it can be known, with the reason and the rule, before typing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from devices.card.api import CardData, CardKind
from kiosk.visit.state import Finding, Outcome, Problem, Step
from kiosk.visit.visit import Visit
from tests.visit.conftest import BUSINESS, CARD, PROOF, Desk, answer_situation, to_form, to_identify

FOOD = "11330199MB0000318Y4330131003001"
NEWBORN = "11330199MB0000238B4332023001001"
TRANSFER = "11330199MB0000051C4331005001000"
MARRIAGE = "11330199MB0000115A4332011001001"
BENEFIT = "11330199MB0000115A4330511005001"
RENEWAL = "11330199MB0000094R4330709002003"
CHANGE = "11330199MB0000318Y4332031001002"

TEENAGER = CardData(CardKind.RESIDENT, name="金小", number="330199201201010016", birth=date(2012, 1, 1))
WIFE_CARD = CardData(CardKind.RESIDENT, name="颜䶮", number="330199199209170460", birth=date(1992, 9, 17))
YOUTH_CARD = CardData(CardKind.RESIDENT, name="陶青", number="330199200701010018", birth=date(2007, 1, 1))
WEDDING = {"move": "nobody", "child": "none"}
AT_SCHOOL = {"you_are": "father", "from": "province", "grade": "p2_to_p5", "reason": "household"}


pytestmark = pytest.mark.usefixtures("present")


def refused(visit: Visit) -> list[str | None]:
    assert visit.state.step is Step.REFUSED
    return [finding.condition for finding in visit.refusals()]


# --- by answers, before the card


@pytest.mark.parametrize(
    ("service", "answers", "condition", "outcome"),
    [
        (FOOD, {"cooks": "me", "raw_food": "raw"}, "no_raw_food", Outcome.NOT_MET),
        (
            NEWBORN,
            {"you_are": "mother", "born_where": "elsewhere"},
            "born_in_the_province",
            Outcome.NOT_OUR_COMPETENCE,
        ),
        (TRANSFER, {**AT_SCHOOL, "grade": "senior"}, "compulsory_years", Outcome.NOT_OUR_COMPETENCE),
        (CHANGE, {"you_are": "somebody"}, "legal_person_comes", Outcome.NOT_MET),
    ],
)
def test_an_answer_that_rules_somebody_out_ends_the_way_at_once(
    visit: Visit, desk: Desk, service: str, answers: Mapping[str, str], condition: str, outcome: Outcome
) -> None:
    visit.choose(service)
    answer_situation(visit, answers)
    assert (refused(visit), visit.outcome()) == ([condition], outcome)
    assert (visit.state.identity, desk.office.asked, desk.reader.device.asked) == (None, [], [])


def test_no_further_question_is_asked_of_whoever_is_ruled_out(visit: Visit) -> None:
    visit.choose(CHANGE)
    visit.answer("you_are", "somebody")
    visit.go_on()
    assert visit.state.step is Step.REFUSED
    assert set(visit.state.values) == {"you_are"}


def test_whoever_slipped_goes_back_and_answers_otherwise(visit: Visit) -> None:
    visit.choose(FOOD)
    answer_situation(visit, {"cooks": "me", "raw_food": "raw"})
    visit.go_back()
    assert (visit.state.step, visit.state.field) == (Step.SITUATION, "raw_food")
    visit.answer("raw_food", "cold")
    visit.go_on()
    assert (visit.state.step, visit.refusals()) == (Step.GUIDE, ())


def test_a_refusal_can_be_taken_along_in_writing(visit: Visit, desk: Desk) -> None:
    visit.choose(FOOD)
    answer_situation(visit, {"cooks": "me", "raw_food": "raw"})
    visit.leaving.notice()
    assert visit.state.step is Step.LEAVE
    assert [(f.problem, f.condition) for f in visit.leaving.findings if f.condition] == [
        (Problem.NOT_MET, "no_raw_food")
    ]


def test_a_refusal_names_the_rule_also_where_only_the_whole_matter_has_one(visit: Visit) -> None:
    visit.choose(CHANGE)
    answer_situation(visit, {"you_are": "somebody"})
    (finding,) = visit.refusals()
    assert finding.rule is not None
    assert finding.rule.zh == "中华人民共和国公司法"


# --- by age, right after the card


def test_whoever_is_too_young_hears_it_right_after_the_card_with_age_and_rule(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)
    desk.insert(TEENAGER)
    assert refused(visit) == ["capacity"]
    (finding,) = visit.refusals()
    assert (finding.problem, finding.detail) == (Problem.NOT_MET, "14")
    assert finding.rule is not None
    assert finding.rule.zh.strip()


def test_the_birthday_decides_to_the_day(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)
    desk.insert(CardData(CardKind.RESIDENT, name="金小", number="330199201011230018", birth=date(2010, 11, 23)))
    assert visit.state.step is Step.FORM


def test_whoever_is_too_young_need_not_be_looked_at_nor_bring_somebody(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    desk.insert(YOUTH_CARD)
    assert refused(visit) == ["man_of_age"]
    assert (visit.state.role, desk.office.asked) == (None, [])


def test_of_two_the_one_who_is_too_young_is_told_right_after_the_own_card(visit: Visit, desk: Desk) -> None:
    to_identify(visit, MARRIAGE, WEDDING)
    desk.insert(WIFE_CARD)
    visit.reading.confirm_by_phone("123456")
    desk.pull()
    desk.insert(YOUTH_CARD)
    assert refused(visit) == ["partner_man_of_age"]


def test_whoever_was_told_by_the_card_has_typed_nothing(visit: Visit, desk: Desk) -> None:
    to_identify(visit, RENEWAL, {"reason": "damaged", "photo": "receipt"})
    desk.insert(TEENAGER)
    assert refused(visit) == ["age"]
    assert set(visit.state.values) == {"reason", "photo"}


# --- by a register, right after it


def test_what_a_register_says_ends_the_way_before_the_form(visit: Visit, desk: Desk) -> None:
    desk.office.records["social_insurance", CARD.number] = {"insured": "no"}
    to_form(visit, desk, PROOF)
    assert (refused(visit), visit.outcome()) == (["insured"], Outcome.NOT_OUR_COMPETENCE)


@pytest.mark.parametrize("down", [True, False], ids=["down", "miss"])
def test_a_register_that_says_nothing_refuses_nobody(visit: Visit, desk: Desk, down: bool) -> None:
    desk.office.down = {"social_insurance"} if down else set()
    to_form(visit, desk, PROOF)
    assert (visit.state.step, visit.refusals()) == (Step.FORM, ())


def test_what_hangs_on_an_answer_is_told_when_it_is_answered_and_never_handed_in(visit: Visit, desk: Desk) -> None:
    """For whom one acts is typed: what the register says of that person ends the way there."""
    desk.office.records["social_insurance", "330199194801010017"] = {"insured": "no"}
    to_form(visit, desk, PROOF, {"for_whom": "other"})
    visit.answer("principal_name", "赵兰")
    visit.answer("principal_number", "330199194801010017")
    visit.go_on()
    assert refused(visit) == ["principal_insured"]


def test_an_age_that_is_told_by_the_form_is_judged_as_soon_as_it_is_there(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BENEFIT, {"who": "relative", "matter": "query"})
    visit.answer("relative_name", "赵兰")
    visit.answer("relative_number", "330199195005050012")
    assert [(f.condition, f.detail) for f in visit.refusals()] == [("relative_age", "76")]
    visit.go_on()
    assert visit.state.step is Step.REFUSED


def test_refusals_are_counted_by_condition_and_name_nobody(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)
    desk.insert(TEENAGER)
    assert ("refused", {"service": BUSINESS, "condition": "capacity"}) in desk.events


def test_all_conditions_that_are_not_met_are_told_at_once(visit: Visit, desk: Desk) -> None:
    desk.office.records["household", CARD.number] = {"in_province": "no", "pending": "yes"}
    to_identify(visit, RENEWAL, {"reason": "damaged", "photo": "receipt"})
    desk.insert(replace(CARD))
    visit.reading.confirm_by_phone("123456")
    assert refused(visit) == ["household_here", "household_settled"]
    assert [type(f) for f in visit.refusals()] == [Finding, Finding]
