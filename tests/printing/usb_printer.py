"""A USB printer beneath pyusb: the kernel offers no virtual one, so that this is the scripted ground of `UsbWire`."""

from __future__ import annotations

import array
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from devices.virtual.escpos_mechanism import Mechanism

VENDOR, PRODUCT = 0x04B8, 0x0202
OUT, IN = 0x01, 0x82
BULK = 2


class UsbPrinter(usb.backend.IBackend):  # type: ignore[misc]
    """`mechanism`: the printer. It takes `takes` bytes a transfer, and nothing at all while that is 0."""

    def __init__(self) -> None:
        super().__init__()
        self.mechanism = Mechanism(self._said)
        self.plugged = True
        self.takes = 1000
        self.waited_ms: list[int] = []  # while it took nothing
        self.empty_packets = 0  # it answers with nothing that often first
        self.owner: object | None = None
        self.opened = 0
        self._answers = bytearray()

    def _said(self, data: bytes) -> None:
        self._answers += data

    # --- pyusb's face

    def enumerate_devices(self) -> Any:
        return iter([self] if self.plugged else [])

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=VENDOR,
            idProduct=PRODUCT,
            bcdDevice=0x100,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=3,
        )

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=1,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=50,
            extra_descriptors=(),
        )

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=0,
            bAlternateSetting=0,
            bNumEndpoints=2,
            bInterfaceClass=7,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=(),
        )

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(OUT, IN)[ep],
            bmAttributes=BULK,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=(),
        )

    def open_device(self, dev: Any) -> object:
        self.opened += 1
        return SimpleNamespace(handle=None)

    def close_device(self, dev_handle: object) -> None:
        self.opened -= 1

    def set_configuration(self, dev_handle: object, config_value: int) -> None: ...

    def get_configuration(self, dev_handle: object) -> int:
        return 1

    def claim_interface(self, dev_handle: object, intf: int) -> None:
        if self.owner is not None and self.owner is not dev_handle:
            raise usb.core.USBError("Resource busy", None, 16)
        self.owner = dev_handle

    def release_interface(self, dev_handle: object, intf: int) -> None:
        self.owner = None

    def reset_device(self, dev_handle: object) -> None: ...

    def is_kernel_driver_active(self, dev_handle: object, intf: int) -> bool:
        return False

    def detach_kernel_driver(self, dev_handle: object, intf: int) -> None: ...

    def bulk_write(self, dev_handle: object, ep: int, intf: int, data: array.array[int], timeout: int) -> int:
        self._require_plug()
        if not self.takes:
            self.waited_ms.append(timeout)
            raise usb.core.USBTimeoutError("Operation timed out", None, 110)
        taken = data.tobytes()[: self.takes]
        self.mechanism.receive(taken)
        return len(taken)

    def bulk_read(self, dev_handle: object, ep: int, intf: int, buff: array.array[int], timeout: int) -> int:
        self._require_plug()
        assert timeout > 0, "0 would wait for ever"
        if self.empty_packets:
            self.empty_packets -= 1
            return 0
        if not self._answers:
            raise usb.core.USBTimeoutError("Operation timed out", None, 110)
        packet, self._answers = self._answers[:64], self._answers[64:]
        assert len(packet) <= len(buff), "the kernel would say: overflow"
        buff[: len(packet)] = array.array("B", packet)
        return len(packet)

    def _require_plug(self) -> None:
        if not self.plugged:
            raise usb.core.USBError("No such device", None, 19)
