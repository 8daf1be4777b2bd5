"""Credit codes, item codes and case numbers are checked as their standards say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalogue.codes import case_number, credit_code_mistake, parse_case_number, parse_item_code

ITEM_CODE = "11330199MB000014XP4332014001002"


@pytest.mark.parametrize(
    "code",
    [
        # real public bodies
        "12441500196720244T",
        "11511301008778183N",
        "115113010833722043",
        "113325000026455663",
        "11331002002673575G",
        # invented bodies of a region that is assigned to nobody
        "11330199MB000014XP",
        "11330199MB0000318Y",
    ],
)
def test_a_credit_code_with_right_check_characters_is_accepted(code: str) -> None:
    assert credit_code_mistake(code) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("11330199MB000014X", "18"),
        ("11330199MB000014xp", "18"),
        ("11330199IB000014XP", "18"),
        ("1133019AMB000014XP", "region"),
        ("11330199MB000014XQ", "GB 32100"),
        ("11330199MB00003280", "GB 11714"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_the_reason(code: str, reason: str) -> None:
    mistake = credit_code_mistake(code)
    assert mistake is not None
    assert reason in mistake


@given(st.text(max_size=20))
def test_any_text_gets_a_verdict_as_a_credit_code(text: str) -> None:
    assert credit_code_mistake(text) is None or credit_code_mistake(text)


def test_an_item_code_says_who_does_what() -> None:
    code = parse_item_code(ITEM_CODE)
    assert (code.credit_code, code.level, code.province, code.item_type) == ("11330199MB000014XP", "4", "33", "20")
    assert (code.main, code.sub) == ("14001", "002")


def test_a_live_item_code_is_accepted() -> None:
    assert parse_item_code("12441500196720244T3442199806003").item_type == "21"


@pytest.mark.parametrize(
    "code", ["", ITEM_CODE[:-1], ITEM_CODE + "0", ITEM_CODE.replace("XP4", "XP8"), "Q" + ITEM_CODE[1:]]
)
def test_a_wrong_item_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        parse_item_code(code)


def test_a_case_number_is_item_date_and_sequence_and_reads_back() -> None:
    number = case_number(ITEM_CODE, date(2026, 11, 23), 68)
    assert number == ITEM_CODE + "20261123" + "0068"
    assert parse_case_number(number) == (ITEM_CODE, date(2026, 11, 23), 68)


@pytest.mark.parametrize("sequence", [0, 10000])
def test_a_sequence_that_does_not_fit_is_refused(sequence: int) -> None:
    with pytest.raises(ValueError, match="four digits"):
        case_number(ITEM_CODE, date(2026, 11, 23), sequence)


@pytest.mark.parametrize("number", ["", ITEM_CODE, ITEM_CODE + "202611230O68", ITEM_CODE + "202602300068"])
def test_a_wrong_case_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError):
        parse_case_number(number)
