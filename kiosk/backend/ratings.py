"""好差评: one rating of a case, and one more by the code of its receipt; kept as the province's interface wants it.

The payload says who, so it lies encrypted. A unit that is rated badly calls back within a day; a clerk reads it.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any, Literal

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from kiosk.backend.desk import Desk, Stored
from kiosk.backend.keys import OfficeKeys
from kiosk.backend.store import Store
from kiosk.backend.tables import Rating
from kiosk.catalogue.model import Applicant, CaseType, Service
from kiosk.clock import HALL_TIME
from kiosk.submission.contract import Case
from kiosk.submission.questions import Rate, RatingAnswer

_NONCE_BYTES = 12
_CHANNELS = {"kiosk": "政务大厅其他终端", "receipt_code": "二维码"}  # GB/T 39046-2020
_PROJECT_TYPES = {CaseType.IMMEDIATE: "1", CaseType.PROMISED: "2", CaseType.OTHER: "9"}


class Ratings:
    def __init__(self, store: Store, desk: Desk, keys: OfficeKeys) -> None:
        self._store, self._desk = store, desk
        self._cipher = AESGCM(keys.secret("ratings"))

    def take(self, question: Rate) -> RatingAnswer:
        """Raises Refused."""
        stored = self._desk.find(question.case_number)
        case = self._desk.open_case(stored.envelope)
        data = json.dumps(payload(question, stored, case, self._desk.service(case.item_code)), ensure_ascii=False)
        number, at = stored.acceptance.case_number, question.at.timestamp()
        with self._store.session() as session:
            before = session.scalars(select(Rating).filter_by(case_number=number).order_by(Rating.id)).all()
            again = next((r for r in before if r.at == at), None)
            state = _state(len(before), question.channel) if again is None else again.state
            if again is None and state != "already":
                session.add(
                    Rating(
                        case_number=number,
                        at=at,
                        state=state,
                        satisfaction=question.satisfaction,
                        payload=self._seal(data),
                    )
                )
            return RatingAnswer.model_validate({"state": state})

    def of_case(self, case_number: str) -> list[dict[str, Any]]:
        """The payloads of a case, in the order of their coming."""
        with self._store.session() as session:
            query = select(Rating.payload).filter_by(case_number=case_number).order_by(Rating.id)
            sealed = session.scalars(query).all()
        return [json.loads(self._cipher.decrypt(s[:_NONCE_BYTES], s[_NONCE_BYTES:], None)) for s in sealed]

    def _seal(self, text: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode("utf-8"), None)


def _state(before: int, channel: str) -> Literal["taken", "follow_up", "already"]:
    if not before:
        return "taken"
    return "follow_up" if before == 1 and channel == "receipt_code" else "already"


def payload(question: Rate, stored: Stored, case: Case, service: Service | None) -> dict[str, Any]:
    """The fields of the interface as Guangdong has published it; those of windows and officers are empty here."""
    who, phone = case.identity, case.values.get("phone")
    firm = service is not None and service.applicant is Applicant.FIRM
    return {
        "departmentCode": case.item_code[:18],
        "departmentName": service.authority.name.zh if service else "",
        "evalProcess": "申请提交",
        "evalTime": _time(question.at),
        "hallCode": case.kiosk_id,
        "affairSerialNo": stored.acceptance.case_number,
        "affairCode": case.item_code,
        "affairName": service.name.zh if service else "",
        "affairHandleItem": f"{case.item_code}01",
        "affairDealOfficer": "",
        "affairApplyTime": _time(case.handed_in_at),
        "affairDoneTime": _time(stored.acceptance.accepted_at),
        "userName": who.name if who else "",
        "contactPhone": phone.text if phone else "",
        "userType": "1" if firm else "0",
        "certificateType": "10",
        "certificateNo": who.number if who else "",
        "windowNo": "",
        "workNo": case.helper,
        "projectType": _PROJECT_TYPES[service.case_type] if service else "9",
        "serviceName": service.name.zh if service else "",
        "serviceNumber": len(case.attendances) or 1,
        "serviceTime": _time(stored.acceptance.accepted_at),
        "remark": question.text,
        "satisfaction": str(question.satisfaction),
        "tags": list(question.tags),
        "channel": _CHANNELS[question.channel],
    }


def _time(at: datetime) -> str:
    """GB/T 39046: YYYYMMDDThhmmss."""
    return f"{at.astimezone(HALL_TIME):%Y%m%dT%H%M%S}"
