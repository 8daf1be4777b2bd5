"""The child process that reads pages may die, hang or talk nonsense: that is no reading, and the visit goes on."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.scanning import recogniser as module
from kiosk.scanning.recogniser import ProcessRecogniser, recogniser
from kiosk.scanning.recognition import Line, Reading
from tests.cached_recogniser import CachedRecogniser

PATIENCE = 30.0  # seconds; no test waits so long unless something is broken
READS = "pipe.send_bytes(b'[[\"' + page + b'\", [0.9, 0.8]]]')"
Make = Callable[..., ProcessRecogniser]


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Make]:
    """Makes a recogniser whose child does `work` with each `page`; `first` is true in the first child only."""
    made: list[ProcessRecogniser] = []

    def make(work: str, patience: float = PATIENCE) -> ProcessRecogniser:
        program = tmp_path / "child.py"
        program.write_text(
            "import os, signal, sys, time\n"
            "from multiprocessing.connection import Connection\n"
            "from pathlib import Path\n"
            "pipe, been = Connection(int(sys.argv[1])), Path(__file__).with_name('been')\n"
            "first = not been.exists()\n"
            "been.touch()\n"
            "while True:\n"
            "    page = pipe.recv_bytes()\n"
            f"    {work}\n",
            encoding="utf-8",
        )
        made.append(ProcessRecogniser([sys.executable, str(program)], patience))
        return made[-1]

    yield make
    for one in made:
        one.close()


def read(text: str) -> Reading:
    return Reading((Line(text, (0.9, 0.8)),))


def test_a_page_comes_back_as_lines_with_a_score_for_each_character(child: Make) -> None:
    reader = child(READS)
    reader.warm()
    assert reader.read("户口".encode()) == read("户口")


def test_one_child_reads_page_after_page_each_in_its_turn(child: Make) -> None:
    reader = child(READS)
    answers: dict[str, Reading | None] = {}
    threads = [
        threading.Thread(target=lambda text=text: answers.update({text: reader.read(text.encode())}))
        for text in ("户口", "居住", "结婚")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert answers == {text: read(text) for text in ("户口", "居住", "结婚")}


@pytest.mark.parametrize(
    "trouble", ["os._exit(3)", "os.kill(os.getpid(), signal.SIGSEGV)", "pipe.send_bytes(b'[[1')", "pipe.close()"]
)
def test_a_child_in_trouble_is_no_reading_and_the_next_page_gets_another_child(child: Make, trouble: str) -> None:
    reader = child(f"{trouble} if first else {READS}")
    assert reader.read("户口".encode()) is None
    assert reader.read("户口".encode()) == read("户口")


@pytest.mark.parametrize("page", [b"\xe6\x88\xb7", b"\0" * 4_000_000], ids=["small", "more than a pipe takes"])
def test_a_child_that_takes_too_long_is_ended(child: Make, page: bytes) -> None:
    assert child("time.sleep(600)", patience=1.0).read(page) is None


def test_a_child_that_never_comes_to_reading_blocks_nobody(child: Make, tmp_path: Path) -> None:
    reader = child("pass", patience=1.0)
    (tmp_path / "child.py").write_text("import time; time.sleep(600)")
    assert reader.read(b"\0" * 4_000_000) is None


def test_a_child_that_died_between_two_pages_is_replaced_unnoticed(child: Make) -> None:
    reader = child(f"{READS}; os._exit(0) if first else None")
    assert reader.read("户口".encode()) == read("户口")
    assert reader._child is not None
    reader._child._process.wait(PATIENCE)
    assert reader.read("户口".encode()) == read("户口")


def test_what_is_no_picture_is_no_reading_and_no_trouble(child: Make) -> None:
    reader = child("pipe.send_bytes(b'null' if page == b'?' else b'[]')")
    assert reader.read(b"?") is None
    assert reader.read(b"!") == Reading(())


def test_closing_frees_who_waits_for_a_page(child: Make, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "busy")
    reader = child("Path(__file__).with_name('busy').write_text('yes'); time.sleep(600)")
    answers: list[Reading | None] = []
    waiting = threading.Thread(target=lambda: answers.append(reader.read(b"page")))
    waiting.start()
    assert (tmp_path / "busy").read_text() == "yes"
    reader.close()
    waiting.join(PATIENCE)
    assert answers == [None]


def test_after_the_end_nothing_is_read_or_started(child: Make) -> None:
    reader = child(READS)
    reader.close()
    reader.warm()
    assert reader.read(b"page") is None


def test_a_program_that_is_not_there_is_no_reading() -> None:
    assert ProcessRecogniser(["/nowhere/at/all"]).read(b"page") is None


def test_without_its_packages_there_is_no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None if name == "onnxruntime" else object())
    assert recogniser() is None


class Counting:
    def __init__(self) -> None:
        self.pages: list[bytes] = []

    def warm(self) -> None: ...

    def read(self, jpeg: bytes) -> Reading | None:
        self.pages.append(jpeg)
        return read("户口") if jpeg == b"page" else None

    def close(self) -> None: ...


def test_a_picture_that_was_read_once_is_known_also_to_the_next_process(tmp_path: Path) -> None:
    inner, file = Counting(), tmp_path / "build" / "known.json"
    assert [CachedRecogniser(inner, file).read(b"page") for _ in range(3)] == [read("户口")] * 3
    assert inner.pages == [b"page"]
    assert "户口" in file.read_text(encoding="utf-8")


def test_what_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    inner = Counting()
    cached = CachedRecogniser(inner, tmp_path / "known.json")
    assert [cached.read(b"spoilt") for _ in range(2)] == [None, None]
    assert inner.pages == [b"spoilt", b"spoilt"]
