"""The exact list, as far as it can be exact: what may still come onto it is known too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.visit.needed import missing, needed, perhaps, supplementing
from kiosk.visit.state import Standing, VisitState
from tests.visit.conftest import PAGE, Desk, answer_situation, to_form

TRANSFER = "11330199MB0000051C4331005001000"
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


MOVED = {"you_are": "mother", "from": "elsewhere", "grade": "j2", "reason": "household"}
CHILD = "330199201305201423"


def of_a_child_that_no_register_knows(desk: Desk) -> VisitState:
    visit = desk.visit()
    to_form(visit, desk, TRANSFER, MOVED)
    visit.answer("child_number", CHILD)
    return visit.state


def test_a_paper_that_serves_for_two_is_wanted_once(desk: Desk) -> None:
    state = of_a_child_that_no_register_knows(desk)
    assert [line.material.code for line in missing(state)] == ["kinship_proof"]
    scanned = replace(state, pages={"kinship_proof": (PAGE,)})
    standings = {line.material.code: line.standing for line in needed(scanned)}
    assert (standings["kinship_proof"], standings["household_moved"]) == (Standing.SCANNED, Standing.EARLIER)


def test_what_was_promised_is_asked_for_on_paper_and_no_register_is_waited_for(desk: Desk) -> None:
    transfer = desk.catalogue.get(TRANSFER)
    assert transfer is not None
    service = supplementing(transfer, ("work_proof",))
    (line,) = needed(VisitState(service=service))
    assert (line.material.code, line.standing) == ("work_proof", Standing.WANTED)
