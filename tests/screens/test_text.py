"""Nobody ever sees an empty box where a character of a name should be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from kivy.core.text import DEFAULT_FONT, Label, LabelBase
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label as LabelWidget
from kivy.uix.textinput import TextInput

from kiosk.fonts import BOLD, REGULAR, shown_as
from screens import text
from screens.text import FontMissing, KText, install_fonts

pytestmark = pytest.mark.usefixtures("frames")

UNKNOWN = "\U0002a68a"  # no font of the tests has it
PARAGRAPH = "避头尾测试，这一行文字的末尾刚好遇到标点符号。看看句号会不会跑到下一行的开头，如果会（括号），就要“换行”。"


def picture(characters: str, *, bold: bool = False) -> bytes:
    """The pixels of a text, 40 pixels high."""
    label = Label(text=characters, font_size=40, bold=bold)
    label.refresh()
    return bytes(label.texture.pixels)


def width(characters: str, *, bold: bool = False) -> int:
    return Label(font_size=40, bold=bold).get_extents(characters)[0]


@pytest.fixture
def box() -> bytes:
    """What the font draws for a character that it does not have."""
    kept, text._fallbacks[:] = text._fallbacks[:], []
    monkey = pytest.MonkeyPatch()
    monkey.setattr(text, "shown_as", lambda character: character)
    text._pieces.cache_clear()
    try:
        return picture(UNKNOWN)
    finally:
        monkey.undo()
        text._fallbacks[:] = kept
        text._pieces.cache_clear()


@pytest.fixture
def shipped_fonts(assets: Path):
    """Puts the shipped fonts back after a test that installed others."""
    yield assets / "fonts"
    install_fonts(assets / "fonts")


@pytest.mark.parametrize("character", ["张", "𠮷", "䶮", "㛃", "·", "龑", "喆"])
def test_rare_characters_of_names_are_drawn_and_are_no_boxes(box: bytes, character: str):
    assert picture(character) != box
    assert max(picture(character)) > 0


@pytest.mark.parametrize("character", ["𠮷", "䶮", "㛃"])
def test_what_bold_lacks_is_drawn_in_regular(character: str):
    assert picture(character, bold=True) == picture(character)
    assert picture("张", bold=True) != picture("张")


def test_a_bold_name_with_a_rare_character_keeps_both_parts():
    assert width("张䶮", bold=True) == width("张", bold=True) + width("䶮")


def test_a_character_that_no_font_has_shows_its_code_point():
    assert picture(UNKNOWN) == picture("[U+2A68A]")
    assert width(f"张{UNKNOWN}") == width("张") + width("[U+2A68A]")


@pytest.mark.parametrize("invisible", ["\u200b", "\ufe00", "\U000e0100", "\r"])
def test_invisible_characters_stay_invisible(invisible: str):
    assert picture(f"张{invisible}三") == picture("张三")


def test_a_second_font_is_asked_before_the_code_point_is_shown(shipped_fonts: Path, tmp_path: Path):
    for name in (REGULAR, BOLD):
        (tmp_path / name).symlink_to(shipped_fonts / BOLD)  # as if the first font had no rare characters
    install_fonts(tmp_path, second=shipped_fonts / REGULAR)
    with_second = picture("䶮")
    install_fonts(tmp_path, second=tmp_path / "not-there.ttf")
    assert with_second != picture("䶮") == picture("[U+4DAE]")


def test_markup_and_text_fields_draw_rare_characters_too(finger):
    page = BoxLayout()
    page.add_widget(LabelWidget(text="[b]张䶮[/b]", markup=True, font_size=40))
    page.add_widget(TextInput(text="张䶮", font_size=40))
    finger.show(page)
    first, second = page.children[1], page.children[0]
    assert first.texture_size[0] == width("张", bold=True) + width("䶮")
    assert second._lines_labels[0].width == width("张䶮")


@pytest.mark.parametrize("name", [REGULAR, BOLD])
def test_a_missing_font_is_named_and_english_can_still_be_shown(shipped_fonts: Path, tmp_path: Path, name: str):
    shutil.copytree(shipped_fonts, tmp_path / "fonts")
    (tmp_path / "fonts" / name).unlink()
    with pytest.raises(FontMissing, match=name) as raised:
        install_fonts(tmp_path / "fonts")
    assert raised.value.code == "font_missing"
    assert "install the kiosk again" in str(raised.value)
    assert max(picture("A font is missing")) > 0


def test_a_spoilt_font_is_named(shipped_fonts: Path, tmp_path: Path):
    shutil.copytree(shipped_fonts, tmp_path / "fonts")
    (tmp_path / "fonts" / REGULAR).write_bytes(b"\0" * 500)
    with pytest.raises(FontMissing, match=f"{REGULAR}: the font cannot be read"):
        install_fonts(tmp_path / "fonts")


def test_the_shipped_font_is_the_default_of_every_widget():
    assert LabelBase._fonts[DEFAULT_FONT][0].endswith(REGULAR)


@pytest.mark.parametrize("room", range(120, 1000, 61))
def test_a_paragraph_never_begins_a_line_with_a_closing_mark(finger, room: int):
    paragraph = finger.show(KText(text=PARAGRAPH, size_hint=(None, None), width=room))
    lines = paragraph._label.text.split("\n")
    assert "".join(lines) == PARAGRAPH
    assert not [line for line in lines if line[0] in "，。、）”" or line[-1] in "（“"]


def test_a_paragraph_is_never_wider_than_its_place_and_as_high_as_its_lines(finger):
    column = BoxLayout(orientation="vertical", size_hint=(None, None), size=(500, 1000))
    paragraph = KText(text=PARAGRAPH + " Please bring the original of your card.")
    column.add_widget(paragraph)
    finger.show(column)
    assert paragraph.width == 500
    assert paragraph.texture_size[0] <= 500
    assert paragraph.height == paragraph.texture_size[1]
    one_line = finger.show(KText(text="一行", size_hint_x=None, width=500)).height
    assert paragraph.height == one_line * len(paragraph._label.text.split("\n"))


def test_a_paragraph_follows_a_new_width_and_a_new_text(finger):
    paragraph = finger.show(KText(text=PARAGRAPH, size_hint_x=None, width=900))
    wide = paragraph.height
    paragraph.width = 300
    finger.advance(0.1)
    assert paragraph.height > wide
    paragraph.text = "短"
    finger.advance(0.1)
    assert paragraph.height < wide
    assert paragraph.text == "短"


def test_what_people_typed_is_never_taken_for_markup(finger):
    paragraph = finger.show(KText(text="[b]张三[/b]", size_hint_x=None, width=900))
    assert paragraph._label.text == "[b]张三[/b]"


def test_characters_without_a_glyph_are_named_by_their_code_point():
    assert shown_as("𪚊") == "[U+2A68A]"
    assert shown_as("\t") == " "
