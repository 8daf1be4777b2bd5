"""One scenario under way: plays a step, says why not, and goes no further than the first that fails.

Nothing sleeps: a step waits until something happens on the rig, or until its time is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from devices.api import Clock
from devices.simulated.fault import SimulationError
from devices.simulated.rig_commands import RIG_COMMANDS
from devices.simulated.scenario import Needs, Scenario, Step
from devices.simulated.shared_clock import RigClock
from devices.simulated.trace import Kind

if TYPE_CHECKING:
    from devices.simulated.rig import Rig

LOOK_AGAIN = 0.05  # real seconds; what a virtual device does by itself stands in no trace
COUNTED = ("receipts", "documents", "office.cases")  # from the scenario's beginning; and all hits


@dataclass(frozen=True, slots=True)
class Verdict:
    """`step`: from 1; the one after the last asks for the faults that nothing has hit."""

    step: int
    text: str
    why_not: str = ""

    @property
    def passed(self) -> bool:
        return not self.why_not


class Play:
    """One scenario under way. It ends with its first step that fails.

    `jump`: nobody else lives by the rig's clock, so that waiting for a time is to advance it.
    """

    def __init__(self, rig: Rig, name: str, scenario: Scenario, *, jump: bool = False) -> None:
        """Raises SimulationError where it cannot be played."""
        if rig.ground.name not in scenario.grounds:
            raise SimulationError(f"{name} is for {', '.join(scenario.grounds)}; this is {rig.ground.name}")
        if scenario.needs is Needs.KIOSK and rig.finger is None:
            raise SimulationError(f"{name} needs a kiosk, and none is here")
        self.name = name
        self.scenario = scenario
        self.verdicts: list[Verdict] = []
        self.stopped = False
        self._rig = rig
        self._jump = jump
        self._real: Clock = RigClock()  # `within` holds also while the rig's time is frozen
        self._began = rig.clock.monotonic()
        self._before = rig.view()
        self._armed_before = len(rig.armed())
        rig.chance.seed(scenario.seed)
        rig.trace.add(Kind.SCENARIO, "", f"{name}: begins, seed {scenario.seed}")

    @property
    def over(self) -> bool:
        return self.stopped or len(self.verdicts) > len(self.scenario.steps) or not all(v.passed for v in self.verdicts)

    @property
    def passed(self) -> bool:
        return len(self.verdicts) > len(self.scenario.steps) and all(v.passed for v in self.verdicts)

    def step(self) -> Verdict:
        """Play the next one, and after the last one look for faults that nothing has hit."""
        number = len(self.verdicts)
        if number == len(self.scenario.steps):
            text, why_not = "every armed fault was hit", self._not_hit()
        else:
            step = self.scenario.steps[number]
            text = told(step)
            try:
                why_not = self._play(step)
            except SimulationError as error:
                why_not = str(error)
        verdict = Verdict(number + 1, text, why_not)
        self.verdicts.append(verdict)
        end = "ok" if verdict.passed else "failed"
        self._rig.trace.add(Kind.SCENARIO, "", f"{self.name}: step {verdict.step}: {end}")
        return verdict

    def to_the_end(self) -> bool:
        """True if it passed."""
        while not self.over:
            self.step()
        return self.passed

    def _play(self, step: Step) -> str:
        """Why not, or ""."""
        if step.at is not None:
            self._wait_until(self._began + step.at)
        if step.do:
            self._rig.run(*step.do)
            return ""
        wanted = step.wait_for or step.expect
        end = self._real.monotonic() + (step.within if step.wait_for else 0.0)
        while (missing := self._missing(wanted)) and not self.stopped:
            left = end - self._real.monotonic()
            if left <= 0:
                return missing
            self._rig.trace.pause(min(left, LOOK_AGAIN))
        return missing and "stopped by hand"

    def _wait_until(self, then: float) -> None:
        left = then - self._rig.clock.monotonic()
        if self._jump and left > 0:
            self._rig.clock.advance(left)
        while self._rig.clock.monotonic() < then and not self.stopped:
            self._rig.trace.pause(LOOK_AGAIN)

    def _missing(self, wanted: Mapping[str, Any]) -> str:
        if any(path.startswith("kiosk") for path in wanted):
            with suppress(SimulationError):  # between two visits there is no screen
                self._rig.run("see")
        view = self._rig.view()
        for path, value in wanted.items():
            seen = _at(view, path)
            if path in COUNTED or path.startswith("hits."):
                seen = seen - (_at(self._before, path) or 0) if isinstance(seen, int) else seen
            if not _meets(seen, value):
                shown = len(seen) if isinstance(seen, list) and isinstance(value, int) else seen
                return f"{path} is {shown}, not {value}"
        return ""

    def _not_hit(self) -> str:
        left = self._rig.armed()[self._armed_before :]
        return "; ".join(f"{device}: {fault.on} {fault.what} was never hit" for device, fault in left)


def _at(view: Mapping[str, Any], path: str) -> Any:
    found: Any = view
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _meets(seen: Any, wanted: Any) -> bool:
    if isinstance(seen, list):
        return len(seen) == wanted if isinstance(wanted, int) else wanted in seen
    return bool(seen == wanted)


def told(step: Step) -> str:
    """A step without what is typed in it. Raises SimulationError for a command that cannot be."""
    if not step.do:
        return step.text
    name, *words = step.do
    if name not in RIG_COMMANDS:
        raise SimulationError(f"no such command: {name}")
    RIG_COMMANDS[name].read(words)
    return RIG_COMMANDS[name].told(words)
