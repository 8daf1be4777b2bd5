"""Reads each picture once and remembers it on disk: OCR takes seconds, and thousands of visits show the same papers.

For tests alone, where all papers are invented: what a page says is never on disk in a kiosk.
"""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path

from kiosk.scanning.recognition import Line, Reading, Recogniser

ROOT = Path(__file__).resolve().parent.parent
REMEMBERED = ROOT / "build" / "recognition.json"


class CachedRecogniser:
    """Implements `Recogniser` over another one. The file: lines and scores by SHA-256 of the picture, to be read."""

    def __init__(self, inner: Recogniser, file: Path = REMEMBERED) -> None:
        self._inner = inner
        self._file = file
        self._lock = threading.Lock()  # guards what follows
        self._known: dict[str, list[tuple[str, list[float]]]] = json.loads(file.read_bytes()) if file.exists() else {}

    def warm(self) -> None:
        """Whether the other one is wanted at all shows with the first picture that is not known."""

    def read(self, jpeg: bytes) -> Reading | None:
        key = hashlib.sha256(jpeg).hexdigest()
        with self._lock:
            lines = self._known.get(key)
        if lines is None:
            reading = self._inner.read(jpeg)
            if reading is not None:
                self._keep(key, [(line.text, list(line.scores)) for line in reading.lines])
            return reading
        return Reading(tuple(Line(text, tuple(scores)) for text, scores in lines))

    def close(self) -> None:
        self._inner.close()

    def _keep(self, key: str, lines: list[tuple[str, list[float]]]) -> None:
        with self._lock:
            self._known[key] = lines
            self._file.parent.mkdir(parents=True, exist_ok=True)
            draft = self._file.with_suffix(".new")
            readings = (
                f"{json.dumps(sha)}: {json.dumps(lines, ensure_ascii=False)}" for sha, lines in self._known.items()
            )
            draft.write_text("{\n" + ",\n".join(readings) + "\n}\n", encoding="utf-8")
            draft.replace(self._file)
