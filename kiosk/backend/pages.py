"""Pages for people's phones: paying at the reference provider, and checking a proof. Plain HTML, no script."""

from __future__ import annotations

from html import escape

from kiosk.backend.payments import Bill
from kiosk.backend.proofs import Proof
from kiosk.submission.contract import Acceptance

_STATES = {"paid": "已支付，谢谢。", "failed": "没有支付。请回到机器上重新扫码。"}


def bill_page(bill: Bill) -> str:
    head = f"<h1>{escape(bill.title)}</h1><p>缴款单号 {escape(bill.order)}</p><h2>{escape(bill.amount)} 元</h2>"
    if bill.state != "open":
        return _page("缴款", f"{head}<p>{_STATES[bill.state]}</p>")
    buttons = "".join(
        f'<form method="post" action="/pay/{escape(bill.order)}/{decision}"><button>{label}</button></form>'
        for decision, label in (("paid", "确认支付"), ("declined", "不支付"))
    )
    return _page("缴款", f"{head}{buttons}<p>参考支付页，仅供测试，不会真的扣款。</p>")


def proof_page(proof: Proof, acceptance: Acceptance) -> str:
    """What was issued, by whom and when; of the name only its beginning."""
    at = acceptance.accepted_at
    lines = (
        ("证明", proof.title),
        ("出具单位", proof.authority),
        ("出具日期", f"{at.year}年{at.month}月{at.day}日"),
        ("姓名", masked(proof.subject.name)),
        ("办件编号", acceptance.case_number),
    )
    rows = "".join(f"<p>{label}：{escape(value)}</p>" for label, value in lines)
    return _page("证明查验", f"<h1>这份证明是真的</h1>{rows}<p>请核对纸上的内容。</p>")


def masked(name: str) -> str:
    return name[:1] + "*" * (len(name) - 1)


def _page(title: str, body: str) -> str:
    style = "body{font:1.3rem sans-serif;margin:2rem auto;max-width:30rem}button{font-size:1.3rem;padding:.6rem 1.2rem}"
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{style}</style></head><body>{body}</body></html>"
    )
