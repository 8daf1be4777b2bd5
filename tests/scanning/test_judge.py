from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from devices.virtual.desk import Pose
from kiosk.scanning.judge import Reason, Refusal, Sheet, accepts, judged
from kiosk.scanning.rectify import A4_PIXELS, effective_dpi, upright
from tests.scanning.scenes import Picture, defocused, glaring, shaken, sheet, still

# At 244 dpi, as the desk's stills have: 6 pixels are 0.6 mm, a fifth of a character of 10 points.
GOOD: dict[str, Callable[[], Picture]] = {
    "as it comes": still,
    "upside down": lambda: still(pose=Pose(turn=180)),
    "a form with few words": lambda: still("form"),
    "in half the light": lambda: still(pose=Pose(brightness=0.5)),
    "with a deep shadow across": lambda: still(pose=Pose(shadow=0.9)),
    "with a noisy sensor": lambda: still(pose=Pose(noise=8)),
    "a little out of focus": lambda: defocused(still(), 1.5),
    "a little shaken": lambda: shaken(still(), 4, 30),
}
BAD: dict[str, tuple[Callable[[], Picture], Reason]] = {
    "empty desk": (lambda: still("none"), Reason.NO_PAGE),
    "corner off the picture": (lambda: still(pose=Pose(turn=15)), Reason.CUT_OFF),
    "side just off the picture": (lambda: still(pose=Pose(x_mm=26)), Reason.CUT_OFF),
    "side within one percent of the border": (lambda: still(pose=Pose(x_mm=20)), Reason.CUT_OFF),
    "half off the picture": (lambda: still(pose=Pose(x_mm=110)), Reason.CUT_OFF),
    "little light": (lambda: still(pose=Pose(brightness=0.25)), Reason.TOO_DARK),
    "next to no light": (lambda: still(pose=Pose(brightness=0.05)), Reason.TOO_DARK),
    "a smaller sheet than A4": (lambda: still(pose=Pose(width_mm=148)), Reason.TOO_SMALL),
    "lamp reflected": (lambda: glaring(still()), Reason.GLARE),
    "wrong side up": (lambda: still("blank"), Reason.BLANK),
    "out of focus": (lambda: defocused(still(), 4), Reason.TOO_BLURRED),
    "far out of focus": (lambda: defocused(still(), 8), Reason.TOO_BLURRED),
    "shaken sideways": (lambda: shaken(still(), 12, 0), Reason.TOO_BLURRED),
    "shaken up and down": (lambda: shaken(still(), 12, 90), Reason.TOO_BLURRED),
    "shaken slantwise": (lambda: shaken(still(), 12, 20), Reason.TOO_BLURRED),
    "shaken far": (lambda: shaken(still(), 36, 60), Reason.TOO_BLURRED),
    "a form shaken along its rules": (lambda: shaken(still("form"), 14, 0), Reason.TOO_BLURRED),
}


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_a_readable_page_is_accepted(make: Callable[[], Picture]) -> None:
    assert isinstance(judged(make()), Sheet)


@pytest.mark.parametrize(("make", "reason"), BAD.values(), ids=BAD)
def test_a_bad_picture_is_refused_for_its_own_reason(make: Callable[[], Picture], reason: Reason) -> None:
    assert judged(make()) == Refusal(reason)


def test_accepts_is_the_short_answer() -> None:
    assert accepts(still())
    assert not accepts(still("none"))


def test_the_sheet_is_straightened_to_what_was_written_on_it() -> None:
    judgement = judged(still())
    assert isinstance(judgement, Sheet)
    assert judgement.image.shape == (A4_PIXELS[1], A4_PIXELS[0], 3)
    found, drawn = (cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[100:-100, 100:-100] for image in (judgement.image, sheet()))
    assert cv2.matchTemplate(found, drawn, cv2.TM_CCOEFF_NORMED)[0, 0] > 0.85


def test_a_sheet_that_lies_across_is_stood_upright() -> None:
    across = np.array([[0, 0], [297, 0], [297, 210], [0, 210]], np.float32)
    top_left, top_right, _, _ = upright(across)
    assert np.linalg.norm(top_right - top_left) == pytest.approx(210)


def test_resolution_is_measured_on_the_sheet_not_on_the_picture() -> None:
    inch = np.array([[100, 100], [100 + 8.2677 * 150, 100], [100 + 8.2677 * 150, 100 + 11.693 * 150], [100, 1853.9]])
    assert effective_dpi(inch.astype(np.float32)) == pytest.approx(150, abs=0.5)


@settings(max_examples=30, deadline=None)
@given(picture=arrays(np.uint8, st.tuples(st.integers(0, 48), st.integers(0, 48), st.just(3))))
def test_no_picture_raises(picture: np.ndarray) -> None:
    assert isinstance(judged(picture), Refusal)
