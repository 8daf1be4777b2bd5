"""Pages that a touch opens, with no step of the visit between them: nothing clipped or covered, all words there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.wording import Language
from screens.words import words
from tests.screens.fakes import ASSETS, FakeHall, FakeVisit, StillClock
from tests.screens.moments_after import PAGES_AFTER
from tests.screens.moments_before import PAGES, Page
from tests.screens.walker import complaints

EVERY_PAGE = (*PAGES, *PAGES_AFTER)
PICTURES = Path(__file__).resolve().parents[2] / "build" / "pictures"


@pytest.fixture
def play(finger) -> Callable[[Page, Language], object]:
    from screens.stage import Stage

    words.load(ASSETS / "wording")
    stages = []

    def play(page: Page, language: Language) -> Stage:
        stage = Stage(FakeVisit(replace(page.state, language=language), facts=page.facts), FakeHall(), StillClock())
        stages.append(stage)
        finger.show(stage)
        finger.frames.advance(0.5)
        for name in page.touches:
            finger.tap(name)
            finger.frames.advance(0.5)
        return stage

    yield play
    for stage in stages:
        stage.close()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", EVERY_PAGE, ids=[page.name for page in EVERY_PAGE])
def test_a_page_shows_all_it_says(play, finger, page, language):
    stage = play(page, language)
    place = PICTURES / language / f"{page.name}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    finger.shot().save(place)
    assert complaints(stage) == []
