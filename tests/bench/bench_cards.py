"""What the card driver costs beside raw PC/SC calls with the same commands, in the same run, on virtual cards.

Run as root: `python -m tests.bench.bench_cards`. Ends with 1 when a limit is missed.
"""

from __future__ import annotations

import gc
import statistics
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from smartcard import scard as raw

from devices.card import scard as pcsc
from devices.card.api import CardMedia
from devices.card.emrtd.pace import PaceInfo, open_pace
from devices.card.pcsc_reader import PcscCardReader
from devices.simulated.wallet import WalletCard, load_wallet
from devices.virtual.card import virtual_card
from devices.virtual.emrtd_chip import BRAINPOOL_P256, PACE_AES_128, travel_document
from devices.virtual.pcscd import READER, VirtualPcscd
from devices.virtual.vpcd import VirtualCard, VpcdSlot
from kiosk.clock import SystemClock
from tests.cards.channels import Card
from tests.cards.grounds import Events
from tests.cards.scripted import ScriptedScard
from tests.cards.travellers import CHAN

WALLET = Path(__file__).resolve().parents[2] / "assets" / "cards" / "wallet.yaml"
PORT = 15980
READS = 200
PACES = 20
IN_PROCESS = 5000  # cycles of insert, read, pull
THROUGH_PCSCD = 300
INSERTIONS = 8
IDLE = 3.0  # seconds

Row = tuple[str, float, float | None, str]  # what, measured, limit, unit


def main() -> int:
    wallet = load_wallet(WALLET)
    permit = WalletCard("chan", "a permit", CHAN)
    rows = cycling_in_process(wallet)
    with VirtualPcscd(PORT) as service:
        slot = VpcdSlot(PORT)
        reader = PcscCardReader("bench", SystemClock(), READER)
        events = Events(reader)
        reader.open()
        try:
            rows += reading(reader, slot, events, wallet["wu_ji"], "resident", 3.0)
            rows += reading(reader, slot, events, wallet["social"], "social security", 5.0)
            rows += reading(reader, slot, events, permit, "permit, BAC, text", 5.0)
            rows += reading(reader, slot, events, permit, "permit, BAC, photo of 17 kB", 60.0, photo=True)
            rows.append(opening())
            rows += inserting(slot, events, wallet["wu_ji"])
            rows.append(idling())
            rows.append(recovering(service, events))
        finally:
            slot.close()
            started = time.perf_counter()
            reader.close()
            rows.append(("close", 1000 * (time.perf_counter() - started), 50.0, "ms"))
        rows += cycling_through_pcscd(wallet)
    missed = 0
    for what, measured, limit, unit in rows:
        verdict = "" if limit is None else f"limit {limit:7.2f}" + ("" if measured <= limit else "  MISSED")
        missed += verdict.endswith("MISSED")
        print(f"{what:58} {measured:9.2f} {unit:4} {verdict}")
    return int(missed > 0)


def reading(
    reader: PcscCardReader,
    slot: VpcdSlot,
    events: Events,
    card: WalletCard,
    name: str,
    limit: float,
    photo: bool = False,
) -> list[Row]:
    """Median of whole reads beside the same commands sent raw, each in a session of its own, taken in turns.

    A raw session gets the answers of a read that was recorded, so a chip's own reckoning is taken off the reads.
    """
    chip = Recorded(virtual_card(card))
    slot.insert(VirtualCard(chip.card.atr, chip.answer))
    assert events.wait_media(CardMedia.PRESENT)
    assert card.data is not None
    expected = card.data if photo else replace(card.data, photo=b"")
    assert reader.read(photo=photo, secret=card.secret) == expected
    commands = list(chip.said)
    ours, baseline = [], []
    for _ in range(READS):
        with chip.replayed():
            baseline.append(timed(lambda: raw_session([command for command, _ in commands])))
        chip.spent = 0.0
        ours.append(timed(lambda: reader.read(photo=photo, secret=card.secret)) - chip.spent)
    slot.pull()
    assert events.wait_media(CardMedia.ABSENT)
    whole, least = statistics.median(ours), statistics.median(baseline)
    return [
        (f"{name}, {len(commands)} commands: read()", whole, None, "ms"),
        (f"{name}: the same commands raw", least, None, "ms"),
        (f"{name}: own overhead", whole - least, limit, "ms"),
    ]


class Recorded:
    """A card that remembers what it said last, can say it again without thinking, and knows how long it thought."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card
        self.said: list[tuple[bytes, bytes | None]] = []
        self.spent = 0.0  # milliseconds
        self._again: Iterator[bytes | None] | None = None

    def answer(self, apdu: bytes) -> bytes | None:
        if self._again is not None:
            return next(self._again)
        started = time.perf_counter()
        said = self.card.answer(apdu)
        self.spent += 1000 * (time.perf_counter() - started)
        self.said.append((apdu, said))
        return said

    @contextmanager
    def replayed(self) -> Iterator[None]:
        self._again = iter([said for _, said in self.said])
        yield
        self._again = None
        self.said.clear()


def opening() -> Row:
    """The host's part of PACE, elliptic curves of 256 bits."""
    card = WalletCard("chan", "a permit", CHAN, can="482716")
    times = []
    for _ in range(PACES):
        chip = Recorded(travel_document(card))
        channel = Card(VirtualCard(chip.card.atr, chip.answer))
        whole = timed(lambda channel=channel: open_pace(channel, PaceInfo(PACE_AES_128, BRAINPOOL_P256), card.secret))
        times.append(whole - chip.spent)
    return "PACE, without the chip's part", statistics.median(times), None, "ms"


class Lane:
    """A reader, and the hands before it."""

    def __init__(self, reader: PcscCardReader, insert: Callable[[VirtualCard], None], pull: Callable[[], None]) -> None:
        self.reader = reader
        self.insert = insert
        self.pull = pull
        self.events = Events(reader)
        reader.open()


def cycling_in_process(wallet: Mapping[str, WalletCard]) -> list[Row]:
    scard = ScriptedScard()

    def pull() -> None:
        scard.pull()
        for remembered in (scard.asked, scard.shares, scard.disposed):
            remembered.clear()

    lane = Lane(PcscCardReader("cycle", SystemClock(), scard=lambda _: scard), scard.insert, pull)
    try:
        return cycling(
            "in process", IN_PROCESS, [lane], [wallet[key] for key in ("wu_ji", "social", "permit_hong_kong")]
        )
    finally:
        scard.kill()
        lane.reader.close()


def cycling_through_pcscd(wallet: Mapping[str, WalletCard]) -> list[Row]:
    """In two readers at a time: nearly all of it is waiting for pcscd to look."""
    slots = [VpcdSlot(PORT), VpcdSlot(PORT + 1)]
    readers = [PcscCardReader(f"cycle {i}", SystemClock(), f"{READER[:-1]}{i}") for i in range(2)]
    lanes = [Lane(reader, slot.insert, slot.pull) for reader, slot in zip(readers, slots, strict=True)]
    try:
        return cycling("through pcscd", THROUGH_PCSCD, lanes, [wallet[key] for key in ("wu_ji", "permit_hong_kong")])
    finally:
        for slot, reader in zip(slots, readers, strict=True):
            slot.close()
            reader.close()


def cycling(where: str, times: int, lanes: Sequence[Lane], wallet: Sequence[WalletCard]) -> list[Row]:
    """Insert, read, pull; what it leaves behind after the first tenth, in which everything is loaded and cached."""
    deck = [(virtual_card(card), card) for card in wallet]

    def cycle(number: int) -> None:
        virtual, card = deck[number % len(deck)]
        for lane in lanes:
            lane.insert(virtual)
        for lane in lanes:
            assert lane.events.wait_media(CardMedia.PRESENT)
            assert lane.reader.read(secret=card.secret) == replace(card.data, photo=b"")  # type: ignore[type-var]
        for lane in lanes:
            lane.pull()
        for lane in lanes:
            assert lane.events.wait_media(CardMedia.ABSENT)
            lane.events.heard.clear()

    rounds = times // len(lanes)
    for number in range(rounds // 10):
        cycle(number)
    tracemalloc.start()
    for number in range(rounds // 10, rounds // 5):
        cycle(number)
    before = left()
    for number in range(rounds // 5, rounds):
        cycle(number)
    after = left()
    tracemalloc.stop()
    memory, threads, files = (now - then for now, then in zip(after, before, strict=True))
    return [
        (f"{times} cycles {where}: memory that stays", memory / 1024, 64.0, "kB"),
        (f"{times} cycles {where}: threads that stay", float(threads), 0.0, ""),
        (f"{times} cycles {where}: files that stay open", float(files), 0.0, ""),
    ]


def left() -> tuple[int, int, int]:
    """Bytes, threads and open files of this process."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0], threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))


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
