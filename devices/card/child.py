"""A child process that speaks lines on its pipes: started, heard, ended, and started again when it died.

What the lines say is not known here. Whatever a maker's library does in there, it does not do to the kiosk: it may
crash, hang or talk nonsense. Its error output goes nowhere, because such libraries print what they read.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, cast

from devices.api import DeviceError, ErrorCode

LONGEST_LINE = 128 * 1024  # bytes; a photo as BMP has 52,000 in base 64
GREETS_WITHIN = 10.0  # seconds until it must have said something
FIRST_PAUSE = 1.0  # seconds before a child that died is started again; doubled each time, until it speaks
LONGEST_PAUSE = 30.0


class Child:
    """`hear`: takes a line; ValueError means that it is none of the language. `ended`: why the child is gone.

    Both are called on the child's own thread. `end` must be called once.
    """

    def __init__(
        self, device: str, command: Sequence[str], hear: Callable[[bytes], None], ended: Callable[[str], None]
    ) -> None:
        """Raises DeviceError(unsupported) when there is no such program."""
        if shutil.which(command[0]) is None:
            raise DeviceError(ErrorCode.UNSUPPORTED, device, f"no such program: {command[0]}")
        self._device = device
        self._command = [*_mortal(), *command]
        self._hear = hear
        self._ended = ended
        self._lock = threading.Lock()  # guards what follows
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._live, name=f"{device}-child", daemon=True)
        self._thread.start()

    def say(self, line: bytes) -> None:
        """Raises DeviceError(disconnected) when there is no child just now."""
        with self._lock:
            try:
                if self._process is None:
                    raise BrokenPipeError
                pipe = cast(IO[bytes], self._process.stdin)
                pipe.write(line + b"\n")
                pipe.flush()
            except OSError as error:
                raise DeviceError(ErrorCode.DISCONNECTED, self._device, "its program has ended") from error

    def kill(self) -> None:
        """It hangs. It is started again."""
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with what it started itself

    def end(self) -> None:
        """Called by `hear` or `ended`, its thread ends as soon as they return."""
        self._closing.set()
        self.kill()  # frees who is stuck in `say`, and with it the lock
        with self._lock:
            self.kill()  # one that was just being started
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _live(self) -> None:
        while not self._closing.is_set():
            why = self._live_once()
            if not self._closing.is_set():
                self._ended(why)
            self._closing.wait(self._pause)
            self._pause = min(LONGEST_PAUSE, 2 * self._pause)

    def _live_once(self) -> str:
        """From birth to death; why it died."""
        with self._lock:
            if self._closing.is_set():
                return ""
            # In a group of its own. The thread that starts it lives as long as the child: the kernel means the
            # *thread* when it ends a child with its parent.
            try:
                self._process = process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                return f"its program cannot be started: {error.strerror}"
        try:
            return self._listen(cast(IO[bytes], process.stdout))
        finally:
            self.kill()
            with self._lock:
                self._process = None
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):  # what was written to it last cannot be delivered any more
                    cast(IO[bytes], pipe).close()

    def _listen(self, pipe: IO[bytes]) -> str:
        if not select.select([pipe], [], [], GREETS_WITHIN)[0]:
            return "its program says nothing"
        while (line := pipe.readline(LONGEST_LINE)) and not self._closing.is_set():
            if not line.endswith(b"\n"):
                return "its program said a line without end"
            try:
                self._hear(line)
            except ValueError:
                return "its program talks nonsense"
            self._pause = FIRST_PAUSE
        return "its program has ended"


def _mortal() -> list[str]:
    """What lets the child end with this process, even if a library hangs in it and it does not see its pipe close."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []
