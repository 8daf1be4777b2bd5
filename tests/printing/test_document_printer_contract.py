"""What every document printer promises: the simulator, the real driver in memory, the real driver on ippeveprinter."""

from __future__ import annotations

from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.document_printer.api import DocumentPrinterCapabilities, DocumentPrinterStatus, Door, Sheets, Toner
from devices.simulated.document_printer import count_pages
from devices.simulated.fault import Fault, FaultKind, SimulationError
from tests import hardware
from tests.printing.document_grounds import (
    Ground,
    document,
    joined_in_memory,
    on_hardware,
    on_the_wire,
    opened,
    simulated,
)

pytestmark = pytest.mark.contract

PROOF = document(4)
OTHER = document(2, width=500)


MACHINES = [simulated, joined_in_memory, pytest.param(on_the_wire, marks=pytest.mark.processes)]


@pytest.fixture(params=hardware.grounds("document_printer", *MACHINES, real=on_hardware, drivers=["ipp"]))
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    with request.param() as ground, opened(ground):
        yield ground


def test_a_document_lies_in_the_tray_when_print_returns(ground: Ground) -> None:
    ground.device.print(PROOF, "proof")
    assert ground.hands.documents == (PROOF,)
    assert ground.hands.sheets_left == 246


def test_copies_are_printed_one_after_another(ground: Ground) -> None:
    ground.device.print(OTHER, "proof", copies=3)
    assert ground.hands.documents == (OTHER, OTHER, OTHER)
    assert ground.hands.sheets_left == 244


@pytest.mark.parametrize("junk", [b"", b"hello", b"<?xml version='1.0'?>"])
def test_what_is_no_pdf_is_refused(ground: Ground, junk: bytes) -> None:
    assert ground.failure(junk) is ErrorCode.INVALID_DATA
    assert ground.hands.sheets_left == 250


def test_a_pdf_that_is_broken_fails_and_leaves_nothing(ground: Ground) -> None:
    assert ground.failure(b"%PDF-1.7\nbroken") in (ErrorCode.INVALID_DATA, ErrorCode.HARDWARE_ERROR)
    assert not ground.spool()
    assert ground.failure(PROOF) is None


def test_a_printer_that_is_well_says_so(ground: Ground) -> None:
    assert ground.device.status() == DocumentPrinterStatus(DeviceState.ONLINE, None, Sheets.OK, Door.CLOSED, Toner.OK)


def test_it_says_what_it_is_and_can(ground: Ground) -> None:
    assert ground.device.info().model
    assert isinstance(ground.device.capabilities(), DocumentPrinterCapabilities)


def test_it_is_busy_while_it_prints(ground: Ground) -> None:
    with ground.held(PROOF):
        assert ground.device.status().state is DeviceState.BUSY
        ground.device.cancel()


def test_an_empty_tray_is_known_before_and_nothing_is_printed(ground: Ground) -> None:
    ground.hands.take_sheets()
    status = ground.device.status()
    assert (status.state, status.sheets) == (DeviceState.USER_ERROR, Sheets.OUT)
    assert status.error.code is ErrorCode.PAPER_OUT
    assert ground.failure(PROOF) is ErrorCode.PAPER_OUT
    ground.hands.load_sheets(100)
    assert ground.failure(OTHER) is None
    assert ground.hands.documents == (OTHER,)


def test_paper_that_ends_in_the_middle_is_known_and_nothing_comes_out_when_it_is_back(ground: Ground) -> None:
    ground.hands.take_sheets()
    ground.hands.load_sheets(3)
    assert ground.failure(PROOF) is ErrorCode.PAPER_OUT
    assert not ground.spool()
    assert ground.device.status().sheets is Sheets.OUT
    ground.hands.load_sheets(100)
    assert ground.failure(OTHER) is None
    assert ground.hands.documents == (OTHER,)
    assert ground.hands.sheets_left == 98


@pytest.mark.parametrize(
    ("accident", "remedy", "code", "state"),
    [
        ("jam", "clear_jam", ErrorCode.PAPER_JAM, DeviceState.HARDWARE_ERROR),
        ("open_door", "close_door", ErrorCode.COVER_OPEN, DeviceState.USER_ERROR),
        ("drain_toner", "replace_toner", ErrorCode.TONER_OUT, DeviceState.USER_ERROR),
    ],
)
def test_what_goes_wrong_in_the_middle_is_known_and_the_document_can_be_printed_again(
    ground: Ground, accident: str, remedy: str, code: ErrorCode, state: DeviceState
) -> None:
    ground.hands.when_printed(2, getattr(ground.hands, accident))
    assert ground.failure(PROOF) is code
    status = ground.device.status()
    assert (status.state, status.error.code) == (state, code)
    assert not ground.spool()
    getattr(ground.hands, remedy)()
    assert ground.failure(PROOF) is None
    assert ground.hands.documents == (PROOF,)
    assert [count_pages(scrap) for scrap in ground.hands.scraps] == [2]


def test_the_copies_that_came_out_whole_are_told_from_the_one_that_did_not(ground: Ground) -> None:
    ground.hands.when_printed(7, ground.hands.jam)
    assert ground.failure(PROOF, copies=2) is ErrorCode.PAPER_JAM
    assert ground.hands.documents == (PROOF,)
    assert [count_pages(scrap) for scrap in ground.hands.scraps] == [3]


def test_a_jam_is_graver_than_an_open_door_and_the_door_than_an_empty_tray(ground: Ground) -> None:
    ground.hands.take_sheets()
    ground.hands.open_door()
    assert ground.device.status().error.code is ErrorCode.COVER_OPEN
    ground.hands.jam()
    assert ground.device.status().error.code is ErrorCode.PAPER_JAM


def test_low_paper_is_told_once_and_by_itself(ground: Ground) -> None:
    ground.hands.take_sheets()
    ground.hands.load_sheets(26)
    heard: list[Sheets] = []
    ground.device.subscribe(lambda status: heard.append(status.sheets))
    ground.device.print(PROOF, "proof")
    assert ground.device.status().sheets is Sheets.OK
    ground.device.print(PROOF, "proof")
    assert ground.device.status().sheets is Sheets.LOW
    assert sorted(set(heard)) == [Sheets.LOW, Sheets.OK]
    assert Sheets.OK not in heard[heard.index(Sheets.LOW) :]


def test_toner_that_is_used_up_is_told(ground: Ground) -> None:
    ground.hands.drain_toner()
    assert ground.device.status().toner is Toner.OUT
    ground.hands.replace_toner()
    assert ground.device.status().toner is Toner.OK


def test_a_change_is_told_once(ground: Ground) -> None:
    heard: list[Door] = []
    ground.device.subscribe(lambda status: heard.append(status.door))
    ground.hands.open_door()
    assert [ground.device.status().door for _ in range(3)] == [Door.OPEN] * 3
    assert heard.count(Door.OPEN) == 1


def test_a_change_is_told_to_who_does_not_ask(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.document_printer.ipp.LOOK_EVERY", 0.02)
    ground.device.close()
    ground.device.open()
    told: SimpleQueue[Door] = SimpleQueue()
    ground.device.subscribe(lambda status: told.put(status.door))
    ground.hands.open_door()
    assert Door.OPEN in iter(lambda: told.get(timeout=5.0), None)


def test_who_has_unsubscribed_hears_nothing(ground: Ground) -> None:
    heard: list[DeviceState] = []
    ground.device.subscribe(lambda status: heard.append(status.state))()
    ground.device.print(OTHER, "proof")
    assert not heard


def test_a_cancelled_document_is_gone(ground: Ground) -> None:
    with ground.held(PROOF) as ends:
        ground.device.cancel()
    assert ends == [ErrorCode.CANCELLED]
    assert not ground.spool()
    assert ground.failure(OTHER) is None
    assert ground.hands.documents == (OTHER,)


def test_to_cancel_when_nothing_is_printed_does_nothing(ground: Ground) -> None:
    ground.device.cancel()
    assert ground.failure(PROOF) is None


def test_a_printer_that_does_not_finish_is_late_not_cancelled(ground: Ground) -> None:
    ground.hands.faults.arm(Fault("print", FaultKind.MUTE))
    assert ground.failure(PROOF, timeout=0.5) is ErrorCode.TIMEOUT
    assert not ground.spool()
    assert ground.failure(OTHER) is None
    assert ground.hands.documents == (OTHER,)


@pytest.mark.parametrize("code", [ErrorCode.PAPER_OUT, ErrorCode.PAPER_JAM, ErrorCode.COVER_OPEN, ErrorCode.TONER_OUT])
def test_an_armed_error_comes_once(ground: Ground, code: ErrorCode) -> None:
    ground.hands.faults.arm(Fault("print", code=code))
    assert ground.failure(PROOF) is code
    assert not ground.hands.faults.armed()
    assert ground.failure(OTHER) is None
    assert ground.hands.documents == (OTHER,)


def test_a_slow_printer_prints_all_the_same(ground: Ground) -> None:
    ground.hands.faults.arm(Fault("print", FaultKind.DELAY, seconds=0.05))
    assert ground.failure(PROOF) is None


def test_an_unplugged_printer_is_disconnected_and_found_again(ground: Ground) -> None:
    ground.hands.unplug()
    assert ground.device.status().state is DeviceState.DISCONNECTED
    assert ground.device.status().sheets is Sheets.UNKNOWN
    assert ground.failure(PROOF) is ErrorCode.DISCONNECTED
    ground.hands.plug()
    assert ground.device.status().state is DeviceState.ONLINE
    assert ground.failure(PROOF) is None


def test_a_printer_unplugged_while_printing_prints_no_more_of_it(ground: Ground) -> None:
    ground.hands.faults.arm(Fault("print", FaultKind.CUT))
    assert ground.failure(PROOF) is ErrorCode.DISCONNECTED
    assert ground.device.status().state is DeviceState.DISCONNECTED
    ground.hands.plug()
    assert ground.failure(OTHER) is None
    assert ground.hands.documents == (OTHER,)


def test_opening_an_unplugged_printer_says_that_it_is_disconnected(ground: Ground) -> None:
    ground.device.close()
    ground.hands.unplug()
    with pytest.raises(DeviceError) as caught:
        ground.device.open()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_opening_and_closing_twice_is_harmless(ground: Ground) -> None:
    ground.device.open()
    ground.device.close()
    ground.device.close()
    ground.device.open()
    assert ground.failure(PROOF) is None


def test_a_closed_printer_prints_nothing(ground: Ground) -> None:
    ground.device.close()
    assert ground.failure(PROOF) is ErrorCode.NOT_READY
    assert not ground.hands.documents


def test_closing_cancels_what_is_printed(ground: Ground) -> None:
    with ground.held(PROOF) as ends:
        ground.device.close()
    assert ends == [ErrorCode.CANCELLED]
    assert not ground.spool()


@pytest.mark.parametrize("ground", MACHINES, indirect=True)
@pytest.mark.parametrize("impossible", ["close_door", "clear_jam", "plug"])
def test_hands_cannot_do_the_impossible(ground: Ground, impossible: str) -> None:
    with pytest.raises(SimulationError):
        getattr(ground.hands, impossible)()


@pytest.mark.parametrize("ground", MACHINES, indirect=True)
def test_a_tray_holds_so_many_sheets(ground: Ground) -> None:
    with pytest.raises(SimulationError, match="250"):
        ground.hands.load_sheets(1)
