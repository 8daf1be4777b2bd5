from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.typesetting import break_lines


def cells(text: str) -> float:
    """A Chinese character is two wide, everything else one."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("办件回执", 4, ["办件", "回执"]),
        ("您好，请坐", 4, ["您", "好，", "请坐"]),
        ("他说：“好。”", 8, ["他说：", "“好。”"]),
        ("请看（附件）", 6, ["请看", "（附", "件）"]),
        ("one two three", 7, ["one two", "three"]),
        ("在 window 办", 9, ["在 window", "办"]),
        ("在window办", 7, ["在", "window", "办"]),
        ("don't stop", 6, ["don't", "stop"]),
        ("阿卜杜拉·买买提", 8, ["阿卜杜", "拉·买买", "提"]),
        ("等等……好", 5, ["等", "等……", "好"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("a  b", 2, ["a", "b"]),
        ("first\nsecond", 20, ["first", "second"]),
        ("fee: 20 yuan", 8, ["fee: 20", "yuan"]),
    ],
)
def test_lines_are_broken_where_readers_expect_it(text: str, width: int, lines: list[str]) -> None:
    assert break_lines(text, width, cells) == lines


mixed = st.text(st.sampled_from("中文字，。（）“”…—abc XY1.-·𠮷\n"), max_size=60)


@given(mixed, st.integers(2, 40))
def test_nothing_but_spaces_is_lost_or_changed(text: str, width: int) -> None:
    assert "".join(break_lines(text, width, cells)).replace(" ", "") == text.replace("\n", "").replace(" ", "")


@given(mixed, st.integers(2, 40))
def test_no_line_is_wider_than_the_paper(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in break_lines(text, width, cells))


@given(
    st.lists(st.sampled_from(["中", "文字。", "好，", "（注）", "“说”", "——", "word, "])).map("".join),
    st.integers(10, 40),
)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, width: int) -> None:
    lines = break_lines(text.replace("————", "——"), width, cells)
    assert not [line for line in lines if line.startswith(tuple("，。）”,")) or line.endswith(("（", "“"))]


def test_a_width_that_rounding_understates_is_measured_before_it_is_trusted() -> None:
    assert break_lines("一二三四五", 10, lambda text: len(text) * 2 + 0.5 * (len(text) > 4)) == ["一二三四", "五"]
