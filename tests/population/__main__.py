"""The population test: `make population`.

Run: python -m tests.population [--visits N] [--seed N]. Ends with 1 when anything is not as the oracle says.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from tests.population.day import live
from tests.population.ledger import table

MOST_SHOWN = 60  # breaches on the screen; all of them are in the report


def main(
    visits: Annotated[int, typer.Option(help="How often somebody comes, in all.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same number, the same people.")] = 1,
    folder: Annotated[Path, typer.Option(help="Made anew.")] = Path("build/population"),
) -> None:
    began = time.monotonic()
    ledger, services = live(visits, seed, folder.resolve(), lambda line: typer.echo(line, err=True))
    seconds = time.monotonic() - began
    report = ledger.report(services, seconds)
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1))
    typer.echo(table(report["services"]))
    typer.echo(f"situations: {report['situations']}")
    for breach in report["breaches"][:MOST_SHOWN]:
        typer.echo(breach)
    typer.echo(", ".join(f"{kind} {count}" for kind, count in ledger.counted().items()))
    typer.echo(f"{report['visits']} visits in {seconds:.0f} s, {len(report['breaches'])} breaches")
    raise typer.Exit(1 if report["breaches"] else 0)


if __name__ == "__main__":
    typer.run(main)
