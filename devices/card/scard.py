"""PC/SC in numbers: the raw calls that the driver makes, and what their results mean to the kiosk.

The calls are those of `smartcard.scard`, pyscard's thin layer over pcsc-lite. pyscard's own monitors are not used: they
end for good when pcscd is restarted. Numbers: pcsc-lite 1.9 `pcsclite.h`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from devices.api import DeviceError, ErrorCode

Handle = Any  # a context or a card, opaque
ReaderState = tuple[str, int, Sequence[int]]  # reader, state bits, ATR

SCOPE_USER = 0
SHARE_EXCLUSIVE = 1
PROTOCOL_ANY = 3  # T=0 or T=1
UNPOWER_CARD = 2
INFINITE = 0xFFFFFFFF

# State bits of a reader; the high 16 bits count the cards that came and went.
UNAWARE = 0x0000
CHANGED = 0x0002
UNKNOWN = 0x0004
UNAVAILABLE = 0x0008
PRESENT = 0x0020
MUTE = 0x0200
COUNTER_SHIFT = 16

# A pseudo reader whose state changes when readers come and go; its counter is the number of readers.
PLUG_AND_PLAY = r"\\?PnP?\Notification"

SUCCESS = 0x00000000
CANCELLED = 0x80100002
INVALID_HANDLE = 0x80100003
UNKNOWN_READER = 0x80100009
TIMEOUT = 0x8010000A
NO_READERS = 0x8010002E

TROUBLE: Mapping[int, tuple[ErrorCode, str]] = {
    INVALID_HANDLE: (ErrorCode.DISCONNECTED, "pcscd was restarted"),
    0x80100008: (ErrorCode.INVALID_DATA, "the answer is longer than any answer may be"),
    UNKNOWN_READER: (ErrorCode.DISCONNECTED, "the reader was unplugged"),
    TIMEOUT: (ErrorCode.TIMEOUT, "pcscd did not answer in time"),
    0x8010000B: (ErrorCode.NOT_READY, "another program holds the card"),
    0x8010000C: (ErrorCode.NO_CARD, "no card in the reader"),
    0x8010000F: (ErrorCode.UNKNOWN_CARD, "the card speaks neither T=0 nor T=1"),
    0x80100013: (ErrorCode.DISCONNECTED, "pcscd went away"),
    0x80100016: (ErrorCode.READ_FAILED, "the reader could not exchange a command with the card"),
    0x80100017: (ErrorCode.DISCONNECTED, "the reader was unplugged"),
    0x8010001D: (ErrorCode.DISCONNECTED, "pcscd is not running"),
    0x8010001E: (ErrorCode.DISCONNECTED, "pcscd was stopped"),
    NO_READERS: (ErrorCode.DISCONNECTED, "no reader is connected"),
    0x8010002F: (ErrorCode.READ_FAILED, "the reader reports a communication error"),
    0x80100065: (ErrorCode.UNKNOWN_CARD, "the card's answer to reset is not understood"),
    0x80100066: (ErrorCode.CARD_MUTE, "the card does not answer to reset"),
    0x80100067: (ErrorCode.CARD_MUTE, "the card does not answer to power"),
    0x80100068: (ErrorCode.READ_FAILED, "another program reset the card"),
    0x80100069: (ErrorCode.CARD_REMOVED, "the card was taken out"),
}


class Scard(Protocol):
    """The calls, as `smartcard.scard` has them; each returns its result code first."""

    def SCardEstablishContext(self, scope: int) -> tuple[int, Handle]: ...
    def SCardReleaseContext(self, context: Handle) -> int: ...
    def SCardListReaders(self, context: Handle, groups: Sequence[str]) -> tuple[int, list[str]]: ...
    def SCardGetStatusChange(
        self, context: Handle, timeout_ms: int, states: Sequence[tuple[str, int]]
    ) -> tuple[int, list[ReaderState]]: ...
    def SCardCancel(self, context: Handle) -> int: ...
    def SCardConnect(self, context: Handle, reader: str, share: int, protocols: int) -> tuple[int, Handle, int]: ...
    def SCardStatus(self, card: Handle) -> tuple[int, str, int, int, Sequence[int]]: ...
    def SCardTransmit(self, card: Handle, protocol: int, apdu: Sequence[int]) -> tuple[int, Sequence[int]]: ...
    def SCardDisconnect(self, card: Handle, disposition: int) -> int: ...


def system_scard(device: str) -> Scard:
    """The machine's own PC/SC. Raises DeviceError(unsupported) when pyscard is not installed."""
    try:
        from smartcard import scard
    except ImportError as error:
        raise DeviceError(ErrorCode.UNSUPPORTED, device, "pyscard is not installed: pip install .[hardware]") from error
    calls: Scard = scard
    return calls


def call(function: Callable[..., Any], *arguments: Any) -> tuple[int, Any]:
    """One raw call: its unsigned result code, and what it returned besides (None, a value, or a tuple).

    pyscard raises SystemError instead of returning a code when a handle is not one any more.
    """
    try:
        answer = function(*arguments)
    except SystemError:
        return INVALID_HANDLE, None
    if isinstance(answer, int):
        return answer & 0xFFFFFFFF, None
    code, *rest = answer
    return code & 0xFFFFFFFF, rest[0] if len(rest) == 1 else tuple(rest)


def trouble(code: int, device: str) -> DeviceError:
    """What a result code means to the kiosk."""
    meaning, words = TROUBLE.get(code, (ErrorCode.READ_FAILED, "PC/SC"))
    return DeviceError(meaning, device, f"{words} (0x{code:08X})")
