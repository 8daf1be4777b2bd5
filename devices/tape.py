"""What passed between a driver and a device, kept as a file and given back in tests: the device answers from the tape.

Of test cards only: a tape holds every byte that a card said. It is cut at a driver's transport: either a stream
(`write`, `read`), or PC/SC, where one card is asked (`apdu`) and answers (`answer`) after it said who it is (`atr`).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar, cast, get_args

FORMAT = "device-tape/1"

Kind = Literal["write", "read", "atr", "apdu", "answer", "failed"]  # read b"": nothing came; failed: PC/SC's code


class TapeError(Exception):
    """The driver did not do what it did when the tape was recorded; or the file is no tape."""


@dataclass(frozen=True, slots=True)
class Entry:
    kind: Kind
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tape:
    """`command`: what was asked of the driver, `outcome`: `done` or the code of its error, `day`: ISO 8601."""

    driver: str
    model: str
    firmware: str | None
    day: str
    command: str
    outcome: str
    entries: tuple[Entry, ...]

    def dumped(self) -> str:
        """JSON, an entry a line, so that two tapes can be compared."""
        head = {"format": FORMAT} | {name: getattr(self, name) for name in _HEAD}
        lines = [json.dumps([entry.kind, entry.data.hex()]) for entry in self.entries]
        front = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
        return f'{front},\n "entries": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"


_HEAD = ("driver", "model", "firmware", "day", "command", "outcome")


def read_tape(text: str) -> Tape:
    """Raises TapeError."""
    try:
        raw = json.loads(text)
        entries = tuple(Entry(kind, bytes.fromhex(data)) for kind, data in raw["entries"])
        tape = Tape(**{name: raw[name] for name in _HEAD}, entries=entries)
    except (ValueError, KeyError, TypeError) as error:
        raise TapeError(f"no tape: {error}") from None
    if raw.get("format") != FORMAT or any(entry.kind not in get_args(Kind) for entry in entries):
        raise TapeError(f"no tape of the format {FORMAT}")
    return tape


# --- recording


class Recorder:
    """Collects entries from any thread. `leave_out`: how the names of threads end whose talk is not of interest: looks
    that a driver takes by itself come when they like, and would never come again in the same place."""

    def __init__(self, leave_out: str = "") -> None:
        self._leave_out = leave_out
        self._lock = threading.Lock()
        self._entries: list[Entry] = []

    def note(self, kind: Kind, data: bytes) -> None:
        if self._leave_out and threading.current_thread().name.endswith(self._leave_out):
            return
        with self._lock:
            silence_again = kind == "read" and not data and self._entries[-1:] == [Entry("read", b"")]
            if not silence_again:
                self._entries.append(Entry(kind, data))

    @property
    def entries(self) -> tuple[Entry, ...]:
        with self._lock:
            return tuple(self._entries)


class Stream(Protocol):
    """What the transports of serial, network and USB devices have in common."""

    def write(self, data: bytes) -> object: ...
    def read(self, timeout: float) -> bytes: ...


class _RecordedStream:
    def __init__(self, stream: Stream, recorder: Recorder) -> None:
        self._stream, self._recorder = stream, recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, data: bytes) -> object:
        self._recorder.note("write", bytes(data))
        return self._stream.write(data)

    def read(self, timeout: float) -> bytes:
        data = self._stream.read(timeout)
        self._recorder.note("read", bytes(data))
        return data


class _RecordedScard:
    def __init__(self, scard: Any, recorder: Recorder) -> None:
        self._scard, self._recorder = scard, recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scard, name)

    def SCardStatus(self, card: Any) -> Any:
        answer = self._scard.SCardStatus(card)
        self._recorder.note("atr", bytes(answer[4]))
        return answer

    def SCardTransmit(self, card: Any, protocol: int, apdu: Sequence[int]) -> Any:
        self._recorder.note("apdu", bytes(apdu))
        code, answer = self._scard.SCardTransmit(card, protocol, apdu)
        if code:
            self._recorder.note("failed", (code & 0xFFFFFFFF).to_bytes(4, "big"))
        else:
            self._recorder.note("answer", bytes(answer))
        return code, answer


T = TypeVar("T")  # a transport, of whatever protocol its driver has


def recorded_stream(stream: T, recorder: Recorder) -> T:
    """The same stream; what passes is noted."""
    return cast(T, _RecordedStream(cast(Stream, stream), recorder))


def recorded_scard(scard: T, recorder: Recorder) -> T:
    """The same PC/SC; what passes between it and a card is noted."""
    return cast(T, _RecordedScard(scard, recorder))


# --- playing


class Player:
    """Gives a tape back, entry by entry. The first thing out of order is remembered and told by `finish`, too, because
    a driver may take it for a trouble of its device."""

    def __init__(self, tape: Tape) -> None:
        self._entries = list(tape.entries)
        self._at = 0
        self._wrong: TapeError | None = None
        self._lock = threading.RLock()

    def expect(self, kind: Kind, data: bytes) -> None:
        """The driver says something. Raises TapeError unless it is what comes next."""
        with self._lock:
            while (silence := self._next()) is not None and silence == Entry("read", b"") and kind != "read":
                self._at += 1
            if self._next() != Entry(kind, data):
                self._wrong = self._wrong or TapeError(
                    f"entry {self._at + 1}: the driver says {kind} {data.hex()}, the tape {self._shown()}"
                )
                raise self._wrong
            self._at += 1

    def give(self, kind: Kind) -> bytes:
        """What the device says next; b"" when it is the driver's turn."""
        with self._lock:
            entry = self._next()
            if entry is None or entry.kind != kind:
                return b""
            self._at += 1
            return entry.data

    def finish(self) -> None:
        """Raises TapeError when something was out of order or is left over."""
        with self._lock:
            if self._wrong is not None:
                raise self._wrong
            if any(entry != Entry("read", b"") for entry in self._entries[self._at :]):
                raise TapeError(f"entry {self._at + 1}: left over: {self._shown()}")

    def _next(self) -> Entry | None:
        return self._entries[self._at] if self._at < len(self._entries) else None

    def _shown(self) -> str:
        entry = self._next()
        return "is at its end" if entry is None else f"{entry.kind} {entry.data.hex()}"


class TapedStream:
    """A transport from tape. `silent`: told how many seconds pass when nothing comes, so that a clock can turn."""

    def __init__(self, player: Player, silent: Callable[[float], None]) -> None:
        self._player, self._silent = player, silent

    def write(self, data: bytes) -> None:
        self._player.expect("write", bytes(data))

    def read(self, timeout: float) -> bytes:
        data = self._player.give("read")
        if not data:
            self._silent(timeout)
        return data

    def close(self) -> None:
        """Nothing is held."""

    drop = close


class TapedCard:
    """A card from tape, for whatever plays the PC/SC around it."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self.atr = player.give("atr")

    def answer(self, apdu: bytes) -> bytes:
        self._player.expect("apdu", apdu)
        return self._player.give("answer")
