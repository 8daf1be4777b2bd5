"""The four ways to a module. The kernel offers no other side of HID, USB pipes and escapes: those are scripted."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import usb.core

from devices.card import scard as pcsc
from devices.card.sdt_port import ESCAPE, EscapePort, HidPort, UsbPort, sdt_port
from devices.virtual.sdt_module import VirtualSdtModule

FIND = bytes.fromhex("AAAAAA96690003200122")
ANSWER = bytes.fromhex("AAAAAA9669000C00009000000000000000009C")


@pytest.mark.parametrize(
    "address",
    ["", "serial:", "serial:ttyUSB0", "serial:/dev/ttyUSB0:12", "hid:hidraw0", "usb:0400", "usb:0400:c35g", "escape:"],
)
def test_an_address_that_is_none_says_what_there_is(address: str) -> None:
    with pytest.raises(ValueError, match="is no address of a security module: serial:/dev/ttyUSB0"):
        sdt_port(address)


@pytest.mark.parametrize(
    "address",
    [
        "serial:/dev/ttyUSB0",
        "serial:/dev/ttyUSB0:9600",
        "serial:/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0:9600",
        "hid:/dev/hidraw3",
        "usb:0400:c35a",
        "escape:SAM 01",
    ],
)
def test_an_address_opens_nothing_by_itself(address: str) -> None:
    assert callable(sdt_port(address))


@pytest.mark.parametrize("address", ["serial:/nowhere/tty", "hid:/nowhere/hidraw0"])
def test_what_is_not_there_is_an_os_error(address: str) -> None:
    with pytest.raises(OSError):
        sdt_port(address)()


class TestSerial:
    @pytest.fixture
    def module(self) -> Iterator[VirtualSdtModule]:
        with VirtualSdtModule() as module:
            yield module

    def test_an_answer_comes_and_then_silence(self, module: VirtualSdtModule) -> None:
        port = sdt_port(f"serial:{module.path}")()
        port.write(FIND)
        assert port.read(5.0) == bytes.fromhex("AAAAAA9669000400008084")
        assert port.read(0.0) == b""
        port.close()

    def test_one_process_alone_has_it(self, module: VirtualSdtModule) -> None:
        port = sdt_port(f"serial:{module.path}")()
        with pytest.raises(OSError) as caught:
            sdt_port(f"serial:{module.path}")()
        assert caught.value.errno == errno.EAGAIN
        port.close()

    def test_a_pulled_cable_is_an_os_error(self, module: VirtualSdtModule) -> None:
        port = sdt_port(f"serial:{module.path}")()
        module.unplug()
        with pytest.raises(OSError):
            port.read(5.0)
        port.close()


class TestHid:
    """A pair of sockets keeps the borders of reports, as hidraw does."""

    @pytest.fixture
    def ends(self) -> Iterator[tuple[HidPort, socket.socket]]:
        mine, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        port = HidPort(mine.detach())
        yield port, other
        port.close()
        other.close()

    def test_a_request_is_one_report_with_the_number_0_before_it(self, ends: tuple[HidPort, socket.socket]) -> None:
        port, other = ends
        port.write(FIND)
        assert other.recv(100) == b"\x00" + FIND + bytes(54)

    def test_a_long_frame_is_cut_into_reports(self, ends: tuple[HidPort, socket.socket]) -> None:
        port, other = ends
        port.write(bytes(range(100)))
        assert [other.recv(100)[1:], other.recv(100)[1:]] == [bytes(range(64)), bytes(range(64, 100)) + bytes(28)]

    def test_reports_come_one_by_one(self, ends: tuple[HidPort, socket.socket]) -> None:
        port, other = ends
        other.send(ANSWER.ljust(64, b"\x00"))
        assert port.read(5.0) == ANSWER.ljust(64, b"\x00")
        assert port.read(0.0) == b""

    def test_an_unplugged_reader_is_an_os_error(self, ends: tuple[HidPort, socket.socket]) -> None:
        port, other = ends
        other.close()
        with pytest.raises(OSError):
            port.read(5.0)


class ScriptedUsb:
    """pyusb's device, as far as it is used."""

    class _Interface(list[Any]):
        bInterfaceNumber = 0

    class _Endpoint:
        def __init__(self, address: int) -> None:
            self.bEndpointAddress = address

    def __init__(self, pipes: Sequence[int], says: dict[int, list[bytes]]) -> None:
        self._interface = self._Interface(self._Endpoint(pipe) for pipe in pipes)
        self._says = says
        self._configured = False
        self.heard: list[tuple[int, bytes]] = []
        self.detached: list[int] = []
        self._ctx = self
        self.claimed: list[int] = []

    def get_active_configuration(self) -> dict[tuple[int, int], Any]:
        if not self._configured:
            raise usb.core.USBError("not configured", None, errno.ENODATA)
        return {(0, 0): self._interface}

    def set_configuration(self) -> None:
        self._configured = True

    def is_kernel_driver_active(self, number: int) -> bool:
        return True

    def detach_kernel_driver(self, number: int) -> None:
        self.detached.append(number)

    def managed_claim_interface(self, device: object, number: int) -> None:
        self.claimed.append(number)

    def dispose(self, device: object) -> None:
        self.claimed.clear()

    def write(self, pipe: int, data: bytes, timeout: int) -> None:
        self.heard.append((pipe, data))

    def read(self, pipe: int, size: int, timeout: int) -> bytes:
        assert timeout > 0
        if not self._says[pipe]:
            raise usb.core.USBTimeoutError("silence")
        return self._says[pipe].pop(0)


def usb_port(pipes: Sequence[int], says: dict[int, list[bytes]]) -> tuple[UsbPort, ScriptedUsb]:
    device = ScriptedUsb(pipes, says)
    return UsbPort(device), device


class TestUsb:
    def test_the_reference_module_has_four_pipes(self) -> None:
        body = [ANSWER[7:12], ANSWER[12:]]
        port, device = usb_port([0x02, 0x06, 0x81, 0x85], {0x81: [ANSWER[:7]], 0x85: body})
        port.write(FIND)
        assert device.heard == [(0x02, FIND[:7]), (0x06, FIND[7:])]
        assert port.read(1.0) + port.read(1.0) + port.read(1.0) == ANSWER
        assert port.read(0.0) == b""

    def test_other_modules_have_one_pair(self) -> None:
        port, device = usb_port([0x81, 0x02], {0x81: [ANSWER]})
        port.write(FIND)
        assert device.heard == [(0x02, FIND)]
        assert port.read(1.0) == ANSWER

    def test_it_is_taken_from_the_kernel_and_given_back(self) -> None:
        port, device = usb_port([0x81, 0x02], {})
        assert (device.detached, device.claimed) == ([0], [0])
        port.close()
        assert device.claimed == []

    def test_a_device_that_cannot_answer_is_none(self) -> None:
        with pytest.raises(OSError, match="no pipes in both directions"):
            usb_port([0x81], {})


class ScriptedEscape:
    """The PC/SC calls that an escape needs."""

    def __init__(self) -> None:
        self.codes = {"connect": 0, "control": 0}
        self.open: list[str] = []
        self.asked: list[tuple[int, bytes]] = []

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:
        self.open.append("context")
        return 0, 1

    def SCardListReaders(self, context: int, groups: Sequence[str]) -> tuple[int, list[str]]:
        return 0, ["Other 00 00", "SAM reader 01 00"]

    def SCardConnect(self, context: int, reader: str, share: int, protocols: int) -> tuple[int, int, int]:
        if not self.codes["connect"]:
            self.open.append(reader)
        return self.codes["connect"], 2, 0

    def SCardControl(self, card: int, code: int, data: Sequence[int]) -> tuple[int, list[int]]:
        self.asked.append((code, bytes(data)))
        return self.codes["control"], list(ANSWER)

    def SCardDisconnect(self, card: int, disposition: int) -> int:
        self.open.pop()
        return 0

    def SCardReleaseContext(self, context: int) -> int:
        self.open.pop()
        return 0


class TestEscape:
    def test_the_frame_goes_to_the_reader_as_it_is(self) -> None:
        scard: Any = ScriptedEscape()
        port = EscapePort(scard, "SAM")
        port.write(FIND)
        assert scard.asked == [(0x42000001, FIND)]
        assert ESCAPE == 0x42000001
        assert (port.read(1.0), port.read(1.0)) == (ANSWER, b"")
        assert scard.open == ["context", "SAM reader 01 00"]
        port.close()
        assert scard.open == []

    def test_a_reader_that_allows_no_escape_is_an_os_error(self) -> None:
        scard: Any = ScriptedEscape()
        scard.codes["control"] = 0x80100016
        port = EscapePort(scard, "SAM")
        with pytest.raises(OSError, match="0x80100016"):
            port.write(FIND)
        port.close()

    def test_one_process_alone_has_it(self) -> None:
        scard: Any = ScriptedEscape()
        port = EscapePort(scard, "SAM")
        with pytest.raises(OSError) as caught:
            EscapePort(scard, "SAM")
        assert caught.value.errno == errno.EBUSY
        port.close()

    @pytest.mark.parametrize("name", ["None such", "SAM"])
    def test_what_fails_to_open_leaves_nothing_open(self, name: str) -> None:
        scard: Any = ScriptedEscape()
        scard.codes["connect"] = pcsc.UNKNOWN_READER
        with pytest.raises(OSError):
            EscapePort(scard, name)
        assert scard.open == []
