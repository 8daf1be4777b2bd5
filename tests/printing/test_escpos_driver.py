"""The real driver against printers that are cheap, mute, slow or cut off."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.receipt_printer import escpos, escpos_talk, escpos_wire, escpos_words
from devices.receipt_printer.api import PaperSupply, Raster
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.simulated.fault import read_fault
from devices.virtual.escpos_printer import VirtualEscposPrinter
from tests.conftest import TurnedClock
from tests.printing.grounds import (
    WIDTH,
    Ground,
    MemoryPrinter,
    driver,
    driver_in_memory,
    ink,
    joined_in_memory,
    opened,
    receipt,
    shows_exactly,
)

RECEIPT = receipt(100)


class ScriptedWire:
    """Says what `reply` returns for each write; waiting for more turns the clock."""

    patience = 3.0

    def __init__(self, clock: TurnedClock, reply: Callable[[bytes], bytes]) -> None:
        self._clock = clock
        self._reply = reply
        self._said = b""

    def write(self, data: bytes) -> None:
        self._said += self._reply(data)

    def read(self, timeout: float) -> bytes:
        said, self._said = self._said[:16], self._said[16:]
        if not said:
            self._clock.advance(timeout)
        return said

    def drop(self) -> None:
        pass


def scripted(clock: TurnedClock, reply: Callable[[bytes], bytes]) -> EscposReceiptPrinter:
    return EscposReceiptPrinter("printer", "scripted", WIDTH, clock, connect=lambda: ScriptedWire(clock, reply))


@pytest.fixture
def joined() -> Iterator[Ground]:
    with joined_in_memory() as ground, opened(ground):
        yield ground


def test_a_printer_that_answers_nothing_is_not_taken_for_well(clock: TurnedClock) -> None:
    with pytest.raises(DeviceError) as caught:
        scripted(clock, lambda _: b"").open()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_status_takes_less_than_a_second_however_mute_the_printer_is(clock: TurnedClock) -> None:
    replies = iter([b"\x12"] * 5)  # enough to be opened
    printer = scripted(clock, lambda data: next(replies, b"") if data[:2] == b"\x10\x04" else b"")
    printer.open()
    before = clock.monotonic()
    status = printer.status()
    took = clock.monotonic() - before
    printer.close()
    assert status.state is DeviceState.DISCONNECTED
    assert took < 1.0 - escpos_wire.CONNECT_WITHIN


def test_status_does_not_wait_for_a_printer_that_is_slow_to_be_reached(
    clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect() -> ScriptedWire:
        assert reached.wait(10)
        return ScriptedWire(clock, lambda data: b"\x12" if data[:2] == b"\x10\x04" else b"")

    monkeypatch.setattr(escpos, "STATUS_WITHIN", 0.1)
    reached = threading.Event()
    reached.set()
    printer = EscposReceiptPrinter("printer", "scripted", WIDTH, clock, connect=connect)
    printer.open()
    reached.clear()
    printer._talk.end()
    asking = threading.Thread(target=printer.status)
    asking.start()
    asking.join(5)
    answered = not asking.is_alive()
    reached.set()
    printer.close()
    assert answered


def test_a_device_that_talks_without_end_is_given_up(clock: TurnedClock) -> None:
    class Mad(ScriptedWire):
        def read(self, timeout: float) -> bytes:
            return super().read(timeout) or (b"\x00" * 16 if mad.is_set() else b"")

    mad = threading.Event()
    wire = Mad(clock, lambda data: b"\x12" if data[:2] == b"\x10\x04" else b"")
    printer = EscposReceiptPrinter("printer", "scripted", WIDTH, clock, connect=lambda: wire)
    printer.open()
    mad.set()
    status = printer.status()
    printer.close()
    assert status.error is not None
    assert (status.state, status.error.detail) == (DeviceState.DISCONNECTED, "ConnectionError: it talks without end")


def test_a_listener_may_close_the_printer_which_is_then_free(clock: TurnedClock) -> None:
    held: list[ScriptedWire] = []

    class Held(ScriptedWire):
        def drop(self) -> None:
            held.remove(self)

    def connect() -> ScriptedWire:
        held.append(Held(clock, lambda data: b"\x12" if data[:2] == b"\x10\x04" else b""))
        return held[-1]

    printer = EscposReceiptPrinter("printer", "scripted", WIDTH, clock, connect=connect)
    printer.open()
    printer.subscribe(lambda status: printer.close() if status.state is DeviceState.BUSY else None)
    with pytest.raises(DeviceError) as caught:
        printer.print(RECEIPT)
    assert caught.value.code is ErrorCode.CANCELLED
    assert held == []
    assert printer.status().state is DeviceState.OFFLINE


def test_a_printer_that_falls_silent_while_printing_is_given_up(clock: TurnedClock) -> None:
    def reply(data: bytes) -> bytes:
        if data.startswith(b"\x1dv0"):
            silent.set()
        return b"" if silent.is_set() else b"\x12" if data[:2] == b"\x10\x04" else b""

    silent = threading.Event()
    printer = scripted(clock, reply)
    printer.open()
    with pytest.raises(DeviceError) as caught:
        printer.print(RECEIPT)
    printer.close()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_a_printer_that_is_never_done_is_given_up_in_time(clock: TurnedClock) -> None:
    printer = scripted(clock, lambda data: b"\x12" if data[:2] == b"\x10\x04" else b"")
    printer.open()
    before = clock.monotonic()
    with pytest.raises(DeviceError) as caught:
        printer.print(RECEIPT, timeout=5.0)
    printer.close()
    assert caught.value.code is ErrorCode.TIMEOUT
    assert clock.monotonic() - before < 7.0


def test_the_echo_of_another_receipt_is_not_taken_for_this_one(clock: TurnedClock) -> None:
    def reply(data: bytes) -> bytes:
        if data[:2] == b"\x10\x04":
            return b"\x12"
        return b"\x37\x22" + b"7777\x00" if b"\x1d(H" in data else b""

    printer = scripted(clock, reply)
    printer.open()
    with pytest.raises(DeviceError) as caught:
        printer.print(RECEIPT, timeout=5.0)
    printer.close()
    assert caught.value.code is ErrorCode.TIMEOUT


def test_surplus_status_bytes_are_not_taken_for_answers(clock: TurnedClock) -> None:
    """Stray "paper out" after each answer, more than is read at once: what a picture with DLE EOT in it may leave."""
    printer = scripted(clock, lambda data: b"\x12" + b"\x7e" * 20 if data[:2] == b"\x10\x04" else b"")
    printer.open()
    status = printer.status()
    printer.close()
    assert (status.paper, status.error) == (PaperSupply.OK, None)


def test_trouble_that_is_seen_only_once_while_printing_is_no_trouble(clock: TurnedClock) -> None:
    """A picture may hold DLE EOT 4, whose answer "paper out" arrives just before the one that was asked for."""

    def reply(data: bytes) -> bytes:
        if b"\x1d(H" in data:
            jobs.append(data[-4:])
            return b"" if len(jobs) > 1 else b"\x37\x22" + jobs[0] + b"\x00"
        if data[:2] != b"\x10\x04":
            return b""
        looks.extend(data[2:] if len(jobs) > 1 else b"")
        if len(looks) == 9:
            return b"\x12\x37\x22" + jobs[-1] + b"\x00"
        return b"\x32" if len(looks) == 2 else b"\x12"

    jobs: list[bytes] = []
    looks: list[int] = []
    printer = scripted(clock, reply)
    printer.open()
    printer.print(RECEIPT)
    printer.close()
    assert len(looks) >= 9


def commands_as_dots() -> Raster:
    """A picture whose bytes are real-time questions, and the answer "printer" to each."""
    row = np.unpackbits(np.frombuffer(b"\x10\x04\x01\x10\x04\x04" * 12, dtype=np.uint8)).astype(np.bool_)
    return np.tile(row, (200, 1))


@pytest.mark.parametrize("paper_mm", [80_000.0, 1_000.0])
def test_a_picture_that_looks_like_commands_is_printed_as_it_is(paper_mm: float) -> None:
    with joined_in_memory(paper_mm=paper_mm) as ground, opened(ground):
        ground.device.print(commands_as_dots())
        assert shows_exactly(ground.hands.receipts[0], commands_as_dots())


def test_a_printer_without_process_ids_prints_no_rubbish_and_is_waited_for() -> None:
    with joined_in_memory(echoes=False) as ground, opened(ground):
        ground.device.print(RECEIPT)
        assert shows_exactly(ground.hands.receipts[0], RECEIPT)
        assert not ground.hands.unread


def test_everything_sent_is_understood(joined: Ground) -> None:
    joined.device.print(RECEIPT)
    assert not joined.hands.unread


@pytest.mark.parametrize("clears", [True, False])
def test_a_picture_cut_short_by_the_cable_does_not_swallow_the_next_receipt(clears: bool) -> None:
    with joined_in_memory(clears=clears) as ground, opened(ground):

        def cut_the_cable() -> None:
            ground.hands.plugged = False  # the printer keeps its power, and what it has received

        ground.print_until(RECEIPT[: escpos_words.BAND_ROWS // 2], cut_the_cable)
        ground.hands.plugged = True
        ground.device.print(receipt(30, seed=2))
        assert shows_exactly(ground.hands.receipts[-1], receipt(30, seed=2))


def test_the_end_of_a_roll_is_cut_off_before_the_next_receipt(joined: Ground) -> None:
    joined.print_until(RECEIPT, joined.hands.open_cover)
    joined.hands.close_cover()
    joined.device.status()
    assert [ink(scrap).any() for scrap in joined.hands.scraps] == [True]


def test_what_hangs_out_is_cut_once(joined: Ground) -> None:
    joined.hands.open_cover()
    joined.device.status()
    joined.hands.close_cover()
    joined.device.status()
    joined.device.status()
    assert len(joined.hands.scraps) == 1


def test_one_connection_serves_many_receipts(joined: Ground) -> None:
    joined.device.print(RECEIPT)
    joined.device.print(RECEIPT)
    assert joined.hands.connections == 1


def test_status_while_printing_is_busy_and_does_not_wait(joined: Ground) -> None:
    seen: list[DeviceState] = []
    joined.print_until(RECEIPT, lambda: seen.append(joined.device.status().state))
    assert seen == [DeviceState.BUSY]


def test_listeners_hear_of_busy_and_of_the_end(joined: Ground) -> None:
    heard: list[DeviceState] = []
    joined.device.subscribe(lambda status: heard.append(status.state))
    joined.device.print(RECEIPT)
    assert heard == [DeviceState.BUSY, DeviceState.ONLINE]


def test_a_listener_that_fails_does_not_stop_the_receipt(joined: Ground) -> None:
    def fail(_: object) -> None:
        raise RuntimeError

    joined.device.subscribe(fail)
    joined.device.print(RECEIPT)
    assert joined.hands.receipts


def test_a_change_is_noticed_without_being_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.receipt_printer.escpos.LOOK_EVERY", 0.01)
    heard = threading.Event()
    with joined_in_memory() as ground:
        ground.device.subscribe(lambda status: status.state is DeviceState.USER_ERROR and heard.set())
        with opened(ground):
            ground.hands.open_cover()
            assert heard.wait(5.0)


def test_closing_in_the_middle_of_a_receipt_cancels_it(clock: TurnedClock) -> None:
    closing: list[threading.Thread] = []

    def close_meanwhile() -> None:
        closing.append(threading.Thread(target=ground.device.close))
        closing[0].start()
        assert ground.device._closing.wait(5.0)

    printer = MemoryPrinter(clock)
    ground = Ground(driver_in_memory(printer, clock), printer)
    ground.device.open()
    failure = ground.print_until(RECEIPT, close_meanwhile)
    closing[0].join()
    assert failure is not None
    assert failure.code is ErrorCode.CANCELLED
    assert not printer.receipts
    assert not printer.kept


def test_a_look_that_waited_for_its_turn_does_not_connect_to_a_printer_closed_meanwhile(
    joined: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closes:
        """The lock of the driver, held by somebody who closes it."""

        def acquire(self, timeout: float) -> bool:
            monkeypatch.undo()
            joined.device.close()
            return bool(joined.device._lock.acquire(timeout=timeout))

        def release(self) -> None: ...

    monkeypatch.setattr(joined.device, "_lock", Closes())
    assert joined.device.status().state is DeviceState.OFFLINE
    assert joined.hands.connections == 1


def test_a_printer_that_is_not_open_says_so(clock: TurnedClock) -> None:
    printer = scripted(clock, lambda _: b"\x12")
    with pytest.raises(DeviceError) as caught:
        printer.print(RECEIPT)
    assert caught.value.code is ErrorCode.NOT_READY
    assert printer.status().state is DeviceState.OFFLINE


# --- on the wire


def test_a_refused_connection_leaves_no_socket_behind() -> None:
    with VirtualEscposPrinter() as printer:
        away = driver(printer)
    with pytest.raises(DeviceError) as caught:
        away.open()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_a_printer_in_use_cannot_be_opened_until_it_is_let_go() -> None:
    with VirtualEscposPrinter() as printer:
        first, second = driver(printer), driver(printer)
        first.open()
        with pytest.raises(DeviceError):
            second.open()
        first.close()
        second.open()
        second.print(RECEIPT)
        second.close()
        assert shows_exactly(printer.receipts[0], RECEIPT)


def test_a_printer_is_handed_over_a_hundred_times_without_a_failure() -> None:
    with VirtualEscposPrinter() as printer:
        for _ in range(100):
            mine = driver(printer)
            mine.open()
            mine.close()


def test_a_printer_that_takes_no_more_bytes_is_cleared_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escpos_talk, "PATIENCE", 0.2)
    long = receipt(1500)  # far more than printer and network can keep
    with VirtualEscposPrinter(paper_mm=40) as printer:
        mine = driver(printer)
        mine.open()
        with pytest.raises(DeviceError) as caught:
            mine.print(long)
        printer.load_paper(10_000)
        mine.status()
        mine.print(RECEIPT)
        mine.close()
        assert caught.value.code is ErrorCode.PAPER_OUT
        assert [shows_exactly(png, RECEIPT) for png in printer.receipts] == [True]


@pytest.mark.processes
def test_importing_the_driver_leaves_no_files_and_no_log_handlers(tmp_path: Path) -> None:
    code = "import logging, devices.receipt_printer.escpos; assert not logging.getLogger().handlers"
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-W", "error", "-c", code], env=environment, check=True, timeout=30)
    assert not list(tmp_path.iterdir())


# --- who it is


def test_a_printer_is_asked_for_its_names(joined: Ground) -> None:
    info = joined.device.info()
    assert (info.model, info.firmware, info.serial) == ("KIOSK Virtual ESC/POS", "1.00 ESC/POS", "V0001")
    assert not info.simulated


def test_a_printer_that_was_in_trouble_when_it_was_opened_is_asked_later() -> None:
    with joined_in_memory() as ground:
        ground.hands.open_cover()
        with opened(ground):
            before = ground.device.info().serial
            ground.hands.close_cover()
            ground.device.print(RECEIPT)
            assert (before, ground.device.info().serial) == (None, "V0001")


def test_a_printer_that_tells_no_names_is_still_something(clock: TurnedClock) -> None:
    printer = scripted(clock, lambda data: b"\x12" if data[:2] == b"\x10\x04" else b"")
    printer.open()
    info = printer.info()
    printer.close()
    assert (info.model, info.driver) == ("ESC/POS receipt printer", "python-escpos, scripted")
    assert (info.firmware, info.serial) == (None, None)


# --- whatever it says


@given(
    st.lists(st.binary(max_size=20) | st.sampled_from([b"\x12", b"\x00", b"\x37\x22", b"\x37\x25\x00", b"\x5fA\x00"]))
)
@settings(max_examples=200, deadline=None)
def test_no_answers_bring_anything_but_a_device_error(said: list[bytes]) -> None:
    clock = TurnedClock()
    answers = cycle(said or [b""])
    printer = scripted(clock, lambda _: next(answers))
    with suppress(DeviceError):
        printer.open()
    with suppress(DeviceError):
        printer.print(RECEIPT[:200], timeout=2.0)
    printer.status()
    printer.close()


# --- a knife that was freed


def test_a_freed_knife_is_told_to_recover_by_itself_after_a_while() -> None:
    clock = TurnedClock()
    printer = MemoryPrinter(clock)
    mine = driver_in_memory(printer, clock)
    mine.open()
    printer.jam()
    jammed = mine.status().state
    printer.clear_jam()
    clock.advance(escpos.RECOVER_EVERY)
    recovered = mine.status().state
    mine.close()
    assert (jammed, recovered) == (DeviceState.HARDWARE_ERROR, DeviceState.ONLINE)


def test_a_jammed_knife_is_not_moved_at_every_look(clock: TurnedClock) -> None:
    def reply(data: bytes) -> bytes:
        attempts.extend([data] * (data == escpos_words.RECOVER_CLEARED))
        return {b"\x10\x04\x01": b"\x1a", b"\x10\x04\x02": b"\x52", b"\x10\x04\x03": b"\x1a"}.get(data, b"\x12")

    attempts: list[bytes] = []
    printer = scripted(clock, reply)
    printer.open()
    printer.status()
    printer.status()
    printer.close()
    assert len(attempts) == 1


# --- cancelled


def test_cancelled_is_said_though_the_printer_is_in_trouble_by_then(joined: Ground) -> None:
    def cancel_and_open_the_cover() -> None:
        joined.device.cancel()
        joined.hands.open_cover()

    failure = joined.print_until(RECEIPT, cancel_and_open_the_cover)
    assert failure is not None
    assert failure.code is ErrorCode.CANCELLED
    assert joined.device.status().state is DeviceState.USER_ERROR


def test_a_cancelled_receipt_leaves_the_printer_empty(joined: Ground) -> None:
    joined.cancel_in_the_middle(RECEIPT)
    assert not joined.hands.kept
    assert not joined.hands.receipts


@pytest.mark.parametrize("echoes", [True, False])
def test_the_late_end_of_a_receipt_is_never_taken_for_the_end_of_the_next(echoes: bool) -> None:
    """Even by a printer that cannot clear its buffers, and brings the first one out after all."""
    with joined_in_memory(echoes=echoes, clears=False) as ground, opened(ground):
        ground.hands.faults.arm(read_fault("print", "delay:5", times=2))
        late = ground.failure(RECEIPT[:100], timeout=2.0)
        ground.device.print(receipt(12, seed=2))
        assert late is not None
        assert late.code is ErrorCode.TIMEOUT
        assert shows_exactly(ground.hands.receipts[-1], receipt(12, seed=2))
