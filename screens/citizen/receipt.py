"""What became of the case. Received and kept are two things, and look like two things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import qrcode
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget
from qrcode.constants import ERROR_CORRECT_M

from kiosk.catalogue.model import Service
from kiosk.clock import HALL_TIME
from kiosk.submission.receipt import grouped
from kiosk.visit.state import Busy, HandIn, PaymentState, Printed, Standing, VisitState
from screens.citizen import facts
from screens.citizen.confirm import Entry
from screens.citizen.screen import Screen, amount_words, day_words, in_words
from screens.citizen.section import Section
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words


class Code(Widget):
    """A QR code, one texel a module, enlarged without blur."""

    text = StringProperty("")
    texture: Texture | None = ObjectProperty(None, allownone=True)

    def on_text(self, _code: Widget, text: str) -> None:
        if not text:
            self.texture = None
            return
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
        code.add_data(text)
        code.make(fit=True)
        modules = code.get_matrix()
        texture = Texture.create(size=(len(modules), len(modules)), colorfmt="luminance")
        texture.mag_filter = texture.min_filter = "nearest"
        pixels = bytes(0 if dark else 255 for row in reversed(modules) for dark in row)
        texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
        self.texture = texture


class Receipt(Screen):
    shows_trouble = True
    shows_busy = frozenset({Busy.PRINTING})

    received = BooleanProperty(True)
    number = StringProperty("")
    at = StringProperty("")
    next_step = StringProperty("")
    printing = BooleanProperty(False)
    failed = BooleanProperty(False)
    proof = BooleanProperty(False)  # a document was printed too
    copies = NumericProperty(0)  # of it, so far
    trouble = StringProperty("")

    def show(self, state: VisitState) -> None:
        service, hand_in = state.service, state.hand_in
        if service is None or hand_in is None:
            return
        self.received = hand_in.received
        self.number = grouped(hand_in.number)
        self.at = words._("screen-at", at=f"{hand_in.at.astimezone(HALL_TIME):%Y-%m-%d %H:%M}")
        self.next_step = in_words(service.next_step)
        self.printing = state.busy is Busy.PRINTING
        self.failed = state.printed is Printed.FAILED and not self.printing
        self.proof = state.proof is Printed.DONE
        self.copies = self.visit.printing.copies
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        self.primary_enabled = not self.printing and state.proof is not Printed.NOT_YET
        self._arrange(hand_in, state.proof)
        if self.is_new(hand_in, state.payment, state.delivery, state.promises):
            self._list(state, hand_in)

    def _arrange(self, hand_in: HandIn, proof: Printed | None) -> None:
        """When no paper comes out, the screen takes its place: number and code, to be copied or photographed."""
        ids = self.ids
        if self.failed:
            ids.code.text = hand_in.code
        about_proof = {Printed.DONE: [ids.proof], Printed.FAILED: [ids.no_proof]}.get(proof, []) if proof else []
        receipt = [ids.failed, ids.code_card] if self.failed else [ids.printing]
        ids.paper.show(*about_proof, *receipt)
        ids.copy_place.show(*([ids.one_more] if self.visit.printing.may_copy else []))

    def _list(self, state: VisitState, hand_in: HandIn) -> None:
        parts = self.ids.parts
        empty(parts)
        for picture, heading, points in (
            ("result", "screen-next", self._next(state, hand_in)),
            ("clock", "receipt-supply", self._promised()),
            ("coin", "receipt-payment", self._payment(state)),
            ("hall", "receipt-sub", _sub_cases(state.service, hand_in)),
        ):
            if listed := list(points):
                parts.add_widget(Section(listed, picture=picture, heading=words._(heading)))

    def _next(self, state: VisitState, hand_in: HandIn) -> Iterator[Widget]:
        service = state.service
        assert service is not None
        yield Item(picture="next", text=self.next_step)
        by = day_words(hand_in.promised_by) if hand_in.promised_by is not None else ""
        time = words._("receipt-by", until=by) if by and hand_in.received else facts.time(service.promised_time)
        yield Entry(label=words._("guide-time" if hand_in.received else "screen-time-kept"), value=time)
        yield Entry(label=words._("screen-result"), value=in_words(service.result.name))
        if state.delivery is not None:
            lines = (words._(f"delivery-{state.delivery.way}"), state.delivery.address)
            yield Entry(label=words._("delivery-title"), value="\n".join(line for line in lines if line))
        if state.helped_by:
            yield Entry(label=words._("confirm-helper"), value=state.helped_by)

    def _promised(self) -> Iterator[Widget]:
        """What has still to come, and until when."""
        for line in self.visit.materials():
            if line.standing is Standing.DEFERRED and line.due is not None:
                more = words._("materials-deferred-due", due=day_words(line.due))
                yield Item(picture="paper", text=in_words(line.material.name), more=more)

    def _payment(self, state: VisitState) -> Iterator[Widget]:
        payment = state.payment
        if payment is None:
            return
        label = words._("pay-paid" if payment.state is PaymentState.PAID else "pay-later")
        yield Entry(label=label, value=amount_words(payment.amount))
        if payment.voucher:
            yield Entry(label=words._("receipt-voucher"), value=payment.voucher)
        if payment.state is PaymentState.LATER and payment.pay_by is not None:
            yield Entry(label=words._("receipt-until"), value=day_words(payment.pay_by))

    def forward(self) -> None:
        self.visit.go_on()

    def backward(self) -> None:
        self.visit.printing.print_again()


def _sub_cases(service: Service | None, hand_in: HandIn) -> Iterator[Widget]:
    """Each matter of a life event: its number, who does it, until when."""
    offices = {matter.name: matter.authority for matter in service.sub_matters} if service is not None else {}
    for sub in hand_in.sub_cases:
        office = offices.get(sub.name)
        until = words._("receipt-by", until=day_words(sub.promised_by)) if sub.promised_by is not None else ""
        about = " · ".join(part for part in (in_words(office) if office is not None else "", until) if part)
        more = "\n".join(line for line in (grouped(sub.number) if sub.number else "", about) if line)
        yield Item(picture="check", text=in_words(sub.name), more=more)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
