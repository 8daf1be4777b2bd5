"""What the card driver costs beside raw PC/SC calls with the same commands, in the same run, on virtual cards.

Run as root: `python -m tests.bench.bench_cards`. Ends with 1 when a limit is missed.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from smartcard import scard as raw

from devices.card import scard as pcsc
from devices.card.api import CardMedia
from devices.card.pcsc_reader import PcscCardReader
from devices.simulated.wallet import WalletCard, load_wallet
from devices.virtual.card import virtual_card
from devices.virtual.pcscd import READER, VirtualPcscd
from devices.virtual.vpcd import VirtualCard, VpcdSlot
from kiosk.clock import SystemClock
from tests.cards.grounds import Events

WALLET = Path(__file__).resolve().parents[2] / "assets" / "cards" / "wallet.yaml"
PORT = 41020
READS = 200
INSERTIONS = 8
IDLE = 3.0  # seconds

Row = tuple[str, float, float | None, str]  # what, measured, limit, unit


def main() -> int:
    wallet = load_wallet(WALLET)
    rows: list[Row] = []
    with VirtualPcscd(PORT) as service:
        slot = VpcdSlot(PORT)
        reader = PcscCardReader("bench", SystemClock(), READER)
        events = Events(reader)
        reader.open()
        try:
            rows += reading(reader, slot, events, wallet["wu_ji"], "resident", 3.0)
            rows += reading(reader, slot, events, wallet["social"], "social security", 5.0)
            rows += inserting(slot, events, wallet["wu_ji"])
            rows.append(idling())
            rows.append(recovering(service, events))
        finally:
            slot.close()
            started = time.perf_counter()
            reader.close()
            rows.append(("close", 1000 * (time.perf_counter() - started), 50.0, "ms"))
    missed = 0
    for what, measured, limit, unit in rows:
        verdict = "" if limit is None else f"limit {limit:7.2f}" + ("" if measured <= limit else "  MISSED")
        missed += verdict.endswith("MISSED")
        print(f"{what:58} {measured:9.2f} {unit:4} {verdict}")
    return int(missed > 0)


def reading(
    reader: PcscCardReader, slot: VpcdSlot, events: Events, card: WalletCard, name: str, limit: float
) -> list[Row]:
    """Median of whole reads beside the same commands sent raw, each in a session of its own, taken in turns."""
    asked: list[bytes] = []
    virtual = virtual_card(card)

    def answer(apdu: bytes) -> bytes | None:
        asked.append(apdu)
        return virtual.answer(apdu)

    slot.insert(VirtualCard(virtual.atr, answer))
    assert events.wait_media(CardMedia.PRESENT)
    assert reader.read() == card.data
    commands = list(asked)
    ours, baseline = [], []
    for _ in range(READS):
        baseline.append(timed(lambda: raw_session(commands)))
        ours.append(timed(reader.read))
    slot.pull()
    assert events.wait_media(CardMedia.ABSENT)
    whole, least = statistics.median(ours), statistics.median(baseline)
    return [
        (f"{name}, {len(commands)} commands: read()", whole, None, "ms"),
        (f"{name}: the same commands raw", least, None, "ms"),
        (f"{name}: own overhead", whole - least, limit, "ms"),
    ]


def raw_session(commands: list[bytes]) -> None:
    _, context = raw.SCardEstablishContext(raw.SCARD_SCOPE_USER)
    _, card, protocol = raw.SCardConnect(context, READER, raw.SCARD_SHARE_EXCLUSIVE, raw.SCARD_PROTOCOL_ANY)
    for command in commands:
        raw.SCardTransmit(card, protocol, list(command))
    raw.SCardDisconnect(card, raw.SCARD_UNPOWER_CARD)
    raw.SCardReleaseContext(context)


def inserting(slot: VpcdSlot, events: Events, card: WalletCard) -> list[Row]:
    """From the card's arrival to the event; and from a raw waiter's wake-up to the event, which is our own part."""
    whole, own = [], []
    for _ in range(INSERTIONS):
        seen: list[float] = []
        waiter = threading.Thread(target=lambda seen=seen: seen.append(raw_wait_for_card()))
        waiter.start()
        inserted = time.perf_counter()
        slot.insert(virtual_card(card))
        assert events.wait_media(CardMedia.PRESENT)
        told = time.perf_counter()
        waiter.join()
        whole.append(1000 * (told - inserted))
        own.append(1000 * max(0.0, told - seen[0]))
        slot.pull()
        assert events.wait_media(CardMedia.ABSENT)
    return [
        ("insertion to event, pcscd's own look every 400 ms included", statistics.median(whole), 420.0, "ms"),
        ("event after pcscd has seen the card", statistics.median(own), 20.0, "ms"),
    ]


def raw_wait_for_card() -> float:
    _, context = raw.SCardEstablishContext(raw.SCARD_SCOPE_USER)
    _, states = raw.SCardGetStatusChange(context, 0, [(READER, raw.SCARD_STATE_UNAWARE)])
    while not states[0][1] & raw.SCARD_STATE_PRESENT:
        known = states[0][1] & ~raw.SCARD_STATE_CHANGED
        _, states = raw.SCardGetStatusChange(context, pcsc.INFINITE, [(READER, known)])
    raw.SCardReleaseContext(context)
    return time.perf_counter()


def idling() -> Row:
    """How often the monitor's thread woke while nothing happened."""
    monitor = next(thread for thread in threading.enumerate() if thread.name == "bench-monitor")
    quiet = threading.Event()
    quiet.wait(1.0)  # pcscd has something to say for a while after a card has left
    before = switches(monitor)
    quiet.wait(IDLE)
    return f"wake-ups of the monitor in {IDLE:.0f} s", float(switches(monitor) - before), 0.0, ""


def switches(thread: threading.Thread) -> int:
    status = Path(f"/proc/self/task/{thread.native_id}/status").read_text()
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("voluntary_ctxt"))


def recovering(service: VirtualPcscd, events: Events) -> Row:
    service.kill()
    assert events.wait(lambda status: status.state == "disconnected")
    service.start()
    started = time.perf_counter()
    assert events.wait(lambda status: status.state == "online")
    return "online again after pcscd was killed and restarted", 1000 * (time.perf_counter() - started), 500.0, "ms"


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
