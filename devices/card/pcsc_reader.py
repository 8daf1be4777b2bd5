"""The card reader over PC/SC: folds what the monitor sees into a status, reads a card with the fitting profile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from pathlib import Path

from devices.announcer import Announcer
from devices.api import Action, Cause, Clock, DeviceError, DeviceState, ErrorCode, Info, Unsubscribe
from devices.card.api import CardData, CardKind, CardMedia, CardReaderCapabilities, CardReaderStatus, Secret
from devices.card.claim import Claim
from devices.card.emrtd.profile import TravelDocument
from devices.card.pcsc import PcscChannel, PcscMonitor, Slot, Slots
from devices.card.profile import Match, NotMine, Profile, Wanted
from devices.card.resident import ResidentCard
from devices.card.scard import Scard, system_scard
from devices.card.social_security import SocialSecurityCard
from devices.flight import Flight

CLOSING = 1.0  # seconds that close() waits for a read in flight
SETTLING = 0.3  # seconds that a read waits for an earlier one whose card has not yet answered its last command


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
        csca: Path | None = None,
        profiles: Sequence[Profile] | None = None,
        scard: Callable[[str], Scard] = system_scard,
    ) -> None:
        """`csca`: folder with the certificates of the countries whose documents are known to be genuine."""
        self.name = name
        self._clock = clock
        self._wanted = reader
        self._csca = csca
        self._profiles = profiles or (ResidentCard(), TravelDocument(clock, csca), SocialSecurityCard())
        self._connect = scard
        self._scard: Scard | None = None
        self._lock = threading.Lock()  # guards monitor, claim and read; nobody is told anything under it
        self._monitor: PcscMonitor | None = None
        self._claim: Claim | None = None
        self._reading: threading.Thread | None = None
        self._asked: Future[CardData] | None = None
        self._flight = Flight(name, clock)
        self._slots: Slots = None
        self._announcer: Announcer[CardReaderStatus] = Announcer(name, self._now)

    def open(self) -> None:
        """Raises DeviceError(not_ready) when another process has the reader, (unsupported) without pyscard or without
        the folder of certificates."""
        if self._monitor is not None:
            return
        if self._csca is not None and not self._csca.is_dir():
            detail = f"there is no folder {self._csca} with CSCA certificates"
            raise DeviceError(ErrorCode.UNSUPPORTED, self.name, detail, cause=Cause.SOFTWARE, action=Action.CONFIGURE)
        self._scard = self._connect(self.name)
        self._monitor = PcscMonitor(self._scard, self._seen, self.name)
        self._monitor.start()
        try:
            self._hold(find(self._slots, self._wanted))
        except DeviceError:
            self.close()
            raise
        self._announcer.look_again()

    def close(self) -> None:
        """A listener may call it, too."""
        with self._lock:
            monitor, self._monitor = self._monitor, None
            reading = self._reading
        if monitor is None:
            return
        self.cancel()
        monitor.stop()
        self._slots = None
        if reading is not None and reading.ident is not None:
            reading.join(CLOSING)  # a card that hangs holds its thread until its reader gives up
        with self._lock:
            claim, self._claim = self._claim, None
        if claim is not None:
            claim.let_go()
        self._announcer.forget()

    def cancel(self) -> None:
        """As `Device.cancel`; a command that the card has not answered yet goes on in the background."""
        self._flight.cancel()
        if (asked := self._asked) is not None:
            _give(asked, DeviceError(ErrorCode.CANCELLED, self.name))

    def info(self) -> Info:
        slot = find(self._slots, self._wanted)
        return Info(model=slot.reader if slot else "PC/SC reader", driver="pcsc")

    def capabilities(self) -> CardReaderCapabilities:
        kinds = frozenset[CardKind]().union(*(profile.kinds for profile in self._profiles))
        return CardReaderCapabilities(kinds=kinds, photo=TravelDocument.kinds <= kinds)

    def status(self) -> CardReaderStatus:
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[CardReaderStatus], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    def read(self, timeout: float = 5.0, *, photo: bool = False, secret: Secret | None = None) -> CardData:
        """As `CardReader.read`; `not_ready` also while an earlier card has still not answered.

        A command cannot be called back from a card: after the time-out the session goes on in the background until
        the reader gives up or the card is pulled, and whatever it yields is thrown away.
        """
        if (earlier := self._reading) is not None and earlier.ident is not None:
            earlier.join(min(timeout, SETTLING))
        future: Future[CardData] = Future()
        session = (future, Wanted(photo, secret))
        thread = threading.Thread(target=self._session, args=session, name=f"{self.name}-read", daemon=True)
        with self._lock:
            if self._monitor is None:
                raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
            if self._reading is not None:
                raise DeviceError(ErrorCode.NOT_READY, self.name, "a read is in flight")
            self._reading, self._asked = thread, future
        with self._flight.begin(timeout):
            if future.done():  # cancelled before the flight had begun
                self._flight.cancel()
            self._announcer.look_again()
            thread.start()
            try:
                return future.result(timeout)
            except TimeoutError:
                raise DeviceError(ErrorCode.TIMEOUT, self.name, "the card does not answer") from None
            finally:
                with self._lock:
                    if self._asked is future:
                        self._asked = None  # what it holds is somebody's

    def _now(self) -> CardReaderStatus:
        if self._monitor is None:
            return CardReaderStatus(DeviceState.OFFLINE)
        try:
            self._hold(find(self._slots, self._wanted))
        except DeviceError as error:
            return CardReaderStatus(DeviceState.DISCONNECTED, error)
        return fold(self.name, self._slots, self._wanted, self._reading is not None)

    def _hold(self, slot: Slot | None) -> None:
        """Claim the reader that is really meant, whatever `reader` the settings of another process call it by.

        Raises DeviceError.
        """
        with self._lock:
            if slot is None or self._monitor is None or (self._claim and self._claim.what == f"pcsc/{slot.reader}"):
                return
            claim = Claim(self.name, f"pcsc/{slot.reader}")
            claim.take()
            if self._claim is not None:
                self._claim.let_go()
            self._claim = claim

    def _seen(self, slots: Slots) -> None:
        self._slots = slots
        self._announcer.look_again()

    def _session(self, future: Future[CardData], wanted: Wanted) -> None:
        outcome: CardData | BaseException
        try:
            outcome = self._read_card(wanted)
        except BaseException as error:
            outcome = error
        self._reading = None
        self._announcer.look_again()
        _give(future, outcome)

    def _read_card(self, wanted: Wanted) -> CardData:
        slot = find(self._slots, self._wanted)
        if slot is None or self._scard is None:
            raise fold(self.name, self._slots, self._wanted, False).error or DeviceError(ErrorCode.NO_CARD, self.name)
        self._hold(slot)
        with PcscChannel(self._scard, self.name, slot.reader, self._clock, self._flight) as channel:
            data = self._ask(channel, wanted)
            channel.require_same_card()
            return data

    def _ask(self, channel: PcscChannel, wanted: Wanted) -> CardData:
        fitting = [(profile.match(channel.atr), profile) for profile in self._profiles]
        for match, profile in sorted(fitting, key=lambda pair: -pair[0]):
            if match is Match.NO:
                break
            try:
                return profile.read(channel, wanted)
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


def _give(future: Future[CardData], outcome: CardData | BaseException) -> None:
    """To whom still waits for it: the first word stands."""
    with suppress(InvalidStateError):
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
