"""The wallet: invented people's cards, for the simulated reader and the virtual cards alike. Data, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from devices.card.api import CardData, CardKind


class Behaviour(StrEnum):
    """How a card behaves in a reader."""

    GOOD = "good"
    MUTE = "mute"  # does not answer to reset: dead, or the wrong way in
    SILENT = "silent"  # answers to reset, then to nothing
    UNKNOWN = "unknown"  # healthy, but no card that the kiosk reads
    LOCKED = "locked"  # shows its holder only after a PIN
    WRONG_SLOT = "wrong_slot"  # a resident card where no security module is


@dataclass(frozen=True, slots=True)
class WalletCard:
    """One card of the wallet. `data` is None when nothing can be read from it."""

    key: str
    title: str
    data: CardData | None = None
    behaviour: Behaviour = Behaviour.GOOD


class WalletError(ValueError):
    """A wallet file is wrong; names file, key and reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Holder(_Strict):
    kind: CardKind
    name: str = Field(min_length=1)
    number: str = Field(pattern="^[0-9]{17}[0-9X]$")
    sex: str = ""
    ethnicity: str = ""
    birth: date | None = None
    address: str = ""
    authority: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    long_term: bool = False


class _Entry(_Strict):
    title: str
    behaviour: Behaviour = Behaviour.GOOD
    card: _Holder | None = None


def load_wallet(path: Path) -> Mapping[str, WalletCard]:
    """Cards by key, in the order of the file. Raises WalletError."""
    try:
        entries = TypeAdapter(dict[str, _Entry]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise WalletError(f"{path}: {where}: {first['msg']}") from error
    except (OSError, yaml.YAMLError) as error:
        raise WalletError(f"{path}: {error}") from error
    return MappingProxyType({key: _card(key, entry) for key, entry in entries.items()})


def _card(key: str, entry: _Entry) -> WalletCard:
    data = CardData(**entry.card.model_dump()) if entry.card else None
    return WalletCard(key, entry.title, data, entry.behaviour)
