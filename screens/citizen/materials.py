"""One paper after the other: under the camera, or what the law allows instead of it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from kivy.clock import Clock
from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.visit.needed import Needed, Way
from kiosk.visit.state import Busy, PromiseKind, Standing, VisitState
from screens.citizen.screen import Screen, day_words, finding_words, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.words import words

LIVE_SECONDS = 1 / 25
SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "papers"

_PROMISED = {
    Standing.DEFERRED: PromiseKind.DEFERRED,
    Standing.COMMITTED: PromiseKind.COMMITTED,
    Standing.OFFICE_FETCHES: PromiseKind.FETCH,
}


class LiveView(Widget):
    """The camera's picture and, where a page is seen, its outline. One texture, filled again with each picture."""

    texture: Texture | None = ObjectProperty(None, allownone=True)
    corners = ListProperty([])  # of the page: x and y of each, as parts of the picture's width and height
    aspect = NumericProperty(4 / 3)
    number = -1  # of the picture shown

    def show(self, image: Any, corners: Any) -> None:
        """`image`: HxWx3 BGR uint8; `corners`: 4x2 in its pixels, or None."""
        height, width = image.shape[:2]
        if self.texture is None or self.texture.size != (width, height):
            self.texture = Texture.create(size=(width, height), colorfmt="rgb")
            self.texture.flip_vertical()
            self.aspect = width / height
        self.texture.blit_buffer(np.ascontiguousarray(image).reshape(-1), colorfmt="bgr", bufferfmt="ubyte")
        self.corners = [] if corners is None else [(float(x) / width, float(y) / height) for x, y in corners]
        self.canvas.ask_update()

    def picture_box(self) -> tuple[float, float, float, float]:
        """Where the picture lies: x, y, width, height."""
        width = min(self.width, self.height * self.aspect)
        height = width / self.aspect
        return (self.center_x - width / 2, self.center_y - height / 2, width, height)

    def outline(self) -> list[float]:
        """The page's outline where it is drawn: x, y of each corner."""
        x, y, width, height = self.picture_box()
        return [v for right, down in self.corners for v in (x + width * right, y + height * (1 - down))]


class Sheet(Widget):
    """A page, whole."""

    texture: Texture | None = ObjectProperty(None, allownone=True)

    def box(self, texture: Texture | None, pos: list[float], size: list[float]) -> tuple[float, float, float, float]:
        """Where the page lies: x, y, width, height."""
        if texture is None:
            return (*pos, 0, 0)
        k = 0.96 * min(size[0] / texture.width, size[1] / texture.height)
        width, height = k * texture.width, k * texture.height
        return (pos[0] + (size[0] - width) / 2, pos[1] + (size[1] - height) / 2, width, height)


class Materials(Screen):
    """Aiming, the page that was taken, a promise that is being read, or one that was given."""

    shows_busy = frozenset({Busy.JUDGING_PAGE})

    title = StringProperty("")
    standard = StringProperty("")
    hint = StringProperty("")
    count = StringProperty("")
    aiming = BooleanProperty(True)  # the live view
    judging = BooleanProperty(False)
    sample = ObjectProperty(None, allownone=True)  # the texture of what a good one looks like
    page = ObjectProperty(None, allownone=True)  # the texture of the last page taken
    pages = NumericProperty(0)
    can_add = BooleanProperty(False)
    wants_another = BooleanProperty(False)
    optional = BooleanProperty(False)
    wrong = StringProperty("")  # what was read on the pages and cannot stay so
    asking = StringProperty("")  # the kind of promise that is being read
    promised = StringProperty("")  # the kind of promise that was given
    promise_text = StringProperty("")
    due = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._shown_page = b""
        self._shown_sample = ""
        self._looking = Clock.schedule_interval(self._look, LIVE_SECONDS)
        self._material: str | None = None

    def on_parent(self, _screen: Widget, parent: Widget | None) -> None:
        if parent is None:
            self._looking.cancel()

    def show(self, state: VisitState) -> None:
        line = next((n for n in self.visit.materials() if n.material.code == state.material), None)
        if state.service is None or line is None:
            return
        material = line.material
        pages = state.pages.get(material.code, ())
        if material.code != self._material or len(pages) != self.pages:
            self.wants_another = False
            self.asking = ""
        self._material, self.pages = material.code, len(pages)
        self.title = in_words(material.name)
        self._tell(line, state)
        self.judging = state.busy is Busy.JUDGING_PAGE
        self.can_add = bool(pages) and len(pages) < material.max_pages
        self.wrong = "\n".join(finding_words(state, finding) for finding in state.readings.get(material.code, ()))
        self._show_sample(material.sample or "")
        self._show_page(pages[-1].jpeg if pages else b"")
        self._arrange(line)

    def _tell(self, line: Needed, state: VisitState) -> None:
        material = line.material
        self.optional = line.standing is Standing.LEFT_OUT
        standard = [in_words(material.standard)]
        if material.one_of is not None:
            group = [n.material for n in self.visit.materials() if n.material.one_of == material.one_of]
            names = words._("finding-or").join(in_words(each.name) for each in group)
            standard.append(words._("materials-one-of", names=names))
        self.standard = "\n".join(standard)
        asked = [m.code for m in self.visit.to_scan()]
        self.count = ""
        if len(asked) > 1 and material.code in asked:
            self.count = words._("materials-count", number=asked.index(material.code) + 1, total=len(asked))
        promise = state.promises.get(material.code)
        self.promised = str(promise.kind) if promise is not None and line.standing in _PROMISED else ""
        due = promise.due if promise is not None else self.visit.scanning.due(material.code)
        self.due = day_words(due) if due is not None else ""
        self.promise_text = in_words(material.commitment) if material.commitment is not None else ""

    def _show_sample(self, sample: str) -> None:
        if sample != self._shown_sample:
            self._shown_sample = sample
            self.sample = CoreImage(str(SAMPLES / sample)).texture if sample else None

    def _show_page(self, jpeg: bytes) -> None:
        if jpeg != self._shown_page:
            self._shown_page = jpeg
            # not through Kivy's cache: nothing of one citizen is kept
            self.page = CoreImage(BytesIO(jpeg), ext="jpg", nocache=True).texture if jpeg else None

    def _arrange(self, line: Needed) -> None:
        ids = self.ids
        self.aiming = False
        if self.asking:
            ids.body.show(ids.asked)
        elif self.promised:
            ids.body.show(ids.given)
        elif self.pages and not self.wants_another:
            ids.body.show(ids.taken)
        else:
            self.aiming = True
            ids.body.show(ids.aim)
        ids.sample_place.show(*([ids.sample_card] if self.sample is not None else []))
        ids.findings.show(ids.finding if self.wrong else ids.accepted)
        buttons = {Way.DEFER: ids.defer, Way.COMMIT: ids.commit, Way.FETCH: ids.fetch}
        first = not self.wants_another
        ids.ways.show(*(button for way, button in buttons.items() if first and way in line.ways))
        blank = [ids.blank] if line.material.document is not None else []  # to be signed at home
        ids.without.show(*([*blank, ids.not_here] if first else []))
        self._name_actions()

    def _name_actions(self) -> None:
        self.primary_enabled = not self.judging
        self.primary_name, self.primary_picture = "go-on", ""
        if self.asking:
            self.primary_name, self.primary_picture = "promise", "check"
        elif self.aiming:
            self.primary_name, self.primary_picture = "capture", "camera"

    # --- touches

    def forward(self) -> None:
        if self.asking:
            kind, self.asking = PromiseKind(self.asking), ""
            self.visit.scanning.promise(self._material, kind)
            self.show(self.state)
        elif self.aiming:
            self.visit.scanning.capture()
        else:
            self.visit.go_on()

    def backward(self) -> None:
        if self.asking:
            self.ask("")
        elif self.wants_another:
            self._want_another(False)
        else:
            self.visit.go_back()

    def ask(self, kind: str) -> None:
        """Read what a promise means before it is given; "": rather not."""
        self.asking = kind
        self.show(self.state)

    def another(self) -> None:
        """One more page of the same paper."""
        self._want_another(True)

    def _want_another(self, wanted: bool) -> None:
        self.wants_another = wanted
        self.show(self.state)

    def _look(self, _dt: float) -> None:
        live = self.ids.live
        if not self.aiming or (self.judging and live.texture):  # the picture stands still while it is judged
            return
        view = self.visit.scanning.live_view()
        if view is not None and view.number != live.number:
            live.number = view.number
            if view.image is not None:
                live.show(view.image, view.corners)
        if view is not None:
            self.hint = words._(f"hint-{view.hint}")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
