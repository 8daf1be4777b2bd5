"""Scenarios: the files that ship, what is wrong with those that cannot, and how they are played and recorded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulated.fault import SimulationError
from devices.simulated.play import Play
from devices.simulated.rig import Rig, simulated_rig
from devices.simulated.scenario import GroundName, Needs, ScenarioError, find_scenarios, load_scenario
from devices.simulated.trace import Kind

ASSETS = Path(__file__).parents[2] / "assets"
SHIPPED = find_scenarios(ASSETS / "scenarios")
HEADLESS = [
    name
    for name, path in SHIPPED.items()
    if (it := load_scenario(path)).needs is Needs.NOBODY and GroundName.SIMULATED in it.grounds
]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    with simulated_rig(ASSETS, tmp_path) as rig:
        yield rig


def write(rig: Rig, text: str) -> str:
    path = rig.assets / "given.yaml" if rig.folder is None else rig.folder / "scenarios" / "given.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"title: {{ zh: 试, en: try }}\n{text}", encoding="utf-8")
    return "given"


def play(rig: Rig, text: str) -> Play:
    play = Play(rig, "given", rig.stage.load(write(rig, text)), jump=True)
    play.to_the_end()
    return play


@pytest.mark.parametrize("name", HEADLESS)
def test_each_scenario_that_ships_plays_to_its_end(rig: Rig, name: str) -> None:
    play = Play(rig, name, rig.stage.load(name), jump=True)

    play.to_the_end()

    assert [(v.step, v.text, v.why_not) for v in play.verdicts if not v.passed] == []
    assert play.passed


def test_every_scenario_that_ships_can_be_read_and_its_commands_exist(rig: Rig) -> None:
    assert [name for name in SHIPPED if rig.stage.load(name).steps == ()] == []


@pytest.mark.parametrize(
    ("text", "why_not"),
    [
        ("steps: []", "steps: .* at least 1"),
        ("steps:\n  - do: [dance]", "given.yaml: step 1: do: no such command: dance"),
        ("steps:\n  - do: [pull-card]\n  - do: [insert-card]", "given.yaml: step 2: do: usage: insert-card KEY"),
        ("steps:\n  - do: [pull-card]\n    expect: {faults: 0}", "step 1: .* one of do, wait_for, expect"),
        ("steps:\n  - at: 3", "step 1: .* one of do, wait_for, expect"),
        ("steps:\n  - do: [pull-card]\n    within: 3", "step 1: .* within belongs to wait_for"),
        ("steps:\n  - do: [pull-card]\n    after: 3", "step 1: after: Extra inputs"),
        ("steps:\n  - expect: {weather.rain: true}", "step 1: expect: weather.rain: .*pattern"),
        ("steps:\n  - at: -1\n    do: [pull-card]", "step 1: at: .*greater than or equal"),
        ("steps:\n  - at: .nan\n    do: [pull-card]", "step 1: at: "),
        ("steps:\n  - do: [pull-card]\n    do: [jam]", "do stands twice"),
        ("needs: luck\nsteps:\n  - do: [jam]", "given.yaml: needs: "),
        ("steps: [", "given.yaml: while parsing"),
    ],
)
def test_a_file_that_is_wrong_is_told_by_file_step_and_key(rig: Rig, text: str, why_not: str) -> None:
    with pytest.raises(SimulationError, match=why_not):
        play(rig, text)


def test_a_fault_that_nothing_hits_fails_the_scenario(rig: Rig) -> None:
    ended = play(rig, "steps:\n  - do: [arm-fault, camera, still, mute]")

    assert not ended.passed
    assert ended.verdicts[-1].why_not == "camera: still mute was never hit"


def test_a_scenario_ends_with_the_first_step_that_fails(rig: Rig) -> None:
    ended = play(rig, "steps:\n  - do: [pull-card]\n  - do: [jam]")

    assert [(v.step, v.why_not) for v in ended.verdicts] == [(1, "card_reader: no card is in")]
    assert rig.view()["receipt_printer"]["cutter"] == "ok"


def test_what_is_expected_and_not_so_is_told_with_what_is(rig: Rig) -> None:
    ended = play(rig, "steps:\n  - expect: {receipt_printer.paper: out}")

    assert ended.verdicts[0].why_not == "receipt_printer.paper is ok, not out"


def test_what_never_comes_ends_the_wait_even_while_time_is_frozen(rig: Rig) -> None:
    rig.run("time", "freeze")

    ended = play(rig, "steps:\n  - wait_for: {faults: 3}\n    within: 0.1")

    assert ended.verdicts[0].why_not == "faults is 0, not 3"


def test_a_headless_scenario_jumps_to_its_times(rig: Rig) -> None:
    before = rig.clock.monotonic()

    ended = play(rig, "steps:\n  - at: 3000\n    do: [jam]")

    assert ended.passed
    assert rig.clock.monotonic() - before >= 3000


def test_receipts_are_counted_from_the_beginning_of_the_scenario(rig: Rig) -> None:
    once = "steps:\n  - do: [use, receipt_printer, print]\n  - wait_for: {receipts: 1}\n  - wait_for: {last.code: ok}"

    assert (play(rig, once).passed, play(rig, once).passed) == (True, True)


def test_the_same_seed_draws_the_same_faults(rig: Rig) -> None:
    storm = "seed: 7\nsteps:\n  - do: [storm, 5]"
    play(rig, storm)
    first = [entry["text"] for entry in rig.trace.entries() if entry["kind"] == Kind.FAULT]
    play(rig, storm)
    both = [entry["text"] for entry in rig.trace.entries() if entry["kind"] == Kind.FAULT]

    assert both == first * 2
    assert "given: begins, seed 7" in [entry["text"] for entry in rig.trace.entries()]


def test_a_scenario_that_needs_a_kiosk_says_so_where_there_is_none(rig: Rig) -> None:
    with pytest.raises(SimulationError, match="needs a kiosk, and none is here"):
        play(rig, "needs: kiosk\nsteps:\n  - do: [jam]")


def test_a_scenario_of_the_other_ground_is_refused(rig: Rig) -> None:
    with pytest.raises(SimulationError, match="given is for wire; this is simulated"):
        play(rig, "grounds: [wire]\nsteps:\n  - do: [jam]")


def test_what_was_done_is_recorded_and_plays_back(rig: Rig) -> None:
    rig.run("record", "start", "my_day")
    rig.run("insert-card", "chen_wen")
    rig.run("time", "advance", "60")
    rig.run("pull-card")
    rig.run("record", "stop", "my_day")
    recorded = rig.stage.load("my_day")

    assert [step.do for step in recorded.steps] == [
        ("insert-card", "chen_wen"),
        ("time", "advance", "60"),
        ("pull-card",),
    ]
    assert [step.at or 0 for step in recorded.steps] == pytest.approx([0, 0, 60], abs=0.5)
    assert Play(rig, "my_day", recorded, jump=True).to_the_end()


@pytest.mark.parametrize(
    ("words", "why_not"),
    [
        (("start", "../escape"), "no name for a new scenario"),
        (("start", "lens"), "no name for a new scenario"),
        (("stop", "never_begun"), "is not being recorded"),
    ],
)
def test_a_recording_that_cannot_be_is_refused(rig: Rig, words: tuple[str, str], why_not: str) -> None:
    with pytest.raises(SimulationError, match=why_not):
        rig.run("record", *words)


def test_a_scenario_is_played_in_the_rig_while_others_look_on(rig: Rig) -> None:
    rig.run("play", "receipt_cover")
    rig.stage._thread.join(10)  # type: ignore[union-attr]

    playing = rig.view()["scenario"]["playing"]
    assert (playing["over"], playing["passed"], playing["step"]) == (True, True, playing["of"])


def test_a_scenario_is_played_step_by_step(rig: Rig) -> None:
    first = rig.run("step", "receipt_cover")
    second = rig.run("step")

    assert (first["step"], second["step"], first["text"]) == (1, 2, "open-cover")
    rig.run("stop")
    with pytest.raises(SimulationError, match="no scenario waits for a step"):
        rig.run("step")


def test_a_step_that_waits_lets_others_look_and_is_stopped(rig: Rig) -> None:
    wait = write(rig, "steps:\n  - wait_for: { receipts: 1 }\n    within: 600")
    begun = threading.Event()
    rig.trace.subscribe(lambda entry: begun.set() if "begins" in entry["text"] else None)
    verdicts: list[dict[str, object]] = []
    waiting = threading.Thread(target=lambda: verdicts.append(rig.run("step", wait)), name="step")
    waiting.start()
    assert begun.wait(5)

    assert rig.view()["scenario"]["playing"]["over"] is False
    with pytest.raises(SimulationError, match="given is being played: wait for it, or stop it"):
        rig.run("step")
    rig.run("stop")
    waiting.join(5)

    assert [verdict["why_not"] for verdict in verdicts] == ["stopped by hand"]


def test_nothing_that_is_typed_or_shown_stands_in_the_trace(rig: Rig) -> None:
    play(rig, "steps:\n  - do: [show-code, 'SECRET-OF-A-CITIZEN']\n  - do: [insert-card, chen_wen]")

    told = " ".join(entry["text"] for entry in rig.trace.entries())
    assert "SECRET" not in told
    assert "show-code (19 characters)" in told
    assert "insert-card chen_wen" in told


@pytest.mark.parametrize("path", ["/home/chen/chen_wen.png", "chen_wen.png"])
def test_the_name_of_a_file_stands_in_no_trace(rig: Rig, path: str) -> None:
    with pytest.raises(SimulationError):
        rig.run("lay-paper", path, "turn=0.5")

    assert rig.trace.entries()[0]["text"] == "lay-paper a file turn=0.5"


def test_a_scenario_file_in_the_loader_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nothing\.yaml"):
        load_scenario(tmp_path / "nothing.yaml")
