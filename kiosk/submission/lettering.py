"""Text as black dots on white: one line of any Chinese or English text, in two weights, at 203 dpi.

A character that a font lacks comes from the other weight; one that both lack is written as `[U+20BB7]`, never as a box.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

from kiosk.fonts import BOLD, REGULAR

Raster = npt.NDArray[np.bool_]  # HxW, True = black dot

_THRESHOLD = 110  # of 255: paper darkens around a hot dot, so thin strokes need little help
_LINE_HEIGHT = 1.4  # of the font's size
_BASE_LINE = 1.08  # of the font's size, from the top of the line


class Lettering:
    """One size and weight of the fonts in a folder. `size`: dots (8 dots = 1 mm)."""

    def __init__(self, fonts: Path, size: int, *, bold: bool = False) -> None:
        regular, heavy = fonts / REGULAR, fonts / BOLD
        self.size = size
        self.line_height = round(size * _LINE_HEIGHT)
        self._files = (heavy, regular) if bold else (regular, heavy)

    def measure(self, text: str) -> float:
        """The width of a line, in dots."""
        return sum(_font(file, self.size).getlength(run) for file, run in self._runs(text))

    def line(self, text: str, width: int, *, align: float = 0.0) -> Raster:
        """One line of text on a strip `width` wide. `align`: 0 left, 0.5 middle, 1 right."""
        strip = Image.new("L", (width, self.line_height), 0)
        draw = ImageDraw.Draw(strip)
        x = max(0.0, (width - self.measure(text)) * align)
        for file, run in self._runs(text):
            font = _font(file, self.size)
            draw.text((round(x), round(self.size * _BASE_LINE)), run, font=font, fill=255, anchor="ls")
            x += font.getlength(run)
        return np.asarray(strip) > _THRESHOLD

    def _runs(self, text: str) -> list[tuple[Path, str]]:
        """Pieces of the text, each with the font that has its characters."""
        first, second = (_characters(file) for file in self._files)
        plain = "".join(c if ord(c) in first or ord(c) in second else f"[U+{ord(c):04X}]" for c in text)
        runs = groupby(plain, key=lambda c: self._files[0] if ord(c) in first else self._files[1])
        return [(file, "".join(run)) for file, run in runs]


@lru_cache(maxsize=16)
def _font(file: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=2)
def _characters(file: Path) -> frozenset[int]:
    """What a font can write. Raises OSError with the name of the file."""
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())
