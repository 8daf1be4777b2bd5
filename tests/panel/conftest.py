from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
import qrcode

from devices.simulated.panel import Panel
from devices.simulated.rig import Rig, simulated_rig

KEY = bytes(range(32))
PICTURE = cv2.imencode(".png", np.full((300, 200, 3), 240, np.uint8))[1].tobytes()


def base_of(panel: Panel) -> str:
    return f"http://127.0.0.1:{panel.port}"


@pytest.fixture
def rig(assets: Path) -> Iterator[Rig]:
    with simulated_rig(assets) as rig:
        yield rig


@pytest.fixture
def panel(rig: Rig) -> Iterator[Panel]:
    with Panel(rig, key=KEY) as panel:
        yield panel


@pytest.fixture
def browser(panel: Panel) -> Iterator[httpx.Client]:
    """One that came in, as the page's own requests come."""
    with httpx.Client(base_url=base_of(panel), headers={"Origin": base_of(panel)}, trust_env=False) as client:
        client.get(panel.url)
        yield client


def printed_receipt(rig: Rig, code: str) -> None:
    """Prints a receipt with a code, as a kiosk would."""
    side = np.asarray(qrcode.make(code, box_size=6).get_image().convert("1"))
    paper = np.zeros((len(side) + 200, 576), dtype=np.bool_)
    paper[100 : 100 + len(side), 40 : 40 + len(side)] = ~side
    with rig.fitted("receipt_printer").face() as printer:
        printer.print(paper)
