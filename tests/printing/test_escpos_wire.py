"""The wires: addresses, and what is peculiar to serial lines, device files and USB."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
import usb.backend.libusb1

from devices.api import Action, DeviceError, DeviceState, ErrorCode
from devices.receipt_printer import escpos_usb
from devices.receipt_printer.api import ReceiptPrinterStatus
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.receipt_printer.escpos_usb import UsbWire
from devices.receipt_printer.escpos_wire import FileWire, NetworkWire, SerialWire, Wire, wire_to
from devices.virtual.escpos_serial import VirtualSerialEscposPrinter
from kiosk.clock import SystemClock
from tests.printing.grounds import WIDTH, driver, receipt, shows_exactly
from tests.printing.usb_printer import PRODUCT, VENDOR, UsbPrinter

RECEIPT = receipt(100)


def at(address: str) -> EscposReceiptPrinter:
    return EscposReceiptPrinter("receipt_printer", address, WIDTH, SystemClock())


# --- addresses


@pytest.mark.parametrize(
    ("address", "kind", "where"),
    [
        ("tcp:192.0.2.7:9100", NetworkWire, ("192.0.2.7", 9100)),
        ("tcp:[2001:db8::7]:9100", NetworkWire, ("2001:db8::7", 9100)),
        ("usb:04b8:0E03", UsbWire, (0x04B8, 0x0E03)),
        ("serial:/dev/ttyUSB0", SerialWire, ("/dev/ttyUSB0", 115_200)),
        ("serial:/dev/ttyUSB0:38400", SerialWire, ("/dev/ttyUSB0", 38_400)),
        ("serial:/dev/serial/by-path/pci-0:1.0-port0", SerialWire, ("/dev/serial/by-path/pci-0:1.0-port0", 115_200)),
        ("file:/dev/usb/lp0", FileWire, ("/dev/usb/lp0",)),
    ],
)
def test_an_address_says_how_to_reach_the_printer(address: str, kind: type, where: tuple[str | int, ...]) -> None:
    connect = wire_to(address)
    assert (connect.func, connect.args) == (kind, where)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("", "tcp:, usb:, serial: or file:"),
        ("192.0.2.7:9100", "tcp:, usb:, serial: or file:"),
        ("tcp:192.0.2.7", "host:port"),
        ("tcp::9100", "host:port"),
        ("tcp:192.0.2.7:0", "1 to 65535"),
        ("tcp:192.0.2.7:65536", "1 to 65535"),
        ("tcp:192.0.2.7:９１００x", "host:port"),
        ("usb:4b8:202", "four hexadecimal digits"),
        ("usb:04b8", "four hexadecimal digits"),
        ("serial:ttyUSB0", "serial:/dev/"),
        ("serial:/dev/ttyUSB0:115201", "115201 baud"),
        ("serial:", "serial:/dev/"),
        ("file:lp0", "file:/dev/"),
    ],
)
def test_a_wrong_address_is_refused_with_words_that_help(address: str, names: str) -> None:
    with pytest.raises(ValueError, match=names) as caught:
        at(address)
    assert repr(address) in str(caught.value)


# --- a serial line


@pytest.fixture
def on_serial() -> Iterator[VirtualSerialEscposPrinter]:
    with VirtualSerialEscposPrinter() as printer:
        yield printer


def test_a_serial_line_is_held_alone(on_serial: VirtualSerialEscposPrinter) -> None:
    first, second = driver(on_serial), driver(on_serial)
    first.open()
    with pytest.raises(DeviceError, match="exclusively lock") as caught:
        second.open()
    first.close()
    second.open()
    second.close()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_a_serial_printer_that_takes_no_more_bytes_is_noticed(on_serial: VirtualSerialEscposPrinter) -> None:
    wire = wire_to(on_serial.address)()
    on_serial.open_cover()
    wire.patience = 0.2
    with pytest.raises(TimeoutError, match="takes no more"):
        wire.write(bytes(200_000))
    wire.drop()
    wire.drop()


def test_what_is_still_in_the_machine_when_the_line_is_dropped_is_thrown_away() -> None:
    """A pseudo-terminal in packet mode tells the other end of it."""
    master, slave = os.openpty()
    wire = wire_to(f"serial:{os.ttyname(slave)}")()
    fcntl.ioctl(master, termios.TIOCPKT, struct.pack("i", 1))
    wire.drop()
    os.set_blocking(master, False)
    told = os.read(master, 1)[0]
    os.close(master)
    os.close(slave)
    assert told & termios.TIOCPKT_FLUSHWRITE


def test_nothing_of_a_receipt_that_was_stopped_comes_out_of_a_serial_printer_later(
    on_serial: VirtualSerialEscposPrinter,
) -> None:
    mine = driver(on_serial)
    mine.open()
    on_serial.when_drawn(len(RECEIPT) // 2, on_serial.open_cover)
    with pytest.raises(DeviceError, match="cover_open"):
        mine.print(RECEIPT)
    on_serial.close_cover()
    mine.print(receipt(30, seed=2))
    mine.close()
    assert [shows_exactly(png, receipt(30, seed=2)) for png in on_serial.receipts] == [True]


def test_a_serial_device_file_that_is_not_there_is_no_printer() -> None:
    with pytest.raises(DeviceError) as caught:
        at("serial:/dev/no-such-port").open()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_the_device_file_of_a_virtual_printer_leaves_with_it(on_serial: VirtualSerialEscposPrinter) -> None:
    here = on_serial.path.exists()
    on_serial.unplug()
    assert here
    assert not on_serial.path.is_symlink()


# --- a device file


def through_a_file(printer: VirtualSerialEscposPrinter) -> EscposReceiptPrinter:
    """A pseudo-terminal in raw mode reads and writes as usblp does."""
    return at(f"file:{printer.path}")


def test_a_device_file_serves_as_well(on_serial: VirtualSerialEscposPrinter) -> None:
    mine = through_a_file(on_serial)
    mine.open()
    mine.print(RECEIPT)
    state = mine.status().state
    mine.close()
    assert state is DeviceState.ONLINE
    assert shows_exactly(on_serial.receipts[0], RECEIPT)


def test_a_device_file_is_held_alone(on_serial: VirtualSerialEscposPrinter) -> None:
    first, second = through_a_file(on_serial), through_a_file(on_serial)
    first.open()
    with pytest.raises(DeviceError) as caught:
        second.open()
    first.close()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_a_device_file_that_vanishes_says_so_at_once(on_serial: VirtualSerialEscposPrinter) -> None:
    wire = wire_to(f"file:{on_serial.path}")()
    on_serial.unplug()
    with pytest.raises(ConnectionResetError, match="gone"):
        wire.read(5.0)
    wire.drop()


def test_a_device_file_that_vanishes_is_a_plug_pulled(on_serial: VirtualSerialEscposPrinter) -> None:
    mine = through_a_file(on_serial)
    mine.open()
    on_serial.unplug()
    state = mine.status().state
    mine.close()
    assert state is DeviceState.DISCONNECTED


def test_a_device_file_that_takes_no_more_bytes_is_noticed(on_serial: VirtualSerialEscposPrinter) -> None:
    wire = wire_to(f"file:{on_serial.path}")()
    on_serial.open_cover()
    wire.patience = 0.2
    with pytest.raises(TimeoutError, match="takes no more"):
        wire.write(bytes(200_000))
    wire.drop()


def test_a_regular_file_is_refused_because_it_never_answers(tmp_path: Path) -> None:
    """Nothing could ever confirm that a receipt was printed."""
    path = tmp_path / "receipts.bin"
    path.touch()
    printer = at(f"file:{path}")
    with pytest.raises(DeviceError) as caught:
        printer.open()
    assert (caught.value.code, caught.value.action) == (ErrorCode.UNSUPPORTED, Action.CONFIGURE)
    assert "cannot say" in caught.value.detail


def test_what_can_never_answer_can_report_nothing(tmp_path: Path, on_serial: VirtualSerialEscposPrinter) -> None:
    link = tmp_path / "lp0"
    link.symlink_to(os.path.realpath(on_serial.path))
    printer = at(f"file:{link}")
    printer.open()
    link.unlink()
    link.touch()
    on_serial.unplug()
    printer.status()
    status = printer.status()
    printer.close()
    assert status == ReceiptPrinterStatus(DeviceState.HARDWARE_ERROR, status.error, None, None, None, None, None)


# --- USB


@pytest.fixture
def on_usb(monkeypatch: pytest.MonkeyPatch) -> UsbPrinter:
    printer = UsbPrinter()
    monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: printer)
    return printer


USB = f"usb:{VENDOR:04x}:{PRODUCT:04x}"


def test_a_receipt_goes_over_usb_whole_though_it_is_taken_in_parts(on_usb: UsbPrinter) -> None:
    printer = at(USB)
    printer.open()
    printer.print(RECEIPT)
    printer.close()
    assert shows_exactly(on_usb.mechanism.receipts[0], RECEIPT)
    assert (on_usb.owner, on_usb.opened) == (None, 0)


def test_a_usb_printer_is_held_alone(on_usb: UsbPrinter) -> None:
    first, second = at(USB), at(USB)
    first.open()
    with pytest.raises(DeviceError, match="busy") as caught:
        second.open()
    first.close()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_a_usb_printer_that_is_not_there_is_no_printer(on_usb: UsbPrinter) -> None:
    on_usb.plugged = False
    with pytest.raises(DeviceError, match="no USB printer 04b8:0202") as caught:
        at(USB).open()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_a_usb_printer_unplugged_and_plugged_in_again_is_found(on_usb: UsbPrinter) -> None:
    printer = at(USB)
    printer.open()
    on_usb.plugged = False
    away = printer.status().state
    on_usb.plugged = True
    back = printer.status().state
    printer.close()
    assert (away, back) == (DeviceState.DISCONNECTED, DeviceState.ONLINE)


def test_empty_packets_are_no_answer_and_no_end(on_usb: UsbPrinter) -> None:
    wire = connected(on_usb)
    on_usb.empty_packets = 3
    wire.write(b"\x10\x04\x01")
    assert wire.read(1.0) == b"\x12"
    wire.drop()


def test_a_usb_printer_that_takes_no_more_bytes_is_noticed(on_usb: UsbPrinter) -> None:
    wire = connected(on_usb)
    on_usb.takes = 0
    with pytest.raises(TimeoutError, match="takes no more"):
        wire.write(b"\x10\x04\x01")
    wire.drop()


def test_who_asks_for_the_status_does_not_wait_for_a_printer_that_takes_nothing(on_usb: UsbPrinter) -> None:
    printer = at(USB)
    printer.open()
    on_usb.takes = 0
    state = printer.status().state
    printer.close()
    assert state is DeviceState.DISCONNECTED
    assert sum(on_usb.waited_ms) < 1000


def test_nothing_heard_on_usb_is_nothing(on_usb: UsbPrinter) -> None:
    wire = connected(on_usb)
    assert wire.read(0) == b""
    wire.drop()


def test_a_usb_device_without_a_way_back_is_no_printer(on_usb: UsbPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escpos_usb.usb.util, "ENDPOINT_IN", 0x40)  # no endpoint has that direction
    with pytest.raises(DeviceError, match="is no printer: it has no way to answer"):
        at(USB).open()
    assert (on_usb.owner, on_usb.opened) == (None, 0)


def test_a_usb_device_of_another_kind_is_no_printer(on_usb: UsbPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_interface(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(on_usb, "get_interface_descriptor", no_interface)
    with pytest.raises(DeviceError, match="is no printer"):
        at(USB).open()


def connected(_: UsbPrinter) -> Wire:
    return wire_to(USB)()
