"""Every screen in every interesting state, in both languages: nothing clipped, nothing covered, all words there.

The pictures are left in build/pictures, to be looked at.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.wording import Language
from screens.words import words
from tests.screens.fakes import ASSETS, FakeHall, FakeVisit, StillClock
from tests.screens.moments import Moment
from tests.screens.moments_after import EVERY
from tests.screens.walker import complaints

PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"


@pytest.fixture
def play(finger) -> Callable[[Moment, Language], object]:
    from screens.stage import Stage

    words.load(ASSETS / "wording")
    stages = []

    def play(moment: Moment, language: Language) -> Stage:
        visit = FakeVisit(replace(moment.state, language=language), moment.view, moment.facts)
        stage = Stage(visit, FakeHall(**moment.hall), StillClock())
        stages.append(stage)
        finger.show(stage)
        finger.frames.draw(6)
        return stage

    yield play
    for stage in stages:
        stage.close()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("moment", EVERY, ids=[moment.name for moment in EVERY])
def test_a_screen_shows_all_it_says(play, finger, moment, language):
    stage = play(moment, language)
    place = PICTURES / language / f"{moment.name}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    finger.shot().save(place)
    assert complaints(stage) == []
