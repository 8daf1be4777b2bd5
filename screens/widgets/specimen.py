"""A picture of a paper, small to be recognised or large to be read; shrunk well, and once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget
from PIL import Image

from screens.widgets.pictures import Picture  # noqa: F401 (the kv rules use it)
from screens.widgets.touch import Touchable

PAPERS = Path(__file__).resolve().parents[2] / "assets" / "papers"


def sample(name: str | None) -> Path | None:
    """Where the picture of a sample lies; None where there is none, or where the sample is a template."""
    file = PAPERS / name if name is not None else None
    return file if file is not None and file.suffix == ".png" and file.is_file() else None


@lru_cache(maxsize=32)
def _texture(file: str, width: int, height: int) -> Texture:
    with Image.open(file) as picture:
        image = picture.convert("RGB")
    image.thumbnail((width, height), Image.Resampling.LANCZOS)
    texture = Texture.create(size=image.size, colorfmt="rgb")
    texture.blit_buffer(image.tobytes(), colorfmt="rgb", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


class Specimen(Widget):
    """A paper as large as the widget allows, in the middle of it."""

    source = StringProperty("")
    texture: Texture | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fbind("size", self._redraw)
        self.fbind("source", self._redraw)
        self._redraw()

    def _redraw(self, *_args: object) -> None:
        width, height = int(self.width), int(self.height)
        self.texture = _texture(self.source, width, height) if self.source and min(width, height) > 4 else None

    def drawn(self, texture: Texture | None, centre: tuple[float, float]) -> tuple[int, int, int, int]:
        """Where the paper is drawn, on whole pixels: x, y, width, height."""
        width, height = texture.size if texture else (0, 0)
        return int(centre[0] - width / 2), int(centre[1] - height / 2), width, height


class Thumbnail(Touchable, Specimen):
    """A small one, that opens the large one."""


Builder.load_string("""
<Specimen>:
    canvas:
        Color:
            rgba: th.c.outline if self.texture else (0, 0, 0, 0)
        Rectangle:
            pos: self.drawn(self.texture, self.center)[0] - 1, self.drawn(self.texture, self.center)[1] - 1
            size: [side + 2 for side in self.drawn(self.texture, self.center)[2:]]
        Color:
            rgba: (1, 1, 1, 1) if self.texture else (0, 0, 0, 0)
        Rectangle:
            texture: self.texture
            pos: self.drawn(self.texture, self.center)[:2]
            size: self.drawn(self.texture, self.center)[2:]

<Thumbnail>:
    size_hint: None, None
    size: th.s.mm(24), th.s.mm(30)
    Widget:
        # a glass on the corner says that it opens
        size_hint: None, None
        size: th.s.mm(8.5), th.s.mm(8.5)
        pos: self.parent.right - self.width, self.parent.y
        canvas:
            Color:
                rgba: th.c.primary
            SmoothEllipse:
                pos: self.pos
                size: self.size
        Picture:
            picture: "search"
            ink: th.c.on_primary
            size: th.s.mm(5), th.s.mm(5)
            center: self.parent.center
""")
