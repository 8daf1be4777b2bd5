"""A day of a hall in fast motion, and its ledger: `make hall-day`.

Twenty invented citizens, one after the other, at a real kiosk (keeper, windows, touches), with the reference backend
and simulated hardware; accidents, and people who lack a paper. At the end of the day: cases at the office = receipts
printed = cases handed in; nothing lost, nothing doubled, nobody mixed with another; everybody left with a receipt, or
with a complete notice that finished the case when they came back, or with a window ticket.
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

import psutil
import requests
import typer

from devices.simulated.wallet import load_wallet
from kiosk.demo.failed import DemoFailed
from kiosk.demo.house import ASSETS, House, house
from kiosk.demo.player import Player
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
    """How a citizen left in the end: with which receipt; None: with a window ticket."""

    citizen: Citizen
    facts: Facts | None


class Day:
    def __init__(self, h: House) -> None:
        self.house = h

    @contextmanager
    def at_the_machine(self, citizen: Citizen) -> Iterator[tuple[Player, RobotClient]]:
        folder = self.house.folder / f"citizen-{citizen.number:02d}"
        with closing(RobotClient(self.house.robot, timeout=60.0)) as robot:
            yield self.house.player(robot, folder), robot

    def visit(self, citizen: Citizen) -> str:
        """One citizen from the welcome screen to goodbye; what the printed code says."""
        with self.at_the_machine(citizen) as (player, _):
            return player.play(citizen.play)

    # --- accidents: each returns what the last printed code says

    def paper_forgotten(self, citizen: Citizen) -> str:
        """The complete notice, home, and back with what it lists: the case goes on where it was."""
        code = ""
        for visit in citizen.play.visits():
            with self.at_the_machine(citizen) as (player, _):
                code = player.play(visit, code=code)
        return code

    def window_ticket(self, citizen: Citizen) -> str:
        return self.visit(citizen)

    def card_pulled_in_mid_read(self, citizen: Citizen) -> str:
        rig = self.house.rig
        with self.at_the_machine(citizen) as (player, robot):
            player.begin(citizen.play)
            player.go(citizen.play, to=("identify",))
            rig.run("arm-fault", "card_reader", "read", "card_removed")
            rig.run("insert-card", citizen.play.card)
            robot.wait("dismiss")
            rig.run("pull-card")
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
    "paper_forgotten": Day.paper_forgotten,
    "window_ticket": Day.window_ticket,
    "card_pulled_in_mid_read": Day.card_pulled_in_mid_read,
    "expired_card": Day.expired_card,
    "printer_without_paper": Day.printer_without_paper,
    "office_away": Day.office_away,
    "visit_killed": Day.visit_killed,
    "keeper_killed": Day.keeper_killed,
}
OF_A_BUSINESS = ("paper_forgotten", "window_ticket", "office_away")  # what can only happen where papers are wanted
FORGOTTEN = {"papers": {}, "leaves": {"at": "check", "with": "notice"}}
ASKED_FOR_THE_WINDOW = {"leaves": {"at": "materials", "with": "ticket"}}


def citizens(seed: int) -> Iterator[Citizen]:
    chance = random.Random(seed)
    known = plays(ASSETS)
    others = [known[name] for name in ("transfer", "newborn", "medical", "overload_accept", "marriage")]
    accidents = dict(zip(chance.sample(range(1, CITIZENS), len(ACCIDENTS)), ACCIDENTS, strict=True))
    for number in range(CITIZENS):
        accident = accidents.get(number, "")
        if accident in OF_A_BUSINESS:
            play = _changed(known["business"], accident)
        elif not accident and others and chance.random() < 0.4:
            play = others.pop()
        else:
            play = known["proof"].model_copy(update={"cards": {"applicant": chance.choice(PEOPLE)}})
        yield Citizen(number, play, accident)


def _changed(play: Play, accident: str) -> Play:
    match accident:
        case "paper_forgotten":
            return Play.model_validate(
                {**play.model_dump(by_alias=True), **FORGOTTEN, "again": {"papers": play.papers}}
            )
        case "window_ticket":
            return Play.model_validate({**play.model_dump(by_alias=True), **ASKED_FOR_THE_WINDOW})
        case _:
            return play


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
    with_receipt = [(one, one.facts) for one in left if one.facts is not None]
    cases = [delivered(h, facts) for _, facts in with_receipt]
    numbers = Counter(case["acceptance"]["case_number"] for case in cases)  # type: ignore[index]
    wrong += [f"{number} stands on {n} receipts" for number, n in numbers.items() if n > 1]
    names = {key: card.data.name for key, card in load_wallet(ASSETS / "cards" / "wallet.yaml").items() if card.data}
    for (one, _), case in zip(with_receipt, cases, strict=True):
        name = case["case"]["identity"]["name"]  # type: ignore[index]
        expected = names["social" if one.citizen.accident == "expired_card" else one.citizen.play.card]
        if name != expected:
            wrong.append(f"citizen {one.citizen.number} is at the office under another name")
    handed_in = sum(
        json.loads(line)["event"] == "handed-in"
        for file in h.audit.glob("*.jsonl")
        for line in file.read_text().splitlines()
    )
    notices = sum(one.citizen.accident in ("paper_forgotten", "window_ticket") for one in left)
    printed = len(h.rig.run("receipts", str(h.folder / "receipts"))) - notices
    at_office = h.office.count()
    if not (handed_in == printed == at_office == len(with_receipt)) or len(left) != CITIZENS:
        wrong.append(
            f"handed in {handed_in}, printed {printed}, at the office {at_office}, receipts {len(with_receipt)}"
        )
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
            if citizen.accident == "window_ticket":
                left.append(Left(citizen, None))
                typer.echo(f"{citizen.number:3} {citizen.accident:24} ticket")
                continue
            facts, signer = verify(code, load_receipt_keys(h.receipt_keys))
            left.append(Left(citizen, facts))
            what = citizen.accident or "-"
            typer.echo(f"{citizen.number:3} {what:24} {facts.standing:8} {facts.number} ({signer})")
        wrong = ledger(h, left)
    receipts = [one.facts for one in left if one.facts is not None]
    kept = sum(facts.standing is Standing.KEPT for facts in receipts)
    typer.echo(
        f"{len(receipts)} left with a receipt, {kept} of them kept and delivered later, "
        f"{len(left) - len(receipts)} with a ticket; {time.monotonic() - began:.0f} s"
    )
    for line in wrong:
        typer.echo(f"WRONG: {line}", err=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    typer.run(main)
