"""The real driver with bytes that are said by hand, on a pseudo-terminal, and as a keyboard."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.code_reader.keys import EVENT
from devices.code_reader.port import KeyboardPort, port
from devices.code_reader.scan_engine import ScanEngineCodeReader
from devices.simulated.code_reader import CodeReaderMachine
from devices.simulated.fault import Fault, FaultKind, SimulationError
from devices.virtual.scan_engine import VirtualScanEngine
from kiosk.clock import SystemClock
from tests.codes.grounds import Listening, Reading, ScriptedEngine, wait_until
from tests.codes.test_text import pressed


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    monkeypatch.setattr("devices.code_reader.scan_engine.FIRST_PAUSE", 0.005)
    return ScriptedEngine()


@pytest.fixture
def reader(engine: ScriptedEngine) -> Iterator[Listening]:
    reader = Listening("reader", SystemClock(), "serial:/dev/x", connect=engine.connect)
    reader.open()
    yield reader
    reader.close()


def test_a_code_may_come_in_pieces(reader: Listening, engine: ScriptedEngine) -> None:
    reading = Reading(reader)
    engine.say(b"SAM", b"PLE", b"\r", b"\n")
    assert reading.end() == "SAMPLE"


def test_a_code_that_began_before_the_read_is_forgotten(reader: Listening, engine: ScriptedEngine) -> None:
    engine.say(b"BEF")
    wait_until(lambda: reader.chunks == 1)
    reading = Reading(reader)
    engine.say(b"ORE\rAFTER\r")
    assert reading.end() == "AFTER"


def test_a_code_that_breaks_off_is_told_when_the_engine_is_silent(reader: Listening, engine: ScriptedEngine) -> None:
    reading = Reading(reader)
    engine.say(b"HAL", b"")
    assert reading.end() is ErrorCode.INVALID_DATA


def test_a_code_that_is_repeated_is_read_once(reader: Listening, engine: ScriptedEngine) -> None:
    reading = Reading(reader)
    engine.say(b"SAME\rSAME\rSAME\r")
    assert reading.end() == "SAME"
    with pytest.raises(DeviceError) as caught:
        reader.read(0.02)
    assert caught.value.code is ErrorCode.TIMEOUT


def test_half_a_code_of_an_engine_that_was_cut_is_not_joined_to_the_next(
    reader: Listening, engine: ScriptedEngine
) -> None:
    engine.say(b"HALF", None)
    wait_until(lambda: engine.dropped == 1 and reader.status().state is DeviceState.ONLINE)
    reading = Reading(reader)
    engine.show_code("WHOLE")
    assert reading.end() == "WHOLE"


def test_nothing_that_a_code_says_stands_in_an_error(reader: Listening, engine: ScriptedEngine) -> None:
    reading = Reading(reader)
    engine.say("顾砚秋\0\r".encode())
    reading.end()
    assert "顾" not in repr(reading.outcome)
    assert "顾" not in str(reading.outcome)


def test_closing_ends_a_read(reader: Listening) -> None:
    reading = Reading(reader)
    reader.close()
    assert reading.end() is ErrorCode.NOT_READY


# --- addresses


@pytest.mark.parametrize(
    "address", ["", "serial:", "serial:ttyS0", "serial:/dev/ttyS0:7", "usb:/dev/x", "/dev/ttyS0", "hid:3"]
)
def test_an_address_that_says_nothing_is_refused_in_words(address: str) -> None:
    with pytest.raises(ValueError, match=r"serial"):
        port(address)


@pytest.mark.parametrize(
    "address", ["serial:/nowhere/tty", "serial:/nowhere/tty:115200", "hid:/nowhere/event3", "serial:/dev/null:9600"]
)
def test_an_engine_that_is_not_there_is_disconnected(address: str) -> None:
    with pytest.raises(DeviceError) as caught:
        ScanEngineCodeReader("reader", SystemClock(), address).open()
    assert caught.value.code is ErrorCode.DISCONNECTED


# --- on a pseudo-terminal


def test_an_engine_of_another_process_is_not_ready() -> None:
    with VirtualScanEngine() as engine:
        first, second = (ScanEngineCodeReader("reader", SystemClock(), engine.address) for _ in range(2))
        first.open()
        with pytest.raises(DeviceError) as caught:
            second.open()
        first.close()
    assert caught.value.code is ErrorCode.NOT_READY


def test_an_engine_that_sends_gb18030_is_understood() -> None:
    with VirtualScanEngine(encoding="gb18030", suffix=b"\r") as engine:
        reader = ScanEngineCodeReader("reader", SystemClock(), engine.address)
        reader.open()
        reading = Reading(reader)
        engine.show_code("办件编号")
        assert reading.end() == "办件编号"
        reader.close()


def test_a_code_that_is_cut_on_the_wire_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.code_reader.scan_engine.SILENCE", 0.03)
    with VirtualScanEngine() as engine:
        reader = ScanEngineCodeReader("reader", SystemClock(), engine.address)
        reader.open()
        engine.faults.arm(Fault("read", FaultKind.CUT))
        reading = Reading(reader)
        engine.show_code("SAMPLE-2026-000018")
        assert reading.end() is ErrorCode.INVALID_DATA
        reader.close()


def test_a_code_that_the_engine_does_not_see_is_a_timeout() -> None:
    with VirtualScanEngine() as engine:
        reader = ScanEngineCodeReader("reader", SystemClock(), engine.address)
        reader.open()
        engine.faults.arm(Fault("read", FaultKind.MUTE))
        reading = Reading(reader, timeout=0.1)
        engine.show_code("SAMPLE")
        assert reading.end() is ErrorCode.TIMEOUT
        reader.close()


@pytest.mark.parametrize("make", [CodeReaderMachine, VirtualScanEngine])
@pytest.mark.parametrize("text", ["", "a\0b", "x" * 2954], ids=["empty", "control", "long"])
def test_what_no_code_can_say_cannot_be_shown(make: type, text: str) -> None:
    with pytest.raises(SimulationError):
        make().show_code(text)


@pytest.mark.parametrize(("make", "act"), [(CodeReaderMachine, "plug"), (VirtualScanEngine, "unplug")])
def test_what_cannot_be_done_to_a_real_reader_cannot_be_done_to_these(make: type, act: str) -> None:
    with pytest.raises(SimulationError):
        getattr(make(), act)()


# --- as a keyboard


@pytest.fixture
def grabbed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What was asked of the kernel: a pipe cannot be grabbed, so that is only written down."""
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "devices.code_reader.port.fcntl.ioctl", lambda _, request, value: asked.append((request, value))
    )
    return asked


@pytest.fixture
def keyboard(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The path of a keyboard, and the end at which its events are written."""
    path = tmp_path / "event3"
    os.mkfifo(path)
    written = os.open(path, os.O_RDWR)
    yield str(path), written
    os.close(written)


def test_a_keyboard_is_taken_from_every_window(grabbed: list[tuple[int, int]], keyboard: tuple[str, int]) -> None:
    taken = KeyboardPort(keyboard[0])
    taken.drop()
    assert grabbed == [(0x40044590, 1)]  # EVIOCGRAB of linux/input.h


def test_what_an_engine_types_is_read(grabbed: list[tuple[int, int]], keyboard: tuple[str, int]) -> None:
    reader = ScanEngineCodeReader("reader", SystemClock(), f"hid:{keyboard[0]}")
    reader.open()
    reading = Reading(reader)
    os.write(keyboard[1], pressed(2, 3, 4, 28))
    assert reading.end() == "123"
    reader.close()


def test_a_keyboard_that_somebody_else_has_is_not_ready(
    keyboard: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise OSError(errno.EBUSY, "busy")

    monkeypatch.setattr("devices.code_reader.port.fcntl.ioctl", held)
    with pytest.raises(DeviceError) as caught:
        ScanEngineCodeReader("reader", SystemClock(), f"hid:{keyboard[0]}").open()
    assert caught.value.code is ErrorCode.NOT_READY


def test_an_engine_among_other_input_lets_itself_be_closed(
    grabbed: list[tuple[int, int]], keyboard: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = KeyboardPort(keyboard[0])
    monkeypatch.setattr(port, "_take", lambda: EVENT.pack(0, 0, 2, 0, 1))  # a mouse that never stops
    os.write(keyboard[1], b"\0")
    port.wake()
    assert port.read(None) == b""
    port.drop()


def test_a_file_that_is_no_keyboard_is_not_taken_for_one_that_somebody_holds(tmp_path: Path) -> None:
    path = tmp_path / "hidraw0"
    path.touch()
    with pytest.raises(DeviceError, match="is no keyboard") as caught:
        ScanEngineCodeReader("reader", SystemClock(), f"hid:{path}").open()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_why_an_engine_cannot_be_opened_is_told_to_the_technician() -> None:
    with pytest.raises(DeviceError, match="No such file or directory: '/nowhere/tty'"):
        ScanEngineCodeReader("reader", SystemClock(), "serial:/nowhere/tty").open()


def test_a_code_that_was_read_is_kept_nowhere(reader: Listening, engine: ScriptedEngine) -> None:
    reading = Reading(reader)
    engine.show_code("SAMPLE")
    assert reading.end() == "SAMPLE"
    assert "SAMPLE" not in str([getattr(value, "text", value) for value in vars(reader).values()])
