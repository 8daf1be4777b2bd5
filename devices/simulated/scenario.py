"""Scenarios as files: what hands do, what is waited for, what must then be seen. How they are played lives in `stage`.

```yaml
title: { zh: 读卡中途拔卡, en: The card is pulled in mid-read }
steps:
  - do: [insert-card, chen_wen]           # a command of the rig and its words
  - do: [use, card_reader, read]
  - wait_for: { last.code: ok }           # paths of `Rig.view()`; a list is met by its length or by what is in it
    within: 5                             # seconds; 10 if left out
  - at: 60                                # seconds after the beginning, on the rig's clock
    expect: { card_reader.media: present }
```

`needs`: nobody, or kiosk; `grounds`: where it can be played; `seed`: of all that is drawn by lot. What is
counted (receipts, documents, hits, the office's cases) is counted from the beginning of the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from devices.simulated.rig_words import DEVICES

LONGEST = 3600.0  # seconds
WITHIN = 10.0  # seconds


class Needs(StrEnum):
    NOBODY = "nobody"
    KIOSK = "kiosk"


class GroundName(StrEnum):
    SIMULATED = "simulated"
    WIRE = "wire"


class ScenarioError(ValueError):
    """A scenario file is wrong; names file, step, key and reason."""


# What a path of `Rig.view()` may begin with.
SEEN = (*DEVICES, "receipts", "documents", "faults", "hits", "network", "time", "last", "kiosk", "office")
Path_ = Annotated[str, Field(pattern=rf"^({'|'.join(SEEN)})(\.[a-z_]+)*$")]
Wanted = dict[Path_, str | int | float | bool | None]
Seconds = Annotated[float, Field(ge=0, le=LONGEST)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Strict):
    """One thing: `do`, `wait_for` or `expect`; with `at`, not before then."""

    at: Seconds | None = None
    do: tuple[Annotated[str, Field(coerce_numbers_to_str=True)], ...] = ()
    wait_for: Wanted = Field(default_factory=dict)
    within: Seconds = WITHIN
    expect: Wanted = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_thing(self) -> Step:
        if sum(map(bool, (self.do, self.wait_for, self.expect))) != 1:
            raise ValueError("a step has one of do, wait_for, expect")
        if "within" in self.model_fields_set and not self.wait_for:
            raise ValueError("within belongs to wait_for")
        return self

    @property
    def text(self) -> str:
        if self.do:
            return " ".join(self.do)
        kind, wanted = ("wait for", self.wait_for) if self.wait_for else ("expect", self.expect)
        return f"{kind} " + ", ".join(f"{path}={value}" for path, value in wanted.items())


class Title(_Strict):
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Scenario(_Strict):
    title: Title
    needs: Needs = Needs.NOBODY
    grounds: tuple[GroundName, ...] = tuple(GroundName)
    seed: int = 0
    steps: tuple[Step, ...] = Field(min_length=1)


def load_scenario(path: Path) -> Scenario:
    """Raises ScenarioError."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), _Loader)
        scenario = TypeAdapter(Scenario).validate_python(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ScenarioError(f"{path}: {_where(first['loc'])}: {first['msg']}") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScenarioError(f"{path}: {error}") from error
    return scenario


def save_scenario(path: Path, scenario: Scenario) -> None:
    """Raises OSError."""
    plain = scenario.model_dump(mode="json", exclude_defaults=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")


def find_scenarios(*folders: Path) -> Mapping[str, Path]:
    """By name, which is the file's."""
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.yaml"))}


def _where(loc: tuple[int | str, ...]) -> str:
    match loc:
        case ("steps", int(number), *rest):
            return ": ".join((f"step {number + 1}", *map(str, rest[:2])))
        case _:
            return ".".join(map(str, loc)) or "the file"


class _Loader(yaml.SafeLoader):
    """A key that stands twice is a mistake, not the last one of the two."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for i, (key, (key_node, _)) in enumerate(zip(keys, node.value, strict=True)):
            if key in keys[:i]:
                raise yaml.MarkedYAMLError(None, None, f"{key} stands twice", key_node.start_mark)
        return super().construct_mapping(node, deep)
