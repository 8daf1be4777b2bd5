"""A visit process without a window, for the keeper's tests: does what its arguments say, in order.

warm            say that it is warm
go              wait for "go"
shown           say that the welcome screen is there
gone            say that the visit has ended and the devices are free
deposit         hand in a sealed case, wait until it is kept and delivered
leave           leave a sealed draft, wait until it is kept and at the office
refused         leave a sealed draft, wait until it is said that it could not be kept
die             end with a signal, as a crash does
wait            wait for "stop", say gone
deaf            wait for nothing any more
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from datetime import UTC, datetime
from uuid import uuid4

from kiosk import pipe as p
from kiosk.clock import SystemClock
from kiosk.submission.contract import Envelope
from kiosk.submission.questions import SealedDraft

ITEM = "11330199MB000014XP4332014001002"


def main(fd: int, script: list[str]) -> None:
    pipe = p.Pipe(socket.socket(fileno=fd))
    for word in script:
        match word:
            case "warm":
                pipe.send(p.Warm())
            case "go":
                _until(pipe, p.Go)
            case "shown":
                pipe.send(p.Shown(milliseconds=7))
            case "gone":
                pipe.send(p.Gone(reason="done"))
            case "deposit":
                pipe.send(p.NumberWanted())
                number = _until(pipe, p.Number)
                assert isinstance(number, p.Number)
                pipe.send(p.Deposit(envelope=_envelope(number.provisional), blobs={}))
                _until(pipe, p.Kept)
                _until(pipe, p.Delivered)
            case "leave":
                draft = _draft()
                pipe.send(p.DepositDraft(draft=draft))
                _until(pipe, p.DraftKeptHere)
                told = _until(pipe, p.DraftAtOffice)
                assert told == p.DraftAtOffice(id=draft.id, kept_at=draft.kept_at)
            case "refused":
                pipe.send(p.DepositDraft(draft=_draft()))
                _until(pipe, p.NotKept)
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "nonsense":
                pipe.send(p.Event(event="step-shown", fields={"step": "张三"}))
            case "deaf":
                signal.pause()
            case "wait":
                _until(pipe, p.Stop)
                pipe.send(p.Gone(reason="stopped"))


def _until(pipe: p.Pipe, kind: type[p.Message]) -> p.Message:
    while True:
        message = pipe.receive()
        if isinstance(message, kind):
            return message
        if isinstance(message, p.Stop):
            sys.exit()


def _envelope(provisional: str) -> Envelope:
    return Envelope(
        key=uuid4(),
        kiosk_id="330199-01",
        item_code=ITEM,
        handed_in=datetime.now(UTC),
        provisional=provisional,
        digest="0" * 64,
        sealed=b"sealed",
    )


def _draft() -> SealedDraft:
    now = SystemClock().now()
    return SealedDraft(
        id="A" * 16, kiosk_id="330199-01", kind="ticket", kept_at=now, until=now.date(), open_part=b"sealed"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
