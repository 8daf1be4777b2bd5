"""The real driver with pictures that are fed by hand, and with files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.camera.api import CameraHealth, Frame, Image
from devices.camera.capture import open_capture
from devices.camera.opencv import OpenCvDocumentCamera
from kiosk.clock import SystemClock
from tests.camera.grounds import PATIENCE, MemoryCamera, Reel, TellingCondition, picture, wait_for
from tests.conftest import TurnedClock

GREY = picture(128)


@pytest.fixture
def reel(monkeypatch: pytest.MonkeyPatch) -> Reel:
    monkeypatch.setattr("devices.camera.opencv.FIRST_PAUSE", 0.001)
    monkeypatch.setattr("devices.camera.opencv.FIRST_FRAME_WITHIN", 0.01)
    return Reel()


@pytest.fixture
def camera(reel: Reel, clock: TurnedClock) -> Iterator[OpenCvDocumentCamera]:
    camera = OpenCvDocumentCamera("camera", "reel", clock, connect=reel.connect)
    camera.open()
    yield camera
    closing = threading.Thread(target=camera.close)
    closing.start()
    assert camera._closing.wait(PATIENCE)
    reel._pictures.put(None)
    closing.join()


def test_only_the_newest_frame_is_kept(camera: OpenCvDocumentCamera, reel: Reel) -> None:
    reel.feed(*[picture(grey) for grey in range(100, 200)])
    frame = camera.frame()
    assert (frame.number, int(frame.image[0, 0, 0])) == (100, 199)


def test_the_same_frame_is_not_scaled_twice(camera: OpenCvDocumentCamera, reel: Reel) -> None:
    reel.feed(picture(100, 3264, 2448))
    assert camera.frame() is camera.frame()
    assert camera.frame().image.shape == (1440, 1080, 3)


def test_a_still_was_begun_after_it_was_asked_for(camera: OpenCvDocumentCamera, reel: Reel) -> None:
    """The frame that is on its way when a still is asked for may show the mat before the paper lay there."""
    stills: list[Frame] = []
    reel.feed(GREY)
    asking = threading.Thread(target=lambda: stills.append(camera.still()))
    camera._news = news = TellingCondition()
    asking.start()
    assert news.waited_on.wait(PATIENCE)
    reel.feed(picture(30), picture(31), picture(32))
    asking.join()
    assert int(stills[0].image[0, 0, 0]) == 32


def test_before_the_first_frame_the_camera_is_starting(camera: OpenCvDocumentCamera) -> None:
    assert camera.status().state is DeviceState.STARTING
    with pytest.raises(DeviceError) as caught:
        camera.frame()
    assert caught.value.code is ErrorCode.NO_FRAME


def test_two_seconds_without_a_frame_are_a_stall(camera: OpenCvDocumentCamera, reel: Reel, clock: TurnedClock) -> None:
    reel.feed(GREY)
    clock.advance(2.0)
    assert camera.status().health is CameraHealth.OK
    clock.advance(0.1)
    assert camera.status().health is CameraHealth.STALLED
    with pytest.raises(DeviceError) as caught:
        camera.frame()
    assert caught.value.code is ErrorCode.NO_FRAME


@pytest.mark.parametrize(("grey", "health"), [(0, CameraHealth.DARK), (19, CameraHealth.DARK), (40, CameraHealth.OK)])
def test_dark_is_far_below_an_empty_mat(
    camera: OpenCvDocumentCamera, reel: Reel, grey: int, health: CameraHealth
) -> None:
    reel.feed(picture(grey))
    assert camera.status().health is health


def test_a_lost_source_is_released_before_it_is_opened_again(camera: OpenCvDocumentCamera, reel: Reel) -> None:
    reel.feed(GREY, None, GREY)
    assert (reel.connections, reel.released) == (2, 1)
    assert camera.status().health is CameraHealth.OK


def test_each_change_is_told_once(camera: OpenCvDocumentCamera, reel: Reel) -> None:
    heard: list[CameraHealth] = []
    camera.subscribe(lambda status: heard.append(status.health))  # type: ignore[attr-defined]
    reel.feed(GREY, GREY, picture(0), picture(0), GREY)
    assert heard == [CameraHealth.OK, CameraHealth.DARK, CameraHealth.OK]


def test_a_still_that_fails_lets_its_address_go(clock: TurnedClock) -> None:
    class Broken(Reel):
        def read(self) -> Image | None:
            raise cv2.error("spoilt")

    broken, live = Broken(), MemoryCamera(clock)
    camera = OpenCvDocumentCamera(
        "camera", "live", clock, still_source="still", connect=lambda source, _: broken if source == "still" else live
    )
    camera.open()
    with pytest.raises(DeviceError) as caught:
        camera.still()
    camera.close()
    assert caught.value.code is ErrorCode.NO_FRAME
    assert broken.released == 1


def test_closing_does_not_wait_for_a_still_that_never_comes(
    clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.camera.opencv.STILL_GRACE", 0.01)
    asked, given_up = threading.Event(), threading.Event()
    live = MemoryCamera(clock)

    def connect(source: object, _: float) -> MemoryCamera:
        if source == "still":
            asked.set()
            given_up.wait(PATIENCE)
            raise OSError("nobody is there")
        return live

    camera = OpenCvDocumentCamera("camera", "live", clock, still_source="still", connect=connect)
    camera.open()
    outcome: list[DeviceError] = []

    def shoot() -> None:
        with pytest.raises(DeviceError) as caught:
            camera.still()
        outcome.append(caught.value)

    shooting, closing = threading.Thread(target=shoot), threading.Thread(target=camera.close)
    shooting.start()
    assert asked.wait(PATIENCE)
    closing.start()
    closing.join(PATIENCE / 2)
    closed = not closing.is_alive()
    given_up.set()
    shooting.join()
    assert closed
    assert outcome[0].code is ErrorCode.NOT_READY


def test_why_a_camera_cannot_be_opened_is_told_to_the_technician(clock: TurnedClock) -> None:
    with pytest.raises(DeviceError, match="No such file or directory: '/dev/video97'"):
        OpenCvDocumentCamera("camera", 97, clock).open()


def test_a_camera_that_was_closed_keeps_no_picture(camera: OpenCvDocumentCamera, reel: Reel) -> None:
    reel.feed(GREY)
    camera.frame()
    closing = threading.Thread(target=camera.close)
    closing.start()
    assert camera._closing.wait(PATIENCE)
    reel._pictures.put(None)
    closing.join()
    assert not [value for value in vars(camera).values() if isinstance(value, Frame)]


def test_a_camera_that_is_not_open_says_so(reel: Reel, clock: TurnedClock) -> None:
    camera = OpenCvDocumentCamera("camera", "reel", clock, connect=reel.connect)
    assert camera.status().state is DeviceState.OFFLINE
    for look in (camera.frame, camera.still):
        with pytest.raises(DeviceError) as caught:
            look()
        assert caught.value.code is ErrorCode.NOT_READY


def test_a_device_of_another_process_is_not_ready_rather_than_missing(clock: TurnedClock) -> None:
    def held(_: object, within: float) -> Reel:
        raise BlockingIOError

    with pytest.raises(DeviceError) as caught:
        OpenCvDocumentCamera("camera", 0, clock, connect=held).open()
    assert caught.value.code is ErrorCode.NOT_READY


# --- files


def test_a_picture_file_is_a_camera_that_sees_that_picture(tmp_path: Path) -> None:
    path = tmp_path / "paper.png"
    cv2.imwrite(str(path), picture(77))
    camera = OpenCvDocumentCamera("camera", path, SystemClock())
    camera.open()
    still = camera.still().image
    camera.close()
    assert (still == 77).all()


def test_a_film_is_played_again_from_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.camera.opencv.FIRST_PAUSE", 0.001)
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 100.0, (64, 48))
    for _ in range(3):
        writer.write(picture(90, 48, 64))
    writer.release()
    camera = OpenCvDocumentCamera("camera", path, SystemClock())
    seen = threading.Event()
    camera.open()
    wait_for(camera, CameraHealth.OK)
    camera.subscribe(lambda _: seen.set())
    frames = [camera.still().number for _ in range(5)]
    camera.close()
    assert frames[-1] > 3


@pytest.mark.parametrize("source", ["/nowhere/film.avi", "/nowhere/picture.png", 97])
def test_a_source_that_is_not_there_is_an_os_error(source: str | int) -> None:
    with pytest.raises(OSError):
        open_capture(source)


@pytest.mark.parametrize("name", ["empty.png", "text.png", "text.avi"])
def test_a_file_that_shows_nothing_is_an_os_error_and_says_nothing(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(b"" if name.startswith("empty") else b"no picture at all")
    with pytest.raises(OSError, match=r"picture|opened"):
        open_capture(path)
    assert capfd.readouterr().err == ""


def test_a_stream_that_nobody_sends_is_an_os_error_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OSError, match="opened"):
        open_capture("http://127.0.0.1:9/live")
    assert capfd.readouterr().err == ""


def test_a_picture_is_a_new_array_each_time(tmp_path: Path) -> None:
    path = tmp_path / "paper.png"
    cv2.imwrite(str(path), GREY)
    capture = open_capture(path)
    first = capture.read()
    assert first is not None
    first[:] = 0
    assert np.array_equal(capture.read(), GREY)
