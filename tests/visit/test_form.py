"""The form asks only for what nobody knows, and says at once what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from devices.card.api import CardKind
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import FormField, Service, Source
from kiosk.people.identity import Identity
from kiosk.visit.form import check_field, holds, shown_text, tidy, visible_fields
from kiosk.visit.ladder import filled
from kiosk.visit.state import Finding, Problem, Value, VisitState
from kiosk.wording import Language

TODAY = date(2026, 11, 23)
PERSON = Identity(
    kind=CardKind.RESIDENT,
    name="李䶮𠮷",
    number="330199199001011233",
    birth=date(1990, 1, 1),
    sex="1",
    ethnicity="05",
    address="示例省示例县小河路 1 号",
)
CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "assets" / "catalogue")
BUSINESS = CATALOGUE.get("11330199MB0000318Y4330131002001")
PROOF = CATALOGUE.get("11330199MB000014XP4332014001002")


@pytest.fixture
def business() -> Service:
    assert BUSINESS is not None
    return BUSINESS


@pytest.fixture
def proof() -> Service:
    assert PROOF is not None
    return PROOF


def field(type_: str, **more: Any) -> FormField:
    data = {"code": "it", "type": type_, "label": {"zh": "它", "en": "It"}, "sources": ["citizen"], **more}
    return FormField.model_validate(data)


def told(text: str) -> Value:
    return Value(text, Source.CITIZEN)


def prefill(service: Service, who: Identity, today: date) -> Mapping[str, Value]:
    """What the form knows when nothing but a card was read."""
    return filled(VisitState(service=service, identity=who), today)


TEXT = field("text", min_length=2, max_length=5, forbidden_words=["公司"])
NUMBER = field("number", minimum=1, maximum=1000)
MONEY = field("money", minimum=1, maximum="100000.50")
DAY = field("date", earliest="2020-01-01", latest="today")
MONTH = field("month", earliest="2020-01", latest="this_month")
OPTIONS = [{"code": "a", "text": {"zh": "甲", "en": "Alpha"}}, {"code": "b", "text": {"zh": "乙", "en": "Beta"}}]
CHOICE = field("choice", options=OPTIONS)
CHOICES = field("choices", options=OPTIONS)
PHONE = field("phone")
ID_NUMBER = field("id_number")
NAME = field("name", max_length=25)
ADDRESS = field("address", min_length=5)


def test_what_the_card_told_is_filled_in_and_marked_so(business: Service) -> None:
    known = prefill(business, PERSON, TODAY)
    assert known["operator_name"] == Value("李䶮𠮷", Source.CARD)
    assert known["operator_number"] == Value("330199199001011233", Source.CARD)
    assert known["operator_address"] == Value("示例省示例县小河路 1 号", Source.CARD)


def test_what_the_card_does_not_tell_is_left_to_the_citizen(business: Service) -> None:
    silent = Identity(kind=CardKind.SOCIAL_SECURITY, name="李敏", number=PERSON.number, birth=PERSON.birth)
    assert "operator_address" not in prefill(business, silent, TODAY)


def test_a_default_is_offered_and_marked_as_said_by_nobody(business: Service) -> None:
    assert prefill(business, PERSON, TODAY)["staff"] == Value("1", Source.GENERATED)


def test_default_months_are_the_last_year_up_to_now(proof: Service) -> None:
    known = prefill(proof, PERSON, TODAY)
    assert (known["from_month"].text, known["to_month"].text) == ("2025-12", "2026-11")


@pytest.mark.parametrize(
    ("card_field", "type_", "text"),
    [
        ("sex", "text", "1"),
        ("ethnicity", "text", "05"),
        ("birth", "text", "1990-01-01"),
        ("name", "name", "李䶮𠮷"),
        ("number", "id_number", "330199199001011233"),
        ("address", "address", "示例省示例县小河路 1 号"),
    ],
)
def test_every_field_of_a_card_can_fill_a_form(business: Service, card_field: str, type_: str, text: str) -> None:
    asked = field(type_, sources=["card", "citizen"], card_field=card_field)
    service = business.model_copy(update={"situations": (), "fields": (asked,)})
    assert prefill(service, PERSON, TODAY) == {"it": Value(text, Source.CARD)}


def test_a_default_day_moves_with_today(business: Service) -> None:
    asked = field("date", earliest="2020-01-01", latest="today", default="today-1")
    service = business.model_copy(update={"situations": (), "fields": (asked,)})
    assert prefill(service, PERSON, TODAY)["it"].text == "2026-11-22"


def test_a_question_appears_with_the_answer_that_calls_for_it(business: Service) -> None:
    def codes(scope: str) -> list[str]:
        return [f.code for f in visible_fields(business, {"scope": told(scope)})]

    assert "scope_other" not in codes("clothes")
    assert "scope_other" in codes("clothes,other")


def test_a_hidden_answer_calls_for_nothing(business: Service) -> None:
    first = field("choice", code="first", options=OPTIONS)
    second = field("choice", code="second", options=OPTIONS, visible_when={"field": "first", "is": ["a"]})
    third = field("text", code="third", visible_when={"field": "second", "is": ["a"]})
    service = business.model_copy(update={"situations": (), "fields": (first, second, third)})
    values = {"first": told("b"), "second": told("a")}
    assert [f.code for f in visible_fields(service, values)] == ["first"]
    assert third.visible_when is not None
    assert not holds(third.visible_when, service, values)
    assert holds(third.visible_when, service, {**values, "first": told("a")})


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (TEXT, "小河"),
        (TEXT, "五个字以内"),
        (NUMBER, "1"),
        (NUMBER, "1000"),
        (MONEY, "100000.50"),
        (DAY, "2020-01-01"),
        (DAY, "2026-11-23"),
        (MONTH, "2020-01"),
        (MONTH, "2026-11"),
        (CHOICE, "b"),
        (CHOICES, "a,b"),
        (PHONE, "13800003210"),
        (PHONE, "0571-00001234"),
        (ID_NUMBER, "11010519491231002X"),
        (NAME, "买买提·吐尔逊"),
        (ADDRESS, "小河路1号"),
    ],
)
def test_an_answer_within_its_limits_is_accepted(asked: FormField, text: str) -> None:
    assert check_field(asked, told(text), TODAY) is None


@pytest.mark.parametrize(
    ("asked", "text", "problem", "detail"),
    [
        (TEXT, "   ", Problem.MISSING, ""),
        (TEXT, "河", Problem.TOO_SHORT, "2"),
        (TEXT, "超过了五个字", Problem.TOO_LONG, "5"),
        (TEXT, "小公司", Problem.FORBIDDEN_WORD, "公司"),
        (TEXT, "小\x07河", Problem.MALFORMED, "text"),
        (NUMBER, "0", Problem.OUT_OF_RANGE, "1 – 1,000"),
        (NUMBER, "1001", Problem.OUT_OF_RANGE, "1 – 1,000"),
        (NUMBER, "-1", Problem.MALFORMED, "number"),
        (NUMBER, "1.5", Problem.MALFORMED, "number"),
        (NUMBER, "三", Problem.MALFORMED, "number"),
        (NUMBER, "9" * 13, Problem.MALFORMED, "number"),
        (MONEY, "0.99", Problem.OUT_OF_RANGE, "1 – 100,000.50"),
        (MONEY, "1.234", Problem.MALFORMED, "money"),
        (MONEY, "NaN", Problem.MALFORMED, "money"),
        (DAY, "2019-12-31", Problem.OUT_OF_RANGE, "2020-01-01 – 2026-11-23"),
        (DAY, "2026-11-24", Problem.OUT_OF_RANGE, "2020-01-01 – 2026-11-23"),
        (DAY, "2026-02-30", Problem.MALFORMED, "date"),
        (DAY, "today", Problem.MALFORMED, "date"),
        (MONTH, "2026-12", Problem.OUT_OF_RANGE, "2020-01 – 2026-11"),
        (MONTH, "2026-13", Problem.MALFORMED, "month"),
        (MONTH, "this_month", Problem.MALFORMED, "month"),
        (CHOICE, "c", Problem.MALFORMED, "choice"),
        (CHOICE, "a,b", Problem.MALFORMED, "choice"),
        (CHOICES, "a,c", Problem.MALFORMED, "choice"),
        (CHOICES, "a,a", Problem.MALFORMED, "choice"),
        (PHONE, "1380000321", Problem.MALFORMED, "phone"),
        (PHONE, "00001234", Problem.MALFORMED, "phone"),
        (ID_NUMBER, "110105194912310021", Problem.MALFORMED, "wrong_check_digit"),
        (ID_NUMBER, "110105491231002", Problem.MALFORMED, "fifteen_digits"),
        (NAME, "张敏1", Problem.MALFORMED, "name"),
        (NAME, "阿" * 26, Problem.TOO_LONG, "25"),
        (ADDRESS, "小河路", Problem.TOO_SHORT, "5"),
    ],
)
def test_an_answer_beyond_its_limits_is_told_with_what_would_be_right(
    asked: FormField, text: str, problem: Problem, detail: str
) -> None:
    assert check_field(asked, told(text), TODAY) == Finding(problem, field="it", detail=detail)


@pytest.mark.parametrize("asked", [TEXT, NUMBER, MONEY, DAY, MONTH, CHOICE, CHOICES, PHONE, ID_NUMBER, NAME, ADDRESS])
def test_no_answer_is_missing_where_one_is_required(asked: FormField) -> None:
    assert check_field(asked, None, TODAY) == Finding(Problem.MISSING, field="it")


def test_no_answer_is_fine_where_none_is_required() -> None:
    assert check_field(field("text", required=False, min_length=2), None, TODAY) is None


@pytest.mark.parametrize(
    ("asked", "typed", "tidied"),
    [
        (PHONE, "138 0000 3210", "13800003210"),
        (ID_NUMBER, " 11010519491231002x", "11010519491231002X"),
        (MONEY, "１０,０００", "10000"),
        (NUMBER, " 3 ", "3"),
        (NAME, " 买买提・吐尔逊", "买买提·吐尔逊"),
        (TEXT, " 小 河 ", "小 河"),
    ],
)
def test_what_was_typed_is_tidied_without_changing_its_meaning(asked: FormField, typed: str, tidied: str) -> None:
    assert tidy(asked, typed) == tidied


@pytest.mark.parametrize(
    ("asked", "text", "zh", "en"),
    [
        (CHOICE, "b", "乙", "Beta"),
        (CHOICES, "a,b", "甲、乙", "Alpha, Beta"),
        (DAY, "2026-05-31", "2026年5月31日", "31 May 2026"),
        (MONTH, "2026-05", "2026年5月", "May 2026"),
        (MONEY, "50000", "50,000 元", "50,000 yuan"),
        (PHONE, "13800003210", "13800003210", "13800003210"),
        (field("text", sources=["card", "citizen"], card_field="sex"), "2", "女", "female"),
        (field("text", sources=["card", "citizen"], card_field="ethnicity"), "05", "维吾尔", "Uygur"),
        # what is malformed is shown as it is
        (DAY, "today", "today", "today"),
        (MONEY, "much", "much", "much"),
        (CHOICE, "gone", "gone", "gone"),
        (field("text", sources=["card", "citizen"], card_field="ethnicity"), "99", "99", "99"),
    ],
)
def test_an_answer_is_shown_as_people_write_it(asked: FormField, text: str, zh: str, en: str) -> None:
    assert shown_text(asked, told(text), Language.ZH) == zh
    assert shown_text(asked, told(text), Language.EN) == en
