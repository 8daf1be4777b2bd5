"""Rating (好差评): offered once after the hand-in, never forced, never by a helper."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.submission.questions import Rate, RatingAnswer
from kiosk.visit.core import Core
from kiosk.visit.state import Step

# What can be said besides, for each level (GB/T 39046-2020 A.8: 1 very satisfied, 5 very dissatisfied).
TAGS = {
    1: ("quick", "clear", "one_trip", "easy"),
    2: ("quick", "clear", "one_trip", "easy"),
    3: ("slow", "unclear", "too_many_questions"),
    4: ("slow", "unclear", "too_many_papers", "machine_trouble", "wrong_guide"),
    5: ("slow", "unclear", "too_many_papers", "machine_trouble", "wrong_guide"),
}


class Rating:
    """`rated`: called when the citizen has rated, whatever the office says: it is no reason to wait."""

    def __init__(self, core: Core, rated: Callable[[], None]) -> None:
        self._core, self._rated = core, rated

    def tags(self, level: int) -> tuple[str, ...]:
        return TAGS[level]

    def rate(self, level: int, tags: tuple[str, ...] = (), text: str = "") -> None:
        core = self._core
        s = core.state
        if s.step is not Step.RATE or s.rated is not None or s.helper is not None or s.hand_in is None:
            return
        question = Rate(
            case_number=s.hand_in.number,
            satisfaction=level,
            tags=tuple(tag for tag in tags if tag in TAGS[level]),
            text=text.strip()[:500],
            at=core.tools.clock.now(),
        )
        core.tools.record("rated", service=core.service.item_code, satisfaction=level)
        core.set(rated=level)
        core.aside(lambda: core.tools.inquirer.ask(question), self._taken, always=True)
        self._rated()

    def _taken(self, _outcome: RatingAnswer | Exception) -> None:
        """The receipt's code rates later what could not be brought to the office now."""
