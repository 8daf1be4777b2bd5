"""Several slots as one card reader: a reader for resident cards, and beside it a plain one for all the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial

from devices.announcer import Announcer
from devices.api import DeviceError, DeviceState, ErrorCode, Info, Unsubscribe
from devices.card.api import CardData, CardMedia, CardReader, CardReaderCapabilities, CardReaderStatus, Secret

_WORKING = (DeviceState.ONLINE, DeviceState.BUSY, DeviceState.USER_ERROR)


class CardReaders:
    """Implements `devices.card.api.CardReader`: the slot in which a card lies is read, if it is one.

    One slot that works is enough to be online; the error of the other one stands beside it in the status.
    """

    def __init__(self, name: str, readers: Sequence[CardReader]) -> None:
        """`readers`: at least one, the one that most people use first."""
        self.name = name
        self._readers = tuple(readers)
        self._told = [CardReaderStatus(DeviceState.OFFLINE) for _ in readers]  # by each slot last
        self._unsubscribe: list[Unsubscribe] = []
        self._announcer: Announcer[CardReaderStatus] = Announcer(name, lambda: fold(self._told))

    def open(self) -> None:
        """Raises what a slot raises: each opens without its hardware, so it is another process, or the settings."""
        if self._unsubscribe:
            return
        try:
            for number, reader in enumerate(self._readers):
                self._unsubscribe.append(reader.subscribe(partial(self._heard, number)))
                reader.open()
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
        for number, reader in enumerate(self._readers):
            reader.close()
            self._told[number] = CardReaderStatus(DeviceState.OFFLINE)
        self._announcer.forget()

    def cancel(self) -> None:
        for reader in self._readers:
            reader.cancel()

    def info(self) -> Info:
        infos = [reader.info() for reader in self._readers]
        return Info(
            model=" + ".join(info.model for info in infos),
            driver=" + ".join(info.driver for info in infos),
            serial=" + ".join(info.serial for info in infos if info.serial) or None,
            simulated=any(info.simulated for info in infos),
        )

    def capabilities(self) -> CardReaderCapabilities:
        each = [reader.capabilities() for reader in self._readers]
        return CardReaderCapabilities(
            kinds=frozenset().union(*(one.kinds for one in each)), photo=any(one.photo for one in each)
        )

    def status(self) -> CardReaderStatus:
        """A slot that has changed tells it while it is asked."""
        return fold([reader.status() for reader in self._readers])

    def subscribe(self, listener: Callable[[CardReaderStatus], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    def read(self, timeout: float = 5.0, *, photo: bool = False, secret: Secret | None = None) -> CardData:
        """As `CardReader.read`; `card_collision` while cards that may be two people's lie in two slots."""
        told = [reader.status() for reader in self._readers]
        # A slot whose card is mute comes after one whose card may be read; without any card, one that works can say so.
        slots = sorted(zip(self._readers, told, strict=True), key=lambda slot: _order(slot[1]))
        if all(_order(status) == _READABLE for _, status in slots[:2]) and len(slots) > 1:
            raise DeviceError(ErrorCode.CARD_COLLISION, self.name, "a card in each slot")
        reader, status = slots[0]
        if status.error is not None and status.state not in _WORKING:
            raise copy(status.error)  # one that is raised remembers its caller, and what the caller holds
        return reader.read(timeout, photo=photo, secret=secret)

    def _heard(self, number: int, status: CardReaderStatus) -> None:
        self._told[number] = status
        self._announcer.look_again()


def fold(told: Sequence[CardReaderStatus]) -> CardReaderStatus:
    """Several slots as one: the state of the slot that would be read, and the first error of any."""
    first = min(told, key=_order)
    error = next((status.error for status in told if status.error is not None), None)
    return CardReaderStatus(first.state, error, first.media)


_READABLE = (False, False, False)


def _order(status: CardReaderStatus) -> tuple[bool, bool, bool]:
    return (
        status.state not in _WORKING,
        status.media is not CardMedia.PRESENT,
        status.state is DeviceState.USER_ERROR,
    )
