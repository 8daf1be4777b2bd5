"""The oracle judges from rules alone; here the rules are a few lines, so that anybody can judge the oracle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.population.oracle import Need, Paper, Registers, World, judge
from tests.population.rules import Node, Service, load, moment

TODAY = date(2026, 11, 23)
ME, WIFE, CHILD = "330199197905030374", "330199199209170460", "330199201705200462"
CARD = {"name": "吴𠮷", "number": ME, "sex": "1", "birth": "1979-05-03", "address": "样板路88号"}

# Everything that a file may say of these and that the oracle knows of; a new word must be judged here too.
WORDS = {
    "questions": {
        *("code", "type", "label", "hint", "sources", "card_field", "of", "lookup", "options_from", "same_as"),
        *("required", "personal", "sensitive", "options", "columns", "level", "default", "min_length", "max_length"),
        *("minimum", "maximum", "earliest", "latest", "not_before", "forbidden_words", "check", "visible_when"),
    },
    "conditions": {
        *("code", "text", "basis", "unmet", "way", "when", "refused_when", "of", "minimum_age", "maximum_age", "sex"),
        *("lookup", "is", "number_of", "source", "verified"),
    },
    "people": {"code", "name", "by", "name_field", "number_field", "needed_when"},
    "materials": {
        *("code", "name", "form", "necessity", "sources", "never_ask", "standard", "sample", "max_pages", "trust"),
        *("needed_when", "of", "lookup", "same_as", "deferral", "commitment", "one_of", "document", "fill"),
        *("signed_by", "expected", "source", "verified"),
    },
}


def service(**parts: Any) -> Service:
    return Service("a_matter", {"kind": "matter", "identity": "1", "fee": {"amount": "0"}, **parts})


def ask(code: str, *sources: str, **more: Any) -> Node:
    return {"code": code, "type": "text", "sources": list(sources or ("citizen",)), **more}


def paper(code: str, *sources: str, **more: Any) -> Node:
    return {"code": code, "necessity": "required", "sources": list(sources or ("scan",)), **more}


def need(
    of: Service,
    answers: Mapping[str, str] | None = None,
    *,
    known: Mapping[str, list[dict[str, str]]] | None = None,
    bodies: Mapping[str, list[dict[str, str]]] | None = None,
    down: str = "",
    cards: Mapping[str, Mapping[str, str]] | None = None,
    before_the_form: bool = False,
) -> Need:
    """`known`: what registers have under the applicant's number."""
    registers = Registers({ME: known or {}}, bodies or {}, {}, frozenset({down}))
    world = World({"applicant": CARD, **(cards or {})}, answers or {}, registers, TODAY)
    return judge(of, world, before_the_form=before_the_form)


MARRIED = {"marriage": [{"status": "married", "spouse_name": "颜䶮", "spouse_number": WIFE}]}


# --- values


def test_a_value_comes_from_the_highest_rung_that_has_it() -> None:
    lookup = {"register": "marriage", "key": "spouse_name"}
    asked = service(fields=[ask("spouse", "shared", "citizen", lookup=lookup), ask("me", "card", card_field="name")])
    by_register = need(asked, {"spouse": "颜䶮"}, known=MARRIED)
    assert {code: v.how for code, v in by_register.values.items()} == {"spouse": "shared", "me": "card"}
    assert need(asked, {"spouse": "颜䶮"}).asked == ("spouse",)
    assert need(asked, {"spouse": "颜䶮"}, known=MARRIED, down="marriage").asked == ("spouse",)


def test_what_is_offered_need_not_be_typed() -> None:
    month = need(service(fields=[ask("from_month", default="this_month-11")])).values["from_month"]
    assert (month.text, month.how) == ("2025-12", "offered")


def test_an_answer_makes_another_question_apply() -> None:
    more = ask("why", visible_when={"field": "purpose", "is": ["other"]})
    asked = service(fields=[ask("purpose"), more])
    assert need(asked, {"purpose": "other", "why": "x"}).asked == ("purpose", "why")
    assert need(asked, {"purpose": "work", "why": "x"}).asked == ("purpose",)


def test_what_two_records_do_not_agree_on_is_not_known() -> None:
    children = [{"child_name": "陈禾", "father": "陈文"}, {"child_name": "陈苗", "father": "陈文"}]
    asked = service(
        fields=[
            ask("child", "shared", "citizen", lookup={"register": "kinship", "key": "child_name"}),
            ask("father", "shared", "citizen", lookup={"register": "kinship", "key": "father"}),
        ]
    )
    found = need(asked, {"child": "陈苗", "father": "陈文"}, known={"kinship": children})
    assert found.asked == ("child",)


def test_of_several_cases_the_one_that_was_chosen_counts() -> None:
    cases = [
        {"plate": "浙A1", "code": "1", "case_number": "1", "amount": "500"},
        {"plate": "浙A1", "code": "2", "case_number": "2", "amount": "900"},
    ]
    amount = {"register": "cases", "key": "amount", "by": ["case_number"]}
    matter = service(
        fields=[ask("plate"), ask("case_number", options_from={"register": "cases", "by": ["plate"]})],
        fine={"amount": amount},
    )
    answers = {"plate": "浙A1", "case_number": "2"}
    assert need(matter, answers, bodies={"cases": cases}).fine == Decimal(900)
    assert need(matter, answers, bodies={"cases": cases}, down="cases").stuck == ("case_number",)


# --- conditions


@pytest.mark.parametrize(
    ("condition", "unmet"),
    [
        ({"refused_when": {"field": "grade", "is": ["senior"]}}, True),
        ({"refused_when": {"field": "grade", "is": ["junior"]}}, False),
        ({"minimum_age": "60"}, True),
        ({"minimum_age": "60", "sex": "2"}, False),
        ({"minimum_age": "47"}, False),  # 47 on 3 May
        ({"of": "child", "maximum_age": "8"}, True),
        ({"lookup": {"register": "marriage", "key": "status"}, "is": ["unmarried"]}, True),
        ({"lookup": {"register": "marriage", "key": "status"}, "is": ["married"]}, False),
        ({"lookup": {"register": "household", "key": "region"}, "is": ["330199"]}, False),  # nothing is known
        ({"lookup": {"register": "marriage", "key": "spouse_number"}, "number_of": "applicant"}, True),
        ({"when": {"field": "grade", "is": ["junior"]}, "minimum_age": "60"}, False),
    ],
)
def test_a_condition_rules_out_whom_it_names_and_nobody_of_whom_nothing_is_known(condition: Node, unmet: bool) -> None:
    matter = service(
        situations=[ask("grade")],
        people=[{"code": "child", "by": "form", "number_field": "child_number"}],
        fields=[ask("child_number")],
        conditions=[{"code": "it", **condition}],
    )
    found = need(matter, {"grade": "senior", "child_number": CHILD}, known=MARRIED)
    assert found.unmet == (("it",) if unmet else ())


def test_what_the_form_must_tell_first_rules_nobody_out_before() -> None:
    matter = service(
        people=[{"code": "child", "by": "form", "number_field": "child_number"}],
        fields=[ask("child_number")],
        conditions=[{"code": "it", "of": "child", "maximum_age": "8"}],
    )
    assert need(matter, {"child_number": CHILD}, before_the_form=True).unmet == ()


# --- papers

REGISTERED = {"register": "household", "key": "address"}


def test_a_paper_is_wanted_only_where_card_and_registers_do_not_supply_it() -> None:
    matter = service(materials=[paper("card", "card"), paper("book", "shared", "scan", lookup=REGISTERED)])
    assert need(matter).papers == (Paper(("book",)),)
    assert need(matter, known={"household": [{"address": "样板路"}]}).papers == ()
    assert need(matter, known={"household": [{"address": "no"}]}).papers == (Paper(("book",)),)


def test_a_register_that_does_not_answer_is_no_miss() -> None:
    matter = service(materials=[paper("book", "shared", "scan", lookup=REGISTERED)])
    assert need(matter, down="household").papers == (Paper(("book",), ("fetch",)),)


def test_what_may_never_be_asked_is_never_wanted() -> None:
    matter = service(materials=[paper("book", "shared", lookup=REGISTERED, never_ask="true")])
    for found in (need(matter), need(matter, down="household")):
        assert (found.papers, found.possible, found.never_asked) == ((), (), ("book",))


def test_of_a_group_one_is_enough() -> None:
    matter = service(
        materials=[
            paper("lease", one_of="home"),
            paper("permit", "shared", "scan", lookup=REGISTERED, one_of="home", commitment="..."),
        ]
    )
    assert need(matter).papers == (Paper(("lease", "permit"), ("commit",)),)
    assert need(matter, known={"household": [{"address": "样板路"}]}).papers == ()


def test_a_paper_that_serves_for_another_is_brought_for_both() -> None:
    matter = service(materials=[paper("book"), paper("page", "earlier", "scan", same_as="book")])
    assert need(matter).papers == (Paper(("book",), (), (Paper(("page",)),)),)


def test_what_may_be_left_out_is_not_wanted() -> None:
    matter = service(materials=[{**paper("photo"), "necessity": "optional"}])
    assert (need(matter).papers, need(matter).possible) == ((), ("photo",))


def test_who_is_not_in_the_matter_does_not_sign_it() -> None:
    founders = [{"code": "partner", "by": "card", "needed_when": {"field": "owners", "is": ["two"]}}]
    form = paper("form", "generated", signed_by=["applicant", "partner"])
    matter = service(situations=[ask("owners")], people=founders, materials=[form])
    assert need(matter, {"owners": "one"}).signs == {"form": ("applicant",)}
    two = need(matter, {"owners": "two"})
    assert (two.roles, two.signs) == (("partner",), {"form": ("applicant", "partner")})


def test_the_first_tier_that_holds_is_the_fee() -> None:
    tiers = [{"when": {"field": "reason", "is": ["expired"]}, "amount": "20"}]
    matter = service(situations=[ask("reason")], fee={"amount": "40", "tiers": tiers})
    assert [need(matter, {"reason": why}).fee for why in ("expired", "lost")] == [Decimal(20), Decimal(40)]


# --- the files


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-23"),
        ("today-23", "2026-10-31"),
        ("this_month+2", "2027-01"),
        ("this_month-11", "2025-12"),
        ("2026-05", "2026-05"),
    ],
)
def test_days_move_with_today(text: str, day: str) -> None:
    assert moment(text, TODAY) == day


def test_the_oracle_knows_every_word_of_the_services(assets: Path) -> None:
    unknown = {
        (part, word)
        for file in load(assets / "catalogue").values()
        for part, words in WORDS.items()
        for node in (file.questions if part == "questions" else file.part(part))
        for word in node.keys() - words
    }
    assert unknown == set()
