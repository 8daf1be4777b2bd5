"""How fast papers are read, in how much memory, and how the score of a page follows what can be read of it.

    python -m tests.bench.bench_recognition [--photos DIR]

`DIR` holds photographs of real papers and a `manifest*.csv`, as for `bench_scanning`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np

from devices.simulated.gallery import load_gallery
from devices.virtual.desk import STILL_SIZE, Desk
from kiosk.scanning.corners import corners
from kiosk.scanning.judge import accepts
from kiosk.scanning.recogniser import ProcessRecogniser, recogniser
from kiosk.scanning.recognition import DOUBTFUL, ILLEGIBLE, Reading, legibility
from kiosk.scanning.rectify import rectified
from tests.bench.bench_scanning import Picture, photographs
from tests.papers.desk import CERTIFICATE
from tests.scanning.scenes import defocused, shaken

GALLERY = load_gallery(Path(__file__).resolve().parents[2] / "assets" / "papers" / "gallery.yaml")
MOST_SECONDS = 8.0  # a page of dense print, with nothing else to do on two cores
MOST_START_UP = 5.0  # seconds
MOST_MEMORY = 1000  # MB


def still(name: str) -> Picture:
    pictures = GALLERY[name].pictures()
    desk = Desk(seed=1)
    desk.lay(*pictures[0], *pictures[1:])
    return desk.frame(STILL_SIZE)


def jpeg(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])


def page(picture: Picture) -> bytes:
    found = corners(picture)
    assert found is not None
    return jpeg(rectified(picture, found))


def peak_memory(reader: ProcessRecogniser) -> int:
    """Of the child, in MB."""
    assert reader._child is not None
    status = Path(f"/proc/{reader._child._process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) // 1024


def verdict(measured: float, most: float) -> str:
    return "" if measured <= most else "  TOO MUCH"


def speed(reader: ProcessRecogniser) -> None:
    begun = time.perf_counter()
    reader.read(jpeg(np.full((300, 300, 3), 255, np.uint8)))
    spent = time.perf_counter() - begun
    print(f"start-up {spent:.1f} s (at most {MOST_START_UP:g}){verdict(spent, MOST_START_UP)}")
    for name in ("household_register", "marriage_certificate", "residence_permit", "labour_contract", "premises_lease"):
        sheet = page(still(name))
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            reading = reader.read(sheet)
            times.append(time.perf_counter() - begun)
        lines, best = 0 if reading is None else len(reading.lines), min(times)
        print(f"{name:22} {lines:3} lines {best:5.1f} s (at most {MOST_SECONDS:g}){verdict(best, MOST_SECONDS)}")
    memory = peak_memory(reader)
    print(f"memory, at its peak {memory} MB (at most {MOST_MEMORY}){verdict(memory, MOST_MEMORY)}")


def scores(reader: ProcessRecogniser) -> None:
    """The proof of premises, worse and worse: how many of its characters are read, and how the page scores."""
    good = still("premises_certificate")
    rows: list[tuple[str, Callable[[float], Picture], tuple[float, ...]]] = [
        ("out of focus", lambda by: defocused(good, by), (0.5, 2, 4, 5, 6, 7)),
        ("shaken", lambda by: shaken(good, int(by), 20), (6, 10, 12, 14, 18, 24)),
    ]
    print(f"\ncharacters read, score of the page (illegible below {ILLEGIBLE:g}, doubtful below {DOUBTFUL:g})")
    for title, spoilt, amounts in rows:
        for amount in amounts:
            picture = spoilt(amount)
            reading = reader.read(page(picture))
            if reading is not None:
                taken = "taken by the camera" if accepts(picture) else "refused by the camera"
                print(f"{title:13}{amount:4g}: {share_read(reading):6.1%}  {legibility(reading):.3f}  {taken}")


def share_read(reading: Reading) -> float:
    """Of the characters of the proof of premises."""
    title, paragraphs, _ = CERTIFICATE
    wanted = "".join("".join([title, *paragraphs]).split())
    read = "".join(line.text for line in reading.lines)
    blocks = SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted)


def real(reader: ProcessRecogniser, folder: Path) -> Iterator[float]:
    for scene in photographs(folder):
        if scene.truth is not None:
            width, height = (round(float(np.linalg.norm(scene.truth[end] - scene.truth[0])) * 1.5) for end in (1, 3))
            target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
            flat = cv2.warpPerspective(
                scene.picture, cv2.getPerspectiveTransform(scene.truth, target), (width, height), flags=cv2.INTER_CUBIC
            )
            reading = reader.read(jpeg(np.asarray(flat, np.uint8)))
            if reading is not None:
                yield legibility(reading)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="a folder of photographs with a manifest")
    chosen = parser.parse_args()
    reader = recogniser(patience=300)
    assert isinstance(reader, ProcessRecogniser), "the extra `recognition` is not installed"
    try:
        speed(reader)
        scores(reader)
        if chosen.photos:
            found = sorted(real(reader, chosen.photos))
            low = sum(score < DOUBTFUL for score in found)
            print(
                f"\n{len(found)} photographs of real papers: median {np.median(found):.3f}, {low} below {DOUBTFUL:g}:"
            )
            print(" ".join(f"{score:.2f}" for score in found))
    finally:
        reader.close()


if __name__ == "__main__":
    main()
