"""Plays one visit as an invented citizen would: touches through the robot, cards and papers through the rig.

Nothing here knows a service: each screen says what it asks for, and the play says what this citizen has and wants.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum, auto
from pathlib import Path

import zxingcpp
from PIL import Image

from devices.simulated.line import RigClient
from devices.simulated.wallet import load_wallet
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import APPLICANT, FieldType, Kind, Service
from kiosk.clock import HALL_TIME
from kiosk.demo.badges import HELPER_CARD, PIN, STAFF_CARD
from kiosk.demo.failed import DemoFailed
from kiosk.demo.filling import fill
from kiosk.demo.phone import Phone
from kiosk.demo.plays import Answer, Leaves, Play
from kiosk.demo.robot import Moment, Robot
from kiosk.wording import Language, wording

SECONDS = 60.0  # for any one thing to happen: several of these houses may share a machine
TRIES = 3  # to take a page
MOST = 200  # things that a visit may ask for
ENDS = ("receipt", "leave", "progress", "lists", "refused")  # what a visit may come to; then there is only goodbye


_NOTICES = {"check": "notice", "identify": "absent"}  # what prints the notice, by screen


class Help(Enum):
    """A helper at the citizen's side."""

    NONE = auto()
    HERE = auto()
    GONE = auto()


class Player:
    """One citizen. Leaves numbered pictures of every screen, and what was printed, in `folder`."""

    def __init__(self, robot: Robot, rig: RigClient, phone: Phone, assets: Path, folder: Path) -> None:
        self._robot, self._rig, self._phone, self._assets, self._folder = robot, rig, phone, assets, folder
        self._catalogue = load_catalogue(assets / "catalogue")
        self._wallet = load_wallet(assets / "cards" / "wallet.yaml")
        self._words = wording(assets / "wording", Language.ZH)
        self._looked: set[tuple[str, ...]] = set()  # what there is a picture of
        self._answered: set[str] = set()  # fields
        self._printed_before = 0
        self._card_in = False
        self._helped = Help.NONE
        folder.mkdir(parents=True, exist_ok=True)

    def play(self, play: Play, language: str = "zh", code: str = "") -> str:
        """From the welcome screen to goodbye; what the code of the receipt, the notice or the ticket says.

        `code`: of the notice that this visit goes on with. "" is returned where nothing is printed. Raises DemoFailed.
        """
        self.begin(play, language, code)
        end = self.go(play)
        name = "receipt" if play.leaves is None else play.leaves.with_
        printed = self.printed(name) if end in ("receipt", "leave") else ""
        self.leave(play)
        return printed

    def begin(self, play: Play, language: str = "zh", code: str = "") -> None:
        """From the welcome screen to the first one of the matter."""
        self._printed_before = len(self._papers_printed())
        self._robot.wait("welcome", SECONDS)
        self._picture("welcome")
        self._words = wording(self._assets / "wording", Language(language))
        if language == "en":
            self._robot.tap("language")
            self._picture("welcome-en")
        if code:
            self._resume(code)
        else:
            self._choose(play)
        self._until(lambda m: m.screen not in ("welcome", "resume"))

    def go(self, play: Play, to: tuple[str, ...] = ENDS) -> str:
        """Do what each screen asks for until one of `to` is there, and the machine rests; which one."""
        for _ in range(MOST):
            moment = self._rest()
            self._look(moment)
            if play.leaves is not None and play.leaves.at == "-".join(filter(None, (moment.screen, moment.role))):
                self._take_leave(play.leaves)
            elif moment.screen in to:
                if not self._goes_on(play, moment):
                    return moment.screen
            elif moment.trouble:
                raise DemoFailed(f"{moment.trouble} on {moment.screen}: {' '.join(self._robot.texts())}")
            else:
                self._do(play, moment)
        raise DemoFailed(f"round in circles at {moment}")

    def printed(self, name: str = "receipt") -> str:
        """Keeps what was printed for the citizen under this name; what its code says. Raises DemoFailed."""
        papers = self._papers_printed()
        if len(papers) != self._printed_before + 1:
            raise DemoFailed(f"{len(papers) - self._printed_before} papers were printed instead of one")
        picture = self._folder / f"{name}.png"
        picture.write_bytes(papers[-1].read_bytes())
        code = decoded(picture)
        picture.with_suffix(".txt").write_text(code + "\n", encoding="utf-8")
        self._rig.run("documents", str(self._folder.parent / "documents"))
        return code

    def leave(self, play: Play) -> None:
        """Past the rating to goodbye; takes card and paper along."""
        while (screen := self._rest().screen) != "goodbye":
            if screen == "rate":
                self._rate(play)
            else:
                self._robot.tap("go-on" if screen == "refused" else "finish")
        self._picture("goodbye")
        if len(self._papers_printed()) > self._printed_before:
            self._rig.run("tear-receipt")
        if self._card_in:
            self._rig.run("pull-card")
        self._robot.until_gone()

    # --- the ways in

    def _choose(self, play: Play) -> None:
        service = self._service(play)
        tile = f"choose-{service.item_code}"
        if service.kind is Kind.INFORMATION:
            self._robot.tap("door-progress" if service.identity else "door-lists")
            return
        if play.search:
            self._robot.tap("door-search")
            self._robot.type(play.search)
            self._picture("welcome-search")
        elif not any(t.name == tile for t in self._robot.names()):
            event = service.kind is Kind.LIFE_EVENT
            self._robot.tap("door-events" if event else "door-offices")
            self._picture("welcome-events" if event else "welcome-offices")
            if not event:
                self._robot.tap(f"office-{service.authority.credit_code}")
                self._picture("welcome-office")
        self._robot.tap(tile, SECONDS)  # a service is closed until its devices are there

    def _resume(self, code: str) -> None:
        self._robot.tap("door-resume")
        self._robot.wait("resume", SECONDS)
        self._picture("resume")
        self._rig.run("show-code", code)

    # --- what the screens ask for

    def _do(self, play: Play, moment: Moment) -> None:
        if play.helper == moment.screen and self._helped is Help.NONE:
            self._get_help()
            return
        if self._helped is Help.HERE and moment.screen in ("sign", "pay", "confirm"):
            self._robot.tap("help")  # the helper goes: what follows is the citizen's
            self._helped = Help.GONE
            return
        match moment.screen:
            case "guide":
                self._robot.tap("go-on")
            case "privacy":
                if self._service(play).sensitive:
                    self._robot.tap("agree-sensitive")
                self._robot.tap("go-on")
            case "situation" | "form":
                self._answer(play, moment)
            case "identify":
                self._identify(play, moment)
            case "materials":
                self._supply(play, moment)
            case "check":
                if "go-on" not in moment.names:
                    raise DemoFailed(f"not complete: {' '.join(self._robot.texts())}")
                self._robot.tap("go-on")
            case "sign":
                self._sign(moment)
            case "pay":
                self._pay(play, moment)
            case "delivery":
                self._deliver(play)
            case "confirm":
                self._robot.tap("hand-in")
            case other:
                raise DemoFailed(f"nothing to do on {other}")

    def _answer(self, play: Play, moment: Moment) -> None:
        """What is asked for; what the play changes besides is touched in the list."""
        code = moment.field
        if not code:
            change = next((c for c in play.changes if c not in self._answered), None)
            self._robot.tap(f"field-{change}" if change else "go-on")
            return
        if code in self._answered:
            raise DemoFailed(f"the answer to {code} is not taken: {' '.join(self._robot.texts())}")
        answers: dict[str, Answer] = {**play.answers, **play.changes}
        if code not in answers:
            raise DemoFailed(f"the play does not say what to answer to {code}")
        self._answered.add(code)
        field = self._service(play).field(code)
        fill(self._robot, field, answers[code], self._today())
        if moment.screen == "situation" and field.type is FieldType.CHOICE:  # such a question goes on by itself
            self._until(lambda m: (m.screen, m.field) != (moment.screen, moment.field))
        elif answers[code] != "":
            self._picture(f"{moment.screen}-{code}")
            self._robot.tap("go-on")

    def _get_help(self) -> None:
        """A helper badges in, and the citizen agrees."""
        self._robot.tap("help")
        self._picture("help")
        self._robot.tap("help-helper")
        self._lay_card(HELPER_CARD)
        self._until(lambda now: "key-1" in now.names and "pin-stop" in now.names)
        self._robot.type(PIN)
        self._picture("help-pin")
        self._robot.tap("pin-give")
        self._robot.wait("helper-yes", SECONDS)
        self._picture("help-consent")
        self._robot.tap("helper-yes")
        self._helped = Help.HERE

    def _identify(self, play: Play, moment: Moment) -> None:
        """One card after the other; in between the look that some services need."""
        if "by-phone" in moment.names:
            self._show_presence(play)
        elif moment.role and moment.role not in play.cards:
            raise DemoFailed(f"nobody is here as {moment.role}")
        else:
            self._lay_card(play.cards[moment.role or APPLICANT])
        before = (moment.screen, moment.role, "by-phone" in moment.names)
        self._until(lambda now: (now.screen, now.role, "by-phone" in now.names) != before or bool(now.trouble))

    def _show_presence(self, play: Play) -> None:
        self._robot.tap(f"by-{play.presence}")
        if play.presence == "staff":
            self._lay_card(STAFF_CARD)
            self._until(lambda now: "key-1" in now.names)
            self._robot.type(PIN)
        else:
            data = self._wallet[play.card].data
            assert data is not None
            self._robot.type(self._phone.app_code(data.number))
        self._picture(f"identify-{play.presence}")
        self._robot.tap("confirm")

    def _lay_card(self, card: str) -> None:
        """Takes the one away that is there."""
        if self._card_in:
            self._rig.run("pull-card")
        self._rig.run("insert-card", card)
        self._card_in = True

    def _supply(self, play: Play, moment: Moment) -> None:
        """Papers under the camera, or what is done without them: nothing at all leads to the one-time notice."""
        papers, way = play.papers.get(moment.material, ()), play.ways.get(moment.material)
        if not papers and way is None:
            self._picture(f"materials-{moment.material}")
            self._robot.tap("not-here")
            return
        if way is not None:
            self._robot.tap(f"way-{way}")
            self._picture(f"materials-{moment.material}-{way}")
            self._robot.tap("promise")
        for at, paper in enumerate(papers):
            if at:
                self._robot.tap("another")
            self._rig.run("lay-paper", paper)
            self._robot.wait(self._words.text("hint-ready"), SECONDS)
            self._picture(f"materials-{moment.material}")
            self._capture()
            self._picture(f"materials-{moment.material}-taken")
            self._rig.run("take-paper")
        self._robot.tap("go-on")

    def _capture(self) -> None:
        """Again where it did not work: on a busy machine the judging takes its time."""
        for _ in range(TRIES):
            self._robot.tap("capture")
            if not self._until(lambda now: "retake" in now.names or bool(now.trouble)).trouble:
                return
            self._robot.tap("dismiss")
        raise DemoFailed(f"no page was taken in {TRIES} tries")

    def _sign(self, moment: Moment) -> None:
        """Read to its end, then sign, then the next one."""
        action = next((name for name in ("sign-read", "go-on") if name in moment.names), "sign-done")
        if action == "sign-done":
            self._robot.sign()
            self._picture(f"sign-{moment.paper}-signed")
        self._robot.tap(action)

    def _pay(self, play: Play, moment: Moment) -> None:
        if "go-on" not in moment.names:
            if play.pay == "later":
                self._robot.tap("pay-later")
            else:
                self._phone.pay(decoded(self._picture("pay-code")))
            self._until(lambda now: "go-on" in now.names)
            self._picture("pay-settled")
        self._robot.tap("go-on")

    def _deliver(self, play: Play) -> None:
        self._robot.tap(f"deliver-{play.delivery}")
        self._picture(f"delivery-{play.delivery}")
        self._robot.tap("go-on")

    def _goes_on(self, play: Play, moment: Moment) -> bool:
        """Whether there is more to do where a visit could end: a case that waits for a paper, if it is at hand."""
        for name in play.looks if moment.screen in ("lists", "progress") else ():
            self._robot.tap(name)
            self._picture(f"{moment.screen}-{name}")
        waits = next((name for name in moment.names if name.startswith("supplement-")), None)
        if waits is None or not play.papers:
            return False
        self._robot.tap(waits)
        return True

    def _take_leave(self, leaves: Leaves) -> None:
        if leaves.with_ == "notice":
            self._robot.tap(_NOTICES.get(leaves.at.partition("-")[0], "print-notice"))
        else:
            self._robot.tap("help")
            self._picture("help")
            self._robot.tap("help-ticket")

    def _rate(self, play: Play) -> None:
        self._picture("rate")
        if play.rate is None:
            self._robot.tap("rate-skip")
            return
        self._robot.tap(f"rate-{play.rate}")
        for tag in play.tags:
            self._robot.tap(f"tag-{tag}")
        self._picture("rate-chosen")
        self._robot.tap("rate-send")

    # --- looking

    def _rest(self) -> Moment:
        """What is on the screen when the machine has done what it was asked for."""
        return self._until(lambda moment: bool(moment.screen) and not moment.busy)

    def _until(self, holds: Callable[[Moment], bool]) -> Moment:
        """Raises DemoFailed."""
        end = time.monotonic() + SECONDS
        while not holds(moment := self._robot.moment()):
            if time.monotonic() > end:
                raise DemoFailed(f"nothing more happens at {moment}")
            time.sleep(0.05)
        return moment

    def _look(self, moment: Moment) -> None:
        """A picture of all that is seen for the first time; of questions, papers and payments when it is time."""
        if moment.field or moment.material or moment.screen == "pay":
            return
        asked = moment.paper or moment.role
        seen = (moment.screen, asked)
        if seen not in self._looked:
            self._looked.add(seen)
            self._picture("-".join(part for part in seen if part))

    def _picture(self, name: str) -> Path:
        number = len(list(self._folder.glob("[0-9][0-9]-*.png"))) + 1
        path = self._folder / f"{number:02d}-{name}.png"
        self._robot.shot(path)
        return path

    def _papers_printed(self) -> list[Path]:
        return [Path(path) for path in self._rig.run("receipts", str(self._folder.parent / "receipts"))]

    def _service(self, play: Play) -> Service:
        service = self._catalogue.get(play.service)
        if service is None:
            raise DemoFailed(f"no such service: {play.service}")
        return service

    def _today(self) -> date:
        return datetime.now(HALL_TIME).date()


def decoded(png: Path) -> str:
    """What the QR code in a picture says. Raises DemoFailed."""
    with Image.open(png) as picture:
        codes = zxingcpp.read_barcodes(picture.convert("L"))
    if not codes:
        raise DemoFailed(f"{png}: no code can be read")
    return str(codes[0].text)
