"""`kiosk demo`: the main job with invented people. For testers; not in the bundle."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from kiosk.demo.failed import DemoFailed
from kiosk.demo.house import ASSETS, House, appears, house
from kiosk.demo.plays import Play, plays
from kiosk.demo.robot import Robot
from kiosk.submission.keys import load_receipt_keys
from kiosk.submission.receipt_code import verify

LOOKS_EVERY = 1.0  # seconds, whether all still runs


def try_by_hand(folder: Path, tell: Callable[[str], None], show: Callable[[str], object], *, wire: bool) -> None:
    """The kiosk in a window; whoever sits there inserts cards and lays papers on the control panel, which `show`
    opens, or with `kiosk rig`. Raises DemoFailed when the test rig ends by itself."""
    _end_in_order()
    with house(folder, wire=wire) as h:
        rig = f"kiosk rig --folder {folder / 'rig'}"
        tell("The kiosk comes up in a window. Its cards, papers and accidents are on the control panel:")
        tell(f"  {h.panel}")
        tell("or obey another terminal:")
        for words in ("cards", "insert-card wu_ji", "lay-paper premises_lease", "pull-card", "panel", ""):
            tell(f"  {rig} {words}")
        tell(f"Ctrl-C ends it. Logs: {folder}/*.log")
        show(_way_to(h.panel, folder / "panel.html"))
        assert h.kiosk.process is not None
        with suppress(KeyboardInterrupt):
            while h.kiosk.process.poll() is None:
                if h.rig_process.died:
                    raise DemoFailed(h.rig_process.died)
                with suppress(subprocess.TimeoutExpired):
                    h.kiosk.process.wait(LOOKS_EVERY)


def _end_in_order() -> None:
    """Told to end, the house takes its kiosk, office and rig with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def _way_to(panel: str, page: Path) -> str:
    """The address of a page, for its owner's eyes alone, that leads to the panel: what a browser is started with can be
    read by everybody on the machine, and the panel's address lets in whoever comes first."""
    page.touch(mode=0o600)
    page.write_text(f'<meta http-equiv="refresh" content="0; url={panel}">\n', encoding="ascii")
    return page.as_uri()


def play_by_itself(
    folder: Path,
    connect: Callable[[Path], Robot],
    tell: Callable[[str], None],
    *,
    wire: bool,
    only: str,
    language: str,
) -> None:
    """Play what belongs to a service, by its code or the play's name, or the few that everybody should see; leaves
    pictures, papers and case in `folder`/<play>/. Raises DemoFailed."""
    known = plays(ASSETS)
    chosen = [name for name, play in known.items() if (only in (name, play.service) if only else play.default)]
    if not chosen:
        raise DemoFailed(f"no play for {only}; there are {', '.join(known)}")
    _end_in_order()
    with house(folder, wire=wire) as h:
        for name in chosen:
            for part in filter(None, (known[name].after, name)):
                tell(f"{part} {_played(h, connect, part, known[part], language)}")


def _played(h: House, connect: Callable[[Path], Robot], name: str, play: Play, language: str) -> str:
    """What came of it, in a few words."""
    code = ""
    for visit in play.visits():
        with closing(connect(h.robot)) as robot:
            code = h.player(robot, h.folder / name).play(visit, language, code)
    if not code:
        return "looked"
    if visit.leaves is not None:
        return f"left with a {visit.leaves.with_}"
    facts, _ = verify(code, load_receipt_keys(appears(h.receipt_keys)))
    case, place = h.office.case(facts.number), h.folder / name
    (place / "case.json").write_text(json.dumps(case, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for material in case["case"]["materials"]:
        for number, page in enumerate(material["pages"], 1):
            (place / f"{material['code']}-{number}.pdf").write_bytes(h.office.page(facts.number, page))
    return f"{facts.number} {facts.standing}"
