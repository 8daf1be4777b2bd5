"""What the commands of the command line share: two options, and how they give up."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

SettingsFile = Annotated[Path, typer.Option("--settings", help="The settings of this kiosk.")]


class Tongue(StrEnum):
    """`kiosk.wording.Language`, without what it would have every command load."""

    zh = "zh"
    en = "en"


def give_up(why: str) -> NoReturn:
    """Say why on standard error, and end with 2."""
    typer.echo(f"kiosk: {why}", err=True)
    raise typer.Exit(2)
