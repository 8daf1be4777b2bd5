"""The rig with real processes: machines outlive visits, and belong to one visit at a time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from devices.card.api import CardMedia
from devices.simulated.fault import SimulationError
from devices.simulated.line import KEY, RigAway, RigClient
from devices.simulated.proxy import SimulatedCardReader
from devices.simulated.rig import simulated_rig
from devices.simulated.rig_process import RigProcess, start_rig
from devices.simulated.rig_server import RigServer
from devices.simulated.shared_clock import SharedClock
from tests.devices import rig_user
from tests.devices.fakes import Heard

pytestmark = pytest.mark.processes

ROOT = Path(__file__).parents[2]


class User:
    """A visit process that obeys."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", rig_user.__name__, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def begin(self, act: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(act + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def do(self, act: str) -> str:
        self.begin(act)
        return self.answer()

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture
def process(folder: Path, assets: Path) -> Iterator[RigProcess]:
    with start_rig(folder, assets) as running:
        yield running


@pytest.fixture
def visit(process: RigProcess, folder: Path) -> Iterator[Callable[[], User]]:
    users: list[User] = []

    def start() -> User:
        users.append(User(folder))
        return users[-1]

    yield start
    for user in users:
        user.end()


def test_a_second_visit_is_refused_until_the_first_has_closed(visit: Callable[[], User]) -> None:
    first, second = visit(), visit()

    answers = [first.do("open"), second.do("open"), first.do("close"), second.do("open")]

    assert answers == ["ok", "not_ready", "ok", "ok"]


def test_a_visit_that_is_killed_frees_its_devices_at_once(visit: Callable[[], User]) -> None:
    first, second = visit(), visit()
    first.do("open")

    first.process.kill()
    first.process.wait()

    assert second.do("open") == "ok"


def test_a_visit_that_is_killed_in_mid_read_frees_its_devices_at_once(visit: Callable[[], User], folder: Path) -> None:
    first, second, hands = visit(), visit(), RigClient(folder)
    first.do("open")
    hands.run("hold", "card_reader", "read")
    first.begin("read")
    assert hands.run("wait-held", "card_reader", "read")

    first.process.kill()
    first.process.wait()

    assert second.do("open") == "ok"
    hands.close()


def test_a_hundred_hand_overs_never_fail(visit: Callable[[], User]) -> None:
    turns = [visit(), visit()] * 50

    answers = [user.do(act) for user in turns for act in ("open", "close")]

    assert answers == ["ok"] * 200


def test_a_card_stays_in_the_slot_when_a_visit_ends(visit: Callable[[], User], folder: Path) -> None:
    hands = RigClient(folder)
    first, second = visit(), visit()
    first.do("open")
    hands.run("insert-card", "chen_wen")
    first.do("close")

    second.do("open")

    assert second.do("read") == "ok"
    hands.close()


def test_a_card_inserted_in_the_rig_reaches_a_listener_in_another_process(process: RigProcess, folder: Path) -> None:
    reader, hands, heard = SimulatedCardReader(folder), RigClient(folder), Heard()
    unsubscribe = reader.subscribe(heard)

    hands.run("insert-card", "chen_wen")

    assert [status.media for status in heard.wait()] == [CardMedia.PRESENT]
    unsubscribe()
    reader.close()
    hands.close()


def test_impossible_acts_raise_through_the_border_of_processes(process: RigProcess, folder: Path) -> None:
    hands = RigClient(folder)

    with pytest.raises(SimulationError, match="card_reader: no card is in"):
        hands.run("pull-card")

    hands.close()


def test_a_rig_ends_with_its_parent_and_leaves_no_key(folder: Path, assets: Path) -> None:
    with start_rig(folder, assets):
        pass

    with pytest.raises(RigAway):
        RigClient(folder).run("status")
    assert not (folder / KEY).exists()


def test_a_rig_takes_the_place_of_one_that_was_killed(folder: Path, assets: Path) -> None:
    with start_rig(folder, assets) as killed:
        killed._process.kill()
        killed._process.wait()

        with start_rig(folder, assets):
            hands = RigClient(folder)
            assert hands.run("faults")["armed"] == []
            hands.close()


def test_a_rig_without_a_wallet_says_so(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SimulationError, match="did not start"):
        start_rig(folder, tmp_path / "nothing")

    assert "wallet.yaml" in capfd.readouterr().err


def test_a_rig_that_hangs_in_its_folder_is_said_at_once(folder: Path, assets: Path) -> None:
    with start_rig(folder, assets) as hung:
        hung._process.send_signal(signal.SIGSTOP)
        try:
            with pytest.raises(SimulationError, match="hangs: end its process first"):
                RigServer(simulated_rig(assets), folder).start()
        finally:
            hung._process.send_signal(signal.SIGCONT)


def test_a_rig_that_says_nothing_is_not_waited_for_without_end(folder: Path, assets: Path) -> None:
    silent = (sys.executable, "-c", "import sys; sys.stdin.read()")

    with pytest.raises(SimulationError, match="it said nothing"):
        start_rig(folder, assets, program=silent, patience=0.2)


def test_a_rig_that_dies_is_said_so(process: RigProcess) -> None:
    alive = process.died
    process._process.kill()
    process._process.wait()

    assert (alive, process.died) == ("", "the test rig has ended by itself (-9): its own words stand above")


def test_the_time_of_a_rig_reaches_other_processes_and_outlives_it(folder: Path, assets: Path) -> None:
    with start_rig(folder, assets), closing(RigClient(folder)) as hands:
        clock = SharedClock(folder)
        before = clock.monotonic(), clock.now()
        hands.run("time", "advance", "3600")
        after = clock.monotonic(), clock.now()
    with start_rig(folder, assets):
        again = clock.monotonic()
    clock.close()

    assert after[0] - before[0] >= 3600
    assert after[1] - before[1] >= timedelta(hours=1)
    assert again >= after[0]
