"""`kiosk catalogue`: what is wrong with the services, what nobody has confirmed yet, and one of them to read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kiosk.terminal import Tongue, give_up

app = typer.Typer(no_args_is_help=True, help="The services: check them, read one, write the schema for editors.")

ASSETS = Path(__file__).resolve().parents[2] / "assets"

Folder = Annotated[Path, typer.Option(help="The service files; registers, papers and documents stand beside it.")]


@app.command()
def lint(folder: Folder = ASSETS / "catalogue") -> None:
    """Check all services: each mistake with file, line, rule and reason. What is not confirmed is listed after them."""
    from kiosk.catalogue.loader import examine

    problems, unconfirmed = examine(folder)
    for problem in problems:
        typer.echo(problem)
    if unconfirmed:
        typer.echo("\nNot confirmed by the hall yet (no mistakes):")
    for point in unconfirmed:
        typer.echo(point)
    typer.echo(f"\n{len(problems)} mistakes, {len(unconfirmed)} points to confirm")
    raise typer.Exit(1 if problems else 0)


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="The item code, 31 characters.")],
    folder: Folder = ASSETS / "catalogue",
    language: Annotated[Tongue, typer.Option(help="Of the words.")] = Tongue.zh,
) -> None:
    """One service as a clerk reads it: who may apply, the exact list, what is asked, how long, what it costs."""
    from kiosk.catalogue.description import described
    from kiosk.catalogue.loader import load_healthy
    from kiosk.wording import Language, wording

    tongue = Language(language.value)
    catalogue, _ = load_healthy(folder)
    service = catalogue.get(code)
    if service is None:
        there = "\n".join(f"  {other.item_code}  {other.name.get(tongue)}" for other in catalogue)
        give_up(f"no service {code}; there are\n{there}")
    for line in described(service, wording(ASSETS / "wording", tongue)):
        typer.echo(line)


@app.command()
def schema() -> None:
    """The JSON Schema of a service file, as docs/catalogue.schema.json holds it."""
    from kiosk.catalogue.schema import schema_text

    typer.echo(schema_text(), nl=False)
