"""What the card tests share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from devices.simulated.wallet import WalletCard, load_wallet
from devices.virtual.pcscd import VirtualPcscd

WALLET = Path(__file__).resolve().parents[2] / "assets" / "cards" / "wallet.yaml"
PORT = 15970


@pytest.fixture(scope="session")
def wallet() -> Mapping[str, WalletCard]:
    return load_wallet(WALLET)


@pytest.fixture(scope="class")
def pcscd() -> Iterator[VirtualPcscd]:
    """The machine's one pcscd, with a virtual reader."""
    with VirtualPcscd(PORT) as service:
        yield service
