"""The language of the security modules, byte for byte as it is published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import Action, DeviceError, ErrorCode
from devices.card import sdt
from devices.card.sdt import Answer, Decoder

DEVICE = "card_reader"
NO_CARD = bytes.fromhex("AAAAAA9669000400008084")
FOUND = bytes.fromhex("AAAAAA9669000800009F0000000097")
READ = bytes.fromhex("AAAAAA9669050800009001000400") + bytes(1280) + bytes.fromhex("98")


@pytest.mark.parametrize(
    ("command", "published"),
    [
        (sdt.STATUS, "AAAAAA9669000311FFED"),
        (sdt.SAM_ID, "AAAAAA9669000312FFEE"),
        (sdt.FIND, "AAAAAA96690003200122"),
        (sdt.SELECT, "AAAAAA96690003200221"),
        (sdt.READ, "AAAAAA96690003300132"),
        (sdt.READ_MORE, "AAAAAA96690003300330"),
    ],
)
def test_requests_are_the_published_ones(command: bytes, published: str) -> None:
    assert sdt.request(command) == bytes.fromhex(published)


@pytest.mark.parametrize(
    ("published", "answer"),
    [
        (NO_CARD, Answer(0x80, b"")),
        (FOUND, Answer(0x9F, bytes(4))),
        (bytes.fromhex("AAAAAA9669000400009094"), Answer(0x90, b"")),
        (bytes.fromhex("AAAAAA9669000C00009000000000000000009C"), Answer(0x90, bytes(8))),
        (READ, Answer(0x90, bytes.fromhex("01000400") + bytes(1280))),
    ],
)
def test_published_answers_are_understood(published: bytes, answer: Answer) -> None:
    assert Decoder().feed(published) == [answer]


def test_fingerprints_are_never_asked_for() -> None:
    assert b"\x30\x10" not in [value for value in vars(sdt).values() if isinstance(value, bytes)]


def test_an_answer_may_come_byte_by_byte() -> None:
    decoder = Decoder()
    heard = [decoder.feed(bytes([byte])) for byte in READ]
    assert heard[:-1] == [[]] * (len(READ) - 1)
    assert heard[-1] == Decoder().feed(READ)


@pytest.mark.parametrize(
    "noise",
    [
        "00",
        "AAAAAA",
        "AA",  # a fourth AA before the three
        "AAAAAA9669",  # a beginning, and nothing after it
        "AAAAAA96690001",  # a length that is none
        "AAAAAA9669FFFF",  # a length that is too long
        "AAAAAA9669000400008085",  # a wrong check byte
    ],
)
def test_it_finds_its_way_back_after_noise(noise: str) -> None:
    assert Decoder().feed(bytes.fromhex(noise) + FOUND + NO_CARD)[-2:] == [Answer(0x9F, bytes(4)), Answer(0x80, b"")]


def test_a_length_that_lies_swallows_no_answer() -> None:
    decoder = Decoder()
    assert decoder.feed(bytes.fromhex("AAAAAA96690020") + NO_CARD) == []
    assert decoder.feed(bytes(32)) == [Answer(0x80, b"")]


@given(st.lists(st.binary(max_size=40) | st.sampled_from([FOUND, NO_CARD, sdt.PREAMBLE, READ[:700]]), max_size=12))
def test_any_bytes_are_answers_or_noise_and_not_many_are_kept(pieces: list[bytes]) -> None:
    decoder = Decoder()
    for piece in pieces:
        assert all(isinstance(answer, Answer) for answer in decoder.feed(piece))
        assert len(decoder._rest) <= 7 + sdt.LONGEST


def test_of_noise_without_end_nothing_is_kept() -> None:
    decoder = Decoder()
    for _ in range(100):
        decoder.feed(b"\x55" * 1000)
    assert len(decoder._rest) < len(sdt.PREAMBLE)


@given(st.binary(max_size=60))
def test_after_any_noise_the_third_answer_is_heard(noise: bytes) -> None:
    assert Decoder().feed(noise + READ * 3)[-1:] == Decoder().feed(READ)


@pytest.mark.parametrize(
    ("meaning", "code", "action"),
    [
        (0x10, ErrorCode.INVALID_DATA, Action.RETRY),
        (0x21, ErrorCode.UNSUPPORTED, Action.CONFIGURE),
        (0x31, ErrorCode.AUTH_FAILED, Action.STAFF),
        (0x40, ErrorCode.UNKNOWN_CARD, Action.RETRY),
        (0x41, ErrorCode.READ_FAILED, Action.RETRY),
        (0x60, ErrorCode.HARDWARE_ERROR, Action.TECHNICIAN),
        (0x66, ErrorCode.HARDWARE_ERROR, Action.TECHNICIAN),
        (0x80, ErrorCode.NO_CARD, Action.RETRY),
        (0x81, ErrorCode.READ_FAILED, Action.RETRY),
        (0x77, ErrorCode.READ_FAILED, Action.RETRY),
    ],
)
def test_every_meaning_has_a_code_and_says_who_acts(meaning: int, code: ErrorCode, action: Action) -> None:
    error = sdt.trouble(Answer(meaning, b""), DEVICE)
    assert (error.code, error.action) == (code, action)
    assert f"SDT {meaning:02X}" in error.detail


@pytest.mark.parametrize("meaning", [0x41, 0x81])
def test_a_failed_read_says_that_the_card_must_be_lifted(meaning: int) -> None:
    assert "lift the card and put it back" in sdt.trouble(Answer(meaning, b""), DEVICE).detail


def test_text_and_photo_are_told_apart() -> None:
    text, photo = sdt.text_and_photo(bytes.fromhex("01000400") + b"t" * 256 + b"p" * 1024, DEVICE)
    assert (text, photo) == (b"t" * 256, b"p" * 1024)


@pytest.mark.parametrize("data", ["", "0100", "01000400", "02000400" + "00" * 1280, "01000400" + "00" * 1281])
def test_lengths_that_do_not_fit_are_refused(data: str) -> None:
    with pytest.raises(DeviceError) as caught:
        sdt.text_and_photo(bytes.fromhex(data), DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


def test_the_number_of_the_module_is_written_as_it_is_printed() -> None:
    assert sdt.sam_id(bytes.fromhex("0500010015DB32014E61BC00B168DE3A")) == "05.01-20110101-0012345678-0987654321"
    assert sdt.sam_id(b"") is None


def test_an_answer_shows_its_meaning_and_nothing_of_a_person() -> None:
    shown = repr(sdt.Answer(0x90, b"ABC"))
    assert "90" in shown
    assert "ABC" not in shown
