"""The document camera as a code reader, where the contract does not reach."""

from __future__ import annotations

import threading

from devices.api import DeviceState
from devices.camera.opencv import OpenCvDocumentCamera
from devices.code_reader.camera_reader import CameraCodeReader
from tests.camera.grounds import PATIENCE, Reel, picture
from tests.conftest import TurnedClock


def test_a_camera_that_has_news_when_the_reader_is_asked_how_it_is(clock: TurnedClock) -> None:
    """A stall is seen by whoever looks first, and told on that thread, back to the reader that asks."""
    reel = Reel()
    camera = OpenCvDocumentCamera("camera", "reel", clock, connect=reel.connect)
    reader = CameraCodeReader("reader", clock, camera)
    heard: list[DeviceState] = []
    camera.open()
    reader.open()
    reader.subscribe(lambda status: heard.append(status.state))
    reel.feed(picture(128))
    clock.advance(5.0)
    asking = threading.Thread(target=reader.status, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    assert not asking.is_alive()
    assert heard == [DeviceState.ONLINE, DeviceState.HARDWARE_ERROR]
    reader.close()
    closing = threading.Thread(target=camera.close)
    closing.start()
    assert camera._closing.wait(PATIENCE)
    reel._pictures.put(None)
    closing.join()


def test_a_reader_may_be_opened_before_its_camera(clock: TurnedClock) -> None:
    reel = Reel()
    camera = OpenCvDocumentCamera("camera", "reel", clock, connect=reel.connect)
    reader = CameraCodeReader("reader", clock, camera)
    reader.open()
    assert reader.status().state is DeviceState.OFFLINE
    reader.close()
