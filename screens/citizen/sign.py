"""Each document is shown to its end before the pad opens; the finger's strokes are the signature."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from typing import Any

from kivy.core.image import Image as CoreImage
from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.catalogue.model import APPLICANT
from kiosk.documents.strokes import BOX, Signature, too_little
from kiosk.visit.state import Paper, VisitState
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.holding import empty
from screens.words import words


class SheetPicture(Widget):
    """One page of a document, as wide as the column."""

    texture = ObjectProperty(None, allownone=True)
    aspect = NumericProperty(1.414)  # height by width


class Pad(Widget):
    """Where the finger signs. `lines`: what is drawn; `strokes`: x, y in the box of a signature, and milliseconds."""

    lines = ListProperty([])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._strokes: list[list[tuple[int, int, int]]] = []
        self._began = 0.0

    @property
    def signature(self) -> Signature:
        return Signature(strokes=tuple(tuple(stroke) for stroke in self._strokes if stroke))

    def clear(self) -> None:
        self._strokes, self.lines = [], []

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if not self.collide_point(*touch.pos) or self.disabled:
            return False
        touch.grab(self)
        if not self._strokes:
            self._began = time.monotonic()
        self._strokes.append([])
        self.lines = [*self.lines, []]
        self._follow(touch)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        self._follow(touch)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        return True

    def _follow(self, touch: MotionEvent) -> None:
        x, y = min(max(touch.x, self.x), self.right), min(max(touch.y, self.y), self.top)
        across = round((x - self.x) / self.width * BOX[0])
        down = round((self.top - y) / self.height * BOX[1])
        self._strokes[-1].append((across, down, round((time.monotonic() - self._began) * 1000)))
        self.lines = [*self.lines[:-1], [*self.lines[-1], x, y]]

    def on_lines(self, *_args: object) -> None:
        """Draw what the finger has drawn; one line each stroke."""
        from kivy.graphics import Color, Line

        from screens.theme import theme

        self.canvas.clear()
        with self.canvas:
            Color(*theme.c.text)
            for points in self.lines:
                Line(points=points, width=theme.s.mm(0.5), cap="round", joint="round")


class Sign(Screen):
    title = StringProperty("")
    count = StringProperty("")
    who = StringProperty("")
    hint = StringProperty("")
    signing = BooleanProperty(False)
    shown = StringProperty("")

    def show(self, state: VisitState) -> None:
        paper = state.papers.get(state.paper) if state.paper else None
        if state.service is None or paper is None:
            self.primary_enabled = state.trouble is None and state.busy is None
            return
        codes = self.visit.signing.codes()
        self.title = self._name(state, paper.material)
        self.count = words._("sign-count", number=codes.index(paper.material) + 1, total=len(codes))
        if self.is_new(paper.material, paper.sha256):
            self._lay(paper)
        signer = self.visit.signing.signer
        self.signing = signer is not None
        if signer is not None:
            name = words._("sign-you") if signer == APPLICANT else in_words(state.service.role(signer).name)
            self.who = words._("sign-who", who=name)
            self.hint = "" if state.helper is None else words._("sign-not-helper")
        self.ids.place.show(*([self.ids.pad_card] if self.signing else []))
        self.primary_enabled = True

    def _name(self, state: VisitState, code: str) -> str:
        assert state.service is not None
        names = {material.code: in_words(material.name) for material in state.service.materials}
        return names.get(code) or words._(f"receipt-paper-{code}")

    def _lay(self, paper: Paper) -> None:
        self.ids.pad.clear()
        pages = self.ids.pages
        empty(pages)
        for png in paper.pictures:
            # not through Kivy's cache: nothing of one citizen is kept
            texture = CoreImage(BytesIO(png), ext="png", nocache=True).texture
            pages.add_widget(SheetPicture(texture=texture, aspect=texture.height / texture.width))
        self.ids.page.ids.view.scroll_y = 1

    @property
    def _to_the_end(self) -> bool:
        view, column = self.ids.page.ids.view, self.ids.page.ids.column
        return column.height <= view.height + 2 or view.scroll_y * (column.height - view.height) <= 2

    def clear(self) -> None:
        self.ids.pad.clear()
        self.hint = ""

    def forward(self) -> None:
        """Read on, then sign, then the next paper: one button for one thing at a time."""
        if self.signing:
            signature = self.ids.pad.signature
            if too_little(signature):
                self.hint = words._("sign-too-little")
                return
            self.visit.signing.sign(signature)
            self.ids.pad.clear()
            return
        paper = self.state.papers.get(self.state.paper or "")
        if paper is not None and not paper.read:
            if not self._to_the_end:
                self.ids.page.read_on()
                return
            self.visit.signing.read()
            if self.visit.signing.signer is not None:
                return
        self.visit.go_on()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
