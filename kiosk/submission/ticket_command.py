"""`kiosk ticket`: a clerk goes on with what a citizen began at a machine."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.terminal import give_up

if TYPE_CHECKING:
    from kiosk.submission.draft_code import DraftCode

tickets = typer.Typer(no_args_is_help=True, help="Window tickets and one-time notices: what a citizen brings along.")


@tickets.callback()
def _tickets() -> None:
    """One command so far; a callback keeps its name on the command line."""


@tickets.command("open")
def open_ticket(
    code: Annotated[str, typer.Argument(help="What the QR code says; - reads it from standard input.")],
    url: Annotated[str, typer.Option(help="Of the office, such as https://office.example.gov.cn:8443.")],
    token_file: Annotated[Path, typer.Option(help="The clerk's own token.")],
    ca_file: Annotated[Path | None, typer.Option(help="Certificate (PEM) that the office is trusted by.")] = None,
) -> None:
    """All that a draft holds, as JSON: what was chosen, and who it is and what was typed and scanned."""
    from kiosk.submission.draft_code import DraftCode, DraftCodeError
    from kiosk.submission.office import OfficeError
    from kiosk.submission.sealing import SealError

    text = (sys.stdin.read() if code == "-" else code).strip()
    try:
        drafted = _opened(DraftCode.parse(text), url, token_file.read_text().strip(), ca_file)
    except (DraftCodeError, OfficeError, SealError, OSError, ValueError) as error:
        give_up(str(error))
    typer.echo(json.dumps(drafted, ensure_ascii=False, indent=1))


def _opened(code: DraftCode, url: str, token: str, ca_file: Path | None) -> dict[str, Any]:
    """Raises OfficeError, SealError, ValueError."""
    from kiosk.submission.drafts import open_open, open_personal
    from kiosk.submission.http_office import ASKING_WITH_PAGES, PAGES_BYTES
    from kiosk.submission.questions import SealedDraft
    from kiosk.submission.transport import Transport

    with closing(Transport(url, token, ca_file or True)) as office:
        answer = office.request("GET", f"/drafts/{code.id}", ASKING_WITH_PAGES, limit=PAGES_BYTES)
    draft = SealedDraft.model_validate_json(answer)
    personal = open_personal(draft, code) if draft.personal_part is not None else None
    return {
        "kind": draft.kind,
        "kiosk": draft.kiosk_id,
        "kept_at": draft.kept_at.isoformat(),
        "until": draft.until.isoformat(),
        "chosen": json.loads(open_open(draft, code)),
        "personal": None if personal is None else json.loads(personal),
    }
