"""What became of the case. Received and kept are two things, and look like two things."""

from __future__ import annotations

from pathlib import Path

import qrcode
from kivy.graphics.texture import Texture
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget
from qrcode.constants import ERROR_CORRECT_M

from kiosk.clock import HALL_TIME
from kiosk.submission.receipt import grouped
from kiosk.visit.state import Busy, HandIn, Printed, VisitState
from screens.citizen import facts
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.words import words


class Code(Widget):
    """A QR code, one texel a module, enlarged without blur."""

    text = StringProperty("")
    texture: Texture | None = ObjectProperty(None, allownone=True)

    def on_text(self, _code: Widget, text: str) -> None:
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
    time = StringProperty("")
    result = StringProperty("")
    printing = BooleanProperty(False)
    failed = BooleanProperty(False)
    trouble = StringProperty("")

    def show(self, state: VisitState) -> None:
        service, hand_in = state.service, state.hand_in
        if service is None or hand_in is None:
            return
        self._tell(hand_in)
        proof = [words._("screen-proof")] if state.proof is Printed.DONE else []
        self.next_step = "\n".join([in_words(service.next_step), *proof])
        self.time = facts.time(service.promised_time)
        self.result = in_words(service.result.name)
        self.printing = state.busy is Busy.PRINTING
        self.failed = state.printed is Printed.FAILED and not self.printing
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        self.primary_enabled = not self.printing and state.proof is not Printed.NOT_YET
        self._arrange(hand_in, no_proof=state.proof is Printed.FAILED)

    def _tell(self, hand_in: HandIn) -> None:
        self.received = hand_in.received
        self.number = grouped(hand_in.number)
        self.at = words._("screen-at", at=f"{hand_in.at.astimezone(HALL_TIME):%Y-%m-%d %H:%M}")

    def _arrange(self, hand_in: HandIn, *, no_proof: bool) -> None:
        """When no paper comes out, the screen takes its place: number and code, to be copied or photographed."""
        ids = self.ids
        if self.failed:
            ids.code.text = hand_in.code
        receipt = [ids.failed, ids.code_card] if self.failed else [ids.printing]
        ids.paper.show(*([ids.no_proof] if no_proof else []), *receipt)

    def forward(self) -> None:
        self.visit.go_on()

    def backward(self) -> None:
        self.visit.printing.print_again()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
