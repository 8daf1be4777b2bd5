"""The card reader over PC/SC: folds what the monitor sees into a status, reads a card with the fitting profile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from devices.announcer import Announcer
from devices.api import Clock, DeviceError, DeviceState, ErrorCode, Info, Unsubscribe
from devices.card.api import CardData, CardMedia, CardReaderStatus
from devices.card.claim import Claim
from devices.card.pcsc import PcscChannel, PcscMonitor, Slot, Slots
from devices.card.profile import Match, NotMine, Profile, Wanted
from devices.card.resident import ResidentCard
from devices.card.scard import Scard, system_scard
from devices.card.social_security import SocialSecurityCard

PROFILES: tuple[Profile, ...] = (ResidentCard(), SocialSecurityCard())

CLOSING = 1.0  # seconds that close() waits for a read in flight


class PcscCardReader:
    """Implements `devices.card.api.CardReader` with the first PC/SC reader whose name contains `reader`.

    `open()` succeeds without pcscd or reader: the status says so, and it heals by itself when they come.
    """

    def __init__(
        self,
        name: str,
        clock: Clock,
        reader: str = "",
        *,
        profiles: Sequence[Profile] = PROFILES,
        scard: Callable[[str], Scard] = system_scard,
    ) -> None:
        self.name = name
        self._clock = clock
        self._wanted = reader
        self._profiles = profiles
        self._connect = scard
        self._scard: Scard | None = None
        self._claim = Claim(name, f"pcsc/{reader}")
        self._lock = threading.Lock()
        self._slots: Slots = None
        self._monitor: PcscMonitor | None = None
        self._reading: threading.Thread | None = None
        self._announcer: Announcer[CardReaderStatus] = Announcer(name, self._now)

    def open(self) -> None:
        """Raises DeviceError(not_ready) when another process has it, (unsupported) without pyscard."""
        if self._monitor is not None:
            return
        self._scard = self._connect(self.name)
        self._claim.take()
        self._monitor = PcscMonitor(self._scard, self._seen, self.name)
        self._monitor.start()
        self._announcer.look_again()

    def close(self) -> None:
        if (monitor := self._monitor) is None:
            return
        monitor.stop()
        self._monitor = None
        self._slots = None
        if (reading := self._reading) is not None:
            reading.join(CLOSING)  # a card that hangs holds its thread until its reader gives up
        self._claim.let_go()
        self._announcer.forget()

    def info(self) -> Info:
        slot = find(self._slots, self._wanted)
        return Info(model=slot.reader if slot else "PC/SC reader", driver="pcsc")

    def status(self) -> CardReaderStatus:
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[CardReaderStatus], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    def read(self, timeout: float = 5.0) -> CardData:
        """As `CardReader.read`; `not_ready` also while an earlier card has still not answered.

        A command cannot be called back from a card: after the time-out the session goes on in the background until
        the reader gives up or the card is pulled, and whatever it yields is thrown away.
        """
        future: Future[CardData] = Future()
        deadline = self._clock.monotonic() + timeout
        thread = threading.Thread(target=self._session, args=(future, deadline), name=f"{self.name}-read", daemon=True)
        with self._lock:
            if self._monitor is None:
                raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
            if self._reading is not None:
                raise DeviceError(ErrorCode.NOT_READY, self.name, "a read is in flight")
            self._reading = thread
        self._announcer.look_again()
        thread.start()
        try:
            return future.result(timeout)
        except TimeoutError:
            raise DeviceError(ErrorCode.TIMEOUT, self.name, "the card does not answer") from None

    def _now(self) -> CardReaderStatus:
        if self._monitor is None:
            return CardReaderStatus(DeviceState.OFFLINE)
        return fold(self.name, self._slots, self._wanted, self._reading is not None)

    def _seen(self, slots: Slots) -> None:
        self._slots = slots
        self._announcer.look_again()

    def _session(self, future: Future[CardData], deadline: float) -> None:
        outcome: CardData | BaseException
        try:
            outcome = self._read_card(deadline)
        except BaseException as error:
            outcome = error
        self._reading = None
        self._announcer.look_again()
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    def _read_card(self, deadline: float) -> CardData:
        slot = find(self._slots, self._wanted)
        if slot is None or self._scard is None:
            raise fold(self.name, self._slots, self._wanted, False).error or DeviceError(ErrorCode.NO_CARD, self.name)
        with PcscChannel(self._scard, self.name, slot.reader, self._clock, deadline) as channel:
            data = self._ask(channel)
            channel.require_same_card()
            return data

    def _ask(self, channel: PcscChannel) -> CardData:
        fitting = [(profile.match(channel.atr), profile) for profile in self._profiles]
        for match, profile in sorted(fitting, key=lambda pair: -pair[0]):
            if match is Match.NO:
                break
            try:
                return profile.read(channel, Wanted())
            except NotMine:
                continue
        raise DeviceError(ErrorCode.UNKNOWN_CARD, self.name)


def find(slots: Slots, wanted: str) -> Slot | None:
    """The first reader whose name contains `wanted`."""
    return next((slot for slot in slots or () if wanted in slot.reader), None)


def fold(name: str, slots: Slots, wanted: str, busy: bool) -> CardReaderStatus:
    """What the monitor sees, as a status. First service, then reader, then card."""
    if slots is None:
        return CardReaderStatus(
            DeviceState.DISCONNECTED, DeviceError(ErrorCode.DISCONNECTED, name, "pcscd is not running")
        )
    slot = find(slots, wanted)
    if slot is None:
        return CardReaderStatus(
            DeviceState.DISCONNECTED,
            DeviceError(ErrorCode.DISCONNECTED, name, f"no PC/SC reader named {wanted!r}" if wanted else "no reader"),
        )
    if slot.mute:
        return CardReaderStatus(DeviceState.USER_ERROR, DeviceError(ErrorCode.CARD_MUTE, name), CardMedia.PRESENT)
    media = CardMedia.PRESENT if slot.present else CardMedia.ABSENT
    return CardReaderStatus(DeviceState.BUSY if busy else DeviceState.ONLINE, None, media)
