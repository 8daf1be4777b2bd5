"""Whatever goes wrong, everybody concerned is told in words of their own what happened and what to do now."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from devices.api import ErrorCode
from kiosk.catalogue.fields import FieldType
from kiosk.catalogue.model import Device
from kiosk.people.identify import IdentityProblem
from kiosk.people.numbers import NumberProblem
from kiosk.readiness import ReasonCode
from kiosk.scanning.judge import Reason as PageReason
from kiosk.submission.office import OfficeErrorCode
from kiosk.visit.state import Problem
from kiosk.wording import Audience, Language, Wording

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "wording"
WORDINGS = {language: Wording(FOLDER, language) for language in Language}
OF_THE_MACHINE = ("card_left_behind", "not_kept", "disk_full", "catalogue_broken", "font_missing", "papers_unread")
OF_THE_VISIT = (
    *("same_person", "badge_unknown", "wrong_pin", "wrong_phone_code", "office_away", "helper_not_allowed"),
    *("not_composed", "payment_away", "draft_not_a_code", "draft_damaged", "draft_unknown", "draft_expired"),
    *("draft_handed_in", "draft_locked", "draft_wrong_holder", "draft_service_gone", "draft_office_away"),
)
CODES = sorted({*ErrorCode, *IdentityProblem, *OfficeErrorCode, *PageReason, *OF_THE_MACHINE, *OF_THE_VISIT})

# No citizen should have to know these words; 芯片 and "chip" are on every bank's poster.
TECHNICAL = {
    Language.ZH: "服务器 后台 系统 程序 驱动 接口 端口 设备 硬件 软件 网络 数据 异常 错误 故障 超时 报错 协议 证书 "
    "校验 模块 参数 字符 编码 传感器 复位 重启 消磁 出错",
    Language.EN: "error server backend system program driver interface port device hardware software network data "
    "exception timeout protocol certificate module parameter encoding sensor reset reboot invalid failure fault "
    "demagnetised TLS USB",
}
A_WAY_ON = {Language.ZH: "请|可以|不用", Language.EN: "[Pp]lease|you can|You can"}


@pytest.mark.parametrize(("language", "code", "audience"), list(product(Language, CODES, Audience)))
def test_every_trouble_has_words_for_everyone_in_every_language(
    language: Language, code: str, audience: Audience
) -> None:
    assert WORDINGS[language].error(code, audience).strip()


@pytest.mark.parametrize(("language", "code"), list(product(Language, CODES)))
def test_a_citizen_reads_no_technical_word(language: Language, code: str) -> None:
    text = WORDINGS[language].error(code, Audience.CITIZEN)
    words = TECHNICAL[language].split()
    border = r"\b" if language is Language.EN else ""
    assert [w for w in words if re.search(f"{border}{w}{border}", text, re.IGNORECASE)] == []
    assert "_" not in text


@pytest.mark.parametrize(("language", "code"), list(product(Language, CODES)))
def test_a_citizen_is_always_shown_a_way_on(language: Language, code: str) -> None:
    assert re.search(A_WAY_ON[language], WORDINGS[language].error(code, Audience.CITIZEN))


@pytest.mark.parametrize(("language", "longest"), [(Language.ZH, 70), (Language.EN, 190)])
def test_what_a_citizen_reads_is_short(language: Language, longest: int) -> None:
    texts = {code: WORDINGS[language].error(code, Audience.CITIZEN) for code in CODES}
    assert {code: len(text) for code, text in texts.items() if len(text) > longest} == {}


def test_a_technician_finds_the_code_in_the_words() -> None:
    named = [code for code in CODES if code in WORDINGS[Language.EN].error(code, Audience.TECHNICIAN)]
    assert [code for code in CODES if code not in named and code != "timeout"] == []


@pytest.mark.parametrize("language", Language)
def test_no_words_are_kept_for_a_trouble_that_does_not_exist(language: Language) -> None:
    text = (FOLDER / language / "errors.ftl").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^error-(\w+)", text, re.MULTILINE)) == CODES


@pytest.mark.parametrize(("language", "code", "device"), list(product(Language, ReasonCode, [*Device, "none"])))
def test_every_reason_of_readiness_has_words(language: Language, code: ReasonCode, device: str) -> None:
    assert WORDINGS[language].text(f"readiness-{code}", device=device).strip()


def test_the_words_of_readiness_name_the_part() -> None:
    zh = WORDINGS[Language.ZH]
    told = {zh.text(f"readiness-{ReasonCode.DEVICE_DOWN}", device=d) for d in (Device.CARD_READER, Device.CAMERA)}
    assert len(told) == 2


@pytest.mark.parametrize(("language", "problem"), list(product(Language, Problem)))
def test_every_finding_has_words_with_the_name_in_them(language: Language, problem: Problem) -> None:
    assert "联系电话" in WORDINGS[language].text(f"finding-{problem}", name="联系电话", detail="5")


@pytest.mark.parametrize("problem", [Problem.TOO_SHORT, Problem.TOO_LONG, Problem.OUT_OF_RANGE, Problem.FORBIDDEN_WORD])
def test_a_limit_is_told(problem: Problem) -> None:
    assert "1 – 99" in WORDINGS[Language.ZH].text(f"finding-{problem}", name="", detail="1 – 99")


MALFORMED = [
    *NumberProblem,
    *(FieldType.DATE, FieldType.MONTH, FieldType.NUMBER, FieldType.MONEY, FieldType.PHONE, FieldType.NAME),
    FieldType.CHOICE,
]


@pytest.mark.parametrize("language", Language)
def test_each_way_to_be_malformed_has_words_of_its_own(language: Language) -> None:
    texts = {WORDINGS[language].text("finding-malformed", name="", detail=detail) for detail in [*MALFORMED, "text"]}
    assert len(texts) == len(MALFORMED) + 1
