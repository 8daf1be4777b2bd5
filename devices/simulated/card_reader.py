"""The simulated card reader: a slot that a card goes into and is pulled out of, at any moment."""

from __future__ import annotations

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.card.api import CardData, CardMedia, CardReaderStatus
from devices.simulated.machine import Machine
from devices.simulated.wallet import Behaviour, WalletCard

# What reading a card that is not good ends with.
_READING: dict[Behaviour, ErrorCode] = {
    Behaviour.MUTE: ErrorCode.CARD_MUTE,
    Behaviour.SILENT: ErrorCode.TIMEOUT,
    Behaviour.UNKNOWN: ErrorCode.UNKNOWN_CARD,
    Behaviour.LOCKED: ErrorCode.AUTH_FAILED,
    Behaviour.WRONG_SLOT: ErrorCode.WRONG_SLOT,
}


class CardReaderMachine(Machine[CardReaderStatus]):
    """Implements `devices.card.api.CardReader`; held and spoilt command: `read`."""

    def __init__(self, name: str = "card_reader") -> None:
        super().__init__(name, "Simulated card reader")
        self._card: WalletCard | None = None
        self._insertions = 0

    # --- the device's face

    def read(self, timeout: float = 5.0) -> CardData:
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
            return card.data

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
