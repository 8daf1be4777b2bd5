"""Every name that a card can hold is a name, and is shown only as far as others may see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.people.names import (
    NameProblem,
    mask_name,
    mask_number,
    mask_phone,
    name_problem,
    private_use,
    tidy_name,
)


@pytest.mark.parametrize(
    "name",
    [
        "张敏",
        "欧阳小敏",
        "买买提·吐尔逊",
        "李䶮",
        "张𠮷",
        "王㛃",
        "刘\U00031350",  # Extension H, newer than Python's table
        "葛\U000e0100敏",  # with a variation selector
        "\ue863敏",  # private use, as some chips hold rare characters
        "John O'Neill-Smith",
        "〇",
        "阿" * 25,
        "阿" * 50,
    ],
)
def test_a_name_is_accepted(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", NameProblem.EMPTY),
        ("  \u3000", NameProblem.EMPTY),
        ("阿" * 51, NameProblem.TOO_LONG),
        ("张\x00敏", NameProblem.WRONG_CHARACTER),
        ("张\u200b敏", NameProblem.WRONG_CHARACTER),
        ("张\ufffd", NameProblem.WRONG_CHARACTER),
        ("张敏1", NameProblem.WRONG_CHARACTER),
        ("\U0002ffff", NameProblem.WRONG_CHARACTER),
        ("··", NameProblem.WRONG_CHARACTER),
    ],
)
def test_what_is_no_name_says_why(name: str, problem: NameProblem) -> None:
    assert name_problem(name) is problem


@given(st.text())
def test_any_text_gets_a_verdict_and_a_mask(text: str) -> None:
    assert name_problem(text) in (None, *NameProblem)
    assert len(mask_name(text)) <= max(2, len(text))


@pytest.mark.parametrize("dot", "·•‧∙⋅・･⸱")
def test_every_dot_that_is_typed_becomes_the_dot_of_the_standard(dot: str) -> None:
    assert tidy_name(f" 买买提{dot}吐尔逊 ") == "买买提\u00b7吐尔逊"


def test_private_characters_are_flagged() -> None:
    assert private_use("张\ue863敏\U000f0001") == "\ue863\U000f0001"
    assert private_use("张𠮷") == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张敏", "张*"),
        ("李小敏", "李*敏"),
        ("欧阳小敏", "欧**敏"),
        ("张𠮷", "张*"),
        ("葛\U000e0100敏", "葛\U000e0100*"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_a_phone_number_is_masked() -> None:
    assert mask_phone("13800003210") == "138****3210"
    assert mask_phone("1234567") == "*******"


def test_an_identity_number_is_masked() -> None:
    assert mask_number("33019919900101123X") == "330199********123X"
    assert mask_number("330199") == "******"
