"""From a folder of YAML files to a catalogue, or to a list of everything that is wrong with them.

`load_catalogue` is strict: for the checks and the command line. `load_healthy` is for a hall: a file that is broken
closes its own service and no other, and the technician is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kiosk.catalogue import lint
from kiosk.catalogue.model import Service


@dataclass(frozen=True, slots=True)
class CatalogueProblem:
    """One mistake in one file. `line` counts from 1; `path` is the way of keys to it, "" for the file as a whole."""

    file: str
    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path + ': ' if self.path else ''}{self.reason}"


class CatalogueError(Exception):
    """The catalogue has mistakes. The text names all of them, one a line: file, line, keys, reason."""

    def __init__(self, problems: tuple[CatalogueProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Catalogue:
    """The services that can be done here, in the order of their files' names."""

    services: tuple[Service, ...]

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

    Of two files with the same item code the first one counts.
    """
    services: dict[str, tuple[str, Service]] = {}
    problems: list[CatalogueProblem] = []
    files = sorted(folder.glob("*.yaml"))
    if not files:
        problems.append(CatalogueProblem(folder.name, 1, "", f"there are no services (*.yaml) in {folder}"))
    for file in files:
        try:
            service, lines = _read(file)
        except CatalogueError as error:
            problems.extend(error.problems)
            continue
        twin = services.setdefault(service.item_code, (file.name, service))
        if twin[1] is not service:
            problems.append(_problem(file, lines, ("item_code",), f"{service.item_code} is in {twin[0]} already"))
    return Catalogue(tuple(service for _, service in services.values())), tuple(problems)


Keys = tuple[str | int, ...]
_Lines = dict[Keys, int]


def _read(file: Path) -> tuple[Service, _Lines]:
    """One service and the lines of its keys. Raises CatalogueError."""
    lines: _Lines = {(): 1}
    try:
        data, problems = _parse(file, lines)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError((CatalogueProblem(file.name, 1, "", f"cannot be read: {error}"),)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"is not YAML: {error.problem or error.context}"
        raise CatalogueError((CatalogueProblem(file.name, mark.line + 1 if mark else 1, "", reason),)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CatalogueError((CatalogueProblem(file.name, 1, "", f"is not YAML: {error}"),)) from error
    try:
        service = Service.model_validate(data)
        problems += [_problem(file, lines, path, reason) for path, reason in lint.faults(service)]
    except ValidationError as error:
        problems += [_problem(file, lines, wrong["loc"], wrong["msg"]) for wrong in error.errors()]
    if problems:
        raise CatalogueError(tuple(sorted(problems, key=lambda problem: problem.line)))
    return service, lines


def _problem(file: Path, lines: _Lines, path: Keys, reason: str) -> CatalogueProblem:
    known = path
    while known not in lines:  # a key that is missing stands on the line of what it is missing in
        known = known[:-1]
    return CatalogueProblem(file.name, lines[known], _written(path), reason)


def _written(path: Keys) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


class _Loader(yaml.SafeLoader):
    """Leaves days as text, so that a day that does not exist is reported at its key."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _parse(file: Path, lines: _Lines) -> tuple[Any, list[CatalogueProblem]]:
    """The file's data; fills `lines`. Keys that repeat are returned as problems. Raises yaml.YAMLError and others."""
    loader = _Loader(file.read_text(encoding="utf-8"))
    try:
        root = loader.get_single_node()
        if root is None:
            return None, []
        problems: list[CatalogueProblem] = []
        repeated: set[Keys] = set()
        for path, line in _walk(root, ()):
            if path[:-1] in repeated:
                repeated.add(path)
            elif path in lines:
                repeated.add(path)
                reason = f"is there twice, first in line {lines[path]}"
                problems.append(CatalogueProblem(file.name, line, _written(path), reason))
            lines.setdefault(path, line)
        return loader.construct_document(root), problems
    finally:
        loader.dispose()


def _walk(node: yaml.Node, path: Keys) -> Iterator[tuple[Keys, int]]:
    """Every key and list entry, with the line where it begins. RecursionError: an alias leads into itself."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key.start_mark.line + 1
            yield from _walk(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for at, entry in enumerate(node.value):
            yield (*path, at), entry.start_mark.line + 1
            yield from _walk(entry, (*path, at))
