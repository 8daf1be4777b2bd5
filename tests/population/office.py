"""The reference office in a process of its own, with registers that know the invented citizens.

Run: python -m tests.population.office FOLDER PARENT
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from kiosk.backend.keys import Party, enrol
from kiosk.backend.registers import FAULTS
from kiosk.backend.server import serve
from kiosk.catalogue.loader import load_catalogue
from kiosk.processes import end_with_parent
from kiosk.submission.files import replace_file
from tests.population.machine import ASSETS, PATIENCE, Address


class Office:
    """A running one. `folder`: everything of it; its own data are in `office`."""

    def __init__(self, folder: Path, kiosks: Iterable[str]) -> None:
        self._data = folder / "office"
        address = json.loads((self._data / "address.json").read_text())
        clerk = enrol(self._data, Party(role="clerk", name="population"))
        self.addresses = {
            kiosk: Address(
                address["url"],
                Path(address["ca"]),
                self._data / "public_keys.json",
                enrol(self._data, Party(role="kiosk", name=kiosk)),
                clerk,
            )
            for kiosk in kiosks
        }

    def silence(self, registers: Iterable[str]) -> None:
        """These registers do not answer from now on, all others do."""
        faults = dict.fromkeys(sorted(registers), "down")
        replace_file(self._data / FAULTS, json.dumps(faults).encode())

    def cases(self) -> list[tuple[str, str, bool]]:
        """Case number, provisional number, and whether it is a supplement, of everything that was handed in."""
        return [
            (n, p, bool(s)) for n, p, s in self._rows("SELECT case_number, provisional, supplement FROM application")
        ]

    def attendances(self) -> Mapping[str, int]:
        """How often somebody came for each case."""
        return dict(self._rows("SELECT case_number, count(*) FROM attendance GROUP BY case_number"))

    def _rows(self, query: str) -> list[Any]:
        file = next(self._data.glob("*.sqlite"))
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            return db.execute(query).fetchall()


@contextmanager
def office(folder: Path, people: Mapping[str, Any], kiosks: Iterable[str]) -> Iterator[Office]:
    """Starts it in `folder`, which is new, and ends it. Raises RuntimeError when it does not come up."""
    (folder / "people.yaml").write_text(json.dumps(people, ensure_ascii=False))
    address = folder / "office" / "address.json"
    with (folder / "office.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.population.office", str(folder), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + PATIENCE
        while not address.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the office does not come up: {folder / 'office.log'}")
            time.sleep(0.05)
        yield Office(folder, kiosks)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _serve(folder: Path) -> None:
    catalogue = load_catalogue(ASSETS / "catalogue")
    serve(folder / "office", "127.0.0.1", 0, True, lambda _: None, catalogue, people=folder / "people.yaml")


if __name__ == "__main__":
    end_with_parent(int(sys.argv[2]))
    _serve(Path(sys.argv[1]))
