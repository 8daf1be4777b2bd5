"""Answering one field: by keys, by choosing, by stepping, by lists of places, by records of several fields."""

from __future__ import annotations

from datetime import date
from functools import partial

from kiosk.catalogue.model import FieldType, FormField, Option
from screens.citizen.editors.chosen import ChoiceEditor
from screens.citizen.editors.dated import DateEditor, steppable
from screens.citizen.editors.editor import Editor as Editor
from screens.citizen.editors.records import ListEditor, RecordEditor
from screens.citizen.editors.region import AddressEditor, RegionEditor
from screens.citizen.editors.typed import TextEditor, TypedDateEditor


def editor_for(today: date, field: FormField, answer: str, options: tuple[Option, ...] = ()) -> Editor:
    """The editor that this type of field wants, holding the answer given so far. `options`: that a register named."""
    match field.type:
        case FieldType.CHOICE | FieldType.CHOICES:
            return ChoiceEditor(field=field, answer=answer, options=options or field.options)
        case FieldType.DATE | FieldType.MONTH:
            if steppable(field, today):
                return DateEditor(field=field, answer=answer, today=today)
            return TypedDateEditor(field=field, answer=answer)
        case FieldType.REGION:
            return RegionEditor(field=field, answer=answer)
        case FieldType.ADDRESS:
            return AddressEditor(field=field, answer=answer)
        case FieldType.PERSON:
            return RecordEditor(field=field, answer=answer, today=today, make=partial(editor_for, today))
        case FieldType.LIST:
            return ListEditor(field=field, answer=answer, today=today, make=partial(editor_for, today))
        case _:
            return TextEditor(field=field, answer=answer)
