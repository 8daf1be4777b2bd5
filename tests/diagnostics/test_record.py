"""Recording: warned and confirmed first, one command, a tape that names its driver; and nothing is ever overwritten."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.tape import read_tape
from devices.virtual.escpos_printer import VirtualEscposPrinter
from kiosk.diagnostics.record import CONFIRMATION, NotRecorded, record, stripes
from kiosk.settings import Settings, SettingsError, load_settings
from kiosk.wording import Language, Wording, wording
from tests.kiosk.test_settings import GOOD, written


class Person:
    def __init__(self, *answers: str) -> None:
        self._answers = iter(answers)
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        return next(self._answers, "")


@pytest.fixture
def printer() -> Iterator[VirtualEscposPrinter]:
    with VirtualEscposPrinter() as printer:
        yield printer


@pytest.fixture
def settings(printer: VirtualEscposPrinter, tmp_path: Path) -> Settings:
    return load_settings(written(tmp_path, GOOD.replace("tcp:192.0.2.7:9100", printer.address)))


@pytest.fixture
def words(assets: Path) -> Wording:
    return wording(assets / "wording", Language.EN)


def test_what_passes_on_the_line_of_a_real_driver_is_on_the_tape(
    settings: Settings, words: Wording, tmp_path: Path, printer: VirtualEscposPrinter
) -> None:
    file = tmp_path / "tape.json"
    person = Person(CONFIRMATION)
    tape = record(settings, "receipt_printer", file, words, test_card=False, ask=person)
    assert (tape.driver, tape.command, tape.outcome) == ("escpos", "print", "done")
    assert read_tape(file.read_text(encoding="utf-8")) == tape
    assert len(printer.receipts) == 1
    assert [question.splitlines()[0][:16] for question in person.asked] == ["ONLY TEST CARDS.", "One short test p"]


@pytest.mark.processes
def test_the_command_line_records_a_device(words: Wording, tmp_path: Path, printer: VirtualEscposPrinter) -> None:
    kiosk_toml = written(tmp_path, GOOD.replace("tcp:192.0.2.7:9100", printer.address))
    file = tmp_path / "tape.json"
    asked = [sys.executable, "-m", "kiosk", "diagnose", "record", "receipt_printer", str(file)]
    options = ["--settings", str(kiosk_toml), "--test-card", "--language", "en"]

    done, again = (
        subprocess.run([*asked, *options], input="\n", capture_output=True, text=True, timeout=30, check=False)
        for _ in range(2)
    )

    tape = read_tape(file.read_text(encoding="utf-8"))
    entries = len(tape.entries)
    last = words.text("record-done", driver="escpos", command="print", outcome="done", entries=entries, file=str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"{last}\n")
    assert (tape.outcome, len(printer.receipts)) == ("done", 1)
    assert (again.returncode, again.stderr) == (2, f"kiosk: {words.text('record-exists', file=str(file))}\n")


def test_a_command_that_fails_is_worth_a_tape_too(
    settings: Settings, words: Wording, tmp_path: Path, printer: VirtualEscposPrinter
) -> None:
    printer.open_cover()
    tape = record(settings, "receipt_printer", tmp_path / "tape.json", words, test_card=True, ask=Person())
    assert tape.outcome == "cover_open"


@pytest.mark.parametrize("typed", ["", "yes", "TEST "])
def test_without_the_typed_confirmation_nothing_is_touched(
    settings: Settings, words: Wording, tmp_path: Path, printer: VirtualEscposPrinter, typed: str
) -> None:
    with pytest.raises(NotRecorded, match="Nothing was recorded"):
        record(settings, "receipt_printer", tmp_path / "tape.json", words, test_card=False, ask=Person(typed))
    assert not (tmp_path / "tape.json").exists()
    assert not printer.receipts


def test_a_tape_that_is_there_already_stays(settings: Settings, words: Wording, tmp_path: Path) -> None:
    (tmp_path / "tape.json").write_text("precious")
    with pytest.raises(NotRecorded, match="is there already"):
        record(settings, "receipt_printer", tmp_path / "tape.json", words, test_card=True, ask=pytest.fail)
    assert (tmp_path / "tape.json").read_text() == "precious"


@pytest.mark.parametrize("device", ["camera", "document_printer", "code_reader", "toaster"])
def test_what_cannot_be_recorded_is_told_with_its_key(
    settings: Settings, words: Wording, tmp_path: Path, device: str
) -> None:
    with pytest.raises(SettingsError, match=f"devices.{device}.driver: what can be recorded"):
        record(settings, device, tmp_path / "tape.json", words, test_card=True, ask=pytest.fail)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("device", ["card_reader", "receipt_printer", "code_reader"])
def test_what_to_lay_ready_is_said_in_both_languages(assets: Path, language: Language, device: str) -> None:
    assert wording(assets / "wording", language).text(f"record-ready-{device}")


def test_the_test_picture_reaches_every_edge() -> None:
    picture = stripes(384)
    assert picture.shape == (160, 384)
    assert picture[0].all()
    assert picture[-1].all()
    assert picture[:, 0].all()
    assert picture[:, -1].all()
