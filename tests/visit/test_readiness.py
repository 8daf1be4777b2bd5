"""Before a citizen begins, each service says whether it can be finished here and now."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices.api import DeviceState, Status
from devices.receipt_printer.api import PaperSupply, ReceiptPrinterStatus
from kiosk.catalogue.loader import load_catalogue
from kiosk.catalogue.model import Device, Devices, ResultKind, Service
from kiosk.readiness import DISK_FLOOR, Level, Readiness, Reason, ReasonCode, readiness

CATALOGUE = load_catalogue(Path(__file__).resolve().parents[2] / "assets" / "catalogue")
ONLINE = Status(DeviceState.ONLINE)
ALL_ONLINE: dict[Device, Status | None] = dict.fromkeys(Device, ONLINE)


@pytest.fixture
def business() -> Service:
    service = CATALOGUE.get("11330199MB0000318Y4330131002001")
    assert service is not None
    return service.model_copy(
        update={"devices": Devices(must=(Device.CARD_READER, Device.CAMERA), nice=(Device.RECEIPT_PRINTER,))}
    )


@pytest.fixture
def proof() -> Service:
    service = CATALOGUE.get("11330199MB000014XP4332014001002")
    assert service is not None
    return service


def test_with_all_devices_and_the_office_a_service_is_ready(business: Service) -> None:
    assert readiness(business, ALL_ONLINE, True, DISK_FLOOR) == Readiness(Level.READY)


def test_a_device_that_is_busy_serves(business: Service) -> None:
    statuses = {**ALL_ONLINE, Device.CAMERA: Status(DeviceState.BUSY)}
    assert readiness(business, statuses, True, DISK_FLOOR).level is Level.READY


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (DeviceState.STARTING, ReasonCode.DEVICE_STARTING),
        (DeviceState.NOT_FITTED, ReasonCode.DEVICE_NOT_FITTED),
        (DeviceState.USER_ERROR, ReasonCode.DEVICE_NEEDS_STAFF),
        (DeviceState.OFFLINE, ReasonCode.DEVICE_DOWN),
        (DeviceState.DISCONNECTED, ReasonCode.DEVICE_DOWN),
        (DeviceState.HARDWARE_ERROR, ReasonCode.DEVICE_DOWN),
        (DeviceState.TAMPERED, ReasonCode.DEVICE_DOWN),
    ],
)
def test_a_must_device_that_is_not_online_closes_the_service(
    business: Service, state: DeviceState, code: ReasonCode
) -> None:
    statuses = {**ALL_ONLINE, Device.CAMERA: Status(state)}
    assert readiness(business, statuses, True, DISK_FLOOR) == Readiness(Level.CLOSED, (Reason(code, Device.CAMERA),))


def test_a_broken_camera_closes_only_what_needs_a_camera(business: Service, proof: Service) -> None:
    statuses = {**ALL_ONLINE, Device.CAMERA: Status(DeviceState.DISCONNECTED)}
    assert readiness(business, statuses, True, DISK_FLOOR).level is Level.CLOSED
    assert readiness(proof, statuses, True, DISK_FLOOR).level is Level.DEGRADED  # only an agent brings a paper


def test_a_device_that_nobody_knows_of_is_not_fitted(business: Service) -> None:
    told = readiness(business, {Device.CARD_READER: ONLINE, Device.RECEIPT_PRINTER: ONLINE}, True, DISK_FLOOR)
    assert told.reasons == (Reason(ReasonCode.DEVICE_NOT_FITTED, Device.CAMERA),)


def test_a_nice_device_that_is_not_online_makes_a_difference_and_says_so(business: Service) -> None:
    statuses = {**ALL_ONLINE, Device.RECEIPT_PRINTER: Status(DeviceState.USER_ERROR)}
    reason = Reason(ReasonCode.DEVICE_NEEDS_STAFF, Device.RECEIPT_PRINTER)
    assert readiness(business, statuses, True, DISK_FLOOR) == Readiness(Level.DEGRADED, (reason,))


def test_paper_that_runs_low_is_no_matter_for_the_citizen(business: Service) -> None:
    low = ReceiptPrinterStatus(DeviceState.ONLINE, paper=PaperSupply.LOW)
    assert readiness(business, {**ALL_ONLINE, Device.RECEIPT_PRINTER: low}, True, DISK_FLOOR).level is Level.READY


def test_with_the_office_away_a_case_is_kept_by_this_machine(business: Service) -> None:
    told = readiness(business, ALL_ONLINE, False, DISK_FLOOR)
    assert told == Readiness(Level.DEGRADED, (Reason(ReasonCode.OFFICE_AWAY),))


def test_with_the_office_away_a_proof_cannot_be_made(proof: Service) -> None:
    told = readiness(proof, ALL_ONLINE, False, DISK_FLOOR)
    assert told == Readiness(Level.CLOSED, (Reason(ReasonCode.OFFICE_NEEDED),))


def test_with_the_office_away_what_is_decided_at_once_can_still_be_handed_in(proof: Service) -> None:
    decision = proof.result.model_copy(update={"kind": ResultKind.DECISION})
    service = proof.model_copy(update={"result": decision})
    assert readiness(service, ALL_ONLINE, False, DISK_FLOOR).level is Level.DEGRADED


def test_an_office_that_was_not_asked_yet_is_hoped_for(business: Service, proof: Service) -> None:
    assert readiness(business, ALL_ONLINE, None, DISK_FLOOR).level is Level.READY
    assert readiness(proof, ALL_ONLINE, None, DISK_FLOOR).level is Level.READY


def test_a_full_disk_closes_every_service(business: Service, proof: Service) -> None:
    closed = Readiness(Level.CLOSED, (Reason(ReasonCode.DISK_FULL),))
    assert readiness(business, ALL_ONLINE, True, DISK_FLOOR - 1) == closed
    assert readiness(proof, ALL_ONLINE, True, DISK_FLOOR - 1) == closed


def test_all_reasons_are_told_those_that_close_first(business: Service) -> None:
    statuses = {
        **ALL_ONLINE,
        Device.RECEIPT_PRINTER: Status(DeviceState.DISCONNECTED),
        Device.CAMERA: Status(DeviceState.DISCONNECTED),
    }
    told = readiness(business, statuses, False, 0)
    assert [(r.code, r.device) for r in told.reasons] == [
        (ReasonCode.DISK_FULL, None),
        (ReasonCode.DEVICE_DOWN, Device.CAMERA),
        (ReasonCode.OFFICE_AWAY, None),
        (ReasonCode.DEVICE_DOWN, Device.RECEIPT_PRINTER),
    ]
