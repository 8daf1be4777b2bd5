"""What the printer's bytes mean, as a table, and that no bytes at all can confuse the reader of answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceState, ErrorCode
from devices.receipt_printer import escpos_words as words
from devices.receipt_printer.api import Cover, PaperSupply
from devices.receipt_printer.escpos_words import Answers, Cleared, ProcessId, RollByte, StatusByte, fold, parse

ONLINE, DISCONNECTED = DeviceState.ONLINE, DeviceState.DISCONNECTED
BROKEN, PERSON = DeviceState.HARDWARE_ERROR, DeviceState.USER_ERROR

# Source of the first six rows: what Epson printers were seen to answer.
MEANING = [
    ((0x12, 0x12, 0x12, 0x12), ONLINE, None, PaperSupply.OK, Cover.CLOSED),
    ((0x12, 0x12, 0x12, 0x1E), ONLINE, None, PaperSupply.LOW, Cover.CLOSED),
    ((0x1A, 0x32, 0x12, 0x7E), PERSON, ErrorCode.PAPER_OUT, PaperSupply.OUT, Cover.CLOSED),
    ((0x1A, 0x16, 0x12, 0x12), PERSON, ErrorCode.COVER_OPEN, PaperSupply.OK, Cover.OPEN),
    ((0x1A, 0x52, 0x1A, 0x12), BROKEN, ErrorCode.CUTTER_JAM, PaperSupply.OK, Cover.CLOSED),
    ((0x1A, 0x52, 0x52, 0x12), BROKEN, ErrorCode.HEAD_HOT, PaperSupply.OK, Cover.CLOSED),
    ((0x1A, 0x52, 0x16, 0x12), BROKEN, ErrorCode.PAPER_JAM, PaperSupply.JAMMED, Cover.CLOSED),
    ((0x1A, 0x52, 0x32, 0x12), BROKEN, ErrorCode.HARDWARE_ERROR, PaperSupply.OK, Cover.CLOSED),
    ((0x1A, 0x32, 0x12, 0x12), PERSON, ErrorCode.PAPER_OUT, PaperSupply.OUT, Cover.CLOSED),
    ((0x1A, 0x12, 0x12, 0x12), PERSON, ErrorCode.NOT_READY, PaperSupply.OK, Cover.CLOSED),
    # several at once: fault, then cover, then paper
    ((0x1A, 0x56, 0x1A, 0x7E), BROKEN, ErrorCode.CUTTER_JAM, PaperSupply.OUT, Cover.OPEN),
    ((0x1A, 0x36, 0x12, 0x7E), PERSON, ErrorCode.COVER_OPEN, PaperSupply.OUT, Cover.OPEN),
    # silence, whole and in part
    ((None, None, None, None), DISCONNECTED, ErrorCode.DISCONNECTED, PaperSupply.UNKNOWN, Cover.UNKNOWN),
    ((0x12, None, None, None), BROKEN, ErrorCode.TIMEOUT, PaperSupply.UNKNOWN, Cover.UNKNOWN),
    ((0x12, 0x12, 0x12, None), BROKEN, ErrorCode.TIMEOUT, PaperSupply.UNKNOWN, Cover.CLOSED),
    ((0x1A, 0x16, None, None), PERSON, ErrorCode.COVER_OPEN, PaperSupply.UNKNOWN, Cover.OPEN),
]

answers = st.tuples(*[st.none() | st.integers(0, 255)] * 4)


@pytest.mark.parametrize(("bytes_", "state", "code", "paper", "cover"), MEANING)
def test_the_four_bytes_mean(
    bytes_: Answers, state: DeviceState, code: ErrorCode | None, paper: PaperSupply, cover: Cover
) -> None:
    status = fold("printer", bytes_)
    assert (status.state, status.error and status.error.code) == (state, code)
    assert (status.paper, status.cover) == (paper, cover)


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
    assert len(rest) < 7


def test_a_picture_goes_out_in_bands_that_hold_all_of_it() -> None:
    raster = np.random.default_rng(3).random((300, 20)) < 0.5
    bands = list(words.bands(raster))
    rows = [np.frombuffer(band[8:], dtype=np.uint8).reshape(-1, 3) for band in bands]
    assert [band[:8] for band in bands] == [b"\x1dv0\x00\x03\x00" + bytes((height, 0)) for height in (128, 128, 44)]
    assert (np.unpackbits(np.vstack(rows), axis=1)[:, :20] == raster).all()
