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
from devices.simulated.fault import SimulationError
from devices.simulated.rig import RIG_COMMANDS, Rig

RECEIPT = np.ones((40, 576), dtype=np.bool_)


@pytest.fixture(autouse=True)
def kiosk(rig: Rig) -> None:
    """A kiosk in the same process has the devices open."""
    for device in rig.ground.devices:
        rig.machine(device).open()


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


def test_what_hands_did_to_the_camera_is_seen(rig: Rig) -> None:
    for verb in ("cover-lens", "smear-lens", "stall"):
        rig.run(verb)
    done = rig.view()["camera"]
    for verb in ("uncover-lens", "wipe-lens", "resume"):
        rig.run(verb)
    undone = rig.view()["camera"]

    assert [done[fact] for fact in ("covered", "smeared", "stalled")] == [True, True, True]
    assert [undone[fact] for fact in ("covered", "smeared", "stalled")] == [False, False, False]


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
    rig.run("arm-fault", "camera", "frame", "error:no_frame", "1")
    armed = rig.run("faults")["armed"]
    rig.machine("camera").frame()

    with pytest.raises(DeviceError, match="no_frame"):
        rig.machine("camera").frame()

    assert armed == [{"device": "camera", "on": "frame", "what": "error:no_frame", "after": 1, "times": 1}]
    assert rig.run("faults")["armed"] == []
    assert rig.run("faults")["hits"]["camera"] == 1


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
        ("dance", (), "no such command: dance; did you mean cancel or"),
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
        ("arm-fault", ("camera", "frame", "fire"), "no such fault: fire; there are error, delay"),
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


def test_the_glass_is_smeared_and_wiped(rig: Rig) -> None:
    rig.run("lay-paper", "page")
    rig.run("smear-lens")
    smeared = rig.run("status")["camera"]["health"]
    rig.run("wipe-lens")

    assert (smeared, rig.run("status")["camera"]["health"]) == (CameraHealth.BLURRED, CameraHealth.OK)


def test_the_head_gets_hot_and_cools_down(rig: Rig) -> None:
    rig.run("overheat")
    hot = rig.run("status")["receipt_printer"]["error"]
    rig.run("cool-down")

    assert (hot, rig.run("status")["receipt_printer"]["error"]) == (ErrorCode.HEAD_HOT, None)


def test_sheets_run_out_and_are_loaded(rig: Rig) -> None:
    rig.run("take-sheets")
    out = rig.run("status")["document_printer"]
    rig.run("load-sheets", "20")

    assert (out["sheets"], out["error"]) == ("out", ErrorCode.PAPER_OUT)
    assert rig.run("status")["document_printer"]["sheets_left"] == 20


def test_faults_can_be_disarmed(rig: Rig) -> None:
    rig.run("arm-fault", "camera", "still", "mute")
    rig.run("clear-faults")

    assert rig.run("faults")["armed"] == []


def test_a_fault_that_cannot_happen_is_refused_with_what_can(rig: Rig) -> None:
    with pytest.raises(SimulationError, match="read freeze cannot happen here; what can: open error, read cut"):
        rig.run("arm-fault", "card_reader", "read", "freeze")


def test_time_is_advanced_frozen_and_thawed(rig: Rig) -> None:
    before = rig.clock.monotonic()
    rig.run("time", "freeze")
    rig.run("time", "advance", "90")
    frozen = rig.view()["time"]["frozen"], rig.clock.monotonic(), rig.clock.monotonic()
    rig.run("time", "thaw")

    assert frozen[0]
    assert frozen[1] == frozen[2] >= before + 90
    assert rig.clock.monotonic() >= frozen[2]


@pytest.mark.parametrize("words", [("advance",), ("advance", "-1"), ("freeze", "3"), ("back",), ("advance", "nan")])
def test_time_does_nothing_else(rig: Rig, words: tuple[str, ...]) -> None:
    with pytest.raises(SimulationError, match="time"):
        rig.run("time", *words)


def test_a_stand_in_uses_no_device_that_a_kiosk_holds(rig: Rig) -> None:
    with pytest.raises(SimulationError, match="card_reader: a kiosk holds it"):
        rig.run("use", "card_reader", "read")


def test_a_stand_in_tells_how_its_command_ended_but_not_whose_card_it_read(rig: Rig) -> None:
    rig.machine("card_reader").close()
    rig.run("insert-card", "chen_wen")
    rig.run("use", "card_reader", "read")
    told = rig.run("last")

    assert told == {"device": "card_reader", "command": "read", "code": "ok", "card": "chen_wen", "photo": 0}


def test_a_stand_ins_command_is_cancelled(rig: Rig) -> None:
    rig.machine("code_reader").close()
    rig.run("use", "code_reader", "read")
    with pytest.raises(SimulationError, match="the stand-in is busy"):
        rig.run("use", "code_reader", "read")

    rig.run("cancel")

    assert rig.run("last")["code"] == ErrorCode.CANCELLED


def test_without_a_kiosk_there_is_no_screen_to_touch(rig: Rig) -> None:
    with pytest.raises(SimulationError, match="no kiosk is here"):
        rig.run("tap", "go-on")


class Glass:
    """A kiosk's screen that remembers its touches."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def tap(self, name: str) -> None:
        self.done.append(f"tap {name}")

    def type(self, text: str) -> None:
        self.done.append(f"type {text}")

    def sign(self) -> None:
        self.done.append("sign")

    def screen(self) -> str:
        return "form"

    def names(self) -> list[str]:
        return ["go-on"]

    def close(self) -> None:
        self.done.append("close")


def test_a_finger_touches_the_kiosks_screen_and_leaves_no_word_in_the_trace(rig: Rig) -> None:
    glass = Glass()
    rig.finger = lambda: glass
    rig.run("tap", "go-on")
    rig.run("type", "13900000000")
    rig.run("sign")
    seen = rig.run("see")

    assert glass.done == ["tap go-on", "close", "type 13900000000", "close", "sign", "close", "close"]
    assert seen == rig.view()["kiosk"] == {"screen": "form", "names": ["go-on"]}
    assert "139" not in " ".join(entry["text"] for entry in rig.trace.entries())


def test_the_trace_tells_hands_commands_changes_and_faults_in_order(rig: Rig) -> None:
    rig.run("arm-fault", "card_reader", "read", "garbage")
    with pytest.raises(DeviceError, match="invalid_data"):
        rig.machine("card_reader").read()
    rig.run("insert-card", "chen_wen")
    with pytest.raises(SimulationError, match="in already"):
        rig.run("insert-card", "chen_wen")

    assert [(entry["number"], entry["kind"], entry["device"], entry["text"]) for entry in rig.trace.entries()] == [
        (1, "hand", "card_reader", "arm-fault card_reader read garbage"),
        (2, "fault", "card_reader", "read garbage"),
        (3, "status", "card_reader", "busy, absent"),
        (4, "status", "card_reader", "online, absent"),
        (5, "command", "card_reader", "read: invalid_data"),
        (6, "hand", "card_reader", "insert-card chen_wen"),
        (7, "status", "card_reader", "online, present"),
        (8, "hand", "card_reader", "insert-card chen_wen"),
        (9, "hand", "card_reader", "insert-card: refused"),
    ]


def test_the_trace_keeps_the_last_two_hundred_and_tells_those_who_listen(rig: Rig) -> None:
    heard: list[int] = []
    unsubscribe = rig.trace.subscribe(lambda entry: heard.append(entry["number"]))
    for _ in range(150):
        rig.run("unplug", "camera")
        rig.run("plug", "camera")
    unsubscribe()
    rig.run("jam")

    kept = [entry["number"] for entry in rig.trace.entries()]
    assert len(kept) == 200
    assert kept == list(range(kept[0], kept[0] + 200))
    assert kept[-3] >= heard[-1] > 200


def test_everything_that_can_be_seen_can_be_written_as_json(rig: Rig) -> None:
    view = json.loads(json.dumps(rig.view()))

    assert {"card_reader", "camera", "receipt_printer", "document_printer", "code_reader"} < view.keys()
    assert (view["receipts"], view["faults"], view["network"], view["last"]) == (0, [], None, None)


def test_each_command_says_in_which_group_it_stands_and_what_its_words_may_be(rig: Rig) -> None:
    choices = {
        (command.name, word.name): list(word.choices(rig))
        for command in RIG_COMMANDS.values()
        for word in command.words
        if word.choices is not None
    }

    assert choices["insert-card", "key"] == list(rig.wallet)
    assert choices["lay-paper", "name"] == ["page"]
    assert choices["unplug", "device"] == list(rig.ground.devices)
    assert "read" in choices["arm-fault", "operation"]
    assert all(command.group for command in RIG_COMMANDS.values())
