"""How the result comes: chosen, never guessed; a parcel wants name, telephone and address."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty

from kiosk.catalogue.model import Delivery as Way
from kiosk.catalogue.model import FieldType, FormField, Source
from kiosk.catalogue.model import Words as Label
from kiosk.visit.form import check_field, tidy
from kiosk.visit.state import DeliveryChoice, Finding, Value, VisitState
from screens.citizen.editors import Editor, editor_for
from screens.citizen.form import FieldRow
from screens.citizen.screen import Screen
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice
from screens.widgets.holding import empty
from screens.words import words

_PARCEL = {"name": FieldType.NAME, "phone": FieldType.PHONE, "address": FieldType.ADDRESS}


class Delivery(Screen):
    way = StringProperty("")
    editor: Editor | None = ObjectProperty(None, allownone=True, rebind=True)  # of one line of the parcel

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._parcel: dict[str, str] = {}

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        ways = self.visit.deliveries()
        if not self._parcel:
            self._parcel = _known(state)
            self.way = str(state.delivery.way) if state.delivery is not None else ""
            if len(ways) == 1:  # of several none is chosen for the citizen
                self.way = str(ways[0])
        if self.editor is not None:
            self._name(self.editor)
            return
        self.ids.body.show(self.ids.page)
        if self.is_new(self.way, *self._parcel.values()):
            self._list(ways)
        self.primary_enabled = bool(self.way)

    def _list(self, ways: tuple[Way, ...]) -> None:
        box = self.ids.ways
        empty(box)
        for way in ways:
            chosen = str(way) == self.way
            choice = Choice(name=f"deliver-{way}", text=words._(f"delivery-{way}"), more=self._more(way), chosen=chosen)
            choice.bind(on_release=self._chosen)
            box.add_widget(choice)
            if chosen and way is Way.MAIL:
                for key in _PARCEL:
                    box.add_widget(self._row(key))

    def _more(self, way: Way) -> str:
        """What it takes; a window also its hours today."""
        if way is not Way.WINDOW:
            return words._(f"delivery-{way}-more")
        here = min(self.hall.points(self.clock.now()), key=lambda point: point.metres, default=None)
        hours = here.hours_on(self.clock.now()) if here is not None else ""
        return words._("delivery-window-more", hours=hours) if hours else words._("delivery-window-closed")

    def _row(self, key: str) -> FieldRow:
        text, field = self._parcel[key], _field(key)
        finding = check_field(field, Value(text, Source.CITIZEN), self.clock.now().date())
        row = FieldRow(field=field, name=f"parcel-{key}", label=words._(f"delivery-{key}"), value=text)
        row.wanted = not text
        row.wrong = _wrong(finding) if finding is not None and text else ""
        row.bind(on_release=lambda _row: self._edit(key))
        return row

    # --- touches

    def _chosen(self, choice: Choice) -> None:
        self.way = choice.name.removeprefix("deliver-")
        self.show(self.state)

    def _edit(self, key: str) -> None:
        editor = editor_for(self.clock.now().date(), _field(key), self._parcel[key])
        self.editor = editor
        self._name(editor)
        self.ids.body.add_widget(editor)
        self.ids.body.show(editor)
        self.primary_enabled = True

    def _name(self, editor: Editor) -> None:
        editor.tell()
        editor.label = words._(f"delivery-{editor.field.code}")

    def _close(self) -> None:
        if self.editor is not None:
            self.ids.body.drop(self.editor)
            self.editor = None
        self.show(self.state)

    def forward(self) -> None:
        if self.editor is not None:
            self._accept(self.editor)
            return
        parcel = self._parcel if self.way == Way.MAIL else {}
        today = self.clock.now().date()
        for key, text in parcel.items():
            if check_field(_field(key), Value(text, Source.CITIZEN), today) is not None:
                self._edit(key)
                return
        self.visit.deliver(DeliveryChoice(Way(self.way), **parcel))
        self.visit.go_on()

    def _accept(self, editor: Editor) -> None:
        if not editor.settle():
            return
        text = tidy(editor.field, editor.answer)
        finding = check_field(editor.field, Value(text, Source.CITIZEN), self.clock.now().date())
        if finding is not None:
            editor.complain(lambda: _wrong(finding))
            return
        self._parcel[editor.field.code] = text
        self._close()

    def backward(self) -> None:
        if self.editor is None:
            self.visit.go_back()
        elif not self.editor.retreat():
            self._close()


def _known(state: VisitState) -> dict[str, str]:
    """What was said before, or what the card and the form know of the receiver."""
    if state.delivery is not None and state.delivery.way is Way.MAIL:
        return {key: getattr(state.delivery, key) for key in _PARCEL}
    who, service = state.identity, state.service
    assert service is not None
    phones = (f.code for f in service.fields if f.type is FieldType.PHONE and f.code in state.values)
    phone = next((state.values[code].text for code in phones), "")
    return {"name": who.name if who else "", "phone": phone, "address": who.address if who else ""}


def _field(key: str) -> FormField:
    label = Label(zh=words._(f"delivery-{key}"), en=words._(f"delivery-{key}"))
    shortest = 5 if key == "address" else 0
    return FormField(code=key, type=_PARCEL[key], label=label, sources=(Source.CITIZEN,), min_length=shortest)


def _wrong(finding: Finding) -> str:
    name = words._(f"delivery-{finding.field}")
    return words._(f"finding-{finding.problem}", name=name, detail=finding.detail)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
