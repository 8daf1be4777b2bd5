"""Colours can be told apart, sizes keep their rules; on the tables, with no window."""

import pytest

from screens.theme import (
    BODY_PAIRS,
    CAP_HEIGHT,
    DAY,
    EDGE_PAIRS,
    LARGE_PAIRS,
    NORMAL,
    Pixels,
    contrast,
    panel_px_per_mm,
)

PALETTES = {"day": DAY}
SCALES = {"normal": NORMAL}

PAIRS = [
    *((ink, ground, 7.0) for ink, ground in BODY_PAIRS),
    *((ink, ground, 4.5) for ink, ground in LARGE_PAIRS),
    *((edge, ground, 3.0) for edge, ground in EDGE_PAIRS),
]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize(("ink", "ground", "needed"), PAIRS)
def test_what_stands_on_a_ground_can_be_told_from_it(palette, ink, ground, needed):
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= needed


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the usual example of a bare AA pass


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_sizes_keep_the_rules_for_standing_readers_and_fingers(scale):
    assert scale.caption >= 4.8
    assert scale.body >= 4.8
    assert scale.touch >= 12.7
    assert scale.action >= 20


def test_millimetres_become_pixels_of_the_panel():
    pixels = Pixels(NORMAL, panel_px_per_mm(1080))
    assert pixels.px_per_mm == pytest.approx(4.034, abs=0.001)  # 21.5", 1080x1920
    assert pixels.caption * CAP_HEIGHT / pixels.px_per_mm >= 4.8


def test_a_smaller_window_shows_the_same_page_smaller():
    whole, half = Pixels(NORMAL, panel_px_per_mm(1080)), Pixels(NORMAL, panel_px_per_mm(540))
    assert half.px_per_mm == pytest.approx(whole.px_per_mm / 2)
