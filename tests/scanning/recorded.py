"""What the reader said of each paper of the gallery: recorded, because reading takes seconds and judging none.

Run after a picture has changed: python -m tests.scanning.recorded
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from devices.simulated.gallery import Paper, load_gallery
from devices.virtual.desk import STILL_SIZE, Desk, Pose
from kiosk.scanning.page import scan
from kiosk.scanning.recogniser import recogniser
from kiosk.scanning.recognition import Line, Reading
from kiosk.visit.state import Page
from tests.scanning.scenes import FONT

ROOT = Path(__file__).resolve().parents[2]
GALLERY = load_gallery(ROOT / "assets" / "papers" / "gallery.yaml")
FILE = Path(__file__).with_name("recorded.json")


def papers() -> dict[str, Paper]:
    """Those that the camera takes, as a person lays them."""
    return {
        name: paper
        for name, paper in GALLERY.items()
        if not paper.verdict and [sheet.pose for sheet in paper.sheets] == [Pose()]
    }


def digest(paper: Paper) -> str:
    return hashlib.sha256(paper.sheets[0].picture.read_bytes()).hexdigest()


def laid(paper: Paper) -> Page:
    """The paper under the camera, scanned."""
    pictures = paper.pictures()
    desk = Desk(seed=1)
    desk.lay(*pictures[0], *pictures[1:])
    page = scan(desk.frame(STILL_SIZE), "居住证申领", FONT)
    assert isinstance(page, Page)
    return page


def recorded() -> dict[str, tuple[str, Reading]]:
    """By the paper's name: the digest of its picture then, and what was read."""
    return {
        name: (picture, Reading(tuple(Line(text, tuple(scores)) for text, scores in lines)))
        for name, (picture, lines) in json.loads(FILE.read_text(encoding="utf-8")).items()
    }


def main() -> None:
    reader = recogniser(patience=300)
    assert reader is not None, "the extra `recognition` is not installed"
    rows = []
    for name, paper in papers().items():
        reading = reader.read(laid(paper).plain)
        assert reading is not None
        lines = [(line.text, line.scores) for line in reading.lines]
        rows.append(f'"{name}": {json.dumps([digest(paper), lines], ensure_ascii=False)}')
    reader.close()
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
