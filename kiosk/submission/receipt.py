"""From what became of a case to the picture of its receipt: 1-bit, as wide as the paper, for any receipt printer.

Everything is drawn, so that no printer's code page can spoil a word. No name and no ID number is on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

import numpy as np

from kiosk.catalogue.model import Delivery, Service, Source
from kiosk.clock import HALL_TIME
from kiosk.qr_dots import qr_dots
from kiosk.submission.contract import CaseMaterial
from kiosk.submission.lettering import Lettering, Raster
from kiosk.submission.packing import materials_of
from kiosk.typesetting import break_lines
from kiosk.visit import money
from kiosk.visit.form import visible_fields
from kiosk.visit.state import Payment, PaymentState, SubCase, VisitState
from kiosk.wording import Language, Wording

WIDE, NARROW = 576, 384  # dots: 80 mm and 58 mm paper at 203 dpi


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One line of what was handed in. `pages` 0: no paper was needed, and `source` says why.

    `standing`, `due`: of what was promised instead. `digest`: of a document that was made here, SHA-256, hex.
    """

    material: str  # code
    pages: int
    source: Source
    standing: str = "here"
    due: date | None = None
    digest: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    service: Service
    received: bool  # False: kept by this machine
    number: str  # the case number, or the provisional one
    at: datetime
    promised_by: date | None
    handed_in: tuple[HandedIn, ...]
    form: bool  # something was filled in
    code: str = field(repr=False)  # the signed text of the QR code
    simulated: bool
    sub_cases: tuple[SubCase, ...] = ()
    fee: Decimal | None = Decimal(0)  # yuan, where nothing was ordered; None: money is not what this is about
    payment: Payment | None = None
    delivery: Delivery | None = None
    helper: str = ""  # number of the helper who typed


def draw(receipt: Receipt, wording: Wording, fonts: Path, width: int) -> Raster:
    """The receipt, HxW, True = black dot. `width`: 576 (80 mm) or 384 (58 mm). `fonts`: the folder of the fonts."""
    page = _Page(fonts, width)
    simulated = [page.band(wording.text("receipt-simulated"), page.label)] if receipt.simulated else []
    strips = [*simulated, *_strips(receipt, page, wording), *simulated]
    return np.vstack(strips)


def _strips(receipt: Receipt, page: _Page, wording: Wording) -> Iterator[Raster]:
    service, language, text = receipt.service, wording.language, wording.text
    state = "received" if receipt.received else "kept"
    yield page.gap(1)
    yield from page.paragraph(text("receipt-title"), page.title, align=0.5)
    yield page.gap(0.5)
    yield page.frame(text("receipt-received")) if receipt.received else page.band(text("receipt-kept"), page.banner)
    yield page.gap(0.5)
    yield from page.paragraph(text(f"receipt-{state}-note"), page.body)
    yield page.rule()
    yield from page.paragraph(service.name.get(language), page.heading)
    if language is not Language.ZH:  # the clerk at the window reads Chinese
        yield from page.paragraph(service.name.get(Language.ZH), page.body)
    yield page.rule()
    yield from page.paragraph(text("receipt-number" if receipt.received else "receipt-provisional"), page.label)
    yield from page.number(grouped(receipt.number))
    yield page.gap(0.25)
    yield from page.pair(text(f"receipt-{state}-at"), text("receipt-moment", at=receipt.at.astimezone(HALL_TIME)))
    yield page.rule()
    yield from page.paragraph(text("receipt-handed-in"), page.label)
    for item in receipt.handed_in:
        yield from page.pair(_name(item, service, wording), _how(item, wording), bold=False)
    if receipt.form:
        yield from page.paragraph(text("receipt-form"), page.body)
    if receipt.helper:
        yield from page.pair(text("receipt-helper"), receipt.helper, bold=False)
    yield page.rule()
    yield from _sub_cases(receipt, page, wording)
    yield from page.paragraph(text("receipt-next" if receipt.received else "receipt-next-kept"), page.label)
    yield from page.paragraph(service.next_step.get(language), page.body)
    yield page.gap(0.25)
    yield from page.pair(text("receipt-promised"), _promise(receipt, wording))
    if receipt.delivery is not None:
        yield from page.pair(text("receipt-delivery"), text(f"receipt-delivery-{receipt.delivery}"))
    yield from _payment(receipt, page, wording)
    if service.fee.basis is not None and receipt.fee is not None:
        yield from page.paragraph(service.fee.basis.name.get(language), page.body)
    yield page.rule()
    yield from page.pair(text("receipt-authority"), service.authority.name.get(language))
    yield from page.pair(text("receipt-consult"), service.phones.consult)
    yield from page.pair(text("receipt-complaint"), service.phones.complaint)
    yield page.gap(0.5)
    yield qr_dots(receipt.code, page.width, page.correction)
    yield from page.paragraph(text("receipt-code"), page.body, align=0.5)
    yield page.gap(1)


def _name(item: HandedIn, service: Service, wording: Wording) -> str:
    """Promises are signed on papers that no service lists."""
    known = {material.code: material.name.get(wording.language) for material in service.materials}
    return known.get(item.material) or wording.text(f"receipt-paper-{item.material}")


def _how(item: HandedIn, wording: Wording) -> str:
    match item.standing:
        case "deferred" if item.due is not None:
            return wording.text("receipt-deferred", date=item.due)
        case "committed" | "fetch":
            return wording.text(f"receipt-{item.standing}")
        case _ if item.digest:
            return wording.text("receipt-signed" if item.signed else "receipt-made", digest=item.digest[:8])
        case _ if item.pages:
            return wording.text("receipt-pages", count=item.pages)
        case _:
            return wording.text(f"receipt-from-{item.source}")


def _sub_cases(receipt: Receipt, page: _Page, wording: Wording) -> Iterator[Raster]:
    """Each matter of a life event has a number and a day of its own."""
    if not receipt.sub_cases:
        return
    yield from page.paragraph(wording.text("receipt-sub-cases"), page.label)
    for sub in receipt.sub_cases:
        by = wording.text("receipt-promised-by", date=sub.promised_by) if sub.promised_by else ""
        yield from page.pair(sub.name.get(wording.language), by, bold=False)
        yield from page.paragraph(grouped(sub.number), page.body)
    yield page.rule()


def _payment(receipt: Receipt, page: _Page, wording: Wording) -> Iterator[Raster]:
    """What was or is to be paid; 0 is said too."""
    text, payment = wording.text, receipt.payment
    amount = Decimal(payment.amount) if payment is not None else receipt.fee
    if amount is None:
        return
    label = "receipt-fine" if payment is not None and payment.kind == "fine" else "receipt-fee"
    yield from page.pair(text(label), text("receipt-fee-amount", amount=_amount(amount)))
    if payment is None:
        return
    if payment.state is PaymentState.LATER:
        until = text("receipt-pay-by", date=payment.pay_by) if payment.pay_by else text("receipt-pay-later")
        yield from page.pair(text("receipt-order", order=payment.order), until, bold=False)
    elif payment.voucher:
        yield from page.pair(text("receipt-voucher"), payment.voucher, bold=False)


def _digest(material: CaseMaterial) -> str:
    made_here = material.source is Source.GENERATED and material.pages
    return material.pages[0] if made_here else ""


def receipt_of(state: VisitState, *, simulated: bool) -> Receipt:
    """The receipt of a visit that has handed in. Raises ValueError when it has not."""
    service, hand_in = state.service, state.hand_in
    if service is None or hand_in is None:
        raise ValueError("there is a receipt only for what was handed in")
    return Receipt(
        service=service,
        received=hand_in.received,
        number=hand_in.number,
        at=hand_in.at,
        promised_by=hand_in.promised_by,
        handed_in=tuple(
            HandedIn(m.code, len(m.pages), m.source, m.standing, m.due, _digest(m), bool(m.signed_by))
            for m in materials_of(state)
        ),
        form=any(Source.CITIZEN in f.sources for f in visible_fields(service, state.values)),
        code=hand_in.code,
        simulated=simulated,
        sub_cases=hand_in.sub_cases,
        fee=None if state.supplements is not None else money.fee(state),
        payment=state.payment,
        delivery=state.delivery.way if state.delivery is not None else None,
        helper=state.helped_by,
    )


def grouped(number: str) -> str:
    """A number in groups that a person can read aloud and compare; spaces are where a line may be broken."""
    if "-" in number:
        return number
    item, day, sequence = number[:-12], number[-12:-4], number[-4:]
    return " ".join([*(item[i : i + 4] for i in range(0, len(item), 4)), day, sequence])


def _promise(receipt: Receipt, wording: Wording) -> str:
    days = receipt.service.promised_time.working_days
    if days is None:
        return wording.text("receipt-promised-never")
    if not receipt.received:
        return (
            wording.text("receipt-promised-days", days=days) if days else wording.text("receipt-promised-on-delivery")
        )
    if days == 0 or receipt.promised_by is None:
        return wording.text("receipt-promised-at-once")
    return wording.text("receipt-promised-by", date=receipt.promised_by)


def _amount(amount: Decimal) -> str:
    """Without zeros that say nothing: 0, 40, 20.5."""
    return f"{amount.normalize():f}"


class _Page:
    """The styles of a receipt on one width of paper, and the strips that it is made of, each as wide as the paper."""

    def __init__(self, fonts: Path, width: int) -> None:
        wide = width >= WIDE
        self.width = width
        self.title = Lettering(fonts, 40 if wide else 32, bold=True)
        self.heading = Lettering(fonts, 36 if wide else 30, bold=True)
        self.label = Lettering(fonts, 26 if wide else 22, bold=True)
        self.body = Lettering(fonts, 26 if wide else 22)
        self.banner = Lettering(fonts, 40 if wide else 30, bold=True)
        self._numbers = [Lettering(fonts, size, bold=True) for size in range(38 if wide else 30, 15, -2)]
        self._margin = 12 if wide else 8
        self.correction: Literal["L", "M"] = "M" if wide else "L"  # of the code, which has to fit

    def gap(self, lines: float) -> Raster:
        return self._blank(round(self.body.line_height * lines))

    def rule(self) -> Raster:
        """A broken line with air around it."""
        strip = self._blank(self.body.line_height)
        middle = strip.shape[0] // 2
        strip[middle : middle + 2, self._margin : -self._margin] = np.arange(self.width - 2 * self._margin) % 12 < 8
        return strip

    def paragraph(self, text: str, style: Lettering, align: float = 0.0) -> Iterator[Raster]:
        inner = self.width - 2 * self._margin
        for line in break_lines(text, inner, style.measure):
            yield self._inset(style.line(line, inner, align=align))

    def pair(self, label: str, value: str, *, bold: bool = True) -> Iterator[Raster]:
        """A label and its value: on one line when both fit, else one under the other."""
        style = self.label if bold else self.body
        inner = self.width - 2 * self._margin
        if style.measure(label) + self.body.size + self.body.measure(value) <= inner:
            yield self._inset(style.line(label, inner) | self.body.line(value, inner, align=1.0))
            return
        yield from self.paragraph(label, style)
        yield from self.paragraph(value, self.body, align=float(self.body.measure(value) <= inner))

    def number(self, groups: str) -> Iterator[Raster]:
        """As large as it can be without a break inside a group."""
        inner = self.width - 2 * self._margin
        fitting = (s for s in self._numbers if all(s.measure(group) <= inner for group in groups.split(" ")))
        yield from self.paragraph(groups, next(fitting, self._numbers[-1]))

    def band(self, text: str, style: Lettering) -> Raster:
        """White on black, from edge to edge."""
        return ~self._block(text, style)

    def frame(self, text: str) -> Raster:
        """Black on white in a box."""
        block = self._block(text, self.banner)
        edge = self._margin
        block[:4, edge:-edge] = block[-4:, edge:-edge] = True
        block[:, edge : edge + 4] = block[:, -edge - 4 : -edge] = True
        return block

    def _block(self, text: str, style: Lettering) -> Raster:
        inner = self.width - 4 * self._margin
        lines = [
            self._inset(style.line(line, inner, align=0.5), 2 * self._margin)
            for line in break_lines(text, inner, style.measure)
        ]
        air = self._blank(style.size // 3)
        return np.vstack([air, *lines, air])

    def _inset(self, strip: Raster, margin: int | None = None) -> Raster:
        side = self._margin if margin is None else margin
        return np.pad(strip, ((0, 0), (side, self.width - strip.shape[1] - side)))

    def _blank(self, height: int) -> Raster:
        return np.zeros((height, self.width), dtype=bool)
