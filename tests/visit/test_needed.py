"""The exact list, as far as it can be exact: what may still come onto it is known too."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.visit.needed import perhaps
from kiosk.visit.state import VisitState
from tests.visit.conftest import Desk, answer_situation

RENT = "12330199MB0000174A4332017001002"
PERMIT = "11330199MB0000094R4330709001001"


def at_guide(desk: Desk, service: str, situation: Mapping[str, str]) -> VisitState:
    visit = desk.visit()
    visit.choose(service)
    answer_situation(visit, situation)
    return visit.state


def codes(state: VisitState) -> list[str]:
    return [material.code for material in perhaps(state)]


def test_a_paper_that_hangs_on_what_only_a_register_tells_is_named_before_anybody_is_identified(desk: Desk) -> None:
    assert codes(at_guide(desk, RENT, {"extent": "usual", "rhythm": "monthly"})) == ["marriage_certificate"]


def test_papers_of_other_situations_are_never_named(desk: Desk) -> None:
    assert codes(at_guide(desk, PERMIT, {"situation": "home", "home_kind": "own"})) == []
