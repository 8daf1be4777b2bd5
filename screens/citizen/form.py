"""What the office must know: what the card told is there already, each thing says where it comes from."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import FormField
from kiosk.visit.state import Problem, VisitState
from screens.citizen.editors import Editor, editor_for
from screens.citizen.screen import Screen, finding_words, in_words, shown
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.holding import empty, let_go
from screens.widgets.touch import Touchable
from screens.words import words


class FieldRow(Touchable, BoxLayout):
    """One field: its name, its value, where that comes from, what is wrong with it."""

    field: FormField = ObjectProperty()
    label = StringProperty("")
    value = StringProperty("")
    source = StringProperty("")
    wrong = StringProperty("")
    wanted = BooleanProperty(False)  # nothing there yet, and it must be


class Form(Screen):
    """The list of the fields, or the one that is being answered."""

    editing = BooleanProperty(False)
    editor: Editor | None = ObjectProperty(None, allownone=True, rebind=True)

    def show(self, state: VisitState) -> None:
        if state.service is None:
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
        row.source = words._(f"source-{value.source}") if value else ""
        row.wanted = finding is not None and finding.problem is Problem.MISSING
        row.wrong = finding_words(state, finding) if finding and not row.wanted else ""
        row.disabled = not field.asks

    def _edit(self, row: FieldRow) -> None:
        self.visit.edit(row.field.code)

    # --- one field

    def _open(self, state: VisitState, code: str) -> None:
        assert state.service is not None
        self._close_editor()
        field, value = state.service.field(code), state.values.get(code)
        self.editor = editor_for(field, value.text if value else "", self.clock.now().date())
        finding = self.visit.check(code)
        self.editor.wrong = finding_words(state, finding) if finding and value else ""
        self.ids.body.add_widget(self.editor)
        self.ids.body.show(self.editor)

    def _close_editor(self) -> None:
        if self.editor is not None:
            let_go(self.editor)
            self.ids.body.kept.remove(self.editor)
            self.editor = None

    def forward(self) -> None:
        editor = self.editor
        if editor is None:
            self.visit.go_on()
            return
        if not editor.settle():
            return
        code = editor.field.code
        self.visit.answer(code, editor.answer)
        finding = self.visit.check(code)
        if finding is not None:
            editor.wrong = finding_words(self.visit.state, finding)
        else:
            self.visit.edit(self._next_unanswered(code))

    def backward(self) -> None:
        if self.editor is None:
            self.visit.go_back()
        else:
            self.visit.edit(None)

    def _next_unanswered(self, code: str) -> str | None:
        """The next field behind this one that nobody has answered yet and somebody must."""
        fields = self.visit.visible_fields()
        codes = [field.code for field in fields]
        behind = fields[codes.index(code) + 1 :] if code in codes else ()
        values = self.visit.state.values
        return next((f.code for f in behind if f.asks and f.required and f.code not in values), None)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
