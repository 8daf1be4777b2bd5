"""What a template is filled with, in one case."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.catalogue.filling import Known, filled, names

KNOWN = Known(
    codes={
        "plate": "浙A12345",
        "hearing": "yes",
        "parts": "bank,staff",
        "contact": '{"name": "陈文", "phone": "139"}',
        "others": '[{"name": "吴吉", "amount": "5"}, {"name": "颜言", "amount": "7"}]',
        "day": "2026-12-01",
    },
    shown={"plate": "浙A12345", "hearing": "要", "day": "2026年12月1日"},
    applicant={"name": "周平安"},
    record={"code": "CZ1"},
)


@pytest.mark.parametrize(
    ("fill", "value"),
    [
        ("=本机关", "本机关"),
        ("={plate} 超限", "浙A12345 超限"),
        ("={plate} 于 {at}", ""),
        ("hearing", "要"),
        ("at", ""),
        ("contact.name", "陈文"),
        ("supervisor.name", ""),
        ("applicant.name", "周平安"),
        ("record.code", "CZ1"),
        ("=案 {record.code}", "案 CZ1"),
        ("at | plate", "浙A12345"),
        ("=罚款 {amount} 元 | =警告", "警告"),
        ("?hearing=yes", True),
        ("?hearing=no", False),
        ("?parts=staff", True),
        ("?at=never", False),
        (True, True),
        (["=甲", "=乙 {at}", "plate"], ["甲", "浙A12345"]),
        ([{"name": "contact.name"}, {"post": "=监事", "name": "supervisor.name"}], [{"name": "陈文"}]),
        (["others"], [{"name": "吴吉", "amount": "5"}, {"name": "颜言", "amount": "7"}]),
        ([{"each": "others", "by": "day"}][:1], [{"name": "吴吉", "amount": "5", "by": "2026年12月1日"},
                                                 {"name": "颜言", "amount": "7", "by": "2026年12月1日"}]),
        ([{"each": "nobody", "by": "day"}], []),
        ({"to": "at", "from?": "at", "who": {"name": "applicant.name"}}, {"to": "", "who": {"name": "周平安"}}),
        ({"removed?": [{"name": "at"}]}, {}),
    ],
)  # fmt: skip
def test_a_template_is_filled_as_its_fill_says(fill: Any, value: Any) -> None:
    assert filled(fill, KNOWN) == value


def test_what_a_fill_names_can_be_looked_up_with_its_place() -> None:
    fill = {"a": "plate | =x {at} {record.code}", "b": [{"each": "others", "c": "?hearing=yes"}], "d": "", "e": True}
    assert list(names(fill)) == [
        (("a",), "plate"),
        (("a",), "at"),
        (("a",), "record.code"),
        (("b", 0, "each"), "others"),
        (("b", 0, "c"), "hearing"),
    ]
