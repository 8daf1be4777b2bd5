"""The test rig as a process of its own: `start_rig` runs one as a child, which ends with its parent."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType

from devices.simulated.fault import SimulationError
from devices.simulated.hands import Finger
from devices.simulated.network import Network
from devices.simulated.rig import simulated_rig
from devices.simulated.rig_server import RigServer

STARTS_WITHIN = 30.0  # seconds
STOPS_WITHIN = 10.0  # seconds

_ROOT = str(Path(__file__).resolve().parents[2])  # where `devices` is found, wherever the caller stands


class RigProcess:
    """A rig in a child process. `addresses`: see `Ground`; and `panel`, the control panel's, good for one browser."""

    def __init__(self, process: subprocess.Popen[str], addresses: dict[str, str]) -> None:
        self._process = process
        self.addresses = addresses
        self.pid = process.pid

    @property
    def died(self) -> str:
        """What to say when the rig has ended although nobody stopped it, or ""."""
        code = self._process.poll()
        return "" if code is None else f"the test rig has ended by itself ({code}): its own words stand above"

    def stop(self) -> None:
        """Idempotent."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> RigProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


PROGRAM = (sys.executable, "-m", __name__)


def start_rig(
    folder: Path, assets: Path, *options: str, program: Sequence[str] = PROGRAM, patience: float = STARTS_WITHIN
) -> RigProcess:
    """Start a rig in a child process; it answers when this returns. Raises SimulationError if it cannot start.

    `options`: as this module's command line takes them; `program` must do as this module does when it is run.
    """
    process = subprocess.Popen(
        [*program, str(folder), str(assets), *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (_ROOT, os.environ.get("PYTHONPATH"))))},
    )
    assert process.stdout is not None
    first = process.stdout.readline() if wait([process.stdout.fileno()], patience) else None
    if not first:
        if first is None:
            process.kill()
        RigProcess(process, {}).stop()
        why = "its own words stand above" if first is not None else f"it said nothing for {patience:g} s"
        raise SimulationError(f"the rig in {folder} did not start: {why}")
    return RigProcess(process, json.loads(first))


def run_rig(
    folder: Path,
    assets: Path,
    *,
    wire: bool = False,
    panel: bool = False,
    office: str = "",
    finger: Callable[[], Finger] | None = None,
    cases: Callable[[], int] | None = None,
) -> None:
    """Serve a rig in this process until standard input ends; says where it is in one line of JSON.

    `office`: host:port, between which and the kiosk the rig then lays its network.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as until_end:
        network = None
        if office:
            host, _, port = office.rpartition(":")
            network = until_end.enter_context(Network(host, int(port)))
        if wire:
            from devices.virtual.wire_rig import wire_rig  # wants what testers on a laptop do not have

            make = wire_rig
        else:
            make = simulated_rig
        rig = until_end.enter_context(make(assets, folder, network=network, finger=finger, cases=cases))
        server = until_end.enter_context(RigServer(rig, folder))
        if network is not None:
            rig.addresses["network"] = f"127.0.0.1:{network.port}"
        if panel:
            from devices.simulated.panel.server import Panel

            shown = until_end.enter_context(Panel(rig, key=server.key, assets=assets))
            rig.panel = shown.new_url
        sys.stdout.write(json.dumps(rig.addresses | ({"panel": shown.url} if panel else {})) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def main() -> None:
    parser = argparse.ArgumentParser(description="A test rig, which runs until its standard input ends.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("assets", type=Path)
    parser.add_argument("--wire", action="store_true")
    parser.add_argument("--panel", action="store_true")
    parser.add_argument("--office", default="")
    try:
        run_rig(**vars(parser.parse_args()))
    except SimulationError as error:
        sys.exit(f"rig: {error}")


if __name__ == "__main__":
    main()
