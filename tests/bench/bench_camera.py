"""Frames a second and how old they are, through the real driver: python -m tests.bench.bench_camera"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import cv2

from devices.camera.opencv import OpenCvDocumentCamera
from devices.virtual.desk import LIVE_SIZE, Desk
from devices.virtual.mjpeg_camera import VirtualMjpegCamera
from kiosk.clock import SystemClock

PAPER = Path(__file__).resolve().parents[2] / "assets" / "papers" / "premises_lease.png"
SECONDS = 5.0
LEAST_FPS = 25.0


def main() -> None:
    paper = cv2.imread(str(PAPER))
    desk = Desk()
    desk.lay(paper)
    desk.frame(LIVE_SIZE)
    begun = time.perf_counter()
    for _ in range(100):
        desk.frame(LIVE_SIZE)
    print(f"desk at 1080x1440: {100 / (time.perf_counter() - begun):.0f} frames/s")

    with VirtualMjpegCamera(fps=30) as virtual:
        virtual.lay_paper(paper)
        camera = OpenCvDocumentCamera("camera", virtual.live, SystemClock(), still_source=virtual.still)
        begun = time.perf_counter()
        camera.open()
        first = camera.frame()
        print(f"open to first frame: {1000 * (time.perf_counter() - begun):.0f} ms")
        ages, end = [], time.monotonic() + SECONDS
        while time.monotonic() < end:
            ages.append(1000 * (time.monotonic() - camera.frame().at))
            time.sleep(0.016)
        fps = (camera.frame().number - first.number) / SECONDS
        print(f"live view: {fps:.1f} frames/s, age median {statistics.median(ages):.0f} ms, worst {max(ages):.0f} ms")
        virtual.cover_lens()
        begun = time.perf_counter()
        while camera.frame().image.mean() > 20:
            time.sleep(0.002)
        print(f"from the lens to the kiosk: {1000 * (time.perf_counter() - begun):.0f} ms")
        virtual.uncover_lens()
        for name in ("first still after a change", "next still"):
            begun = time.perf_counter()
            camera.still()
            print(f"{name}: {1000 * (time.perf_counter() - begun):.0f} ms")
        camera.close()
    print(f"at least {LEAST_FPS:.0f} frames/s: {'kept' if fps >= LEAST_FPS else 'BROKEN'}")


if __name__ == "__main__":
    main()
