"""A PC/SC service in memory, with the manners that were measured on pcsc-lite 1.9.9; it does what a test says."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from devices.card import scard as pcsc
from devices.virtual.vpcd import Accident, VirtualCard

NO_SERVICE = 0x8010001D
SHARING_VIOLATION = 0x8010000B
NO_CARD = 0x8010000C
NOT_TRANSACTED = 0x80100016
UNPOWERED = 0x80100067
REMOVED = 0x80100069
LONGEST_ATR = 33
SAFETY = 10.0  # real seconds after which a wait without end gives up


@dataclass
class _Reader:
    card: VirtualCard | None = None
    counter: int = 0  # what pcscd has noticed
    swaps: int = 0  # what has really happened
    holder: _Session | None = None


@dataclass
class _Session:
    reader: _Reader
    name: str
    swaps: int
    failed: bool = False


@dataclass
class ScriptedScard:
    """Satisfies `devices.card.scard.Scard`. Waits with a time-out end at once: time passes when the test says so."""

    names: Sequence[str] = ("Scripted Reader 00 00",)
    accident: Accident = field(default_factory=Accident)
    asked: list[bytes] = field(default_factory=list)
    shares: list[int] = field(default_factory=list)  # how sessions were begun
    disposed: list[int] = field(default_factory=list)  # how sessions were ended
    fails_with: dict[str, int] = field(default_factory=dict)  # result code by call
    on_transmit: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self._moved = threading.Condition()
        self._alive = True
        self._readers = {name: _Reader() for name in self.names}
        self._contexts: set[int] = set()
        self._cancelled: set[int] = set()
        self._numbers = itertools.count(1)
        self._asleep = 0
        self.looks = 0

    # --- hands

    def insert(self, card: VirtualCard, name: str | None = None) -> None:
        with self._moved:
            reader = self._reader(name)
            assert reader.card is None
            reader.card = card
            reader.counter += 1
            reader.swaps += 1
            self._moved.notify_all()

    def pull(self, name: str | None = None) -> None:
        with self._moved:
            reader = self._reader(name)
            assert reader.card is not None
            reader.card = None
            reader.counter += 1
            reader.swaps += 1
            self._moved.notify_all()

    def swap(self, card: VirtualCard, *, noticed: bool) -> None:
        """Between two looks of pcscd; `noticed`: its event counter shows it, though nobody saw the slot empty."""
        with self._moved:
            reader = self._reader(None)
            reader.card = card
            reader.swaps += 1
            reader.counter += 2 if noticed else 0
            self._moved.notify_all()

    def plug(self, name: str) -> None:
        with self._moved:
            self._readers[name] = _Reader()
            self._moved.notify_all()

    def unplug(self, name: str) -> None:
        with self._moved:
            del self._readers[name]
            self._moved.notify_all()

    def kill(self) -> None:
        with self._moved:
            self._alive = False
            self._contexts.clear()
            self._moved.notify_all()

    def restart(self) -> None:
        with self._moved:
            self._alive = True
            for reader in self._readers.values():
                reader.counter, reader.holder = int(reader.card is not None), None

    def _reader(self, name: str | None) -> _Reader:
        return self._readers[name or next(iter(self._readers))]

    def bounce(self) -> None:
        """Killed and back before anybody could ask."""
        with self._moved:
            self.kill()
            self.restart()

    @property
    def open_contexts(self) -> int:
        return len(self._contexts)

    def waits_for_nobody(self) -> bool:
        """True once every context was given back."""
        with self._moved:
            return self._moved.wait_for(lambda: not self._contexts, SAFETY)

    def waiting(self) -> bool:
        """True once somebody sleeps until something happens."""
        with self._moved:
            return self._moved.wait_for(lambda: self._asleep > 0, SAFETY)

    # --- the calls

    def SCardEstablishContext(self, scope: int) -> tuple[int, int]:
        with self._moved:
            if not self._alive:
                return NO_SERVICE, 0
            context = next(self._numbers)
            self._contexts.add(context)
            return 0, context

    def SCardReleaseContext(self, context: int) -> int:
        with self._moved:
            if context not in self._contexts:
                return pcsc.INVALID_HANDLE
            self._contexts.remove(context)
            self._moved.notify_all()
            return 0

    def SCardListReaders(self, context: int, groups: Sequence[str]) -> tuple[int, list[str]]:
        with self._moved:
            if context not in self._contexts:
                return NO_SERVICE, []
            return (0, list(self._readers)) if self._readers else (pcsc.NO_READERS, [])

    def SCardGetStatusChange(
        self, context: int, timeout_ms: int, states: Sequence[tuple[str, int]]
    ) -> tuple[int, list[pcsc.ReaderState]]:
        with self._moved:
            self.looks += 1
            while True:
                if context not in self._contexts:
                    return NO_SERVICE, []
                if context in self._cancelled:
                    self._cancelled.discard(context)
                    return pcsc.CANCELLED, []
                if any(name not in self._readers for name, _ in states if name != pcsc.PLUG_AND_PLAY):
                    return pcsc.UNKNOWN_READER, []
                now: list[pcsc.ReaderState] = [(name, self._state(name), []) for name, _ in states]
                if any(known != state for (_, known), (_, state, _) in zip(states, now, strict=True)):
                    return 0, [(name, state | pcsc.CHANGED, atr) for name, state, atr in now]
                if timeout_ms != pcsc.INFINITE:
                    return pcsc.TIMEOUT, now
                self._asleep += 1
                self._moved.notify_all()
                self._moved.wait(SAFETY)
                self._asleep -= 1

    def _state(self, name: str) -> int:
        if name == pcsc.PLUG_AND_PLAY:
            return len(self._readers) << 16
        reader = self._readers[name]
        bits = 0x10
        if reader.card is not None:
            bits = pcsc.PRESENT | (pcsc.MUTE if len(reader.card.atr) > LONGEST_ATR else 0)
        return bits | reader.counter << 16

    def SCardCancel(self, context: int) -> int:
        with self._moved:
            self._cancelled.add(context)
            self._moved.notify_all()
            return 0

    def SCardConnect(self, context: int, name: str, share: int, protocols: int) -> tuple[int, Any, int]:
        with self._moved:
            self.shares.append(share)
            if code := self.fails_with.get("connect"):
                return code, None, 0
            reader = self._readers[name]
            if reader.holder is not None:
                return SHARING_VIOLATION, None, 0
            if reader.card is None:
                return NO_CARD, None, 0
            if len(reader.card.atr) > LONGEST_ATR:
                return UNPOWERED, None, 0
            reader.holder = _Session(reader, name, reader.swaps)
            return 0, reader.holder, 2

    def SCardStatus(self, session: _Session) -> tuple[int, str, int, int, list[int]]:
        with self._moved:
            if session.reader.card is None:
                return REMOVED, "", 0, 0, []
            return 0, session.name, 0, 2, list(session.reader.card.atr)

    def SCardTransmit(self, session: _Session, protocol: int, apdu: Sequence[int]) -> tuple[int, list[int]]:
        self.asked.append(bytes(apdu))
        self.on_transmit()
        with self._moved:
            if code := self.fails_with.get("transmit"):
                return code, []
            card = session.reader.card
        if card is None or self._swapped(session):
            return self._answer_of_another(session, card, bytes(apdu))
        answer = card.answer(bytes(apdu))
        if answer is not None and self.accident.due():
            self.accident.act()
        with self._moved:
            if answer is None:
                self._moved.wait_for(lambda: self._swapped(session) or not self._alive, SAFETY)
            if not self._alive:
                return NO_SERVICE, []
            if self._swapped(session):
                session.failed = True
                return 0, []  # as vpcd reports the end of the connection
        return 0, list(answer or b"")

    def _swapped(self, session: _Session) -> bool:
        return session.reader.swaps != session.swaps

    def _answer_of_another(self, session: _Session, card: VirtualCard | None, apdu: bytes) -> tuple[int, list[int]]:
        if not session.failed:
            session.failed = True
            return NOT_TRANSACTED, []
        if card is None:
            return REMOVED, []
        return 0, list(card.answer(apdu) or b"")  # the trap: the old handle talks to the new card

    def SCardDisconnect(self, session: _Session, disposition: int) -> int:
        with self._moved:
            self.disposed.append(disposition)
            session.reader.holder = None
            return 0
