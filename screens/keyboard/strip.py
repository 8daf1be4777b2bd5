"""What stands above the letters: the letters that are not hanzi yet, and what they may mean, page by page.

The buttons are made once; a page only gives them other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.keyboard.keys import NEXT, PREVIOUS, CandidateKey, PictureKey
from screens.theme import theme

BUTTONS = 12


class Strip(BoxLayout):
    """Shows choices, and says with `on_choose(index)` which one was touched."""

    __events__ = ("on_choose",)

    letters = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._choices: Sequence[str] = ()
        self._first = 0  # of the page
        self._count = 0  # on the page
        self._earlier: list[int] = []  # where the pages before this one begin
        self._buttons = [CandidateKey(name=f"candidate-{i + 1}") for i in range(BUTTONS)]
        for place, button in enumerate(self._buttons):
            button.bind(on_release=lambda _button, place=place: self.choose(place))
            self.ids.candidates.add_widget(button)
        self._previous, self._next = PictureKey(PREVIOUS), PictureKey(NEXT)
        self._previous.bind(on_release=lambda *_: self._turn_back())
        self._next.bind(on_release=lambda *_: self._turn_on())
        self.ids.pages.add_widget(self._previous)
        self.ids.pages.add_widget(self._next)
        self.ids.candidates.fbind("width", lambda *_: self._lay_out())

    @property
    def page(self) -> tuple[str, ...]:
        """The choices that can be seen."""
        return tuple(self._choices[self._first : self._first + self._count])

    def offer(self, choices: Sequence[str]) -> None:
        """Show other choices, from their beginning."""
        self._choices, self._first, self._earlier = choices, 0, []
        self._lay_out()

    def choose(self, place: int) -> None:
        """Take the choice at a place of this page, if there is one."""
        if place < self._count:
            self.dispatch("on_choose", self._first + place)

    def on_choose(self, index: int) -> None:
        """A choice was touched; `index` counts from the first of all."""

    def _turn_on(self) -> None:
        self._earlier.append(self._first)
        self._first += self._count
        self._lay_out()

    def _turn_back(self) -> None:
        self._first = self._earlier.pop()
        self._lay_out()

    def _lay_out(self) -> None:
        room, gap = self.ids.candidates.width, theme.s.tight
        self._count = 0
        for button, text in zip(self._buttons, self._choices[self._first :], strict=False):
            width = max(button.font_size * len(text) + 2 * gap, theme.s.touch)
            if width > room and self._count:
                break
            button.text, button.width = text, width
            room -= width + gap
            self._count += 1
        for place, button in enumerate(self._buttons):
            used = place < self._count
            button.disabled = not used
            button.opacity = float(used)
            if not used:
                button.text, button.width = "", 0
        self._previous.disabled = not self._earlier
        self._next.disabled = self._first + self._count >= len(self._choices)
