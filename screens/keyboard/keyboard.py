"""The keyboard on the screen: digits, latin letters, and hanzi by pinyin.

It knows no field: it says what was typed (`on_text`) and that a character is to go (`on_backspace`). Letters that are
not hanzi yet stay in its own strip. Nothing goes through a clipboard, and nothing is remembered.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.properties import OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from screens.keyboard.keys import CODE, LETTERS, PAD_SIGN, SIGNS, Act, Key, KeySpec, PictureKey, Row, pad
from screens.keyboard.pinyin import Candidate, Pinyin
from screens.keyboard.strip import Strip

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "pinyin"

# Seconds: how long a finger rests on the backspace before it repeats, and how fast then.
REPEAT_AFTER = 0.5
REPEAT_EVERY = 0.1

LONGEST_PINYIN = 24  # letters; more would not fit the strip

PAD_LETTER_SIZE = 1.2  # of a title

_LAYER_NAMES = {"latin": "ABC", "pinyin": "拼音"}


@cache
def load_pinyin() -> Pinyin:
    """The dictionary; 0.1 s for the first time, so a process that waits for its citizen calls it beforehand."""
    return Pinyin(ASSETS)


class KeyRow(BoxLayout):
    """Keys side by side."""


class Keyboard(BoxLayout):
    """Fills the width; as high for every kind. `kind` stays as it was made; bind `layer` to hear of other keys."""

    __events__ = ("on_text", "on_backspace")

    kind = OptionProperty("text", options=("text", "name", "digits", "money", "id", "phone", "code", "plate"))
    layer = OptionProperty("", options=("", "digits", "code", "latin", "pinyin"))
    letters = StringProperty("")  # pinyin that is not hanzi yet

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._capitals = False
        self._keys: dict[str, Key] = {}
        self._candidates: list[Candidate] = []
        self._repeat = Clock.create_trigger(self._repeat_backspace, REPEAT_EVERY, interval=True)
        self._repeat_soon = Clock.create_trigger(lambda _dt: self._repeat(), REPEAT_AFTER)
        self._strip = Strip()
        self._strip.bind(on_choose=self._chosen)
        if self.kind in ("text", "name", "plate"):
            self.add_widget(self._strip)
        layer, rows = _layer(self.kind)
        for row in rows:
            self.add_widget(self._row(row))
        self._go_to(layer)

    # --- what it says

    def on_text(self, text: str) -> None:
        """Characters were typed."""

    def on_backspace(self) -> None:
        """The last character is to go."""

    # --- what it is asked

    def settle(self) -> bool:
        """Turn pinyin that is left over into its first hanzi. Whether there was any: the citizen wants to see them."""
        left_over = bool(self.letters and self.candidates)
        if left_over:
            self._strip.choose(0)
        return left_over

    @property
    def candidates(self) -> tuple[str, ...]:
        """The choices that can be seen above the letters."""
        return () if self._strip.parent is None else self._strip.page

    # --- the keys

    def _row(self, specs: Row) -> KeyRow:
        row = KeyRow()
        for spec in specs:
            row.add_widget(self._key(spec))
        return row

    def _key(self, spec: KeySpec) -> Widget:
        if not spec.text and not spec.picture and spec.act is Act.TYPE:
            return Widget(size_hint_x=spec.width)
        key = PictureKey(spec) if spec.picture else Key(spec)
        if self.kind in PAD_SIGN:
            key.letter_size = PAD_LETTER_SIZE
        # What types acts when the finger comes down, as quick typing wants; what leads elsewhere, when it lifts.
        if spec.act is Act.LAYER:
            key.bind(on_release=self._pressed)
        else:
            key.bind(on_press=self._pressed)
        if spec.act is Act.BACKSPACE:
            key.bind(state=self._held)
        self._keys[spec.name] = key
        return key

    def _pressed(self, key: Key) -> None:
        match key.act:
            case Act.TYPE:
                self._type(key.text)
            case Act.SPACE:
                self._space()
            case Act.BACKSPACE:
                self._backspace()
            case Act.SHIFT:
                self._shift(not self._capitals)
            case Act.LAYER:
                self._go_to("latin" if self.layer == "pinyin" else "pinyin")

    def _type(self, character: str) -> None:
        if self.layer == "pinyin" and character.isalpha():
            self._spell((self.letters + character)[:LONGEST_PINYIN])
        elif self.letters:
            self._strip.choose(int(character) - 1 if character != "0" else 9)
        else:
            self.dispatch("on_text", character)
            self._shift(False)

    def _space(self) -> None:
        if self.letters:
            self._strip.choose(0)
        else:
            self.dispatch("on_text", " ")

    def _backspace(self) -> None:
        if self.letters:
            self._spell(self.letters[:-1])
        else:
            self.dispatch("on_backspace")

    def _held(self, _key: Key, state: str) -> None:
        self._repeat.cancel()
        self._repeat_soon.cancel()
        if state == "down":
            self._repeat_soon()

    def _repeat_backspace(self, _dt: float) -> bool:
        key = self._keys["key-backspace"]
        spelling = bool(self.letters)
        if key.state == "down" and key.get_root_window() is not None:
            self._backspace()
            return bool(self.letters) or not spelling  # letters gone: what stands in the field is not meant
        return False

    def _shift(self, capitals: bool) -> None:
        if capitals != self._capitals:
            self._capitals = capitals
            for key in self._keys.values():
                if key.act == Act.TYPE and key.text.isalpha():
                    key.text = key.text.swapcase()

    def _go_to(self, layer: str) -> None:
        self.layer = layer
        if layer in ("latin", "pinyin"):
            self._shift(False)
            self._keys["key-shift"].disabled = layer == "pinyin"
            self._keys["key-layer"].text = _LAYER_NAMES["latin" if layer == "pinyin" else "pinyin"]
        self._spell("")

    # --- pinyin

    def _spell(self, letters: str) -> None:
        self.letters = letters
        if letters:
            self._candidates = load_pinyin().candidates(letters, names=self.kind == "name")
            self._strip.offer([candidate.text for candidate in self._candidates])
        else:
            self._candidates = []
            self._strip.offer(SIGNS.get(self.layer, ""))
        self._strip.letters = letters

    def _chosen(self, _strip: Strip, index: int) -> None:
        if not self.letters:
            self.dispatch("on_text", SIGNS[self.layer][index])
            return
        candidate = self._candidates[index]
        self.dispatch("on_text", candidate.text)
        self._spell(self.letters[candidate.letters_used :])

    # --- touches

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """A finger between two keys touches nothing beneath the keyboard either."""
        return bool(super().on_touch_down(touch)) or bool(self.collide_point(*touch.pos))


def _layer(kind: str) -> tuple[str, tuple[Row, ...]]:
    """The layer on which a kind of keyboard begins, and its keys."""
    if kind in PAD_SIGN:
        return "digits", pad(kind)
    return ("code", CODE) if kind in ("code", "plate") else ("pinyin", LETTERS)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
