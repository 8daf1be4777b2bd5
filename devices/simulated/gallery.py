"""The gallery: papers that a tester can lay under the camera, each with what is wrong with it. Data, read from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from devices.camera.api import Image
from devices.simulated.fault import SimulationError
from devices.virtual.desk import Pose


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture and how it lies."""

    picture: Path
    pose: Pose


@dataclass(frozen=True, slots=True)
class Paper:
    """What is laid at once: the sheets, the lowest first, none for a bare mat. Light and lens are the first one's."""

    name: str
    title: Mapping[str, str]  # by language: zh, en
    sheets: tuple[Sheet, ...]
    verdict: str = ""  # what the scanner says of it, as `kiosk.scanning.judge.Reason`; empty: it takes the page
    holder: str = ""  # whose paper it is, by a key of the wallet; empty: nobody's in particular

    def posed(self, **pose: float) -> Paper:
        """The same, but the first sheet lies as said: fields of `Pose`. Raises SimulationError."""
        if not pose:
            return self
        if not self.sheets:
            raise SimulationError(f"{self.name} has no paper that could lie otherwise")
        first, *others = self.sheets
        return replace(self, sheets=(Sheet(first.picture, first.pose.but(**pose)), *others))

    def pictures(self) -> tuple[tuple[Image, Pose], ...]:
        """As `Desk.lay` takes them. Raises SimulationError for a file that is no picture."""
        return tuple((_read(sheet.picture), sheet.pose) for sheet in self.sheets)


class GalleryError(ValueError):
    """A gallery file is wrong; names file, key and reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Sheet(_Strict):
    picture: str
    pose: dict[str, float] = Field(default_factory=dict)


class _Title(_Strict):
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _Entry(_Strict):
    title: _Title
    sheets: list[_Sheet]
    verdict: str = ""
    holder: str = ""


def load_gallery(path: Path) -> Mapping[str, Paper]:
    """Papers by name, in the order of the file; their pictures lie beside it. Raises GalleryError."""
    try:
        entries = TypeAdapter(dict[str, _Entry]).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
        return MappingProxyType({name: _paper(path.parent, name, entry) for name, entry in entries.items()})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise GalleryError(f"{path}: {where}: {first['msg']}") from error
    except (OSError, yaml.YAMLError, SimulationError) as error:
        raise GalleryError(f"{path}: {error}") from error


def find_paper(gallery: Mapping[str, Paper], name: str) -> Paper:
    """A paper of the gallery by its name, or any picture file by its path. Raises SimulationError."""
    if name in gallery:
        return gallery[name]
    if not Path(name).is_file():
        raise SimulationError(f"no such paper: {name}; there are {', '.join(gallery)}")
    file = Path(name).name
    return Paper(name, {"zh": file, "en": file}, (Sheet(Path(name), Pose()),))


def _paper(folder: Path, name: str, entry: _Entry) -> Paper:
    sheets = []
    for sheet in entry.sheets:
        if not (folder / sheet.picture).is_file():
            raise SimulationError(f"{name}: no such picture: {sheet.picture}")
        try:
            sheets.append(Sheet(folder / sheet.picture, Pose().but(**sheet.pose)))
        except SimulationError as error:
            raise SimulationError(f"{name}: {error}") from error
    return Paper(name, entry.title.model_dump(), tuple(sheets), entry.verdict, entry.holder)


def _read(path: Path) -> Image:
    try:
        file: Any = np.fromfile(path, dtype=np.uint8)
    except OSError as error:
        raise SimulationError(f"cannot be read: {path}: {error.strerror}") from error
    image = cv2.imdecode(file, cv2.IMREAD_COLOR) if file.size else None
    if image is None:
        raise SimulationError(f"not a picture: {path}")
    return np.asarray(image, dtype=np.uint8)
