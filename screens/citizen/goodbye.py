"""Take your card, take your receipt. It ends by itself: the visit counts."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty

from kiosk.visit.state import Printed, VisitState
from screens.citizen.screen import Screen
from screens.widgets import pictures  # noqa: F401 (the kv file uses Picture)


class Goodbye(Screen):
    has_steps = False
    has_footer = False

    done = BooleanProperty(True)  # handed in, not broken off

    def show(self, state: VisitState) -> None:
        self.done = state.printed is not Printed.NOT_YET
        ids = self.ids
        card = [ids.card] if self.done or state.card_in else []  # who never laid one down has none to take
        ids.reminders.show(*card, *([ids.receipt] if state.printed is Printed.DONE else []))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
