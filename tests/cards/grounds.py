"""The grounds on which the card reader's contract is proved: one set of hands for each."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from devices.api import Clock, Status, Unsubscribe
from devices.card.api import CardData, CardMedia, CardReader, CardReaderStatus
from devices.card.pcsc_reader import PcscCardReader
from devices.card.sdt_port import sdt_port
from devices.card.sdt_reader import SdtCardReader
from devices.card.vendor import VendorCardReader
from devices.simulated.card_reader import CardReaderMachine
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from devices.virtual.pcscd import READER, VirtualPcscd
from devices.virtual.sdt_module import SdtMechanism, VirtualSdtModule
from devices.virtual.vpcd import Hold, VpcdSlot
from tests import hardware
from tests.cards.scripted import ScriptedScard
from tests.cards.sdt_ground import MemoryModule, WordyDecoder

PATIENCE = hardware.patience(5.0)  # real seconds that a test waits for something that must come
LOOK_EVERY = 0.01  # seconds between two looks at a security module that is made of Python


class Ground(Protocol):
    @property
    def reader(self) -> CardReader: ...

    def insert(self, card: WalletCard) -> None: ...
    def pull(self) -> None: ...
    def swap(self, card: WalletCard) -> None: ...

    def cut(self) -> None:
        """Take away what the reader lives on: its plug, or its service."""

    def mend(self) -> None: ...

    def hold(self) -> Callable[[], None]:
        """The next answer of the card is kept back; what is returned lets it go."""

    def wait_held(self) -> bool: ...

    def rival(self) -> Callable[[], None]:
        """Somebody else's attempt to open the same device."""

    def leave(self) -> None: ...


class Events:
    """What a reader has told."""

    def __init__(self, reader: CardReader) -> None:
        self.heard: list[CardReaderStatus] = []
        self._moved = threading.Condition()
        self._unsubscribe: Unsubscribe = reader.subscribe(self._hear)

    def _hear(self, status: Status) -> None:
        assert isinstance(status, CardReaderStatus)
        with self._moved:
            self.heard.append(status)
            self._moved.notify_all()

    def wait(self, wanted: Callable[[CardReaderStatus], bool]) -> bool:
        """True once the last thing heard is as wanted."""
        with self._moved:
            return self._moved.wait_for(lambda: bool(self.heard) and wanted(self.heard[-1]), PATIENCE)

    def wait_media(self, media: CardMedia) -> bool:
        return self.wait(lambda status: status.media is media)

    @property
    def media(self) -> list[CardMedia]:
        return [status.media for status in self.heard]


def read_while(ground: Ground, act: Callable[[], None]) -> CardData:
    """Reads; in the middle of it, `act` happens. Returns or raises what the read does."""
    future: Future[CardData] = Future()

    def read() -> None:
        try:
            future.set_result(ground.reader.read())
        except Exception as error:
            future.set_exception(error)

    let_go = ground.hold()
    thread = threading.Thread(target=read, name="test-read")
    thread.start()
    try:
        assert ground.wait_held()
        act()
    finally:
        let_go()
        thread.join()
    return future.result(0)


class SimulatedGround:
    def __init__(self) -> None:
        self.reader = CardReaderMachine()

    def insert(self, card: WalletCard) -> None:
        self.reader.insert_card(card)

    def pull(self) -> None:
        self.reader.pull_card()

    def swap(self, card: WalletCard) -> None:
        self.pull()
        self.insert(card)

    def cut(self) -> None:
        self.reader.unplug()

    def mend(self) -> None:
        self.reader.plug()

    def hold(self) -> Callable[[], None]:
        self.reader.hold("read")
        return lambda: self.reader.let_go("read")

    def wait_held(self) -> bool:
        return self.reader.wait_held("read", PATIENCE)

    def rival(self) -> Callable[[], None]:
        return lambda: self.reader.acquire("somebody else")

    def leave(self) -> None:
        self.reader.close()


class ScriptedGround:
    """The real driver on PC/SC calls that a script answers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.scard = ScriptedScard()
        self._held = Hold()
        self.reader = self._reader("card_reader")

    def _reader(self, name: str) -> PcscCardReader:
        return PcscCardReader(name, self._clock, "Scripted Reader", scard=lambda _: self.scard)

    def insert(self, card: WalletCard) -> None:
        self.scard.insert(virtual_card(card))

    def pull(self) -> None:
        self.scard.pull()

    def swap(self, card: WalletCard) -> None:
        self.scard.swap(virtual_card(card), noticed=True)

    def cut(self) -> None:
        self.scard.kill()

    def mend(self) -> None:
        self.scard.restart()

    def hold(self) -> Callable[[], None]:
        self._held = Hold()
        self.scard.accident = self._held
        return self._held.let_go

    def wait_held(self) -> bool:
        return self._held.happened.wait(PATIENCE)

    def rival(self) -> Callable[[], None]:
        return self._reader("rival").open

    def leave(self) -> None:
        self.reader.close()


class WireGround:
    """The real driver on the machine's own PC/SC, with a virtual card in a virtual reader."""

    def __init__(self, clock: Clock, pcscd: VirtualPcscd) -> None:
        self._clock = clock
        self._pcscd = pcscd
        self.slot = VpcdSlot(pcscd.port)
        self._held = Hold()
        self.reader = PcscCardReader("card_reader", clock, READER)

    def insert(self, card: WalletCard) -> None:
        self.slot.insert(virtual_card(card))

    def pull(self) -> None:
        self.slot.pull()

    def swap(self, card: WalletCard) -> None:
        self.slot.swap(virtual_card(card))

    def cut(self) -> None:
        self._pcscd.kill()
        self.slot.close()

    def mend(self) -> None:
        self._pcscd.start()

    def hold(self) -> Callable[[], None]:
        self._held = Hold()
        self.slot.arm(self._held)
        return self._held.let_go

    def wait_held(self) -> bool:
        return self._held.happened.wait(PATIENCE)

    def rival(self) -> Callable[[], None]:
        return PcscCardReader("rival", self._clock, READER).open

    def leave(self) -> None:
        self.slot.close()
        self.reader.close()


class ModuleGround:
    """What all grounds have in common that have a security module."""

    module: SdtMechanism

    def insert(self, card: WalletCard) -> None:
        self.module.insert_card(card)

    def pull(self) -> None:
        self.module.pull_card()

    def swap(self, card: WalletCard) -> None:
        self.pull()
        self.insert(card)

    def hold(self) -> Callable[[], None]:
        self.module.hold("read")
        return lambda: self.module.let_go("read")

    def wait_held(self) -> bool:
        return self.module.wait_held("read", PATIENCE)


class SdtScriptedGround(ModuleGround):
    """The real driver on a port in memory."""

    module: MemoryModule

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.module = MemoryModule()
        self.reader = self._reader("card_reader")

    def _reader(self, name: str) -> SdtCardReader:
        return SdtCardReader(name, self._clock, self.module.connect, decoder=WordyDecoder(), look_every=LOOK_EVERY)

    def cut(self) -> None:
        self.module.unplug()

    def mend(self) -> None:
        self.module.plug()

    def rival(self) -> Callable[[], None]:
        return self._reader("rival").open

    def leave(self) -> None:
        self.reader.close()


class LineGround(ModuleGround):
    """A virtual module at the other end of a serial line."""

    module: VirtualSdtModule

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.module = VirtualSdtModule()
        self.module.start()
        self.reader: CardReader = self._reader("card_reader")

    def _reader(self, name: str) -> CardReader:
        """The real driver."""
        connect = sdt_port(f"serial:{self.module.path}")
        return SdtCardReader(name, self._clock, connect, decoder=WordyDecoder(), look_every=LOOK_EVERY)

    def cut(self) -> None:
        self.module.unplug()

    def mend(self) -> None:
        self.module.plug()

    def rival(self) -> Callable[[], None]:
        return self._reader("rival").open

    def leave(self) -> None:
        self.reader.close()
        self.module.stop()


class VendorGround(LineGround):
    """The same module, driven by a fake maker's library in a child process."""

    def _reader(self, name: str) -> CardReader:
        command = [sys.executable, "-m", "devices.virtual.vendor_library", self.module.path, str(LOOK_EVERY)]
        return VendorCardReader(name, self._clock, command)


class HardwareGround:
    """The device that the settings name, and a person before it."""

    def __init__(self, reader: CardReader, hands: Any, rival: CardReader) -> None:
        self.reader = reader
        self._hands = hands
        self._rival = rival

    def insert(self, card: WalletCard) -> None:
        self._hands.insert_card(card.key)

    def pull(self) -> None:
        self._hands.pull_card()

    def swap(self, card: WalletCard) -> None:
        hardware.not_proved("swap cards faster than a reader looks")

    def cut(self) -> None:
        self._hands.unplug()

    def mend(self) -> None:
        self._hands.plug()

    def hold(self) -> Callable[[], None]:
        hardware.not_proved("keep the answer of a card back")

    def wait_held(self) -> bool:
        return False

    def rival(self) -> Callable[[], None]:
        return self._rival.open

    def leave(self) -> None:
        self.reader.close()
