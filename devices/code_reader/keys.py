"""What a scan engine types when it passes for a keyboard: key events of the kernel to text, in the US layout.

The engine must be set to the US layout (its factory setting) and to Enter as suffix. Beyond ASCII such engines type
nothing that can be relied upon: where codes say Chinese, set the engine to serial.
"""

from __future__ import annotations

import struct
from types import MappingProxyType

EVENT = struct.Struct("llHHi")  # struct input_event: time (two longs), type, code, value (source: linux/input.h)
SPOILT = b"\0"  # stands for what cannot be known; no text holds it

_SYN, _KEY = 0, 1  # event types
_DROPPED = 3  # a code of SYN: events were lost
_RELEASED, _PRESSED = 0, 1  # 2 is a key that repeats because it is held down
_SHIFTS = frozenset({42, 54})


def _row(first: int, plain: str, shifted: str) -> dict[int, tuple[str, str]]:
    return {first + i: both for i, both in enumerate(zip(plain, shifted, strict=True))}


# Key codes (source: linux/input-event-codes.h) to what they type without and with shift.
_US = MappingProxyType(
    _row(2, "1234567890-=", "!@#$%^&*()_+")
    | _row(15, "\tqwertyuiop[]\n", "\tQWERTYUIOP{}\n")
    | _row(30, "asdfghjkl;'`", 'ASDFGHJKL:"~')
    | _row(43, "\\zxcvbnm,./", "|ZXCVBNM<>?")
    | {57: (" ", " "), 96: ("\n", "\n")}
    | _row(71, "789-456+1230.", "789-456+1230.")
    | {55: ("*", "*"), 98: ("/", "/")}
)


class Keys:
    def __init__(self) -> None:
        self._held: set[int] = set()  # of the shift keys
        self._rest = b""

    def typed(self, data: bytes) -> bytes:
        """What these events type. `data`: as read from /dev/input/event*."""
        data = self._rest + data
        whole = len(data) // EVENT.size * EVENT.size
        self._rest = data[whole:]
        return b"".join(self._one(kind, code, value) for _, _, kind, code, value in EVENT.iter_unpack(data[:whole]))

    def _one(self, kind: int, code: int, value: int) -> bytes:
        if kind == _SYN and code == _DROPPED:
            self._held.clear()
            return SPOILT
        if kind != _KEY:
            return b""
        if code in _SHIFTS:
            (self._held.discard if value == _RELEASED else self._held.add)(code)
            return b""
        if value != _PRESSED:
            return b""
        return _US[code][bool(self._held)].encode() if code in _US else SPOILT
