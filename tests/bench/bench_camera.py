"""Frames a second and how old they are, through the real driver: python -m tests.bench.bench_camera

Each picture carries its own number as black and white squares, so that the age of a frame is counted in frames: how
many newer ones the camera had begun to send when somebody who had asked for the newest got it.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
import timeit
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from devices.camera.api import Image
from devices.camera.blur import blurred
from devices.camera.opencv import OpenCvDocumentCamera
from devices.virtual.desk import LIVE_SIZE, Desk, Size
from devices.virtual.mjpeg_camera import LIVE_QUALITY, VirtualMjpegCamera
from kiosk.clock import SystemClock

PAPER = Path(__file__).resolve().parents[2] / "assets" / "papers" / "premises_lease.png"
SECONDS = 5.0
SENT_FPS = 30.0
LEAST_FPS = 25.0
OLDEST = 1.0  # frames, of 19 in 20 looks: this machine is shared
LOOK_EVERY = 1 / 60  # seconds, as a window does
LOOK_MS = 2.0
OTHER_WORK = 0.04  # seconds that a window needs between two looks when it is busy

BITS, SQUARE = 8, 40  # of the number; pixels


class NumberedCamera(VirtualMjpegCamera):
    """Its pictures are drawn beforehand: only what the kiosk does is measured."""

    def __init__(self) -> None:
        super().__init__(fps=SENT_FPS)
        desk = Desk()
        desk.lay(cv2.imread(str(PAPER)))
        pictures = [numbered(desk.frame(LIVE_SIZE), number) for number in range(1 << BITS)]
        quality = [cv2.IMWRITE_JPEG_QUALITY, LIVE_QUALITY]
        self._jpegs = [cv2.imencode(".jpg", picture, quality)[1].tobytes() for picture in pictures]
        self.sent = -1

    def next_jpeg(self, size: Size, quality: int) -> bytes | None:
        if size != LIVE_SIZE:
            return super().next_jpeg(size, quality)
        self.sent += 1
        return self._jpegs[self.sent % len(self._jpegs)]


def numbered(picture: Image, number: int) -> Image:
    for bit in range(BITS):
        picture[:SQUARE, bit * SQUARE : (bit + 1) * SQUARE] = 255 * (number >> bit & 1)
    return picture


def number_of(picture: Image) -> int:
    middles = picture[SQUARE // 2, SQUARE // 2 : BITS * SQUARE : SQUARE, 1]
    return sum(1 << bit for bit in range(BITS) if middles[bit] > 127)


def age(camera: NumberedCamera, picture: Image) -> int:
    return (camera.sent - number_of(picture)) % (1 << BITS)


def measured(camera: NumberedCamera, look: Callable[[], Image], between: float) -> tuple[float, float, int]:
    """Frames a second that were seen, the age that 19 of 20 looks keep, the worst age."""
    seen, ages, end = set(), [], time.monotonic() + SECONDS
    while time.monotonic() < end:
        picture = look()
        ages.append(age(camera, picture))
        seen.add(camera.sent - ages[-1])
        threading.Event().wait(between)
    return len(seen) / SECONDS, float(np.percentile(ages, 95)), max(ages)


def main() -> int:
    with NumberedCamera() as virtual:
        for between, words in ((0.0, "nothing else to do"), (OTHER_WORK, "other work between two looks")):
            plain = cv2.VideoCapture(virtual.live, cv2.CAP_FFMPEG)
            fps, usual, worst = measured(virtual, lambda plain=plain: plain.read()[1], between)  # type: ignore[misc]
            plain.release()
            print(f"plain cv2 loop, {words}: {fps:.1f} frames/s, age {usual:.0f}, worst {worst}")

        camera = OpenCvDocumentCamera("camera", virtual.live, SystemClock(), still_source=virtual.still)
        begun = time.perf_counter()
        camera.open()
        first = camera.frame()
        print(f"open to first frame: {1000 * (time.perf_counter() - begun):.0f} ms")
        _, busy, worst_busy = measured(virtual, lambda: camera.frame().image, OTHER_WORK)
        first = camera.frame()
        _, usual, worst = measured(virtual, lambda: camera.frame().image, LOOK_EVERY)
        fps = (camera.frame().number - first.number) / SECONDS
        print(f"this driver, other work between two looks: age {busy:.0f}, worst {worst_busy}")
        print(f"this driver: {fps:.1f} frames/s, age {usual:.0f}, worst {worst}")
        virtual.lay_paper(cv2.imread(str(PAPER)))
        stills = []
        for _ in range(3):
            begun = time.perf_counter()
            camera.still()
            stills.append(1000 * (time.perf_counter() - begun))
        print(f"still: first after a change {stills[0]:.0f} ms, next {statistics.mean(stills[1:]):.0f} ms")
        picture = camera.frame().image
        camera.close()
    looks = min(timeit.repeat(lambda: blurred(picture), number=5, repeat=20)) / 5 * 1000
    print(f"is the lens smeared: {looks:.1f} ms, at most {LOOK_MS:.0f} ms")
    kept = fps >= LEAST_FPS and max(usual, busy) <= OLDEST and looks <= LOOK_MS
    limits = f"at least {LEAST_FPS:.0f} frames/s, at most {OLDEST:.0f} frame old, {LOOK_MS:.0f} ms a look"
    print(f"{limits}: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
