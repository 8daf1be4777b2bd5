"""Going on with a case that was begun before: its code is shown to the machine."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.visit.state import VisitState
from screens.citizen import section  # noqa: F401 (the kv file uses Section)
from screens.citizen.screen import Screen
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.words import words


class Resume(Screen):
    """A code that opens nothing is told here, with the way on; the next one may be shown at once."""

    has_steps = False
    shows_trouble = True

    trouble = StringProperty("")

    def show(self, state: VisitState) -> None:
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        self.ids.place.show(self.ids.notice if self.trouble else self.ids.how)

    def forward(self) -> None:
        self.visit.dismiss()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
