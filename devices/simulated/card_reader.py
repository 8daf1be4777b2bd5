"""The simulated card reader: a slot that a card goes into and is pulled out of, at any moment."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from devices.api import Clock, DeviceError, DeviceState, ErrorCode
from devices.card.api import CardData, CardKind, CardMedia, CardReaderCapabilities, CardReaderStatus, Secret
from devices.simulated.machine import Machine
from devices.simulated.wallet import Behaviour, WalletCard

# What reading a card that is not good ends with.
_READING: dict[Behaviour, ErrorCode] = {
    Behaviour.MUTE: ErrorCode.CARD_MUTE,
    Behaviour.SILENT: ErrorCode.TIMEOUT,
    Behaviour.UNKNOWN: ErrorCode.UNKNOWN_CARD,
    Behaviour.LOCKED: ErrorCode.AUTH_FAILED,
    Behaviour.WRONG_SLOT: ErrorCode.WRONG_SLOT,
    Behaviour.DAMAGED: ErrorCode.READ_FAILED,
}

_ACCIDENTS = (
    ErrorCode.NO_CARD,
    ErrorCode.CARD_REMOVED,
    ErrorCode.CARD_MUTE,
    ErrorCode.UNKNOWN_CARD,
    ErrorCode.READ_FAILED,
    ErrorCode.AUTH_FAILED,
    ErrorCode.TIMEOUT,
    ErrorCode.NOT_READY,
    ErrorCode.HARDWARE_ERROR,
)


class CardReaderMachine(Machine[CardReaderStatus]):
    """Implements `devices.card.api.CardReader`; held and spoilt command: `read`."""

    possible: ClassVar[frozenset[str]] = frozenset(
        {"read delay", "read cut", "read garbage", "read mute", *(f"read error:{code}" for code in _ACCIDENTS)}
    )

    def __init__(self, name: str = "card_reader", clock: Clock | None = None) -> None:
        super().__init__(name, "Simulated card reader", clock)
        self._card: WalletCard | None = None
        self._insertions = 0

    # --- the device's face

    def capabilities(self) -> CardReaderCapabilities:
        return CardReaderCapabilities(kinds=frozenset(CardKind), photo=True)

    def read(self, timeout: float = 5.0, *, photo: bool = False, secret: Secret | None = None) -> CardData:
        with self._lock:
            card, insertion = self._card, self._insertions
        with self._command("read", timeout), self._lock:
            if card is None:
                raise DeviceError(ErrorCode.NO_CARD, self.name)
            if self._card is None or self._insertions != insertion:
                raise DeviceError(ErrorCode.CARD_REMOVED, self.name)
            if trouble := _READING.get(card.behaviour):
                raise DeviceError(trouble, self.name)
            if card.data is None:
                raise DeviceError(ErrorCode.UNKNOWN_CARD, self.name)
            if not _opens(card.secret, secret):
                raise DeviceError(ErrorCode.SECRET_NEEDED, self.name)
            return card.data if photo else replace(card.data, photo=b"")

    def _cut(self) -> None:
        """The card is pulled, if one is in."""
        with self._changing():
            self._card = None

    # --- the hands' face

    def insert_card(self, card: WalletCard) -> None:
        with self._changing():
            self._require(self._card is None, "a card is in already")
            self._card = card
            self._insertions += 1

    def pull_card(self) -> None:
        with self._changing():
            self._require(self._card is not None, "no card is in")
            self._card = None

    @property
    def card(self) -> WalletCard | None:
        """The card that is in, for the hands to see."""
        with self._lock:
            return self._card

    def _fold(self, state: DeviceState, error: DeviceError | None) -> CardReaderStatus:
        if state is DeviceState.DISCONNECTED:
            return CardReaderStatus(state, error, CardMedia.UNKNOWN)
        if self._card is None:
            return CardReaderStatus(state, error, CardMedia.ABSENT)
        if self._card.behaviour is Behaviour.MUTE:
            mute = DeviceError(ErrorCode.CARD_MUTE, self.name)
            return CardReaderStatus(DeviceState.USER_ERROR, mute, CardMedia.PRESENT)
        return CardReaderStatus(state, error, CardMedia.PRESENT)


def _opens(lock: Secret | None, key: Secret | None) -> bool:
    """One of the two, MRZ or CAN, is enough; a card that has no lock is open."""
    if lock is None:
        return True
    return key is not None and ((bool(lock.mrz) and key.mrz == lock.mrz) or (bool(lock.can) and key.can == lock.can))
