"""One small service that is right, and the means to break it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.catalogue.loader import CatalogueProblem, load_healthy

# Small on purpose: the tests name its lines. Codes are invented (region 330199), their check characters right.
SERVICE = """\
item_code: 11330199MB0000318Y4330131002001
version: 1
effective: 2025-01-01
kind: matter
name: {zh: 登记, en: Registration}
summary: {zh: 登记一下, en: Registers}
authority:
  name: {zh: 示例局, en: Bureau}
  credit_code: 11330199MB0000318Y
  level: "4"
item_type: "01"
case_type: promised
applicant: person
topics: [start_business]
fields:
  - code: way
    type: choice
    label: {zh: 方式, en: Way}
    sources: [citizen]
    options:
      - {code: post, text: {zh: 邮寄, en: Post}}
      - {code: window, text: {zh: 窗口, en: Window}}
    default: post
  - code: since
    type: month
    label: {zh: 开始, en: Since}
    sources: [citizen]
    earliest: 1980-01
    latest: this_month
  - code: until
    type: month
    label: {zh: 结束, en: Until}
    sources: [citizen]
    earliest: 1980-01
    latest: this_month
    not_before: since
  - code: address
    type: address
    label: {zh: 地址, en: Address}
    sources: [card, citizen]
    card_field: address
    min_length: 5
    visible_when: {field: way, is: [post]}
  - code: people
    type: number
    label: {zh: 人数, en: People}
    sources: [citizen]
    minimum: 1
    maximum: 99
materials:
  - code: lease
    name: {zh: 合同, en: Lease}
    form: both
    necessity: required
    sources: [shared, scan]
    lookup: {register: premises}
    standard: {zh: 看得清, en: Legible}
    trust: C
    needed_when: {field: way, is: [post]}
legal_time: {working_days: 3}
promised_time: {working_days: 3}
visits: {limit_scene_num: 0}
fee: {amount: 0}
result:
  name: {zh: 执照, en: Licence}
  kind: licence
  delivery: [mail]
next_step: {zh: 等通知, en: Wait}
identity: 1
devices:
  must: [card_reader, camera]
  nice: [receipt_printer]
phones: {consult: 0571-12315, complaint: 0571-12345}
legal_basis:
  - name: {zh: 条例, en: Regulations}
"""

Complaints = Callable[[str, str], tuple[CatalogueProblem, ...]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "registration.yaml").write_text(SERVICE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def complaints(folder: Path) -> Complaints:
    """What is said about the service after `right` in it was replaced by `wrong`."""

    def look(right: str, wrong: str) -> tuple[CatalogueProblem, ...]:
        assert SERVICE.count(right) == 1, f"{right!r} is not in the service exactly once"
        (folder / "registration.yaml").write_text(SERVICE.replace(right, wrong), encoding="utf-8")
        return load_healthy(folder)[1]

    return look
