"""Take your card, take what was printed. It ends by itself: the visit counts."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.visit.state import Printed, VisitState
from screens.citizen.screen import Screen
from screens.widgets import pictures  # noqa: F401 (the kv file uses Picture)
from screens.words import words


class Goodbye(Screen):
    has_steps = False
    has_footer = False

    title = StringProperty("")
    paper = StringProperty("")  # what was printed

    def show(self, state: VisitState) -> None:
        handed_in = state.printed is not Printed.NOT_YET and state.took is None
        end = state.took or ("done" if handed_in else "ended")
        self.title = words._(f"goodbye-{end}")
        self.paper = words._("goodbye-receipt" if handed_in else "goodbye-paper")
        ids = self.ids
        card = [ids.card] if handed_in or state.card_in else []  # who never laid one down has none to take
        ids.reminders.show(*card, *([ids.receipt] if state.printed is Printed.DONE else []))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
