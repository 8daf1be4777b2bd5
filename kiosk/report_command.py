"""`kiosk report visits`: the figures of the visits here, as a table on a terminal, else as plain lines or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.terminal import SettingsFile, Tongue, give_up

if TYPE_CHECKING:
    from rich.table import Table

    from kiosk.catalogue.loader import Catalogue
    from kiosk.report import Figures, Report
    from kiosk.wording import Wording

reports = typer.Typer(no_args_is_help=True, help="Figures from the audit log; nothing personal is in them.")

Counts = Sequence[tuple[str, int]]

COLUMNS = (
    "begun",
    "resumed",
    "handed_in",
    "first_visit",
    "intercepted",
    "notice",
    "ticket",
    "refused",
    "gave_up",
    "helped",
    "satisfied",
    "median",
)

_WIDEST = 1000  # columns, more than any table needs


@reports.command()
def visits(
    settings: SettingsFile = Path("kiosk.toml"),
    audit: Annotated[Path | None, typer.Option(help="The folder of the log, if not this kiosk's own.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day that counts.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    language: Annotated[Tongue, typer.Option(help="Of the words.")] = Tongue.zh,
) -> None:
    """How many handed in on their first visit, what was intercepted and why, and where people gave up."""
    from rich.console import Console

    from kiosk.audit.reading import read
    from kiosk.catalogue.loader import load_healthy
    from kiosk.report import as_json as json_of
    from kiosk.report import report
    from kiosk.settings import Settings, SettingsError, load_settings
    from kiosk.wording import Language, wording

    try:
        loaded = load_settings(settings) if audit is None else None
    except SettingsError as error:
        give_up(str(error))
    assets = Settings.model_fields["assets"].default if loaded is None else loaded.assets
    folder = audit if loaded is None else loaded.kiosk.data / "audit"
    words = wording(assets / "wording", Language(language.value))
    if folder is None or not folder.is_dir():
        give_up(words.text("report-no-log", folder=str(folder)))
    figures = report(read(folder, since.date() if since is not None else None))
    if as_json:
        typer.echo(json.dumps(json_of(figures), ensure_ascii=False, indent=1))
        return
    catalogue, _ = load_healthy(assets / "catalogue")
    console = Console(highlight=False)
    shown = list(tables(figures, catalogue, words))
    unlimited = console.options.update(max_width=_WIDEST)
    if console.is_terminal and all(console.measure(part, options=unlimited).minimum <= console.width for part in shown):
        console.print(*shown, sep="\n")
    else:
        typer.echo("\n".join(plain(figures, catalogue, words)))


# --- the same things in two shapes


def plain(report: Report, catalogue: Catalogue, words: Wording) -> Iterator[str]:
    """One line for each figure: where there is no terminal, or a narrow one."""
    yield heading(report, words)
    if not report.total.visits:
        return
    for name, figures in rows(report, catalogue, words):
        yield f"\n{name}"
        yield from (
            f"  {words.text(f'report-{c}')}: {cell}" for c, cell in zip(COLUMNS, cells(figures, words), strict=True)
        )
    for title, counts in sections(report, catalogue, words):
        yield f"\n{title}"
        yield from (f"  {label}: {words.text('report-count', count=count)}" for label, count in counts)


def tables(report: Report, catalogue: Catalogue, words: Wording) -> Iterator[Table | str]:
    from rich.table import Column, Table

    yield heading(report, words)
    if not report.total.visits:
        return
    columns = [Column(words.text(f"report-{column}"), justify="right", overflow="fold") for column in COLUMNS]
    table = Table(Column(words.text("report-service"), overflow="fold"), *columns, show_lines=True)
    for name, figures in rows(report, catalogue, words):
        table.add_row(name, *cells(figures, words))
    yield table
    for title, counts in sections(report, catalogue, words):
        table = Table(title, Column(words.text("report-visits"), justify="right"))
        for label, count in counts:
            table.add_row(label, words.text("report-count", count=count))
        yield table


def heading(report: Report, words: Wording) -> str:
    """Which days it is of, and what is not in it."""
    said = words.text("report-empty")
    if report.total.visits:
        said = words.text("report-days", first=report.first, last=report.last, count=report.total.visits)
    if report.unreadable:
        said = f"{said}\n{words.text('report-unreadable', count=report.unreadable)}"
    return said


def rows(report: Report, catalogue: Catalogue, words: Wording) -> Iterator[tuple[str, Figures]]:
    """One for each service, then one for all."""
    for code, figures in report.services.items():
        yield _service(code, catalogue, words), figures
    yield words.text("report-total"), report.total


def cells(figures: Figures, words: Wording) -> tuple[str, ...]:
    """One for each column."""
    from kiosk.report import Outcome

    def of(outcome: Outcome) -> str:
        return words.text("report-count", count=figures.outcomes.get(outcome, 0))

    def part(count: int, share: float | None) -> str:
        return words.text("report-share", count=count, percent=round(share * 100)) if share is not None else "–"

    satisfied = sum(figures.satisfaction.get(level, 0) for level in (1, 2, 3))
    return (
        words.text("report-count", count=figures.begun),
        words.text("report-count", count=figures.resumed),
        of(Outcome.HANDED_IN),
        part(figures.first_visit, figures.first_visit_share),
        part(figures.intercepted, figures.intercepted_share),
        of(Outcome.NOTICE),
        of(Outcome.TICKET),
        of(Outcome.REFUSED),
        of(Outcome.GAVE_UP),
        part(figures.helped, figures.helped_share),
        part(satisfied, figures.satisfied_share),
        _duration(figures.median_seconds, words),
    )


def sections(report: Report, catalogue: Catalogue, words: Wording) -> Iterator[tuple[str, Counts]]:
    """What all visits came to, and why: each with a title. What did not occur is not shown."""
    total = report.total
    refused = [
        (_condition(code, key, catalogue, words), count)
        for code, figures in report.services.items()
        for key, count in figures.refused.items()
    ]
    parts: dict[str, Counts] = {
        "outcomes": [(_said("outcome", outcome, words), count) for outcome, count in total.outcomes.items()],
        "problems": [(_said("problem", problem, words), count) for problem, count in total.problems.items()],
        "conditions": sorted(refused, key=lambda line: -line[1]),
        "steps": [(_said("step", step, words), count) for step, count in total.gave_up_at.items()],
        "ratings": [(_said("level", level, words), count) for level, count in sorted(total.satisfaction.items())],
    }
    for part, counts in parts.items():
        if counts:
            yield words.text(f"report-{part}"), counts


def _said(kind: str, code: object, words: Wording) -> str:
    """The code itself, where a log of another version has one that nobody knows any more."""
    key = f"report-{kind}-{code}"
    return words.text(key) if words.has(key) else str(code)


def _service(code: str | None, catalogue: Catalogue, words: Wording) -> str:
    """By its code, when it is no longer offered."""
    if code is None:
        return words.text("report-not-taken-up")
    service = catalogue.get(code)
    return service.name.get(words.language) if service is not None else code


def _condition(code: str | None, key: str, catalogue: Catalogue, words: Wording) -> str:
    service = catalogue.get(code) if code is not None else None
    known = {condition.code: condition.text for condition in service.conditions} if service is not None else {}
    text = known[key].get(words.language) if key in known else key
    return words.text("report-condition", service=_service(code, catalogue, words), text=text)


def _duration(seconds: int | None, words: Wording) -> str:
    if seconds is None:
        return "–"
    minutes, rest = divmod(seconds, 60)
    return words.text("report-duration", minutes=minutes, seconds=rest)
