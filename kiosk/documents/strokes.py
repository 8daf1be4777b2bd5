"""A name written with a finger: its strokes as they were made, and the picture of them that goes into a paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist

BOX = (10_000, 4_000)  # width and height of the pad, whatever its size on the glass
_PEN = 130  # about 0.5 mm where the box is 17 mm high
_LEAST_INK = 2_000  # half the height of the pad: 丁一 written small has more
_LEAST_SIZE = 1_000  # a finger that rubs on one spot has ink enough, but no size

Point = tuple[int, int, int]  # x, y from the upper left corner; milliseconds since the first touch


@dataclass(frozen=True, slots=True)
class Signature:
    """手写签名. Each stroke has at least one point. Biometric: never logged, and no repr shows it."""

    strokes: tuple[tuple[Point, ...], ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not all(self.strokes):
            raise ValueError("a stroke without a point")
        if not all(0 <= x <= BOX[0] and 0 <= y <= BOX[1] and t >= 0 for s in self.strokes for x, y, t in s):
            raise ValueError(f"a point outside of the box of {BOX[0]} x {BOX[1]}")


def too_little(signature: Signature) -> bool:
    """Whether this is no signature yet: nothing, a dot, a single tiny line."""
    places = [(x, y) for stroke in signature.strokes for x, y, _ in stroke]
    if not places:
        return True
    (left, top), (right, bottom) = (tuple(map(edge, zip(*places, strict=True))) for edge in (min, max))
    ink = sum(dist(a[:2], b[:2]) for stroke in signature.strokes for a, b in pairwise(stroke))
    return ink < _LEAST_INK or dist((left, top), (right, bottom)) < _LEAST_SIZE


def svg(signature: Signature) -> str:
    """The strokes as a smooth black line on nothing, 10,000 x 4,000 units."""
    lines = "".join("".join(_line(stroke)) for stroke in signature.strokes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BOX[0]} {BOX[1]}"><path d="{lines}" fill="none" '
        f'stroke="#000" stroke-width="{_PEN}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _line(stroke: tuple[Point, ...]) -> Iterator[str]:
    """Through the middles between the points, each point bending the line: no corners where the finger was quick."""
    x, y, _ = stroke[0]
    yield f"M{x} {y}"
    for (x1, y1, _), (x2, y2, _) in pairwise(stroke):
        yield f"Q{x1} {y1} {(x1 + x2) // 2} {(y1 + y2) // 2}"
    x, y, _ = stroke[-1]
    yield f"L{x} {y}"
