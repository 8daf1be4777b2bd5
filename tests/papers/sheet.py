"""An A4 page at 200 dpi to draw on, and what such pages have: paragraphs, tables, seals, signatures, faces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ASSETS = Path(__file__).resolve().parents[2] / "assets"
DPI = 200
A4 = (round(210 / 25.4 * DPI), round(297 / 25.4 * DPI))
MARGIN = round(25 / 25.4 * DPI)
INK, RED, PAPER = (24, 24, 28), (200, 30, 30), (252, 251, 247)
BLUE, PALE = (28, 44, 120), (238, 236, 229)
COLOURS = 16  # of the saved picture: keeps a page far below 500 kB

Colour = tuple[int, int, int]


def mm(length: float) -> int:
    return round(length / 25.4 * DPI)


def font(points: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ASSETS / "fonts" / "NotoSansSC-Regular.otf"), round(points / 72 * DPI))


def wrapped(paragraph: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """No line begins with a mark that belongs to the word before it."""
    lines = [""]
    for character in paragraph:
        full = face.getlength(lines[-1] + character) > width
        if full and character not in "，。、；：）》":
            lines.append("")
        lines[-1] += character
    return lines


class Sheet:
    """Filled from the top: `y` is where the next thing comes."""

    def __init__(self, colour: Colour = PAPER) -> None:
        self.picture = Image.new("RGB", A4, colour)
        self.pen = ImageDraw.Draw(self.picture)
        self.y = MARGIN

    def sample(self, mark: Colour = PALE) -> Sheet:
        """Says at first sight that this is no document of anybody's. To be said before anything else is drawn."""
        for x, y in ((x, y) for x in (430, 1220) for y in range(420, A4[1] - 200, 560)):
            self.pen.text((x, y), "样本", mark, font(72), anchor="mm")
        self.pen.text((A4[0] - MARGIN, 148), "样本　不作凭证", RED, font(11), anchor="rm")
        return self

    def heading(self, words: str, points: float = 22, colour: Colour = INK) -> None:
        self.pen.text((A4[0] / 2, self.y), words, colour, font(points), anchor="ma")
        self.y += mm(points / 72 * 25.4 * 2.4)

    def paragraphs(self, texts: Sequence[str], points: float = 12) -> None:
        face = font(points)
        for text in texts:
            for line in wrapped(text, face, A4[0] - 2 * MARGIN):
                self.pen.text((MARGIN, self.y), line, INK, face)
                self.y += round(points / 72 * DPI * 1.75)
            self.y += round(points / 72 * DPI * 0.35)

    def right(self, *lines: str, points: float = 12) -> None:
        """The end of a letter: who signs, and when."""
        for line in lines:
            self.pen.text((A4[0] - MARGIN, self.y), line, INK, font(points), anchor="ra")
            self.y += round(points / 72 * DPI * 1.9)

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[int], height: int = 88, points: float = 11) -> None:
        """`widths`: of the columns, in parts; a row of fewer cells lets its last one run to the end."""
        edges = [MARGIN]
        for width in widths:
            edges.append(edges[-1] + round(width / sum(widths) * (A4[0] - 2 * MARGIN)))
        for row in rows:
            ends = [*edges[: len(row)], edges[-1]]
            for left, end, cell in zip(ends[:-1], ends[1:], row, strict=True):
                self.pen.rectangle((left, self.y, end, self.y + height), outline=INK, width=2)
                lines = wrapped(cell, font(points), end - left - 24)
                step = round(points / 72 * DPI * 1.25)
                top = self.y + height / 2 - step * (len(lines) - 1) / 2
                for i, line in enumerate(lines):
                    self.pen.text((left + 14, top + step * i), line, INK, font(points), anchor="lm")
            self.y += height

    def entries(self, entries: Sequence[tuple[str, str]], label: Colour = INK, step: int = 84, x: int = MARGIN) -> None:
        """Labels, and what is entered behind them."""
        for word, value in entries:
            self.pen.text((x, self.y), word, label, font(12))
            self.pen.text((x + 340, self.y), value, INK, font(12))
            self.y += step

    def stamp(self, words: str, middle: tuple[int, int]) -> None:
        stamp(self.pen, middle, words)

    def sign(self, name: str, place: tuple[int, int]) -> None:
        """A name as if written by hand: slanted, and on no straight line."""
        face = font(19)
        mask = Image.new("L", (round(face.getlength(name)) + 120, 110), 0)
        pen, x = ImageDraw.Draw(mask), 30.0
        for i, character in enumerate(name):
            pen.text((x, 12 + 9 * math.sin(2.3 * i)), character, 255, face)
            x += face.getlength(character) * (0.88 + 0.06 * math.cos(i))
        slanted = mask.transform(
            mask.size, Image.Transform.AFFINE, (1, 0.28, -16, 0.05, 1, -3), Image.Resampling.BICUBIC
        )
        self.picture.paste(BLUE, place, slanted)

    def face(
        self, box: tuple[int, int, int, int], *, long_hair: bool = False, ground: Colour = (250, 250, 250)
    ) -> None:
        """A drawing that is nobody: `box` left, top, right, bottom."""
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        portrait = Image.new("RGB", (width, height), ground)
        pen = ImageDraw.Draw(portrait)
        middle, hair = width / 2, (58, 46, 42)
        if long_hair:
            pen.rounded_rectangle((width * 0.2, height * 0.14, width * 0.8, height * 0.72), width * 0.28, fill=hair)
        pen.pieslice((width * 0.04, height * 0.66, width * 0.96, height * 1.5), 180, 360, fill=(70, 84, 116))
        pen.rectangle((width * 0.42, height * 0.55, width * 0.58, height * 0.74), fill=(214, 178, 152))
        pen.ellipse((width * 0.27, height * 0.17, width * 0.73, height * 0.64), fill=(228, 192, 166))
        pen.chord((width * 0.25, height * 0.12, width * 0.75, height * 0.56), 185, 355, fill=hair)
        for eye in (-0.1, 0.1):
            x = middle + width * eye
            pen.ellipse((x - width * 0.03, height * 0.39, x + width * 0.03, height * 0.42), fill=INK)
        pen.arc((middle - width * 0.08, height * 0.46, middle + width * 0.08, height * 0.55), 20, 160, INK, 4)
        self.picture.paste(portrait, (left, top))
        self.pen.rectangle(box, outline=(150, 150, 150), width=2)

    def done(self, colours: int = COLOURS) -> Image.Image:
        return self.picture.quantize(colours)


def stamp(pen: ImageDraw.ImageDraw, middle: tuple[int, int], words: str) -> None:
    """An office's round seal, with at most ten characters."""
    x, y = middle
    radius = mm(20)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=RED, width=9)
    pen.text((x, y - 24), "★", RED, font(26), anchor="mm")
    pen.text((x, y + 64), words[:5], RED, font(10), anchor="mm")
    pen.text((x, y + 100), words[5:], RED, font(10), anchor="mm")
