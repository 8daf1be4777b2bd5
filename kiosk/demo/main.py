"""`kiosk demo`: the main job with invented people. For testers; not in the bundle."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from kiosk.demo.house import ASSETS, appears, house
from kiosk.demo.player import DemoFailed, Player, Robot
from kiosk.demo.plays import plays
from kiosk.submission.keys import load_receipt_keys
from kiosk.submission.receipt_code import verify


def try_by_hand(folder: Path, tell: Callable[[str], None], *, wire: bool) -> None:
    """The kiosk in a window; whoever sits there inserts cards and lays papers with `kiosk rig`."""
    with house(folder, wire=wire) as h:
        rig = f"kiosk rig --folder {folder / 'rig'}"
        tell("The kiosk comes up in a window. Its card reader, camera and printer obey another terminal:")
        for words in ("cards", "insert-card wu_ji", "lay-paper premises_lease", "pull-card", ""):
            tell(f"  {rig} {words}")
        tell(f"Ctrl-C ends it. Logs: {folder}/*.log")
        with suppress(KeyboardInterrupt):
            assert h.kiosk.process is not None
            h.kiosk.process.wait()


def play_by_itself(
    folder: Path,
    connect: Callable[[Path], Robot],
    tell: Callable[[str], None],
    *,
    wire: bool,
    only: str,
    language: str,
) -> None:
    """Play each service once; leaves pictures, receipt and case in `folder`/<service code>/. Raises DemoFailed."""
    chosen = [p for p in plays(ASSETS) if only in ("", p.item_code)]
    if not chosen:
        raise DemoFailed(f"no play for {only}; there are {', '.join(p.item_code for p in plays(ASSETS))}")
    with house(folder, wire=wire) as h:
        for play in chosen:
            place = folder / play.item_code
            with closing(connect(h.robot)) as robot:
                code = Player(robot, h.rig, ASSETS, place).play(play, language)
            facts, _ = verify(code, load_receipt_keys(appears(h.receipt_keys)))
            case = h.office.case(facts.number)
            (place / "case.json").write_text(json.dumps(case, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            for material in case["case"]["materials"]:
                for number, page in enumerate(material["pages"], 1):
                    (place / f"{material['code']}-{number}.pdf").write_bytes(h.office.page(facts.number, page))
            tell(f"{play.item_code} {facts.number} {facts.standing}")
