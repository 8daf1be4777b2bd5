"""The simulated document camera: a lens above a synthetic desk on which papers are laid."""

from __future__ import annotations

from typing import ClassVar

from devices.api import Clock, DeviceError, DeviceState, ErrorCode
from devices.camera.api import CameraCapabilities, CameraHealth, CameraStatus, Frame
from devices.simulated.fault import FaultKind
from devices.simulated.machine import Machine
from devices.simulated.mat import Mat
from devices.virtual.desk import LIVE_SIZE, STILL_SIZE, Size

STILL_WITHIN = 6.0  # seconds that a still may be in flight


class CameraMachine(Machine[CameraStatus], Mat):
    """Implements `devices.camera.api.DocumentCamera`; held: `still`.

    Each frame is drawn when it is asked for, so it is always the newest; frozen, it is the last one again.
    """

    possible: ClassVar[frozenset[str]] = frozenset(
        {"frame error", "frame freeze", "still error", "still delay", "still mute", "still cut"}
    )

    def __init__(self, name: str = "camera", clock: Clock | None = None, seed: int = 0) -> None:
        Machine.__init__(self, name, "Simulated document camera", clock)
        Mat.__init__(self, seed)
        self._frames = 0
        self._last: Frame | None = None

    # --- the device's face

    def capabilities(self) -> CameraCapabilities:
        return CameraCapabilities(LIVE_SIZE, STILL_SIZE, focus=False, exposure=False)

    def frame(self) -> Frame:
        with self._lock:
            self._require_open()
            fault = self.faults.hit("frame")
            if fault is not None and fault.kind is FaultKind.FREEZE and self._last is not None:
                return self._last
            if fault is not None and fault.code is not None:
                raise DeviceError(fault.code, self.name, "armed fault")
            self._last = self._take(LIVE_SIZE)
            return self._last

    def still(self) -> Frame:
        try:
            with self._command("still", STILL_WITHIN), self._lock:
                return self._take(STILL_SIZE)
        except DeviceError as error:
            if error.code is ErrorCode.TIMEOUT:
                raise DeviceError(ErrorCode.NO_FRAME, self.name) from error
            raise

    def _take(self, size: Size) -> Frame:
        if self._stalled:
            raise DeviceError(ErrorCode.NO_FRAME, self.name)
        self._frames += 1
        return Frame(self._desk.frame(size), self._frames, self.clock.monotonic())

    # --- what it means

    def _fold(self, state: DeviceState, error: DeviceError | None) -> CameraStatus:
        if error is not None:
            return CameraStatus(state, error, CameraHealth.GONE)
        if self._stalled:
            stalled = DeviceError(ErrorCode.NO_FRAME, self.name)
            return CameraStatus(DeviceState.HARDWARE_ERROR, stalled, CameraHealth.STALLED)
        if self._desk.covered:
            return CameraStatus(DeviceState.USER_ERROR, DeviceError(ErrorCode.TOO_DARK, self.name), CameraHealth.DARK)
        if self._desk.smeared and self._desk.laid:
            return CameraStatus(state, DeviceError(ErrorCode.BLURRED, self.name), CameraHealth.BLURRED)
        return CameraStatus(state, None, CameraHealth.OK)
