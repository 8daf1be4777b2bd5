"""Reads scanned pages in a child process: the models take most of a gigabyte and seconds a page, and may crash.

Only what comes back from there counts. A child that dies, talks nonsense or takes too long is ended, which is "no
reading"; the next page gets a new one. Pages go through a pipe and are never on disk.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import Pipe

from pydantic import TypeAdapter, ValidationError

from kiosk.scanning.recognition import Line, Reading, Recogniser

PATIENCE = 30.0  # seconds for a page, with the loading of the models; a slow machine takes 10

_Lines = list[tuple[str, tuple[float, ...]]] | None
_LINES: TypeAdapter[_Lines] = TypeAdapter(_Lines)


def recogniser(patience: float = PATIENCE) -> Recogniser | None:
    """None where the extra `recognition` is not installed: then papers are not read."""
    return None if missing() else ProcessRecogniser(_command(), patience)


def missing() -> tuple[str, ...]:
    """The packages of the extra `recognition` that are not installed."""
    return tuple(package for package in ("rapidocr", "onnxruntime") if importlib.util.find_spec(package) is None)


class ProcessRecogniser:
    """Implements `Recogniser`. `command`: the child, which is told the file descriptor of its pipe as last argument.

    It answers each page with lines and scores in JSON, and ends when the pipe does: so it outlives nobody.
    """

    def __init__(self, command: Sequence[str], patience: float = PATIENCE) -> None:
        """`patience`: seconds for a page."""
        self._command = command
        self._patience = patience
        self._turn = threading.Lock()  # one page at a time
        self._lock = threading.Lock()  # guards what follows
        self._child: _Child | None = None
        self._closed = False

    def warm(self) -> None:
        self._started()

    def read(self, jpeg: bytes) -> Reading | None:
        with self._turn:
            child = self._started()
            if child is None:
                return None
            answer = child.ask(jpeg, self._patience)
            if answer is None:
                self._drop(child)
                return None
        try:
            lines = _LINES.validate_json(answer)
        except ValidationError:
            self._drop(child)
            return None
        return None if lines is None else Reading(tuple(Line(text, scores) for text, scores in lines))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            child = self._child
        if child is not None:
            self._drop(child)

    def _started(self) -> _Child | None:
        with self._lock:
            if not self._closed and (self._child is None or self._child.dead):
                if self._child is not None:
                    self._child.end()
                self._child = None
                with suppress(OSError):
                    self._child = _Child(self._command)
            return self._child

    def _drop(self, child: _Child) -> None:
        with self._lock:
            if self._child is child:
                self._child = None
        child.end()


class _Child:
    def __init__(self, command: Sequence[str]) -> None:
        """Raises OSError."""
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # libraries print what they read
                stderr=subprocess.DEVNULL,
            )
        self._asked = threading.Lock()

    @property
    def dead(self) -> bool:
        return self._process.poll() is not None

    def ask(self, page: bytes, patience: float) -> bytes | None:
        """None: it died, or had to be killed because it took too long. May then be used no more."""
        # Killing it frees whoever waits for its answer, and whoever writes to a pipe that nobody empties.
        limit = threading.Timer(patience, self._process.kill)
        limit.daemon = True
        limit.start()
        try:
            with self._asked:
                self._pipe.send_bytes(page)
                return self._pipe.recv_bytes()
        except (EOFError, OSError):
            return None
        finally:
            limit.cancel()
            limit.join()

    def end(self) -> None:
        """May be called while another thread asks: that one gets its None."""
        self._process.kill()
        self._process.wait()
        with self._asked:  # its file descriptor must not be another's while somebody reads from it
            self._pipe.close()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "recognise"]
    return [sys.executable, "-m", "kiosk.scanning.recogniser_process"]
