"""A child process that keeps cases in an outbox as fast as it can and says each key only after `put` has returned."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from kiosk.submission.contract import Envelope
from kiosk.submission.outbox import Outbox


def main(path: Path) -> None:
    outbox = Outbox(path)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    while True:
        envelope = Envelope(
            key=uuid4(),
            kiosk_id="330199-01",
            item_code="11330199MB000014XP4332014001002",
            handed_in=now,
            provisional=outbox.next_number("330199-01", now.date()),
            digest="0" * 64,
            sealed=b"sealed" * 1000,
            blobs=("a" * 64,),
        )
        outbox.put(envelope, {"a" * 64: b"page" * 50_000})
        print(envelope.key, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
