"""How the result comes: chosen, never guessed; a parcel wants name, telephone and address."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.catalogue.model import Delivery as Way
from kiosk.catalogue.model import FieldType, FormField
from kiosk.visit.state import DeliveryChoice, VisitState
from screens.citizen.editors import Editor, editor_for
from screens.citizen.screen import Screen
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice, Say
from screens.widgets.holding import empty, let_go
from screens.words import words

_PARCEL = {  # what a parcel wants, by code: its field, and where the form may know it already
    "name": (FieldType.NAME, "identity"),
    "phone": (FieldType.PHONE, "phone"),
    "address": (FieldType.ADDRESS, "address"),
}


class Delivery(Screen):
    way = StringProperty("")
    asked = StringProperty("")  # the part of the parcel's address that is being typed
    editor: Editor | None = None

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._parcel: dict[str, str] = {}

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        if state.delivery is not None and not self.way:
            self.way = str(state.delivery.way)
            self._parcel = {key: getattr(state.delivery, key) for key in _PARCEL}
        if self.is_new(self.way, self.asked, tuple(self._parcel.items())):
            self._arrange()

    def _arrange(self) -> None:
        if self.asked:
            return
        ways = self.ids.ways
        empty(ways)
        for way in self.visit.deliveries():
            choice = Choice(name=f"deliver-{way}", text=words._(f"delivery-{way}"), chosen=str(way) == self.way)
            choice.bind(on_release=self._chosen)
            ways.add_widget(choice)
            if way is Way.MAIL and str(way) == self.way:
                lines = (
                    words._("delivery-line", label=words._(f"delivery-{key}"), value=self._parcel.get(key, ""))
                    for key in _PARCEL
                )
                ways.add_widget(Say(text="\n".join(lines), color=self.ids.lead.color))
        self.primary_enabled = bool(self.way)
        self.ids.body.show(self.ids.page)

    def _chosen(self, choice: Choice) -> None:
        self.way = choice.name.removeprefix("deliver-")
        if self.way == Way.MAIL:
            self._parcel = self._parcel or self._known()
            self._ask("name")
        else:
            self.show(self.state)

    def _known(self) -> dict[str, str]:
        """What card and form know of the receiver."""
        s = self.state
        known = {"name": s.identity.name if s.identity else "", "address": s.identity.address if s.identity else ""}
        phone = next((v.text for code, v in s.values.items() if code.endswith("phone")), "")
        return {**known, "phone": phone}

    def _ask(self, key: str) -> None:
        self.asked = key
        if self.editor is not None:
            let_go(self.editor)
            self.ids.body.kept.remove(self.editor)
        field = FormField.model_validate(
            {
                "code": key,
                "type": _PARCEL[key][0],
                "label": {"zh": words._(f"delivery-{key}"), "en": words._(f"delivery-{key}")},
                "sources": ["citizen"],
                "min_length": 2,
            }
        )
        self.editor = editor_for(self.clock.now().date(), field, self._parcel.get(key, ""))
        self.editor.tell()
        self.ids.body.add_widget(self.editor)
        self.ids.body.show(self.editor)

    def forward(self) -> None:
        if self.asked and self.editor is not None:
            if not self.editor.settle():
                return
            self._parcel[self.asked] = self.editor.answer.strip()
            keys = list(_PARCEL)
            at = keys.index(self.asked) + 1
            if at < len(keys):
                self._ask(keys[at])
                return
            self.asked = ""
            self.show(self.state)
            return
        parcel = self._parcel if self.way == Way.MAIL else {}
        self.visit.deliver(DeliveryChoice(Way(self.way), **parcel))
        self.visit.go_on()

    def backward(self) -> None:
        if self.asked:
            self.asked = ""
            self.show(self.state)
        else:
            self.visit.go_back()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
