"""CUPS' ippeveprinter as a child process: it speaks IPP and spools, and leaves printing to a command.

The command here is a stub that says of which job it is, over a unix socket, and does what it is told. ippeveprinter
does not start without a D-Bus, though it is told to advertise nothing there: it gets a private one. Needs no root.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import BinaryIO

from pyipp.enums import IppOperation, IppTag

from devices.document_printer.ipp_codec import Answer, Written, decode, encode
from devices.document_printer.ipp_words import PDF

OWNER = "hand"  # in whose name this process talks to it

_READY_WITHIN = 10.0  # seconds; usually 0.1
_ANSWERS_WITHIN = 5.0  # seconds

_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""
_STUB = """\
import os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
about = [sys.argv[2]] + [os.environ.get(name, "") for name in ("IPP_JOB_ID", "IPP_COPIES", "IPP_JOB_NAME")]
line.sendall("\\0".join(about).encode() + b"\\n")
for said in line.makefile():
    if said.startswith("EXIT"):
        sys.exit(int(said[4:]))
    sys.stderr.write(said)
    sys.stderr.flush()
sys.exit(1)
"""


class IppPrinterError(RuntimeError):
    """A virtual IPP printer cannot be had here; says why and what to do."""


class Job:
    """What the stub said of its job, and the line to it."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        with line.makefile("rb") as said:
            file, number_, copies, name = said.readline(4096).decode().rstrip("\n").split("\0")
        self.file, self.number, self.copies, self.name = Path(file), int(number_), int(copies or 1), name

    def say(self, words: str) -> None:
        with suppress(OSError):  # the power went off
            self._line.sendall(f"{words}\n".encode())


class Ippeveprinter:
    """`listener`: where the stubs of its jobs call. Raises IppPrinterError when it cannot be had here."""

    def __init__(self) -> None:
        bus, self._program = _require("dbus-daemon"), _require("ippeveprinter")
        self.port = 0
        self._starter = ThreadPoolExecutor(1, "ippeveprinter-starter")
        self._home = Path(tempfile.mkdtemp(prefix="virtual-ipp-"))
        self._bus: subprocess.Popen[bytes] | None = None
        self._printer: subprocess.Popen[bytes] | None = None
        self.listener = socket.socket(socket.AF_UNIX)
        try:
            self._furnish()
            self.listener.bind(str(self._home / "jobs"))
            self.listener.listen()
            self._bus = self._start([bus, f"--config-file={self._home / 'bus.conf'}", "--nofork", "--nopidfile"])
            self._await(self._bus, (self._home / "bus").exists)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.power_off()
        if self._bus is not None:
            _end(self._bus)
        self.listener.close()
        shutil.rmtree(self._home)
        self._starter.shutdown()

    @property
    def on(self) -> bool:
        return self._printer is not None

    def power_on(self, port: int) -> None:
        """Returns when it answers."""
        self.port = port or _free_port()
        command = [self._program, "-r", "off", "-n", "localhost", "-p", str(self.port), "-M", "Virtual"]
        command += ["-m", "A4 printer", "-f", PDF, "-d", str(self._home / "spool"), "-D", "file:///dev/null"]
        command += ["-c", str(self._home / "print"), "-K", str(self._home), "document printer"]
        self._printer = self._start(command)
        self._await(self._printer, self._answers)

    def power_off(self) -> None:
        printer, self._printer = self._printer, None
        if printer is not None:
            _end(printer)

    def spool(self) -> list[Path]:
        """What it keeps of documents."""
        return sorted((self._home / "spool").iterdir())

    # --- talking to it

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    def ask(self, operation: IppOperation, about: Written, document: bytes = b"") -> Answer:
        """Raises OSError, HTTPException."""
        head: Written = {
            "attributes-charset": (IppTag.CHARSET, "utf-8"),
            "attributes-natural-language": (IppTag.LANGUAGE, "en"),
            "printer-uri": (IppTag.URI, self.uri),
            "requesting-user-name": (IppTag.NAME, OWNER),
        }
        body = encode(operation, {**head, **about}) + document
        return decode("ippeveprinter", self._http("POST", "/ipp/print", body))

    def fill_in(self, form: str) -> None:
        """`form`: path and query of a form of its web page."""
        self._http("GET", form)

    def _http(self, method: str, path: str, body: bytes | None = None) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_ANSWERS_WITHIN)
        try:
            connection.request(method, path, body, {"Content-Type": "application/ipp"} if body else {})
            return connection.getresponse().read()
        finally:
            connection.close()

    def _answers(self) -> bool:
        with suppress(OSError, HTTPException):
            return self.ask(IppOperation.GET_PRINTER_ATTRIBUTES, {}).code == 0
        return False

    # --- processes

    def _furnish(self) -> None:
        (self._home / "spool").mkdir()
        (self._home / "bus.conf").write_text(_BUS.format(folder=self._home))
        (self._home / "stub.py").write_text(_STUB)
        words = [sys.executable, "-IS", str(self._home / "stub.py"), str(self._home / "jobs")]
        (self._home / "print").write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$1"\n')
        (self._home / "print").chmod(0o700)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # An orphan would keep the port for ever: it dies with this process. The kernel means the starting *thread*, so
        # that is one that lives as long as the context.
        mortal = ["setpriv", "--pdeathsig", "TERM", *command]
        environment = {
            "PATH": os.defpath,
            "HOME": str(self._home),
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._home / 'bus'}",
        }
        with (self._home / "log").open("ab") as log:
            return self._starter.submit(_spawn, mortal, environment, log).result()

    def _await(self, process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _READY_WITHIN
        while not ready():
            try:
                process.wait(0.01)
            except subprocess.TimeoutExpired:
                if time.monotonic() < deadline:
                    continue
            raise IppPrinterError(
                f"ippeveprinter did not start: {(self._home / 'log').read_text(errors='replace')[-2000:]}"
            )


def _require(program: str) -> str:
    """Where it is: outside the path of people who are not root."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")
    if found is None:
        raise IppPrinterError(f"{program} is missing: apt-get install cups-ipp-utils dbus-daemon")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _spawn(command: list[str], environment: dict[str, str], log: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)


def _end(process: subprocess.Popen[bytes]) -> None:
    """As a power cut does."""
    process.send_signal(signal.SIGKILL)
    process.wait()
