from __future__ import annotations

import re

import pytest

from kiosk.documents.strokes import BOX, Point, Signature, svg, too_little
from tests.documents.samples import INK


def line(*places: tuple[int, int]) -> tuple[Point, ...]:
    return tuple((x, y, 10 * i) for i, (x, y) in enumerate(places))


DING_YI = Signature((line((500, 500), (1500, 500)), line((1000, 500), (1000, 1500)), line((2000, 1000), (3000, 1000))))


@pytest.mark.parametrize("signature", [INK, DING_YI, Signature((line((0, 2000), (9000, 1000)),))])
def test_what_people_write_as_their_name_is_enough(signature: Signature) -> None:
    assert not too_little(signature)


@pytest.mark.parametrize(
    "signature",
    [
        Signature(()),
        Signature((line((5000, 2000)),)),
        Signature(tuple(line((1000 * i, 2000)) for i in range(9))),
        Signature((line((5000, 2000), (5400, 2000)),)),
        Signature((line(*[(5000 + 300 * (i % 2), 2000) for i in range(40)]),)),
    ],
    ids=["nothing", "a dot", "dots", "a tiny line", "rubbing on one spot"],
)
def test_a_dot_or_a_tiny_line_is_no_signature(signature: Signature) -> None:
    assert too_little(signature)


@pytest.mark.parametrize(
    "stroke", [(), ((-1, 0, 0),), ((0, -1, 0),), ((10_001, 0, 0),), ((0, 4_001, 0),), ((0, 0, -1),)]
)
def test_what_no_pad_can_give_is_refused(stroke: tuple[Point, ...]) -> None:
    with pytest.raises(ValueError):
        Signature((stroke,))


def test_strokes_are_never_shown() -> None:
    assert not re.search(r"\d", repr(INK))


def test_the_picture_keeps_every_point_in_the_box_and_in_order() -> None:
    picture = svg(Signature((line((0, 0), (10_000, 4_000), (20, 30)), line((7, 9)))))
    assert f'viewBox="0 0 {BOX[0]} {BOX[1]}"' in picture
    assert 'd="M0 0Q0 0 5000 2000Q10000 4000 5010 2015L20 30M7 9L7 9"' in picture
