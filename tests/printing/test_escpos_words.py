"""What the printer's bytes mean, as a table, and that no bytes at all can confuse the reader of answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceState, ErrorCode
from devices.receipt_printer import escpos_words as words
from devices.receipt_printer.api import Cover, Cutter, Head, PaperSupply
from devices.receipt_printer.escpos_words import Answers, Cleared, Name, ProcessId, RollByte, StatusByte, fold, parse

ONLINE, DISCONNECTED = DeviceState.ONLINE, DeviceState.DISCONNECTED
BROKEN, PERSON = DeviceState.HARDWARE_ERROR, DeviceState.USER_ERROR
OK, LOW, OUT, JAMMED, UNKNOWN = (
    PaperSupply.OK,
    PaperSupply.LOW,
    PaperSupply.OUT,
    PaperSupply.JAMMED,
    PaperSupply.UNKNOWN,
)
SHUT, OPEN, COVER_UNKNOWN = Cover.CLOSED, Cover.OPEN, Cover.UNKNOWN
WELL = (Cutter.OK, Head.OK)
STUCK = (Cutter.JAMMED, Head.OK)
HOT = (Cutter.OK, Head.HOT)
SILENT = (Cutter.UNKNOWN, Head.UNKNOWN)
UNSURE = (Cutter.OK, Head.UNKNOWN)

# Source of the first six rows: what Epson printers were seen to answer; of the bits: Epson's reference, DLE EOT.
MEANING = [
    ((0x12, 0x12, 0x12, 0x12), ONLINE, None, OK, SHUT, WELL),
    ((0x12, 0x12, 0x12, 0x1E), ONLINE, None, LOW, SHUT, WELL),
    ((0x1A, 0x32, 0x12, 0x7E), PERSON, ErrorCode.PAPER_OUT, OUT, SHUT, WELL),
    ((0x1A, 0x16, 0x12, 0x12), PERSON, ErrorCode.COVER_OPEN, OK, OPEN, WELL),
    ((0x1A, 0x52, 0x1A, 0x12), BROKEN, ErrorCode.CUTTER_JAM, OK, SHUT, STUCK),
    ((0x1A, 0x52, 0x52, 0x12), BROKEN, ErrorCode.HEAD_HOT, OK, SHUT, HOT),
    ((0x1A, 0x52, 0x16, 0x12), BROKEN, ErrorCode.PAPER_JAM, JAMMED, SHUT, WELL),
    ((0x1A, 0x52, 0x32, 0x12), BROKEN, ErrorCode.HARDWARE_ERROR, OK, SHUT, WELL),
    ((0x1A, 0x32, 0x12, 0x12), PERSON, ErrorCode.PAPER_OUT, OUT, SHUT, WELL),
    ((0x1A, 0x12, 0x12, 0x12), PERSON, ErrorCode.NOT_READY, OK, SHUT, WELL),
    # several at once: fault (knife, unrecoverable, jam, heat), then cover, then paper
    ((0x1A, 0x76, 0x7E, 0x7E), BROKEN, ErrorCode.CUTTER_JAM, OUT, OPEN, (Cutter.JAMMED, Head.UNKNOWN)),
    ((0x1A, 0x72, 0x76, 0x7E), BROKEN, ErrorCode.HARDWARE_ERROR, OUT, SHUT, HOT),
    ((0x1A, 0x72, 0x56, 0x7E), BROKEN, ErrorCode.PAPER_JAM, JAMMED, SHUT, HOT),
    ((0x1A, 0x72, 0x52, 0x7E), BROKEN, ErrorCode.HEAD_HOT, OUT, SHUT, HOT),
    ((0x1A, 0x56, 0x1A, 0x7E), BROKEN, ErrorCode.CUTTER_JAM, OUT, OPEN, STUCK),
    ((0x1A, 0x36, 0x12, 0x7E), PERSON, ErrorCode.COVER_OPEN, OUT, OPEN, WELL),
    # a cover that was opened while printing raises the same bit as a hot head
    ((0x1A, 0x56, 0x52, 0x12), PERSON, ErrorCode.COVER_OPEN, OK, OPEN, UNSURE),
    # silence, whole and in part
    ((None, None, None, None), DISCONNECTED, ErrorCode.DISCONNECTED, UNKNOWN, COVER_UNKNOWN, SILENT),
    ((0x12, None, None, None), BROKEN, ErrorCode.TIMEOUT, UNKNOWN, COVER_UNKNOWN, SILENT),
    ((0x12, 0x12, 0x12, None), BROKEN, ErrorCode.TIMEOUT, UNKNOWN, SHUT, WELL),
    ((0x1A, 0x16, None, None), PERSON, ErrorCode.COVER_OPEN, UNKNOWN, OPEN, SILENT),
]

answers = st.tuples(*[st.none() | st.integers(0, 255)] * 4)


@pytest.mark.parametrize(("bytes_", "state", "code", "paper", "cover", "rest"), MEANING)
def test_the_four_bytes_mean(
    bytes_: Answers,
    state: DeviceState,
    code: ErrorCode | None,
    paper: PaperSupply,
    cover: Cover,
    rest: tuple[Cutter, Head],
) -> None:
    status = fold("printer", bytes_)
    assert (status.state, status.error and status.error.code) == (state, code)
    assert (status.paper, status.cover) == (paper, cover)
    assert (status.cutter, status.head) == rest


@given(answers)
def test_what_esc_pos_has_no_word_for_is_never_reported(given_answers: Answers) -> None:
    assert fold("printer", given_answers).slot is None


@given(answers)
def test_a_printer_is_online_exactly_when_it_has_no_error(given_answers: Answers) -> None:
    status = fold("printer", given_answers)
    assert (status.state is ONLINE) == (status.error is None)


@given(answers)
def test_what_was_not_answered_is_never_paper_ok(given_answers: Answers) -> None:
    silent = fold("printer", (*given_answers[:3], None))
    assert silent.paper not in (PaperSupply.OK, PaperSupply.LOW)
    assert silent.error is not None


@pytest.mark.parametrize(
    ("data", "expected", "rest"),
    [
        (b"", [], b""),
        (b"\x12\x1e", [StatusByte(0x12), StatusByte(0x1E)], b""),
        (b"\x37\x22" + b"0042\x00", [ProcessId(b"0042")], b""),
        (b"\x37\x25\x00", [Cleared()], b""),
        (b"\x0c", [RollByte(0x0C)], b""),
        (b"\x12\x37\x22" + b"00", [StatusByte(0x12)], b"\x37\x22" + b"00"),
        (b"\x37", [], b"\x37"),
        (b"\x37\x25\x12", [StatusByte(0x12)], b""),
        (b"\xff\x13\x11", [], b""),
        (b"\x5fTM-T88V\x00", [Name("TM-T88V")], b""),
        (b"\x5f\x00", [Name("")], b""),
        (b"\x5f\xb4\xf2TP-80 \x00\x12", [Name("TP-80"), StatusByte(0x12)], b""),
        (b"\x12\x5fTM", [StatusByte(0x12)], b"\x5fTM"),
        (b"\x5fT\x12\x00", [StatusByte(0x12), RollByte(0)], b""),
        (b"\x5f" + b"A" * 81 + b"\x00", [RollByte(0)], b""),
    ],
)
def test_answers_are_told_apart(data: bytes, expected: list[words.Answer], rest: bytes) -> None:
    assert parse(data) == (expected, rest)


@given(st.binary(), st.integers(0, 64))
def test_it_does_not_matter_where_answers_are_cut_in_two(data: bytes, at: int) -> None:
    first, rest = parse(data[:at])
    second, left = parse(rest + data[at:])
    assert (first + second, left) == parse(data)


@given(st.binary())
def test_no_bytes_are_kept_for_ever(data: bytes) -> None:
    _, rest = parse(data)
    assert len(rest) <= 1 + words.LONGEST_NAME


@given(st.binary().map(lambda data: b"\x5f" + data + b"\x00"))
def test_names_are_short_and_can_be_shown(data: bytes) -> None:
    answers, _ = parse(data)
    names = [answer.text for answer in answers if isinstance(answer, Name)]
    assert all(len(name) <= words.LONGEST_NAME and name.isascii() for name in names)
    assert all(name.isprintable() for name in names)


@pytest.mark.parametrize(
    ("word", "reference"),
    [
        (words.ask_status(4), "10 04 04"),
        (words.CLEAR_BUFFERS, "10 14 08 01 03 14 01 06 02 08"),
        (words.RECOVER_CLEARED, "10 05 02"),
        (words.INITIALIZE, "1b 40"),
        (words.NO_AUTOMATIC_STATUS, "1d 61 00"),
        (words.ASK_ROLL, "1d 72 01"),
        (words.ask_name(67), "1d 49 43"),
        (words.ask_process_id(42), "1d 28 48 06 00 30 30 30 30 34 32"),
        (words.FEED_AND_CUT, "1d 56 42 00"),
        (next(words.bands(np.ones((2, 9), dtype=np.bool_))), "1d 76 30 00 02 00 02 00 ff 80 ff 80"),
    ],
)
def test_the_words_are_those_of_the_reference(word: bytes, reference: str) -> None:
    """Source: Epson ESC/POS Command Reference, the row "Hex" of each command."""
    assert word.hex(" ") == reference


def test_a_picture_goes_out_in_bands_that_hold_all_of_it() -> None:
    raster = np.random.default_rng(3).random((300, 20)) < 0.5
    bands = list(words.bands(raster))
    rows = [np.frombuffer(band[8:], dtype=np.uint8).reshape(-1, 3) for band in bands]
    assert [band[:8] for band in bands] == [b"\x1dv0\x00\x03\x00" + bytes((height, 0)) for height in (128, 128, 44)]
    assert (np.unpackbits(np.vstack(rows), axis=1)[:, :20] == raster).all()
