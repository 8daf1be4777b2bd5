"""A day of the population: the office, two kiosks, round after round of people; in each, other registers are down."""

from __future__ import annotations

import random
import shutil
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from kiosk.clock import SystemClock
from tests.population.citizens import Crowd, people_file
from tests.population.errands import Home
from tests.population.ledger import Ledger
from tests.population.machine import ASSETS
from tests.population.office import Office, office
from tests.population.rules import Service, load
from tests.population.shift import Shift
from tests.population.trips import Errand, Trip

KIOSKS = ("330199-01", "330199-02")
ROUND = 40  # visits, in which the same registers are down
MOST_DOWN = 3
MOST_TURNS = 4  # of one citizen; more is a breach anyway


def live(visits: int, seed: int, folder: Path, told: Callable[[str], None]) -> tuple[Ledger, Mapping[str, Service]]:
    """So many visits, in a folder that is made anew. `told` hears how far it is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    today = SystemClock().now().date()
    with ExitStack() as closing:
        shifts = [closing.enter_context(Shift(kiosk)) for kiosk in KIOSKS]
        services = load(ASSETS / "catalogue")
        crowd = list(islice(Crowd(services, seed, today).come(), visits))
        running = closing.enter_context(office(folder, people_file(crowd), KIOSKS))
        for shift in shifts:
            shift.open(folder / shift.kiosk_id, running.addresses[shift.kiosk_id], today)
        day = _Day(Ledger(seed), Home(services, today, seed), running, shifts, seed)
        registers = sorted({lookup["register"] for s in services.values() for lookup in s.asked_registers()})
        coming, begun = deque(crowd), 0
        while begun < visits or day.returning:
            down = day.silence(registers)
            errands = [day.home.next(errand, trip, down) for errand, trip in day.returning]
            while coming and begun + len(errands) < visits and len(errands) < ROUND:
                errands.append(day.home.first(coming.popleft(), down))
            begun += len(errands)
            day.round(errands)
            told(f"{begun} visits, {sum(1 for _ in day.ledger.breaches())} breaches")
        for shift in shifts:
            closed = shift.close()
            day.ledger.others += [f"{shift.kiosk_id}: {fault}" for fault in closed.faults]
            if closed.waiting:
                day.ledger.others.append(f"{shift.kiosk_id}: {closed.waiting} cases have not reached the office")
        day.ledger.balance(running.cases(), running.attendances())
    day.ledger.others += _personal(folder, [citizen.applicant.number for citizen in crowd])
    return day.ledger, services


class _Day:
    def __init__(self, ledger: Ledger, home: Home, running: Office, shifts: list[Shift], seed: int) -> None:
        self.ledger, self.home, self._office, self._shifts = ledger, home, running, shifts
        self._chance = random.Random(seed)
        self._rounds = 0
        self.returning: list[tuple[Errand, Trip]] = []

    def silence(self, registers: list[str]) -> frozenset[str]:
        """The registers that do not answer in this round; in the first one all do."""
        count = self._chance.randint(0, MOST_DOWN) if self._rounds else 0
        self._rounds += 1
        down = frozenset(self._chance.sample(registers, count))
        self._office.silence(down)
        return down

    def round(self, errands: list[Errand]) -> None:
        """Everybody goes to a kiosk, and to the other one the next time."""
        sent = [[e for e in errands if (e.citizen.number + e.turn) % len(self._shifts) == at] for at in (0, 1)]
        futures = [shift.serve(mine) for shift, mine in zip(self._shifts, sent, strict=True)]
        self.returning = []
        for mine, future in zip(sent, futures, strict=True):
            for errand, trip in zip(mine, future.result(), strict=True):
                self.ledger.note(errand, trip)
                if self.home.goes_again(errand, trip) and errand.turn < MOST_TURNS:
                    self.returning.append((errand, trip))


def _personal(folder: Path, numbers: list[str]) -> list[str]:
    """Identity numbers in the logs, by file."""
    logs = [*folder.glob("*/audit/*.jsonl"), *folder.glob("*.log")]
    texts = {str(log.relative_to(folder)): log.read_text(errors="replace") for log in logs}
    return [f"{log} holds an identity number" for log, text in texts.items() if any(n in text for n in numbers)]
