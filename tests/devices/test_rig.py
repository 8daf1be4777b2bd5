"""The rig's table of physical verbs: what hands can do, and that what they cannot do is said."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.camera.api import CameraHealth
from devices.card.api import CardMedia
from devices.receipt_printer.api import Cover, PaperSupply
from devices.simulated.machine import SimulationError
from devices.simulated.rig import Rig

RECEIPT = np.ones((40, 576), dtype=np.bool_)


def test_a_card_goes_in_and_comes_out(rig: Rig) -> None:
    rig.run("insert-card", "chen_wen")
    inside = rig.run("status")["card_reader"]["media"]
    rig.run("pull-card")

    assert (inside, rig.run("status")["card_reader"]["media"]) == (CardMedia.PRESENT, CardMedia.ABSENT)


def test_the_lens_is_covered_and_uncovered(rig: Rig) -> None:
    rig.run("cover-lens")
    covered = rig.run("status")["camera"]["health"]
    rig.run("uncover-lens")

    assert (covered, rig.run("status")["camera"]["health"]) == (CameraHealth.DARK, CameraHealth.OK)


def test_the_camera_hangs_and_goes_on(rig: Rig) -> None:
    rig.run("stall")
    stalled = rig.run("status")["camera"]["health"]
    rig.run("resume")

    assert (stalled, rig.run("status")["camera"]["health"]) == (CameraHealth.STALLED, CameraHealth.OK)


def test_a_paper_of_the_gallery_is_laid_and_taken(rig: Rig) -> None:
    empty = rig.machine("camera").frame().image.mean()
    rig.run("lay-paper", "page", "turn=0", "tilt=0")
    laid = rig.machine("camera").frame().image.mean()
    rig.run("take-paper")

    assert rig.run("papers") == ["page"]
    assert laid > empty + 20 > rig.machine("camera").frame().image.mean()


def test_any_picture_file_can_be_laid_as_a_paper(rig: Rig, assets: Path) -> None:
    rig.run("lay-paper", str(assets / "papers" / "page.png"))

    rig.run("take-paper")


def test_paper_runs_out_and_is_loaded(rig: Rig) -> None:
    rig.run("load-paper", "17")
    rig.machine("receipt_printer").print(RECEIPT)
    used_up = rig.run("status")["receipt_printer"]["paper"]
    rig.run("load-paper", "80000")

    assert (used_up, rig.run("status")["receipt_printer"]["paper"]) == (PaperSupply.OUT, PaperSupply.OK)


def test_the_cover_opens_and_closes(rig: Rig) -> None:
    rig.run("open-cover")
    opened = rig.run("status")["receipt_printer"]
    rig.run("close-cover")

    assert (opened["cover"], opened["error"]) == (Cover.OPEN, ErrorCode.COVER_OPEN)
    assert rig.run("status")["receipt_printer"]["cover"] == Cover.CLOSED


def test_paper_jams_and_is_freed(rig: Rig) -> None:
    rig.run("jam")
    jammed = rig.run("status")["receipt_printer"]["error"]
    rig.run("clear-jam")

    assert (jammed, rig.run("status")["receipt_printer"]["error"]) == (ErrorCode.CUTTER_JAM, None)


def test_what_was_printed_is_written_as_pictures_and_torn_off(rig: Rig, tmp_path: Path) -> None:
    rig.machine("receipt_printer").print(RECEIPT)

    paths = rig.run("receipts", str(tmp_path / "receipts"))
    rig.run("tear-receipt")

    assert [Path(path).name for path in paths] == ["receipt-001.png"]
    assert Image.open(io.BytesIO(Path(paths[0]).read_bytes())).width == 576


def test_receipts_that_cannot_be_written_are_told(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SimulationError, match="cannot write receipts"):
        rig.run("receipts", str(tmp_path / "file"))


@pytest.mark.parametrize("device", ["card_reader", "camera", "receipt_printer"])
def test_each_device_can_be_unplugged_and_plugged_in(rig: Rig, device: str) -> None:
    rig.run("unplug", device)
    unplugged = rig.run("status")[device]["state"]
    rig.run("plug", device)

    assert (unplugged, rig.run("status")[device]["state"]) == (DeviceState.DISCONNECTED, DeviceState.ONLINE)


def test_an_armed_fault_hits_after_so_many_and_is_gone(rig: Rig) -> None:
    rig.run("arm-fault", "camera", "frame", "no_frame", "1")
    armed = rig.run("faults")
    rig.machine("camera").frame()

    with pytest.raises(DeviceError, match="no_frame"):
        rig.machine("camera").frame()

    assert armed == [{"device": "camera", "on": "frame", "code": "no_frame", "after": 1, "times": 1}]
    assert rig.run("faults") == []


@pytest.mark.parametrize(
    ("command", "words", "why_not"),
    [
        ("pull-card", (), "no card is in"),
        ("take-paper", (), "no paper lies there"),
        ("uncover-lens", (), "not covered"),
        ("close-cover", (), "closed already"),
        ("clear-jam", (), "nothing is jammed"),
        ("tear-receipt", (), "no receipt hangs out"),
        ("plug", ("camera",), "plugged in already"),
    ],
)
def test_what_cannot_be_done_to_a_real_machine_is_refused(
    rig: Rig, command: str, words: tuple[str, ...], why_not: str
) -> None:
    with pytest.raises(SimulationError, match=why_not):
        rig.run(command, *words)


@pytest.mark.parametrize(
    ("command", "words", "why_not"),
    [
        ("dance", (), "no such command: dance; there are cards, insert-card"),
        ("insert-card", (), "usage: insert-card KEY"),
        ("insert-card", ("chen_wen", "twice"), "usage: insert-card KEY"),
        ("insert-card", ("nobody",), "no such card: nobody; there are chen_wen"),
        ("lay-paper", ("nothing",), "no such paper: nothing; there are page"),
        ("lay-paper", ("page", "colour=1"), "no such pose: colour; there are x_mm"),
        ("lay-paper", ("page", "turn=left"), "usage: lay-paper NAME .POSE[.]{3}.: could not convert"),
        ("load-paper", ("much",), "usage: load-paper MM: could not convert"),
        ("load-paper", ("-3",), "-3 mm is no length"),
        ("load-paper", ("nan",), "nan mm is no length"),
        ("unplug", ("toaster",), "no such device: toaster; there are card_reader, camera, receipt_printer"),
        ("arm-fault", ("camera", "frame", "fire"), "usage: arm-fault .*'fire' is not a valid ErrorCode"),
        ("arm-fault", ("camera", "frame", "no_frame", "-1"), "-1 is less than nothing"),
    ],
)
def test_words_that_make_no_sense_are_answered_with_what_would(
    rig: Rig, command: str, words: tuple[str, ...], why_not: str
) -> None:
    with pytest.raises(SimulationError, match=why_not):
        rig.run(command, *words)


def test_a_file_that_is_no_picture_cannot_be_laid(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()

    with pytest.raises(SimulationError, match="not a picture"):
        rig.run("lay-paper", str(tmp_path / "empty.png"))


@pytest.mark.parametrize("question", ["cards", "papers", "faults", "status"])
def test_answers_can_be_written_as_json(rig: Rig, question: str) -> None:
    assert json.loads(json.dumps(rig.run(question))) is not None
