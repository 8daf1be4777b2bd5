"""The last step of page finding: each side moved onto its edge, to a fraction of a pixel, in the full picture."""

from __future__ import annotations

import cv2
import numpy as np

from kiosk.scanning.scene import Bytes, Floats

_SAMPLES = 96  # profiles across each side
_ROUNDS = 4  # of the robust line fit


def fitted(image_bgr: Bytes, quad: Floats, reach: float) -> Floats:
    """`quad` (4x2, pixels) with every side fitted to the strongest colour step within `reach` pixels.

    A side with no clear step keeps its place; so does every corner that would move further than three times `reach`.
    """
    sides = [_fitted_side(image_bgr, quad[i], quad[(i + 1) % 4], reach) for i in range(4)]
    moved = quad.copy()
    for i in range(4):
        corner = _meeting(sides[i - 1], sides[i])
        if corner is not None and np.abs(corner - quad[i]).max() <= 3 * reach:
            moved[i] = corner
    return moved


def _fitted_side(image: Bytes, start: Floats, end: Floats, reach: float) -> tuple[Floats, Floats]:
    """A point and a unit direction."""
    side = end - start
    unit = side / (np.linalg.norm(side) + 1e-6)
    normal = np.array([-unit[1], unit[0]], np.float32)
    share = np.linspace(0.03, 0.97, _SAMPLES, dtype=np.float32)
    step = max(1.0, reach / 16)
    offsets = np.arange(-reach - 3 * step, reach + 3 * step + 0.5 * step, step, dtype=np.float32)
    at = (start + side * share[:, None])[:, None, :] + normal * offsets[None, :, None]
    profile = cv2.remap(
        image,
        np.ascontiguousarray(at[..., 0], np.float32),
        np.ascontiguousarray(at[..., 1], np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
    # Averaging along the side makes the step stand out of texture and noise.
    profile = cv2.blur(profile, (1, 5))
    rise = np.linalg.norm(profile[:, 4:] - profile[:, :-4], axis=2)
    centre = offsets[2:-2]
    weighted = rise * np.exp(-0.5 * (centre / (0.7 * reach)) ** 2)
    peak = np.clip(weighted.argmax(1), 1, rise.shape[1] - 2)
    row = np.arange(_SAMPLES)
    left, top, right = rise[row, peak - 1], rise[row, peak], rise[row, peak + 1]
    bend = left - 2 * top + right
    offset = centre[peak] + step * np.clip(
        np.where(bend < -1e-3, 0.5 * (left - right) / np.minimum(bend, -1e-3), 0), -0.5, 0.5
    )
    clear = top > max(4.0, 0.35 * float(np.median(top)))
    if clear.sum() < 12:
        return start, unit
    slope, shift = _robust_line(share[clear] - 0.5, offset[clear], top[clear], step)
    moved_start = start + normal * (shift - 0.5 * slope)
    moved_end = end + normal * (shift + 0.5 * slope)
    along = moved_end - moved_start
    return moved_start, along / (np.linalg.norm(along) + 1e-6)


def _robust_line(x: Floats, y: Floats, weight: Floats, step: float) -> tuple[float, float]:
    """Slope and shift of the line that the most weight agrees on."""
    # Every pair of a fixed choice of far-apart points proposes a line: deterministic, and no hand or clip spoils it.
    picks = np.linspace(0, len(x) - 1, 12).astype(int)
    one, other = np.triu_indices(12, 1)
    a, b = picks[one], picks[other]
    far = np.abs(x[a] - x[b]) > 0.15
    a, b = a[far], b[far]
    if not len(a):
        return 0.0, float(np.median(y))
    slopes = (y[b] - y[a]) / (x[b] - x[a])
    shifts = y[a] - slopes * x[a]
    agree = np.abs(y[None] - slopes[:, None] * x[None] - shifts[:, None]) < 1.5 * step
    best = int((agree * weight[None]).sum(1).argmax())
    slope, shift = float(slopes[best]), float(shifts[best])
    for _ in range(_ROUNDS):
        near = np.abs(y - slope * x - shift) < 1.2 * step
        if near.sum() < 6:
            break
        slope, shift = (float(v) for v in np.polyfit(x[near], y[near], 1, w=np.sqrt(weight[near])))
    return slope, shift


def _meeting(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats | None:
    """Where two lines meet; None when they are nearly parallel."""
    (p, d), (q, e) = one, other
    across = d[0] * e[1] - d[1] * e[0]
    if abs(across) < 1e-3:
        return None
    t = ((q[0] - p[0]) * e[1] - (q[1] - p[1]) * e[0]) / across
    return np.asarray(p + t * d, np.float32)
