"""The synthetic desk: papers lie where it says, and the same desk shows the same pictures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from devices.simulated.camera import CameraMachine
from devices.simulated.fault import SimulationError
from devices.virtual.desk import FIELD_HEIGHT_MM, LIMITS, LIVE_SIZE, STILL_SIZE, Desk, Pose
from devices.virtual.mjpeg_camera import VirtualMjpegCamera
from tests.camera.grounds import WHITE

SMALL = (270, 360)


def laid(pose: Pose) -> Desk:
    desk = Desk(seed=5)
    desk.lay(WHITE, pose)
    return desk


def test_the_same_desk_shows_the_same_pictures() -> None:
    one, two = laid(Pose()), laid(Pose())
    assert all((one.frame(SMALL) == two.frame(SMALL)).all() for _ in range(3))


def test_only_the_noise_changes_from_frame_to_frame() -> None:
    desk = laid(Pose(noise=2.0))
    first, second = (desk.frame(SMALL).astype(np.int16) for _ in range(2))
    assert 0 < np.abs(first - second).max() < 30


@pytest.mark.parametrize(
    "pose", [Pose(), Pose(turn=30.0, width_mm=120.0), Pose(tilt=15.0, lean=8.0), Pose(width_mm=85.6)]
)
def test_the_paper_is_bright_inside_its_corners_and_the_desk_dark_outside(pose: Pose) -> None:
    desk = laid(pose)
    corners = desk.corners(SMALL)
    assert corners is not None
    middle = corners.mean(axis=0)
    frame = desk.frame(SMALL)
    inside, outside = (middle + (corners - middle) * share for share in (0.93, 1.1))
    assert all(frame[round(y), round(x)].mean() > 110 for x, y in inside.tolist())
    assert all(frame[round(y), round(x)].mean() < 90 for x, y in outside.tolist() if 0 <= x < 269 and 0 <= y < 359)


def test_a_still_shows_a_page_at_more_than_200_dpi() -> None:
    desk = laid(Pose(tilt=0.0, lean=0.0))
    corners = desk.corners(STILL_SIZE)
    assert corners is not None
    assert np.linalg.norm(corners[1] - corners[0]) / (210 / 25.4) == pytest.approx(244, abs=1)


def test_live_view_and_still_see_the_same_field() -> None:
    desk = laid(Pose())
    live, still = desk.corners(LIVE_SIZE), desk.corners(STILL_SIZE)
    assert live is not None
    assert still is not None
    assert np.allclose(live * (STILL_SIZE[1] / LIVE_SIZE[1]), still, atol=0.01)


def test_a_wide_picture_sees_more_of_the_desk_at_its_sides() -> None:
    desk = laid(Pose(x_mm=0.0, turn=0.0, tilt=0.0, lean=0.0))
    corners = desk.corners((1920, 1080))
    assert corners is not None
    assert corners[:, 0].mean() == pytest.approx(960, abs=0.1)
    assert corners[1, 0] - corners[0, 0] == pytest.approx(210 * 1080 / FIELD_HEIGHT_MM, abs=0.1)


@pytest.mark.parametrize(
    ("worse", "better"),
    [(Pose(brightness=0.4), Pose()), (Pose(shadow=0.9), Pose(shadow=0.0))],
)
def test_bad_light_makes_the_paper_darker(worse: Pose, better: Pose) -> None:
    assert laid(worse).frame(SMALL).mean() < laid(better).frame(SMALL).mean() - 10


def test_a_desk_without_a_paper_has_no_corners() -> None:
    desk = laid(Pose())
    desk.lay()
    assert desk.corners(SMALL) is None
    assert desk.frame(SMALL).mean() < 60


@pytest.mark.parametrize("act", ["take_paper", "uncover_lens", "wipe_lens", "resume", "plug"])
@pytest.mark.parametrize("make", [CameraMachine, VirtualMjpegCamera])
def test_what_cannot_be_done_to_a_real_camera_cannot_be_done_to_these(make: type, act: str) -> None:
    if (make, act) == (VirtualMjpegCamera, "plug"):
        act = "unplug"  # it begins unplugged
    with pytest.raises(SimulationError):
        getattr(make(), act)()


@pytest.mark.parametrize("make", [CameraMachine, VirtualMjpegCamera])
@pytest.mark.parametrize(
    "pose",
    [{"upside_down": 1.0}, {"x_mm": math.nan}, {"width_mm": 0.0}, {"width_mm": -1.0}, {"turn": math.inf}],
    ids=lambda pose: next(iter(pose)),
)
def test_a_pose_that_cannot_be_is_refused_in_words(make: type, pose: dict[str, float]) -> None:
    with pytest.raises(SimulationError, match=next(iter(pose))):
        make().lay_paper(WHITE, **pose)


@pytest.mark.parametrize("limit", LIMITS)
def test_every_pose_can_be_drawn_to_its_limits(limit: str) -> None:
    for value in LIMITS[limit]:
        assert laid(Pose().but(**{limit: value})).frame(SMALL).shape == (360, 270, 3)


def test_a_folded_corner_shows_the_desk() -> None:
    flat, folded = laid(Pose(turn=0.0)), laid(Pose(turn=0.0, fold_mm=60.0))
    corners = flat.corners(SMALL)
    assert corners is not None
    x, y = np.round(corners.mean(axis=0) + (corners[1] - corners.mean(axis=0)) * 0.9).astype(int).tolist()
    assert flat.frame(SMALL)[y, x].mean() > 110
    assert folded.frame(SMALL)[y, x].mean() < 90


def test_a_reflection_of_the_lamp_is_clipped() -> None:
    assert (laid(Pose()).frame(SMALL).min(axis=2) > 252).mean() < 0.001
    assert (laid(Pose(glare_mm=30.0)).frame(SMALL).min(axis=2) > 252).mean() > 0.02


def test_a_second_paper_lies_upon_the_first() -> None:
    desk = Desk()
    desk.lay(WHITE, Pose(), (np.full_like(WHITE, 90), Pose(width_mm=120.0)))
    middle = desk.frame(SMALL)[180, 135]
    assert 40 < middle.mean() < 95


def test_a_hand_covers_the_paper() -> None:
    plain, held = laid(Pose()).frame(SMALL).astype(int), laid(Pose(hand_mm=140.0)).frame(SMALL).astype(int)
    assert (np.abs(plain - held).max(axis=2) > 40).mean() > 0.05
