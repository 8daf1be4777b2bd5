"""The identity number says whether it can be one, and why not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.people.numbers import NumberProblem, age, birth_of, number_problem, tidy_number

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "330199199001011233",  # a region that is assigned to nobody
        "330199200002290014",  # born on a leap day
        "330199202611230016",  # born today
    ],
)
def test_a_number_whose_check_digit_is_right_is_accepted(number: str) -> None:
    assert number_problem(number, TODAY) is None


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("110105491231002", NumberProblem.FIFTEEN_DIGITS),
        ("", NumberProblem.WRONG_LENGTH),
        ("11010519491231002", NumberProblem.WRONG_LENGTH),
        ("11010519491231002XX", NumberProblem.WRONG_LENGTH),
        ("11010519491231002x", NumberProblem.WRONG_CHARACTER),
        ("1101051949123100X2", NumberProblem.WRONG_CHARACTER),
        ("１1010519491231002X", NumberProblem.WRONG_CHARACTER),
        ("330199199902290010", NumberProblem.NO_SUCH_DATE),
        ("330199000001010010", NumberProblem.NO_SUCH_DATE),
        ("330199202611240010", NumberProblem.IN_THE_FUTURE),
        ("110105194912310021", NumberProblem.WRONG_CHECK_DIGIT),
        ("110105194912310120", NumberProblem.WRONG_CHECK_DIGIT),
    ],
)
def test_a_number_that_cannot_be_one_says_why(number: str, problem: NumberProblem) -> None:
    assert number_problem(number, TODAY) is problem


@given(st.text(max_size=20))
def test_any_text_gets_a_verdict_and_never_an_exception(text: str) -> None:
    assert number_problem(text, TODAY) in (None, *NumberProblem)


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_any_eighteen_characters_get_a_verdict(number: str) -> None:
    assert number_problem(number, TODAY) in (None, *NumberProblem)


@given(place=st.integers(0, 17), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(place: int, digit: str) -> None:
    right = "11010519491231002X"
    wrong = right[:place] + digit + right[place + 1 :]
    assert (number_problem(wrong, TODAY) is None) == (wrong == right)


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２ｘ"]
)
def test_a_typed_number_is_tidied(typed: str) -> None:
    assert tidy_number(typed) == "11010519491231002X"


def test_the_birthday_stands_in_the_number() -> None:
    assert birth_of("11010519491231002X") == date(1949, 12, 31)


@pytest.mark.parametrize(
    ("birth", "today", "years"),
    [
        (date(2008, 11, 23), TODAY, 18),
        (date(2008, 11, 24), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age_grows_on_the_birthday(birth: date, today: date, years: int) -> None:
    assert age(birth, today) == years
