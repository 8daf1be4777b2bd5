"""Who of the invented hall helps and looks: two cards of the wallet that the house enrols."""

from __future__ import annotations

from pathlib import Path

from devices.simulated.wallet import load_wallet
from kiosk.clock import SystemClock
from kiosk.people.badges import Badge, Badges

HELPER_CARD, STAFF_CARD = "taiwan", "hong_kong"
PIN = "274158"  # of both

_ENROLLED = {HELPER_CARD: Badge("B-07", "helper"), STAFF_CARD: Badge("S-02", "staff")}


def enrol(data: Path, assets: Path) -> None:
    """`data`: the folder of a kiosk that does not run yet."""
    wallet, badges = load_wallet(assets / "cards" / "wallet.yaml"), Badges(data, SystemClock())
    for key, badge in _ENROLLED.items():
        card = wallet[key].data
        assert card is not None
        badges.enrol(badge, card, PIN)
