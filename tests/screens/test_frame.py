"""What stands around every screen: where one is in at most five steps, help, and only the actions that there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.catalogue.model import Kind
from kiosk.visit import route
from kiosk.visit.state import Helper, Step, VisitState
from screens.words import words
from tests.screens.fakes import CATALOGUE, SHOP, TODAY, ZHANG

Begin = Callable[..., Any]
MATTERS = tuple(service for service in CATALOGUE if service.kind is not Kind.INFORMATION)


@pytest.mark.parametrize("service", MATTERS, ids=[service.name.en for service in MATTERS])
def test_every_step_of_a_visit_stands_in_one_of_five_phases(service: Any) -> None:
    from screens.widgets.frame import PHASES

    path = route.steps(VisitState(Step.GUIDE, service=service), TODAY)
    counted = [step for step in path if step not in (Step.WELCOME, Step.GOODBYE)]
    homes = [[phase for phase, steps in PHASES.items() if step in steps] for step in counted]
    assert all(len(home) == 1 for home in homes)
    order = [home[0] for home in homes]
    assert list(dict.fromkeys(order)) == [phase for phase in PHASES if phase in order]
    assert len(PHASES) == 5


def test_a_screen_that_offers_no_action_has_no_bar(play: Begin) -> None:
    from screens.widgets.frame import Footer

    screen = play()
    footer = next(w for w in screen.stage.walk() if isinstance(w, Footer))
    assert footer.height == 0
    screen.tap("door-events")
    assert footer.height > 0


def test_help_is_always_at_hand_while_something_is_being_done(play: Begin) -> None:
    shop = CATALOGUE.get(SHOP)
    for step in (Step.SITUATION, Step.GUIDE, Step.PRIVACY, Step.FORM, Step.CONFIRM):
        state = VisitState(step, service=shop, identity=ZHANG, field="run_by" if step is Step.SITUATION else None)
        assert not play(state).widget("help").disabled
    assert play().widget("help").disabled


def test_the_window_is_one_of_the_ways_of_help(play: Begin) -> None:
    screen = play(VisitState(Step.GUIDE, service=CATALOGUE.get(SHOP)))
    screen.tap("help", "help-ticket")
    assert screen.asked("leaving.ticket") == [()]


def test_a_helper_is_named_while_he_helps_and_goes_with_one_touch(play: Begin) -> None:
    helper = Helper("12", agreed=True)
    screen = play(VisitState(Step.FORM, service=CATALOGUE.get(SHOP), identity=ZHANG, helper=helper))
    assert words._("helper-mark", number="12") in screen.texts
    screen.tap("help")
    assert screen.asked("helping.end") == [()]
