"""What citizens agree to (告知同意): versioned words, and the digest that goes into each case."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from kiosk.catalogue.base import Text, Words

Kind = Literal["privacy", "sensitive", "helper"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One text to be agreed to. `sha256`: of its words in all languages, hex."""

    kind: str
    version: str
    text: Words
    sha256: str


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    version: Text
    text: Words
    basis: Text


_ENTRIES = TypeAdapter(tuple[_Entry, ...])


def load_notices(assets: Path) -> tuple[Notice, ...]:
    """The notices of `assets/privacy/notice.yaml`. Raises OSError, yaml.YAMLError or ValueError."""
    raw = yaml.safe_load((assets / "privacy" / "notice.yaml").read_text(encoding="utf-8"))
    return tuple(_notice(entry) for entry in _ENTRIES.validate_python(raw))


def _notice(entry: _Entry) -> Notice:
    words = "\0".join((entry.kind, entry.version, entry.text.zh, entry.text.en, entry.basis))
    return Notice(entry.kind, entry.version, entry.text, hashlib.sha256(words.encode()).hexdigest())
