"""Draws the control panel's picture for the README: `python -m tests.panel.picture docs/pictures/panel.png`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from devices.simulated.panel import Panel
from devices.simulated.rig import simulated_rig
from tests.panel.conftest import printed_receipt
from tests.panel.test_page import CHROMIUM, QUIETLY

ASSETS = Path(__file__).resolve().parents[2] / "assets"
SCENARIO = "card_pulled"
CODE = "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/" + "2KCEKMNHAERAC2LHMVXHI4TZEBQXEZJA" * 8


def draw(to: Path, language: str = "zh-CN", scheme: str = "light", width: int = 1280) -> None:
    """`language`: zh-CN or en; `scheme`: light or dark."""
    with (
        tempfile.TemporaryDirectory(prefix="rig-") as folder,
        simulated_rig(ASSETS, Path(folder)) as rig,
        Panel(rig) as panel,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        page = browser.new_page(locale=language, color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
        page.goto(panel.url)
        page.locator(f"#plays [data-key={SCENARIO}] button").first.click()
        expect(page.locator("#verdict")).to_have_class("good", timeout=30_000)
        if rig.view()["card_reader"]["card"] is None:
            rig.run("insert-card", "guli")
        rig.run("lay-paper", "premises_lease")
        printed_receipt(rig, CODE)
        rig.run("use", "document_printer", "print")
        rig.run("load-paper", "1500")
        rig.run("arm-fault", "receipt_printer", "print", "paper_jam", "2", "3")
        expect(page.locator("#receipts code")).to_have_count(1)
        expect(page.locator("#armed tr")).to_have_count(1)
        expect(page.locator("#documents li")).to_have_count(1)
        expect(page.locator("#trace")).to_contain_text("arm-fault")
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.evaluate("Promise.all([...document.images].map((one) => { one.loading = 'eager'; return one.decode(); }))")
        page.screenshot(path=to)
        browser.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), *sys.argv[2:4], *map(int, sys.argv[4:]))
