"""The whole product on one machine: reference backend, test rig and kiosk, each in processes of their own."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from devices.simulated.fault import SimulationError
from devices.simulated.line import RigAway, RigClient
from devices.simulated.rig_process import RigProcess, start_rig
from devices.simulated.rig_words import DEVICES
from kiosk.backend.keys import Party, enrol
from kiosk.demo.badges import enrol as enrol_badges
from kiosk.demo.failed import DemoFailed
from kiosk.demo.phone import Phone
from kiosk.demo.player import Player
from kiosk.demo.robot import Robot
from kiosk.submission.draft_code import DraftCode

ASSETS = Path(__file__).resolve().parents[2] / "assets"
KIOSK_ID = "330199-01"
SECONDS = 30.0  # for any one thing to happen
SOURCE = (sys.executable, "-m", "kiosk")
RIG = (*SOURCE, "serve-rig")


class Program:
    """`kiosk <words>` in a process of its own; may be stopped, killed and started again."""

    def __init__(
        self,
        words: list[str],
        log: Path,
        program: Sequence[str] = SOURCE,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`program`: the source tree, or a bundle. `environment`: all of it; None: this process's own."""
        self._words, self._log, self._program, self._environment = words, log, program, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._program, *self._words],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """Idempotent."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """As a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


class Office(Program):
    """The reference backend. Keeps its port from one start to the next."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "office"
        (folder / "token").write_text(enrol(self._data, Party(role="kiosk", name=KIOSK_ID)))
        self._clerk = enrol(self._data, Party(role="clerk", name="demo"))
        super().__init__(["backend", "--data", str(self._data), "--port", "0"], folder / "office.log")

    def start(self) -> None:
        address_file = self._data / "address.json"
        address_file.unlink(missing_ok=True)
        super().start()
        address = json.loads(appears(address_file).read_text())
        self.url, self.ca = str(address["url"]), Path(address["ca"])
        self._words[-1] = self.url.rpartition(":")[2]

    def count(self) -> int:
        """How many cases the office has."""
        return count_cases(self._data)

    def case(self, number: str) -> dict[str, Any]:
        """A case as the office has it, by its case number or the machine's own. Raises requests.HTTPError."""
        return dict(self._ask(f"/v1/applications/{number}").json())

    def page(self, number: str, sha256: str) -> bytes:
        """One scanned page of a case, opened by the office. Raises requests.HTTPError."""
        return self._ask(f"/v1/applications/{number}/pages/{sha256}").content

    def keeps(self, code: str) -> bool:
        """Whether what a notice or a ticket with this code resumes waits here."""
        try:
            self._ask(f"/v1/drafts/{DraftCode.parse(code).id}")
        except requests.HTTPError:
            return False
        return True

    def _ask(self, path: str) -> requests.Response:
        answer = requests.get(
            self.url + path,
            headers={"Authorization": f"Bearer {self._clerk}"},
            verify=str(self.ca),
            timeout=(5, 20),
        )
        answer.raise_for_status()
        return answer


@dataclass(frozen=True, slots=True)
class House:
    """All that runs: where the kiosk's files are, and the ways in."""

    folder: Path
    settings: Path
    office: Office
    kiosk: Program
    rig: RigClient
    rig_process: RigProcess

    @property
    def panel(self) -> str:
        """The address of the rig's control panel, good for one browser."""
        return self.rig_process.addresses["panel"]

    @property
    def robot(self) -> Path:
        return self.folder / "robot"

    def player(self, robot: Robot, place: Path) -> Player:
        """A citizen before the screen that `robot` touches. `place`: where pictures and papers are left."""
        return Player(robot, self.rig, Phone(self.office.ca), ASSETS, place)

    @property
    def receipt_keys(self) -> Path:
        return self.folder / "kiosk" / "receipt_keys.json"

    @property
    def audit(self) -> Path:
        return self.folder / "kiosk" / "audit"


@contextmanager
def house(
    folder: Path,
    *,
    wire: bool,
    fullscreen: bool = False,
    program: Sequence[str] = SOURCE,
    environment: Mapping[str, str] | None = None,
) -> Iterator[House]:
    """Start everything afresh in `folder`; all of it ends with the block. `program`: the kiosk's. Raises DemoFailed."""
    with closing(RigClient(folder / "rig")) as other, suppress(RigAway):
        other.run("status")
        raise DemoFailed(f"{folder}: another demo runs here; end it first, or choose another --folder")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)  # keys and tokens lie in it
    with ExitStack() as until_end:
        office = Office(folder)
        until_end.callback(office.stop)
        office.start()
        robot = program is SOURCE  # a bundle has none
        options = ["--panel", "--office", office.url.partition("//")[2], "--cases", str(folder / "office")]
        options += ["--wire"] if wire else []
        options += ["--robot", str(folder / "robot")] if robot else []
        try:
            rig = until_end.enter_context(start_rig(folder / "rig", ASSETS, *options, program=RIG))
        except SimulationError as error:
            raise DemoFailed(str(error)) from error
        client = RigClient(folder / "rig")
        until_end.callback(client.close)
        settings = folder / "kiosk.toml"
        toml = _settings(folder, office, rig, wire=wire, fullscreen=fullscreen, robot=robot)
        settings.write_text(toml, encoding="utf-8")
        enrol_badges(folder / "kiosk", ASSETS)
        kiosk = Program(["run", "--settings", str(settings)], folder / "kiosk.log", program, environment)
        until_end.callback(kiosk.stop)
        kiosk.start()
        yield House(folder, settings, office, kiosk, client, rig)


def count_cases(data: Path) -> int:
    """How many cases an office has. `data`: its folder."""
    with closing(sqlite3.connect(f"file:{data / 'office.sqlite'}?mode=ro", uri=True)) as db:
        (count,) = db.execute("SELECT count(*) FROM application").fetchone()
    return int(count)


def appears(path: Path) -> Path:
    """Another process writes this file; waits until it is there. Raises DemoFailed."""
    end = time.monotonic() + SECONDS
    while not path.exists():
        if time.monotonic() > end:
            raise DemoFailed(f"{path} did not appear within {SECONDS:g} s: see {path.parent.parent}/*.log")
        time.sleep(0.05)
    return path


def _settings(folder: Path, office: Office, rig: RigProcess, *, wire: bool, fullscreen: bool, robot: bool) -> str:
    at = rig.addresses
    devices: dict[str, dict[str, str]] = (
        {
            "card_reader": {"driver": "pcsc", "reader": at["card_reader"]},
            "camera": {"driver": "opencv", "source": at["camera"], "still_source": at["camera_still"]},
            "receipt_printer": {"driver": "escpos", "address": at["receipt_printer"]},
            "document_printer": {"driver": "ipp", "uri": at["document_printer"]},
            "code_reader": {"driver": "scan_engine", "address": at["code_reader"]},
        }
        if wire
        else {device: {"driver": "simulated"} for device in DEVICES}
    )
    lines = [
        *([f'robot = "{folder / "robot"}"'] if robot else []),
        "[kiosk]",
        f'id = "{KIOSK_ID}"',
        'hall = { zh = "示例县政务服务中心", en = "Shili County Service Hall" }',
        f'data = "{folder / "kiosk"}"',
        "[office]",
        f'url = "https://{at["network"]}"',
        f'token_file = "{folder / "token"}"',
        f'public_keys = "{folder / "office" / "public_keys.json"}"',
        f'ca_file = "{office.ca}"',
        'verifier = "verify.example.gov.cn"',
        "[devices]",
        f'rig = "{folder / "rig"}"',
        *(f"{name} = {_inline(part)}" for name, part in devices.items()),
        "[visit]",
        f"fullscreen = {str(fullscreen).lower()}",
    ]
    return "\n".join(lines) + "\n"


def _inline(part: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{key} = {json.dumps(value)}" for key, value in part.items()) + " }"
