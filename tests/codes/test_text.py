"""From bytes to codes: what is taken, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.code_reader.api import Code, Symbology
from devices.code_reader.keys import EVENT, SPOILT, Keys
from devices.code_reader.text import LONGEST, Lines, Spoilt, decoded

CODE = "办件编号：2026-000018"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_is_read_in_both_encodings(encoding: str) -> None:
    assert decoded(CODE.encode(encoding)) == Code(CODE)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a\0b", b"a\x1bb", "a\x85b".encode()])
def test_what_is_not_text_is_refused(data: bytes) -> None:
    assert isinstance(decoded(data), Spoilt)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("]Q1HELLO", Code("HELLO", Symbology.QR)),
        ("]C1HELLO", Code("HELLO", Symbology.CODE_128)),
        ("]d2HELLO", Code("HELLO", Symbology.DATA_MATRIX)),
        ("]L0HELLO", Code("HELLO", Symbology.PDF417)),
        ("]E0690123", Code("]E0690123")),
        ("]Q1", Code("]Q1")),
        ("]Queue", Code("]Queue")),
    ],
)
def test_an_identifier_of_the_symbology_is_no_part_of_the_text(text: str, code: Code) -> None:
    assert decoded(text.encode()) == code


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\r\r\n\n"])
def test_each_ending_ends_a_code(end: bytes) -> None:
    assert Lines().feed(b"ONE" + end + b"TWO" + end) == [Code("ONE"), Code("TWO")]


def test_silence_in_the_middle_of_a_code_spoils_it_and_not_the_next_one() -> None:
    lines = Lines()
    assert lines.feed(b"HAL") == []
    assert [type(code) for code in lines.feed(b"")] == [Spoilt]
    assert lines.feed(b"WHOLE\r") == [Code("WHOLE")]


def test_silence_between_two_codes_is_nothing() -> None:
    assert Lines().feed(b"") == []


def test_a_code_that_never_ends_takes_no_more_room_and_is_refused() -> None:
    lines = Lines()
    for _ in range(100):
        assert lines.feed(b"x" * LONGEST) == []
    assert len(lines._line) == LONGEST
    assert lines.feed(b"\rNEXT\r") == [Spoilt("too long"), Code("NEXT")]


def test_the_longest_code_is_taken() -> None:
    assert lines_of(b"7" * LONGEST + b"\n") == [Code("7" * LONGEST)]


def lines_of(*chunks: bytes) -> list[Code | Spoilt]:
    lines = Lines()
    return [code for chunk in chunks for code in lines.feed(chunk)]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=64)))
def test_any_bytes_make_codes_or_spoilt_ones_however_they_are_cut(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    assert lines_of(*chunks) == lines_of(*([whole] if whole else []))


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200))
def test_any_text_comes_back(text: str) -> None:
    assert lines_of(text.encode() + b"\r\n") in ([Code(text)], [decoded(text.encode())])
    assert isinstance(decoded(text.encode()), Code)


# --- keys


def pressed(*codes: int) -> bytes:
    """Each key down and up, as the kernel reports it: struct input_event of linux/input.h, EV_KEY and EV_SYN."""
    return b"".join(EVENT.pack(0, 0, *event) for code in codes for event in ((1, code, 1), (0, 0, 0), (1, code, 0)))


ALL = sorted({*range(2, 84)} - {42, 54})  # all but the shift keys


def shifted(*codes: int) -> bytes:
    return EVENT.pack(0, 0, 1, 42, 1) + pressed(*codes) + EVENT.pack(0, 0, 1, 42, 0)


def test_keys_type_what_a_us_keyboard_types() -> None:
    """H e l l o , space 4 2 ! Enter, by the numbers of linux/input-event-codes.h."""
    keys = Keys()
    assert keys.typed(shifted(35) + pressed(18, 38, 38, 24, 51, 57, 5, 3) + shifted(2) + pressed(28)) == b"Hello, 42!\n"


def test_every_printable_ascii_character_can_be_typed() -> None:
    typed = Keys().typed(pressed(*ALL) + shifted(*ALL))
    assert set(range(32, 127)) <= set(typed)


def test_a_key_that_is_held_down_types_once() -> None:
    held = EVENT.pack(0, 0, 1, 30, 1) + EVENT.pack(0, 0, 1, 30, 2) * 5 + EVENT.pack(0, 0, 1, 30, 0)
    assert Keys().typed(held) == b"a"


@pytest.mark.parametrize("event", [(0, 3, 0), (1, 29, 1), (1, 500, 1)], ids=["events lost", "control", "unknown key"])
def test_what_cannot_be_known_spoils_the_code(event: tuple[int, int, int]) -> None:
    typed = Keys().typed(pressed(30) + EVENT.pack(0, 0, *event) + pressed(48, 28))
    assert typed == b"a" + SPOILT + b"b\n"
    assert [type(code) for code in Lines().feed(typed)] == [Spoilt]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=80)))
def test_any_events_type_something_or_nothing(chunks: list[bytes]) -> None:
    keys = Keys()
    assert b"".join(keys.typed(chunk) for chunk in chunks) == Keys().typed(b"".join(chunks))
