"""A stage in the window, the visit that it plays, and a finger."""

from __future__ import annotations

from typing import Any

from kivy.uix.widget import Widget

from kiosk.visit.state import VisitState
from screens.stage import Stage
from screens.words import words
from tests.screens.fakes import ASSETS, FakeHall, FakeVisit, StillClock

SETTLED = 0.5  # seconds after which a new screen takes touches


class Play:
    def __init__(
        self,
        finger: Any,
        state: VisitState | None = None,
        hall: FakeHall | None = None,
        clock: StillClock | None = None,
        **facts: Any,
    ) -> None:
        from kivy.core.window import Window

        words.load(ASSETS / "wording")
        for other in Window.children[:]:
            Window.remove_widget(other)
        self.finger = finger
        self.visit = FakeVisit(state, None, facts)
        self.stage = Stage(self.visit, hall or FakeHall(), clock or StillClock())
        finger.show(self.stage)
        finger.advance(SETTLED)

    @property
    def screen(self) -> Any:
        return self.stage.screen

    def become(self, state: VisitState | None = None, **changes: Any) -> None:
        self.visit.become(state, **changes)
        self.finger.advance(SETTLED)

    def tap(self, *names: str) -> None:
        """One after the other, as slowly as people do."""
        for name in names:
            self.finger.tap(name)
            self.finger.advance(SETTLED)

    def touch(self, *names: str) -> None:
        """One after the other, where no new screen has to settle in between."""
        for name in names:
            self.finger.tap(name)

    def widget(self, name: str) -> Widget:
        """What bears this name, whether it can be touched or not."""
        return next(w for w in self.stage.walk() if getattr(w, "name", "") == name)

    def asked(self, verb: str) -> list[tuple[Any, ...]]:
        return [args for asked, args in self.visit.asked if asked == verb]

    @property
    def texts(self) -> str:
        """All that can be read on the screen now; what is scrolled away is not among it."""
        return "\n".join(self.finger.texts())

    @property
    def all_texts(self) -> str:
        """Also what has to be scrolled to."""
        return "\n".join(w.text for w in self.stage.walk() if isinstance(getattr(w, "text", None), str))
