"""PC/SC readers: one blocking thread that knows what is in which reader, and one session with one card.

Which cards there are and what they say lives elsewhere (`profile` and what implements it).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from devices.api import Clock, DeviceError, ErrorCode
from devices.card import scard as pcsc
from devices.card.scard import Handle, Scard, call, trouble
from devices.flight import Flight

RETRY = 0.25  # seconds between looks for a pcscd that is not there: nothing announces its return
REMOVAL_SEEN_WITHIN = 0.6  # seconds; pcscd asks readers without an interrupt endpoint for their card every 0.4 s

# What a card that was pulled out looks like until pcscd has noticed.
_LOOKS_LIKE_REMOVAL = frozenset({ErrorCode.READ_FAILED, ErrorCode.CARD_MUTE, ErrorCode.INVALID_DATA})


@dataclass(frozen=True, slots=True)
class Slot:
    """One reader at one moment. `counter` changes whenever a card comes or goes."""

    reader: str
    present: bool
    mute: bool
    counter: int


Slots = tuple[Slot, ...] | None  # None: there is no pcscd

_USELESS = pcsc.UNKNOWN | pcsc.UNAVAILABLE


def _slot(reader: str, state: int) -> Slot:
    return Slot(reader, bool(state & pcsc.PRESENT), bool(state & pcsc.MUTE), state >> pcsc.COUNTER_SHIFT & 0xFFFF)


class PcscMonitor:
    """Watches all readers and tells `listener` what is in them, on a thread of its own.

    It sleeps in PC/SC until something happens, finds pcscd again after it was killed, follows readers that come and
    go, and shows a card that was swapped between two looks as one that left and one that came.
    """

    def __init__(self, scard: Scard, listener: Callable[[Slots], None], name: str) -> None:
        self._scard = scard
        self._listener = listener
        self._stopping = threading.Event()
        self._looked = threading.Event()
        self._context: Handle = None
        self._thread = threading.Thread(target=self._run, name=f"{name}-monitor", daemon=True)

    def start(self, timeout: float = 1.0) -> None:
        """Begin to watch; returns after the first look at what is there already, or after `timeout` seconds."""
        self._thread.start()
        self._looked.wait(timeout)

    def stop(self) -> None:
        """End the thread; takes milliseconds. Called by the listener, it ends as soon as the listener returns."""
        self._stopping.set()
        while self._thread.is_alive() and self._thread is not threading.current_thread():
            # A cancel is lost when it arrives before the thread has gone to sleep: repeat it.
            if (context := self._context) is not None:
                call(self._scard.SCardCancel, context)
            self._thread.join(0.02)

    def _tell(self, slots: Slots) -> None:
        if not self._stopping.is_set():
            self._listener(slots)
        self._looked.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            code, context = call(self._scard.SCardEstablishContext, pcsc.SCOPE_USER)
            if code == pcsc.SUCCESS:
                self._context = context
                self._watch(context)
                self._context = None
                call(self._scard.SCardReleaseContext, context)
            self._tell(None)
            if code != pcsc.SUCCESS:
                self._stopping.wait(RETRY)

    def _watch(self, context: Handle) -> None:
        """Returns when the context is of no use any more."""
        known: dict[str, int] = {}
        while not self._stopping.is_set():
            code, readers = call(self._scard.SCardListReaders, context, [])
            if code not in (pcsc.SUCCESS, pcsc.NO_READERS):
                return
            known = {reader: known.get(reader, pcsc.UNAWARE) for reader in readers or ()}
            if pcsc.UNAWARE not in known.values():
                self._tell(tuple(_slot(*item) for item in known.items() if not item[1] & _USELESS))
            if self._stopping.is_set():  # a listener stopped it: nobody will wake it
                return
            asked = [*known.items(), (pcsc.PLUG_AND_PLAY, len(known) << pcsc.COUNTER_SHIFT)]
            code, states = call(self._scard.SCardGetStatusChange, context, pcsc.INFINITE, asked)
            if code == pcsc.UNKNOWN_READER:  # it went between the two calls
                self._stopping.wait(0.01)
                continue
            if code not in (pcsc.SUCCESS, pcsc.CANCELLED, pcsc.TIMEOUT):
                return
            if code == pcsc.SUCCESS:
                self._note(known, {reader: state & ~pcsc.CHANGED for reader, state, _ in states if reader in known})

    def _note(self, known: dict[str, int], now: dict[str, int]) -> None:
        swapped = {
            reader: state & ~pcsc.PRESENT
            for reader, state in now.items()
            if known[reader] & state & pcsc.PRESENT and (known[reader] ^ state) >> pcsc.COUNTER_SHIFT
        }
        if swapped:
            self._tell(tuple(_slot(*item) for item in {**now, **swapped}.items()))
        known.update(now)


class PcscChannel:
    """One session with one card: exclusive, powered off at its end, and over at the first error.

    A handle that has failed must never be used again: after a quick swap it answers from the *new* card.
    """

    def __init__(self, scard: Scard, device: str, reader: str, clock: Clock, flight: Flight) -> None:
        """`flight`: no command is begun after its deadline, or once it was cancelled."""
        self.device = device
        self.atr = b""
        self._scard = scard
        self._reader = reader
        self._clock = clock
        self._flight = flight
        self._context: Handle = None
        self._card: Handle = None
        self._protocol = 0
        self._counter = 0
        self._answered = False
        self._over: DeviceError | None = None

    def __enter__(self) -> PcscChannel:
        try:
            self._connect()
        except DeviceError:
            self._release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    def transmit(self, apdu: bytes) -> bytes:
        if self._over is not None:
            raise self._over
        try:
            self._flight.go_on()
        except DeviceError as error:
            raise self._end(error) from None
        code, answer = call(self._scard.SCardTransmit, self._card, self._protocol, list(apdu))
        if code != pcsc.SUCCESS:
            raise self._end(trouble(code, self.device))
        if len(answer) < 2:
            meaning = ErrorCode.READ_FAILED if self._answered else ErrorCode.CARD_MUTE
            raise self._end(DeviceError(meaning, self.device, "no valid response"))
        self._answered = True
        return bytes(answer)

    def require_same_card(self) -> None:
        """Raises DeviceError(card_removed) unless the card of the beginning has been in all the time."""
        if self._over is not None:
            raise self._over
        if self._left(self._state()):
            raise self._end(DeviceError(ErrorCode.CARD_REMOVED, self.device, "card events during the read"))

    def _connect(self) -> None:
        self._context = self._must(self._scard.SCardEstablishContext, pcsc.SCOPE_USER)
        state = self._state()
        self._counter = state >> pcsc.COUNTER_SHIFT
        if state & _USELESS:
            raise trouble(pcsc.UNKNOWN_READER, self.device)
        if not state & pcsc.PRESENT:
            raise DeviceError(ErrorCode.NO_CARD, self.device)
        if state & pcsc.MUTE:
            raise DeviceError(ErrorCode.CARD_MUTE, self.device)
        self._card, self._protocol = self._must(
            self._scard.SCardConnect, self._context, self._reader, pcsc.SHARE_EXCLUSIVE, pcsc.PROTOCOL_ANY
        )
        _reader, _state, _protocol, atr = self._must(self._scard.SCardStatus, self._card)
        self.atr = bytes(atr)

    def _must(self, function: Callable[..., object], *arguments: object) -> Any:
        code, answer = call(function, *arguments)
        if code != pcsc.SUCCESS:
            raise self._end(trouble(code, self.device))
        return answer

    def _state(self, known: int = pcsc.UNAWARE, timeout: float = 0.0) -> int:
        """State bits now, or as soon as they differ from `known`."""
        states: Sequence[pcsc.ReaderState]
        code, states = call(
            self._scard.SCardGetStatusChange, self._context, int(timeout * 1000), [(self._reader, known)]
        )
        if code == pcsc.TIMEOUT:
            return known
        if code != pcsc.SUCCESS:
            raise trouble(code, self.device)
        return states[0][1] & ~pcsc.CHANGED

    def _left(self, state: int) -> bool:
        return not state & pcsc.PRESENT or state >> pcsc.COUNTER_SHIFT != self._counter

    def _end(self, error: DeviceError) -> DeviceError:
        """The session is over. A card that was pulled out is told from a bad one by waiting until pcscd has seen it."""
        self._over = error
        if error.code in _LOOKS_LIKE_REMOVAL:
            try:
                if self._leaves_soon():
                    self._over = DeviceError(ErrorCode.CARD_REMOVED, self.device, error.detail)
            except DeviceError as worse:
                self._over = worse
        return self._over

    def _leaves_soon(self) -> bool:
        state = self._state()
        until = self._clock.monotonic() + REMOVAL_SEEN_WITHIN
        for _ in range(4):  # other bits (in use, powered) may change first
            if self._left(state):
                return True
            before, state = state, self._state(state, max(0.0, until - self._clock.monotonic()))
            if state == before:
                break
        return self._left(state)

    def _release(self) -> None:
        if self._card is not None:
            call(self._scard.SCardDisconnect, self._card, pcsc.UNPOWER_CARD)
        if self._context is not None:
            call(self._scard.SCardReleaseContext, self._context)
        self._card = self._context = None
