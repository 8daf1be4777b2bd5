"""What happens to papers on a desk: folds, crumples, a reflection of the lamp, a hand that holds on to them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from devices.camera.api import Image

Points = npt.NDArray[np.float32]  # Nx2
Grey = npt.NDArray[np.uint8]  # HxW
Transform = npt.NDArray[np.float64]  # 3x3

_FACET_MM = 17.0  # how wide the facets of a crumpled paper are
_GLARE_AT = (12.0, -35.0)  # mm from the field's middle
_SKIN, _SLEEVE = (128.0, 158.0, 204.0), (92.0, 66.0, 48.0)  # B, G, R
_HAND_AT = (127.5, 62.0)  # mm: where the hand comes into the field
# From the tip of the middle finger, mm: from, to, radius.
_FINGERS = (
    ((9.0, 0.0), (84.0, 2.0), 8.6),
    ((17.0, -21.0), (86.0, -13.0), 8.4),
    ((16.0, 21.0), (86.0, 16.0), 8.2),
    ((38.0, 41.0), (92.0, 29.0), 7.0),
    ((66.0, -62.0), (122.0, -26.0), 10.0),
    ((100.0, -6.0), (104.0, 12.0), 32.0),
    ((118.0, 2.0), (128.0, 6.0), 33.0),
    ((130.0, 6.0), (420.0, 40.0), 27.0),
)
_CUFF = ((205.0, 15.0), (440.0, 43.0), 40.0)


def project(transform: Transform, points: list[tuple[float, float]]) -> Points:
    seen = np.column_stack([np.array(points), np.ones(len(points))]) @ transform.T
    return np.asarray(seen[:, :2] / seen[:, 2:], dtype=np.float32)


def worn(paper: Image, width_mm: float, fold_mm: float, crumple: float) -> tuple[Image, list[tuple[float, float]]]:
    """The paper (HxWx3 BGR) as it looks now, and its outline in its own pixels."""
    height, width = paper.shape[:2]
    if crumple:
        paper = _crumpled(paper, width_mm, crumple)
    if not fold_mm:
        return paper, [(0, 0), (width, 0), (width, height), (0, height)]
    fold = min(fold_mm * width / width_mm, 0.9 * width, 0.9 * height)
    rim = [(0.0, 0.0), (width - fold, 0.0), (width, fold), (width, height), (0.0, height)]
    return _folded(paper, fold), rim


def _folded(paper: Image, fold: float) -> Image:
    """The upper right corner lies face down on the paper. `fold`: pixels along each side."""
    back = np.percentile(paper[::8, ::8].reshape(-1, 3), 90, axis=0)
    paper = paper.copy()
    side = min(round(fold * 1.25), *paper.shape[:2])
    place = paper[:side, -side:]  # all that the flap and its shadow reach
    flap = np.array([(side - fold, 0.0), (side, fold), (side - fold, fold)])
    mask, shadow = np.zeros((side, side), np.uint8), np.zeros((side, side), np.uint8)
    cv2.fillConvexPoly(mask, np.round(flap * 16).astype(np.int32), 255, cv2.LINE_AA, shift=4)
    dropped = flap + np.array([-0.05, 0.05]) * fold
    cv2.fillConvexPoly(shadow, np.round(dropped * 16).astype(np.int32), 110, cv2.LINE_AA, shift=4)
    dim = 255 - cv2.GaussianBlur(shadow, (0, 0), max(1.0, fold * 0.04))
    below = cv2.multiply(place, cv2.merge([dim] * 3), scale=1 / 255)
    down, across = np.mgrid[0:side, 0:side].astype(np.float32)
    from_crease = np.clip((down - across + (side - fold)) / fold, 0, 1)  # 0 at the crease, 1 at the tip
    flat = back * (0.88 + 0.08 * from_crease[..., None])
    place[:] = np.where(mask[..., None] > 127, flat, below)
    return paper


def _crumpled(paper: Image, width_mm: float, how: float) -> Image:
    """Facets that catch the light differently, and lines that are no longer straight."""
    height, width = paper.shape[:2]
    chance = np.random.default_rng(7)
    columns = max(2, round(width_mm / _FACET_MM))
    rows = max(2, round(columns * height / width))
    down, across = np.mgrid[0 : rows + 1, 0 : columns + 1].astype(np.float32)
    points = np.stack([across, down], -1) + chance.uniform(-0.42, 0.42, (rows + 1, columns + 1, 2))
    lift = chance.normal(0.0, 1.0, (rows + 1, columns + 1))
    shade = np.full((rows * 24, columns * 24), 128, np.uint8)
    for row in range(rows):
        for column in range(columns):
            for a, b, c in (((0, 0), (0, 1), (1, 0)), ((1, 1), (0, 1), (1, 0))):
                corners = [(row + y, column + x) for y, x in (a, b, c)]
                first, second, third = (lift[corner] for corner in corners)
                grey = float(np.clip(128 + how * 11 * (second + 0.7 * third - 1.7 * first), 60, 160))
                facet = np.array([points[corner] for corner in corners]) * 24
                cv2.fillConvexPoly(shade, np.round(facet * 16).astype(np.int32), grey, cv2.LINE_AA, shift=4)
    light = cv2.resize(cv2.GaussianBlur(shade, (0, 0), 2.5), (width, height), interpolation=cv2.INTER_CUBIC)
    drift = how * 1.0 * width / width_mm  # pixels
    shift = [
        cv2.resize(
            chance.normal(0, drift, (rows, columns)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
        )
        for _ in range(2)
    ]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = cv2.remap(paper, x + shift[0], y + shift[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.multiply(bent, cv2.merge([light] * 3), scale=1 / 134), np.uint8)


def glaring(seen: Image, desk_to_picture: Transform, scale: float, radius_mm: float) -> Image:
    """The lamp is reflected: a spot in which nothing can be read. `scale`: pixels per mm."""
    spot = np.zeros(seen.shape[:2], np.uint8)
    x, y = _GLARE_AT
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    rim = [(x + 1.25 * radius_mm * np.cos(t), y + 0.85 * radius_mm * np.sin(t)) for t in turn]
    cv2.fillPoly(spot, [np.round(project(desk_to_picture, rim)).astype(np.int32)], 255)
    small = cv2.resize(spot, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    core = cv2.GaussianBlur(small, (0, 0), max(1.0, radius_mm * scale * 0.03))
    halo = cv2.GaussianBlur(small, (0, 0), max(1.0, radius_mm * scale * 0.15))
    glow = cv2.resize(cv2.addWeighted(core, 1.0, halo, 0.35, 0.0), (seen.shape[1], seen.shape[0]))
    return np.asarray(cv2.add(seen, cv2.merge([glow] * 3)), np.uint8)


def reach_in(scene: Image, light: Grey, bare: Grey, desk_to_picture: Transform, scale: float, reach_mm: float) -> Grey:
    """Draw a hand into `scene`; the light, with its shadow in it. `bare`: the light on the empty desk; `scale`: pixels
    per mm."""
    tip = np.array(_HAND_AT) - (reach_mm, 0.0)

    def drawn(*limbs: tuple[tuple[float, float], tuple[float, float], float]) -> Grey:
        mask = np.zeros(light.shape, np.uint8)
        for begin, end, radius in limbs:
            a, b = np.round(project(desk_to_picture, [tuple(tip + begin), tuple(tip + end)])).astype(int).tolist()
            cv2.line(mask, a, b, 255, max(1, round(2 * radius * scale)), cv2.LINE_AA)
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.5, 0.35 * scale)), np.uint8)

    hand, cuff = drawn(*_FINGERS), drawn(_CUFF)
    whole = cv2.max(hand, cuff)
    left, top, width, height = cv2.boundingRect(whole)
    place = np.s_[top : top + height, left : left + width]
    for mask, colour, thick in ((hand[place], _SKIN, 11.0), (cuff[place], _SLEEVE, 24.0)):
        small = cv2.resize(mask, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        depth = cv2.distanceTransform((small > 127).astype(np.uint8), cv2.DIST_L2, 3) / (thick * scale / 4)
        round_off = np.round(255 * (0.62 + 0.38 * np.sqrt(np.clip(depth, 0, 1)))).astype(np.uint8)
        tone = cv2.resize(round_off, (width, height))
        limb = cv2.merge([cv2.convertScaleAbs(tone, alpha=channel / 255) for channel in colour])
        cover = cv2.merge([mask] * 3)
        shown = cv2.multiply(scene[place], 255 - cover, scale=1 / 255)
        scene[place] = cv2.add(shown, cv2.multiply(limb, cover, scale=1 / 255))
    fall = np.array([[1, 0, 1.25 * scale], [0, 1, 1.75 * scale]], np.float32)
    small = cv2.resize(whole, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    fallen = cv2.GaussianBlur(cv2.warpAffine(small, fall, small.shape[::-1]), (0, 0), max(0.5, scale))
    shadow = cv2.resize(cv2.convertScaleAbs(fallen, alpha=0.45), whole.shape[::-1])
    return np.asarray(np.where(whole > 40, bare, cv2.multiply(light, 255 - shadow, scale=1 / 255)), np.uint8)
