"""Answering with records: one person, column by column, or a list of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import FieldType, FormField, Source
from kiosk.visit.form import check_field, shown_text, tidy
from kiosk.visit.state import Value
from screens.citizen.editors.editor import Editor
from screens.citizen.screen import in_words, masked
from screens.widgets.basics import SecondaryButton
from screens.widgets.holding import empty, let_go
from screens.words import words

Record = dict[str, str]
Make = Callable[[FormField, str], Editor]  # an editor for a column


class RecordEditor(Editor):
    """One record, one question at a time; `answer` is a JSON object of the columns' values."""

    inner: Editor = ObjectProperty(None, allownone=True)
    today: date = ObjectProperty()

    def __init__(self, *, make: Make, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._make = make
        self._record: Record = json.loads(self.answer) if self.answer else {}
        self._at = 0
        self._open()

    def settle(self) -> bool:
        """The column is right: the next one, or the record is whole."""
        if not self.inner.settle():
            return False
        column = self.field.columns[self._at]
        text = tidy(column, self.inner.answer)
        finding = check_field(column, Value(text, Source.CITIZEN), self.today)
        if finding is not None:
            self.inner.complain(
                lambda: words._(f"finding-{finding.problem}", name=in_words(column.label), detail=finding.detail)
            )
            return False
        self._record = {**self._record, column.code: text}
        if self._at + 1 < len(self.field.columns):
            self._at += 1
            self._open()
            return False
        kept = {c.code: self._record[c.code] for c in self.field.columns if self._record.get(c.code)}
        self.answer = json.dumps(kept, ensure_ascii=False)
        return True

    def retreat(self) -> bool:
        if self.inner.retreat():
            return True
        if self._at == 0:
            return False
        self._at -= 1
        self._open()
        return True

    def tell(self) -> None:
        super().tell()
        last = self._at + 1 == len(self.field.columns)
        self.done = words._("field-done" if last else "field-on")
        self.inner.tell()
        self.inner.label = in_words(self.inner.field.label)
        self.inner.place = words._("record-place", name=self.label, number=self._at + 1, total=len(self.field.columns))
        self.inner.hint = self.inner.hint or (self.hint if self._at == 0 else "")

    def go_without(self) -> None:
        """There is no such person."""
        self.answer = ""
        self.dispatch("on_finish")

    def on_wrong(self, _editor: Editor, wrong: str) -> None:
        if self.inner is not None:
            self.inner.wrong = wrong

    def _open(self) -> None:
        if self.inner is not None:
            let_go(self.inner)
            self.ids.room.clear_widgets()
        column = self.field.columns[self._at]
        self.inner = self._make(column, self._record.get(column.code, ""))
        self.inner.fbind("complete", self._judge)
        self.inner.fbind("inside", self._judge)
        if self._at == 0 and not self.field.required:
            without = GoWithout()
            without.bind(on_release=lambda _button: self.go_without())
            self.inner.ids.beside.add_widget(without)
        self.ids.room.add_widget(self.inner)
        self._judge()
        self.tell()

    def _judge(self, *_args: object) -> None:
        self.wrong = ""
        self.complete = self.inner is None or self.inner.complete
        self.inside = self.inner is not None and (self._at > 0 or self.inner.inside)


class GoWithout(SecondaryButton):
    """There is no such person."""


class RecordRow(BoxLayout):
    """One record of the list, and what can be done with it."""

    number = NumericProperty(0)
    text = StringProperty("")
    leaving = BooleanProperty(False)  # "really remove?" is asked

    def __init__(self, **kwargs: object) -> None:
        for event in ("on_change", "on_remove"):
            self.register_event_type(event)
        super().__init__(**kwargs)
        self.ids.answers.show(*self._buttons())

    def on_leaving(self, *_args: object) -> None:
        self.ids.answers.show(*self._buttons())

    def on_change(self) -> None:
        """The record is to be changed."""

    def on_remove(self) -> None:
        """The record is to go."""

    def _buttons(self) -> list[SecondaryButton]:
        ids = self.ids
        return [ids.not_this, ids.really] if self.leaving else [ids.other, ids.away]


class ListEditor(Editor):
    """Several records; `answer` is a JSON array of them."""

    record: RecordEditor | None = ObjectProperty(None, allownone=True)  # the one being answered
    today: date = ObjectProperty()
    limits = StringProperty("")
    can_add = BooleanProperty(True)

    def __init__(self, *, make: Make, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._make = make
        self._records: list[Record] = json.loads(self.answer) if self.answer else []
        self._at = 0
        self._judge()
        if self._records:
            self._show_list()
        else:
            self.add()

    def settle(self) -> bool:
        if self.record is None:
            return True
        if self.record.settle():
            self._records[self._at : self._at + 1] = [json.loads(self.record.answer)]
            self._take()
            self._show_list()
        return False

    def retreat(self) -> bool:
        if self.record is None:
            return False
        if self.record.retreat():
            return True
        if not self._records:
            return False
        self._show_list()
        return True

    def tell(self) -> None:
        super().tell()
        low, high = int(self.field.minimum or 0), int(self.field.maximum or 0)
        self.limits = words._("record-limits", low=low, high=high)
        if self.record is not None:
            self.record.tell()
            self.done = self.record.done
            return
        for row, record in zip(reversed(self.ids.rows.children), self._records, strict=True):
            row.text = _summary(self.field, record)

    def add(self) -> None:
        """One more."""
        self._open(len(self._records))

    def _open(self, at: int) -> None:
        self._at = at
        record = self._records[at] if at < len(self._records) else {}
        one = self.field.model_copy(update={"type": FieldType.PERSON, "required": True})
        answer = json.dumps(record, ensure_ascii=False) if record else ""
        self.record = RecordEditor(field=one, answer=answer, today=self.today, make=self._make)
        self.record.fbind("complete", self._judge)
        self.record.fbind("inside", self._judge)
        self.record.fbind("done", lambda _record, done: setattr(self, "done", done))
        self.ids.body.add_widget(self.record)
        self.ids.body.show(self.record)
        self._judge()
        self.tell()

    def _show_list(self) -> None:
        if self.record is not None:
            self.ids.body.drop(self.record)
            self.record = None
        self.ids.body.show(self.ids.page)
        rows = self.ids.rows
        empty(rows)
        for at in range(len(self._records)):
            row = RecordRow(number=at + 1)
            row.bind(on_change=lambda _row, at=at: self._open(at), on_remove=lambda _row, at=at: self._remove(at))
            rows.add_widget(row)
        self._judge()
        self.tell()

    def _remove(self, at: int) -> None:
        del self._records[at]
        self._take()
        self._show_list()

    def _take(self) -> None:
        self.answer = json.dumps(self._records, ensure_ascii=False) if self._records else ""

    def _judge(self, *_args: object) -> None:
        self.wrong = ""
        records = getattr(self, "_records", [])
        self.inside = self.record is not None and (self.record.inside or bool(records))
        self.can_add = len(records) < (self.field.maximum or 0)
        if self.record is not None:
            self.complete = self.record.complete
        else:
            self.complete = len(records) >= (self.field.minimum or 0) or (not records and not self.field.required)


def _summary(field: FormField, record: Record) -> str:
    """A record in one line."""
    one = field.model_copy(update={"type": FieldType.PERSON})
    return masked(shown_text(one, Value(json.dumps(record), Source.CITIZEN), words.language))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
