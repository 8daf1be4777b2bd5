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
    away = BooleanProperty(False)  # nothing can be read, whatever the citizen does
    trouble = StringProperty("")
    answer = StringProperty("")  # what can be done about the trouble: a key of the wording

    def show(self, state: VisitState) -> None:
        self.reading = state.busy is Busy.READING_CARD
        self.away = state.trouble is not None and state.trouble.lasting
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        self.answer = "" if self.reading else _answer(state)
        # the spinner must not turn unseen: it is on the screen only while a card is read
        ids = self.ids
        ids.place.show(ids.working if self.reading else ids.notice if self.trouble else ids.which)

    def forward(self) -> None:
        self.visit.dismiss()


def _answer(state: VisitState) -> str:
    if state.trouble is None or state.trouble.lasting:
        return ""
    if state.card_in and state.trouble.code == "card_left_behind":
        return ""  # a card left behind is never read: only taking it away helps
    return "read-again" if state.card_in else "dismiss"


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
