"""How was it? Asked once, never forced: going on without a word is as large as any answer."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty

from kiosk.visit.state import VisitState
from screens.citizen.screen import Screen
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice
from screens.widgets.holding import empty
from screens.words import words

LEVELS = (1, 2, 3, 4, 5)  # GB/T 39046-2020 A.8: 1 best


class Rate(Screen):
    level = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        self._tags: set[str] = set()
        super().__init__(**kwargs)

    def show(self, _state: VisitState) -> None:
        if self.is_new(self.level, tuple(sorted(self._tags))):
            self._arrange()

    def _arrange(self) -> None:
        levels, tags = self.ids.levels, self.ids.tags
        empty(levels)
        empty(tags)
        for level in LEVELS:
            choice = Choice(name=f"rate-{level}", text=words._(f"rate-{level}"), chosen=level == self.level)
            choice.bind(on_release=lambda choice: self._chosen(int(choice.name.removeprefix("rate-"))))
            levels.add_widget(choice)
        for tag in self.visit.rating.tags(self.level) if self.level else ():
            mark = Choice(name=f"tag-{tag}", many=True, text=words._(f"rate-tag-{tag}"), chosen=tag in self._tags)
            mark.bind(on_release=lambda mark: self._tag(mark.name.removeprefix("tag-")))
            tags.add_widget(mark)
        self.primary = words._("rate-send") if self.level else ""

    def _chosen(self, level: int) -> None:
        self.level, self._tags = level, set()
        self.show(self.state)

    def _tag(self, tag: str) -> None:
        self._tags ^= {tag}
        self.show(self.state)

    def forward(self) -> None:
        self.visit.rating.rate(self.level, tuple(sorted(self._tags)))

    def backward(self) -> None:
        self.visit.go_on()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
