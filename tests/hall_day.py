"""A day of a hall in fast motion, and its ledger: `make hall-day`.

Invented citizens, one after the other, at a real kiosk (keeper, windows, touches), with the reference backend and
simulated hardware: all kinds of matters, people who lack a paper or a person, one who may not, one who is helped, fees
and fines, and accidents. At the end of the day: cases at the office = receipts printed = cases handed in; nothing lost,
nothing doubled, nobody mixed with another; everybody left with a receipt, with a complete notice, or with a window
ticket that waits at the office.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests
import typer

from devices.simulated.wallet import load_wallet
from kiosk.catalogue.model import APPLICANT
from kiosk.demo.failed import DemoFailed
from kiosk.demo.house import ASSETS, House, house
from kiosk.demo.player import Player
from kiosk.demo.plays import Play, plays
from kiosk.submission.keys import load_receipt_keys
from kiosk.submission.receipt_code import Facts, Standing, verify
from screens.robot import RobotClient

PEOPLE = ("chen_wen", "wu_ji", "yan_yan", "guli", "long_name", "elder")  # cards that are in order
DELIVERY_SECONDS = 120.0  # within which kept cases must be at the office once it is back

# Who comes: a play of assets/demo/plays.yaml, and what happens meanwhile.
TODAY = (
    ("proof", ""),
    ("proof", "card_pulled_in_mid_read"),
    ("proof", "expired_card"),
    ("proof", "printer_without_paper"),
    ("proof", "visit_killed"),
    ("proof", "keeper_killed"),
    ("business", "office_away"),
    ("business_twice", ""),
    ("business_window", ""),
    ("refused", ""),
    ("company_absent", ""),
    ("transfer", ""),
    ("medical", ""),
    ("newborn", ""),
    ("marriage", ""),
    ("overload_accept", ""),
    ("overload_later", ""),
    ("identity_card", ""),
    ("old_age_card", ""),
    ("housing_fund", ""),
)
AT_THE_END = (("food", ""), ("progress", ""))  # what was promised is supplied


@dataclass(frozen=True, slots=True)
class Citizen:
    number: int
    name: str  # of the play
    play: Play
    accident: str  # "" on a good day


@dataclass(frozen=True, slots=True)
class Left:
    """How a citizen left in the end. `facts`: of the receipt; `code`: of the notice or the ticket."""

    citizen: Citizen
    facts: Facts | None = None
    code: str = ""

    @property
    def supplements(self) -> bool:
        """A receipt for papers that belong to a case with a receipt of its own."""
        return self.citizen.name == "progress"


class Day:
    def __init__(self, h: House) -> None:
        self.house = h

    @contextmanager
    def at_the_machine(self, citizen: Citizen) -> Iterator[tuple[Player, RobotClient]]:
        folder = self.house.folder / f"citizen-{citizen.number:02d}"
        with closing(RobotClient(self.house.robot, timeout=60.0)) as robot:
            yield self.house.player(robot, folder), robot

    def visit(self, citizen: Citizen) -> str:
        """From the welcome screen to goodbye, and again with the code of a notice; what the last code says."""
        code = ""
        for visit in citizen.play.visits():
            with self.at_the_machine(citizen) as (player, _):
                code = player.play(visit, code=code)
        return code

    # --- accidents: each returns what the printed code says

    def card_pulled_in_mid_read(self, citizen: Citizen) -> str:
        rig = self.house.rig
        with self.at_the_machine(citizen) as (player, robot):
            player.begin(citizen.play)
            player.go(citizen.play, to=("identify",))
            rig.run("arm-fault", "card_reader", "read", "card_removed")
            rig.run("insert-card", citizen.play.card)
            robot.wait("dismiss")
            rig.run("pull-card")
            robot.tap("dismiss")
            return self._to_the_end(player, citizen.play)

    def expired_card(self, citizen: Citizen) -> str:
        """Told why; the social security card does it instead."""
        rig = self.house.rig
        with self.at_the_machine(citizen) as (player, robot):
            player.begin(citizen.play)
            player.go(citizen.play, to=("identify",))
            rig.run("insert-card", "expired")
            robot.wait("dismiss")
            rig.run("pull-card")
            robot.tap("dismiss")
            return self._to_the_end(player, citizen.play.model_copy(update={"cards": {"applicant": "social"}}))

    def printer_without_paper(self, citizen: Citizen) -> str:
        """The number stands on the screen; the staff mend the printer; the receipt is printed after all."""
        with self.at_the_machine(citizen) as (player, robot):
            player.begin(citizen.play)
            self.house.rig.run("arm-fault", "receipt_printer", "print", "paper_out")
            player.go(citizen.play)
            robot.wait("print-again")
            robot.tap("print-again")
            return self._to_the_end(player, citizen.play)

    def office_away(self, citizen: Citizen) -> str:
        """It goes away when all is filled in: registers were asked before."""
        with self.at_the_machine(citizen) as (player, _):
            player.begin(citizen.play)
            player.go(citizen.play, to=("confirm",))
            self.house.office.stop()
            try:
                return self._to_the_end(player, citizen.play)
            finally:
                self.house.office.start()

    def visit_killed(self, citizen: Citizen) -> str:
        """The process dies under the citizen's hands; the next one is there, and the visit is made anew."""
        with self.at_the_machine(citizen) as (player, _):
            player.begin(citizen.play)
            player.go(citizen.play, to=("guide",))
            assert self.house.kiosk.process is not None
            visits = psutil.Process(self.house.kiosk.process.pid).children()
            min(visits, key=lambda visit: visit.create_time()).kill()  # the other one is its warm successor
        return self.visit(citizen)

    @staticmethod
    def _to_the_end(player: Player, play: Play) -> str:
        player.go(play)
        code = player.printed()
        player.leave(play)
        return code

    def keeper_killed(self, citizen: Citizen) -> str:
        """A power cut between two citizens: what was kept is still there, and is delivered."""
        self.house.kiosk.kill()
        self.house.kiosk.start()
        return self.visit(citizen)


ACCIDENTS: Mapping[str, Callable[[Day, Citizen], str]] = {
    "card_pulled_in_mid_read": Day.card_pulled_in_mid_read,
    "expired_card": Day.expired_card,
    "printer_without_paper": Day.printer_without_paper,
    "office_away": Day.office_away,
    "visit_killed": Day.visit_killed,
    "keeper_killed": Day.keeper_killed,
}


def citizens(seed: int) -> Iterator[Citizen]:
    """All of the day, in an order of chance."""
    chance, known = random.Random(seed), plays(ASSETS)
    for number, (name, accident) in enumerate((*chance.sample(TODAY, len(TODAY)), *AT_THE_END)):
        play = known[name]
        if name == "proof":
            play = play.model_copy(update={"cards": {APPLICANT: chance.choice(PEOPLE)}})
        yield Citizen(number, name, play, accident)


def delivered(h: House, facts: Facts) -> dict[str, Any]:
    """The case behind a receipt, at the office; one that was kept gets some time to arrive."""
    end = time.monotonic() + DELIVERY_SECONDS
    while True:
        try:
            return h.office.case(facts.number)
        except requests.RequestException as error:
            if time.monotonic() > end:
                raise DemoFailed(f"the case {facts.number} never came to the office: {error}") from error
            time.sleep(0.5)


def ledger(h: House, left: list[Left]) -> list[str]:
    """What does not add up; empty when all is well."""
    wrong: list[str] = []
    with_receipt = [(one, one.facts) for one in left if one.facts is not None]
    cases = [delivered(h, facts) for _, facts in with_receipt]
    own = [case for (one, _), case in zip(with_receipt, cases, strict=True) if not one.supplements]
    numbers = Counter(case["acceptance"]["case_number"] for case in own)
    wrong += [f"{number} stands on {n} receipts" for number, n in numbers.items() if n > 1]
    names = {key: card.data.name for key, card in load_wallet(ASSETS / "cards" / "wallet.yaml").items() if card.data}
    for (one, _), case in zip(with_receipt, cases, strict=True):
        expected = names["social" if one.citizen.accident == "expired_card" else one.citizen.play.card]
        if case["case"]["identity"]["name"] != expected:
            wrong.append(f"citizen {one.citizen.number} is at the office under another name")
    wrong += [
        f"what citizen {one.citizen.number} began does not wait at the office"
        for one in left
        if one.code and not h.office.keeps(one.code)
    ]
    handed_in = sum(
        json.loads(line)["event"] == "handed-in"
        for file in h.audit.glob("*.jsonl")
        for line in file.read_text().splitlines()
    )
    taken_home = sum(visit.leaves is not None for one in left for visit in one.citizen.play.visits())
    printed = len(h.rig.run("receipts", str(h.folder / "receipts"))) - taken_home
    at_office = h.office.count()
    if not (handed_in == printed == at_office == len(with_receipt)):
        wrong.append(
            f"handed in {handed_in}, printed {printed}, at the office {at_office}, receipts {len(with_receipt)}"
        )
    return wrong


def main(folder: Path = Path("build/hall-day"), seed: int = 20261123) -> None:
    everybody = list(citizens(seed))
    accidents = sum(bool(citizen.accident) for citizen in everybody)
    typer.echo(f"a day with {len(everybody)} citizens and {accidents} accidents, seed {seed}")
    began = time.monotonic()
    left: list[Left] = []
    with house(folder.resolve(), wire=False) as h:
        day = Day(h)
        for citizen in everybody:
            act = ACCIDENTS.get(citizen.accident, Day.visit)
            code = act(day, citizen)
            what = f"{citizen.number:3} {citizen.name:16} {citizen.accident or '-':24}"
            leaves = citizen.play.visits()[-1].leaves
            if leaves is not None:
                left.append(Left(citizen, code=code))
                typer.echo(f"{what} {leaves.with_}")
                continue
            facts, signer = verify(code, load_receipt_keys(h.receipt_keys))
            left.append(Left(citizen, facts))
            typer.echo(f"{what} {facts.standing:8} {facts.number} ({signer})")
        wrong = ledger(h, left)
    receipts = [one.facts for one in left if one.facts is not None]
    kept = sum(facts.standing is Standing.KEPT for facts in receipts)
    typer.echo(
        f"{len(receipts)} left with a receipt, {kept} of them kept and delivered later, "
        f"{len(left) - len(receipts)} with a notice or a ticket; {time.monotonic() - began:.0f} s"
    )
    for line in wrong:
        typer.echo(f"WRONG: {line}", err=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
