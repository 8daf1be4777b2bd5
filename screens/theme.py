"""How everything looks, in one place: colours by role, sizes in millimetres.

A theme is data: a `Palette` and a `Scale`. Screens name roles (`th.c.primary`, `th.s.gap`), never a colour or a
pixel, so that a further theme or a larger scale is one more table here. The kv files see the singleton `theme` as
`th`; they follow by themselves when it is given other tables.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields

from kivy.event import EventDispatcher
from kivy.lang import global_idmap
from kivy.properties import ObjectProperty

CAP_HEIGHT = 0.733  # of the em, Noto Sans SC (OS/2 sCapHeight)
PANEL_DIAGONAL_MM = 21.5 * 25.4
PANEL_PIXELS = (1080, 1920)

RGBA = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by role, #rrggbb or #rrggbbaa."""

    bg: str  # behind everything
    surface: str  # cards, bars
    sunken: str  # what cannot be touched, what lies deeper
    text: str
    text_muted: str
    outline: str  # of what can be touched or typed into
    hairline: str  # between things that belong together
    primary: str
    primary_pressed: str
    on_primary: str
    primary_soft: str  # the same hue behind text
    secondary: str
    secondary_pressed: str
    on_secondary: str
    disabled: str
    on_disabled: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    success: str
    success_soft: str
    banner: str  # SIMULATED
    on_banner: str
    focus: str
    key: str  # keyboard
    key_pressed: str
    key_special: str
    on_key: str
    shade: str  # over what is not to be touched now
    camera: str  # behind the live picture
    page_found: str  # the outline of the page in the live picture


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes in millimetres. Text sizes are heights of capitals."""

    caption: float  # >= 4.8 for standing readers (Section 508, 402.4)
    body: float
    lead: float
    title: float
    display: float  # numbers to be copied
    hair: float  # a line
    tight: float  # inside one thing
    gap: float  # between things
    margin: float  # of the screen
    radius: float
    touch: float  # smallest target, >= 12.7
    action: float  # height of the main actions, >= 20
    key_gap: float


DAY = Palette(
    bg="#f2f5f9",
    surface="#ffffff",
    sunken="#e8edf3",
    text="#15202d",
    text_muted="#40505f",
    outline="#75869a",
    hairline="#d5dde6",
    primary="#0b4a94",
    primary_pressed="#08366d",
    on_primary="#ffffff",
    primary_soft="#e4edf8",
    secondary="#ffffff",
    secondary_pressed="#dfe8f2",
    on_secondary="#0b4a94",
    disabled="#dbe2ea",
    on_disabled="#384653",
    danger="#9c1c1c",
    danger_soft="#fcebea",
    warning="#6b4300",
    warning_soft="#fff2d1",
    success="#0a5a34",
    success_soft="#e2f3e9",
    banner="#ffd23f",
    on_banner="#15202d",
    focus="#b3470a",
    key="#ffffff",
    key_pressed="#cfdff2",
    key_special="#dde5ee",
    on_key="#15202d",
    shade="#101a26b8",
    camera="#1b242e",
    page_found="#35d07f",
)

NORMAL = Scale(
    caption=4.8,
    body=5.3,
    lead=6.2,
    title=8.7,
    display=12.0,
    hair=0.5,
    tight=2.6,
    gap=5.0,
    margin=11.0,
    radius=3.0,
    touch=14.0,
    action=23.0,
    key_gap=1.6,
)

# What stands on what. Body text needs 7:1, large text 4.5:1, the edge of a control 3:1 (WCAG 2.2, 1.4.6 and 1.4.11).
BODY_PAIRS = (
    *((ink, ground) for ink in ("text", "text_muted", "primary") for ground in ("bg", "surface", "primary_soft")),
    ("text", "sunken"),
    ("text_muted", "sunken"),
    ("on_primary", "primary"),
    ("on_primary", "primary_pressed"),
    ("on_secondary", "secondary"),
    ("on_secondary", "secondary_pressed"),
    ("on_disabled", "disabled"),
    *((role, ground) for role in ("danger", "warning", "success") for ground in ("surface", f"{role}_soft")),
    *(("text", f"{role}_soft") for role in ("danger", "warning", "success")),
    ("on_banner", "banner"),
    *(("on_key", ground) for ground in ("key", "key_pressed", "key_special")),
)
LARGE_PAIRS = (("page_found", "camera"), ("on_primary", "success"), ("on_primary", "warning"), ("on_primary", "danger"))
EDGE_PAIRS = (("outline", "bg"), ("outline", "surface"), ("focus", "surface"), ("focus", "bg"))


def rgba(colour: str) -> RGBA:
    """#rrggbb[aa] as four numbers 0..1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in range(1, len(colour), 2)]
    r, g, b, a = (*parts, 1.0)[:4]
    return r, g, b, a


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two opaque colours, 1..21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgba(colour)[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def panel_px_per_mm(width_px: float) -> float:
    """Pixels a millimetre when the panel (21.5", 9:16) is drawn `width_px` wide."""
    return width_px / (PANEL_DIAGONAL_MM * PANEL_PIXELS[0] / math.hypot(*PANEL_PIXELS))


class Colours:
    """A palette as kv wants it: each role four numbers."""

    def __init__(self, palette: Palette) -> None:
        for role, colour in asdict(palette).items():
            setattr(self, role, rgba(colour))


_TEXT_SIZES = ("caption", "body", "lead", "title", "display")


class Pixels:
    """A scale on one screen: lengths in pixels, text sizes as font sizes (the em)."""

    def __init__(self, scale: Scale, px_per_mm: float) -> None:
        self.px_per_mm = px_per_mm
        for f in fields(scale):
            mm = getattr(scale, f.name)
            # rounded up: a size rounded down would fall below its rule
            setattr(self, f.name, math.ceil(mm * px_per_mm / (CAP_HEIGHT if f.name in _TEXT_SIZES else 1)))

    def mm(self, millimetres: float) -> float:
        return millimetres * self.px_per_mm


class Theme(EventDispatcher):
    c = ObjectProperty(Colours(DAY))
    s = ObjectProperty(Pixels(NORMAL, panel_px_per_mm(PANEL_PIXELS[0])))

    def use(self, palette: Palette, scale: Scale, width_px: float) -> None:
        """Dress everything anew for a window of this width."""
        self.c = Colours(palette)
        self.s = Pixels(scale, panel_px_per_mm(width_px))


theme = Theme()
global_idmap["th"] = theme
