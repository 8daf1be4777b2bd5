"""Everything that can happen to five devices at once, in random order: in the end each is online by itself."""

from __future__ import annotations

import gc
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from devices.api import Device, DeviceError, DeviceState
from devices.camera.opencv import OpenCvDocumentCamera
from devices.card.pcsc_reader import PcscCardReader
from devices.code_reader.scan_engine import ScanEngineCodeReader
from devices.document_printer.ipp import IppDocumentPrinter
from devices.receipt_printer.escpos import EscposReceiptPrinter
from devices.simulated.fault import SimulationError
from devices.simulated.line import RigClient
from devices.simulated.proxy import (
    SimulatedCamera,
    SimulatedCardReader,
    SimulatedCodeReader,
    SimulatedDocumentPrinter,
    SimulatedReceiptPrinter,
)
from devices.simulated.rig_process import start_rig
from devices.supervisor import Supervisor
from kiosk.clock import SystemClock
from tests.printing.document_grounds import document

pytestmark = pytest.mark.processes

HEALS_WITHIN = 90.0  # seconds; the longest back-off is 30
LONGEST_COMMAND = 3.0  # seconds
GROWTH_MB = {10.0: 200.0, 300.0: 40.0}  # what allocators and caches may still take after the first quarter
PACE = threading.Event()  # never set: commands come one after the other, as people are slow
ROOM = 3  # file descriptors and threads that may be in flight at the moment of counting

HANDS = (
    ("insert-card", "chen_wen"),
    ("insert-card", "social"),
    ("insert-card", "mute"),
    ("insert-card", "silent"),
    ("pull-card",),
    ("lay-paper", "premises_lease"),
    ("lay-paper", "wrong_document", "turn=20"),
    ("take-paper",),
    ("cover-lens",),
    ("uncover-lens",),
    ("smear-lens",),
    ("wipe-lens",),
    ("stall",),
    ("resume",),
    ("load-paper", "200"),
    ("load-paper", "50000"),
    ("open-cover",),
    ("close-cover",),
    ("jam",),
    ("clear-jam",),
    ("overheat",),
    ("cool-down",),
    ("tear-receipt",),
    ("load-sheets", "100"),
    ("take-sheets",),
    ("open-door",),
    ("close-door",),
    ("jam-sheets",),
    ("clear-jam-sheets",),
    ("drain-toner",),
    ("replace-toner",),
    ("show-code", "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/TEST"),
)
MENDING = (
    ("clear-faults",),
    *(("plug", device) for device in ("card_reader", "camera", "receipt_printer", "document_printer", "code_reader")),
    *((verb,) for verb in ("uncover-lens", "wipe-lens", "resume", "close-cover", "clear-jam", "cool-down")),
    *((verb,) for verb in ("close-door", "clear-jam-sheets", "replace-toner", "pull-card")),
    ("load-paper", "50000"),
    ("load-sheets", "100"),
)

PICTURE = np.tri(240, 576, dtype=bool)
COMMANDS: Mapping[str, Callable[[Any], object]] = {
    "card_reader": lambda device: device.read(LONGEST_COMMAND),
    "camera": lambda device: device.still(),
    "receipt_printer": lambda device: device.print(PICTURE, LONGEST_COMMAND),
    "document_printer": lambda device: device.print(document(1), "soak", timeout=LONGEST_COMMAND),
    "code_reader": lambda device: device.read(LONGEST_COMMAND),
}


def simulated(folder: Path, _addresses: Mapping[str, str]) -> tuple[Device, ...]:
    return (
        SimulatedCardReader(folder),
        SimulatedCamera(folder),
        SimulatedReceiptPrinter(folder),
        SimulatedDocumentPrinter(folder),
        SimulatedCodeReader(folder),
    )


def real(_folder: Path, at: Mapping[str, str]) -> tuple[Device, ...]:
    clock = SystemClock()
    return (
        PcscCardReader("card_reader", clock, at["card_reader"]),
        OpenCvDocumentCamera("camera", at["camera"], clock, still_source=at["camera_still"]),
        EscposReceiptPrinter("receipt_printer", at["receipt_printer"], 576, clock),
        IppDocumentPrinter("document_printer", at["document_printer"], clock),
        ScanEngineCodeReader("code_reader", clock, at["code_reader"]),
    )


class Storm:
    """Random hands, random faults, random commands; remembers how commands ended."""

    def __init__(self, rig: RigClient, crew: Mapping[str, Supervisor[Any]], seed: int) -> None:
        self._rig = rig
        self._crew = crew
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self.asked = 0
        self.ended: Counter[str] = Counter()
        self.possible = [(name, *pattern.partition(" ")[::2]) for name, pattern in self._patterns()]

    def _patterns(self) -> Iterator[tuple[str, str]]:
        for name, patterns in self._rig.run("possible").items():
            for pattern in patterns:
                yield name, pattern

    def rage(self, seconds: float) -> None:
        """For so long; then everything is mended that hands can mend."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._act()
            PACE.wait(0.02)
        for words in MENDING:
            self._do(*words)

    def _act(self) -> None:
        acts = (self._hand, self._hand, self._plug, self._spoil, self._command, self._command, self._cancelled)
        self._chance.choice(acts)()

    def _hand(self) -> None:
        self._do(*self._chance.choice(HANDS))

    def _plug(self) -> None:
        self._do(self._chance.choice(("unplug", "plug", "plug")), self._chance.choice(sorted(self._crew)))

    def _spoil(self) -> None:
        device, operation, what = self._chance.choice(self.possible)
        self._do("arm-fault", device, operation, f"delay:{self._chance.uniform(0, 2):.2f}" if what == "delay" else what)

    def _command(self) -> None:
        device = self._chance.choice(sorted(self._crew))
        self.asked += 1
        return self._crew[device].ask(COMMANDS[device], self._heard, LONGEST_COMMAND + 2)

    def _cancelled(self) -> None:
        device = self._chance.choice(sorted(self._crew))
        self.asked += 1
        self._crew[device].ask(COMMANDS[device], self._heard, LONGEST_COMMAND + 2).cancel()

    def _heard(self, outcome: object) -> None:
        with self._lock:
            self.ended[str(outcome.code) if isinstance(outcome, DeviceError) else "ok"] += 1

    def _do(self, *words: str) -> None:
        with suppress(SimulationError):  # impossible just now
            self._rig.run(*words)


@contextmanager
def crewed(devices: tuple[Device, ...]) -> Iterator[Mapping[str, Supervisor[Any]]]:
    crew = {device.name: Supervisor(device, SystemClock()) for device in devices}
    for supervisor in crew.values():
        supervisor.start()
    try:
        yield crew
    finally:
        for supervisor in crew.values():
            supervisor.stop()


def all_online(crew: Mapping[str, Supervisor[Any]], within: float) -> dict[str, str]:
    """The devices that are not online after so many seconds, and how they are."""
    moved = threading.Event()
    leaving = [supervisor.subscribe(lambda _status: moved.set()) for supervisor in crew.values()]
    end = time.monotonic() + within
    try:
        while True:
            moved.clear()
            down = {n: str(s.status()) for n, s in crew.items() if s.status().state is not DeviceState.ONLINE}
            if not down or not moved.wait(max(0.0, end - time.monotonic())):
                return down
    finally:
        for leave in leaving:
            leave()


def held() -> dict[str, float]:
    """What this process holds now."""
    gc.collect()
    me = psutil.Process()
    return {"threads": me.num_threads(), "files": me.num_fds(), "megabytes": me.memory_info().rss / 1e6}


@pytest.mark.parametrize(
    "seconds",
    [10.0, pytest.param(300.0, marks=[pytest.mark.soak, pytest.mark.timeout(900)])],
    ids=["short", "soak"],
)
@pytest.mark.parametrize("ground", ["simulated", "wire"])
def test_whatever_happens_every_device_is_online_again_by_itself_and_nothing_leaks(
    ground: str, seconds: float, tmp_path: Path, assets: Path
) -> None:
    seed = int(os.environ.get("SOAK_SEED", time.time_ns() % 1_000_000))
    print(f"SOAK_SEED={seed}")  # noqa: T201 - shown when it fails
    options = ("--wire",) if ground == "wire" else ()
    with (
        start_rig(tmp_path / "rig", assets, *options) as process,
        closing(RigClient(tmp_path / "rig")) as rig,
        crewed((real if ground == "wire" else simulated)(tmp_path / "rig", process.addresses)) as crew,
    ):
        storm = Storm(rig, crew, seed)
        storm.rage(seconds / 4)  # whatever is taken once has been taken now
        assert all_online(crew, HEALS_WITHIN) == {}, f"seed {seed}"
        before = held()
        storm.rage(seconds * 3 / 4)
        assert all_online(crew, HEALS_WITHIN) == {}, f"seed {seed}"
        now = held()
        assert now["threads"] <= before["threads"] + ROOM, f"seed {seed}"
        assert now["files"] <= before["files"] + ROOM, f"seed {seed}"
        assert now["megabytes"] <= before["megabytes"] + GROWTH_MB[seconds], f"seed {seed}"
    assert sum(storm.ended.values()) == storm.asked, f"each command ends exactly once (seed {seed})"
    assert storm.ended["ok"] > 0
    assert len(storm.ended) > 4, storm.ended
