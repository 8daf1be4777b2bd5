from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devices.virtual.desk import LIVE_SIZE, STILL_SIZE, Pose
from kiosk.scanning.corners import corners
from tests.scanning.scenes import away, laid, live

POSES = [
    Pose(),
    Pose(turn=-3, x_mm=-6),
    Pose(tilt=12, lean=6),
    Pose(turn=90, width_mm=148),
    Pose(turn=31, width_mm=120, x_mm=20, y_mm=-60),
    Pose(shadow=1.0),
    Pose(brightness=0.4, noise=5),
    Pose(blur_mm=1.0),
]


@pytest.mark.parametrize("pose", POSES, ids=str)
def test_the_page_is_found_within_half_a_percent_of_the_diagonal(pose: Pose) -> None:
    picture, truth = laid("sheet", pose, LIVE_SIZE)
    found = corners(picture)
    assert found is not None
    assert truth is not None
    assert away(found, truth, picture) < 0.005


def test_a_still_gives_the_corners_to_the_pixel() -> None:
    picture, truth = laid("sheet", Pose(), STILL_SIZE)
    found = corners(picture)
    assert found is not None
    assert truth is not None
    assert away(found, truth, picture) * np.hypot(*picture.shape[:2]) < 3


def test_corners_come_as_top_left_top_right_bottom_right_bottom_left_in_float32() -> None:
    found = corners(live())
    assert found is not None
    assert found.dtype == np.float32
    top_left, top_right, bottom_right, bottom_left = found
    assert top_left[0] < top_right[0]
    assert bottom_left[0] < bottom_right[0]
    assert top_left[1] < bottom_left[1]
    assert top_right[1] < bottom_right[1]


def test_an_empty_desk_has_no_page() -> None:
    assert corners(live("none")) is None


def test_a_blank_sheet_is_a_page_too() -> None:
    assert corners(live("blank")) is not None


def test_the_same_picture_gives_the_same_corners_and_is_left_as_it_was() -> None:
    picture = live()
    before = picture.copy()
    one, other = corners(picture), corners(picture)
    assert one is not None
    assert np.array_equal(one, np.asarray(other))
    assert np.array_equal(picture, before)


sides = st.integers(1, 64)
pictures = st.tuples(sides, sides).flatmap(lambda size: arrays(np.uint8, (*size, 3)))


@settings(max_examples=60, deadline=None)
@given(picture=pictures)
def test_no_picture_however_strange_raises(picture: np.ndarray) -> None:
    found = corners(picture)
    assert found is None or (found.shape == (4, 2) and np.isfinite(found).all())


@pytest.mark.parametrize(
    "shape", [(0, 0, 3), (0, 40, 3), (1, 1, 3), (1, 2000, 3), (2000, 30, 3), (480, 640, 3)], ids=str
)
@pytest.mark.parametrize("grey", [0, 127, 255])
def test_nothing_is_found_where_nothing_is(shape: tuple[int, int, int], grey: int) -> None:
    assert corners(np.full(shape, grey, np.uint8)) is None


def test_noise_is_not_a_page() -> None:
    assert corners(np.random.default_rng(5).integers(0, 256, (720, 960, 3)).astype(np.uint8)) is None
