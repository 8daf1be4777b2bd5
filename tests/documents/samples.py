"""What each template is given in the tests: invented people and bodies, all that the template reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.documents.compose import compose
from kiosk.documents.strokes import Signature
from tests.conftest import CHINA

ASSETS = Path(__file__).resolve().parents[2] / "assets"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=CHINA)
CODE = "HALL:AMB6V2QJ7RWTN3KD:4XJ2M5CTPQ7YH6LSWNDB3GKVZE"
NUMBER = "33019919900101123X"
LONGEST = "阿卜杜热合曼·阿卜杜克热木江提"

INK = Signature(
    (
        ((900, 900, 0), (1600, 850, 40), (2400, 820, 80)),
        ((1650, 500, 300), (1620, 1500, 350), (1300, 2600, 400), (900, 3100, 450)),
        ((1700, 1500, 700), (2200, 2400, 750), (2800, 3000, 800)),
        ((3600, 1200, 1100), (4600, 1150, 1150), (4500, 2200, 1200), (3700, 2900, 1250)),
        ((5600, 700, 1500), (5500, 1800, 1550), (6200, 3000, 1600), (7600, 2800, 1700), (7900, 2200, 1750)),
    )
)

_PHONES = {"consult": "0579-12345", "complaint": "0579-12315"}
_FACTS = "浙X12345号重型货车于2026年11月2日10时21分，在示例县湖滨公路检测点被测得车货总质量51.4吨，超过规定限值2.4吨。"
_EVIDENCE = ["称重数据和检测照片三张；", "车辆行驶证信息；", "检测设备检定证书。"]
_VIOLATED = ["《中华人民共和国公路法》第五十条"]
_BASIS = ["《超限运输车辆行驶公路管理规定》第四十三条"]


def common(name: str = "王小明") -> dict[str, Any]:
    return {
        "title": "个体工商户设立登记申请书",
        "authority": "示例县市场监督管理局",
        "service": "个体工商户设立登记",
        "item_code": "11330199MB0000318Y4330131002001",
        "date": "2026-11-23",
        "applicant": {"name": name, "number": NUMBER},
        "fields": fields(4, name),
    }


def fields(count: int, name: str) -> list[dict[str, str]]:
    usual = [
        ("经营者姓名", name),
        ("经营场所", "示例县云栖街道东湖路118号"),
        ("联系电话", "13800000000"),
        ("从业人数", "3"),
        ("经营范围（可以选几项，按营业执照上的写法）", "日用百货零售；" * 12),
        ("办件编号", "11330199MB0000318Y4330131002001202611230001"),
    ]
    return [{"label": label, "value": value} for label, value in (usual * 9)[:count]]


def extra(name: str) -> Mapping[str, dict[str, Any]]:
    """By template: its own title, and what it reads besides."""
    holders = [
        {"name": name, "number": NUMBER, "amount": "300000", "form": "货币", "by": "2029-11-23", "share": "60"},
        {
            "name": "李秀英",
            "number": "330199195803120011",
            "amount": "200000",
            "form": "货币",
            "by": "2029-11-23",
            "share": "40",
        },
    ]
    company = "示例县云栖茶叶有限公司"
    return {
        "application": {"papers": ["经营场所证明", "经营者身份证明"]},
        "declaration_single": {
            "title": "无配偶声明",
            "purpose": "办理结婚登记",
            "marital": "未婚",
            "partner": {"name": "李秀英", "number": "330199199502280626"},
        },
        "power_of_attorney": {
            "title": "授权委托书",
            "principal": {"name": company, "number": "91330199MA0000001X", "address": "示例县东湖路1号"},
            "agent": {"name": name, "number": NUMBER, "phone": "13800000000"},
            "scope": ["查询案件，接受告知；", "陈述、申辩；", "签收文书，缴纳罚款。"],
            "from": "2026-11-23",
            "to": "2026-12-22",
        },
        "commitment": {
            "title": "告知承诺书",
            "promises": [
                {
                    "paper": "经营场所使用证明",
                    "text": "申请人已经取得该经营场所的使用权，场所不是违法建筑、危险建筑，不改变住宅用途。",
                },
                {"paper": "健康证明", "text": "从业人员都已经取得有效的健康证明。"},
            ],
            "basis": ["《优化营商环境条例》"],
            "consequences": ["两年内不再适用告知承诺。"],
        },
        "deferral": {
            "title": "容缺受理通知书和承诺书",
            "deferred": [
                {"name": "设备设施清单", "form": "电子件", "due": "2026-12-07"},
                {"name": "经营场所平面布局图（标明方位、面积和功能分区）", "form": "纸质原件一份", "due": "2026-12-07"},
            ],
            "how": "在任何一台自助机上选择“补交材料”，或者送到示例县政务服务中心综合窗口。",
        },
        "rights_notice": {
            "title": "违法行为告知书",
            "number": "示例交罚告〔2026〕0123号",
            "facts": _FACTS,
            "evidence": _EVIDENCE,
            "violated": _VIOLATED,
            "basis": _BASIS,
            "penalty": "罚款人民币1000元。",
            "days_to_state": 5,
            "hearing": True,
            "contact": {"name": "陈建国", "phone": "0579-12328", "address": "示例县交通路8号"},
        },
        "statement": {
            "title": "陈述申辩书",
            "notice": "示例交罚告〔2026〕0123号",
            "facts": _FACTS,
            "statement": "当天装车时过磅为48.6吨，有磅单为证。请核对检测设备当天的误差。",
            "hearing": False,
        },
        "waiver": {"title": "放弃陈述申辩声明", "notice": "示例交罚告〔2026〕0123号", "hearing": True},
        "service_return": {
            "title": "送达回证",
            "cause": "违法超限运输",
            "served": [
                {"name": "违法行为告知书", "number": "示例交罚告〔2026〕0123号"},
                {"name": "行政处罚决定书", "number": "示例交罚决〔2026〕0123号"},
            ],
            "place": "示例县政务服务中心自助机",
            "way": "电子送达，当事人同意",
            "served_by": "陈建国、周海燕",
        },
        "penalty_decision": {
            "title": "行政处罚决定书",
            "number": "示例交罚决〔2026〕0123号",
            "applicant": {"name": name, "number": NUMBER, "address": "示例县云栖街道东湖路118号"},
            "facts": _FACTS,
            "evidence": _EVIDENCE,
            "heard": "本机关已经告知当事人陈述、申辩和要求听证的权利，当事人声明放弃。",
            "violated": _VIOLATED,
            "basis": _BASIS,
            "penalty": "罚款。",
            "amount": "1000.00",
            "pay_days": 15,
            "pay_how": "可以在自助机上扫码缴纳，也可以持缴款单号1234567890到代收银行缴纳。",
            "review": "示例县人民政府",
            "court": "示例县人民法院",
        },
        "articles": {
            "title": f"{company}章程",
            "company": {
                "name": company,
                "address": "示例县云栖街道东湖路118号",
                "scope": "茶叶种植、加工和销售；日用百货销售",
                "capital": "500000",
            },
            "shareholders": holders,
            "director": name,
            "legal_representative": name,
            "supervisor": "李秀英",
            "term": 3,
            "signers": [{"role": "applicant", "label": name}, {"role": "partner", "label": "李秀英"}],
        },
        "appointment": {
            "title": "任职文件",
            "company": company,
            "decided_by": "股东会",
            "posts": [
                {"post": "董事、法定代表人", "name": name, "number": NUMBER},
                {"post": "监事", "name": "李秀英", "number": "330199195803120011"},
            ],
            "removed": [{"post": "监事", "name": "赵志强"}],
        },
        "resolution": {
            "title": "股东会决议",
            "company": company,
            "meeting": {"day": "2026-11-20", "place": "公司会议室", "chair": name},
            "shareholders": holders,
            "present": "100",
            "agreed": "100",
            "items": ["公司名称变更为“示例县云栖茶业有限公司”。", "修改公司章程的相应条款。"],
        },
        "articles_amendment": {
            "title": "章程修正案",
            "company": company,
            "decided_by": "股东会",
            "changes": [{"label": "公司名称", "before": company, "after": "示例县云栖茶业有限公司"}],
        },
        "one_time_notice": {
            "title": "一次性告知单",
            "outcome": "现在还差2样材料，有1处要改。",
            "situation": [{"label": "谁来经营", "value": "我一个人"}, {"label": "经营场所是租的吗", "value": "是"}],
            "bring": [
                {
                    "name": "房屋租赁合同",
                    "form": "原件，现场拍照",
                    "standard": "写明地址和租期，双方签名，租期没有过。",
                },
                {"name": "产权证明", "form": "复印件", "standard": "地址和租赁合同一致。"},
            ],
            "correct": [
                {
                    "name": "店名",
                    "problem": "里面有“公司”两个字",
                    "todo": "换成“店”“行”“部”这样的词。",
                    "rule": "《个体工商户名称登记管理办法》",
                }
            ],
            "basis": ["《中华人民共和国行政许可法》第三十二条", "《中华人民共和国市场主体登记管理条例》"],
            "phones": _PHONES,
            "until": "2026-12-23",
        },
        "window_ticket": {
            "title": "窗口联系单",
            "ticket": "AMB6-V2QJ-7RWT-N3KD",
            "why": "身份证读不出来，请窗口工作人员看一看。",
            "findings": [
                {
                    "what": "房屋租赁合同拍得不清楚",
                    "todo": "在窗口再拍一次，或者交复印件。",
                    "rule": "办事指南“受理标准”",
                }
            ],
            "missing": ["产权证明"],
            "points": [
                {
                    "name": "示例县政务服务中心",
                    "address": "示例县人民路1号",
                    "hours": "周一至周五\n9:00–17:00",
                    "phone": "0579-12345",
                },
                {
                    "name": "云栖街道便民服务中心",
                    "address": "云栖街道云溪路20号一楼",
                    "hours": "周一至周六\n8:30–17:30",
                    "phone": "0579-1234567",
                },
            ],
            "uploaded": False,
            "kept_until": "2026-12-23",
        },
        "refusal": {
            "title": "不予受理决定书",
            "number": "示例市监不受〔2026〕0007号",
            "reason": "您申请的经营项目属于食品生产许可，不属于本机关职权范围。",
            "basis": ["《中华人民共和国行政许可法》第三十二条第一款第二项"],
            "other": "示例市市场监督管理局",
            "phones": _PHONES,
            "review": "示例县人民政府",
            "court": "示例县人民法院",
        },
    }


TEMPLATES = tuple(extra(""))


def data_of(template: str, name: str = "王小明") -> dict[str, Any]:
    return common(name) | extra(name)[template]


def paper(template: str, data: Mapping[str, Any] | None = None, **more: Any) -> bytes:
    return compose(template, data or data_of(template), ASSETS, **({"at": AT} | more))
