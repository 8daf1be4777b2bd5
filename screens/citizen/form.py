"""What the office must know: what others know is there already, and each thing says where it comes from."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import FormField, Source
from kiosk.visit.inquiries import record
from kiosk.visit.state import Found, Problem, Value, VisitState
from screens.citizen.editors import Editor, editor_for
from screens.citizen.screen import Screen, finding_words, in_words, register_words, shown
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.holding import empty
from screens.widgets.touch import Touchable
from screens.words import words


class FieldRow(Touchable, BoxLayout):
    """One field: its name, its value, where that comes from, what is wrong with it."""

    field: FormField = ObjectProperty()
    label = StringProperty("")
    value = StringProperty("")
    source = StringProperty("")
    note = StringProperty("")  # why nobody else supplied it
    wrong = StringProperty("")
    wanted = BooleanProperty(False)  # nothing there yet, and it must be


class Form(Screen):
    """The list of the fields, or the one that is being answered."""

    editing = BooleanProperty(False)
    open_fields = NumericProperty(0)  # that must be answered and are not
    editor: Editor | None = ObjectProperty(None, allownone=True, rebind=True)

    def __init__(self, **kwargs: object) -> None:
        self._given: str | None = None  # the field whose answer registers may still be asked about
        super().__init__(**kwargs)

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        if self._given is not None and state.busy is None:
            self._go_further()
            return
        self.editing = state.field is not None
        if state.field is None:
            self._show_list(state)
        elif self.editor is None or self.editor.field.code != state.field:
            self._open(state, state.field)
        if self.editor is not None and self.is_new(state.field):
            self.editor.tell()

    def _show_list(self, state: VisitState) -> None:
        self._close_editor()
        self.ids.body.show(self.ids.page)
        self.open_fields = len(self._unanswered())
        column = self.ids.rows
        fields = self.visit.visible_fields()
        if [row.field for row in reversed(column.children)] != list(fields):
            empty(column)
            for field in fields:
                row = FieldRow(field=field, name=f"field-{field.code}")
                row.bind(on_release=self._edit)
                column.add_widget(row)
        for row in column.children:
            self._tell(row, state)

    def _tell(self, row: FieldRow, state: VisitState) -> None:
        field = row.field
        value, finding = state.values.get(field.code), self.visit.check(field.code)
        row.label = in_words(field.label)
        row.value = shown(self.visit, field)
        row.source = self._source(field, value) if value else ""
        row.note = self._note(field, value, state)
        row.wanted = finding is not None and finding.problem is Problem.MISSING
        row.wrong = finding_words(state, finding) if finding and not row.wanted else ""
        row.disabled = not field.asks

    def _source(self, field: FormField, value: Value) -> str:
        if value.helped:
            return words._("source-helper")
        if value.source is Source.SHARED and (name := self._register(field)):
            return words._("source-register", name=name)
        return words._(f"source-{value.source}")

    def _note(self, field: FormField, value: Value | None, state: VisitState) -> str:
        """A register was asked, and what it said is not used."""
        if field.lookup is None or (value is not None and value.source is not Source.CITIZEN):
            return ""
        answer = record(field.lookup, state)
        if answer is None or answer.found is Found.HIT:
            return ""
        return words._(f"form-register-{answer.found}", name=self._register(field))

    def _register(self, field: FormField) -> str:
        return register_words(self.hall, field.lookup.register_) if field.lookup is not None else ""

    def _edit(self, row: FieldRow) -> None:
        self.visit.edit(row.field.code)

    # --- one field

    def _open(self, state: VisitState, code: str) -> None:
        assert state.service is not None
        self._close_editor()
        field, value = state.service.field(code), state.values.get(code)
        finding = self.visit.check(code)
        answer = value.text if value else ""
        editor = editor_for(self.clock.now().date(), field, answer, self.visit.options(code))
        if finding and value:
            editor.complain(lambda: finding_words(self.visit.state, finding))
        editor.bind(on_finish=lambda _editor: self._accept())
        self.editor = editor
        self.ids.body.add_widget(editor)
        self.ids.body.show(editor)

    def _close_editor(self) -> None:
        if self.editor is not None:
            self.ids.body.drop(self.editor)
            self.editor = None

    def forward(self) -> None:
        if self.editor is not None:
            if self.editor.settle():
                self._accept()
        elif unanswered := self._unanswered():
            self.visit.edit(unanswered[0])
        else:
            self.visit.go_on()

    def _accept(self) -> None:
        editor = self.editor
        assert editor is not None
        self.visit.answer(editor.field.code, editor.answer)
        self._given = editor.field.code
        if self.visit.state.busy is None:
            self._go_further()

    def _go_further(self) -> None:
        """To the next field, once the registers have said what follows from the answer: that is not asked then."""
        code, self._given = self._given, None
        assert code is not None
        finding = self.visit.check(code)
        if finding is None:
            self.visit.edit(self._next_unanswered(code))
        elif self.editor is not None:
            self.editor.complain(lambda: finding_words(self.visit.state, finding))

    def backward(self) -> None:
        if self.editor is None:
            self.visit.go_back()
        elif not self.editor.retreat():
            self.visit.edit(None)

    def _next_unanswered(self, code: str) -> str | None:
        """The next field behind this one that nobody has answered yet and somebody must."""
        codes = [field.code for field in self.visit.visible_fields()]
        behind = codes[codes.index(code) + 1 :] if code in codes else ()
        return next((open_code for open_code in self._unanswered() if open_code in behind), None)

    def _unanswered(self) -> list[str]:
        values = self.visit.state.values
        return [f.code for f in self.visit.visible_fields() if f.asks and f.required and f.code not in values]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
