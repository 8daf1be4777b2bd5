from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from devices.virtual.desk import Pose
from kiosk.scanning.live import MAX_WIDTH, Hint
from tests.scanning.conftest import Watched
from tests.scanning.scenes import away, laid, live, still


@pytest.mark.parametrize(
    ("paper", "pose", "hint"),
    [
        ("none", None, Hint.LAY_PAPER),
        ("sheet", None, Hint.READY),
        ("sheet", Pose(turn=15), Hint.CUT_OFF),
        ("none", Pose(brightness=0.1), Hint.TOO_DARK),
    ],
)
def test_the_hint_says_what_to_do(watched: Watched, paper: str, pose: Pose | None, hint: Hint) -> None:
    number = watched.camera.show(live(paper, pose))
    watched.live.start()
    assert watched.view(lambda view: view.number == number).hint is hint


def test_the_outline_lies_on_the_page_in_the_pixels_of_the_picture_shown(watched: Watched) -> None:
    picture, truth = laid()
    number = watched.camera.show(picture)
    watched.live.start()
    view = watched.view(lambda view: view.number == number)
    assert view.image is not None
    assert view.corners is not None
    assert truth is not None
    assert view.image.shape[1] == MAX_WIDTH
    assert away(view.corners, truth * MAX_WIDTH / still().shape[1], view.image) < 0.005


def test_only_the_newest_frame_is_shown_and_none_is_kept_waiting(watched: Watched) -> None:
    watched.live.start()
    watched.view(lambda view: view.number == 1)
    watched.camera.show(live())
    newest = watched.camera.show(live("blank"))
    watched.view(lambda view: view.number == newest)
    watched.camera.wait_for_grabs(3)
    assert watched.live.newest() is watched.view(lambda view: view.number == newest)


def test_a_paper_taken_away_takes_its_outline_with_it(watched: Watched) -> None:
    watched.camera.show(live())
    watched.live.start()
    watched.view(lambda view: view.hint is Hint.READY)
    watched.camera.show(live("none"))
    assert watched.view(lambda view: view.hint is Hint.LAY_PAPER).corners is None


def test_a_camera_that_goes_is_named_and_one_that_comes_back_is_seen(watched: Watched) -> None:
    watched.live.start()
    watched.view(lambda view: view.hint is Hint.LAY_PAPER)
    watched.camera.unplug()
    gone = watched.view(lambda view: view.hint is Hint.CAMERA_GONE)
    assert gone.image is None
    watched.camera.show(live())
    assert watched.view(lambda view: view.image is not None).hint is Hint.READY


def test_a_lost_camera_is_not_asked_again_and_again(watched: Watched) -> None:
    watched.camera.unplug()
    watched.live.start()
    watched.view(lambda view: view.hint is Hint.CAMERA_GONE)
    before = time.monotonic()
    watched.camera.wait_for_grabs(2)
    assert time.monotonic() - before > 0.4


def test_a_spoilt_frame_does_not_end_the_view(watched: Watched) -> None:
    number = watched.camera.show(np.zeros((0, 0, 3), np.uint8))
    watched.live.start()
    assert watched.view(lambda view: view.number == number).hint is Hint.LAY_PAPER


def test_stopping_ends_the_thread_and_forgets_the_picture(watched: Watched) -> None:
    watched.live.start()
    watched.view(lambda view: view.image is not None)
    watched.live.stop()
    assert watched.live.newest() is None
    assert "live-view" not in [thread.name for thread in threading.enumerate()]


def test_starting_and_stopping_twice_does_no_harm(watched: Watched) -> None:
    watched.live.stop()
    watched.live.start()
    watched.live.start()
    assert [thread.name for thread in threading.enumerate()].count("live-view") == 1
    watched.live.stop()
    watched.live.stop()
    watched.live.start()
    assert watched.view(lambda view: view.image is not None)
