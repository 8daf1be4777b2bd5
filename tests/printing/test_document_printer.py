"""The folder that takes the place of the A4 printer."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.document_printer.api import DocumentPrinterCapabilities, DocumentPrinterStatus
from devices.document_printer.file import FileDocumentPrinter

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def printer(tmp_path: Path) -> FileDocumentPrinter:
    printer = FileDocumentPrinter("document_printer", tmp_path / "tray")
    printer.open()
    return printer


def test_documents_lie_in_the_folder_in_their_order(printer: FileDocumentPrinter, tmp_path: Path) -> None:
    printer.print(PDF, "参保证明")
    printer.print(PDF, "../a b")
    assert sorted(path.name for path in (tmp_path / "tray").iterdir()) == ["0001-参保证明.pdf", "0002-a-b.pdf"]
    assert (tmp_path / "tray" / "0001-参保证明.pdf").read_bytes() == PDF


def test_a_document_is_for_its_owners_eyes_alone(printer: FileDocumentPrinter, tmp_path: Path) -> None:
    printer.print(PDF, "proof")
    assert stat.S_IMODE((tmp_path / "tray" / "0001-proof.pdf").stat().st_mode) == 0o600


def test_a_document_never_takes_the_place_of_another(printer: FileDocumentPrinter, tmp_path: Path) -> None:
    (tmp_path / "tray" / "0002-proof.pdf").write_bytes(b"of yesterday")
    printer.print(PDF, "proof")
    assert (tmp_path / "tray" / "0002-proof.pdf").read_bytes() == b"of yesterday"
    assert (tmp_path / "tray" / "0003-proof.pdf").read_bytes() == PDF


def test_each_copy_is_a_file(printer: FileDocumentPrinter, tmp_path: Path) -> None:
    printer.print(PDF, "proof", copies=2)
    assert [path.read_bytes() for path in (tmp_path / "tray").iterdir()] == [PDF, PDF]


def test_a_folder_cannot_tell_of_paper_door_and_toner(printer: FileDocumentPrinter) -> None:
    status = printer.status()
    assert status == DocumentPrinterStatus(DeviceState.ONLINE, None, None, None, None)
    assert printer.capabilities() == DocumentPrinterCapabilities(duplex=None, colour=None)


def test_to_cancel_nothing_does_nothing(printer: FileDocumentPrinter, tmp_path: Path) -> None:
    printer.cancel()
    printer.print(PDF, "proof")
    assert len(list((tmp_path / "tray").iterdir())) == 1


def test_what_is_no_pdf_is_refused_and_leaves_nothing(printer: FileDocumentPrinter, tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as caught:
        printer.print(b"hello", "proof")
    assert caught.value.code is ErrorCode.INVALID_DATA
    assert not list((tmp_path / "tray").iterdir())


def test_a_folder_that_is_gone_is_a_hardware_error(printer: FileDocumentPrinter, tmp_path: Path) -> None:
    heard: list[DeviceState] = []
    printer.subscribe(lambda status: heard.append(status.state))
    (tmp_path / "tray").rmdir()
    with pytest.raises(DeviceError) as caught:
        printer.print(PDF, "proof")
    assert caught.value.code is ErrorCode.HARDWARE_ERROR
    assert printer.status().state is DeviceState.HARDWARE_ERROR
    assert heard == [DeviceState.HARDWARE_ERROR]


def test_a_folder_that_cannot_be_made_is_a_hardware_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DeviceError) as caught:
        FileDocumentPrinter("document_printer", tmp_path / "file" / "tray").open()
    assert caught.value.code is ErrorCode.HARDWARE_ERROR


def test_what_a_crash_left_half_written_is_gone_when_the_folder_is_opened(tmp_path: Path) -> None:
    (tmp_path / ".abcd1234.part").write_bytes(PDF)
    FileDocumentPrinter("document_printer", tmp_path).open()
    assert list(tmp_path.iterdir()) == []
