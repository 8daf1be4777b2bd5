"""Who is here: a card is laid on the reader, and its coming and going is noticed without a touch."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.visit.state import Busy, VisitState
from screens.citizen.screen import Screen
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)
from screens.words import words


class Identify(Screen):
    shows_trouble = True
    shows_busy = frozenset({Busy.READING_CARD})

    reading = BooleanProperty(False)
    trouble = StringProperty("")

    def show(self, state: VisitState) -> None:
        self.reading = state.busy is Busy.READING_CARD
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        # the spinner must not turn unseen: it is on the screen only while a card is read
        ids = self.ids
        ids.place.show(ids.working if self.reading else ids.notice if self.trouble else ids.which)

    def forward(self) -> None:
        self.visit.dismiss()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
