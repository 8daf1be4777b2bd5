"""From a folder of YAML files to a catalogue, or to a list of everything that is wrong with them.

`load_catalogue` is strict: for the checks and the command line. `load_healthy` is for a hall: a file that is broken
closes its own service and no other, and the technician is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from kiosk.catalogue import lint
from kiosk.catalogue.files import CatalogueError as CatalogueError
from kiosk.catalogue.files import CatalogueProblem as CatalogueProblem
from kiosk.catalogue.files import Typed, read, written
from kiosk.catalogue.model import Service
from kiosk.catalogue.registers import Register, load_registers

_SERVICE = TypeAdapter(Service)


@dataclass(frozen=True)
class Catalogue:
    """The services that can be done here, in the order of their files' names, and the registers that they ask."""

    services: tuple[Service, ...]
    registers: Mapping[str, Register] = field(default_factory=dict)  # by code

    def get(self, item_code: str) -> Service | None:
        return next((service for service in self.services if service.item_code == item_code), None)

    def __iter__(self) -> Iterator[Service]:
        return iter(self.services)

    def __len__(self) -> int:
        return len(self.services)


def load_catalogue(folder: Path) -> Catalogue:
    """All services of a folder. Raises CatalogueError when anything at all is wrong."""
    catalogue, problems = load_healthy(folder)
    if problems:
        raise CatalogueError(problems)
    return catalogue


def load_healthy(folder: Path) -> tuple[Catalogue, tuple[CatalogueProblem, ...]]:
    """The services whose files are right, and what is wrong with the others. Never raises for what a file holds.

    The registers that services name stand beside the folder, in the assets. Of two services that share an item code
    the first one counts.
    """
    healthy, registers, problems = _load(folder)
    return Catalogue(tuple(typed.value for typed in healthy), registers), problems


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Something that the hall has not confirmed yet, and where it comes from."""

    file: str
    line: int
    path: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path}: {self.source}"


def examine(folder: Path) -> tuple[tuple[CatalogueProblem, ...], tuple[Unconfirmed, ...]]:
    """Everything that is wrong, also missing pictures and templates; and what is not confirmed. Never raises."""
    healthy, _, problems = _load(folder)
    missing = [typed.problem(*fault) for typed in healthy for fault in lint.files_exist(typed.value, folder.parent)]
    unconfirmed = [
        Unconfirmed(typed.name, typed.line(path), written(path), source)
        for typed in healthy
        for path, source in lint.unverified(typed.value)
    ]
    return (*problems, *missing), tuple(unconfirmed)


def _load(
    folder: Path,
) -> tuple[tuple[Typed[Service], ...], Mapping[str, Register], tuple[CatalogueProblem, ...]]:
    problems: list[CatalogueProblem] = []
    registers: Mapping[str, Register] = {}
    try:
        registers = load_registers(folder.parent)
    except CatalogueError as error:
        problems.extend(error.problems)
    files = sorted(folder.glob("*.yaml"))
    if not files:
        reason = f"there are no services (*.yaml) in {folder}"
        problems.append(CatalogueProblem(folder.name, 1, "", "unreadable", reason))
    healthy: list[Typed[Service]] = []
    for file in files:
        try:
            healthy.append(_service(file, registers, healthy))
        except CatalogueError as error:
            problems.extend(error.problems)
    return tuple(healthy), registers, tuple(problems)


def _service(file: Path, registers: Mapping[str, Register], before: list[Typed[Service]]) -> Typed[Service]:
    """Raises CatalogueError."""
    typed = read(file, _SERVICE)
    faults = [
        *lint.faults(typed.value, registers),
        *lint.no_code_is_shared(typed.value, {t.name: t.value for t in before}),
    ]
    if faults:
        raise CatalogueError(typed.problem(*fault) for fault in faults)
    return typed


def load_top_tasks(assets: Path) -> tuple[str, ...]:
    """What most people come for, by item code (`assets/top_tasks.yaml`). Raises OSError, yaml.YAMLError, ValueError."""
    return TypeAdapter(tuple[str, ...]).validate_python(
        yaml.safe_load((assets / "top_tasks.yaml").read_text(encoding="utf-8"))
    )
