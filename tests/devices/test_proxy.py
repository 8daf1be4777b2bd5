"""The simulated drivers, served by a rig in the same process."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Client
from pathlib import Path

import numpy as np
import pytest
from fpdf import FPDF
from structlog.testing import capture_logs

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.camera.api import CameraHealth, Frame
from devices.card.api import CardMedia, CardReaderStatus, Secret
from devices.simulated import line
from devices.simulated.fault import SimulationError
from devices.simulated.line import RigAway, RigClient
from devices.simulated.proxy import (
    SimulatedCamera,
    SimulatedCardReader,
    SimulatedCodeReader,
    SimulatedDocumentPrinter,
    SimulatedReceiptPrinter,
)
from devices.simulated.rig import Rig
from devices.simulated.rig_server import RigServer
from devices.supervisor import Supervisor
from tests.devices.fakes import Heard, raising
from tests.devices.turned_clock import SAFETY, TurnedClock

PROXIES = (
    SimulatedCardReader,
    SimulatedCamera,
    SimulatedReceiptPrinter,
    SimulatedDocumentPrinter,
    SimulatedCodeReader,
)


def _pdf() -> bytes:
    page = FPDF()
    page.add_page()
    return bytes(page.output())


PDF = _pdf()
RECEIPT = np.ones((40, 576), dtype=np.bool_)


@pytest.fixture
def reader(served: Path) -> Iterator[SimulatedCardReader]:
    proxy = SimulatedCardReader(served)
    yield proxy
    proxy.close()


@pytest.fixture
def camera(served: Path) -> Iterator[SimulatedCamera]:
    proxy = SimulatedCamera(served)
    yield proxy
    proxy.close()


@pytest.fixture
def printer(served: Path) -> Iterator[SimulatedReceiptPrinter]:
    proxy = SimulatedReceiptPrinter(served)
    yield proxy
    proxy.close()


def test_a_card_inserted_in_the_rig_reaches_a_listener_once(reader: SimulatedCardReader, hands: RigClient) -> None:
    heard = Heard()
    unsubscribe = reader.subscribe(heard)

    hands.run("insert-card", "chen_wen")
    hands.run("pull-card")

    assert [status.media for status in heard.wait(2)] == [CardMedia.PRESENT, CardMedia.ABSENT]
    unsubscribe()


def test_a_status_that_is_no_change_is_not_told(reader: SimulatedCardReader, hands: RigClient, rig: Rig) -> None:
    heard, pushed = Heard(), rig.machine("card_reader")
    unsubscribe = reader.subscribe(heard)

    for listener in pushed._announcer._listeners:  # as when a change and the first look cross
        listener(pushed.status())
    hands.run("insert-card", "chen_wen")

    assert [status.media for status in heard.wait()] == [CardMedia.PRESENT]
    unsubscribe()


def test_a_listener_with_a_bug_hurts_no_other(reader: SimulatedCardReader, hands: RigClient) -> None:
    heard = Heard()
    unsubscribes = [reader.subscribe(raising(KeyError("330199"))), reader.subscribe(heard)]

    with capture_logs() as logs:
        hands.run("insert-card", "chen_wen")
        heard.wait()

    assert logs == [{"event": "listener_failed", "device": "card_reader", "error": "KeyError", "log_level": "error"}]
    for unsubscribe in unsubscribes:
        unsubscribe()


def test_the_card_is_read(reader: SimulatedCardReader, hands: RigClient, rig: Rig) -> None:
    reader.open()
    hands.run("insert-card", "chen_wen")

    assert reader.read() == rig.wallet["chen_wen"].data


def test_a_card_pulled_in_mid_read_ends_the_read(reader: SimulatedCardReader, hands: RigClient, rig: Rig) -> None:
    reader.open()
    hands.run("insert-card", "chen_wen")
    hands.run("hold", "card_reader", "read")

    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(reader.read)
        assert rig.machine("card_reader").wait_held("read", SAFETY)
        hands.run("pull-card")
        hands.run("let-go", "card_reader", "read")

        assert read.exception(SAFETY) == DeviceError(ErrorCode.CARD_REMOVED, "card_reader")


def test_a_device_held_in_flight_still_says_how_it_is(reader: SimulatedCardReader, hands: RigClient, rig: Rig) -> None:
    reader.open()
    hands.run("hold", "card_reader", "read")

    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(reader.read)
        assert rig.machine("card_reader").wait_held("read", SAFETY)
        state = reader.status().state
        hands.run("let-go", "card_reader", "read")
        read.exception(SAFETY)

    assert state is DeviceState.BUSY


def test_closing_cancels_a_command_in_flight(reader: SimulatedCardReader, hands: RigClient, rig: Rig) -> None:
    reader.open()
    hands.run("hold", "card_reader", "read")

    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(reader.read)
        assert rig.machine("card_reader").wait_held("read", SAFETY)
        reader.close()

        assert getattr(read.exception(SAFETY), "code", None) is ErrorCode.CANCELLED


def test_a_print_that_timed_out_never_comes_out(printer: SimulatedReceiptPrinter, hands: RigClient, rig: Rig) -> None:
    printer.open()
    hands.run("hold", "receipt_printer", "print")

    with pytest.raises(DeviceError, match="timeout"):
        printer.print(RECEIPT, timeout=0.05)

    hands.run("let-go", "receipt_printer", "print")
    assert rig.receipt_printer.receipts == []


def test_frames_arrive_whole_and_in_order(camera: SimulatedCamera) -> None:
    camera.open()

    first, second, still = camera.frame(), camera.frame(), camera.still()

    assert (first.number, second.number, still.number) == (1, 2, 3)
    assert first.at <= second.at <= still.at
    assert still.image.size > first.image.size == second.image.size


def test_pixels_cross_the_line_unchanged() -> None:
    here, there = Pipe()
    frame = Frame(np.random.default_rng(1).integers(0, 255, (40, 30, 3), dtype=np.uint8), 7, 1.5)

    line.answer(there, frame)
    received = line.ask(here, "frame", 1.0)

    assert (received.number, received.at) == (7, 1.5)
    assert np.array_equal(received.image, frame.image)
    here.close()
    there.close()


def test_a_receipt_is_printed_by_the_machine(printer: SimulatedReceiptPrinter, rig: Rig) -> None:
    printer.open()

    printer.print(RECEIPT)

    assert len(rig.receipt_printer.receipts) == 1


def test_an_armed_fault_reaches_the_kiosk(printer: SimulatedReceiptPrinter, hands: RigClient) -> None:
    printer.open()
    hands.run("arm-fault", "receipt_printer", "print", "error:hardware_error")

    with pytest.raises(DeviceError, match="hardware_error"):
        printer.print(RECEIPT)


def test_an_unplugged_device_cannot_be_opened(camera: SimulatedCamera, hands: RigClient) -> None:
    hands.run("unplug", "camera")

    with pytest.raises(DeviceError, match="disconnected"):
        camera.open()

    assert camera.status().health is CameraHealth.GONE


def test_opening_and_closing_twice_is_safe(reader: SimulatedCardReader) -> None:
    reader.open()
    reader.open()
    reader.close()
    reader.close()


def test_a_device_belongs_to_one_process_until_it_is_closed(reader: SimulatedCardReader, served: Path) -> None:
    other = SimulatedCardReader(served)
    reader.open()

    with pytest.raises(DeviceError, match="not_ready"):
        other.open()
    reader.close()
    other.open()
    other.close()


def test_a_process_that_dies_frees_its_device_before_anybody_else_can_ask(served: Path) -> None:
    for _ in range(100):
        dying = SimulatedCardReader(served)
        dying.open()
        assert dying._hold is not None
        dying._hold._line.close()  # as the kernel does it


def test_a_command_before_open_is_refused(reader: SimulatedCardReader) -> None:
    with pytest.raises(DeviceError, match="not_ready"):
        reader.read()


def test_the_rig_itself_refuses_a_command_of_somebody_who_does_not_hold_the_device(
    reader: SimulatedCardReader, hands: RigClient
) -> None:
    reader.open()

    with pytest.raises(DeviceError, match="not_ready"):
        hands.call("card_reader", "read", 1.0, owner="somebody else")


def test_only_the_face_of_a_device_can_be_called(hands: RigClient) -> None:
    with pytest.raises(DeviceError, match="unsupported"):
        hands.call("card_reader", "unplug")


def test_what_a_device_is_can_be_asked_before_it_is_open(reader: SimulatedCardReader) -> None:
    assert reader.info().simulated


def test_impossible_acts_raise_through_the_line(hands: RigClient) -> None:
    with pytest.raises(SimulationError, match="no card is in"):
        hands.run("pull-card")


def test_a_device_that_the_rig_does_not_have_is_disconnected(served: Path) -> None:
    other = SimulatedCardReader(served, "second_reader")

    assert other.status().state is DeviceState.DISCONNECTED
    with pytest.raises(DeviceError, match="no such device: second_reader"):
        other.open()
    other.close()


def test_without_a_rig_a_device_is_disconnected_and_nothing_raises(folder: Path) -> None:
    reader = SimulatedCardReader(folder)
    away = DeviceError(ErrorCode.DISCONNECTED, "card_reader", "the test rig does not answer")

    assert reader.status() == CardReaderStatus(DeviceState.DISCONNECTED, away)
    assert reader.info().simulated
    reader.subscribe(Heard())()
    with pytest.raises(DeviceError, match="disconnected"):
        reader.open()
    reader.close()


def test_a_rig_that_goes_away_is_a_device_unplugged_and_one_that_comes_back_heals_it(rig: Rig, folder: Path) -> None:
    clock, heard = TurnedClock(), Heard()
    supervisor = Supervisor(SimulatedCardReader(folder), clock, clock.wait)
    supervisor.subscribe(heard)
    with RigServer(rig, folder):
        supervisor.start()
        heard.wait(1)
    heard.wait(2)
    with RigServer(rig, folder):
        clock.advance(1.0)
        states = [status.state for status in heard.wait(3)]
        supervisor.stop()

    assert states == [DeviceState.ONLINE, DeviceState.DISCONNECTED, DeviceState.ONLINE]


def test_only_the_owner_can_read_the_key(served: Path) -> None:
    assert stat.S_IMODE((served / line.KEY).stat().st_mode) == 0o600


def test_who_does_not_know_the_key_is_hung_up_on(served: Path) -> None:
    with Client(str(served / line.SOCKET), "AF_UNIX") as stranger:
        stranger.send_bytes(b"x" * 32)

        with pytest.raises(RigAway):
            line.ask(stranger, ("run", "status", ()), SAFETY)


def test_two_rigs_cannot_run_in_one_folder(served: Path, rig: Rig) -> None:
    with pytest.raises(SimulationError, match="another rig runs"):
        RigServer(rig, served).start()


def test_a_folder_whose_path_is_too_long_is_told(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(SimulationError, match="must be shorter"):
        RigServer(rig, tmp_path / ("x" * 100)).start()


def test_a_client_of_a_rig_that_was_started_anew_finds_it_again(rig: Rig, folder: Path) -> None:
    hands = RigClient(folder)
    with RigServer(rig, folder):
        for connection in (hands._connect(), hands._connect()):
            hands._keep(connection)
        hands.run("status")
    with pytest.raises(RigAway):
        hands.run("status")
    with RigServer(rig, folder):
        hands.run("status")
    hands.close()


def test_a_command_in_flight_is_cancelled_through_the_line(
    reader: SimulatedCardReader, hands: RigClient, rig: Rig
) -> None:
    reader.open()
    hands.run("hold", "card_reader", "read")

    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(reader.read)
        assert rig.machine("card_reader").wait_held("read", SAFETY)
        reader.cancel()

        assert getattr(read.exception(SAFETY), "code", None) is ErrorCode.CANCELLED


def test_only_the_owner_can_cancel(reader: SimulatedCardReader, hands: RigClient, rig: Rig, served: Path) -> None:
    stranger = SimulatedCardReader(served)
    reader.open()
    hands.run("insert-card", "chen_wen")
    hands.run("hold", "card_reader", "read")

    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(reader.read)
        assert rig.machine("card_reader").wait_held("read", SAFETY)
        stranger.cancel()
        with pytest.raises(DeviceError, match="not_ready"):
            hands.call("card_reader", "cancel", owner="somebody else")
        hands.run("let-go", "card_reader", "read")

        assert read.result(SAFETY) == reader.read()


def test_a_travel_document_opens_to_who_knows_what_is_printed_on_it(
    reader: SimulatedCardReader, hands: RigClient, rig: Rig
) -> None:
    card = rig.wallet["permit_taiwan"]
    reader.open()
    hands.run("insert-card", card.key)

    with pytest.raises(DeviceError, match="secret_needed"):
        reader.read()
    with pytest.raises(DeviceError, match="secret_needed"):
        reader.read(secret=Secret(can="000000"))

    assert reader.read(photo=True, secret=card.secret) == card.data
    assert reader.read(secret=Secret(can=card.can)).photo == b""


def test_documents_come_out_and_codes_are_read(served: Path, hands: RigClient, rig: Rig) -> None:
    printer, codes = SimulatedDocumentPrinter(served), SimulatedCodeReader(served)
    printer.open()
    codes.open()
    hands.run("hold", "code_reader", "read")

    with ThreadPoolExecutor(1) as pool:
        code = pool.submit(codes.read)
        assert rig.machine("code_reader").wait_held("read", SAFETY)
        hands.run("show-code", "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/A")
        hands.run("let-go", "code_reader", "read")
        printer.print(PDF, "a proof", copies=2)

        assert (code.result(SAFETY).text, rig.document_printer.documents) == (
            "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/A",
            (PDF, PDF),
        )
    printer.close()
    codes.close()


@pytest.mark.parametrize(
    "kind",
    [SimulatedCardReader, SimulatedCamera, SimulatedReceiptPrinter, SimulatedDocumentPrinter, SimulatedCodeReader],
)
def test_what_a_device_can_do_is_asked_of_the_rig_and_guessed_without_one(
    kind: type[SimulatedCardReader], served: Path, rig: Rig, tmp_path: Path
) -> None:
    there, away = kind(served), kind(tmp_path)

    assert there.capabilities() == rig.machine(there.name).capabilities()
    assert isinstance(away.capabilities(), type(there.capabilities()))
    there.close()


def test_a_cancel_without_a_rig_or_a_command_does_nothing(folder: Path) -> None:
    SimulatedCardReader(folder).cancel()
