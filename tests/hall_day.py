"""A day of a hall in fast motion, and its ledger: `make hall-day`.

Twenty invented citizens, one after the other, at a real kiosk (keeper, windows, touches), with the reference backend
and simulated hardware; six accidents. At the end of the day: cases at the office = receipts printed = cases handed in;
nothing lost, nothing doubled, nobody mixed with another; everybody left with a receipt.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import requests
import typer

from devices.simulated.wallet import load_wallet
from kiosk.demo.house import ASSETS, House, house
from kiosk.demo.player import DemoFailed, Player
from kiosk.demo.plays import Play, plays
from kiosk.submission.keys import load_receipt_keys
from kiosk.submission.receipt_code import Facts, Standing, verify
from screens.robot import RobotClient

CITIZENS = 20
PEOPLE = ("chen_wen", "wu_ji", "yan_yan", "guli", "long_name", "elder")  # cards that are in order
DELIVERY_SECONDS = 120.0  # within which kept cases must be at the office once it is back


@dataclass(frozen=True, slots=True)
class Citizen:
    number: int
    play: Play
    accident: str  # "" on a good day


@dataclass(frozen=True, slots=True)
class Left:
    """How a citizen left: with which receipt."""

    citizen: Citizen
    facts: Facts


class Day:
    def __init__(self, h: House) -> None:
        self.house = h

    @contextmanager
    def at_the_machine(self, citizen: Citizen) -> Iterator[tuple[Player, RobotClient]]:
        folder = self.house.folder / f"citizen-{citizen.number:02d}"
        with closing(RobotClient(self.house.robot, timeout=60.0)) as robot:
            yield Player(robot, self.house.rig, ASSETS, folder), robot

    def visit(self, citizen: Citizen) -> str:
        """One citizen from the welcome screen to goodbye; what the printed code says."""
        with self.at_the_machine(citizen) as (player, _):
            return player.play(citizen.play, "zh")

    # --- accidents: each returns what the receipt says in the end

    def card_pulled_in_mid_read(self, citizen: Citizen) -> str:
        rig = self.house.rig
        with self.at_the_machine(citizen) as (player, robot):
            player.choose(citizen.play)
            rig.run("arm-fault", "card_reader", "read", "card_removed")
            rig.run("insert-card", citizen.play.card)
            robot.wait("dismiss")
            rig.run("pull-card")
            rig.run("insert-card", citizen.play.card)
            player.hand_in(citizen.play)
            code = player.receipt()
            player.leave()
            return code

    def expired_card(self, citizen: Citizen) -> str:
        """Told why; the social security card does it instead."""
        rig = self.house.rig
        with self.at_the_machine(citizen) as (player, robot):
            player.choose(citizen.play)
            rig.run("insert-card", "expired")
            robot.wait("dismiss")
            rig.run("pull-card")
            rig.run("insert-card", "social")
            player.hand_in(citizen.play)
            code = player.receipt()
            player.leave()
            return code

    def printer_without_paper(self, citizen: Citizen) -> str:
        """The number stands on the screen; the staff mend the printer; the receipt is printed after all."""
        with self.at_the_machine(citizen) as (player, robot):
            player.choose(citizen.play)
            self.house.rig.run("arm-fault", "receipt_printer", "print", "paper_out")
            self.house.rig.run("insert-card", citizen.play.card)
            player.hand_in(citizen.play)
            robot.wait("print-again")
            robot.tap("print-again")
            code = player.receipt()
            player.leave()
            return code

    def office_away(self, citizen: Citizen) -> str:
        self.house.office.stop()
        try:
            return self.visit(citizen)
        finally:
            self.house.office.start()

    def visit_killed(self, citizen: Citizen) -> str:
        """The process dies under the citizen's hands; the next one is there, and the visit is made anew."""
        with self.at_the_machine(citizen) as (player, _):
            player.choose(citizen.play)
            assert self.house.kiosk.process is not None
            visits = psutil.Process(self.house.kiosk.process.pid).children()
            min(visits, key=lambda visit: visit.create_time()).kill()  # the other one is its warm successor
        return self.visit(citizen)

    def keeper_killed(self, citizen: Citizen) -> str:
        """A power cut between two citizens: what was kept is still there, and is delivered."""
        self.house.kiosk.kill()
        self.house.kiosk.start()
        return self.visit(citizen)


NEEDS_PAPERS = ("office_away",)
ACCIDENTS: Mapping[str, Callable[[Day, Citizen], str]] = {
    "card_pulled_in_mid_read": Day.card_pulled_in_mid_read,
    "expired_card": Day.expired_card,
    "printer_without_paper": Day.printer_without_paper,
    "office_away": Day.office_away,
    "visit_killed": Day.visit_killed,
    "keeper_killed": Day.keeper_killed,
}


def citizens(seed: int) -> Iterator[Citizen]:
    chance = random.Random(seed)
    proof, business = plays(ASSETS)
    accidents = dict(zip(chance.sample(range(1, CITIZENS), len(ACCIDENTS)), ACCIDENTS, strict=True))
    for number in range(CITIZENS):
        accident = accidents.get(number, "")
        papers = accident in NEEDS_PAPERS or (not accident and chance.random() < 0.25)
        yield Citizen(number, replace(business if papers else proof, card=chance.choice(PEOPLE)), accident)


def delivered(h: House, facts: Facts) -> dict[str, object]:
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
    cases = [delivered(h, one.facts) for one in left]
    numbers = Counter(case["acceptance"]["case_number"] for case in cases)  # type: ignore[index]
    wrong += [f"{number} stands on {n} receipts" for number, n in numbers.items() if n > 1]
    names = {key: card.data.name for key, card in load_wallet(ASSETS / "cards" / "wallet.yaml").items() if card.data}
    for one, case in zip(left, cases, strict=True):
        name = case["case"]["identity"]["name"]  # type: ignore[index]
        expected = names["social" if one.citizen.accident == "expired_card" else one.citizen.play.card]
        if name != expected:
            wrong.append(f"citizen {one.citizen.number} is at the office under another name")
    handed_in = sum(
        json.loads(line)["event"] == "handed-in"
        for file in h.audit.glob("*.jsonl")
        for line in file.read_text().splitlines()
    )
    printed = len(h.rig.run("receipts", str(h.folder / "receipts")))
    at_office = h.office.count()
    if not (handed_in == printed == at_office == len(left) == CITIZENS):
        wrong.append(f"handed in {handed_in}, printed {printed}, at the office {at_office}, receipts {len(left)}")
    return wrong


def main(folder: Path = Path("build/hall-day"), seed: int = 20261123) -> None:
    typer.echo(f"a day with {CITIZENS} citizens and {len(ACCIDENTS)} accidents, seed {seed}")
    began = time.monotonic()
    left: list[Left] = []
    with house(folder.resolve(), wire=False) as h:
        day = Day(h)
        for citizen in citizens(seed):
            act = ACCIDENTS.get(citizen.accident, Day.visit)
            code = act(day, citizen)
            facts, signer = verify(code, load_receipt_keys(h.receipt_keys))
            left.append(Left(citizen, facts))
            typer.echo(f"{citizen.number:3} {citizen.accident or '-':24} {facts.standing:8} {facts.number} ({signer})")
        wrong = ledger(h, left)
    kept = sum(one.facts.standing is Standing.KEPT for one in left)
    typer.echo(
        f"{len(left)} left with a receipt, {kept} of them kept and delivered later; {time.monotonic() - began:.0f} s"
    )
    for line in wrong:
        typer.echo(f"WRONG: {line}", err=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
