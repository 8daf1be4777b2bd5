"""Papers and what can go wrong with a picture of them. Everything is drawn here; all words are invented."""

from __future__ import annotations

import random
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from devices.virtual.desk import LIVE_SIZE, STILL_SIZE, Desk, Pose

Picture = npt.NDArray[np.uint8]
Quad = npt.NDArray[np.float32]

FONT = Path(__file__).parents[2] / "assets" / "fonts" / "NotoSansSC-Regular.otf"
_WORDS = "房屋租赁合同甲方乙方双方协商一致签订本出租位于市区街道用于经营场所面积平方米期限自年月日起至止租金每支付方式"


@cache
def sheet(seed: int = 1, *, written: bool = True) -> Picture:
    """An A4 page of Chinese text with a red seal at 200 dpi: 2339x1654x3 BGR."""
    picture = Image.new("RGB", (1654, 2339), (244, 246, 245))
    if written:
        pen = ImageDraw.Draw(picture)
        pick = random.Random(seed)
        pen.text((560, 130), "房屋租赁合同", font=ImageFont.truetype(FONT, 80), fill=(40, 40, 40))
        body = ImageFont.truetype(FONT, 33)
        for y in range(320, 2150, 56):
            line = "".join(pick.choices(_WORDS, k=pick.choice((38, 38, 22))))
            pen.text((190, y), line, font=body, fill=(40, 40, 40))
        pen.ellipse((1080, 1850, 1400, 2170), outline=(200, 40, 60), width=9)
    return np.asarray(cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2BGR), np.uint8)


@cache
def form() -> Picture:
    """A form: many rules, few words."""
    picture = Image.new("L", (1654, 2339), 245)
    pen = ImageDraw.Draw(picture)
    words = ImageFont.truetype(FONT, 33)
    for y in range(250, 2200, 60):
        pen.line((150, y, 1500, y), fill=60, width=2)
    for x in range(150, 1600, 450):
        pen.line((x, 250, x, 2170), fill=60, width=2)
    for y in range(255, 2100, 240):
        pen.text((170, y), "姓名：张三丰", font=words, fill=40)
    return np.asarray(cv2.cvtColor(np.asarray(picture), cv2.COLOR_GRAY2BGR), np.uint8)


@lru_cache(maxsize=4)  # of up to 24 MB each
def laid(
    paper: str = "sheet", pose: Pose | None = None, size: tuple[int, int] = STILL_SIZE
) -> tuple[Picture, Quad | None]:
    """What the camera sees of a paper on the desk, and where the corners are. `paper`: sheet, blank, form or none."""
    desk = Desk(seed=7)
    papers = {"sheet": sheet(), "blank": sheet(written=False), "form": form(), "none": None}
    desk.lay(papers[paper], pose)
    return desk.frame(size), desk.corners(size)


def still(paper: str = "sheet", pose: Pose | None = None) -> Picture:
    return laid(paper, pose)[0]


def live(paper: str = "sheet", pose: Pose | None = None) -> Picture:
    return laid(paper, pose, LIVE_SIZE)[0]


def noisy(picture: Picture, sigma: float = 2.0) -> Picture:
    """A blurred picture still has its sensor's noise, which is never blurred."""
    tile = np.random.default_rng(3).normal(0, sigma, (509, 509, 3)).round().astype(np.int16)
    height, width = picture.shape[:2]
    noise = np.tile(tile, (height // 509 + 1, width // 509 + 1, 1))[:height, :width]
    return np.asarray(cv2.add(picture, noise, dtype=cv2.CV_8U), np.uint8)


def defocused(picture: Picture, sigma: float) -> Picture:
    return noisy(np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8))


def shaken(picture: Picture, pixels: int, degrees: float) -> Picture:
    """Blurred along one direction over a length of `pixels`."""
    kernel = np.zeros((pixels + 2, pixels + 2), np.float32)
    middle = (pixels + 1) / 2
    reach = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]) * pixels / 2
    start, end = np.rint(middle - reach).astype(int), np.rint(middle + reach).astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0, 1, cv2.LINE_AA)
    return noisy(np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.uint8))


def glaring(picture: Picture) -> Picture:
    """A lamp reflected in the middle of the page."""
    spot = np.zeros(picture.shape[:2], np.float32)
    cv2.circle(spot, (picture.shape[1] // 2, picture.shape[0] // 2), picture.shape[1] // 10, 1.0, -1)
    light = cv2.GaussianBlur(spot, (0, 0), picture.shape[1] / 200) * 255
    return np.asarray(cv2.add(picture, cv2.merge([light.astype(np.uint8)] * 3)), np.uint8)


def away(found: Quad, truth: Quad, picture: Picture) -> float:
    """The largest distance of a corner from the truth, as a share of the diagonal; either may begin anywhere."""
    worst = min(np.linalg.norm(np.roll(found, k, 0) - truth, axis=1).max() for k in range(4))
    return float(worst / np.hypot(*picture.shape[:2]))
