"""Whether the office answers, looked at now and then, told once a change."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.submission.office import Office, OfficeError

SECONDS_BETWEEN = 30.0
SECONDS_BETWEEN_WHEN_AWAY = 5.0


class OfficeWatch:
    """`told` hears of each change, and of the first look, on the watch's own thread."""

    def __init__(self, office: Office, told: Callable[[bool], None]) -> None:
        self._office, self._told = office, told
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="office-watch")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        known: bool | None = None
        while not self._stopping.is_set():
            reachable = self._look()
            if reachable != known:
                known = reachable
                self._told(reachable)
            self._stopping.wait(SECONDS_BETWEEN if reachable else SECONDS_BETWEEN_WHEN_AWAY)

    def _look(self) -> bool:
        try:
            self._office.health()
        except OfficeError:
            return False
        return True
