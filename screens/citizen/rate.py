"""How was it? Asked once, never forced: going on without a word is as large as any answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.visit.state import VisitState
from screens.citizen.screen import Screen
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice
from screens.widgets.holding import empty
from screens.widgets.touch import Touchable
from screens.words import words

LEVELS = (1, 2, 3, 4, 5)  # GB/T 39046-2020 A.8: 1 best


class Face(Touchable, BoxLayout):
    """One level, as a face and in words."""

    level = NumericProperty(1)
    text = StringProperty("")
    chosen = BooleanProperty(False)


class Rate(Screen):
    """`level` 0: nothing chosen yet. A helper may not rate: what the citizen thinks of the help is part of it."""

    has_footer = False

    level = NumericProperty(0)
    helped = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        self._tags: set[str] = set()
        super().__init__(**kwargs)

    def show(self, state: VisitState) -> None:
        self.helped = state.helper is not None
        self.ids.place.show(self.ids.not_helper if self.helped else self.ids.answers)
        if self.is_new():
            faces = self.ids.faces
            empty(faces)
            for level in LEVELS:
                face = Face(name=f"rate-{level}", level=level, text=words._(f"rate-{level}"))
                face.bind(on_release=lambda face: self._chosen(face.level))
                faces.add_widget(face)
            self._offer_tags()
        for face in self.ids.faces.children:
            face.chosen = face.level == self.level

    def send(self) -> None:
        self.visit.rating.rate(self.level, tuple(sorted(self._tags)))

    def _chosen(self, level: int) -> None:
        self.level, self._tags = level, set()
        self._offer_tags()
        self.show(self.state)

    def _offer_tags(self) -> None:
        tags = self.ids.tags
        empty(tags)
        for tag in self.visit.rating.tags(self.level) if self.level else ():
            mark = Choice(name=f"tag-{tag}", many=True, text=words._(f"rate-tag-{tag}"), chosen=tag in self._tags)
            mark.bind(on_release=self._tag)
            tags.add_widget(mark)

    def _tag(self, mark: Choice) -> None:
        self._tags ^= {mark.name.removeprefix("tag-")}
        mark.chosen = not mark.chosen


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
