"""What is done with the data, read to its end and agreed to before anybody identifies; or not agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kivy.clock import Clock as Frames
from kivy.lang import Builder
from kivy.properties import BooleanProperty
from kivy.uix.widget import Widget

from kiosk.privacy import Notice
from kiosk.visit.state import VisitState
from kiosk.wording import Language
from screens.citizen.places import places_section
from screens.citizen.screen import Screen, in_words
from screens.citizen.section import Section
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice, Item, Say
from screens.widgets.holding import empty
from screens.words import words

STILL_FRAMES = 3  # a page that grows no more is laid out; before, a long one looks like one that fits
_COLON = {Language.ZH: "：", Language.EN: ": "}


class Privacy(Screen):
    """The sensitive data of some services want a consent apart from the rest: a box that nobody has ticked before.

    `read`: the end was on the screen. Until then the main action reads on, and there is nothing to agree to.
    """

    wants_sensitive = BooleanProperty(False)
    agreed_sensitive = BooleanProperty(False)
    read = BooleanProperty(False)
    declined = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._still, self._height = 0, 0.0
        self._watch = Frames.create_trigger(self._watched, 0, interval=True)
        self.ids.page.fbind("more", lambda *_args: self._watch())
        self.bind(agreed_sensitive=lambda *_args: self._enable(), read=lambda *_args: self._enable())

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        notices = self.visit.notices()
        self.wants_sensitive = any(notice.kind == "sensitive" for notice in notices)
        if self.is_new(notices):
            parts = self.ids.parts
            empty(parts)
            for notice in notices:
                parts.add_widget(Section(self._points(state, notice), picture="law", heading=_heading(notice)))
            empty(self.ids.elsewhere)
            self.ids.elsewhere.add_widget(places_section(self.hall, state.service, self.clock.now()))
            self._watch()
        self._enable()
        self._arrange()

    def forward(self) -> None:
        if self.declined:
            self.visit.cancel()
        elif not self.read:
            self.ids.page.read_on()
        else:
            self.visit.agree(("privacy", "sensitive") if self.wants_sensitive else ("privacy",))
            self.visit.go_on()

    def backward(self) -> None:
        if self.declined:
            self.declined = False
            self._arrange()
        else:
            super().backward()

    def sideways(self) -> None:
        if self.declined:
            self.visit.leaving.notice()
        else:
            self.declined = True
            self._arrange()

    # --- how it looks

    def _points(self, state: VisitState, notice: Notice) -> Iterator[Widget]:
        """The very words of the notice, each line a thought of its own; then what of it is meant here."""
        service = state.service
        assert service is not None
        for line in in_words(notice.text).strip().splitlines():
            head, colon, rest = line.partition(_COLON[words.language])
            yield Item(picture="info", text=head + colon.strip(), more=rest) if rest else Say(text=line)
        if notice.kind == "privacy":
            yield Item(
                picture="phone",
                text=in_words(service.authority.name),
                more=words._("guide-consult", number=service.phones.consult),
            )
            return
        if service.sensitive is not None:
            yield Say(text=in_words(service.sensitive), bold=True)
        tick = Choice(name="agree-sensitive", many=True, text=words._("privacy-agree-sensitive"))
        tick.chosen = self.agreed_sensitive
        tick.bind(on_release=self._tick)
        yield tick

    def _tick(self, choice: Choice) -> None:
        choice.chosen = self.agreed_sensitive = not self.agreed_sensitive
        self.read = True  # the box is the last thing on the page

    def _watched(self, _dt: float) -> bool:
        """Called with each frame until the page is still; then its end is on the screen or it is not."""
        height = self.ids.page.column.height
        self._still = self._still + 1 if height == self._height else 0
        self._height = height
        if self._still < STILL_FRAMES:
            return True
        self._still = 0
        self.read = self.read or not self.ids.page.more
        return False

    def _enable(self) -> None:
        agreed = self.agreed_sensitive or not self.wants_sensitive
        self.primary_enabled = self.declined or not self.read or agreed

    def _arrange(self) -> None:
        self.ids.body.show(self.ids.kindly if self.declined else self.ids.page)
        self._enable()


def _heading(notice: Notice) -> str:
    return words._(f"privacy-{notice.kind}")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
