"""Each document is shown to its end before the pad opens; the finger's strokes are the signature."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.core.image import Image as CoreImage
from kivy.graphics import Color, InstructionGroup, SmoothLine
from kivy.graphics.texture import Texture
from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.documents.strokes import BOX, Point, Signature, too_little
from kiosk.visit.state import Paper, VisitState
from screens.citizen.screen import Screen, paper_words, person_words
from screens.theme import theme
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)
from screens.widgets.holding import empty
from screens.words import words

INK_MM = 0.55  # half the width of a line on the glass
SCREENFUL = 0.8  # how much of what is seen one touch reads on


class SheetPicture(Widget):
    """One page of a document, as wide as the column."""

    texture: Texture | None = ObjectProperty(None, allownone=True)
    aspect = NumericProperty(1.414)  # height by width


class Pad(Widget):
    """Where the finger signs: 10,000 x 4,000 units, whatever its size on the glass."""

    empty = BooleanProperty(True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._strokes: list[list[Point]] = []
        self._ink = InstructionGroup()
        self._line: SmoothLine | None = None
        self._began = 0.0

    @property
    def signature(self) -> Signature:
        return Signature(tuple(tuple(stroke) for stroke in self._strokes))

    def clear(self) -> None:
        self._strokes.clear()
        self._ink.clear()
        self.empty = True

    def on_touch_down(self, touch: MotionEvent) -> bool:
        if self.disabled or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        if not self._strokes:
            self._began = touch.time_start
        self._strokes.append([])
        self._line = SmoothLine(points=[], width=theme.s.mm(INK_MM), joint="round", cap="round")
        if self._ink not in self.canvas.children:
            self.canvas.add(self._ink)
        self._ink.add(Color(*theme.c.text))
        self._ink.add(self._line)
        self.empty = False
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
        """What leaves the pad goes along its edge."""
        assert self._line is not None
        x, y = min(max(touch.x, self.x), self.right), min(max(touch.y, self.y), self.top)
        across = round((x - self.x) / self.width * BOX[0])
        down = round((self.top - y) / self.height * BOX[1])
        self._strokes[-1].append((across, down, round((touch.time_update - self._began) * 1000)))
        self._line.points = [*self._line.points, x, y]


class Sign(Screen):
    title = StringProperty("")
    count = StringProperty("")
    who = StringProperty("")
    hint = StringProperty("")
    signing = BooleanProperty(False)  # the pad is open
    ended = BooleanProperty(False)  # the document was scrolled to its end
    pages_left = NumericProperty(0)
    complete = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        # Not at once: the pages have yet to be laid out whose places it compares.
        self.look = Clock.create_trigger(self._look, -1)
        super().__init__(**kwargs)

    def show(self, state: VisitState) -> None:
        paper = state.papers.get(state.paper) if state.paper else None
        if state.service is None or paper is None:
            self.primary_enabled = state.busy is None
            self.complete = True  # there is nothing to be read: going on makes it, or makes it again
            return
        codes = self.visit.signing.codes()
        self.title = paper_words(state, paper.material)
        self.count = words._("sign-count", number=codes.index(paper.material) + 1, total=len(codes))
        if self.is_new(paper.material, paper.sha256):
            self._lay(paper)
        self.complete = paper.complete
        signer = self.visit.signing.signer
        self.signing = signer is not None
        if signer is not None:
            self.who = words._("sign-who", who=person_words(state, signer))
        helped = state.helper is not None
        ids = self.ids
        ids.place.show(*([ids.not_helper] if helped else [ids.pad_card]) if self.signing else [])
        self._name_actions()

    def _name_actions(self) -> None:
        self.primary_name = "go-on" if self.complete else "sign-done" if self.signing else "sign-read"
        self.primary_picture = "check" if self.signing else "" if self.complete or self.ended else "down"
        self.primary_enabled = not self.signing or (self.state.helper is None and not self.ids.pad.empty)

    def _lay(self, paper: Paper) -> None:
        self.ids.pad.clear()
        self.hint = ""
        pages = self.ids.pages
        empty(pages)
        for png in paper.pictures:
            # not through Kivy's cache: nothing of one citizen is kept
            texture = CoreImage(BytesIO(png), ext="png", nocache=True).texture
            pages.add_widget(SheetPicture(texture=texture, aspect=texture.height / texture.width))
        if not paper.signed_by:  # who signs after another sees the other's name, at the end
            self.ids.view.scroll_y = 1

    def _look(self, _dt: float) -> None:
        """How far it has been read."""
        view, pages = self.ids.view, self.ids.pages
        hidden = max(0, pages.height - view.height)
        below = view.scroll_y * hidden
        self.ended = below <= 2
        self.pages_left = sum(page.center_y - pages.y < below for page in pages.children)
        self._name_actions()

    def touched_pad(self) -> None:
        """Something stands on the pad, or nothing any more."""
        self.hint = ""
        self._name_actions()

    def clear(self) -> None:
        self.ids.pad.clear()

    def forward(self) -> None:
        """Read on, then sign, then the next paper: one button for one thing at a time."""
        if self.complete:
            self.visit.go_on()
        elif self.signing:
            self._sign()
        elif self.ended:
            self.visit.signing.read()
            paper = self.visit.state.papers.get(self.visit.state.paper or "")
            if paper is not None and paper.complete:  # nobody signs it: it was only to be read
                self.visit.go_on()
        else:
            self._read_on()

    def _sign(self) -> None:
        signature = self.ids.pad.signature
        if too_little(signature):
            self.ids.pad.clear()
            self.hint = words._("sign-too-little")
        else:
            self.visit.signing.sign(signature)

    def _read_on(self) -> None:
        view, pages = self.ids.view, self.ids.pages
        hidden = pages.height - view.height
        view.scroll_y = max(0.0, view.scroll_y - SCREENFUL * view.height / hidden)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
