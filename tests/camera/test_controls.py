"""A V4L2 device, as far as it can be without one: `cv2.VideoCapture` is played by a script.

The traps that it plays: a device that takes no value while it is in automatic mode; one that says yes to another size
and goes on with the old one; one that never sends a picture again after that; one that forgets its controls when it is
opened anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from devices.api import DeviceError, ErrorCode
from devices.camera.api import Image
from devices.camera.capture import open_capture
from devices.camera.controls import Controls, Taken
from devices.camera.opencv import OpenCvDocumentCamera
from kiosk.clock import SystemClock

LIVE, FULL = (160, 120), (320, 240)
SWITCHING = Controls(live_size=LIVE, still_size=FULL, focus=120.0, exposure=250.0)


class ScriptedVideo:
    """One V4L2 camera. `switches`: well, ignores (goes on with the old size), dies (no more pictures)."""

    def __init__(self, switches: str = "well", controls: bool = True) -> None:
        self.switches = switches
        self.controls = controls
        self.openings = 0
        self.sizes: list[tuple[int, int]] = []  # of the pictures that were sent
        self.told: dict[int, float] = {}
        self._size = (640, 480)
        self._open = self._dead = False

    def opened(self, index: int, backend: int, wishes: list[float]) -> ScriptedVideo:
        assert backend == cv2.CAP_V4L2
        self.openings += 1
        self.told = {}
        wanted = dict(zip(wishes[::2], wishes[1::2], strict=True))
        assert wanted[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
        self._size = (int(wanted[cv2.CAP_PROP_FRAME_WIDTH]), int(wanted[cv2.CAP_PROP_FRAME_HEIGHT]))
        self._open, self._dead = True, False
        return self

    def isOpened(self) -> bool:
        return self._open

    def release(self) -> None:
        self._open = False

    def set(self, what: int, value: float) -> bool:
        if what in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT):
            self._dead = self.switches == "dies"
            if self.switches == "well":
                width, height = self._size
                self._size = (int(value), height) if what == cv2.CAP_PROP_FRAME_WIDTH else (width, int(value))
        elif self.controls and not self._automatic(what):
            self.told[what] = value
        return True

    def _automatic(self, what: int) -> bool:
        """Focus and exposure take a value only when their automatic mode is off."""
        modes = {
            cv2.CAP_PROP_FOCUS: (cv2.CAP_PROP_AUTOFOCUS, 0.0),
            cv2.CAP_PROP_EXPOSURE: (cv2.CAP_PROP_AUTO_EXPOSURE, 1.0),
        }
        return what in modes and self.told.get(modes[what][0]) != modes[what][1]

    def get(self, what: int) -> float:
        return self.told.get(what, -1.0)

    def read(self) -> tuple[bool, Image | None]:
        if not self._open or self._dead:
            return False, None
        self.sizes.append(self._size)
        noise = np.random.default_rng(len(self.sizes)).integers(90, 110, (self._size[1], self._size[0], 3))
        return True, noise.astype(np.uint8)


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a scripted camera at index 0."""
    (tmp_path / "video0").touch()
    monkeypatch.setattr("devices.camera.capture.DEVICE", str(tmp_path / "video{}"))

    def put(video: ScriptedVideo) -> ScriptedVideo:
        monkeypatch.setattr("devices.camera.capture.cv2.VideoCapture", video.opened)
        return video

    return put


def test_a_device_is_found_by_a_name_that_does_not_move(device: Any, tmp_path: Path) -> None:
    device(ScriptedVideo())
    (tmp_path / "by-id").mkdir()
    (tmp_path / "by-id" / "usb-camera").symlink_to(tmp_path / "video0")
    open_capture(tmp_path / "by-id" / "usb-camera", controls=Controls()).release()


def test_what_is_not_wished_for_is_left_alone(device: Any) -> None:
    video = device(ScriptedVideo())
    capture = open_capture(0, controls=Controls())
    capture.release()
    assert video.told == {}
    assert capture.taken == Taken()


def test_values_are_set_after_the_automatic_mode_is_off_and_read_back(device: Any) -> None:
    video = device(ScriptedVideo())
    capture = open_capture(0, controls=SWITCHING)
    capture.release()
    assert video.told == {
        cv2.CAP_PROP_AUTOFOCUS: 0.0,
        cv2.CAP_PROP_FOCUS: 120.0,
        cv2.CAP_PROP_AUTO_EXPOSURE: 1.0,
        cv2.CAP_PROP_EXPOSURE: 250.0,
    }
    assert capture.taken == Taken(focus=True, exposure=True)


def test_automatic_modes_can_be_wished_for(device: Any) -> None:
    video = device(ScriptedVideo())
    capture = open_capture(0, controls=Controls(focus="auto", exposure="auto"))
    capture.release()
    assert video.told == {cv2.CAP_PROP_AUTOFOCUS: 1.0, cv2.CAP_PROP_AUTO_EXPOSURE: 3.0}
    assert capture.taken == Taken(focus=True, exposure=True)


def test_a_device_that_takes_no_control_says_so(device: Any) -> None:
    device(ScriptedVideo(controls=False))
    capture = open_capture(0, controls=SWITCHING)
    capture.release()
    assert capture.taken == Taken(focus=False, exposure=False)


def test_without_a_live_size_the_full_size_is_streamed(device: Any) -> None:
    video = device(ScriptedVideo())
    capture = open_capture(0, controls=Controls(still_size=FULL))
    capture.read()
    capture.shoot()
    capture.release()
    assert set(video.sizes) == {FULL}


@pytest.mark.parametrize("switches", ["well", "ignores", "dies"])
def test_a_still_is_full_size_and_the_live_view_comes_back_by_itself(device: Any, switches: str) -> None:
    device(ScriptedVideo(switches))
    capture = open_capture(0, controls=SWITCHING)
    shapes = [
        picture.shape if picture is not None else None for picture in (capture.read(), capture.shoot(), capture.read())
    ]
    capture.release()
    assert shapes == [(120, 160, 3), (240, 320, 3), (120, 160, 3)]


@pytest.mark.parametrize(("switches", "openings"), [("well", 1), ("ignores", 3), ("dies", 3)])
def test_a_device_is_opened_anew_only_when_it_must_be_and_then_told_everything_again(
    device: Any, switches: str, openings: int
) -> None:
    video = device(ScriptedVideo(switches))
    capture = open_capture(0, controls=SWITCHING)
    capture.read()
    capture.shoot()
    capture.release()
    assert video.openings == openings
    assert video.told[cv2.CAP_PROP_FOCUS] == 120.0


def test_the_first_pictures_of_another_size_are_not_taken(device: Any) -> None:
    """They are often dark: the sensor begins anew with its exposure."""
    video = device(ScriptedVideo())
    capture = open_capture(0, controls=SWITCHING)
    capture.read()
    capture.shoot()
    capture.release()
    assert video.sizes.count(FULL) >= 2


@pytest.fixture
def camera(device: Any) -> Iterator[OpenCvDocumentCamera]:
    device(ScriptedVideo("ignores"))
    camera = OpenCvDocumentCamera("camera", 0, SystemClock(), controls=SWITCHING)
    camera.open()
    yield camera
    camera.close()


def test_the_camera_says_what_sizes_it_gives_and_what_took(camera: OpenCvDocumentCamera) -> None:
    assert camera.frame().image.shape == (120, 160, 3)
    assert camera.still().image.shape == (240, 320, 3)
    capabilities = camera.capabilities()
    assert (capabilities.still_size, capabilities.focus, capabilities.exposure) == (FULL, True, True)


def test_a_device_that_two_open_belongs_to_the_first(camera: OpenCvDocumentCamera) -> None:
    with pytest.raises(DeviceError) as caught:
        OpenCvDocumentCamera("camera", 0, SystemClock(), controls=SWITCHING).open()
    assert caught.value.code is ErrorCode.NOT_READY
