"""How a process reaches the test rig: a unix socket in a folder, and a key file beside it that only its owner can read.

Each connection is a line with one purpose: calls (a question, an answer), one device held, or one device watched. A
held device is let go when its line ends, so that a process that is killed frees what it held.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, cast

import numpy as np

from devices.api import Status
from devices.camera.api import Frame

SOCKET = "rig.sock"
KEY = "rig.key"

HANDS_PATIENCE = 60.0  # seconds that what hands do may take: a storm is long, and a tap waits for what is tapped
PATIENCE = 0.8  # seconds that the rig gets for what is not a command: status() may not block longer than one


class RigAway(ConnectionError):
    """No rig answers in this folder."""


@dataclass(frozen=True, slots=True)
class FrameFollows:
    """An answer whose pixels come behind it as they are: to pickle a picture takes ten times as long."""

    shape: tuple[int, ...]
    number: int
    at: float


def _socket(line: Connection) -> socket.socket:
    return socket.socket(fileno=os.dup(line.fileno()))


def hang_up(line: Connection) -> None:
    """End a line from any thread: whoever waits on it, at either end, wakes up at once."""
    with suppress(OSError), _socket(line) as raw:
        raw.shutdown(socket.SHUT_RDWR)


def answer(line: Connection, reply: object) -> None:
    """Say what was asked for."""
    if isinstance(reply, Frame):
        pixels = np.ascontiguousarray(reply.image)
        line.send((True, FrameFollows(pixels.shape, reply.number, reply.at)))
        with _socket(line) as raw:
            raw.sendall(pixels.data.cast("B"))
    else:
        line.send((True, reply))


def _receive_frame(line: Connection, head: FrameFollows) -> Frame:
    image = np.empty(head.shape, dtype=np.uint8)
    room = image.data.cast("B")
    with _socket(line) as raw:
        while len(room):
            count = raw.recv_into(room)
            if not count:
                raise EOFError
            room = room[count:]
    return Frame(image, head.number, head.at)


def ask(line: Connection, question: object, timeout: float) -> Any:
    """The answer to one question. Raises what the rig raised; RigAway; TimeoutError."""
    try:
        line.send(question)
        if not line.poll(timeout):
            raise TimeoutError(f"the rig did not answer within {timeout:g} s")
        fine, reply = line.recv()
        if isinstance(reply, FrameFollows):
            reply = _receive_frame(line, reply)
    except TimeoutError:
        raise
    except (EOFError, OSError) as error:
        raise RigAway("the rig hung up") from error
    if fine:
        return reply
    raise reply


class Hold:
    """One device held for this process alone, until `release`."""

    def __init__(self, line: Connection, owner: str) -> None:
        self._line = line
        self.owner = owner

    def release(self) -> None:
        """Let the device go; when this returns, another process can take it. Never raises."""
        with suppress(OSError):  # a rig that is away holds nothing
            ask(self._line, "release", PATIENCE)
        self._line.close()


class Watch:
    """The changes of one device's status, as they come."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def next(self) -> Status:
        """Waits for the next change. Raises RigAway, also after `end`."""
        try:
            return cast(Status, self._line.recv())
        except (EOFError, OSError) as error:
            raise RigAway("the rig hung up") from error

    def end(self) -> None:
        """From any thread."""
        hang_up(self._line)

    def close(self) -> None:
        self._line.close()


class RigClient:
    """The rig as other processes see it. Any thread may call; nothing is connected until it is needed, so
    whether a rig runs in `folder` shows with the first call."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._idle: list[Connection] = []

    def run(self, command: str, *words: str, timeout: float = HANDS_PATIENCE) -> Any:
        """Do one physical act, as `Rig.run` does. Raises SimulationError, RigAway, TimeoutError."""
        return self._call(("run", command, words), timeout)

    def call(
        self,
        device: str,
        verb: str,
        *args: object,
        options: Mapping[str, object] | None = None,
        owner: str = "",
        timeout: float = PATIENCE,
    ) -> Any:
        """Call the device's own face. `options`: arguments by name; `owner`: whose hold a command belongs to;
        `timeout`: seconds until the rig must have answered. Raises DeviceError, RigAway, TimeoutError."""
        return self._call(("call", device, verb, args, dict(options or {}), owner), timeout)

    def hold(self, device: str) -> Hold:
        """Take the device for this process alone. Raises DeviceError(not_ready, disconnected), RigAway."""
        line = self._connect()
        try:
            return Hold(line, ask(line, ("hold", device), PATIENCE))
        except BaseException:
            line.close()
            raise

    def watch(self, device: str) -> tuple[Status, Watch]:
        """The status now, and the changes from then on. Raises RigAway, TimeoutError."""
        line = self._connect()
        try:
            return ask(line, ("watch", device), PATIENCE), Watch(line)
        except BaseException:
            line.close()
            raise

    def close(self) -> None:
        """Hang up what is idle. Idempotent; the client can be used again."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def _call(self, question: object, timeout: float) -> Any:
        with self._lock:
            line = self._idle.pop() if self._idle else None
        line = line or self._connect()
        try:
            reply = ask(line, question, timeout)
        except OSError:  # away or late: an answer that comes after all must not meet the next question
            line.close()
            self.close()
            raise
        except Exception:
            self._keep(line)
            raise
        self._keep(line)
        return reply

    def _keep(self, line: Connection) -> None:
        with self._lock:
            self._idle.append(line)

    def _connect(self) -> Connection:
        try:
            key = (self._folder / KEY).read_bytes()
            line = Client(str(self._folder / SOCKET), "AF_UNIX")
        except OSError as error:
            raise RigAway(self._nobody()) from error
        try:
            line.send_bytes(key)
        except OSError as error:
            line.close()
            raise RigAway(self._nobody()) from error
        return line

    def _nobody(self) -> str:
        return f"no rig answers in {self._folder}: start one with `make run SIMULATED=1`, or name its --folder"
