"""The card side of vpcd: lets a card written in Python lie in a reader of the machine's real PC/SC stack.

Protocol of vsmartcard's libifdvpcd: the card is the TCP client; each message is a big-endian u16 length and a body. A
body of one byte from the reader is control (0 off, 1 on, 2 reset: no answer; 4: the ATR is the answer); any other is a
command APDU. To close the connection is to pull the card.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

from devices.simulated.fault import Fault, FaultKind, Faults, SimulationError

HOST = "127.0.0.1"
CONNECT_TIMEOUT = 5.0  # seconds

_GET_ATR = 4

Answer = Callable[[bytes], bytes | None]

# What can go wrong with a read here. A read begins with the first command after power was switched or the card reset.
READ_FAULTS = frozenset(f"read {what}" for what in ("cut", "delay", "garbage", "mute"))


@dataclass(frozen=True, slots=True)
class VirtualCard:
    """A card: what it says to a reset, and what it answers to a command (None: nothing, ever)."""

    atr: bytes
    answer: Answer


class VpcdSlot:
    """The slot of a virtual reader: hands can put a card in, pull it and swap it, also in the middle of an answer."""

    def __init__(self, port: int, host: str = HOST) -> None:
        self._address = (host, port)
        self._session: _Session | None = None
        self._accident = Accident()
        self.faults = Faults("card_reader", READ_FAULTS)

    @property
    def occupied(self) -> bool:
        """Whether a card is in."""
        return self._session is not None and self._session.alive

    def insert(self, card: VirtualCard) -> None:
        """Raises SimulationError when a card is in, or when no virtual reader listens."""
        if self.occupied:
            raise SimulationError("a card is in already")
        self.close()
        try:
            link = socket.create_connection(self._address, CONNECT_TIMEOUT)
        except OSError as error:
            raise SimulationError(f"no virtual reader at {self._address[0]}:{self._address[1]}: {error}") from error
        self._session = _Session(link, card, self._accident, self.faults)

    def pull(self) -> None:
        """Raises SimulationError when no card is in."""
        gone = not self.occupied  # also one that an accident or a fault took out
        self.close()
        if gone:
            raise SimulationError("no card is in")

    def swap(self, card: VirtualCard) -> None:
        """Faster than any hand: the reader may never see the slot empty."""
        self.pull()
        self.insert(card)

    def close(self) -> None:
        """Take out what is in, if anything."""
        if self._session is not None:
            self._session.end()
            self._session = None

    def arm(self, accident: Accident) -> None:
        """What will happen to the answers from now on; replaces what was armed before."""
        self._accident = accident
        if self._session is not None:
            self._session.accident = accident


class Accident:
    """One thing that happens after `after` more whole answers: by itself nothing."""

    def __init__(self, after: int = 0) -> None:
        self._left = after
        self.happened = threading.Event()

    def due(self) -> bool:
        """Called before each answer."""
        if self.happened.is_set():
            return False
        self._left -= 1
        if self._left >= 0:
            return False
        self.happened.set()
        return True

    def act(self) -> int | None:
        """How many bytes of the answer go out before the card leaves; None: all of them, and the card stays."""
        return None

    def give_way(self) -> None:
        """The card is being pulled: nothing may hold it back."""


class PullMidAnswer(Accident):
    """The card leaves when `sent` bytes of the answer have gone out."""

    def __init__(self, after: int, sent: int = 0) -> None:
        super().__init__(after)
        self._sent = sent

    def act(self) -> int | None:
        return self._sent


class Hold(Accident):
    """The card keeps its answer back until it is let go or pulled."""

    def __init__(self, after: int = 0) -> None:
        super().__init__(after)
        self._released = threading.Event()

    def let_go(self) -> None:
        self._released.set()

    def act(self) -> int | None:
        self._released.wait()
        return None

    def give_way(self) -> None:
        self._released.set()


class _Session:
    """One card from insertion to removal; serves the reader on a thread of its own."""

    def __init__(self, link: socket.socket, card: VirtualCard, accident: Accident, faults: Faults) -> None:
        self._link = link
        self._link.settimeout(None)
        self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._card = card
        self._faults = faults
        self._fault: Fault | None = None  # that this read has met
        self._new_read = True
        self._pulled = threading.Event()
        self.accident = accident
        self._thread = threading.Thread(target=self._serve, name=f"vpcd-card-{link.getpeername()[1]}", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def end(self) -> None:
        self._pulled.set()
        self._hang_up()
        self.accident.give_way()
        self._thread.join()

    def _hang_up(self) -> None:
        try:
            self._link.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def _serve(self) -> None:
        try:
            while message := self._receive():
                if len(message) > 1:
                    self._command(message)
                elif message[0] == _GET_ATR:
                    self._send(self._card.atr)
                else:
                    self._new_read = True
        except OSError:
            return  # pulled, or the reader is gone
        finally:
            self._hang_up()
            self._link.close()

    def _command(self, apdu: bytes) -> None:
        if self._new_read:
            self._new_read = False
            self._fault = self._faults.hit("read")
        answer = self._spoilt(self._card.answer(apdu))
        if answer is None:
            return
        accident = self.accident
        if accident.due() and (sent := accident.act()) is not None:
            if sent:
                self._link.sendall(struct.pack(">H", len(answer)) + answer[:sent])
            self._hang_up()
            return
        self._send(answer)

    def _spoilt(self, answer: bytes | None) -> bytes | None:
        """The answer as the fault that this read has met leaves it."""
        fault = self._fault
        if fault is None or answer is None:
            return answer
        match fault.kind:
            case FaultKind.DELAY:
                self._fault = None  # the whole read is late by so much, not each answer
                self._pulled.wait(fault.seconds)
            case FaultKind.GARBAGE:  # the frame is right, what it says is not
                return answer[:4] + b"\xff" * (len(answer) - 6) + answer[-2:] if len(answer) > 6 else answer
            case FaultKind.CUT:
                self._link.sendall(struct.pack(">H", len(answer)) + answer[: len(answer) // 2])
                self._hang_up()
                return None
            case _:
                return None
        return answer

    def _send(self, body: bytes) -> None:
        self._link.sendall(struct.pack(">H", len(body)) + body)

    def _receive(self) -> bytes:
        """A whole message; none when the reader has hung up, be it in the middle of one."""
        return self._receive_exactly(int.from_bytes(self._receive_exactly(2), "big"))

    def _receive_exactly(self, count: int) -> bytes:
        """`count` bytes, or none at all when the reader has hung up."""
        received = b""
        while len(received) < count:
            # libifdvpcd 0.8 writes length and body separately: without quick acknowledgement, Nagle's algorithm costs
            # 44 ms for each command. The option does not last, so it is set again before each call.
            self._link.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            part = self._link.recv(count - len(received))
            if not part:
                return b""
            received += part
        return received
