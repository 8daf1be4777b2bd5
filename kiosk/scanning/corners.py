"""Where the page lies in a camera frame: four corners, or an honest None.

Two sources propose quadrilaterals that fail on different pictures: regions (threshold sets, and the area whose colours
are not those of the desk) and lines. One joint score chooses among all, the sides are then fitted to a fraction of a
pixel in the full picture. Pure and deterministic.
"""

from __future__ import annotations

import math
from itertools import combinations

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.scanning.scene import COLOUR_BINS, Bytes, Floats, Scene, ordered, plausible
from kiosk.scanning.sides import fitted

Image = npt.NDArray[np.uint8]
Corners = npt.NDArray[np.float32]  # 4x2: TL, TR, BR, BL; x, y in pixels

_WORK = 400  # long side of the reduced image in pixels
_SMALLEST = 24  # a picture with a shorter side than this holds no page
_LINES = 20  # the longest lines that may become sides
_SHORTLIST = 64  # quadrilaterals that are looked at closely
# On photographs, desks without a page end at a score of 1.4; pages begin at 1.95, but for those half covered by things.
_BAR = 1.75


def corners(image_bgr: Image) -> Corners | None:
    """The page's corners (4x2 float32: TL, TR, BR, BL; pixels), or None when no page is seen.

    `image_bgr`: HxWx3 uint8. Corners may lie outside the frame, by up to a quarter of it, when the page is cut off.
    """
    found = scored_corners(image_bgr)
    return None if found is None or found[1] < _BAR else found[0]


def scored_corners(image_bgr: Image) -> tuple[Corners, float] | None:
    """The best quadrilateral and its joint score, however weak."""
    if image_bgr.ndim != 3 or image_bgr.shape[2] != 3 or min(image_bgr.shape[:2]) < _SMALLEST:
        return None
    height, width = image_bgr.shape[:2]
    scale = min(1.0, _WORK / max(height, width))
    small = cv2.resize(image_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else image_bgr
    shrink = np.array([small.shape[1] / width, small.shape[0] / height], np.float32)
    scene = Scene(small)
    quads = np.concatenate([_from_regions(scene), _from_lines(scene)])
    quads = quads[plausible(quads, scene.width, scene.height)]
    quads = quads[scene.seen(quads)]
    if not len(quads):
        return None
    quads = quads[np.argsort(-scene.quick_score(quads), kind="stable")[:_SHORTLIST]]
    scores = scene.score(quads)
    best = int(scores.argmax())
    # Pixel centres: the reduced image's pixel (0, 0) covers a block whose centre is (0.5 / shrink - 0.5).
    rough = (quads[best] + 0.5) / shrink - 0.5
    fine = fitted(image_bgr, rough, reach=3.0 / float(shrink.min()))
    return ordered(fine[None])[0].astype(np.float32), float(scores[best])


def _from_regions(scene: Scene) -> Floats:
    """Quadrilaterals around connected areas: Nx4x2."""
    half = np.array([0.5, 0.5], np.float32)
    quads: list[Floats] = []
    for plane in (scene.planes[0], scene.saturation, scene.planes[1], scene.planes[2]):
        reduced = cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        low, high = np.percentile(reduced, [3, 97])
        if high - low < 5:
            continue
        for level in np.linspace(low, high, 9)[1:-1]:
            above = (reduced > level).astype(np.uint8)
            for mask in (above, 1 - above):
                quads += _around(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
    doubled = [(quad + half) * 2 - half for quad in quads]
    colour = [(quad + half) / scene.colour_scale - half for quad in _around(_unlike_the_desk(scene))]
    everything = doubled + colour
    return ordered(np.stack(everything).astype(np.float32)) if everything else np.zeros((0, 4, 2), np.float32)


def _unlike_the_desk(scene: Scene) -> Bytes:
    """What has other colours than the frame's rim, learnt in a few rounds of two colour histograms: HxW 0/1, tiny."""
    bins = scene.colours
    height, width = bins.shape
    rim = max(2, round(0.03 * max(height, width)))
    desk = np.ones((height, width), bool)
    desk[rim:-rim, rim:-rim] = False
    page = ~desk
    always_desk = desk.copy()
    for _ in range(3):
        ours = np.bincount(bins[page], minlength=COLOUR_BINS) + 0.1
        theirs = np.bincount(bins[desk], minlength=COLOUR_BINS) + 0.1
        odds = np.log(ours / ours.sum()) - np.log(theirs / theirs.sum())
        vote = cv2.GaussianBlur(odds[bins].astype(np.float32), (0, 0), 1.2)
        page = (vote > 0) & ~always_desk
        desk = ~page
        if not page.any():
            break
    mask = cv2.morphologyEx(page.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)


def _around(mask: Bytes) -> list[Floats]:
    """A quadrilateral (4x2) around each large and nearly convex piece of a 0/1 mask."""
    quads = []
    for contour in cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        area = cv2.contourArea(contour)
        if not 0.015 * mask.size < area < 0.97 * mask.size:
            continue
        hull = cv2.convexHull(contour)
        if area < 0.6 * cv2.contourArea(hull):
            continue
        quads.append(_four_sided(hull))
    return quads


def _four_sided(hull: npt.NDArray[np.int32]) -> Floats:
    """The convex hull with its least corners dropped, until four are left."""
    length = cv2.arcLength(hull, True)
    for share in np.arange(0.01, 0.15, 0.01):
        simple = cv2.approxPolyDP(hull, share * length, True)
        if len(simple) == 4:
            return np.asarray(simple.reshape(4, 2), np.float32)
        if len(simple) < 4:
            break
    return np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)


def _from_lines(scene: Scene) -> Floats:
    """Quadrilaterals whose sides are straight edges of the picture: Nx4x2."""
    lines = _lines(scene)
    if len(lines) < 4:
        return np.zeros((0, 4, 2), np.float32)
    angle = np.arctan2(lines[:, 1], lines[:, 0])
    apart = np.abs((angle[:, None] - angle[None] + math.pi / 2) % math.pi - math.pi / 2)
    middle = -lines[:, 2:3] * lines[:, :2]  # the point of each line nearest to the picture's centre
    distance = np.abs(middle @ lines[:, :2].T + lines[:, 2][None])
    least = 0.07 * min(scene.width, scene.height)
    pairs = np.array(
        [
            (i, j)
            for i, j in combinations(range(len(lines)), 2)
            if apart[i, j] < math.radians(30) and distance[i, j] > least
        ]
    )
    if len(pairs) < 2:
        return np.zeros((0, 4, 2), np.float32)
    one, other = np.triu_indices(len(pairs), 1)
    first, second = pairs[one], pairs[other]
    crossing = (apart[first[:, 0], second[:, 0]] > math.radians(45)) & (
        apart[first[:, 1], second[:, 1]] > math.radians(45)
    )
    first, second = first[crossing], second[crossing]
    points = []
    for a, b in ((0, 0), (0, 1), (1, 1), (1, 0)):
        meet = np.cross(lines[first[:, a]], lines[second[:, b]])
        points.append(meet[:, :2] / np.where(np.abs(meet[:, 2:]) < 1e-6, np.nan, meet[:, 2:]))
    quads = np.stack(points, axis=1) + np.array([scene.width / 2, scene.height / 2])
    quads = quads[np.isfinite(quads).all((1, 2))].astype(np.float32)
    return ordered(quads) if len(quads) else quads


def _lines(scene: Scene) -> npt.NDArray[np.float64]:
    """The longest straight edges as (nx, ny, c) with nx x + ny y + c = 0 about the picture's centre: Nx3."""
    finder = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE)
    pieces = []
    for i, plane in enumerate(scene.planes):
        seen = cv2.addWeighted(plane, 3, plane, 0, -256) if i else plane
        found = finder.detect(seen)[0]
        if found is not None:
            pieces.append(found.reshape(-1, 4))
    if not pieces:
        return np.zeros((0, 3))
    segments = np.concatenate(pieces) - np.array([scene.width, scene.height] * 2) / 2
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    long = lengths > 0.03 * max(scene.width, scene.height)
    segments, lengths = segments[long], lengths[long]
    angle = np.arctan2(segments[:, 3] - segments[:, 1], segments[:, 2] - segments[:, 0])
    normal = np.stack([-np.sin(angle), np.cos(angle)], axis=1)
    free = np.ones(len(segments), bool)
    lines: list[tuple[float, float, float, float]] = []
    for i in np.argsort(-lengths, kind="stable"):
        if not free[i]:
            continue
        turned = np.abs((angle - angle[i] + math.pi / 2) % math.pi - math.pi / 2)
        shift = normal[i] @ segments[i, :2]
        off = np.maximum(np.abs(segments[:, :2] @ normal[i] - shift), np.abs(segments[:, 2:] @ normal[i] - shift))
        same = free & (turned < math.radians(4)) & (off < 3)
        free &= ~same
        ends = segments[same].reshape(-1, 2).astype(np.float32)
        dx, dy, x, y = cv2.fitLine(ends, cv2.DIST_L2, 0, 0.01, 0.01).ravel()
        lines.append((float(lengths[same].sum()), -dy, dx, dy * x - dx * y))
    lines.sort(key=lambda line: -line[0])
    return np.array([line[1:] for line in lines[:_LINES]], np.float64).reshape(-1, 3)
