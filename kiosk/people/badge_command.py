"""`kiosk helper`: the hall says who may help at this kiosk, with a card laid on its own reader."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kiosk.terminal import SettingsFile, Tongue, give_up

if TYPE_CHECKING:
    from devices.card.api import CardData, CardReader
    from kiosk.people.badges import Badges
    from kiosk.settings import Settings
    from kiosk.wording import Wording

CARD_WITHIN = 60.0  # seconds to lay a card on the reader
READ_SECONDS = 10.0

helpers = typer.Typer(no_args_is_help=True, help="Helpers and staff who badge in with a card: enrol, list, remove.")

Number = Annotated[str, typer.Argument(help="The hall's number of this person: up to 12 of A-Z, 0-9 and -.")]
Kind = Annotated[Literal["helper", "staff"], typer.Option(help="helper types for citizens, staff confirm who is here.")]
Words = Annotated[Tongue, typer.Option("--language", help="Of the words.")]


@helpers.command()
def enrol(number: Number, kind: Kind, settings: SettingsFile = Path("kiosk.toml"), language: Words = Tongue.zh) -> None:
    """Read a card, ask for a PIN, and let them badge in here. The kiosk itself must stand still meanwhile."""
    from kiosk.keeper_socket import SOCKET, ask_keeper
    from kiosk.people.badges import Badge

    with _at_work(settings, language) as (loaded, badges, words):
        if ask_keeper(loaded.kiosk.data / SOCKET) is not None:
            give_up(words.text("badge-kiosk-runs"))
        typer.echo(words.text("badge-lay-card"))
        card = _card(loaded)
        pin = typer.prompt(words.text("badge-pin"), hide_input=True)
        if pin != typer.prompt(words.text("badge-pin-again"), hide_input=True):
            give_up(words.text("badge-pins-differ"))
        badges.enrol(Badge(number, kind), card, pin)
        typer.echo(words.text("badge-enrolled", kind=kind, number=number))


@helpers.command("list")
def list_badges(settings: SettingsFile = Path("kiosk.toml"), language: Words = Tongue.zh) -> None:
    """All that are enrolled here."""
    with _at_work(settings, language) as (_, badges, words):
        enrolled = badges.enrolled()
        for badge in enrolled:
            typer.echo(words.text("badge-line", number=badge.number, kind=badge.kind))
        if not enrolled:
            typer.echo(words.text("badge-none"))


@helpers.command()
def remove(number: Number, settings: SettingsFile = Path("kiosk.toml"), language: Words = Tongue.zh) -> None:
    """This badge is no longer let in; its card may be enrolled again."""
    with _at_work(settings, language) as (_, badges, words):
        badges.remove(number)
        typer.echo(words.text("badge-removed", number=number))


@contextmanager
def _at_work(settings_file: Path, language: Tongue) -> Iterator[tuple[Settings, Badges, Wording]]:
    """Settings, badges and words; what goes wrong is said in the words."""
    from devices.api import DeviceError
    from kiosk import assembly
    from kiosk.people.badges import BadgeError, Badges
    from kiosk.settings import SettingsError, load_settings
    from kiosk.wording import Audience, Language, wording

    try:
        settings = load_settings(settings_file)
        words = wording(settings.assets / "wording", Language(language.value))
        yield settings, Badges(settings.kiosk.data, assembly.clock(settings)), words
    except BadgeError as error:
        give_up(words.text(f"badge-problem-{error.problem}"))
    except DeviceError as error:
        give_up(words.error(error.code, Audience.TECHNICIAN))
    except (SettingsError, OSError, ValueError) as error:
        give_up(str(error))


def _card(settings: Settings) -> CardData:
    """Raises SettingsError, DeviceError."""
    from kiosk import assembly
    from kiosk.settings import SettingsError

    reader = assembly.card_reader(settings, assembly.clock(settings))
    if reader is None:
        raise SettingsError("devices.card_reader.driver: a badge is enrolled with the card reader, and there is none")
    with closing(reader):
        reader.open()
        _wait_for_card(reader)
        return reader.read(READ_SECONDS)


def _wait_for_card(reader: CardReader) -> None:
    """Until one is there, or patience ends: then reading it says so."""
    from devices.card.api import CardMedia

    seen = threading.Event()
    unsubscribe = reader.subscribe(lambda _: seen.set() if reader.status().media is CardMedia.PRESENT else None)
    if reader.status().media is not CardMedia.PRESENT:
        seen.wait(CARD_WITHIN)
    unsubscribe()
