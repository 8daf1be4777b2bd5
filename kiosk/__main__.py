"""The command line: `kiosk --help` says what it can do. The only file of `kiosk` that may import `screens`."""

from __future__ import annotations

import json
import os
import sys
import webbrowser
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from kiosk.catalogue.command import app as catalogue
from kiosk.people.badge_command import helpers
from kiosk.report_command import reports
from kiosk.submission.ticket_command import tickets
from kiosk.terminal import SettingsFile, Tongue, give_up

# Each command imports what it needs: the keeper must not carry Kivy, and the bundle has no simulators.

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
receipts = typer.Typer(no_args_is_help=True, help="Receipts: verify what their code says.")
backend = typer.Typer(invoke_without_command=True, help="The reference backend.")
diagnosis = typer.Typer(invoke_without_command=True, help="Say of each device how it is, what is wrong and what to do.")
app.add_typer(diagnosis, name="diagnose")
app.add_typer(receipts, name="receipt")
app.add_typer(backend, name="backend")
app.add_typer(helpers, name="helper")
app.add_typer(reports, name="report")
app.add_typer(tickets, name="ticket")
app.add_typer(catalogue, name="catalogue")


def main() -> None:
    """The console script."""
    app()


@app.command()
def run(settings: SettingsFile = Path("kiosk.toml")) -> None:
    """Run the kiosk until it is told to stop: the keeper and its visit processes."""
    from kiosk.run import AlreadyRunning, run_keeper
    from kiosk.settings import SettingsError
    from kiosk.submission.outbox import OutboxError

    try:
        run_keeper(settings.resolve())
    except (SettingsError, AlreadyRunning, OutboxError, OSError, ValueError) as error:
        give_up(str(error))


@app.command(hidden=True)
def visit(
    settings: SettingsFile,
    pipe: Annotated[int, typer.Option(help="File descriptor of the pipe to the keeper.")],
    parent: Annotated[int, typer.Option(help="Process id of the keeper.")],
) -> None:
    """One visit, started by the keeper."""
    from kiosk.settings import SettingsError, load_settings
    from screens import window

    window.configure(fullscreen=load_settings(settings).visit.fullscreen, hidden=True)

    from kiosk.visit_process import run_visit
    from screens.app import prepare
    from screens.bridge import post

    try:
        run_visit(settings, pipe, parent, prepare, post)
    except SettingsError as error:  # an address of which only its driver knows that it is wrong
        give_up(str(error))


@app.command(hidden=True)
def recognise(pipe: Annotated[int, typer.Argument(help="File descriptor of the pipe to the visit.")]) -> None:
    """Read scanned pages, for the visit that started this."""
    from kiosk.scanning.recogniser_process import read_pages

    read_pages(pipe)


@diagnosis.callback()
def diagnose(
    context: typer.Context,
    settings: SettingsFile = Path("kiosk.toml"),
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Annotated[Tongue, typer.Option(help="Of the words.")] = Tongue.zh,
) -> None:
    """Say of each device how it is, what is wrong and what to do; the exit code tells how bad it is."""
    if context.invoked_subcommand is not None:
        return
    from kiosk.diagnose import diagnosed
    from kiosk.settings import SettingsError, load_settings
    from kiosk.wording import Language

    try:
        report = diagnosed(load_settings(settings), Language(language.value), as_json_text=as_json)
    except SettingsError as error:
        give_up(str(error))
    raise typer.Exit(report)


@diagnosis.command("record")
def record_device(
    device: Annotated[str, typer.Argument(help="card_reader, receipt_printer or code_reader.")],
    file: Annotated[Path, typer.Argument(help="Where the tape is kept; it must not be there yet.")],
    settings: SettingsFile = Path("kiosk.toml"),
    test_card: Annotated[bool, typer.Option("--test-card", help="It is a test card: do not ask.")] = False,
    language: Annotated[Tongue, typer.Option(help="Of the words.")] = Tongue.zh,
) -> None:
    """Give one command to one device and keep all that passes on its line as a tape for the tests. Test cards only!"""
    from kiosk.diagnostics.record import NotRecorded, record
    from kiosk.settings import SettingsError, load_settings
    from kiosk.wording import Language, wording

    try:
        loaded = load_settings(settings)
        words = wording(loaded.assets / "wording", Language(language.value))
        tape = record(loaded, device, file, words, test_card=test_card)
    except (SettingsError, NotRecorded, OSError) as error:
        give_up(str(error))
    entries = len(tape.entries)
    said = words.text(
        "record-done", driver=tape.driver, command=tape.command, outcome=tape.outcome, entries=entries, file=str(file)
    )
    typer.echo(said)


@backend.callback()
def serve_backend(
    context: typer.Context,
    data: Annotated[Path, typer.Option(help="Where the office keeps everything.")] = Path("build/backend"),
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one; it is written to address.json.")] = 8443,
    tls: Annotated[bool, typer.Option(help="HTTPS with a certificate of its own small CA (ca.pem).")] = True,
) -> None:
    """Start the reference backend, or enrol somebody."""
    if context.invoked_subcommand is not None:
        return
    from kiosk.backend.server import serve
    from kiosk.catalogue.loader import load_catalogue

    try:
        serve(
            data,
            host,
            port,
            tls,
            lambda office: typer.echo(f"office: {office.url}"),
            load_catalogue(_assets("catalogue")),
        )
    except (OSError, ValueError, RuntimeError) as error:
        give_up(str(error))


@backend.command()
def enrol(
    role: Annotated[str, typer.Argument(help="kiosk or clerk")],
    name: Annotated[str, typer.Argument(help="A kiosk's id, or a clerk's short name")],
    data: Annotated[Path, typer.Option(help="The office's folder.")] = Path("build/backend"),
) -> None:
    """Let a kiosk or a clerk in: prints the token, which is stored nowhere."""
    from pydantic import ValidationError

    from kiosk.backend.keys import Party
    from kiosk.backend.keys import enrol as let_in

    try:
        typer.echo(let_in(data, Party.model_validate({"role": role, "name": name})))
    except ValidationError as error:
        give_up("; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors()))


@receipts.command()
def verify(
    text: Annotated[str, typer.Argument(help="What the QR code says; - reads it from standard input.")],
    keys: Annotated[Path, typer.Option(help="The keys to trust (receipt_keys.json of a kiosk).")],
) -> None:
    """Check the code of a receipt, with no network: who signed it, and what it says."""
    from kiosk.clock import HALL_TIME
    from kiosk.submission.keys import load_receipt_keys
    from kiosk.submission.receipt_code import ReceiptCodeError
    from kiosk.submission.receipt_code import verify as check

    try:
        trusted = load_receipt_keys(keys)
    except (OSError, ValueError) as error:
        give_up(str(error))
    try:
        facts, signer = check((sys.stdin.read() if text == "-" else text).strip(), trusted)
    except ReceiptCodeError as error:
        typer.echo(f"REFUSED: {error.reason}", err=True)
        raise typer.Exit(1) from None
    at = facts.at.astimezone(HALL_TIME).isoformat(sep=" ")
    typer.echo(f"genuine: {facts.standing} {facts.number} at {at}, signed by {signer}")


@app.command()
def demo(
    service: Annotated[str, typer.Option(help="Play one service only: its item code.")] = "",
    wire: Annotated[bool, typer.Option(help="Through the real drivers: pcscd, TCP printer, camera stream.")] = False,
    play: Annotated[bool, typer.Option(help="Play by itself even where there is a screen.")] = False,
    by_hand: Annotated[bool, typer.Option(help="Wait for hands even where there is no screen.")] = False,
    language: Annotated[Tongue, typer.Option(help="Of the screens.")] = Tongue.zh,
    folder: Annotated[Path, typer.Option(help="Where everything is left.")] = Path("build/demo"),
) -> None:
    """The main job with invented people: with a screen to try it by hand, without one it plays by itself."""
    from kiosk.demo.failed import DemoFailed
    from kiosk.demo.main import play_by_itself, try_by_hand
    from screens.robot import RobotClient

    has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    try:
        if by_hand or (has_screen and not play):
            try_by_hand(folder.resolve(), typer.echo, webbrowser.open, wire=wire)
        else:
            play_by_itself(folder.resolve(), RobotClient, typer.echo, wire=wire, only=service, language=language.value)
    except DemoFailed as error:
        give_up(str(error))


@app.command(context_settings={"ignore_unknown_options": True})
def rig(
    words: Annotated[list[str] | None, typer.Argument(help="A command and its words; none lists the commands.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the rig listens.")] = Path("build/demo/rig"),
    wire: Annotated[bool, typer.Option(help="play: with virtual devices, where no rig runs.")] = False,
) -> None:
    """Testers: put cards in, lay papers, open covers, pull plugs; `play NAME` or `play all` plays scenarios."""
    from contextlib import closing

    from devices.simulated.fault import SimulationError
    from devices.simulated.line import RigAway, RigClient
    from devices.simulated.rig import RIG_COMMANDS
    from kiosk.demo.failed import DemoFailed
    from kiosk.demo.scenes import play_scenes

    if not words:
        for group, commands in groupby(RIG_COMMANDS.values(), key=lambda command: command.group):
            typer.echo(group.replace("_", " "))
            for command in commands:
                typer.echo(f"  {command.usage:48} {command.title}")
        return
    try:
        if words[0] == "play" and len(words) == 2:
            raise typer.Exit(0 if play_scenes(words[1], folder, typer.echo, wire=wire) else 1)
        with closing(RigClient(folder)) as client:
            answer = client.run(*words)
            typer.echo("ok" if answer is None else json.dumps(answer, ensure_ascii=False, indent=1))
    except (SimulationError, RigAway, TimeoutError, DemoFailed, ValueError) as error:
        give_up(str(error))


@app.command(hidden=True)
def serve_rig(
    folder: Path,
    assets: Path,
    wire: Annotated[bool, typer.Option()] = False,
    panel: Annotated[bool, typer.Option()] = False,
    office: Annotated[str, typer.Option(help="host:port of the office, behind the rig's network.")] = "",
    cases: Annotated[Path | None, typer.Option(help="The office's folder, to count its cases.")] = None,
    robot: Annotated[Path | None, typer.Option(help="Where the kiosk's touch robot listens.")] = None,
) -> None:
    """The test rig, until standard input ends; started by the demo's house."""
    from functools import partial

    from devices.simulated.fault import SimulationError
    from devices.simulated.rig_process import run_rig
    from kiosk.demo.finger import RobotFinger
    from kiosk.demo.house import count_cases
    from screens.robot import RobotClient, RobotError

    finger = None if robot is None else partial(RobotFinger, partial(RobotClient, robot), RobotError)
    counting = None if cases is None else partial(count_cases, cases)
    try:
        run_rig(folder, assets, wire=wire, panel=panel, office=office, finger=finger, cases=counting)
    except (SimulationError, OSError, ValueError) as error:
        give_up(str(error))


def _assets(part: str) -> Path:
    return Path(__file__).resolve().parent.parent / "assets" / part


if __name__ == "__main__":
    main()
