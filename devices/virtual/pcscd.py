"""A private pcscd with one virtual reader, for tests and demonstrations on machines that own no reader.

The path of pcscd's socket is compiled in, so there can be one pcscd only. The virtual reader listens on all interfaces
without a password: never on a kiosk.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

DEFAULT_PORT = 15963  # below those that a kernel gives to clients; slot 2 listens on the next one
READER = "Virtual PCD 00 00"  # as PC/SC names the first slot

_RUN = Path("/run/pcscd")
_SOCKET = _RUN / "pcscd.comm"
_PID_FILE = _RUN / "pcscd.pid"
_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_READY_WITHIN = 10.0  # seconds; usually 0.1
_STOPS_WITHIN = 5.0

_CONFIGURATION = """\
FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:{port}
LIBPATH      {driver}
CHANNELID    {port}
"""


class PcscdError(RuntimeError):
    """A private pcscd cannot be had here; says why and what to do."""


class VirtualPcscd:
    """Context manager around one pcscd process; needs root, or `sudo` without a password."""

    def __init__(self, port: int = DEFAULT_PORT) -> None:
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None

    def __enter__(self) -> VirtualPcscd:
        self._starter = ThreadPoolExecutor(1, "pcscd-starter")
        self._folder = Path(tempfile.mkdtemp(prefix="virtual-pcscd-"))
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self._folder is not None:
            shutil.rmtree(self._folder)
            self._folder = None
        self._starter.shutdown()

    def start(self) -> None:
        """Returns when the reader is there. Raises PcscdError."""
        if self._folder is None:
            raise PcscdError("a VirtualPcscd is started with `with`")
        pcscd = _require_possible()
        # pcscd takes every file in its configuration folder for configuration: the log lies elsewhere.
        configuration = self._folder / "reader.conf.d"
        configuration.mkdir(exist_ok=True)
        (configuration / "vpcd").write_text(_CONFIGURATION.format(port=self.port, driver=_DRIVER))
        # An orphan would keep the place, and the open port, for ever: it dies with this process. The kernel means the
        # starting *thread*, so that is one that lives as long as the context.
        mortal = ["setpriv", "--pdeathsig", "TERM"]
        command = [*_as_root(), *mortal, pcscd, "--foreground", "--config", str(configuration), *_without_polkit(pcscd)]
        with self._log.open("wb") as log:
            self._process = self._starter.submit(_spawn, command, log).result()
        deadline = time.monotonic() + _READY_WITHIN
        while not (_answers(_SOCKET) and self._reader_listens()):
            if self._ended_within(0.01) or time.monotonic() > deadline:
                self.stop()
                raise PcscdError(f"pcscd did not start: {self._log.read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """As a service manager stops it. Idempotent."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a crash ends it."""
        self._end(signal.SIGKILL)

    @property
    def _log(self) -> Path:
        return Path(str(self._folder)) / "pcscd.log"

    def _reader_listens(self) -> bool:
        """Asked of the kernel: a connection would be taken for a card."""
        wanted = f":{self.port:04X}"
        tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
        rows = [row.split() for table in tables if table.exists() for row in table.read_text().splitlines()[1:]]
        return any(row[1].endswith(wanted) and row[3] == "0A" for row in rows)

    def _ended_within(self, seconds: float) -> bool:
        try:
            if self._process is not None:
                self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            _signal(self._process, how)
            if not self._ended_within(_STOPS_WITHIN):
                _signal(self._process, signal.SIGKILL)
                self._process.wait()
        self._process = None


def _require_possible() -> str:
    """Where pcscd is: outside the path of people who are not root."""
    pcscd = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if pcscd is None or not _DRIVER.exists():
        raise PcscdError("pcscd or its virtual reader is missing: apt-get install pcscd vsmartcard-vpcd")
    if _answers(_SOCKET):
        owner = _PID_FILE.read_text().strip() if _PID_FILE.exists() else "unknown"
        raise PcscdError(
            f"another pcscd is running (process {owner}), and there can be only one: stop it first, for instance "
            "with `systemctl stop pcscd.socket pcscd`"
        )
    return pcscd


def _as_root() -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    raise PcscdError("pcscd must be started by root: run as root, or allow sudo without a password")


def _spawn(command: list[str], log: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def _without_polkit(pcscd: str) -> list[str]:
    """From pcsc-lite 2.0 on polkit asks back, and there is nobody to ask in a container; 1.9 knows no such option."""
    words = subprocess.run([pcscd, "--help"], capture_output=True, text=True)
    return ["--disable-polkit"] if "disable-polkit" in words.stdout + words.stderr else []


def _signal(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if os.geteuid() == 0:
        process.send_signal(how)
        return
    # sudo hands no SIGKILL on to its child, so pcscd itself is meant.
    subprocess.run(["sudo", "-n", "kill", f"-{how.value}", _PID_FILE.read_text().strip()], check=False)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
