"""The document camera, as the kiosk sees it: a live view to aim with, a still to keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from devices.api import Capabilities, Device, Status

Image = npt.NDArray[np.uint8]  # HxWx3, BGR


class CameraHealth(StrEnum):
    UNKNOWN = "unknown"
    OK = "ok"
    STALLED = "stalled"  # no new frame for 2 s
    DARK = "dark"  # covered, or the lamp is off
    BLURRED = "blurred"  # something lies there, and no part of it is sharp
    GONE = "gone"  # unplugged, or not to be opened


@dataclass(frozen=True, slots=True)
class CameraStatus(Status):
    health: CameraHealth = CameraHealth.UNKNOWN


@dataclass(frozen=True, slots=True)
class CameraCapabilities(Capabilities):
    """Sizes in pixels, width and height; None: not known before the first picture."""

    live_size: tuple[int, int] | None = None
    still_size: tuple[int, int] | None = None
    focus: bool | None = None  # whether its focus can be set
    exposure: bool | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture. `number` grows by one with each new frame of the device; `at`: monotonic seconds."""

    image: Image = field(repr=False)
    number: int
    at: float


class DocumentCamera(Device, Protocol):
    """Looks down on the mat (高拍仪)."""

    def status(self) -> CameraStatus: ...

    def capabilities(self) -> CameraCapabilities: ...

    def frame(self) -> Frame:
        """The newest frame of the live view, never an older one; waits up to 1 s for the first.

        Raises DeviceError(no_frame, disconnected, cancelled, not_ready: the camera is closed).
        """

    def still(self) -> Frame:
        """A fresh frame at the sensor's full size, begun after this call.

        Raises DeviceError(no_frame, disconnected, cancelled, not_ready: the camera is closed).
        """
