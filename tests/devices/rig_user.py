"""A visit process, reduced to what it does with devices; started by tests, driven by lines on standard input.

`open` and `close` all devices, `read` the card; answers each line with `ok` or the error's code.
"""

from __future__ import annotations

import sys
from pathlib import Path

from devices.api import DeviceError
from devices.simulated.proxy import (
    SimulatedCamera,
    SimulatedCardReader,
    SimulatedCodeReader,
    SimulatedDocumentPrinter,
    SimulatedReceiptPrinter,
)


def main(folder: Path) -> None:
    reader = SimulatedCardReader(folder)
    devices = (
        reader,
        SimulatedCamera(folder),
        SimulatedReceiptPrinter(folder),
        SimulatedDocumentPrinter(folder),
        SimulatedCodeReader(folder),
    )
    acts = {
        "open": lambda: [device.open() for device in devices],
        "close": lambda: [device.close() for device in devices],
        "read": reader.read,
    }
    for line in sys.stdin:
        try:
            acts[line.strip()]()
        except DeviceError as error:
            answer = error.code.value
        else:
            answer = "ok"
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
