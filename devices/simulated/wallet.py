"""The wallet: invented people's cards, for the simulated reader and the virtual cards alike. Data, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from devices.card.api import Authenticity, CardData, CardKind, Secret
from devices.card.emrtd.mrz import mrz_information


class Behaviour(StrEnum):
    """How a card behaves in a reader."""

    GOOD = "good"
    MUTE = "mute"  # does not answer to reset: dead, or the wrong way in
    SILENT = "silent"  # answers to reset, then to nothing
    UNKNOWN = "unknown"  # healthy, but no card that the kiosk reads
    DAMAGED = "damaged"  # begins to answer, then breaks off
    LOCKED = "locked"  # shows its holder only after a PIN
    WRONG_SLOT = "wrong_slot"  # a resident card where no security module is


TRAVEL_DOCUMENTS = frozenset({CardKind.TRAVEL_PERMIT, CardKind.PASSPORT})


@dataclass(frozen=True, slots=True)
class WalletCard:
    """One card of the wallet. `data` is None when nothing can be read from it."""

    key: str
    title: Mapping[str, str]  # by language: zh, en
    data: CardData | None = None
    behaviour: Behaviour = Behaviour.GOOD
    can: str = field(default="", repr=False)  # a travel document with one speaks PACE, without one BAC only

    @property
    def secret(self) -> Secret | None:
        """What is printed on a travel document and opens its chip; None: the card needs none."""
        if self.data is None or self.data.kind not in TRAVEL_DOCUMENTS:
            return None
        if self.data.birth is None or self.data.valid_to is None:
            raise ValueError(f"card {self.key} has no dates, so nothing can open it")
        birth, expiry = (f"{day:%y%m%d}" for day in (self.data.birth, self.data.valid_to))
        return Secret(mrz_information(self.data.permit_number, birth, expiry), self.can)


class WalletError(ValueError):
    """A wallet file is wrong; names file, key and reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Holder(_Strict):
    kind: CardKind
    name: str = Field(min_length=1)
    number: str = Field(pattern="^[A-Z0-9]{8,18}$")
    sex: str = ""
    ethnicity: str = ""
    birth: date | None = None
    address: str = ""
    authority: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    long_term: bool = False
    name_latin: str = ""
    nationality: str = ""
    permit_number: str = ""
    issue_count: str = ""
    photo: str = ""  # a file beside the wallet
    authenticity: Authenticity = Authenticity.NOT_SIGNED


class _Title(_Strict):
    zh: str
    en: str


class _Entry(_Strict):
    title: _Title
    behaviour: Behaviour = Behaviour.GOOD
    card: _Holder | None = None
    can: str = Field(default="", pattern="^([0-9]{6})?$")


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
    try:
        return MappingProxyType({key: _card(key, entry, path.parent) for key, entry in entries.items()})
    except OSError as error:
        raise WalletError(f"{path}: {error}") from error


def _card(key: str, entry: _Entry, folder: Path) -> WalletCard:
    if entry.card is None:
        return WalletCard(key, entry.title.model_dump(), None, entry.behaviour, entry.can)
    said = entry.card.model_dump(exclude={"photo"})
    photo = (folder / entry.card.photo).read_bytes() if entry.card.photo else b""
    return WalletCard(key, entry.title.model_dump(), CardData(**said, photo=photo), entry.behaviour, entry.can)
