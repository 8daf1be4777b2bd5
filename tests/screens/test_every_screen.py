"""Every screen in every interesting state, in both languages: nothing clipped, nothing covered, all words there."""

from __future__ import annotations

import pytest

from screens.words import words
from tests.screens.fakes import ASSETS, FakeHall, FakeVisit, StillClock
from tests.screens.moments_after import EVERY


@pytest.mark.parametrize("moment", EVERY, ids=[moment.name for moment in EVERY])
def test_a_screen_shows_all_it_says(finger, moment):
    from screens.stage import Stage
    from tests.screens.looking import look_at

    words.load(ASSETS / "wording")
    visit = FakeVisit(moment.state, moment.view, moment.facts)
    stage = Stage(visit, FakeHall(**moment.hall), StillClock())
    finger.show(stage)
    assert look_at(stage, visit, finger, moment.name) == []
    stage.close()
