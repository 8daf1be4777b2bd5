"""How well and how fast pages are found, beside the recipe of the tutorials, and how pictures are judged.

    python -m tests.bench.bench_scanning [--scenes N] [--photos DIR]

Jaccard index as in SmartDoc 2015: in the plane of the true page, no answer counts 0. `DIR` holds pictures and a
`manifest*.csv` with the columns path, kind (page, cutoff, negative) and tl_x, tl_y, tr_x, ... in pixels.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from devices.virtual.desk import Desk, Pose
from kiosk.scanning.corners import corners
from kiosk.scanning.judge import Refusal, judged
from tests.scanning.scenes import defocused, shaken, sheet, still

Picture = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float32]
Finder = Callable[[Picture], Quad | None]

FRAME = (1920, 1080)
PIXELS = 1920 * 1080  # larger pictures are reduced to this, as a live view is


@dataclass(frozen=True, slots=True)
class Scene:
    kind: str
    picture: Picture
    truth: Quad | None


def tutorial(picture: Picture) -> Quad | None:
    """The recipe that most tutorials give: blur, Canny, the first large contour that simplifies to four corners."""
    scale = 500 / picture.shape[0]
    small = cv2.cvtColor(cv2.resize(picture, None, fx=scale, fy=scale), cv2.COLOR_BGR2GRAY)
    edges = cv2.Canny(cv2.GaussianBlur(small, (5, 5), 0), 75, 200)
    contours = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:5]:
        simple = cv2.approxPolyDP(contour, 0.02 * cv2.arcLength(contour, True), True)
        if len(simple) == 4:
            return np.asarray(simple.reshape(4, 2) / scale, np.float32)
    return None


def jaccard(found: Quad | None, truth: Quad) -> float:
    if found is None:
        return 0.0
    a4 = np.array([[0, 0], [210, 0], [210, 297], [0, 297]], np.float32)
    to_page = cv2.getPerspectiveTransform(truth, a4)
    ends = np.column_stack([found, np.ones(4)]) @ to_page.T
    if (ends[:, 2] <= 1e-9).any():  # behind the true page's horizon
        return 0.0
    flat = cv2.convexHull((ends[:, :2] / ends[:, 2:]).astype(np.float32))
    shared = cv2.intersectConvexConvex(flat, a4)[0]
    return float(shared / (cv2.contourArea(flat) + 210 * 297 - shared))


def synthetic(count: int) -> Iterator[Scene]:
    """Papers in all poses on mats, wood, and desks full of things; and every tenth desk empty."""
    for seed in range(count):
        chance = np.random.default_rng(seed)
        pose = Pose(
            x_mm=chance.uniform(-70, 70),
            y_mm=chance.uniform(-25, 25),
            turn=chance.uniform(-180, 180),
            tilt=chance.uniform(-14, 14),
            lean=chance.uniform(-14, 14),
            width_mm=chance.uniform(105, 165),
            brightness=chance.uniform(0.6, 1.0),
            shadow=chance.uniform(0.1, 0.9),
            blur_mm=chance.uniform(0.05, 0.8),
            noise=chance.uniform(1, 6),
        )
        desk = Desk(seed)
        desk.lay(None if seed % 10 == 9 else sheet(seed % 3), pose)
        picture, truth = desk.frame(FRAME), desk.corners(FRAME)
        kind = ("mat", "wood", "things")[seed % 3]
        if kind != "mat":
            picture = _instead_of_the_mat(picture, truth, _wood(chance) if kind == "wood" else _things(chance))
        yield Scene(kind if truth is not None else "empty", picture, truth)


def _instead_of_the_mat(picture: Picture, truth: Quad | None, background: Picture) -> Picture:
    cover = np.zeros(picture.shape[:2], np.uint8)
    if truth is not None:
        cv2.fillConvexPoly(cover, np.round(truth * 16).astype(np.int32), 255, cv2.LINE_AA, shift=4)
    share = cv2.GaussianBlur(cover, (0, 0), 0.8)[..., None].astype(np.float32) / 255
    grain = np.random.default_rng(1).normal(0, 3, picture.shape)
    whole = picture * share + (background + grain) * (1 - share)
    return np.asarray(np.clip(whole, 0, 255), np.uint8)


def _wood(chance: np.random.Generator) -> Picture:
    """Light wood with a long grain: bright, and full of lines."""
    rings = cv2.resize(chance.normal(0, 14, (360, 6)).astype(np.float32), FRAME, interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(np.array([95, 140, 175]) + rings[..., None], 0, 255), np.uint8)


def _things(chance: np.random.Generator) -> Picture:
    """Books, cards and pens, as straight and as rectangular as the page."""
    table = np.full((FRAME[1], FRAME[0], 3), chance.integers(40, 110, 3), np.uint8)
    for _ in range(12):
        middle = (float(chance.uniform(0, FRAME[0])), float(chance.uniform(0, FRAME[1])))
        size = (float(chance.uniform(15, 500)), float(chance.uniform(100, 400)))
        box = cv2.boxPoints((middle, size, float(chance.uniform(0, 180))))
        colour = tuple(float(value) for value in chance.integers(20, 110, 3))
        cv2.fillConvexPoly(table, np.round(box).astype(np.int32), colour, cv2.LINE_AA)
    return table


def photographs(folder: Path) -> Iterator[Scene]:
    for manifest in sorted(folder.glob("manifest*.csv")):
        for row in csv.DictReader(manifest.read_text(encoding="utf-8").splitlines()):
            picture = cv2.imread(str(folder / row["path"]))
            if picture is None:
                print("missing:", row["path"])
                continue
            scale = min(1.0, (PIXELS / (picture.shape[0] * picture.shape[1])) ** 0.5)
            picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            truth = None
            if row["kind"] == "page":
                ends = [[float(row[f"{corner}_{axis}"]) for axis in "xy"] for corner in ("tl", "tr", "br", "bl")]
                truth = np.array(ends, np.float32) * np.float32(scale)
            yield Scene(row["kind"], np.asarray(picture, np.uint8), truth)


def measure(title: str, scenes: list[Scene]) -> None:
    pages = [scene for scene in scenes if scene.truth is not None]
    others = [scene for scene in scenes if scene.truth is None]
    print(f"\n{title}: {len(pages)} pages, {len(others)} pictures without a whole page, one thread")
    print(
        f"{'':10}{'mean J':>8}{'median':>8}{'>0.90':>8}{'>0.95':>8}{'none':>6}"
        f"{'answers without page':>22}{'ms median / p95':>18}"
    )
    for name, finder in (("tutorial", tutorial), ("ours", corners)):
        scores: dict[str, list[float]] = {}
        spent, unanswered = [], 0
        for scene in pages:
            begun = time.perf_counter()
            found = finder(scene.picture)
            spent.append((time.perf_counter() - begun) * 1000)
            unanswered += found is None
            scores.setdefault(scene.kind, []).append(jaccard(found, np.asarray(scene.truth)))
        every = np.concatenate(list(scores.values()))
        answers = sum(finder(scene.picture) is not None for scene in others)
        print(
            f"{name:10}{every.mean():8.4f}{np.median(every):8.4f}"
            f"{(every > 0.9).mean():8.1%}{(every > 0.95).mean():8.1%}"
            f"{unanswered:6}{answers:15} of {len(others):3}{np.median(spent):11.0f} / {np.percentile(spent, 95):.0f}"
        )
        if len(scores) > 1:
            print("          ", "  ".join(f"{kind} {np.mean(values):.4f}" for kind, values in sorted(scores.items())))


def judge_blur() -> None:
    """Where the judge draws the line. Lengths in pixels of a still at 244 dpi."""
    good = still()
    spent = []
    rows: list[tuple[str, Callable[[float], Picture], tuple[float, ...]]] = [
        ("out of focus, sigma", lambda by: defocused(good, by), (0.5, 1, 2, 3, 4, 6, 10)),
        ("shaken at 0 degrees", lambda by: shaken(good, int(by), 0), (2, 4, 6, 8, 12, 20, 40)),
        ("shaken at 20 degrees", lambda by: shaken(good, int(by), 20), (2, 4, 6, 8, 12, 20, 40)),
        ("shaken at 45 degrees", lambda by: shaken(good, int(by), 45), (2, 4, 6, 8, 12, 20, 40)),
    ]
    print("\nstills, judged")
    for title, spoilt, amounts in rows:
        verdicts = []
        for amount in amounts:
            picture = spoilt(amount)
            begun = time.perf_counter()
            verdict = judged(picture)
            spent.append((time.perf_counter() - begun) * 1000)
            verdicts.append(f"{amount:g} {verdict.reason if isinstance(verdict, Refusal) else 'accepted'}")
        print(f"{title:22}", ", ".join(verdicts))
    print(f"judging a still: {np.median(spent):.0f} ms median, {np.percentile(spent, 95):.0f} ms p95")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=120, help="how many synthetic scenes of 1920x1080")
    parser.add_argument("--photos", type=Path, help="a folder of photographs with a manifest")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    measure("synthetic scenes", list(synthetic(chosen.scenes)))
    if chosen.photos:
        measure(f"photographs in {chosen.photos.name}", list(photographs(chosen.photos)))
    judge_blur()


if __name__ == "__main__":
    main()
