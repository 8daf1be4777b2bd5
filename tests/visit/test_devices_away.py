"""A device that goes away while the citizen stands before it: told at once, and over by itself when it is back."""

from __future__ import annotations

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode, Status
from devices.camera.api import CameraHealth, CameraStatus
from devices.card.api import CardMedia, CardReaderStatus
from kiosk.scanning.judge import Reason, Refusal
from kiosk.visit.state import Busy, EndReason, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import CARD, OTHER_CARD, PAGE, Desk, failure, to_identify, to_materials

UNPLUGGED = CardReaderStatus(DeviceState.DISCONNECTED, failure(ErrorCode.DISCONNECTED, "card_reader"))
COLLISION = failure(ErrorCode.CARD_COLLISION, "card_reader")


def away(code: str, device: str = "card_reader") -> Trouble:
    return Trouble(code, device, lasting=True)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (UNPLUGGED, "disconnected"),
        (Status(DeviceState.DISCONNECTED, failure(ErrorCode.DISCONNECTED, "card_reader")), "disconnected"),
        (Status(DeviceState.OFFLINE), "disconnected"),
        (Status(DeviceState.HARDWARE_ERROR, failure(ErrorCode.TIMEOUT, "card_reader")), "hardware_error"),
        (Status(DeviceState.TAMPERED), "hardware_error"),
        (Status(DeviceState.STARTING), "not_ready"),
        (CardReaderStatus(DeviceState.USER_ERROR, None, CardMedia.JAMMED), "user_error"),
        (CardReaderStatus(DeviceState.USER_ERROR, COLLISION, CardMedia.UNKNOWN), "card_collision"),
    ],
)
def test_a_reader_that_cannot_read_is_told_at_once_and_over_when_it_can(
    visit: Visit, desk: Desk, status: Status, code: str
) -> None:
    to_identify(visit)
    desk.reader.report(status)
    assert visit.state.trouble == away(code)
    desk.pull()
    assert visit.state.trouble is None
    desk.insert()
    assert visit.state.step is Step.FORM


def test_who_comes_to_a_reader_that_is_away_is_told_so(visit: Visit, desk: Desk) -> None:
    desk.reader.report(UNPLUGGED)
    assert visit.state.trouble is None
    to_identify(visit)
    assert visit.state.trouble == away("disconnected")
    visit.go_back()
    assert (visit.state.step, visit.state.trouble) == (Step.PRIVACY, None)


def test_what_still_is_so_cannot_be_dismissed(visit: Visit, desk: Desk) -> None:
    to_identify(visit)
    desk.reader.report(UNPLUGGED)
    visit.dismiss()
    assert visit.state.trouble == away("disconnected")


def test_a_reader_that_goes_away_in_the_middle_is_not_waited_for(visit: Visit, desk: Desk) -> None:
    to_identify(visit)
    desk.reader.held = True
    desk.insert(failure(ErrorCode.TIMEOUT, "card_reader"), CARD)
    assert visit.state.busy is Busy.READING_CARD
    desk.reader.report(UNPLUGGED)
    assert (visit.state.busy, visit.state.trouble) == (None, away("disconnected"))
    desk.reader.let_go()
    assert visit.state.trouble == away("disconnected")
    desk.reader.held = False
    desk.reader.report(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.PRESENT))
    assert visit.state.step is Step.FORM


def test_the_same_news_is_recorded_once(visit: Visit, desk: Desk) -> None:
    to_identify(visit)
    desk.reader.report(UNPLUGGED)
    desk.reader.report(Status(DeviceState.DISCONNECTED))
    assert [event for event, _ in desk.events].count("trouble-shown") == 1


def test_a_card_left_behind_is_not_read_because_the_reader_was_away_meanwhile(desk: Desk) -> None:
    desk.insert(OTHER_CARD)
    visit = desk.visit()
    to_identify(visit)
    desk.reader.report(UNPLUGGED)
    desk.reader.report(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.PRESENT))
    assert visit.state.trouble == Trouble("card_left_behind", "card_reader")
    visit.end(EndReason.STOPPED)
    assert desk.reader.device.asked == []


def camera_gone(desk: Desk, error: DeviceError) -> None:
    desk.camera.report(CameraStatus(DeviceState.DISCONNECTED, error, CameraHealth.GONE))
    desk.camera.device.fails = error


def test_a_picture_that_failed_because_the_camera_went_is_forgotten_when_it_is_back(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    camera_gone(desk, failure(ErrorCode.DISCONNECTED, "camera"))
    visit.scanning.capture()
    assert visit.state.trouble == away("disconnected", "camera")
    desk.camera.report(CameraStatus(DeviceState.ONLINE))
    assert visit.state.trouble is None


def test_the_camera_s_news_can_be_put_aside_to_go_another_way(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    camera_gone(desk, failure(ErrorCode.DISCONNECTED, "camera"))
    visit.scanning.capture()
    visit.dismiss()
    assert visit.state.trouble is None


def test_why_a_page_was_refused_stays_until_it_was_read(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    desk.judged.extend([Refusal(Reason.NO_PAGE), PAGE])
    visit.scanning.capture()
    desk.camera.report(CameraStatus(DeviceState.ONLINE, None, CameraHealth.OK))
    assert visit.state.trouble == Trouble("no_page", "camera")
