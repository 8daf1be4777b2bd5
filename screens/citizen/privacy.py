"""What is done with the data, read to its end and agreed to before anybody identifies."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty

from kiosk.visit.state import VisitState
from screens.citizen.guide import Section
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice, Say
from screens.widgets.holding import empty
from screens.words import words


class Privacy(Screen):
    """The sensitive data of some services want a consent apart from the rest: a box that nobody has ticked before."""

    wants_sensitive = BooleanProperty(False)
    agreed_sensitive = BooleanProperty(False)
    kinds = NumericProperty(1)

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        notices = self.visit.notices()
        self.wants_sensitive = any(notice.kind == "sensitive" for notice in notices)
        if self.is_new(notices):
            parts = self.ids.parts
            empty(parts)
            for notice in notices:
                section = Section(picture="law", heading=words._(f"privacy-{notice.kind}"))
                section.add_widget(Say(text=in_words(notice.text).strip()))
                if notice.kind == "sensitive":
                    if state.service.sensitive is not None:
                        section.add_widget(Say(text=in_words(state.service.sensitive), bold=True))
                    choice = Choice(
                        name="agree-sensitive",
                        many=True,
                        chosen=self.agreed_sensitive,
                        text=words._("privacy-agree-sensitive"),
                    )
                    choice.bind(on_release=self._tick)
                    section.add_widget(choice)
                parts.add_widget(section)
        self.primary_enabled = self.agreed_sensitive or not self.wants_sensitive

    def _tick(self, choice: Choice) -> None:
        choice.chosen = self.agreed_sensitive = not self.agreed_sensitive
        self.primary_enabled = self.agreed_sensitive

    def forward(self) -> None:
        self.visit.agree(("privacy", "sensitive") if self.wants_sensitive else ("privacy",))
        self.visit.go_on()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
