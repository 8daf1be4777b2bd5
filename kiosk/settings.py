"""How one kiosk is set up: `kiosk.toml` and the environment, typed. Errors name the key.

Environment variables win over the file: `KIOSK_OFFICE__URL` is `url` in `[office]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, ValidationError
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


# Addresses: what they mean stands with their drivers; here only their shape is checked, before anything starts.
_SERIAL = r"serial:/.+"
_USB = r"usb:[0-9a-fA-F]{4}:[0-9a-fA-F]{4}"
SdtAddress = Annotated[str, Field(pattern=rf"^({_SERIAL}|{_USB}|hid:/.+|escape:.+)$")]
PrinterAddress = Annotated[str, Field(pattern=rf"^({_SERIAL}|{_USB}|tcp:.+:\d+|file:/.+)$")]
ScanEngineAddress = Annotated[str, Field(pattern=rf"^({_SERIAL}|hid:/.+)$")]
Uri = Annotated[str, Field(pattern=r"^ipps?://.+$")]
Size = tuple[PositiveInt, PositiveInt]  # pixels, width and height
Command = Annotated[tuple[str, ...], Field(min_length=1)]  # a program and its words


class CardSlotPart(Part):
    """One reader, or one slot of the machine."""

    driver: Literal["pcsc", "sdt", "vendor", "simulated", "none"]
    reader: str = ""  # pcsc: part of the reader's name; "" takes the first one
    csca: Path | None = None  # pcsc: folder of certificates whose travel documents are trusted (DER or PEM)
    address: SdtAddress | None = None  # sdt
    photo_decoder: Command | None = None  # sdt: the maker's program that turns WLT into a picture
    command: Command | None = None  # vendor: the program that drives the reader


class CardReaderPart(CardSlotPart):
    second: CardSlotPart | None = None  # another slot, which takes what the first cannot read


class CameraPart(Part):
    driver: Literal["opencv", "simulated", "none"]
    source: str = "0"  # device index, file, or stream address
    still_source: str = ""  # where a still is fetched, if not from the source itself
    # For a device only; see `devices.camera.controls`.
    live_size: Size | None = None
    still_size: Size = (3264, 2448)
    focus: NonNegativeInt | Literal["auto"] | None = None
    exposure: NonNegativeInt | Literal["auto"] | None = None


class ReceiptPrinterPart(Part):
    driver: Literal["escpos", "simulated", "none"]
    address: PrinterAddress | None = None
    width_dots: Literal[384, 576] = 576  # 58 and 80 mm paper


class DocumentPrinterPart(Part):
    driver: Literal["ipp", "file", "simulated", "none"]
    uri: Uri | None = None  # ipp: the printer, or a queue of CUPS
    folder: Path | None = None  # file


class CodeReaderPart(Part):
    driver: Literal["scan_engine", "camera", "simulated", "none"]
    address: ScanEngineAddress | None = None  # scan_engine


class DevicesPart(Part):
    card_reader: CardReaderPart
    camera: CameraPart
    receipt_printer: ReceiptPrinterPart
    document_printer: DocumentPrinterPart
    code_reader: CodeReaderPart = CodeReaderPart(driver="none")
    rig: Path | None = None  # where the test rig listens, when anything is simulated

    def lacking(self) -> Iterator[str]:
        """What the chosen drivers cannot do without and is not there: key, and why."""
        parts: dict[str, Any] = {name: getattr(self, name) for name in DevicesPart.model_fields if name != "rig"}
        if self.card_reader.second is not None:
            parts["card_reader.second"] = self.card_reader.second
        for name, part in parts.items():
            wanted = _WANTED.get(part.driver)
            if wanted is not None and getattr(part, wanted) is None:
                yield f"devices.{name}.{wanted}: the driver '{part.driver}' cannot do without"
            if part.driver == "simulated" and self.rig is None:
                yield "devices.rig: simulated devices need the folder in which the test rig listens"
        if self.code_reader.driver == "camera" and self.camera.driver == "none":
            yield "devices.code_reader.driver: 'camera' reads codes with the document camera, and there is none"


_WANTED = {
    "sdt": "address",
    "vendor": "command",
    "escpos": "address",
    "ipp": "uri",
    "file": "folder",
    "scan_engine": "address",
}


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
        settings = Settings(**raw)
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        raise SettingsError("\n".join(lines)) from None
    if lacking := list(dict.fromkeys(settings.devices.lacking())):
        raise SettingsError("\n".join(f"{path}: {line}" for line in lacking))
    return settings
