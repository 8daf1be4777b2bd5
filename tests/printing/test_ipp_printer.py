"""The virtual IPP printer itself: what it needs, what it cannot show, what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from devices.api import DeviceError, ErrorCode
from devices.document_printer.ipp import IppDocumentPrinter
from devices.simulated.fault import Fault, FaultKind, SimulationError
from devices.virtual.ipp_printer import VirtualIppPrinter
from devices.virtual.ippeveprinter import IppPrinterError
from kiosk.clock import SystemClock
from tests.printing.document_grounds import NAME, document

pytestmark = pytest.mark.processes

OWNER = """
import time
from devices.virtual.ipp_printer import VirtualIppPrinter
import psutil
with VirtualIppPrinter():
    print(*[child.pid for child in psutil.Process().children()], flush=True)
    time.sleep(60)
"""


def test_it_says_which_packages_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(IppPrinterError, match="apt-get install cups-ipp-utils dbus-daemon"):
        VirtualIppPrinter().__enter__()


def test_it_leaves_no_process_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with VirtualIppPrinter() as printer:
        children = psutil.Process().children()
        printer.open_door()
        assert any(tmp_path.iterdir())
    assert len(children) == 2
    assert not any(child.is_running() for child in children)
    assert not any(tmp_path.iterdir())


def test_it_dies_with_its_owner(tmp_path: Path) -> None:
    own = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, text=True, env=own) as owner:
        assert owner.stdout is not None
        children = [psutil.Process(int(pid)) for pid in owner.stdout.readline().split()]
        owner.send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs(children, timeout=5.0)
    assert not alive


def test_it_is_found_at_the_same_address_after_a_power_cut() -> None:
    with VirtualIppPrinter() as printer:
        before = printer.uri
        printer.unplug()
        printer.plug()
        assert printer.uri == before


def test_what_it_shows_outlasts_a_power_cut() -> None:
    with VirtualIppPrinter() as printer:
        device = IppDocumentPrinter(NAME, printer.uri, SystemClock())
        printer.unplug()
        printer.open_door()
        printer.plug()
        device.open()
        try:
            error = device.status().error
        finally:
            device.close()
        assert error is not None
        assert error.code is ErrorCode.COVER_OPEN


@pytest.mark.parametrize(
    "fault", [Fault("print", FaultKind.GARBAGE), Fault("print", code=ErrorCode.NO_CARD), Fault("status")]
)
def test_faults_that_it_cannot_show_are_refused(fault: Fault) -> None:
    with pytest.raises(SimulationError, match="cannot happen here"):
        VirtualIppPrinter().faults.arm(fault)


def test_a_printer_that_gives_a_job_up_is_a_hardware_error() -> None:
    with VirtualIppPrinter() as printer:
        device = IppDocumentPrinter(NAME, printer.uri, SystemClock(), pace=0.02)
        printer.faults.arm(Fault("print", code=ErrorCode.HARDWARE_ERROR))
        device.open()
        try:
            with pytest.raises(DeviceError) as caught:
                device.print(document(2), "proof")
        finally:
            device.close()
    assert caught.value.code is ErrorCode.HARDWARE_ERROR
