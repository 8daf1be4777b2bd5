"""A tape gives back exactly what was recorded, in order, to the last byte; a driver that does otherwise is told so."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.tape import (
    Entry,
    Player,
    Recorder,
    Tape,
    TapedCard,
    TapedStream,
    TapeError,
    read_tape,
    recorded_scard,
    recorded_stream,
)
from tests.devices.fakes import Heard

ENTRIES = (Entry("write", b"\x10\x04\x01"), Entry("read", b"\x12"), Entry("write", b"print"), Entry("read", b"done"))


def tape(*entries: Entry) -> Tape:
    return Tape("escpos", "T-1", None, "2026-11-23", "print", "done", entries)


def playing(*entries: Entry) -> tuple[TapedStream, Player]:
    player = Player(tape(*entries))
    return TapedStream(player, lambda _: None), player


class Line:
    """A stream that says what a test laid ready."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = deque(answers)
        self.dropped = False

    def write(self, data: bytes) -> None: ...

    def read(self, timeout: float) -> bytes:
        return self.answers.popleft()

    def drop(self) -> None:
        self.dropped = True


class Scard:
    def SCardStatus(self, card: object) -> tuple[int, str, int, int, list[int]]:
        return 0, "reader", 0, 1, [0x3B, 0x00]

    def SCardTransmit(self, card: object, protocol: int, apdu: Sequence[int]) -> tuple[int, list[int]]:
        return (0, [0x90, 0x00]) if apdu[0] == 0 else (-0x7FEFFF97, [])

    def SCardListReaders(self, context: object, groups: Sequence[str]) -> tuple[int, list[str]]:
        return 0, ["reader"]


def test_a_tape_comes_back_from_its_file_as_it_was() -> None:
    assert read_tape(tape(*ENTRIES).dumped()) == tape(*ENTRIES)


def test_a_tape_has_an_entry_a_line() -> None:
    assert ' ["read", "12"],\n' in tape(*ENTRIES).dumped()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        tape().dumped().replace("device-tape/1", "device-tape/9"),
        tape(ENTRIES[0]).dumped().replace("write", "shout"),
        tape(ENTRIES[0]).dumped().replace("100401", "xy"),
    ],
)
def test_what_is_no_tape_is_refused(text: str) -> None:
    with pytest.raises(TapeError):
        read_tape(text)


@given(st.text() | st.builds(lambda value: tape(*ENTRIES).dumped().replace("read", value), st.text()))
def test_whatever_a_file_holds_it_is_a_tape_or_refused(text: str) -> None:
    with contextlib.suppress(TapeError):
        assert isinstance(read_tape(text), Tape)


def test_what_passes_through_a_stream_is_noted_and_the_rest_of_it_works() -> None:
    line, recorder = Line(b"\x12", b"", b"", b"x"), Recorder()
    stream = recorded_stream(line, recorder)
    stream.write(b"ask")
    assert [stream.read(0.1) for _ in range(4)] == [b"\x12", b"", b"", b"x"]
    stream.drop()
    assert line.dropped
    assert recorder.entries == (
        Entry("write", b"ask"),
        Entry("read", b"\x12"),
        Entry("read", b""),  # however often nothing came
        Entry("read", b"x"),
    )


def test_what_passes_between_pcsc_and_a_card_is_noted_and_the_rest_of_it_works() -> None:
    recorder = Recorder()
    scard: Any = recorded_scard(Scard(), recorder)
    scard.SCardStatus(None)
    assert scard.SCardTransmit(None, 1, [0, 0xA4]) == (0, [0x90, 0x00])
    scard.SCardTransmit(None, 1, [0x80])
    assert scard.SCardListReaders(None, []) == (0, ["reader"])
    assert recorder.entries == (
        Entry("atr", b"\x3b\x00"),
        Entry("apdu", b"\x00\xa4"),
        Entry("answer", b"\x90\x00"),
        Entry("apdu", b"\x80"),
        Entry("failed", bytes.fromhex("80100069")),
    )


def test_looks_that_a_driver_takes_by_itself_are_left_out() -> None:
    recorder = Recorder(leave_out="-status")
    look = threading.Thread(target=lambda: recorder.note("write", b"look"), name="printer-status")
    look.start()
    look.join()
    recorder.note("write", b"print")
    assert recorder.entries == (Entry("write", b"print"),)


def test_a_tape_is_played_to_who_does_as_the_recorded_driver_did() -> None:
    stream, player = playing(*ENTRIES)
    stream.write(b"\x10\x04\x01")
    assert (stream.read(0.1), stream.read(0.1)) == (b"\x12", b"")
    stream.write(b"print")
    assert stream.read(0.1) == b"done"
    player.finish()


def test_silence_takes_the_time_that_the_driver_waited_for() -> None:
    waited = Heard()
    TapedStream(Player(tape(ENTRIES[0])), waited).read(0.25)
    assert waited.all == [0.25]


def test_silence_that_a_driver_does_not_wait_for_again_is_passed_over() -> None:
    stream, player = playing(Entry("read", b""), ENTRIES[0], Entry("read", b""))
    stream.write(ENTRIES[0].data)
    player.finish()


@pytest.mark.parametrize("said", [b"other", b"print"])
def test_a_driver_that_says_something_else_or_too_early_is_told_so_even_if_it_hides_it(said: bytes) -> None:
    stream, player = playing(ENTRIES[0])
    with pytest.raises(TapeError, match="entry 1: the driver says write"):
        stream.write(said)
    stream.write(ENTRIES[0].data)
    with pytest.raises(TapeError, match="entry 1"):
        player.finish()


def test_a_driver_that_goes_on_after_the_end_is_told_so() -> None:
    stream, _ = playing()
    with pytest.raises(TapeError, match="the tape is at its end"):
        stream.write(b"more")


def test_what_is_left_over_is_told() -> None:
    stream, player = playing(*ENTRIES)
    stream.write(ENTRIES[0].data)
    with pytest.raises(TapeError, match="entry 2: left over: read 12"):
        player.finish()


def test_a_card_from_tape_says_who_it_is_and_answers() -> None:
    player = Player(tape(Entry("atr", b"\x3b\x00"), Entry("apdu", b"\x00\xa4"), Entry("answer", b"\x90\x00")))
    card = TapedCard(player)
    assert (card.atr, card.answer(b"\x00\xa4")) == (b"\x3b\x00", b"\x90\x00")
    player.finish()


def test_nothing_that_a_card_said_is_in_a_repr() -> None:
    assert "secret" not in repr(Entry("answer", b"secret"))
