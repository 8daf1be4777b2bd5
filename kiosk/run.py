"""`kiosk run`: the keeper's process, put together from the settings and run until a signal ends it."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk import assembly
from kiosk.audit.log import AuditLog
from kiosk.installation import defects
from kiosk.keeper import Keeper
from kiosk.keeper_socket import SOCKET, KeeperSocket
from kiosk.office_watch import OfficeWatch
from kiosk.pipe import Pipe, pipe
from kiosk.processes import keep_secrets
from kiosk.settings import load_settings
from kiosk.submission.contract import Envelope
from kiosk.submission.draft_box import DraftBox
from kiosk.submission.keys import load_public_keys, receipt_key, signing_key
from kiosk.submission.outbox import Outbox, OutboxError, ParcelState
from kiosk.submission.receipt_code import Facts, Standing, sign
from kiosk.submission.sender import DraftOutcome, Outcome, Sender
from kiosk.version import VERSION

RECEIPT_KEYS = "receipt_keys.json"  # what verifies the receipts of this machine: the office's keys and its own


class AlreadyRunning(Exception):
    """Another keeper works on the same data."""


def run_keeper(settings_file: Path) -> None:
    """Runs until SIGTERM or SIGINT. Raises SettingsError, AlreadyRunning, OutboxError, OSError, ValueError."""
    settings = load_settings(settings_file)
    data = settings.kiosk.data
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_secrets()
    with ExitStack() as closing:
        closing.enter_context(_alone(data / "keeper.lock"))
        clock = assembly.clock(settings)
        audit = AuditLog(data / "audit", settings.kiosk.id, clock)
        public = load_public_keys(settings.office.public_keys)
        own = signing_key(data / "receipt.key")
        _write_receipt_keys(data, {**public.receipt_keys, **receipt_key(own, f"kiosk {settings.kiosk.id}")})
        outbox = Outbox(data / "outbox.sqlite")
        closing.callback(outbox.close)
        drafts = DraftBox(data / "drafts")
        delivering = closing.enter_context(assembly.office(settings))
        keeping = closing.enter_context(assembly.inquirer(settings, citizen_waits=False))
        watching = closing.enter_context(assembly.office(settings))

        def told(outcome: Outcome | DraftOutcome | OutboxError) -> None:
            keeper.post(lambda: _record(audit, keeper, outcome))

        sender = Sender(outbox, drafts, delivering, keeping, public.receipt_keys, clock, told)
        host = settings.office.verifier or urlsplit(settings.office.url).netloc

        def kept_code(envelope: Envelope) -> str:
            facts = Facts(
                Standing.KEPT, envelope.provisional, envelope.kiosk_id, envelope.handed_in, envelope.digest[:32]
            )
            return sign(facts, own, host)

        keeper = Keeper(
            lambda: _spawn(settings_file),
            outbox,
            drafts,
            kept_code,
            settings.kiosk.id,
            audit,
            clock,
            sender.wake,
        )
        watch = OfficeWatch(watching, keeper.office_reachable)
        local = KeeperSocket(data / SOCKET, lambda: _report(keeper, outbox))
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, lambda *_: keeper.stop())
        audit.record("kiosk-started", version=VERSION)
        for defect in defects(settings.assets):
            audit.record("installation-defect", code=defect.code)
        for part in (sender, watch, local):
            part.start()
            closing.callback(part.stop)
        keeper.run()
        audit.record("kiosk-stopped", reason="told")


def _record(audit: AuditLog, keeper: Keeper, outcome: Outcome | DraftOutcome | OutboxError) -> None:
    match outcome:
        case OutboxError():
            audit.record("delivery-failed", code=f"outbox_{outcome.code}")
        case DraftOutcome(error=None):
            keeper.draft_delivered(outcome.id, outcome.kept_at)
        case Outcome(state=ParcelState.ACCEPTED):
            assert outcome.acceptance is not None
            audit.record("case-delivered", service=outcome.envelope.item_code)
            keeper.delivered(outcome.envelope.key, outcome.acceptance)
        case Outcome(state=ParcelState.HELD):
            audit.record("case-held", service=outcome.envelope.item_code, code=str(outcome.error))
        case _:
            audit.record("delivery-failed", code=str(outcome.error))


def _report(keeper: Keeper, outbox: Outbox) -> dict[str, Any]:
    backlog = outbox.backlog()
    return {
        "devices": {name: report.model_dump(mode="json") for name, report in keeper.devices.items()},
        "waiting": backlog.waiting,
        "held": backlog.held,
        "oldest": backlog.oldest.isoformat() if backlog.oldest else None,
    }


def _alone(lock: Path) -> ExitStack:
    """Holds the lock file; the operating system lets go of it however this process ends. Raises AlreadyRunning."""
    stack = ExitStack()
    file = stack.enter_context(lock.open("w"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stack.close()
        raise AlreadyRunning(f"another kiosk runs already on {lock.parent}: stop it first") from None
    return stack


def _spawn(settings_file: Path) -> tuple[subprocess.Popen[bytes], Pipe]:
    ours, theirs = pipe()
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "kiosk"]
    process = subprocess.Popen(
        [
            *program,
            "visit",
            "--settings",
            str(settings_file),
            "--pipe",
            str(theirs.fileno()),
            "--parent",
            str(os.getpid()),
        ],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
    )
    theirs.close_copy()
    return process, ours


def _write_receipt_keys(data: Path, keys: dict[str, Any]) -> None:
    draft = data / f".{RECEIPT_KEYS}"
    draft.write_text(json.dumps({kid: key.model_dump(mode="json") for kid, key in keys.items()}, indent=1))
    draft.replace(data / RECEIPT_KEYS)
