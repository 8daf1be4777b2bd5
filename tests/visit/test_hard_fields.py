"""Whatever is answered, typed or read into a field gets a verdict, never an exception, and no false one is taken."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.catalogue.fields import FieldType
from kiosk.catalogue.model import FormField, Source
from kiosk.people.numbers import NumberProblem
from kiosk.visit.form import check_field, shown_text, tidy
from kiosk.visit.state import Finding, Problem, Value
from kiosk.wording import Language
from tests.visit.test_form import CATALOGUE, TODAY, field, told

OPTIONS = [{"code": "a", "text": {"zh": "甲", "en": "Alpha"}}, {"code": "b", "text": {"zh": "乙", "en": "Beta"}}]


def column(type_: str, code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "type": type_, "label": {"zh": "它", "en": "It"}, "sources": ["citizen"], **more}


COLUMNS = [
    column("name", "name"),
    column("id_number", "number"),
    column("money", "amount", minimum=1, maximum=1000, required=False),
]
OF_EACH_TYPE = {
    FieldType.TEXT: field("text", min_length=2, max_length=5, forbidden_words=["公司"]),
    FieldType.NUMBER: field("number", minimum=1, maximum=1000),
    FieldType.MONEY: field("money", minimum=1, maximum="100000.50"),
    FieldType.PHONE: field("phone"),
    FieldType.ID_NUMBER: field("id_number"),
    FieldType.DATE: field("date", earliest="2020-01-01", latest="today+30"),
    FieldType.MONTH: field("month", earliest="2020-01", latest="this_month+2"),
    FieldType.CHOICE: field("choice", options=OPTIONS),
    FieldType.CHOICES: field("choices", options=OPTIONS),
    FieldType.REGION: field("region", level="county"),
    FieldType.ADDRESS: field("address", min_length=5),
    FieldType.NAME: field("name", max_length=50),
    FieldType.PERSON: field("person", columns=COLUMNS),
    FieldType.LIST: field("list", columns=COLUMNS, minimum=1, maximum=3),
}
SHIPPED = [
    f for service in CATALOGUE for asked in (*service.situations, *service.fields) for f in (asked, *asked.columns)
]
NUMBER = "330199199001011233"
PERSON = {"name": "李䶮", "number": NUMBER}

SHAPED = st.one_of(  # what looks nearly right is where a parser trips
    st.text(),
    st.text(alphabet='0123456789-.,: X今天today+_ab[]{}"\u0660\u00b2\uff11\u2160', max_size=30),
    st.from_regex(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", fullmatch=True),
    st.from_regex(r"(today|this_month)[+-][0-9]{1,6}", fullmatch=True),
    st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.integers().map(str),
    st.decimals().map(str),
    st.dates().map(str),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["name", "number", "amount", "x"]), inner, max_size=4)
        ),
        max_leaves=8,
    ).map(json.dumps),
)


def verdict(asked: FormField, text: str) -> Finding | None:
    return check_field(asked, told(tidy(asked, text)), TODAY)


def test_every_type_of_field_is_among_those_tried_here() -> None:
    assert set(OF_EACH_TYPE) == set(FieldType)


@pytest.mark.parametrize("type_", FieldType)
@settings(max_examples=60, deadline=None)
@given(text=SHAPED)
def test_any_text_gets_a_verdict_and_can_be_shown(type_: FieldType, text: str) -> None:
    asked = OF_EACH_TYPE[type_]
    finding = verdict(asked, text)
    assert finding is None or finding.field == "it"
    assert isinstance(shown_text(asked, told(text), Language.ZH), str)


@settings(max_examples=150, deadline=None)
@given(asked=st.sampled_from(SHIPPED), text=SHAPED)
def test_any_text_gets_a_verdict_in_every_field_that_is_shipped(asked: FormField, text: str) -> None:
    finding = verdict(asked, text)
    assert finding is None or finding.field == asked.code
    assert isinstance(shown_text(asked, told(text), Language.EN), str)


@settings(max_examples=100, deadline=None)
@given(text=SHAPED, today=st.dates())
@pytest.mark.parametrize("type_", [FieldType.DATE, FieldType.MONTH])
def test_on_any_day_only_days_and_months_of_the_calendar_are_taken(type_: FieldType, text: str, today: date) -> None:
    if check_field(OF_EACH_TYPE[type_], told(text), today) is None:
        assert date.fromisoformat(f"{text}-01"[:10]).isoformat().startswith(text)


@pytest.mark.parametrize(
    "text",
    ["2026-02-29", "2025-04-31", "2025-00-10", "2025-13-01", "2025-01-00", "2025-1-1", "20250101", "2025-01-01T00:00"],
)
def test_a_day_that_does_not_exist_is_no_day(text: str) -> None:
    assert verdict(OF_EACH_TYPE[FieldType.DATE], text) == Finding(Problem.MALFORMED, field="it", detail="date")


def test_the_leap_day_of_a_leap_year_is_one() -> None:
    assert verdict(OF_EACH_TYPE[FieldType.DATE], "2024-02-29") is None


@pytest.mark.parametrize(
    ("type_", "typed"),
    [
        (FieldType.NUMBER, "٣"),
        (FieldType.NUMBER, "Ⅷ"),
        (FieldType.NUMBER, "1e3"),
        (FieldType.MONEY, "1.5.0"),
        (FieldType.MONEY, "１２．３４５"),
        (FieldType.PHONE, "٠٥٧١-٠٠٠٠١٢٣٤"),
    ],
)
def test_only_the_digits_of_everyday_make_a_number(type_: FieldType, typed: str) -> None:
    finding = verdict(OF_EACH_TYPE[type_], typed)
    assert finding is not None
    assert finding.problem is Problem.MALFORMED


@pytest.mark.parametrize("typed", ["１２", " 1 2 ", "12"])
def test_wide_digits_and_blanks_are_still_the_number(typed: str) -> None:
    asked = OF_EACH_TYPE[FieldType.NUMBER]
    assert (verdict(asked, typed), tidy(asked, typed)) == (None, "12")


# --- people


@pytest.mark.parametrize(
    "name",
    ["买买提·吐尔逊", "李䶮𠮷", "刘\U00031350", "葛\U000e0100敏", "张〇", "阿·" * 25, "𠮷" * 50],
    ids=lambda name: ascii(name[:3]),
)
def test_every_field_for_a_name_takes_fifty_characters_the_dot_and_the_rarest_of_them(name: str) -> None:
    names = [f for f in SHIPPED if f.type is FieldType.NAME]
    assert [f.code for f in names if verdict(f, name) is not None] == []


@pytest.mark.parametrize("typed", ["买买提•吐尔逊", " 买买提‧吐尔逊 ", "买买提・吐尔逊"])
def test_whatever_dot_the_keyboard_has_the_office_gets_the_dot_of_the_standard(typed: str) -> None:
    assert tidy(OF_EACH_TYPE[FieldType.NAME], typed) == "买买提\u00b7吐尔逊"


@pytest.mark.parametrize(
    "number",
    [
        "110103195503070012",  # 崇文区, 2010
        "310103196108150030",  # 卢湾区, 2011
        "512301197206200013",  # 涪陵, of Sichuan before there was Chongqing as a province
        "000000199001010018",  # a region that never was
    ],
)
def test_a_number_from_a_region_long_abolished_stays_valid_for_life(number: str) -> None:
    assert verdict(OF_EACH_TYPE[FieldType.ID_NUMBER], number) is None


@pytest.mark.parametrize("wrong", [d for d in "0123456789X" if d != NUMBER[-1]])
def test_no_other_check_digit_is_taken(wrong: str) -> None:
    expected = Finding(Problem.MALFORMED, field="it", detail=NumberProblem.WRONG_CHECK_DIGIT)
    assert verdict(OF_EACH_TYPE[FieldType.ID_NUMBER], NUMBER[:-1] + wrong) == expected


@pytest.mark.parametrize("code", ["110103", "310103", "330106", "330199", "330000"])
def test_a_region_may_be_one_that_is_no_more(code: str) -> None:
    assert verdict(OF_EACH_TYPE[FieldType.REGION], code) is None


@pytest.mark.parametrize("code", ["000000", "33", "3301060", "浙江省", "33010６", "-30106"])
def test_what_never_was_a_region_is_none(code: str) -> None:
    assert verdict(OF_EACH_TYPE[FieldType.REGION], code) == Finding(Problem.MALFORMED, field="it", detail="region")


# --- numbers with a check character

FIRM = field("text", check="credit_code")


@pytest.mark.parametrize(
    "typed", ["11331002002673575G", "11331002 00267 3575g", "１１３３１００２００２６７３５７５Ｇ"]
)
def test_a_credit_code_is_taken_as_people_type_it(typed: str) -> None:
    assert (verdict(FIRM, typed), tidy(FIRM, typed)) == (None, "11331002002673575G")


@pytest.mark.parametrize("place", range(18))
def test_one_character_of_a_credit_code_read_wrong_is_noticed(place: int) -> None:
    right = "11331002002673575G"
    wrong = right[:place] + ("7" if right[place] != "7" else "8") + right[place + 1 :]
    assert verdict(FIRM, wrong) == Finding(Problem.MALFORMED, field="it", detail="credit_code")


# --- records

ONE, SEVERAL = OF_EACH_TYPE[FieldType.PERSON], OF_EACH_TYPE[FieldType.LIST]


def test_records_that_are_right_are_taken() -> None:
    assert verdict(ONE, json.dumps(PERSON)) is None
    assert verdict(SEVERAL, json.dumps([PERSON, {**PERSON, "amount": "5"}])) is None


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({**PERSON, "sex": "1"}),  # a column that is none
        json.dumps([PERSON]),
        json.dumps(PERSON) + "," + json.dumps(PERSON),  # two are no person
        json.dumps({"name": {"name": "李"}, "number": NUMBER}),
        json.dumps({"name": None, "number": NUMBER}),
        json.dumps({"name": "李䶮", "number": int(NUMBER)}),
        "{" * 100_000,
        '{"name":' * 100_000,
        "[" * 100_000 + "]" * 100_000,
        "1" * 100_000,
        "NaN",
        "null",
        '"李䶮"',
        "李䶮",
    ],
    ids=lambda text: ascii(text[:40]),
)
def test_what_is_not_written_as_one_person_is_told_and_never_trusted(text: str) -> None:
    assert verdict(ONE, text) == Finding(Problem.MALFORMED, field="it", detail="person")


@pytest.mark.parametrize(
    "text", ["{}", '{"a": []}', "[1]", "[null]", '["李"]', "[[]]", "[" * 100_000, "[{}, 1]", "1e999"]
)
def test_what_is_not_written_as_records_is_told_and_never_trusted(text: str) -> None:
    assert verdict(SEVERAL, text) == Finding(Problem.MALFORMED, field="it", detail="list")


def test_a_list_of_ten_thousand_is_too_many_and_no_wait() -> None:
    assert verdict(SEVERAL, json.dumps([PERSON] * 10_000)) == Finding(Problem.TOO_MANY, field="it", detail="3")


def test_a_list_of_none_is_too_few() -> None:
    assert verdict(SEVERAL, "[]") == Finding(Problem.TOO_FEW, field="it", detail="1")


def test_a_megabyte_in_one_column_is_too_long() -> None:
    finding = verdict(ONE, json.dumps({**PERSON, "name": "李" * 1_000_000}))
    assert finding == Finding(Problem.TOO_LONG, field="it", detail="100", row=0, column="name")


def test_a_finding_in_a_list_names_its_row_and_column() -> None:
    finding = verdict(SEVERAL, json.dumps([PERSON, {**PERSON, "number": NUMBER[:-1] + "0"}]))
    assert finding is not None
    assert (finding.row, finding.column, finding.detail) == (1, "number", NumberProblem.WRONG_CHECK_DIGIT)


def test_a_column_that_is_required_is_missed_and_another_is_not() -> None:
    finding = verdict(ONE, json.dumps({"number": NUMBER}))
    assert finding == Finding(Problem.MISSING, field="it", row=0, column="name")


# --- what was answered in a choice


@pytest.mark.parametrize("text", ["", ",", "a,", ",a", "A", "a b", "a,b,a", "甲"])
def test_only_codes_that_were_offered_can_be_chosen(text: str) -> None:
    finding = check_field(OF_EACH_TYPE[FieldType.CHOICES], Value(text, Source.CITIZEN), TODAY)
    assert finding is not None
    assert finding.problem in (Problem.MALFORMED, Problem.MISSING)
