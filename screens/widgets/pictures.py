"""Icons and drawings: strokes on a grid, drawn smooth at the size they are shown in.

Kivy's own lines are jagged without multisampling, which a machine with no graphics card cannot afford; Pillow draws
them four times too large and shrinks them. Each picture is data; y grows downwards.
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, radians, sin
from typing import Any

from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import ColorProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from screens.theme import Colours, theme

INK = "ink"  # the colour that the widget gives; every other word is a role of the theme
OVERSAMPLING = 4

Stroke = tuple[Any, ...]
Points = tuple[float, ...]


def line(points: Points, role: str = INK, width: float = 2.0) -> Stroke:
    return ("line", role, width, points)


def fill(points: Points, role: str = INK) -> Stroke:
    return ("fill", role, points)


def box(x: float, y: float, w: float, h: float, r: float = 0, role: str = INK) -> Stroke:
    return ("box", role, x, y, w, h, r)


def frame(x: float, y: float, w: float, h: float, r: float = 0, role: str = INK, width: float = 2.0) -> Stroke:
    return ("frame", role, width, x, y, w, h, r)


def dot(cx: float, cy: float, r: float, role: str = INK) -> Stroke:
    return ("dot", role, cx, cy, r)


def arc(cx: float, cy: float, r: float, start: float, end: float, role: str = INK, width: float = 2.0) -> Stroke:
    """Part of a circle, degrees clockwise from three o'clock."""
    steps = max(8, int(abs(end - start) / 5))
    angles = [radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return line(tuple(v for a in angles for v in (cx + r * cos(a), cy + r * sin(a))), role, width)


def ring(cx: float, cy: float, r: float, role: str = INK, width: float = 2.0) -> Stroke:
    return arc(cx, cy, r, 0, 360, role, width)


def _face(*mouth: Stroke) -> tuple[Stroke, ...]:
    """How satisfied somebody is."""
    return (ring(12, 12, 10, width=1.6), dot(8.6, 9.6, 1.3), dot(15.4, 9.6, 1.3), *mouth)


def _id_card(x: float, y: float, w: float) -> tuple[Stroke, ...]:
    """A resident ID card, seen from its front."""
    k = w / 60
    return (
        box(x, y, w, 38 * k, 3.4 * k, "surface"),
        frame(x, y, w, 38 * k, 3.4 * k, "primary", 1.4),
        *(line((x + 6 * k, y + yy * k, x + to * k, y + yy * k), "outline", 1.5 * k) for yy, to in ((9, 27), (16, 32))),
        line((x + 6 * k, y + 31 * k, x + 35 * k, y + 31 * k), "primary", 1.8 * k),
        line((x + 6 * k, y + 23 * k, x + 30 * k, y + 23 * k), "outline", 1.5 * k),
        box(x + 39 * k, y + 6 * k, 15 * k, 20 * k, 1.5 * k, "primary_soft"),
        dot(x + 46.5 * k, y + 13 * k, 3.6 * k, "primary"),
        box(x + 41 * k, y + 18.5 * k, 11 * k, 7.5 * k, 3.5 * k, "primary"),
    )


def _receipt(x: float, y: float, w: float) -> tuple[Stroke, ...]:
    """A strip of paper with lines and a code."""
    k = w / 30
    zigzag = tuple(v for i in range(7) for v in (x + w - i * 5 * k, y + (50 if i % 2 else 47) * k))
    outline = (x, y, x + w, y, *zigzag)
    return (
        fill(outline, "surface"),
        line((*outline, x, y), "primary", 1.4),
        *(line((x + 5 * k, y + yy * k, x + to * k, y + yy * k), "outline", 1.5 * k) for yy, to in ((7, 25), (13, 19))),
        frame(x + 8 * k, y + 21 * k, 14 * k, 14 * k, 0, "text", 1.6 * k),
        *(
            box(x + a * k, y + b * k, 3 * k, 3 * k, 0, "text")
            for a, b in ((11, 24), (16, 24), (11, 29), (14, 27), (17, 30))
        ),
        line((x + 5 * k, y + 41 * k, x + 25 * k, y + 41 * k), "outline", 1.5 * k),
    )


ICONS: dict[str, tuple[Stroke, ...]] = {
    "check": (line((4.5, 12.5, 10, 18, 19.5, 7), width=2.6),),
    "cross": (line((6, 6, 18, 18), width=2.4), line((18, 6, 6, 18), width=2.4)),
    "next": (line((9, 5, 16, 12, 9, 19), width=2.4),),
    "back": (line((15, 5, 8, 12, 15, 19), width=2.4),),
    "down": (line((5, 9, 12, 16, 19, 9), width=2.4),),
    "plus": (line((12, 5, 12, 19), width=2.4), line((5, 12, 19, 12), width=2.4)),
    "minus": (line((5, 12, 19, 12), width=2.4),),
    "warning": (
        line((12, 3.5, 22, 20.5, 2, 20.5, 12, 3.5), width=2),
        line((12, 9.5, 12, 14.5), width=2.2),
        dot(12, 17.6, 1.3),
    ),
    "info": (ring(12, 12, 9.6, width=2), line((12, 11, 12, 17), width=2.2), dot(12, 7.4, 1.4)),
    "clock": (ring(12, 12, 9.2), line((12, 6.6, 12, 12.3, 15.8, 14.6))),
    "coin": (
        ring(12, 12, 9.2),
        line((8.4, 6.8, 12, 11.4, 15.6, 6.8), width=1.8),
        line((12, 11.4, 12, 17.6), width=1.8),
        line((8.8, 12.4, 15.2, 12.4), width=1.6),
        line((8.8, 15, 15.2, 15), width=1.6),
    ),
    "trips": (
        line((12, 21.5, 5.6, 13.2, 4.8, 9.6), width=2),
        line((12, 21.5, 18.4, 13.2, 19.2, 9.6), width=2),
        arc(12, 9.6, 7.2, 180, 360),
        dot(12, 9.8, 2.7),
    ),
    "card": (
        frame(2.5, 5, 19, 14, 2),
        dot(8, 10.6, 2.1),
        arc(8, 16.4, 3.3, 190, 350, width=1.8),
        line((14, 10, 18.4, 10), width=1.8),
        line((14, 14, 18.4, 14), width=1.8),
    ),
    "paper": (
        line((14, 2.5, 5, 2.5, 5, 21.5, 19, 21.5, 19, 7.5, 14, 2.5, 14, 7.5, 19, 7.5)),
        line((8.5, 12.4, 15.5, 12.4), width=1.7),
        line((8.5, 16.6, 15.5, 16.6), width=1.7),
    ),
    "form": (
        line((19.5, 12, 19.5, 21.5, 4, 21.5, 4, 4.5, 12, 4.5)),
        line((10, 15.2, 10.4, 12, 18.6, 3.6, 21.2, 6.2, 13, 14.6, 10, 15.2), width=1.8),
    ),
    "receipt": (
        line((5, 2.5, 19, 2.5, 19, 21.5, 16.7, 19.8, 14.3, 21.5, 12, 19.8, 9.7, 21.5, 7.3, 19.8, 5, 21.5, 5, 2.5)),
        line((8.5, 8, 15.5, 8), width=1.7),
        line((8.5, 12.6, 15.5, 12.6), width=1.7),
    ),
    "camera": (
        line((3, 7.5, 7.4, 7.5, 9, 4.5, 15, 4.5, 16.6, 7.5, 21, 7.5, 21, 19.5, 3, 19.5, 3, 7.5)),
        ring(12, 13, 3.6),
    ),
    "again": (arc(12, 12.4, 8.2, -50, 220), line((17.6, 1.9, 17.6, 6.2, 13.2, 6.8), width=2)),
    "phone": (frame(6.2, 2, 11.6, 20, 2.4), line((10.6, 18.6, 13.4, 18.6), width=1.8)),
    "law": (
        line((12, 5.6, 12, 20.5), width=1.8),
        line(
            (12, 5.6, 9, 3.9, 3, 3.9, 3, 18.6, 9, 18.6, 12, 20.5, 15, 18.6, 21, 18.6, 21, 3.9, 15, 3.9, 12, 5.6),
            width=1.8,
        ),
    ),
    "person": (dot(12, 7.4, 4.4), fill((3.6, 21.5, 4.4, 17.2, 8, 14, 16, 14, 19.6, 17.2, 20.4, 21.5))),
    "result": (
        frame(3, 3, 18, 13.4, 1.6),
        line((7, 7.6, 13, 7.6), width=1.7),
        line((7, 11.6, 11, 11.6), width=1.7),
        ring(16.6, 15.4, 3.2, width=1.8),
        line((14.8, 18, 14.8, 22.4, 16.6, 21, 18.4, 22.4, 18.4, 18), width=1.7),
    ),
    "hall": (
        fill((12, 2.4, 22, 8.4, 2, 8.4)),
        *(box(x, 10.2, 2.6, 7.4) for x in (4.2, 8.5, 12.9, 17.2)),
        box(2.6, 19, 18.8, 2.6),
    ),
    "events": (  # several papers, one bow
        frame(7.5, 2.5, 13.5, 13.5, 1.6),
        line((4.4, 7, 3, 7, 3, 21, 17, 21, 17, 19.4)),
        line((10.6, 9.4, 13.2, 12, 18, 6.6), width=2.2),
    ),
    "letters": (
        line((2.6, 17.5, 6.6, 6.5, 10.6, 17.5), width=2.2),
        line((4.2, 13.4, 9, 13.4), width=1.8),
        line((13.6, 6.5, 21.4, 6.5, 13.6, 17.5, 21.4, 17.5), width=2.2),
    ),
    "search": (ring(10.4, 10.4, 7, width=2.2), line((15.8, 15.8, 21.4, 21.4), width=2.8)),
    "never": (ring(12, 12, 9.2, width=2.2), line((5.6, 18.4, 18.4, 5.6), width=2.2)),
    "face-1": _face(arc(12, 12.6, 5.4, 10, 170, width=1.8), line((6.6, 13.4, 17.4, 13.4), width=1.8)),
    "face-2": _face(arc(12, 11.6, 5.4, 30, 150, width=1.8)),
    "face-3": _face(line((8, 15.6, 16, 15.6), width=1.8)),
    "face-4": _face(arc(12, 20.4, 5.4, 222, 318, width=1.8)),
    "face-5": _face(
        arc(12, 20, 5.4, 210, 330, width=1.8),
        line((6.4, 6.2, 9.8, 7.4), width=1.6),
        line((17.6, 6.2, 14.2, 7.4), width=1.6),
    ),
    "backspace": (
        line((8, 5, 22, 5, 22, 19, 8, 19, 2, 12, 8, 5), width=1.8),
        line((11.5, 9, 17.5, 15), width=1.8),
        line((17.5, 9, 11.5, 15), width=1.8),
    ),
    "shift": (line((12, 3.5, 20.5, 12, 16, 12, 16, 20, 8, 20, 8, 12, 3.5, 12, 12, 3.5), width=1.8),),
    "space": (line((3, 11, 3, 16, 21, 16, 21, 11), width=1.8),),
    "spinner": (ring(12, 12, 9.4, "hairline", 2.4), arc(12, 12, 9.4, -90, 20, "primary", 2.4)),
}

DRAWINGS: dict[str, tuple[float, float, tuple[Stroke, ...]]] = {
    # width and height of the grid, strokes
    "lay-card": (
        180,
        118,
        (
            box(14, 62, 152, 50, 9, "sunken"),
            frame(14, 62, 152, 50, 9, "outline", 1.6),
            box(40, 70, 100, 34, 6, "primary_soft"),
            frame(40, 70, 100, 34, 6, "primary", 1.4),
            frame(73, 77, 34, 21, 2.4, "primary", 1.4),
            dot(82, 85, 2.6, "primary"),
            line((78, 93, 86, 93), "primary", 1.6),
            *(line((92, y, 101, y), "primary", 1.6) for y in (83.5, 88, 92.5)),
            *_id_card(58, 2, 64),
            line((90, 48, 90, 54), "focus", 3),
            fill((83, 52, 97, 52, 90, 60), "focus"),
        ),
    ),
    "card-rests": (
        180,
        118,
        (
            box(14, 40, 152, 72, 9, "sunken"),
            frame(14, 40, 152, 72, 9, "outline", 1.6),
            *_id_card(53, 52, 74),
            *(arc(90, 44, r, 216, 324, "primary", 2) for r in (12, 21, 30)),
        ),
    ),
    "show-code": (
        180,
        118,
        (
            box(20, 6, 140, 30, 9, "sunken"),
            frame(20, 6, 140, 30, 9, "outline", 1.6),
            box(62, 26, 56, 6, 3, "text"),
            *(line((x, 34, x + dx, 50), "danger", 1.6) for x, dx in ((70, -8), (90, 0), (110, 8))),
            *_receipt(70, 54, 36),
            line((128, 96, 128, 78), "focus", 3),
            fill((121, 80, 135, 80, 128, 70), "focus"),
        ),
    ),
    "take-card": (
        120,
        118,
        (
            box(8, 72, 104, 40, 9, "sunken"),
            frame(8, 72, 104, 40, 9, "outline", 1.6),
            *_id_card(30, 26, 60),
            line((60, 8, 60, 20), "focus", 3),
            fill((53, 10, 67, 10, 60, 1), "focus"),
        ),
    ),
    "take-receipt": (
        120,
        118,
        (
            box(8, 6, 104, 34, 9, "sunken"),
            frame(8, 6, 104, 34, 9, "outline", 1.6),
            box(32, 26, 56, 6, 3, "text"),
            *_receipt(40, 30, 40),
            line((98, 60, 98, 78), "focus", 3),
            fill((91, 76, 105, 76, 98, 86), "focus"),
        ),
    ),
    "office": (
        120,
        118,
        (
            dot(60, 59, 56, "success_soft"),
            ring(60, 59, 40, "success", 5),
            line((41, 60, 54, 73, 80, 45), "success", 6.5),
        ),
    ),
    "kept": (
        120,
        118,
        (
            dot(60, 59, 56, "warning_soft"),
            *(arc(60, 59, 40, a, a + 32, "warning", 5) for a in range(0, 360, 45)),
            line((60, 38, 60, 60, 74, 69), "warning", 5.5),
        ),
    ),
    "all-clear": (
        120,
        118,
        (dot(60, 59, 56, "success_soft"), dot(60, 59, 40, "success"), line((42, 60, 55, 73, 79, 46), "on_primary", 7)),
    ),
}


@lru_cache(maxsize=128)
def picture(name: str, width: int, height: int, colours: Colours) -> Texture:
    """The picture as a texture of at most this size; ink is white, to be tinted."""
    grid_w, grid_h, strokes = DRAWINGS[name] if name in DRAWINGS else (24, 24, ICONS[name])
    scale = min(width / grid_w, height / grid_h) * OVERSAMPLING
    image = Image.new("RGBA", (round(grid_w * scale), round(grid_h * scale)), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        _draw(pen, stroke, scale, colours)
    # premultiplied, or the transparent white around a shape shines through its edge
    image = image.convert("RGBa").resize(
        (image.width // OVERSAMPLING, image.height // OVERSAMPLING), Image.Resampling.LANCZOS
    )
    image = image.convert("RGBA").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    texture = Texture.create(size=image.size, colorfmt="rgba")
    texture.blit_buffer(image.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    return texture


def _draw(pen: ImageDraw.ImageDraw, stroke: Stroke, k: float, colours: Colours) -> None:
    kind, role, *rest = stroke
    colour = (255, 255, 255, 255) if role == INK else tuple(round(255 * v) for v in getattr(colours, role))
    if kind == "line":
        width, points = rest
        scaled = [v * k for v in points]
        pairs = list(zip(scaled[::2], scaled[1::2], strict=True))
        pen.line(pairs, fill=colour, width=round(width * k), joint="curve")
        for x, y in pairs:  # round ends and corners
            _disc(pen, x, y, width * k / 2, colour)
    elif kind == "fill":
        pen.polygon([v * k for v in rest[0]], fill=colour)
    elif kind == "dot":
        _disc(pen, rest[0] * k, rest[1] * k, rest[2] * k, colour)
    elif kind == "box":
        x, y, w, h, r = (v * k for v in rest)
        pen.rounded_rectangle((x, y, x + w, y + h), r, fill=colour)
    else:
        width, x, y, w, h, r = (v * k for v in rest)
        d = width / 2  # PIL draws the edge inside; the stroke is centred on it
        pen.rounded_rectangle((x - d, y - d, x + w + d, y + h + d), r + d, outline=colour, width=round(width))


def _disc(pen: ImageDraw.ImageDraw, x: float, y: float, r: float, colour: Any) -> None:
    pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)


class Picture(Widget):
    """One picture, centred, as large as its widget allows."""

    picture = StringProperty("")
    ink = ColorProperty((1, 1, 1, 1))
    texture = ObjectProperty(None, allownone=True)
    turn = ObjectProperty(0)  # degrees

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fbind("size", self._redraw)
        self.fbind("picture", self._redraw)
        self._redraw()

    def _redraw(self, *_args: Any) -> None:
        w, h = int(self.width), int(self.height)
        self.texture = picture(self.picture, w, h, theme.c) if self.picture and w > 4 and h > 4 else None

    def corner(self, texture: Texture | None, centre: tuple[float, float]) -> tuple[int, int]:
        """Where the texture is drawn, on whole pixels."""
        w, h = texture.size if texture else (0, 0)
        return int(centre[0] - w / 2), int(centre[1] - h / 2)


Builder.load_string("""
<Picture>:
    size_hint: None, None
    canvas:
        PushMatrix:
        Rotate:
            angle: -self.turn
            origin: self.center
        Color:
            rgba: self.ink if self.texture else (0, 0, 0, 0)
        Rectangle:
            texture: self.texture
            size: self.texture.size if self.texture else (0, 0)
            pos: self.corner(self.texture, self.center)
        PopMatrix:
""")
