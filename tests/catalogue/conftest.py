"""A small matter, life event and information service that are right, and the means to break them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.catalogue.loader import CatalogueProblem, examine

# Codes are invented (region 330199), their check characters right. Names are told apart so that each can be broken.
MATTER = """\
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
review: after_acceptance
applicant: person
topics: [start_business]
handle_forms: [window, web, mail, kiosk]
online_depth: 3
situations:
  - code: way
    type: choice
    label: {zh: 方式, en: Way}
    sources: [citizen]
    personal: false
    options:
      - {code: post, text: {zh: 邮寄, en: Post}}
      - {code: window, text: {zh: 窗口, en: Window}}
    default: post
conditions:
  - code: age
    text: {zh: 满 16 岁, en: 16 or older}
    minimum_age: 16
    way: {zh: 长大再来, en: Come when you are older}
  - code: register_says
    text: {zh: 没有限制, en: Not barred}
    way: {zh: 去窗口, en: Ask at the desk}
    lookup: {register: population, key: capacity}
    is: ["yes"]
people:
  - code: partner
    name: {zh: 合伙人, en: Partner}
    by: card
  - code: child
    name: {zh: 孩子, en: Child}
    by: form
    name_field: child_name
    number_field: child_number
fields:
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
    of: partner
    min_length: 5
    visible_when: {field: way, is: [post]}
  - code: people
    type: number
    label: {zh: 人数, en: People}
    sources: [citizen]
    minimum: 1
    maximum: 99
  - code: child_number
    type: id_number
    label: {zh: 孩子号码, en: Number of the child}
    sources: [shared, citizen]
    lookup: {register: kinship, key: child_number}
  - code: child_name
    type: name
    label: {zh: 孩子姓名, en: Name of the child}
    sources: [shared, citizen]
    lookup: {register: population, key: name, of: child}
  - code: firm_name
    type: text
    label: {zh: 企业名称, en: Firm}
    sources: [citizen]
  - code: firm_kind
    type: text
    label: {zh: 企业类型, en: Kind of firm}
    required: false
    sources: [shared]
    lookup: {register: firm, key: kind, by: [firm_name]}
  - code: family
    type: list
    label: {zh: 家人, en: Family}
    sources: [citizen]
    minimum: 1
    maximum: 3
    columns:
      - {code: member, type: name, label: {zh: 姓名, en: Name}, sources: [citizen]}
      - {code: member_number, type: id_number, label: {zh: 号码, en: Number}, sources: [citizen]}
materials:
  - code: application
    name: {zh: 申请书, en: Application}
    form: electronic
    necessity: required
    sources: [generated]
    standard: {zh: 自动做好, en: Made here}
    trust: D
    document: application
    fill: {company: {name: firm_name}, people: [{each: family, way: "=按{way}"}], by: applicant.name}
    signed_by: [applicant, partner]
  - code: lease
    name: {zh: 合同, en: Lease}
    form: both
    necessity: required
    sources: [shared, scan]
    lookup: {register: premises}
    standard: {zh: 看得清, en: Legible}
    sample: lease.png
    trust: C
    one_of: premises
    needed_when: {field: way, is: [post]}
    expected: {holder: child}
  - code: deed
    name: {zh: 房产证, en: Deed}
    form: both
    necessity: deferrable
    sources: [scan]
    standard: {zh: 看得清, en: Legible}
    trust: C
    one_of: premises
    deferral: {working_days: 2}
  - code: old_deed
    name: {zh: 旧房产证, en: Old deed}
    form: both
    necessity: optional
    sources: [earlier, scan]
    same_as: deed
    standard: {zh: 看得清, en: Legible}
    trust: C
  - code: partner_card
    name: {zh: 合伙人身份证, en: Card of the partner}
    form: electronic
    necessity: required
    sources: [card]
    of: partner
    standard: {zh: 放上去, en: Lay it on the reader}
    trust: A
  - code: record
    name: {zh: 记录, en: Record}
    form: electronic
    necessity: required
    sources: [shared]
    lookup: {register: population}
    never_ask: true
    standard: {zh: 自动查, en: Looked up}
    trust: A
legal_time: {working_days: 5}
promised_time: {working_days: 3}
visits: {limit_scene_num: 0}
fee:
  amount: 40
  tiers: [{when: {field: way, is: [window]}, amount: 20}]
  item: {zh: 工本费, en: Fee}
  basis:
    name: {zh: 收费办法, en: Fees}
    verified: false
    source: somewhere else
result:
  name: {zh: 执照, en: Licence}
  kind: licence
  delivery: [mail]
  sample: licence.png
next_step: {zh: 等通知, en: Wait}
identity: 1
devices:
  must: [card_reader]
  nice: [camera, receipt_printer]
phones: {consult: 0571-12315, complaint: 0571-12345}
legal_basis:
  - name: {zh: 条例, en: Regulations}
stages:
  - {name: {zh: 受理, en: Accepted}, working_days: 0}
  - {name: {zh: 审核, en: Examined}, working_days: 1}
  - {name: {zh: 审批, en: Approved}, working_days: 1}
  - {name: {zh: 办结, en: Finished}, working_days: 1}
  - {name: {zh: 送达, en: Delivered}, working_days: 0}
stations:
  - {code: school, name: {zh: 学校, en: School}, working_days: 1}
  - {code: bureau, name: {zh: 局, en: Bureau}, working_days: 2}
faq:
  - {question: {zh: 多久, en: How long}, answer: {zh: 三天, en: Three days}}
"""

EVENT = """\
item_code: 11330199MB0000238B4332023001001
version: 1
effective: 2025-01-01
cancelled: 2030-01-01
kind: life_event
name: {zh: 出生, en: Birth}
summary: {zh: 一次办好, en: At once}
authority:
  name: {zh: 示例卫健局, en: Health}
  credit_code: 11330199MB0000238B
  level: "4"
item_type: "20"
case_type: promised
applicant: person
topics: [birth]
handle_forms: [web, kiosk]
online_depth: 4
materials:
  - code: household
    name: {zh: 户口簿, en: Household register}
    form: both
    necessity: required
    sources: [scan]
    standard: {zh: 看得清, en: Legible}
    trust: C
legal_time: {working_days: null, explain: {zh: 没有规定, en: None set}}
promised_time: {working_days: 3}
visits: {limit_scene_num: 0}
fee: {amount: 0}
result:
  name: {zh: 办好了, en: Done}
  kind: record
  delivery: [mail]
next_step: {zh: 等通知, en: Wait}
identity: 1
devices:
  must: [card_reader, camera]
phones: {consult: 0571-12320, complaint: 0571-12345}
legal_basis:
  - name: {zh: 条例, en: Regulations}
sub_matters:
  - item_code: 11330199MB0000238B4332023002000
    name: {zh: 出生证, en: Certificate}
    authority: {zh: 卫健局, en: Health}
    working_days: 1
    result: {zh: 出生证, en: Certificate}
  - item_code: 11330199MB0000094R4330709003000
    name: {zh: 落户, en: Household}
    authority: {zh: 公安局, en: Police}
    working_days: 2
    depends_on: [11330199MB0000238B4332023002000]
    materials: [household]
    result: {zh: 户口, en: Entry}
before: {days: 62, trips: 4, materials: 15, source: somebody counted}
"""

LISTS = """\
item_code: 11330199MB0000238B4332023003000
version: 1
effective: 2025-01-01
kind: information
name: {zh: 清单, en: Lists}
summary: {zh: 看清单, en: Shows lists}
authority:
  name: {zh: 示例卫健局, en: Health}
  credit_code: 11330199MB0000238B
  level: "4"
item_type: "20"
case_type: immediate
review: immediate
applicant: both
topics: [information, firm_start]
handle_forms: [web, kiosk]
online_depth: 4
fields:
  - {code: note, type: text, label: {zh: 备注, en: Note}, sources: [citizen]}
legal_time: {working_days: null, explain: {zh: 没有规定, en: None set}}
promised_time: {working_days: 0}
visits: {limit_scene_num: 0}
fee: {amount: 0}
result:
  name: {zh: 清单内容, en: Lists}
  kind: information
  delivery: [download]
next_step: {zh: 看完就行, en: Nothing}
identity: 0
devices:
  nice: [receipt_printer]
phones: {consult: 0571-12320, complaint: 0571-12345}
legal_basis:
  - name: {zh: 条例, en: Regulations}
"""

FILES = {MATTER: "registration.yaml", EVENT: "birth.yaml", LISTS: "lists.yaml"}

REGISTERS = """\
population: {name: {zh: 人口库, en: Population}, by: person, keys: [name, capacity]}
kinship: {name: {zh: 亲属, en: Kinship}, by: person, keys: [child_number]}
premises: {name: {zh: 场所, en: Premises}, by: person, keys: [address]}
firm: {name: {zh: 企业, en: Firms}, by: fields, keys: [firm_name, kind]}
"""

Complaints = Callable[[str, str, str], tuple[CatalogueProblem, ...]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of the three, among assets that have all that they name."""
    for name, content in (
        *((f"catalogue/{file}", content) for content, file in FILES.items()),
        ("shared_data/registers.yaml", REGISTERS),
        ("papers/licence.png", ""),
        ("papers/lease.png", ""),
        ("documents/application.typ", ""),
    ):
        file = tmp_path / "assets" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return tmp_path / "assets" / "catalogue"


@pytest.fixture
def complaints(folder: Path) -> Complaints:
    """What is said of the catalogue after `right` in one of its services was replaced by `wrong`."""

    def look(service: str, right: str, wrong: str) -> tuple[CatalogueProblem, ...]:
        assert service.count(right) == 1, f"{right!r} is not in the service exactly once"
        (folder / FILES[service]).write_text(service.replace(right, wrong), encoding="utf-8")
        return examine(folder)[0]

    return look


def line_of(text: str, within: str) -> int:
    """The line on which `text` begins in a file's content."""
    assert within.count(text) >= 1, f"{text!r} is not there"
    return within[: within.index(text)].count("\n") + 1
