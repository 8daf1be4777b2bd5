"""What a citizen sees in the very first frame after a touch is the screen as it stays."""

import pytest
from kivy.base import EventLoop

from kiosk.visit.state import VisitState
from screens.words import words
from tests.screens.fakes import ASSETS, FakeHall, FakeVisit, StillClock
from tests.screens.moments import MOMENTS
from tests.screens.walker import boxes


@pytest.mark.parametrize("moment", MOMENTS, ids=[moment.name for moment in MOMENTS])
def test_the_first_frame_of_a_screen_is_laid_out_as_it_stays(finger, moment):
    from screens.stage import Stage

    words.load(ASSETS / "wording")
    visit = FakeVisit(VisitState())
    stage = Stage(visit, FakeHall(**{**moment.hall, "simulated": True}), StillClock())
    finger.show(stage)
    finger.advance(0.5)
    stage.on_touch_down = lambda touch: visit.become(moment.state) or True
    finger.hand.down(5, 5)
    finger.frames.draw()
    first = boxes(stage)
    finger.frames.draw(6)
    then = boxes(stage)
    stage.close()
    assert first == then
