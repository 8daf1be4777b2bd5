"""The test rig as other processes reach it. It outlives visits: paper stays used up, a card stays in the slot.

`RigServer` answers the lines of `devices.simulated.line`. One thread serves each line.
"""

from __future__ import annotations

import hmac
import itertools
import os
import secrets
import threading
from contextlib import closing, suppress
from multiprocessing.connection import Client, Connection, Listener, wait
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog

from devices.api import DeviceError, ErrorCode, Status
from devices.simulated.fault import SimulationError
from devices.simulated.line import KEY, SOCKET, RigAway, RigClient, answer, hang_up
from devices.simulated.machine import Machine
from devices.simulated.rig import Rig

LONGEST_ADDRESS = 100  # bytes; the shortest limit of a unix socket's path is 104

ANSWERS_WITHIN = 1.0  # seconds, who lives

ASKING = frozenset({"info", "capabilities", "status"})  # what may be asked of a machine without having it open
COMMANDS = frozenset({"read", "frame", "still", "print", "cancel"})

log = structlog.get_logger(__name__)


class RigServer:
    """Serves one rig to all processes that can read its folder. Use as a context manager."""

    def __init__(self, rig: Rig, folder: Path) -> None:
        self._rig = rig
        self._folder = folder
        self._lock = threading.Lock()
        self._lines: dict[Connection, threading.Thread] = {}
        self._holders: dict[str, tuple[Connection, str]] = {}
        self._numbers = itertools.count(1)
        self._stopping = False

    def __enter__(self) -> RigServer:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Lines are answered when this returns. Raises SimulationError if another rig runs in this folder."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        address = self._folder / SOCKET
        if len(os.fsencode(address)) > LONGEST_ADDRESS:
            raise SimulationError(f"the path of a rig's folder must be shorter: {self._folder}")
        self._free(address)
        self.key = _new_key(self._folder / KEY)
        self._listener = Listener(str(address), "AF_UNIX", backlog=64)
        self._thread = threading.Thread(target=self._accept, name="rig-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody; the machines stay as they are."""
        with self._lock:
            self._stopping = True
            lines = dict(self._lines)
            holders = dict(self._holders)
        Client(str(self._folder / SOCKET), "AF_UNIX").close()  # nothing else wakes a listener
        self._thread.join()
        self._listener.close()
        for device, (_line, owner) in holders.items():
            self._rig.machine(device).release(owner)
        for line, thread in lines.items():
            hang_up(line)
            thread.join()
        (self._folder / KEY).unlink(missing_ok=True)

    def _free(self, address: Path) -> None:
        with suppress(RigAway), closing(RigClient(self._folder)) as client:
            try:
                client.run("status", timeout=ANSWERS_WITHIN)
            except TimeoutError:
                raise SimulationError(f"a rig in {self._folder} hangs: end its process first") from None
            raise SimulationError(f"another rig runs in {self._folder}")
        address.unlink(missing_ok=True)  # left behind by one that was killed

    def _accept(self) -> None:
        while True:
            line = self._listener.accept()
            thread = threading.Thread(
                target=self._serve, args=(line,), name=f"rig-line-{next(self._numbers)}", daemon=True
            )
            with self._lock:
                if self._stopping:
                    line.close()
                    return
                self._lines[line] = thread
                thread.start()

    # --- one line

    def _serve(self, line: Connection) -> None:
        try:
            if hmac.compare_digest(line.recv_bytes(len(self.key)), self.key):
                while self._answer(line, *line.recv()):
                    pass
        except (EOFError, OSError):
            pass  # the other end hung up
        finally:
            with self._lock:
                line.close()
                self._lines.pop(line, None)

    def _answer(self, line: Connection, kind: str, *words: Any) -> bool:
        """False when the line has served its purpose."""
        try:
            match kind:
                case "run":
                    command, arguments = words
                    reply = self._rig.run(command, *arguments)
                case "call":
                    reply = self._call(*words)
                case "hold":
                    self._hold(line, *words)
                    return False
                case "watch":
                    self._watch(line, *words)
                    return False
                case _:
                    raise SimulationError(f"no such question: {kind}")
        except (DeviceError, SimulationError) as error:
            line.send((False, error))
        except (EOFError, OSError):
            raise
        except Exception as bug:
            log.error("rig_bug", question=kind, error=type(bug).__name__)
            line.send((False, SimulationError(f"a bug in the rig: {bug!r}")))
        else:
            answer(line, reply)
        return True

    def _call(self, device: str, verb: str, arguments: tuple[Any, ...], options: dict[str, Any], owner: str) -> Any:
        machine = self._machine(device)
        if verb in COMMANDS:
            machine.require_owner(owner)
        elif verb not in ASKING:
            raise DeviceError(ErrorCode.UNSUPPORTED, device, verb)
        return getattr(machine, verb)(*arguments, **options)

    def _machine(self, device: str) -> Machine[Any]:
        try:
            return self._rig.machine(device)
        except SimulationError as error:
            raise DeviceError(ErrorCode.UNSUPPORTED, device, str(error)) from error

    def _hold(self, line: Connection, device: str) -> None:
        owner = f"line {next(self._numbers)}"
        machine = self._machine(device)
        with self._lock:
            self._bury(device, machine)
            machine.acquire(owner)
            self._holders[device] = (line, owner)
        asked = False
        try:
            line.send((True, owner))
            asked = line.recv() == "release"
        finally:
            with self._lock:
                machine.release(owner)
                if self._holders.get(device) == (line, owner):
                    del self._holders[device]
        if asked:
            line.send((True, None))

    def _bury(self, device: str, machine: Machine[Any]) -> None:
        """A holder whose line has ended is dead, even if its own thread here has not come to see that yet."""
        line, owner = self._holders.get(device, (None, ""))
        if line is not None and wait([line], 0):
            machine.release(owner)

    def _watch(self, line: Connection, device: str) -> None:
        machine = self._machine(device)
        in_order = threading.Lock()

        def push(status: Status) -> None:
            with in_order, suppress(OSError):
                line.send(status)

        unsubscribe = machine.subscribe(push)
        try:
            with in_order:
                line.send((True, machine.status()))
            line.recv_bytes()  # nothing is ever said: this waits for the end
        finally:
            unsubscribe()


def _new_key(path: Path) -> bytes:
    """A fresh key, in a file for the owner's eyes alone."""
    key = secrets.token_bytes(32)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    return key
