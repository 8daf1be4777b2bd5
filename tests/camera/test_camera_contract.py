"""What every document camera promises: the simulator, the real driver in memory, the real driver on the wire."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.camera.api import CameraHealth
from tests.camera.grounds import WHITE, Ground, in_memory, on_the_wire, simulated, wait_for

pytestmark = pytest.mark.contract

OK, DARK, STALLED, INOPERATIVE = (
    CameraHealth.OK,
    CameraHealth.DARK,
    CameraHealth.STALLED,
    CameraHealth.GONE,
)


@pytest.fixture(params=[simulated, in_memory, on_the_wire])
def ground(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.setattr("devices.camera.opencv.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("devices.camera.opencv.LONGEST_PAUSE", 0.1)
    monkeypatch.setattr("devices.camera.opencv.STALLED_AFTER", 0.3)
    monkeypatch.setattr("devices.camera.capture.READ_WITHIN", 0.4)
    with request.param() as ground:
        ground.device.open()
        yield ground
        ground.device.close()


def test_the_live_view_is_a_colour_picture_of_1080_by_1440(ground: Ground) -> None:
    assert ground.device.frame().image.shape == (1440, 1080, 3)


def test_a_still_has_eight_megapixels(ground: Ground) -> None:
    assert ground.device.still().image.shape == (3264, 2448, 3)


def test_frames_never_go_back(ground: Ground) -> None:
    frames = [ground.device.frame() for _ in range(10)]
    assert [f.number for f in frames] == sorted(f.number for f in frames)
    assert [f.at for f in frames] == sorted(f.at for f in frames)


def test_a_still_shows_what_lies_there_when_it_is_asked_for(ground: Ground) -> None:
    empty = ground.device.still()
    ground.hands.lay_paper(WHITE)
    laid = ground.device.still()
    assert laid.number > empty.number
    assert empty.image.mean() < 60
    assert laid.image.mean() > 120


def test_a_covered_lens_is_dark_until_it_is_uncovered(ground: Ground) -> None:
    wait_for(ground.device, OK)
    ground.hands.cover_lens()
    wait_for(ground.device, DARK)
    status = ground.device.status()
    assert status.state is DeviceState.USER_ERROR
    assert status.error.code is ErrorCode.TOO_DARK
    ground.hands.uncover_lens()
    wait_for(ground.device, OK)
    assert ground.device.status().error is None


def test_a_camera_that_hangs_is_told_and_comes_back_by_itself(ground: Ground) -> None:
    wait_for(ground.device, OK)
    before = ground.device.frame().number
    ground.hands.stall()
    wait_for(ground.device, STALLED)
    with pytest.raises(DeviceError) as caught:
        ground.device.frame()
    assert caught.value.code in (ErrorCode.NO_FRAME, ErrorCode.DISCONNECTED)
    ground.hands.resume()
    wait_for(ground.device, OK)
    assert ground.device.frame().number > before


def test_an_unplugged_camera_is_told_and_found_again(ground: Ground) -> None:
    wait_for(ground.device, OK)
    before = ground.device.frame().number
    ground.hands.unplug()
    wait_for(ground.device, INOPERATIVE)
    assert ground.device.status().state is DeviceState.DISCONNECTED
    for look in (ground.device.frame, ground.device.still):
        with pytest.raises(DeviceError) as caught:
            look()
        assert caught.value.code is ErrorCode.DISCONNECTED
    ground.hands.plug()
    wait_for(ground.device, OK)
    assert ground.device.frame().number > before


def test_opening_an_unplugged_camera_says_that_it_is_disconnected(ground: Ground) -> None:
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
    assert ground.device.frame().image.any()
