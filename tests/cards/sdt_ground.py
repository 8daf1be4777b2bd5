"""Security modules without a cable: a virtual one in memory, and one that answers line by line."""

from __future__ import annotations

import errno
from collections.abc import Callable

from devices.virtual.sdt_module import SdtMechanism

WORDS = b"\xff\xd8 the picture of "


class MemoryModule(SdtMechanism):
    """A module whose port is a call; one process at a time has it."""

    def __init__(self) -> None:
        super().__init__()
        self.there = True
        self.taken = False

    def connect(self) -> MemoryPort:
        if not self.there:
            raise OSError(errno.ENODEV, "unplugged")
        if self.taken:
            raise OSError(errno.EBUSY, "taken")
        self.taken = True
        return MemoryPort(self)

    def unplug(self) -> None:
        self.there = False
        self.power_off()

    def plug(self) -> None:
        self.power_on()
        self.there = True


class MemoryPort:
    """Silence ends at once: time passes when the test says so."""

    def __init__(self, module: MemoryModule) -> None:
        self._module = module
        self._said = b""

    def write(self, data: bytes) -> None:
        self._require()
        self._said += self._module.hear(data)

    def read(self, timeout: float) -> bytes:
        self._require()
        said, self._said = self._said[:700], self._said[700:]  # a long answer comes in two pieces
        return said

    def close(self) -> None:
        self._module.taken = False

    def _require(self) -> None:
        if not self._module.there:
            raise OSError(errno.EIO, "unplugged")


class ScriptedPort:
    """Says what the script has for each request, in pieces; `asked`: the requests."""

    def __init__(self, answer: Callable[[bytes], list[bytes]]) -> None:
        self._answer = answer
        self._said: list[bytes] = []
        self.asked: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.asked.append(data)
        self._said += self._answer(data)

    def read(self, timeout: float) -> bytes:
        return self._said.pop(0) if self._said else b""

    def close(self) -> None:
        self.closed = True


class WordyDecoder:
    """Makes a picture of any photo."""

    def decode(self, photo: bytes) -> bytes:
        return WORDS + photo

    def close(self) -> None: ...
