"""One YAML file as typed data. What is wrong with it is told with file, line, keys, rule and reason, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class CatalogueProblem:
    """One mistake in one file. `line` counts from 1; `path` is the way of keys to it, "" for the file as a whole.

    `rule`: the name of a rule of `lint`; `Class.key` where an object contradicts itself; pydantic's name where a value
    has the wrong form; `yaml`, `unreadable` or `repeated` where it does not come as far as that.
    """

    file: str
    line: int
    path: str
    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.path + ': ' if self.path else ''}{self.reason}"


class CatalogueError(Exception):
    """The catalogue has mistakes. The text names all of them, one a line: file, line, rule, keys, reason."""

    def __init__(self, problems: Iterable[CatalogueProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Typed(Generic[T]):
    """What a file says, and on which line it says it."""

    name: str
    value: T
    lines: Mapping[Keys, int]

    def line(self, path: Keys) -> int:
        """Of a key; one that is not there stands on the line of what it is missing in."""
        return _line(self.lines, path)

    def problem(self, path: Keys, rule: str, reason: str) -> CatalogueProblem:
        return CatalogueProblem(self.name, self.line(path), written(path), rule, reason)


def read(file: Path, kind: TypeAdapter[T]) -> Typed[T]:
    """Raises CatalogueError."""
    lines: dict[Keys, int] = {(): 1}
    try:
        data, problems = _parse(file, lines)
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError([CatalogueProblem(file.name, 1, "", "unreadable", f"cannot be read: {error}")]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"is not YAML: {error.problem or error.context}"
        raise CatalogueError([CatalogueProblem(file.name, mark.line + 1 if mark else 1, "", "yaml", reason)]) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CatalogueError([CatalogueProblem(file.name, 1, "", "yaml", f"is not YAML: {error}")]) from error
    try:
        value = kind.validate_python(data)
    except ValidationError as error:
        problems += [
            CatalogueProblem(file.name, _line(lines, loc), written(loc), _rule(wrong), wrong["msg"])
            for wrong in error.errors(include_url=False, include_input=False)
            for loc in [wrong["loc"]]
        ]
    if problems:
        raise CatalogueError(problems)
    return Typed(file.name, value, lines)


def _rule(wrong: Any) -> str:
    return f"{wrong['ctx']['of']}.{wrong['loc'][-1]}" if wrong["type"] == "contradiction" else str(wrong["type"])


def _line(lines: Mapping[Keys, int], path: Keys) -> int:
    while path not in lines:
        path = path[:-1]
    return lines[path]


def written(path: Keys) -> str:
    """As people write it: `fields[3].visible_when`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


class _Loader(yaml.CSafeLoader):
    """Leaves days as text, so that a day that does not exist is reported at its key. C: a visit waits for the files."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _parse(file: Path, lines: dict[Keys, int]) -> tuple[Any, list[CatalogueProblem]]:
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
                problems.append(CatalogueProblem(file.name, line, written(path), "repeated", reason))
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
