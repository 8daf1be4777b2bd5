"""How long a receipt of 60 lines takes to the printer and back: python -m tests.bench.bench_printing"""

from __future__ import annotations

import statistics
import time

import numpy as np

from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.virtual.escpos_printer import VirtualEscposPrinter
from kiosk.clock import SystemClock

LINES, ROWS_A_LINE, WIDTH = 60, 32, 576
LIMIT_MS = 120.0
RUNS = 20


def main() -> None:
    raster = np.random.default_rng(1).random((LINES * ROWS_A_LINE, WIDTH)) < 0.15
    times = []
    with VirtualEscposPrinter(paper_mm=1e6) as virtual:
        printer = EscposReceiptPrinter("printer", virtual.host, virtual.port, WIDTH, SystemClock())
        printer.open()
        printer.print(raster)  # asks the printer once what it can do
        for _ in range(RUNS):
            begun = time.perf_counter()
            printer.print(raster)
            times.append(1000 * (time.perf_counter() - begun))
        begun = time.perf_counter()
        for _ in range(RUNS):
            printer.status()
        looks = 1000 * (time.perf_counter() - begun) / RUNS
        printer.close()
    median, worst = statistics.median(times), max(times)
    print(f"{LINES} lines sent, printed and confirmed: median {median:.0f} ms, worst {worst:.0f} ms")
    print(f"status: {looks:.1f} ms")
    print(f"limit {LIMIT_MS:.0f} ms: {'kept' if median <= LIMIT_MS else 'BROKEN'}")


if __name__ == "__main__":
    main()
