"""Pages that a touch opens, with no step of the visit between them: nothing clipped or covered, all words there."""

from __future__ import annotations

import pytest

from tests.screens.moments_after import PAGES_AFTER
from tests.screens.moments_before import PAGES

EVERY_PAGE = (*PAGES, *PAGES_AFTER)


@pytest.mark.parametrize("page", EVERY_PAGE, ids=[page.name for page in EVERY_PAGE])
def test_a_page_shows_all_it_says(finger, page):
    from tests.screens.looking import look_at
    from tests.screens.playing import Play

    play = Play(finger, page.state, **page.facts)
    play.tap(*page.touches)
    assert look_at(play.stage, play.visit, finger, page.name) == []
    play.stage.close()
