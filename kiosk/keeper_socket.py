"""Asking a running keeper from the same machine: one line of JSON over a unix socket, for `kiosk diagnose`."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOCKET = "keeper.sock"  # in the kiosk's data folder
ANSWER_SECONDS = 2.0
_LONGEST = 1_000_000


class KeeperSocket:
    """Answers everybody who connects to `path` with what `report` says now."""

    def __init__(self, path: Path, report: Callable[[], dict[str, Any]]) -> None:
        self._path, self._report = path, report
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        path.unlink(missing_ok=True)
        self._socket.bind(str(path))
        path.chmod(0o660)
        self._socket.listen(4)
        self._thread = threading.Thread(target=self._run, name="keeper-socket")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _run(self) -> None:
        while True:
            try:
                asker, _ = self._socket.accept()
            except OSError:
                return
            with asker, contextlib.suppress(OSError):
                asker.settimeout(ANSWER_SECONDS)
                asker.sendall(json.dumps(self._report()).encode("utf-8") + b"\n")


def ask_keeper(path: Path) -> dict[str, Any] | None:
    """What the keeper that listens at `path` says; None when none does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
        s.settimeout(ANSWER_SECONDS)
        try:
            s.connect(str(path))
            with s.makefile("rb") as answer:
                line = answer.readline(_LONGEST)
            return dict(json.loads(line))
        except (OSError, ValueError):
            return None
