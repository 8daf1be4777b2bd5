"""How long a receipt of 60 lines with its code takes: python -m tests.bench.bench_printing

Drawn as the kiosk draws it, sent by the real driver, printed and confirmed by a virtual printer.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.receipt_printer.api import Raster
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.virtual.escpos_printer import CabledPrinter, VirtualEscposPrinter
from devices.virtual.escpos_serial import VirtualSerialEscposPrinter
from kiosk.catalogue.loader import load_catalogue
from kiosk.clock import SystemClock
from kiosk.submission.receipt import WIDE, HandedIn, Receipt, draw
from kiosk.submission.receipt_code import Facts, Standing, sign
from kiosk.wording import Language, Wording
from tests.submission.conftest import HOST, KIOSK, NOW, REGISTRATION

ASSETS = Path(__file__).parents[2] / "assets"
LINES, ROWS_A_LINE = 60, 36
LIMIT_MS = 120.0
RUNS = 20


def drawing() -> Callable[[], Raster]:
    """Draws the receipt of a service with so many materials that it has `LINES` lines beside its code."""
    service = load_catalogue(ASSETS / "catalogue").services[0]
    facts = Facts(Standing.RECEIVED, f"{REGISTRATION}202611230001", KIOSK, NOW, "ab" * 16)
    code = sign(facts, Ed25519PrivateKey.generate(), HOST)
    wording = Wording(ASSETS / "wording", Language.ZH)
    material = service.materials[0]

    def receipt(materials: int) -> Receipt:
        handed_in = (HandedIn(material.code, 2, material.sources[0]),) * materials
        return Receipt(service, True, facts.number, NOW, None, handed_in, True, code, simulated=True)

    def lines(materials: int) -> int:
        return (len(draw(receipt(materials), wording, ASSETS / "fonts", WIDE)) - WIDE) // ROWS_A_LINE

    materials = LINES - lines(0)
    assert lines(materials) >= LINES
    return lambda: draw(receipt(materials), wording, ASSETS / "fonts", WIDE)


def timed(what: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - begun)


def measured(virtual: CabledPrinter, drawn: Callable[[], Raster]) -> float:
    """The median, ms."""
    with virtual:
        printer = EscposReceiptPrinter("printer", virtual.address, WIDE, SystemClock())
        printer.open()
        times = [timed(lambda: printer.print(drawn())) for _ in range(RUNS)]
        looks = [timed(printer.status) for _ in range(RUNS)]
        printer.close()
    median = statistics.median(times)
    kind = virtual.address.partition(":")[0]
    print(f"{kind}: drawn, sent, printed, confirmed: median {median:.0f} ms, worst {max(times):.0f} ms")
    print(f"{kind}: status: {statistics.median(looks):.1f} ms")
    return median


def main() -> int:
    drawn = drawing()
    print(f"{LINES} lines drawn alone: {statistics.median(timed(drawn) for _ in range(RUNS)):.0f} ms")
    median = measured(VirtualEscposPrinter(paper_mm=1e6), drawn)
    measured(VirtualSerialEscposPrinter(paper_mm=1e6), drawn)
    print(f"tcp: at most {LIMIT_MS:.0f} ms: {'kept' if median <= LIMIT_MS else 'BROKEN'}")
    return 0 if median <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
