"""Record the tapes of the virtual devices anew, when a driver says something else than it did:
`python -m tests.tapes`, which needs what the tests of a private pcscd need. Tapes of real devices cannot be made anew.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from devices.simulated.wallet import load_wallet
from devices.virtual.card import virtual_card
from devices.virtual.escpos_printer import VirtualEscposPrinter
from devices.virtual.pcscd import READER, VirtualPcscd
from devices.virtual.scan_engine import VirtualScanEngine
from devices.virtual.sdt_module import VirtualSdtModule
from devices.virtual.vpcd import VpcdSlot
from kiosk.diagnostics.record import record
from kiosk.settings import load_settings
from kiosk.wording import Language, wording
from tests.kiosk.test_settings import GOOD, written

ROOT = Path(__file__).parents[1]
ZOO = ROOT / "tests" / "data" / "devices"
SHOWN_AFTER = 0.5  # seconds; the tester needs a moment too


def main() -> None:
    wallet = load_wallet(ROOT / "assets" / "cards" / "wallet.yaml")
    for key, name in (("chen_wen", "resident"), ("social", "social-security")):
        with VirtualPcscd() as pcscd:
            slot = VpcdSlot(pcscd.port)
            slot.insert(virtual_card(wallet[key]))
            tape(f"pcsc-virtual-{name}", "card_reader", f'driver = "pcsc", reader = "{READER}"')
            slot.close()
    with VirtualSdtModule() as module:
        module.insert_card(wallet["chen_wen"])
        tape("sdt-virtual-resident", "card_reader", f'driver = "sdt", address = "serial:{module.path}"')
    with VirtualEscposPrinter() as printer:
        there = f'driver = "escpos", address = "{printer.address}"'
        tape("escpos-virtual-print", "receipt_printer", there)
        printer.open_cover()
        tape("escpos-virtual-cover-open", "receipt_printer", there)
    with VirtualScanEngine() as engine:
        shown = threading.Timer(SHOWN_AFTER, engine.show_code, ["HTTPS://VERIFY.EXAMPLE/R/TEST"])
        tape("scan-engine-virtual", "code_reader", f'driver = "scan_engine", address = "{engine.address}"', shown.start)
        shown.join()


def tape(name: str, device: str, driver: str, hands: Callable[[], object] = lambda: None) -> None:
    others = [line for line in GOOD.splitlines() if not line.startswith(device)]
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(written(Path(folder), "\n".join([*others, f"{device} = {{ {driver} }}"])))
    file = ZOO / f"{name}.json"
    file.unlink(missing_ok=True)
    words = wording(ROOT / "assets" / "wording", Language.EN)
    made = record(settings, device, file, words, test_card=True, ask=lambda _: str(hands() or ""))
    print(f"{name}: {made.outcome}, {len(made.entries)} entries")  # noqa: T201


if __name__ == "__main__":
    main()
