"""One camera frame, reduced and prepared so that thousands of quadrilaterals can be scored on it quickly.

Here live the evidence maps and the joint score; `corners` proposes the quadrilaterals and chooses.
Quadrilaterals are arrays Nx4x2 float32, TL, TR, BR, BL, in pixels of the reduced image.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

_ORIENTATIONS = 12  # bins of 15 degrees
_CHROMA_GAIN = 2.0  # a step in a or b says more than the same step in L, which shadows make too
_COLOUR_SIDE = 144  # long side of the image on which colours inside and outside are compared
_SAMPLES = 32  # points along a side
_RIM = 5  # pixels: nearer to the frame's border there is no outside to see
_OUTSIDE = 0.25  # of the frame that a corner may lie outside it
_SEEN_SIDE = 0.25  # of a side that must be inside the frame to say anything about it
_SEEN_SIDES = 1.8  # how many whole sides must be inside, all together
_WEIGHTS = np.array([0.6, 0.4, 0.35, 0.15, 0.5, 0.35, 0.3, -0.15], np.float32)  # see `Scene.score`


class Scene:
    """The evidence of one frame. `small`: HxWx3 uint8 BGR, long side some 400 pixels."""

    def __init__(self, small: Bytes) -> None:
        self.height, self.width = small.shape[:2]
        lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
        self.lab = lab.astype(np.float32)
        # Closing removes dark strokes on light paper, the median what is left of print: only large shapes stay.
        light = cv2.medianBlur(cv2.morphologyEx(lab[..., 0], cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), 5)
        self.planes: list[Bytes] = [light, cv2.medianBlur(lab[..., 1], 5), cv2.medianBlur(lab[..., 2], 5)]
        self.saturation: Bytes = cv2.medianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[..., 1], 7)
        self._edges = self._oriented_edges()
        scale = _COLOUR_SIDE / max(self.height, self.width)
        tiny = cv2.resize(cv2.merge(self.planes), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        self.colour_scale = tiny.shape[1] / self.width
        self.colours = colour_bins(tiny)

    def _oriented_edges(self) -> Floats:
        """Edge strength 0..1 for each orientation of the edge's normal, spread by two pixels: KxHxW."""
        steps = []
        for i, plane in enumerate(self.planes):
            soft = cv2.GaussianBlur(plane, (0, 0), 1.0).astype(np.float32) * (_CHROMA_GAIN if i else 1.0)
            steps.append((cv2.Sobel(soft, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(soft, cv2.CV_32F, 0, 1) / 8))
        (dx, dy), *others = steps
        size = cv2.magnitude(dx, dy)
        for other_dx, other_dy in others:
            other = cv2.magnitude(other_dx, other_dy)
            stronger = (other > size).astype(np.uint8)
            for kept, new in ((dx, other_dx), (dy, other_dy), (size, other)):
                cv2.copyTo(new, stronger, kept)
        # Divided by the mean around it, a faint border of white paper on a white desk counts too.
        strength = np.clip(size / (2.2 * (cv2.blur(size, (33, 33)) + 1.5)), 0, 1)
        spread = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
        unit_x, unit_y = dx / (size + 1e-3), dy / (size + 1e-3)
        maps = []
        for k in range(_ORIENTATIONS):
            angle = math.pi * k / _ORIENTATIONS
            along = np.abs(unit_x * np.float32(math.cos(angle)) + unit_y * np.float32(math.sin(angle)))
            maps.append(cv2.dilate(strength * np.clip((along - 0.6) / 0.36, 0, 1), spread))
        return np.stack(maps)

    def quick_score(self, quads: Floats) -> Floats:
        """Edges and size alone: N. Cheap enough for thousands."""
        support, unseen = self._support(quads)
        share = np.minimum(1, areas(quads) / (self.width * self.height))
        edges = 0.6 * np.nanmean(support, 1) + 0.4 * np.nanmin(support, 1)
        return np.asarray(edges + 0.15 * np.sqrt(share) - 0.15 * unseen, np.float32)

    def seen(self, quads: Floats) -> npt.NDArray[np.bool_]:
        """Which have enough of their sides inside the frame to be judged at all: N."""
        visible = self._visible(_along_sides(quads, _SAMPLES)[0]).mean(2)
        return np.asarray(((visible >= _SEEN_SIDE).sum(1) >= 2) & (visible.sum(1) > _SEEN_SIDES))

    def score(self, quads: Floats) -> Floats:
        """The joint score: N, for quadrilaterals that are `seen`."""
        support, unseen = self._support(quads)
        contrast = self._contrast(quads)
        features = [
            np.nanmean(support, 1),
            np.nanmin(support, 1),
            np.nanmean(np.abs(contrast), 1),
            np.nanmin(np.abs(contrast), 1),
            np.sqrt(np.minimum(1, areas(quads) / (self.width * self.height))),
            self._separation(quads),
            np.nanmean(contrast, 1),
            unseen,
        ]
        return np.asarray(np.stack(features, axis=1) @ _WEIGHTS, np.float32)

    def _support(self, quads: Floats) -> tuple[Floats, Floats]:
        """How much of each side lies on an edge of its own direction (Nx4, 0..1), and how many sides are unseen (N).

        A side of which nearly nothing is inside the frame is NaN: a page that is cut off ends there without an edge.
        """
        points, normals = _along_sides(quads, _SAMPLES)
        bins = np.rint(np.arctan2(normals[..., 1], normals[..., 0]) / np.pi * _ORIENTATIONS).astype(int)
        x = np.rint(points[..., 0]).astype(int).clip(0, self.width - 1)
        y = np.rint(points[..., 1]).astype(int).clip(0, self.height - 1)
        visible = self._visible(points)
        found = self._edges[(bins % _ORIENTATIONS)[:, :, None], y, x] * visible
        count = visible.sum(2)
        share = found.sum(2) / np.maximum(1, count)
        share[count < _SEEN_SIDE * _SAMPLES] = np.nan
        return share.astype(np.float32), (4 - visible.mean(2).sum(1)).astype(np.float32)

    def _visible(self, points: Floats) -> npt.NDArray[np.bool_]:
        """Which points have picture around them: ...x2 to ..."""
        size = np.array([self.width - 1, self.height - 1], np.float32)
        return np.asarray(((points >= _RIM) & (points <= size - _RIM)).all(-1))

    def _contrast(self, quads: Floats) -> Floats:
        """Colour step from outside to inside at each side, in spreads; negative when inside is darker: Nx4, -1..1."""
        points, normals = _along_sides(quads, 24)
        inwards = np.sign(((quads.mean(1, keepdims=True) - quads) * normals).sum(2, keepdims=True))
        normals = normals * inwards
        # A cut off side has no outside to compare with.
        unseen = ~self._visible(points)
        hidden = (unseen.mean(2) > 1 - _SEEN_SIDE)[..., None]
        unseen &= ~hidden
        inside = self._strip(points, normals, (3, 5, 7), unseen)
        outside = self._strip(points, normals, (-3, -5, -7), unseen)
        gain = np.array([1.0, _CHROMA_GAIN, _CHROMA_GAIN], np.float32)
        middle_in, middle_out = (np.nanmedian(strip, axis=2) for strip in (inside, outside))
        spread = np.nanmean(np.abs(inside - middle_in[:, :, None]), 2) + np.nanmean(
            np.abs(outside - middle_out[:, :, None]), 2
        )
        step = (middle_in - middle_out) * gain
        size = np.linalg.norm(step, axis=2) / (2.0 * (spread * gain).mean(-1) + 8.0)
        signed = np.clip(size, 0, 1) * np.where(step[..., 0] < -4, -1, 1)
        return np.asarray(np.where(hidden[..., 0], np.nan, signed), np.float32)

    def _strip(
        self, points: Floats, normals: Floats, offsets: tuple[int, ...], unseen: npt.NDArray[np.bool_]
    ) -> Floats:
        """Lab beside each side: Nx4xSx3, NaN where `unseen` (Nx4xS)."""
        shifts = np.array(offsets, np.float32)[None, None, None, :, None]
        at = points[:, :, :, None, :] + normals[:, :, None, None, :] * shifts
        x = np.rint(at[..., 0]).astype(int).clip(0, self.width - 1)
        y = np.rint(at[..., 1]).astype(int).clip(0, self.height - 1)
        found = self.lab[y, x].mean(3)
        found[unseen] = np.nan
        return np.asarray(found, np.float32)

    def _separation(self, quads: Floats) -> Floats:
        """1 when no colour is both inside and outside, 0 when the inside has nothing of its own: N."""
        out = np.zeros(len(quads), np.float32)
        everything = np.bincount(self.colours.ravel(), minlength=COLOUR_BINS)
        for i, quad in enumerate(quads):
            mask = np.zeros(self.colours.shape, np.uint8)
            cv2.fillConvexPoly(mask, np.rint(quad * self.colour_scale).astype(np.int32), 1)
            inside = np.bincount(self.colours[mask > 0], minlength=COLOUR_BINS)
            out[i] = 1 - np.minimum(inside, everything - inside).sum() / max(1, inside.sum())
        return out


COLOUR_BINS = 16 * 12 * 12


def colour_bins(lab: Bytes) -> npt.NDArray[np.int32]:
    """A number for each pixel's colour, coarse in L and fine in chroma near grey: HxW, 0..COLOUR_BINS-1."""
    light = lab[..., 0].astype(np.int32) >> 4
    chroma = np.clip((lab[..., 1:].astype(np.int32) - 128 + 48) // 8, 0, 11)
    return np.asarray((light * 12 + chroma[..., 0]) * 12 + chroma[..., 1], np.int32)


def areas(quads: Floats) -> Floats:
    """Areas by the shoelace formula: N, square pixels, negative when anticlockwise."""
    x, y = quads[..., 0], quads[..., 1]
    return np.asarray((x * np.roll(y, -1, 1) - np.roll(x, -1, 1) * y).sum(1) / 2, np.float32)


def ordered(quads: Floats) -> Floats:
    """The same corners as TL, TR, BR, BL, as they lie in the image."""
    rays = quads - quads.mean(1, keepdims=True)
    turn = np.argsort(np.arctan2(rays[..., 1], rays[..., 0]), axis=1, kind="stable")
    quads = np.take_along_axis(quads, turn[..., None], 1)
    first = quads.sum(2).argmin(1)[:, None]
    return np.take_along_axis(quads, ((np.arange(4)[None] + first) % 4)[..., None], 1)


def plausible(quads: Floats, width: int, height: int) -> npt.NDArray[np.bool_]:
    """Which could be a rectangle of paper seen at a slant: N. Corners may lie outside the frame."""
    size = np.array([width, height], np.float32)
    finite = np.asarray(np.isfinite(quads).all((1, 2)))
    quads = np.where(finite[:, None, None], quads, 0)
    inside = ((quads > -_OUTSIDE * size) & (quads < (1 + _OUTSIDE) * size)).all((1, 2))
    after = np.roll(quads, -1, 1) - quads
    before = np.roll(after, 1, 1)
    lengths = np.linalg.norm(after, axis=2)
    product = lengths * np.roll(lengths, 1, 1) + 1e-6
    sines = (before[..., 0] * after[..., 1] - before[..., 1] * after[..., 0]) / product
    share = areas(quads) / (width * height)
    opposite = np.minimum(lengths[:, :2], lengths[:, 2:]) / (np.maximum(lengths[:, :2], lengths[:, 2:]) + 1e-6)
    return np.asarray(
        finite
        & inside
        & (sines > 0.64).all(1)  # all corners between 40 and 140 degrees, all turning the same way
        & (share > 0.02)
        & (lengths.min(1) > 0.08 * min(width, height))
        & (opposite.min(1) > 0.4)
    )


def _along_sides(quads: Floats, samples: int) -> tuple[Floats, Floats]:
    """Points along each side (Nx4xSx2), and each side's unit normal (Nx4x2)."""
    share = np.linspace(0.04, 0.96, samples, dtype=np.float32)[None, None, :, None]
    side = np.roll(quads, -1, 1) - quads
    points = quads[:, :, None, :] + side[:, :, None, :] * share
    unit = side / (np.linalg.norm(side, axis=2, keepdims=True) + 1e-6)
    return points, np.stack([-unit[..., 1], unit[..., 0]], axis=-1)
