"""Text that never shows an empty box, and Chinese paragraphs that break where they may.

Kivy draws a run of text with one font. Here the run is split by what the fonts contain: the font asked for, then
Noto Sans SC Regular (Bold holds the 6,763 hanzi of GB 2312 only), then a second font of the system. A character that
none of them has is written as its code point, `[U+2XXXX]`: a citizen sees that the character is known and only
cannot be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTLibError
from kivy.core.text import DEFAULT_FONT, LabelBase
from kivy.core.text.text_sdl2 import LabelSDL2
from kivy.lang import Builder
from kivy.uix.label import Label

from kiosk.fonts import BOLD, REGULAR, coverage, shown_as
from kiosk.typesetting import break_lines

SECOND = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")  # Debian: fonts-hanazono; plane 2 of ISO/IEC 10646

_fallbacks: list[str] = []  # font files, in the order in which they are asked


class FontMissing(Exception):
    """A font file is not there, or is not a font. Kivy's own font remains: it can say so, in English."""

    code = "font_missing"

    def __init__(self, file: Path, reason: str) -> None:
        self.file = file
        super().__init__(f"{file}: {reason}. Chinese cannot be shown: put the file back, or install the kiosk again.")


def install_fonts(folder: Path, second: Path = SECOND) -> None:
    """Make Noto Sans SC in `folder` the font of everything. Raises FontMissing."""
    LabelSDL2.get_extents = _get_extents
    LabelSDL2._render_text = _render_text
    regular, bold = folder / REGULAR, folder / BOLD
    for file in (regular, bold):
        if not file.is_file():
            raise FontMissing(file, "the font is missing")
        try:
            coverage(str(file))
        except (OSError, TTLibError) as error:
            raise FontMissing(file, f"the font cannot be read ({error})") from None
    LabelBase.register(DEFAULT_FONT, str(regular), fn_bold=str(bold), fn_bolditalic=str(bold))
    _fallbacks[:] = [str(regular), *([str(second)] if second.is_file() else [])]
    _pieces.cache_clear()
    _ruler.cache_clear()
    _broken.cache_clear()


@lru_cache(8192)
def _pieces(text: str, font_file: str) -> tuple[tuple[str, str], ...]:
    """`text` as (font file, piece), the pieces as long as possible."""
    pieces: list[tuple[str, str]] = []
    for character in text:
        code = ord(character)
        font = next((f for f in (font_file, *_fallbacks) if code in coverage(f)), None)
        piece = character
        if font is None:
            font, piece = font_file, shown_as(character)
        if pieces and pieces[-1][0] == font:
            pieces[-1] = (font, pieces[-1][1] + piece)
        else:
            pieces.append((font, piece))
    return tuple(pieces)


# These two take the places of LabelSDL2's methods, so that Label, markup and text input all go through them.
_extents_of_run = LabelSDL2.get_extents
_render_run = LabelSDL2._render_text


def _get_extents(self: LabelSDL2, text: str) -> tuple[int, int]:
    own = self.options["font_name_r"]
    pieces = _pieces(text, own)
    if len(pieces) == 1 and pieces[0][0] == own:
        return _extents_of_run(self, pieces[0][1])
    width = 0
    for font, piece in pieces:
        with _font(self, font):
            width += _extents_of_run(self, piece)[0]
    return width, _extents_of_run(self, " ")[1]  # lines keep their height whatever stands in them


def _render_text(self: LabelSDL2, text: str, x: float, y: float) -> None:
    ascent = self.get_ascent()
    for font, piece in _pieces(text, self.options["font_name_r"]):
        if not piece:
            continue
        with _font(self, font):
            _render_run(self, piece, int(x), int(y + ascent - self.get_ascent()))  # on one base line
            x += _extents_of_run(self, piece)[0]


@contextmanager
def _font(label: LabelSDL2, font_file: str) -> Iterator[None]:
    own = label.options["font_name_r"]
    label.options["font_name_r"] = font_file
    try:
        yield
    finally:
        label.options["font_name_r"] = own


@cache
def _ruler(font_name: str, font_size: float, bold: bool) -> Callable[[str], float]:
    label = LabelSDL2(font_name=font_name, font_size=font_size, bold=bold)
    return lru_cache(8192)(lambda text: label.get_extents(text)[0])


@lru_cache(2048)
def _broken(text: str, width: float, font_name: str, font_size: float, bold: bool) -> str:
    return "\n".join(break_lines(text, width, _ruler(font_name, font_size, bold)))


class KText(Label):
    """A paragraph: as wide as its parent says, as high as its text needs. Knows no markup: what people typed is text.

    `text` stays as it was given; the line breaks are only in the picture of it.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fbind("width", self._trigger_texture)

    def texture_update(self, *args: Any) -> None:
        left, _, right, _ = self.padding
        room = self.width - left - right
        if room > 0:
            self._label.text = _broken(self.text, room, self.font_name, self.font_size, self.bold)
        super().texture_update(*args)
        self.height = self.texture_size[1]


Builder.load_string("""
#:import theme screens.theme
<-KText>:
    size_hint_y: None
    color: th.c.text
    font_size: th.s.body
    canvas:
        Color:
            rgba: 1, 1, 1, 1
        Rectangle:
            texture: self.texture
            size: self.texture_size
            pos:
                {"left": self.x, "auto": self.x, "center": self.center_x - self.texture_size[0] // 2,
                "right": self.right - self.texture_size[0]}[self.halign], self.y
""")
