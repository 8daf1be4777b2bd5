"""Beside the way to a hand-in: lists, a case that was begun, the state of cases; and the rating after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kiosk.catalogue.model import Kind
from kiosk.visit.state import Busy, Helper, Step, Trouble, VisitState
from screens.words import words
from tests.screens.fakes import CATALOGUE, SHOP, ZHANG, FakeHall
from tests.screens.moments_before import LISTS, MOMENTS

Begin = Callable[..., Any]
MOMENT = {moment.name: moment for moment in MOMENTS}


@pytest.fixture
def lists(play: Begin) -> Any:
    return play(VisitState(Step.LISTS, service=CATALOGUE.get(LISTS)))


# --- the lists


def test_the_power_list_has_every_matter_and_each_says_all_that_it_must(lists: Any) -> None:
    lists.tap("list-power")
    names = [w.name for w in lists.stage.walk() if getattr(w, "name", "").startswith("matter-")]
    assert sorted(names) == sorted(f"matter-{s.item_code}" for s in CATALOGUE if s.kind is not Kind.INFORMATION)
    lists.tap(f"matter-{SHOP}")
    service, texts = CATALOGUE.get(SHOP), lists.all_texts
    for said in (
        service.authority.name.zh,
        service.authority.credit_code,
        service.legal_basis[0].name.zh,
        service.phones.consult,
        service.phones.complaint,
        service.item_code,
    ):
        assert said in texts


def test_a_matter_is_taken_along_as_a_code(lists: Any) -> None:
    lists.tap("list-power", f"matter-{SHOP}")
    codes = [w.text for w in lists.stage.walk() if type(w).__name__ == "Code"]
    assert codes == [f"https://{FakeHall().verifier}/matters/{SHOP}"]


def test_a_list_is_searched_like_everything_else(lists: Any) -> None:
    lists.tap("list-power", "search", "key-g", "key-t", "key-g", "key-s")
    names = [w.name for w in lists.stage.walk() if getattr(w, "name", "").startswith("matter-")]
    assert names == [f"matter-{SHOP}"]


def test_a_list_that_is_not_complete_says_so(lists: Any) -> None:
    lists.tap("list-negative")
    other = next(each for each in FakeHall().other_lists if each.code == "negative")
    assert other.note.zh in lists.texts


def test_back_leads_up_one_page_and_then_out(lists: Any) -> None:
    lists.tap("list-power", f"matter-{SHOP}", "go-back", "search", "go-back", "go-back")
    assert lists.visit.verbs == []
    lists.tap("go-back")
    assert lists.visit.verbs == ["go_back"]


# --- a case that was begun


@pytest.mark.parametrize(
    "code",
    [
        "not_a_code",
        "damaged",
        "unknown",
        "expired",
        "handed_in",
        "locked",
        "wrong_holder",
        "service_gone",
        "office_away",
    ],
)
def test_a_code_that_opens_nothing_says_why(play: Begin, code: str) -> None:
    screen = play(VisitState(Step.RESUME, trouble=Trouble(f"draft_{code}")))
    assert words.error(f"draft_{code}") in screen.texts


def test_after_a_refused_code_the_next_one_is_looked_for(play: Begin) -> None:
    screen = play(VisitState(Step.RESUME, trouble=Trouble("draft_damaged")))
    screen.tap("dismiss", "go-back")
    assert screen.visit.verbs == ["dismiss", "go_back"]


def test_who_shows_a_code_is_told_what_the_card_is_for(play: Begin) -> None:
    assert words._("resume-card") in play(VisitState(Step.RESUME)).texts


# --- the state of cases


def test_what_a_case_waits_for_can_be_supplied_at_once(play: Begin) -> None:
    state = MOMENT["11-progress"].state
    screen = play(state)
    number = state.cases[0].number
    screen.tap(f"supplement-{number}")
    assert screen.asked("progress.supplement") == [(number,)]


def test_no_case_is_known_before_the_office_has_answered(play: Begin) -> None:
    asking = MOMENT["11-progress"].state
    screen = play(replace(asking, cases=None, busy=Busy.ASKING_OFFICE))
    assert words._("progress-none") not in screen.texts
    screen.become(replace(asking, cases=()))
    assert words._("progress-none") in screen.texts


# --- the rating


def rated(**more: Any) -> VisitState:
    return VisitState(Step.RATE, service=CATALOGUE.get(SHOP), identity=ZHANG, **more)


def test_nothing_is_rated_before_a_level_is_chosen_and_skipping_is_as_large(play: Begin) -> None:
    screen = play(rated())
    skip, send = screen.widget("rate-skip"), screen.widget("rate-send")
    assert skip.size == send.size
    screen.finger.tap(send)
    assert screen.asked("rating.rate") == []
    screen.tap("rate-skip")
    assert screen.asked("go_on") == [()]


def test_a_level_and_what_else_was_touched_are_sent(play: Begin) -> None:
    screen = play(rated())
    screen.tap("rate-4", "tag-slow", "tag-unclear", "tag-slow", "rate-send")
    assert screen.asked("rating.rate") == [(4, ("unclear",))]


def test_another_level_forgets_what_was_said_of_the_first(play: Begin) -> None:
    screen = play(rated())
    screen.tap("rate-4", "tag-slow", "rate-1", "rate-send")
    assert screen.asked("rating.rate") == [(1, ())]


def test_a_helper_cannot_rate(play: Begin) -> None:
    screen = play(rated(helper=Helper("12", agreed=True)))
    assert words._("rate-not-helper") in screen.texts
    assert not [w for w in screen.stage.walk() if getattr(w, "name", "") == "rate-1"]
    screen.tap("helper-gone")
    assert screen.asked("helping.end") == [()]
