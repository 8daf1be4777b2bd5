"""Where scenarios are played, on one rig, and where what hands do is remembered as a new one."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.simulated.fault import SimulationError
from devices.simulated.play import Play, Verdict, told
from devices.simulated.scenario import (
    LONGEST,
    Needs,
    Scenario,
    ScenarioError,
    Step,
    Title,
    find_scenarios,
    load_scenario,
    save_scenario,
)

if TYPE_CHECKING:
    from devices.simulated.rig import Rig

NAME = re.compile(r"[a-z0-9_-]{1,60}")


class Stage:
    """What is played, and what is recorded, on one rig. Any thread may call."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._lock = threading.RLock()
        self._play: Play | None = None
        self._thread: threading.Thread | None = None
        self._stepping = False
        self._recording = ""
        self._noted: list[Step] = []
        self._since = 0.0

    # --- playing

    def scenarios(self) -> dict[str, dict[str, Any]]:
        """By name: title, needs, grounds; or what is wrong with the file."""
        return {name: _titled(path) for name, path in self._files().items()}

    def load(self, name: str) -> Scenario:
        """Raises SimulationError."""
        files = self._files()
        if name not in files:
            raise SimulationError(f"no such scenario: {name}; there are {', '.join(files)}")
        try:
            scenario = load_scenario(files[name])
        except ScenarioError as error:
            raise SimulationError(str(error)) from error
        for number, step in enumerate(scenario.steps, 1):
            try:
                told(step)
            except SimulationError as error:
                raise SimulationError(f"{files[name]}: step {number}: do: {error}") from error
        return scenario

    def play(self, name: str) -> None:
        """From the first step to the last, on a thread of its own."""
        with self._lock:
            self._play = play = self._begin(name)
            self._thread = threading.Thread(target=play.to_the_end, name="rig-scenario", daemon=True)
            self._thread.start()

    def step(self, name: str = "") -> dict[str, Any]:
        with self._lock:
            if name:
                self._play = self._begin(name)
            play = self._play
            if play is None or play.over:
                raise SimulationError("no scenario waits for a step: name one")
            self._require_idle()
            self._stepping = True
        try:
            return _plain(play.step())  # may take long: whoever looks or stops need not wait for it
        finally:
            self._stepping = False

    def stop(self) -> None:
        with self._lock:
            if self._play is None or self._play.over:
                raise SimulationError("no scenario is played")
            self._play.stopped = True

    def close(self) -> None:
        if self._play is not None:
            self._play.stopped = True
        if self._thread is not None:
            self._thread.join()

    def view(self) -> dict[str, Any]:
        with self._lock:
            play = self._play
            playing = play and {
                "name": play.name,
                "step": len(play.verdicts),
                "of": len(play.scenario.steps) + 1,
                "over": play.over,
                "passed": play.passed,
                "stopped": play.stopped,
                "verdicts": [_plain(verdict) for verdict in play.verdicts],
            }
            return {"playing": playing, "recording": self._recording or None}

    def _begin(self, name: str) -> Play:
        self._require_idle()
        return Play(self._rig, name, self.load(name))

    def _require_idle(self) -> None:
        if self._play and (self._stepping or (self._thread is not None and self._thread.is_alive())):
            raise SimulationError(f"{self._play.name} is being played: wait for it, or stop it")

    def _files(self) -> Mapping[str, Path]:
        own = [] if self._rig.folder is None else [self._rig.folder / "scenarios"]
        return find_scenarios(self._rig.assets / "scenarios", *own)

    # --- recording

    def record(self, how: str, name: str) -> str | None:
        """`stop`: where the scenario was saved."""
        with self._lock:
            if how == "start":
                if self._rig.folder is None:
                    raise SimulationError("this rig has no folder to record into")
                if not NAME.fullmatch(name) or name in find_scenarios(self._rig.assets / "scenarios"):
                    raise SimulationError(f"no name for a new scenario: {name}; small letters, digits, - and _")
                self._recording, self._noted, self._since = name, [], self._rig.clock.monotonic()
                return None
            if how != "stop" or name != self._recording:
                raise SimulationError(f"{name} is not being recorded: record start NAME, then record stop NAME")
            self._recording = ""
            return self._save(name)

    def note(self, begun: float, command: str, words: tuple[str, ...]) -> None:
        """A hand has done this. `begun`: when, monotonic seconds of the rig's clock."""
        with self._lock:
            if self._recording and command not in ("play", "step", "stop"):
                at = min(max(0.0, round(begun - self._since, 2)), LONGEST)
                self._noted.append(Step(at=at, do=(command, *words)))

    def _save(self, name: str) -> str:
        if not self._noted:
            raise SimulationError("nothing was done, so there is nothing to save")
        assert self._rig.folder is not None
        touched = any(step.do[0] in ("tap", "type", "sign") for step in self._noted)
        path = self._rig.folder / "scenarios" / f"{name}.yaml"
        needs = Needs.KIOSK if touched or self._rig.finger is not None else Needs.NOBODY
        try:
            save_scenario(path, Scenario(title=Title(zh=name, en=name), needs=needs, steps=tuple(self._noted)))
        except OSError as error:
            raise SimulationError(f"cannot save {path}: {error}") from error
        return str(path)


def _titled(path: Path) -> dict[str, Any]:
    try:
        scenario = load_scenario(path)
    except ScenarioError as error:
        return {"wrong": str(error)}
    return {"title": scenario.title.model_dump(), "needs": str(scenario.needs), "grounds": list(scenario.grounds)}


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {"step": verdict.step, "text": verdict.text, "passed": verdict.passed, "why_not": verdict.why_not}
