"""The registers of the data-sharing platform (公共数据平台) that services may ask, and the keys of their records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from kiosk.catalogue.base import Key, Model, Words
from kiosk.catalogue.files import read

FILE = Path("shared_data", "registers.yaml")  # in the assets


class Register(Model):
    """`by`: its records are found by a person's number, or by answers of the form."""

    name: Words
    by: Literal["person", "fields"]
    keys: Annotated[tuple[Key, ...], Field(min_length=1)]


_REGISTERS = TypeAdapter(dict[Key, Register])


def load_registers(assets: Path) -> Mapping[str, Register]:
    """By their codes. Raises CatalogueError."""
    return read(assets / FILE, _REGISTERS).value
