"""Typing on the screen: digits, letters and hanzi, for fingers of every age, and with no memory of who typed before."""

from __future__ import annotations

import gc
import timeit
from pathlib import Path

import pytest
from kivy.uix.widget import Widget

from screens.eyes import shown
from screens.keyboard.keyboard import Keyboard, load_pinyin
from screens.keyboard.keys import CandidateKey, Key
from screens.keyboard.pinyin import Pinyin
from screens.theme import theme

KINDS = ("text", "name", "digits", "money", "id", "phone")


class Field:
    """What a citizen has typed."""

    def __init__(self, keyboard: Keyboard) -> None:
        self.text = ""
        keyboard.bind(on_text=self._add, on_backspace=self._rub_out)

    def _add(self, _keyboard: Keyboard, text: str) -> None:
        self.text += text

    def _rub_out(self, _keyboard: Keyboard) -> None:
        self.text = self.text[:-1]


@pytest.fixture(scope="module")
def engine() -> Pinyin:
    return load_pinyin()


@pytest.fixture
def keyboard(finger) -> Keyboard:
    return finger.show(Keyboard(kind="text"))


@pytest.fixture
def field(keyboard: Keyboard) -> Field:
    return Field(keyboard)


def spell(finger, letters: str) -> None:
    for letter in letters:
        finger.tap(f"key-{letter}")


def widgets_alive() -> int:
    return sum(issubclass(type(thing), Widget) for thing in gc.get_objects())


def texts_of(engine: Pinyin, letters: str, **how) -> list[str]:
    return [candidate.text for candidate in engine.candidates(letters, **how)]


# --- the engine


def test_zhangsan_is_zhang_san(engine: Pinyin):
    first = engine.candidates("zhangsan")[0]
    assert (first.text, first.letters_used) == ("张三", 8)


@pytest.mark.parametrize(
    ("letters", "hanzi"),
    [
        ("ji", "𠮷"),
        ("yan", "䶮"),
        ("jie", "㛃"),
        ("zhe", "喆"),
        ("kun", "堃"),
        ("ben", "犇"),
        ("yan", "龑"),
        ("shan", "单"),
    ],
)
def test_rare_characters_of_names_are_within_five_pages(engine: Pinyin, letters: str, hanzi: str):
    assert texts_of(engine, letters).index(hanzi) < 50


def test_nearly_every_character_of_the_basic_block_can_be_typed(engine: Pinyin):
    typed = {text for letters in engine.syllables for text in texts_of(engine, letters)}
    basic = {chr(code) for code in range(0x4E00, 0x9FA6)}  # the 20,902 of GB 13000.1
    assert len(basic - typed) < 20


def test_a_word_comes_before_its_first_character(engine: Pinyin):
    found = engine.candidates("beijing")
    assert found[0].text == "北京"
    used = [candidate.letters_used for candidate in found]
    assert used == sorted(used, reverse=True)


def test_letters_that_cannot_go_on_are_not_cut_in_two(engine: Pinyin):
    assert "站" not in texts_of(engine, "zhangsan")  # zhan-gsan
    assert {"先", "西安", "西"} <= set(texts_of(engine, "xian"))


def test_an_unfinished_syllable_already_offers_the_likely_ones(engine: Pinyin):
    assert {"中", "这", "张"} <= set(texts_of(engine, "zh"))
    assert {"掌声", "张三"} <= set(texts_of(engine, "zhangs")[:8])


def test_surnames_come_first_where_names_are_typed(engine: Pinyin):
    assert texts_of(engine, "wang")[0] != "王"
    assert texts_of(engine, "wang", names=True)[:2] == ["王", "汪"]
    assert texts_of(engine, "ouyang", names=True)[0] == "欧阳"


@pytest.mark.parametrize("letters", ["", "v", "zhangxv", "qqqqqqqq", "i", "lve", "nv", "a" * 24])
def test_no_letters_whatever_break_the_engine(engine: Pinyin, letters: str):
    assert all(0 < candidate.letters_used <= len(letters) for candidate in engine.candidates(letters))


def test_the_u_with_dots_may_be_written_both_ways(engine: Pinyin):
    assert texts_of(engine, "lve")[0] == texts_of(engine, "lue")[0] == "略"


def test_the_dictionary_ships_with_its_licence(assets: Path):
    licence = (assets / "pinyin" / "LICENSE.txt").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "MIT" in (assets / "pinyin" / "SOURCES.txt").read_text(encoding="utf-8")
    assert (assets / "pinyin" / "pinyin.txt.gz").stat().st_size < 1_500_000


def test_a_key_costs_less_than_a_millisecond(engine: Pinyin):
    def seconds(letters: str) -> float:
        return min(timeit.repeat(lambda: engine.candidates(letters), number=1, repeat=20))

    slowest = max(["z", "zh", "xian", "yi", "zhangsan", "lixiaoming", "jian"], key=seconds)
    assert seconds(slowest) < 0.001


# --- typing hanzi


def test_typing_zhangsan_and_touching_the_first_candidate_gives_the_name(finger, keyboard: Keyboard, field: Field):
    spell(finger, "zhangsan")
    assert field.text == ""  # letters wait above the keys
    assert "zhangsan" in [w.text for w in shown() if getattr(w, "text", "")]
    finger.tap("candidate-1")
    assert field.text == "张三"
    assert keyboard.letters == ""


def test_a_name_may_be_put_together_character_by_character(finger, keyboard: Keyboard, field: Field):
    spell(finger, "liyan")
    finger.tap("李")
    assert keyboard.letters == "yan"
    while "䶮" not in keyboard.candidates:
        finger.tap("key-next")
    finger.tap("䶮")
    assert field.text == "李䶮"


def test_pages_of_candidates_can_be_turned_back(finger, keyboard: Keyboard):
    spell(finger, "yi")
    first = keyboard.candidates
    finger.tap("key-next")
    assert not set(first) & set(keyboard.candidates)
    finger.tap("key-previous")
    assert keyboard.candidates == first


def test_space_takes_the_first_candidate_and_a_digit_the_nth(finger, keyboard: Keyboard, field: Field):
    spell(finger, "wo")
    finger.tap("key-space")
    spell(finger, "ta")
    third = keyboard.candidates[2]
    finger.tap("key-3")
    finger.tap("key-3")
    assert field.text == f"我{third}3"


def test_backspace_takes_letters_first_and_characters_then(finger, keyboard: Keyboard, field: Field):
    field.text = "王"
    spell(finger, "li")
    finger.tap("key-backspace")
    assert (keyboard.letters, field.text) == ("l", "王")
    finger.tap("key-backspace")
    finger.tap("key-backspace")
    assert (keyboard.letters, field.text) == ("", "")


def test_letters_that_are_left_over_become_hanzi_when_the_field_is_to_close(finger, keyboard: Keyboard, field: Field):
    spell(finger, "zhangsan")
    assert keyboard.settle()
    assert (field.text, keyboard.letters) == ("张三", "")
    assert not keyboard.settle()


def test_nothing_that_one_citizen_types_changes_what_the_next_is_offered(finger):
    first = finger.show(Keyboard(kind="name"))
    spell(finger, "lixiaoming")
    before = first.candidates
    for _ in range(4):
        finger.tap("key-space")
    assert first.letters == ""
    first.parent.remove_widget(first)
    second = finger.show(Keyboard(kind="name"))
    assert second.letters == ""
    spell(finger, "lixiaoming")
    assert second.candidates == before


def test_the_strip_makes_no_new_widgets_however_much_is_typed(finger, keyboard: Keyboard):
    spell(finger, "zhang")
    gc.collect()
    before = widgets_alive()
    for _ in range(50):
        for letter in "yishanwuli":
            keyboard._type(letter)
        for _ in range(10):
            keyboard._backspace()
    finger.frames.draw()
    gc.collect()
    assert widgets_alive() <= before


# --- letters, signs, digits


def test_latin_letters_go_straight_into_the_field(finger, keyboard: Keyboard, field: Field):
    layers: list[str] = []
    keyboard.bind(layer=lambda _keyboard, layer: layers.append(layer))
    finger.tap("key-layer")
    finger.tap("key-shift")
    spell(finger, "wang9")
    finger.tap("@")
    spell(finger, "a")
    finger.tap("key-space")
    assert field.text == "Wang9@a "  # a capital is for one letter
    assert layers == ["latin"]


def test_the_dot_of_names_is_the_one_of_gb_18030(finger, field: Field):
    finger.tap("candidate-1")
    assert field.text == "\u00b7"


@pytest.mark.parametrize(("kind", "sign"), [("money", "."), ("id", "X"), ("phone", "-")])
def test_the_pad_has_the_sign_that_its_numbers_need(finger, kind: str, sign: str):
    field = Field(finger.show(Keyboard(kind=kind)))
    for character in f"3301{sign}":
        finger.tap(f"key-{character}")
    assert field.text == f"3301{sign}"


def test_a_held_backspace_repeats_until_the_finger_lifts(finger):
    keyboard = finger.show(Keyboard(kind="digits"))
    field = Field(keyboard)
    field.text = "1234567890"
    key = finger.find("key-backspace")
    finger.tap(key, hold=0.95)
    left = field.text
    assert 4 <= len(left) <= 6
    finger.advance(2)
    assert field.text == left


def test_a_held_backspace_stops_where_the_letters_end(finger, keyboard: Keyboard, field: Field):
    field.text = "王小"
    spell(finger, "li")
    finger.tap("key-backspace", hold=3)
    assert (keyboard.letters, field.text) == ("", "王小")


def test_a_finger_left_on_a_key_when_the_field_closes_rubs_out_nothing_more(finger, keyboard: Keyboard, field: Field):
    field.text = "1234567890"
    touch = finger.hand.down(*finger.find("key-backspace").center)
    finger.advance(0.3)
    keyboard.parent.remove_widget(keyboard)
    finger.advance(2)
    finger.hand.up(touch)
    finger.advance(0.2)
    assert field.text == "123456789"


# --- what fingers need


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_large_enough_and_far_enough_from_the_next(finger, kind: str):
    keyboard = finger.show(Keyboard(kind=kind))
    keys = [w for w in keyboard.walk() if isinstance(w, (Key, CandidateKey)) and w.opacity]
    smallest, gap = theme.s.mm(12.7), theme.s.mm(2.5)
    assert min(min(key.size) for key in keys) >= smallest
    for one in keys:
        for other in keys:
            apart = max(one.x - other.right, other.x - one.right, one.y - other.top, other.y - one.top)
            assert one is other or apart >= gap - 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_on_a_key_is_large_and_fits_in(finger, kind: str):
    keyboard = finger.show(Keyboard(kind=kind))
    keys = [w for w in keyboard.walk() if isinstance(w, (Key, CandidateKey)) and w.text]
    assert keys
    for key in keys:
        assert key.font_size * 0.733 >= theme.s.mm(4.8)  # height of capitals
        assert key.texture_size[0] <= key.width
        assert key.texture_size[1] <= key.height + 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_takes_the_lower_part_of_the_screen_only(finger, kind: str):
    keyboard = finger.show(Keyboard(kind=kind))
    assert keyboard.width == 1080
    assert keyboard.height < 1920 / 3


def test_a_key_shows_that_it_is_pressed(finger):
    finger.show(Keyboard(kind="digits"))
    key = finger.find("key-5")
    at = (int(key.x + 12), 1920 - int(key.y + 12))
    before = finger.shot().getpixel(at)
    touch = finger.hand.down(*key.center)
    finger.advance(0.05)
    pressed = finger.shot().getpixel(at)
    finger.hand.up(touch)
    finger.advance(0.2)
    assert pressed != before == finger.shot().getpixel(at)


def test_touches_between_the_keys_reach_nothing_beneath(finger):
    beneath = finger.show(Widget(size_hint=(None, None), size=(1080, 1920)))
    keyboard = finger.show(Keyboard(kind="digits"))
    reached: list[object] = []
    beneath.bind(on_touch_down=lambda *_: reached.append(1))
    finger.tap_at(keyboard.x + 3, keyboard.y + 3)
    assert not reached
