"""Nobody needs to know the department: what people say finds the matter, best first."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.base import Words
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import Kind
from kiosk.catalogue.search import ALPHABET, Index, Search
from kiosk.wording import Language

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "assets" / "catalogue")
SEARCH = Search(CATALOGUE)
MATTERS = {s.item_code for s in CATALOGUE if s.kind is not Kind.INFORMATION}


def names(found) -> list[str]:
    return [service.name.zh for service in found]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("xse", "新生儿出生一件事"),  # initials
        ("XSE", "新生儿出生一件事"),
        ("xinsheng", "新生儿出生一件事"),  # syllables
        ("xinse", "新生儿出生一件事"),  # both mixed
        ("新生儿", "新生儿出生一件事"),
        ("ｓｈｅｈｕｉ", "社会保险参保证明打印"),
        ("gtgsh", "个体工商户设立登记"),
        ("社会保险", "社会保险参保证明打印"),
        ("child born", "新生儿出生一件事"),
        ("school", "义务教育阶段学生转学"),
        ("zhuanxue", "义务教育阶段学生转学"),
        ("转学", "义务教育阶段学生转学"),
        ("孩子转学", "义务教育阶段学生转学"),  # stands nowhere as a whole
        ("身份证 补领", "居民身份证换领、补领、挂失"),
        ("上户口", "新生儿出生一件事"),  # a sub-matter
        ("shanghukou", "新生儿出生一件事"),
    ],
)
def test_what_is_said_finds_the_matter_first(said: str, name: str) -> None:
    assert names(SEARCH.find(said))[0] == name


@pytest.mark.parametrize("said", ["zx", "business", "结婚登记", "生育登记", "发票"])
def test_what_stands_deeper_is_found_too(said: str) -> None:
    assert SEARCH.find(said)


@pytest.mark.parametrize("said", ["", "   ", "qqqqq", "\0", "(" * 50, "？！", "x" * 10_000])
def test_what_finds_nothing_finds_nothing(said: str) -> None:
    assert SEARCH.find(said) == ()


def test_every_word_must_fit() -> None:
    assert names(SEARCH.find("户口 个体")) == []


def test_a_name_comes_before_what_is_written_further_down() -> None:
    said = Words(zh="无", en="none")
    index = Index(
        [
            ("questions", ((said,), (), (), (), (Words(zh="租房", en="rent"),))),
            ("inside the name", ((Words(zh="提取租房", en="for rent"),),)),
            ("name", ((Words(zh="租房提取", en="rent"),),)),
        ]
    )
    assert index.find("租房") == index.find("rent") == ("name", "inside the name", "questions")


def test_rare_hanzi_can_be_looked_for() -> None:
    index = Index([("rare", ((Words(zh="𠮷祥登记", en="x"),),))])
    assert index.find("𠮷祥") == ("rare",)


def test_letters_spell_names_those_that_begin_so_first() -> None:
    found = names(SEARCH.by_letters("S", Language.ZH))
    assert found[:2] == ["食品经营许可（小餐饮）", "社会保险参保证明打印"]
    assert "义务教育阶段学生转学" in found[2:]  # 生, inside
    assert names(SEARCH.by_letters("xszx", Language.ZH)) == ["义务教育阶段学生转学"]


def test_in_english_letters_begin_words_of_names() -> None:
    found = [service.name.en for service in SEARCH.by_letters("pro", Language.EN)]
    assert found == ["Proof of no criminal record", "Proof of social insurance"]


@pytest.mark.parametrize("language", Language)
def test_every_matter_is_reached_by_letters_that_are_offered(language: Language) -> None:
    offered = SEARCH.next_letters("", language)
    assert {s.item_code for letter in offered for s in SEARCH.by_letters(letter, language)} == MATTERS
    assert all(SEARCH.by_letters(letter, language) == () for letter in set(ALPHABET) - offered)


def test_no_letters_show_everything() -> None:
    assert {s.item_code for s in SEARCH.by_letters("", Language.ZH)} == MATTERS
