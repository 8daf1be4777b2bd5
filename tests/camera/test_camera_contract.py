"""What every document camera promises: the simulator, the real driver in memory, the real driver on the wire."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.camera.api import CameraHealth
from devices.simulated.fault import Fault, FaultKind
from tests import hardware
from tests.camera.grounds import (
    PATIENCE,
    WHITE,
    Ground,
    in_memory,
    on_hardware,
    on_the_wire,
    pictures_until,
    simulated,
    wait_for,
    wait_until,
)

pytestmark = pytest.mark.contract

OK, DARK, BLURRED, STALLED, GONE = (
    CameraHealth.OK,
    CameraHealth.DARK,
    CameraHealth.BLURRED,
    CameraHealth.STALLED,
    CameraHealth.GONE,
)


PAUSES = {
    "devices.camera.opencv.FIRST_PAUSE": 0.01,
    "devices.camera.opencv.LONGEST_PAUSE": 0.1,
    "devices.camera.opencv.STALLED_AFTER": 0.3,
    "devices.camera.capture.READ_WITHIN": 0.4,
}
EIGHT_MEGAPIXELS = 3264 * 2448


@pytest.fixture(params=hardware.grounds("camera", simulated, in_memory, on_the_wire, real=on_hardware))
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    with hardware.impatient(PAUSES), request.param() as ground:
        ground.device.open()
        yield ground
        ground.device.close()


def test_the_live_view_is_in_colour_and_its_short_side_has_1080_pixels(ground: Ground) -> None:
    height, width, colours = ground.device.frame().image.shape
    assert (min(height, width), colours) == (1080, 3)


def test_a_still_has_eight_megapixels(ground: Ground) -> None:
    height, width, colours = ground.device.still().image.shape
    assert height * width >= EIGHT_MEGAPIXELS
    assert colours == 3


def test_frames_never_go_back(ground: Ground) -> None:
    frames = [ground.device.frame() for _ in range(10)]
    assert [f.number for f in frames] == sorted(f.number for f in frames)
    assert [f.at for f in frames] == sorted(f.at for f in frames)


def test_a_still_shows_what_lies_there_when_it_is_asked_for(ground: Ground) -> None:
    empty = ground.device.still()
    ground.hands.lay_paper(WHITE)
    laid = ground.device.still()
    assert laid.number > empty.number
    assert laid.image.mean() > empty.image.mean() + 50


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


def test_a_smeared_lens_is_told_without_closing_the_camera_until_it_is_wiped(ground: Ground) -> None:
    ground.hands.lay_paper(WHITE)
    wait_for(ground.device, OK)
    ground.hands.smear_lens()
    wait_for(ground.device, BLURRED)
    status = ground.device.status()
    assert status.state is DeviceState.ONLINE
    assert status.error.code is ErrorCode.BLURRED
    ground.hands.wipe_lens()
    wait_for(ground.device, OK)
    assert ground.device.status().error is None


def test_a_frozen_picture_is_no_new_frame(ground: Ground) -> None:
    ground.device.frame()
    ground.hands.faults.arm(Fault("frame", FaultKind.FREEZE, times=4))
    pictures = pictures_until(ground.device, lambda: not ground.hands.faults.armed())
    assert len(set(pictures.values())) == len(pictures)
    assert ground.device.frame().image.any()


def test_a_still_that_does_not_come_can_be_cancelled(ground: Ground) -> None:
    caught: list[DeviceError] = []

    def shoot() -> None:
        with pytest.raises(DeviceError) as error:
            ground.device.still()
        caught.append(error.value)

    ground.hands.faults.arm(Fault("still", FaultKind.MUTE))
    shooting = threading.Thread(target=shoot)
    shooting.start()
    wait_until(lambda: not ground.hands.faults.armed())
    ground.device.cancel()
    shooting.join(PATIENCE)
    assert [error.code for error in caught] == [ErrorCode.CANCELLED]
    ground.hands.unplug()  # so that nobody waits for that still any more


def test_a_cancel_that_nothing_waits_for_does_nothing(ground: Ground) -> None:
    ground.device.cancel()
    assert ground.device.still().image.any()


def test_it_says_what_sizes_it_gives(ground: Ground) -> None:
    live, still = ground.device.frame().image, ground.device.still().image
    capabilities = ground.device.capabilities()
    assert capabilities.live_size == (live.shape[1], live.shape[0])
    assert capabilities.still_size == (still.shape[1], still.shape[0])


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
    wait_for(ground.device, GONE)
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
