"""Nobody needs to know the department: what people say finds the matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.search import Search

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "assets" / "catalogue")
SEARCH = Search(CATALOGUE)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("xse", "新生儿出生一件事"),
        ("新生儿", "新生儿出生一件事"),
        ("xinsheng", "新生儿出生一件事"),
        ("转学", "义务教育阶段学生转学"),
        ("zx", "义务教育阶段学生转学"),
        ("ｓｈｅｈｕｉ", "社会保险参保证明打印"),
        ("gtgsh", "个体工商户设立登记"),
        ("business", "个体工商户设立登记"),
        ("结婚登记", "婚育一件事"),
    ],
)
def test_what_is_said_finds_the_matter(said: str, name: str) -> None:
    assert name in [service.name.zh for service in SEARCH.find(said)]


def test_the_name_itself_comes_first() -> None:
    assert SEARCH.find("社会保险")[0].name.zh == "社会保险参保证明打印"


@pytest.mark.parametrize("said", ["", "   ", "qqqqq", "\0", "(" * 50])
def test_what_finds_nothing_finds_nothing(said: str) -> None:
    assert SEARCH.find(said) == ()


def test_every_matter_is_reached_by_its_first_letter() -> None:
    by_letter = {s.item_code for letter in SEARCH.letters() for s in SEARCH.by_initial(letter)}
    assert by_letter == {s.item_code for s in CATALOGUE if s.kind != "information"}
