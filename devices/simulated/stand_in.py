"""Somebody who uses a device as a kiosk would, while no kiosk holds it: so that a rig can be tried without one."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np
from fpdf import FPDF

from devices.api import DeviceError, ErrorCode, Status
from devices.card.api import CardMedia
from devices.simulated.fault import SimulationError
from devices.simulated.rig_words import CAMERA, CARD, CODE, DOCUMENT, RECEIPT
from devices.simulated.shared_clock import RigClock
from devices.simulated.trace import Kind

if TYPE_CHECKING:
    from devices.simulated.rig import Rig

IN_FLIGHT = "in_flight"
DONE = "ok"
TEST_MM = 60.0  # of receipt paper
DOTS_PER_MM = 8
NOTICED_WITHIN = 3.0  # seconds
LOOK_AGAIN = 0.02  # seconds
ENDS_WITHIN = 10.0  # seconds, once it is cancelled

Outcome = dict[str, Any]
"""device, command; code: `in_flight`, `ok` or an error's code; and what the command told, if anything."""


class StandIn:
    """One command at a time, on a thread of its own."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._moved = threading.Condition()
        self._thread: threading.Thread | None = None
        self._device: Any = None
        self.last: Outcome | None = None

    def use(self, device: str, command: str, *words: str) -> Outcome:
        """Begin a command; how it ends is told by `last`. Raises SimulationError while a kiosk holds the device."""
        acts = USES.get(device, {})
        if command not in acts:
            raise SimulationError(f"{device} cannot {command}; it can {', '.join(acts) or 'nothing'}")
        with self._moved:
            if self._thread is not None and self._thread.is_alive():
                raise SimulationError("the stand-in is busy: cancel it, or wait")
            begun: Outcome = {"device": device, "command": command, "code": IN_FLIGHT}
            with ExitStack() as opened:
                try:
                    face = opened.enter_context(self._rig.fitted(device).face())
                except DeviceError as error:
                    return self._end(begun, {"code": str(error.code)})
                self.last = begun
                self._device = face
                self._thread = threading.Thread(
                    target=self._run,
                    args=(begun, acts[command], face, words, opened.pop_all()),
                    name="rig-stand-in",
                    daemon=True,
                )
                self._thread.start()
        return begun

    def wait(self, timeout: float) -> Outcome | None:
        """How the last command ended, or that it is still in flight."""
        with self._moved:
            self._moved.wait_for(lambda: self.last is None or self.last["code"] != IN_FLIGHT, timeout)
            return self.last

    def cancel(self) -> None:
        with self._moved:
            if self._device is not None:
                self._device.cancel()

    def close(self) -> None:
        self.cancel()
        if self._thread is not None:
            self._thread.join(ENDS_WITHIN)

    def _run(
        self, begun: Outcome, act: Callable[..., Outcome], face: Any, words: tuple[str, ...], opened: ExitStack
    ) -> None:
        told: Outcome = {"code": str(ErrorCode.INTERNAL)}
        try:
            with opened:
                told = {"code": DONE, **act(self._rig, face, *words)}
        except DeviceError as error:
            told = {"code": str(error.code)}
        finally:
            with self._moved:
                self._device = self._thread = None
                self._end(begun, told)

    def _end(self, begun: Outcome, told: Outcome) -> Outcome:
        with self._moved:
            self.last = begun | told
            self._moved.notify_all()
        self._rig.trace.add(Kind.COMMAND, begun["device"], f"the stand-in's {begun['command']}: {told['code']}")
        return self.last


def _read_card(rig: Rig, reader: Any, *how: str) -> Outcome:
    inside = rig.wallet.get(rig.lies("card"))
    secret = inside.secret if inside is not None and "secret" in how else None
    _until_noticed(rig, reader)
    data = reader.read(photo="photo" in how, secret=secret)
    who = (data.kind, data.number, data.name)
    same = (k for k, c in rig.wallet.items() if c.data is not None and (c.data.kind, c.data.number, c.data.name) == who)
    return {"card": next(same, None), "photo": len(data.photo)}


def _until_noticed(rig: Rig, reader: Any) -> None:
    """A kiosk reads when it hears of the card; a real reader hears of it later than the hand that put it in."""
    clock = RigClock()
    end = clock.monotonic() + NOTICED_WITHIN
    while rig.look(CARD)["card"] and reader.status().media is CardMedia.ABSENT and clock.monotonic() < end:
        rig.trace.pause(LOOK_AGAIN)


def _print_receipt(_rig: Rig, printer: Any, mm: str = str(TEST_MM)) -> Outcome:
    lines = np.arange(round(float(mm) * DOTS_PER_MM)) % 16 < 8
    printer.print(np.repeat(lines[:, None], printer.width_dots, axis=1))
    return {}


def _print_document(_rig: Rig, printer: Any) -> Outcome:
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=40)
    page.cell(text="TEST")
    printer.print(bytes(page.output()), "test page")
    return {}


def _read_code(rig: Rig, reader: Any) -> Outcome:
    return {"as_shown": reader.read().text == rig.lies("code")}


def _look(picture: str) -> Callable[..., Outcome]:
    def look(_rig: Rig, camera: Any) -> Outcome:
        return {"number": getattr(camera, picture)().number}

    return look


def _status(_rig: Rig, device: Any) -> Outcome:
    return {"status": plain(device.status())}


def plain(status: Status) -> dict[str, Any]:
    """A status as JSON; an error is its code. How often a supervisor opened the device again is not the device's."""
    values = ((field.name, getattr(status, field.name)) for field in dataclasses.fields(status))
    return {
        name: str(value.code) if isinstance(value, DeviceError) else None if value is None else str(value)
        for name, value in values
        if name != "restarts"
    }


USES: Mapping[str, Mapping[str, Callable[..., Outcome]]] = {
    CARD: {"read": _read_card, "status": _status},
    CAMERA: {"still": _look("still"), "frame": _look("frame"), "status": _status},
    RECEIPT: {"print": _print_receipt, "status": _status},
    DOCUMENT: {"print": _print_document, "status": _status},
    CODE: {"read": _read_code, "status": _status},
}
