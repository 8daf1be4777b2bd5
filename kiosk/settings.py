"""How one kiosk is set up: `kiosk.toml` and the environment, typed. Errors name the key.

Environment variables win over the file: `KIOSK_OFFICE__URL` is `url` in `[office]`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from kiosk.catalogue.model import Words


class SettingsError(Exception):
    """The settings cannot be used; the text names file, key and reason."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KioskPart(Part):
    id: str = Field(pattern=r"^\d{6}-\d{2,4}$")  # region and running number
    hall: Words
    data: Path  # everything that must survive a restart


class OfficePart(Part):
    url: str
    token_file: Path
    public_keys: Path  # what the office gave this kiosk when it was enrolled
    ca_file: Path | None = None  # None: the system's certificates
    verifier: str = ""  # host of the page that verifies receipts; "" = the office's own


class CardReaderPart(Part):
    driver: Literal["pcsc", "simulated", "none"]
    reader: str = ""  # part of the reader's name; "" takes the first one


class CameraPart(Part):
    driver: Literal["opencv", "simulated", "none"]
    source: str = "0"  # device index, file, or stream address
    still_source: str = ""  # where a still is fetched, if not from the source itself


class ReceiptPrinterPart(Part):
    driver: Literal["escpos", "simulated", "none"]
    host: str = ""
    port: int = Field(default=9100, gt=0, lt=65536)
    width_dots: Literal[384, 576] = 576


class DocumentPrinterPart(Part):
    driver: Literal["file", "none"]
    folder: Path | None = None


class DevicesPart(Part):
    card_reader: CardReaderPart
    camera: CameraPart
    receipt_printer: ReceiptPrinterPart
    document_printer: DocumentPrinterPart
    rig: Path | None = None  # where the test rig listens, when anything is simulated


class VisitPart(Part):
    idle_seconds: float = Field(default=60.0, gt=0)
    warning_seconds: float = Field(default=30.0, ge=20.0)
    fullscreen: bool = True


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="KIOSK_", env_nested_delimiter="__", frozen=True, extra="forbid", env_ignore_empty=True
    )

    kiosk: KioskPart
    office: OfficePart
    devices: DevicesPart
    visit: VisitPart = VisitPart()
    assets: Path = Path(__file__).resolve().parent.parent / "assets"
    robot: Path | None = None  # testers only: where the touch robot listens

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (env_settings, init_settings)


def load_settings(path: Path) -> Settings:
    """The settings in `path`. Raises SettingsError."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}") from None
    try:
        return Settings(**raw)
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from None
