"""The keys as data: which stand in which row, how wide they are, what they do. And how one key looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.label import Label

from screens.theme import RGBA, Colours
from screens.widgets.touch import Touchable


class Act(StrEnum):
    """What a key does."""

    TYPE = "type"
    SHIFT = "shift"
    BACKSPACE = "backspace"
    SPACE = "space"
    LAYER = "layer"
    PREVIOUS = "previous"  # candidates
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One key. A key with no text and no picture is a gap. `width` counts in keys of one letter."""

    act: Act = Act.TYPE
    text: str = ""
    width: float = 1.0
    picture: str = ""

    @property
    def name(self) -> str:
        return f"key-{self.text if self.act is Act.TYPE else self.act}"


Row = tuple[KeySpec, ...]

PREVIOUS = KeySpec(Act.PREVIOUS, picture="back")
NEXT = KeySpec(Act.NEXT, picture="next")
GAP = KeySpec(width=0.5)
BACKSPACE = KeySpec(Act.BACKSPACE, width=1.55, picture="backspace")
SHIFT = KeySpec(Act.SHIFT, width=1.55, picture="shift")


def _row(characters: str) -> Row:
    return tuple(KeySpec(text=c) for c in characters)


LETTERS: tuple[Row, ...] = (
    _row("1234567890"),
    _row("qwertyuiop"),
    (GAP, *_row("asdfghjkl"), GAP),
    (SHIFT, *_row("zxcvbnm"), BACKSPACE),
    (KeySpec(Act.LAYER, width=2.6), KeySpec(Act.SPACE, width=7.4, picture="space")),
)

# Capitals and digits, for codes that people copy: a credit code, a number plate.
CODE: tuple[Row, ...] = (
    _row("1234567890"),
    _row("QWERTYUIOP"),
    (GAP, *_row("ASDFGHJKL"), GAP),
    (*_row("ZXCVBNM"), BACKSPACE),
)

# An amount has a point, the number of an ID card may end in X, a phone number may have an extension.
PAD_SIGN = {"digits": "", "money": ".", "id": "X", "phone": "-"}


def pad(kind: str) -> tuple[Row, ...]:
    """The big digits, for people who know them from a telephone."""
    sign = PAD_SIGN[kind]
    return (
        _row("123"),
        _row("456"),
        _row("789"),
        (KeySpec(text=sign), KeySpec(text="0"), KeySpec(Act.BACKSPACE, picture="backspace")),
    )


# What stands above the letters while no pinyin is begun. The dot of names is U+00B7 (GB 18030: A1A4). Above the
# capitals of a number plate (GA 36-2018) stand the signs of the provinces, the nearest first, and what may end a plate.
SIGNS = {
    "latin": "·@.-_,/:#&()'+",
    "pinyin": "·，。、：（）—《》；",
    "code": "浙沪苏皖赣闽京津渝冀豫云辽黑湘鲁新鄂桂甘晋蒙陕吉贵粤青藏川宁琼挂学警港澳",
}


class Key(Touchable, Label):
    """One key."""

    act = StringProperty(Act.TYPE)
    letter_size = NumericProperty(0.85)  # of a title

    def __init__(self, spec: KeySpec, **kwargs: object) -> None:
        super().__init__(act=spec.act, text=spec.text, name=spec.name, size_hint_x=spec.width, **kwargs)

    def ground(self, colours: Colours, state: str, disabled: bool) -> RGBA:
        """The colour of the key; kv calls it anew when one of these changes."""
        if disabled:
            role = "disabled"
        elif state == "down":
            role = "key_pressed"
        else:
            role = "key" if self.act in (Act.TYPE, Act.SPACE) else "key_special"
        return getattr(colours, role)


class PictureKey(Key):
    """A key with a picture instead of a word."""

    picture = StringProperty("")

    def __init__(self, spec: KeySpec, **kwargs: object) -> None:
        super().__init__(spec, picture=spec.picture, **kwargs)


class CandidateKey(Touchable, Label):
    """One of the buttons above the letters. They are made once and shown with other words."""
