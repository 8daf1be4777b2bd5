"""The simulated document camera: a lens above a synthetic desk on which papers are laid."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.camera.api import CameraHealth, CameraStatus, Frame, Image
from devices.simulated.machine import Machine
from devices.virtual.desk import LIVE_SIZE, STILL_SIZE, Desk, Pose, Size


class CameraMachine(Machine[CameraStatus]):
    """Implements `devices.camera.api.DocumentCamera`; spoilt commands: `frame`, `still`; held: `still`.

    Each frame is drawn when it is asked for, so it is always the newest. `now`: monotonic seconds.
    """

    def __init__(self, name: str = "camera", now: Callable[[], float] = time.monotonic, seed: int = 0) -> None:
        super().__init__(name, "Simulated document camera")
        self._now_is = now
        self._desk = Desk(seed)
        self._frames = 0
        self._laid = self._covered = self._stalled = False

    # --- the device's face

    def frame(self) -> Frame:
        with self._lock:
            if not self._plugged:
                raise DeviceError(ErrorCode.DISCONNECTED, self.name)
            self._hit("frame")
            return self._take(LIVE_SIZE)

    def still(self) -> Frame:
        with self._command("still"), self._lock:
            return self._take(STILL_SIZE)

    def _take(self, size: Size) -> Frame:
        if self._stalled:
            raise DeviceError(ErrorCode.NO_FRAME, self.name)
        self._frames += 1
        return Frame(self._desk.frame(size), self._frames, self._now_is())

    # --- the hands' face

    def lay_paper(self, image: Image, **pose: Any) -> None:
        """Lay a paper on the desk, in place of the one that lies there. `image`: HxWx3 BGR; `pose`: fields of `Pose`,
        TypeError for others."""
        lies = Pose(**pose)
        with self._changing():
            self._desk.lay(image, lies)
            self._laid = True

    def take_paper(self) -> None:
        with self._changing():
            self._require(self._laid, "no paper lies there")
            self._desk.lay(None)
            self._laid = False

    def cover_lens(self) -> None:
        with self._changing():
            self._require(not self._covered, "the lens is covered already")
            self._covered = True
            self._desk.cover_lens(True)

    def uncover_lens(self) -> None:
        with self._changing():
            self._require(self._covered, "the lens is not covered")
            self._covered = False
            self._desk.cover_lens(False)

    def stall(self) -> None:
        """The camera hangs: it answers, but no new frame comes."""
        with self._changing():
            self._require(not self._stalled, "it hangs already")
            self._stalled = True

    def resume(self) -> None:
        with self._changing():
            self._require(self._stalled, "it does not hang")
            self._stalled = False

    # --- what it means

    def _fold(self, state: DeviceState, error: DeviceError | None) -> CameraStatus:
        if error is not None:
            return CameraStatus(state, error, CameraHealth.GONE)
        if self._stalled:
            stalled = DeviceError(ErrorCode.NO_FRAME, self.name)
            return CameraStatus(DeviceState.HARDWARE_ERROR, stalled, CameraHealth.STALLED)
        if self._covered:
            return CameraStatus(DeviceState.USER_ERROR, DeviceError(ErrorCode.TOO_DARK, self.name), CameraHealth.DARK)
        return CameraStatus(state, None, CameraHealth.OK)
