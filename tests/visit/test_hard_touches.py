"""What most people come for is a few touches away; what cannot be finished here is said before the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from devices.api import DeviceState, Status
from kiosk.catalogue.model import Delivery, Device, IdentityLevel, Kind, Source
from kiosk.readiness import DISK_FLOOR, Level, readiness
from kiosk.submission.questions import AskPayment, ConfirmPresence, OrderPayment, PaymentAnswer, PresenceAnswer
from kiosk.visit.state import DeliveryChoice, EndReason, PaymentState, Step
from kiosk.visit.visit import Visit
from tests.visit.conftest import CARD, STROKES, Desk

MOST = 7
CHILD = "330199201803150016"
WIFE = "330199199209170460"
PAID = PaymentAnswer(order="JK1", amount=Decimal(20), code="https://pay.example.gov.cn/1", state="paid", voucher="1")


@dataclass(frozen=True)
class Task:
    """What somebody tells who comes for it, and what the registers know of them already."""

    situation: Mapping[str, str]
    form: Mapping[str, str]
    records: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)


def own(register: str, **record: str) -> dict[tuple[str, str], Mapping[str, str]]:
    return {(register, CARD.number): record}


TASKS = {
    "11330199MB000014XP4332014001002": Task({"for_whom": "self"}, {}, own("social_insurance", insured="yes")),
    "11330199MB0000238B4332023001001": Task(
        {"you_are": "father", "born_where": "county", "family": "married_mine", "also": "nothing"},
        {"phone": "13900000000", "other_phone": "13900000000", "child_name": "吴小河"},
        own("marriage", status="married", spouse_name="颜䶮", spouse_number=WIFE, certificate_number="J330199")
        | own("household", household_number="1", address="示例县小河路2号", in_province="yes", head_name=CARD.name)
        | own("birth_service", number="S1")
        | own(
            "birth_record",
            hospital="示例县医院",
            qualified="yes",
            first_certificate="yes",
            sex="male",
            birth_date="2026-11-01",
            birth_time="08:00",
        ),
    ),
    "11330199MB000036974332036007001": Task(
        {"reason": "living"},
        {"destination": "330106", "stay_address": "示例市样板路88号", "phone": "13900000000"},
        own("medical_insurance", insured="yes", kind="employee", changeable="yes")
        | own("residence_permit", number="33019900000001"),
    ),
    "11330199MB0000051C4331005001000": Task(
        {"you_are": "father", "from": "province", "grade": "p2_to_p5", "reason": "moved", "home": "own"},
        {"phone": "13900000000", "target": "bureau"},
        own("kinship", child_number=CHILD, child_name="吴小河")
        | own("residence", address="示例县小河路2号")
        | own("property", certificate_number="1")
        | {
            ("kinship", CHILD): {"father_number": CARD.number},
            ("population", CHILD): {"name": "吴小河"},
            ("school_record", CHILD): {"school": "示例小学", "region": "330199", "transferable": "yes"},
        },
    ),
    "11330199MB0000094R4330709002003": Task(
        {"reason": "expired", "photo": "receipt"},
        {"photo_number": "330199202600123456", "phone": "13900000000"},
        own("household", address="示例县小河路2号", in_province="yes", pending="no")
        | own("identity_document", first_card="no"),
    ),
    "11330199MB0000318Y4330131002001": Task(
        {"run_by": "person", "premises_are": "rented"},
        {
            "phone": "13900000000",
            "trade_name": "小河",
            "trade_words": "百货",
            "name_ending": "shop",
            "scope": "daily_goods",
            "capital": "20000",
        },
        own("premises", address="示例县小河路2号", certificate_number="3300001"),
    ),
}


@dataclass
class Fingers:
    """Counts touches: those that only lead on, and those that tell something (an answer, its "next", a tick, ink)."""

    visit: Visit
    desk: Desk
    on: int = 0
    telling: int = 0

    def come_for(self, item_code: str, task: Task) -> None:
        visit = self.visit
        visit.choose(item_code)
        self.on += 1
        while visit.state.step is not Step.RECEIPT:
            before = visit.state
            self._at(before.step, task)
            assert visit.state != before, f"stuck at {before.step}: {visit.findings()}"

    def _at(self, step: Step, task: Task) -> None:
        visit = self.visit
        match step:
            case Step.SITUATION:
                assert visit.state.field is not None
                visit.answer(visit.state.field, task.situation[visit.state.field])
                visit.go_on()
                self.telling += 2
            case Step.PRIVACY:
                notices = tuple(notice.kind for notice in visit.notices())
                visit.agree(notices)
                visit.go_on()
                self.telling += len(notices) - 1  # the box of sensitive data
                self.on += 1
            case Step.IDENTIFY if visit.reading.awaits_presence:
                visit.reading.confirm_by_phone("123456")
            case Step.IDENTIFY:
                self.desk.insert()
            case Step.FORM:
                for code, text in task.form.items():
                    visit.answer(code, text)
                self._go_on()
            case Step.SIGN if visit.signing.signer is not None:
                visit.signing.sign(STROKES)
                self.telling += 1
            case Step.SIGN if visit.state.paper is not None and not visit.state.papers[visit.state.paper].read:
                visit.signing.read()
            case Step.PAY:
                assert visit.state.payment is not None
                assert visit.state.payment.state is PaymentState.PAID
                visit.go_on()
                self.telling += 1
            case Step.DELIVERY if visit.state.delivery is None:
                way = visit.deliveries()[0]
                visit.deliver(DeliveryChoice(way, CARD.name, "13900000000", CARD.address))
                self.telling += 1
            case Step.CONFIRM:
                visit.hand_in()
                self.on += 1
            case _:
                self._go_on()

    def _go_on(self) -> None:
        self.visit.go_on()
        self.on += 1


@pytest.fixture
def fingers(desk: Desk) -> Fingers:
    desk.office.answers = {
        OrderPayment: PAID,
        AskPayment: PAID,
        ConfirmPresence: PresenceAnswer(present=True),
    }
    return Fingers(desk.visit(), desk)


def test_every_task_of_the_welcome_screen_is_counted_here(assets: Path) -> None:
    assert set(yaml.safe_load((assets / "top_tasks.yaml").read_text(encoding="utf-8"))) == set(TASKS)


@pytest.mark.parametrize("item_code", TASKS)
def test_whom_the_registers_know_needs_at_most_seven_touches_beside_what_only_they_can_tell(
    fingers: Fingers, item_code: str
) -> None:
    task = TASKS[item_code]
    fingers.desk.office.records.update({key: dict(record) for key, record in task.records.items()})
    fingers.come_for(item_code, task)
    fingers.visit.end(EndReason.STOPPED)
    assert fingers.on <= MOST


def test_a_proof_of_insurance_takes_seven_touches_in_all_from_the_first_one_to_the_receipt(fingers: Fingers) -> None:
    proof = next(iter(TASKS))
    fingers.come_for(proof, TASKS[proof])
    fingers.visit.end(EndReason.STOPPED)
    assert fingers.on + fingers.telling <= MOST


def test_whom_the_registers_know_brings_no_paper_for_a_top_task(fingers: Fingers) -> None:
    task = TASKS["11330199MB0000238B4332023001001"]
    fingers.desk.office.records.update({key: dict(record) for key, record in task.records.items()})
    fingers.come_for("11330199MB0000238B4332023001001", task)
    fingers.visit.end(EndReason.STOPPED)
    assert fingers.desk.camera.device.asked == []


# --- what cannot be finished here

WORKING: dict[Device, Status | None] = dict.fromkeys(Device, Status(DeviceState.ONLINE))


def without(desk: Desk, device: Device) -> dict[Level, set[str]]:
    """The services by what they are when a device is broken."""
    statuses = {**WORKING, device: Status(DeviceState.DISCONNECTED)}
    levels = {s.item_code: readiness(s, statuses, True, DISK_FLOOR) for s in desk.catalogue}
    told = {code: r for code, r in levels.items() if r.level is not Level.READY}
    assert {reason.device for r in told.values() for reason in r.reasons} <= {device}
    return {level: {code for code, r in levels.items() if r.level is level} for level in Level}


def test_with_everything_at_work_every_service_can_be_finished(desk: Desk) -> None:
    assert [
        s.item_code for s in desk.catalogue if readiness(s, WORKING, True, DISK_FLOOR).level is not Level.READY
    ] == []


def test_without_a_card_reader_nothing_that_identifies_is_begun(desk: Desk) -> None:
    identifying = {s.item_code for s in desk.catalogue if s.identity > IdentityLevel.NONE}
    assert without(desk, Device.CARD_READER)[Level.CLOSED] == identifying


def test_without_a_camera_what_always_wants_a_paper_is_closed_and_what_may_want_one_says_so(desk: Desk) -> None:
    def only_scanned(code: str) -> bool:
        service = desk.catalogue.get(code)
        assert service is not None
        return any(m.sources == (Source.SCAN,) and not m.needed_when and m.deferral is None for m in service.materials)

    levels = without(desk, Device.CAMERA)
    may_scan = {s.item_code for s in desk.catalogue if any(Source.SCAN in m.sources for m in s.materials)}
    assert {code for code in may_scan if only_scanned(code)} <= levels[Level.CLOSED]
    assert may_scan <= levels[Level.CLOSED] | levels[Level.DEGRADED]


def test_without_a_document_printer_what_is_handed_over_here_says_so(desk: Desk) -> None:
    printing = {s.item_code for s in desk.catalogue if Delivery.PRINT in s.result.delivery}
    levels = without(desk, Device.DOCUMENT_PRINTER)
    assert printing <= levels[Level.CLOSED] | levels[Level.DEGRADED]


def test_without_a_receipt_printer_every_matter_says_so(desk: Desk) -> None:
    matters = {s.item_code for s in desk.catalogue if s.kind is not Kind.INFORMATION}
    levels = without(desk, Device.RECEIPT_PRINTER)
    assert matters <= levels[Level.CLOSED] | levels[Level.DEGRADED]
