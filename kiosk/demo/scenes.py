"""`kiosk rig play`: plays the rig's scenarios, on a rig that runs, or each on one of its own."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from devices.simulated.fault import SimulationError
from devices.simulated.line import RigAway, RigClient
from devices.simulated.play import Play
from devices.simulated.rig import Rig, simulated_rig
from devices.simulated.scenario import GroundName, Needs, Scenario, find_scenarios, load_scenario
from kiosk.demo.failed import DemoFailed
from kiosk.demo.house import ASSETS, house

LOOKS_EVERY = 0.1  # seconds, how far the rig is
LONGEST = 600.0  # seconds for one scenario
ALL = "all"

Tell = Callable[[str], None]


def play_scenes(name: str, folder: Path, tell: Tell, *, wire: bool) -> bool:
    """Play one scenario or all; True if each step passed. `folder`: of a rig that may run already.

    Raises DemoFailed, SimulationError, ScenarioError.
    """
    with closing(RigClient(folder)) as rig:
        try:
            rig.run("status")
        except RigAway:
            return _on_own_rigs(name, tell, wire=wire)
        chosen = _fitting(rig, tell) if name == ALL else [name]
        return _summed_up({one: _on_running_rig(rig, one, tell) for one in chosen}, tell)


def _fitting(rig: RigClient, tell: Tell) -> list[str]:
    """The scenarios of a running rig that can be played on it now."""
    view = rig.run("view")
    chosen = []
    for name, about in rig.run("scenarios").items():
        if "wrong" in about:
            raise SimulationError(about["wrong"])
        if view["ground"] not in about["grounds"]:
            tell(f"-    {name}: only on {', '.join(about['grounds'])}")
        elif view["kiosk"] is not None and about["needs"] == Needs.NOBODY:
            tell(f"-    {name}: a kiosk holds the devices")
        else:
            chosen.append(name)
    return chosen


def _on_own_rigs(name: str, tell: Tell, *, wire: bool) -> bool:
    ground = GroundName.WIRE if wire else GroundName.SIMULATED
    files = find_scenarios(ASSETS / "scenarios")
    if name not in (ALL, *files):
        raise SimulationError(f"no such scenario: {name}; there are {', '.join(files)}")
    scenarios = {one: load_scenario(path) for one, path in files.items() if name in (ALL, one)}
    verdicts = {}
    for one, scenario in scenarios.items():
        if name == ALL and ground not in scenario.grounds:
            tell(f"-    {one}: only on {', '.join(scenario.grounds)}")
        else:
            verdicts[one] = _on_own_rig(one, scenario, tell, wire=wire)
    return _summed_up(verdicts, tell)


def _summed_up(verdicts: Mapping[str, bool], tell: Tell) -> bool:
    failed = [name for name, passed in verdicts.items() if not passed]
    if len(verdicts) > 1:
        tell(f"{len(verdicts)} played, {len(failed)} failed{': ' if failed else ''}{', '.join(failed)}")
    return not failed


def _on_own_rig(name: str, scenario: Scenario, tell: Tell, *, wire: bool) -> bool:
    with tempfile.TemporaryDirectory(prefix="scene-") as place:
        if scenario.needs is Needs.KIOSK:
            with house(Path(place) / "h", wire=wire) as h:
                return _on_running_rig(h.rig, name, tell)
        with _headless(Path(place), wire=wire) as rig:
            play = Play(rig, name, scenario, jump=not wire)
            play.to_the_end()
            return _judged(name, [(v.step, v.text, v.why_not) for v in play.verdicts], play.passed, tell)


def _headless(folder: Path, *, wire: bool) -> Rig:
    if wire:
        from devices.virtual.wire_rig import wire_rig  # wants what testers on a laptop do not have

        return wire_rig(ASSETS, folder)
    return simulated_rig(ASSETS, folder)


def _on_running_rig(rig: RigClient, name: str, tell: Tell) -> bool:
    try:
        rig.run("play", name)
    except SimulationError as error:
        tell(f"FAIL {name}: {error}")
        return False
    end = time.monotonic() + LONGEST
    while not (playing := rig.run("view")["scenario"]["playing"])["over"]:
        if time.monotonic() > end:
            raise DemoFailed(f"{name} has not ended after {LONGEST:g} s")
        time.sleep(LOOKS_EVERY)
    verdicts = [(v["step"], v["text"], v["why_not"]) for v in playing["verdicts"]]
    return _judged(name, verdicts, playing["passed"], tell)


def _judged(name: str, verdicts: Sequence[tuple[int, str, str]], passed: bool, tell: Tell) -> bool:
    tell(f"{'ok  ' if passed else 'FAIL'} {name}: {len(verdicts)} steps")
    for step, text, why_not in verdicts:
        if why_not:
            tell(f"       step {step}: {text}: {why_not}")
    return passed
