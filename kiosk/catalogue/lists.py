"""The four lists (四张清单): power, responsibility, negative list, special funds; readable by anybody.

Power and responsibility are made from the catalogue and complete for it. The others are data that say themselves how
far they go.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import Field, TypeAdapter

from kiosk.catalogue.base import Key, Model, Text, Words
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Kind, Service

ITEM_TYPES = {  # 事项类型, GB/T 39046-2020 A.1
    "01": Words(zh="行政许可", en="Licence"),
    "02": Words(zh="行政处罚", en="Penalty"),
    "05": Words(zh="行政给付", en="Benefit"),
    "07": Words(zh="行政确认", en="Confirmation"),
    "10": Words(zh="其他行政权力", en="Other power"),
    "20": Words(zh="公共服务", en="Public service"),
}
LEVELS = {  # 行使层级, A.2
    "1": Words(zh="国家级", en="National"),
    "2": Words(zh="省级", en="Province"),
    "3": Words(zh="市级", en="City"),
    "4": Words(zh="县级", en="County"),
    "5": Words(zh="镇（乡、街道）级", en="Township"),
    "6": Words(zh="村（社区）级", en="Village"),
    "7": Words(zh="分级管理", en="By level"),
}


@dataclass(frozen=True, slots=True)
class PowerEntry:
    """One line of the power list; all of it stands in the service."""

    service: Service
    item_type: Words
    level: Words

    @property
    def basis(self) -> tuple[Words, ...]:
        """设定依据: law and article."""
        return tuple(rule.cited for rule in self.service.legal_basis)

    @property
    def flow(self) -> tuple[Words, ...]:
        """办理流程: its stages, stations or sub-matters in order; none where it is decided on the spot."""
        service = self.service
        return tuple(part.name for part in (*service.stages, *(service.stations or service.sub_matters)))


class OtherList(Model):
    """A list that the catalogue does not tell. `complete` False: `note` says what is missing."""

    code: str = ""
    name: Words
    note: Words
    complete: bool
    entries: tuple[Words, ...] = Field(min_length=1)
    source: Text


_LISTS = TypeAdapter(dict[Key, OtherList])


def power_list(catalogue: Catalogue) -> tuple[PowerEntry, ...]:
    return tuple(
        PowerEntry(s, ITEM_TYPES[s.item_type], LEVELS[s.authority.level])
        for s in catalogue
        if s.kind is not Kind.INFORMATION
    )


def responsibilities(catalogue: Catalogue) -> tuple[tuple[Words, tuple[Service, ...]], ...]:
    """By authority: what it must do, within its times, answering to its complaint telephone."""
    offices: dict[str, tuple[Words, list[Service]]] = {}
    for service in catalogue:
        if service.kind is not Kind.INFORMATION:
            offices.setdefault(service.authority.credit_code, (service.authority.name, []))[1].append(service)
    return tuple((name, tuple(services)) for name, services in offices.values())


def load_lists(assets: Path) -> tuple[OtherList, ...]:
    """The lists of `assets/lists/lists.yaml`. Raises OSError, yaml.YAMLError or ValueError."""
    raw = yaml.safe_load((assets / "lists" / "lists.yaml").read_text(encoding="utf-8"))
    return tuple(entry.model_copy(update={"code": code}) for code, entry in _LISTS.validate_python(raw).items())
