"""A storm of faults: one after the other, drawn by lot, hit and mended; after each the device works again."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from devices.simulated.fault import Fault, FaultKind, SimulationError, read_fault
from devices.simulated.rig_words import CODE
from devices.simulated.stand_in import DONE, IN_FLIGHT, USES
from devices.simulated.trace import Kind

if TYPE_CHECKING:
    from devices.simulated.rig import Rig

A_CODE = "HTTPS://VERIFY.EXAMPLE.GOV.CN/R/TEST"
A_MOMENT = 0.02  # real seconds that a command gets to end by itself
A_LONG_TIME = 700.0  # seconds by which time is advanced when it does not
PATIENCE = 500  # moments


def storm(rig: Rig, count: int) -> dict[str, int]:
    """How often which outcome was met. Raises SimulationError when a device did not come back, or missed its fault."""
    met: Counter[str] = Counter()
    _mend(rig)
    for number in range(1, count + 1):
        device = rig.chance.choice(sorted(rig.ground.devices))
        fault = _draw(rig, device)
        what = f"{device} {fault.on} {fault.what}"
        rig.machine(device).faults.arm(fault)
        command = fault.on if fault.on in USES[device] else next(iter(USES[device]))
        met[_outcome(rig, device, command, stuck=fault.kind in (FaultKind.DELAY, FaultKind.MUTE))] += 1
        if rig.faults_of(device).armed():
            raise SimulationError(f"fault {number}, {what}, was not hit")
        _mend(rig)
        code = _outcome(rig, device, command, stuck=False)
        if code != DONE:
            raise SimulationError(f"after fault {number}, {what}, the device did not come back: {code}")
    rig.trace.add(Kind.SCENARIO, "", f"a storm of {count} faults has passed")
    return dict(met)


def _draw(rig: Rig, device: str) -> Fault:
    patterns = sorted(rig.faults_of(device).possible)
    operation, _, what = rig.chance.choice(patterns).partition(" ")
    match what or rig.chance.choice(("error", "delay", "garbage")):
        case "error":
            return read_fault(operation, "error:hardware_error")
        case "delay":
            return read_fault(operation, f"delay:{rig.chance.uniform(0.0, 60.0):.3f}")
        case other:
            return read_fault(operation, other)


def _outcome(rig: Rig, device: str, command: str, *, stuck: bool) -> str:
    """How a command ends. `stuck`: only time ends it."""
    hits = rig.faults_of(device).hits
    rig.stand_in.use(device, command)
    for _ in range(PATIENCE):
        if device == CODE:
            with suppress(SimulationError):  # it was unplugged
                rig.code_reader.show_code(A_CODE)
        last = rig.stand_in.wait(A_MOMENT)
        if last is not None and last["code"] != IN_FLIGHT:
            return str(last["code"])
        if stuck and rig.faults_of(device).hits > hits:
            rig.clock.advance(A_LONG_TIME)
    raise SimulationError(f"{device} never ended its {command}")


def _mend(rig: Rig) -> None:
    """What staff would do: plug in, put the card back."""
    for device in rig.ground.devices:
        if rig.machine(device).status().state == "disconnected":
            rig.run("plug", device)
    if rig.machine("card_reader").status().media == "absent":
        rig.run("insert-card", next(key for key, card in rig.wallet.items() if card.data is not None))
