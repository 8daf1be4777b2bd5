"""The form of a visit, as pure functions over the service's fields: what is known, what is asked, what is wrong.

Nothing here keeps state. How a field's value is written, see `kiosk.catalogue.fields.FormField`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from babel.dates import format_date, format_skeleton

from kiosk.catalogue.checks import fits
from kiosk.catalogue.fields import FieldType, FormField, Source, When
from kiosk.catalogue.model import Service
from kiosk.catalogue.moments import day_of, month_of, month_text
from kiosk.people.names import NameProblem, name_problem, tidy_name
from kiosk.people.numbers import number_problem, tidy_number
from kiosk.people.regions import is_region, region_name
from kiosk.people.tables import ETHNICITIES, SEXES
from kiosk.visit.state import Finding, Problem, Value
from kiosk.wording import Language

_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")  # a mobile, or a landline with its area code
_NUMBER = re.compile(r"[0-9]{1,12}")
_MONEY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")  # yuan
_PARSE = {FieldType.DATE: day_of, FieldType.MONTH: month_of}
_WRITE = {FieldType.DATE: date.isoformat, FieldType.MONTH: month_text}


def offered(field: FormField, today: date) -> Value | None:
    """The default of a field. It is marked `generated`, since nobody said it yet."""
    default = field.default
    if default is None:
        return None
    if field.type is FieldType.DATE and (day := day_of(default, today)):
        default = day.isoformat()
    if field.type is FieldType.MONTH and (month := month_of(default, today)):
        default = month_text(month)
    return Value(default, Source.GENERATED)


def visible_fields(service: Service, values: Mapping[str, Value]) -> tuple[FormField, ...]:
    """The fields that apply to these answers, in the order of the form. A hidden field's answer counts for nothing."""
    applying = _applying(service, values)
    return tuple(field for field in service.fields if field.code in applying)


def visible_situations(service: Service, values: Mapping[str, Value]) -> tuple[FormField, ...]:
    """The questions of the situation that apply to these answers, in order."""
    applying = _applying(service, values)
    return tuple(question for question in service.situations if question.code in applying)


def holds(whens: Iterable[When], service: Service, values: Mapping[str, Value]) -> bool:
    """Whether the answers given so far fulfil all conditions."""
    applying = _applying(service, values)
    return all(_answered(when, applying, values) for when in whens)


def may_hold(whens: Iterable[When], service: Service, values: Mapping[str, Value]) -> bool:
    """Whether answers that are still open can make all conditions fulfilled."""
    possible: dict[str, FormField] = {}
    for field in (*service.situations, *service.fields):
        if all(_may_be_answered(when, possible, values) for when in field.visible_when):
            possible[field.code] = field
    return all(_may_be_answered(when, possible, values) for when in whens)


def _may_be_answered(when: When, possible: Mapping[str, FormField], values: Mapping[str, Value]) -> bool:
    is_open = when.field in possible and when.field not in values
    return is_open or _answered(when, possible, values)


def _applying(service: Service, values: Mapping[str, Value]) -> Mapping[str, FormField]:
    applying: dict[str, FormField] = {}
    for field in (*service.situations, *service.fields):
        if all(_answered(when, applying, values) for when in field.visible_when):
            applying[field.code] = field
    return applying


def _answered(when: When, applying: Mapping[str, FormField], values: Mapping[str, Value]) -> bool:
    value = values.get(when.field)
    if when.field not in applying or value is None:
        return False
    given = value.text.split(",")
    return not set(when.is_).isdisjoint(given) if when.is_ else set(when.is_not).isdisjoint(given)


def tidy(field: FormField, text: str) -> str:
    """What was typed, as the field's values are written. Never changes what it means."""
    if field.check is not None:  # codes have no blanks and capital letters only
        return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    match field.type:
        case FieldType.PHONE | FieldType.ID_NUMBER:
            return tidy_number(text)
        case FieldType.NUMBER | FieldType.MONEY:
            return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
        case FieldType.NAME:
            return tidy_name(text)
        case (
            FieldType.TEXT
            | FieldType.ADDRESS
            | FieldType.DATE
            | FieldType.MONTH
            | FieldType.CHOICE
            | FieldType.CHOICES
            | FieldType.REGION
            | FieldType.PERSON
            | FieldType.LIST
        ):
            return text.strip()
        case other:
            assert_never(other)


def check_field(field: FormField, value: Value | None, today: date) -> Finding | None:
    """What is wrong with one answer, the first thing only; None when nothing is."""
    text = value.text if value is not None else ""
    if not text.strip():
        return Finding(Problem.MISSING, field=field.code) if field.required else None
    match field.type:
        case FieldType.TEXT | FieldType.ADDRESS:
            return _check_text(field, text)
        case FieldType.NAME:
            return _check_name(field, text)
        case FieldType.PHONE:
            return None if _PHONE.fullmatch(text) else _malformed(field, "phone")
        case FieldType.ID_NUMBER:
            problem = number_problem(text, today)
            return None if problem is None else _malformed(field, problem)
        case FieldType.NUMBER:
            return _check_amount(field, text, _NUMBER)
        case FieldType.MONEY:
            return _check_amount(field, text, _MONEY)
        case FieldType.DATE | FieldType.MONTH:
            return _check_date(field, text, today)
        case FieldType.CHOICE:
            fits = text in _codes(field) or field.options_from is not None
            return None if fits else _malformed(field, "choice")
        case FieldType.CHOICES:
            chosen = text.split(",")
            fits = set(chosen) <= _codes(field) and len(set(chosen)) == len(chosen)
            return None if fits else _malformed(field, "choice")
        case FieldType.REGION:
            return None if is_region(text) else _malformed(field, "region")
        case FieldType.PERSON:
            records = _records(f"[{text}]")
            if records is None or len(records) != 1:
                return _malformed(field, "person")
            return _check_records(field, records, today)
        case FieldType.LIST:
            return _check_list(field, text, today)
        case other:
            assert_never(other)


def _check_text(field: FormField, text: str) -> Finding | None:
    if any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        return _malformed(field, "text")
    if len(text.strip()) < field.min_length:
        return Finding(Problem.TOO_SHORT, field=field.code, detail=str(field.min_length))
    if len(text) > field.max_length:
        return Finding(Problem.TOO_LONG, field=field.code, detail=str(field.max_length))
    if field.check is not None and not fits(field.check, text):
        return _malformed(field, field.check)
    for word in field.forbidden_words:
        if word in text:
            return Finding(Problem.FORBIDDEN_WORD, field=field.code, detail=word)
    return None


def _check_name(field: FormField, text: str) -> Finding | None:
    if name_problem(text) is NameProblem.WRONG_CHARACTER:
        return _malformed(field, "name")
    return _check_text(field, text)


def _check_amount(field: FormField, text: str, form: re.Pattern[str]) -> Finding | None:
    if not form.fullmatch(text):
        return _malformed(field, field.type)
    assert field.minimum is not None
    assert field.maximum is not None
    if not field.minimum <= Decimal(text) <= field.maximum:
        return _out_of_range(field, f"{field.minimum:,}", f"{field.maximum:,}")
    return None


def _check_date(field: FormField, text: str, today: date) -> Finding | None:
    at, parse = _date_in(field, text), _PARSE[field.type]
    if at is None:
        return _malformed(field, field.type)
    earliest, latest = parse(field.earliest or "", today), parse(field.latest or "", today)
    assert earliest is not None
    assert latest is not None
    if not earliest <= at <= latest:
        return _out_of_range(field, _WRITE[field.type](earliest), _WRITE[field.type](latest))
    return None


def _date_in(field: FormField, text: str) -> date | None:
    """The day, or the first day of the month, that an answer names; a moving one (`today`) is no answer."""
    at = _PARSE[field.type](text, date.max)
    return at if at is not None and _WRITE[field.type](at) == text else None


def _check_list(field: FormField, text: str, today: date) -> Finding | None:
    records = _records(text)
    if records is None:
        return _malformed(field, "list")
    assert field.minimum is not None
    assert field.maximum is not None
    if len(records) < field.minimum:
        return Finding(Problem.TOO_FEW, field=field.code, detail=str(field.minimum))
    if len(records) > field.maximum:
        return Finding(Problem.TOO_MANY, field=field.code, detail=str(field.maximum))
    return _check_records(field, records, today)


def _check_records(field: FormField, records: list[dict[str, str]], today: date) -> Finding | None:
    for row, record in enumerate(records):
        if not record.keys() <= {column.code for column in field.columns}:
            return _malformed(field, field.type)
        for column in field.columns:
            wrong = check_field(column, Value(record.get(column.code, ""), Source.CITIZEN), today)
            if wrong is not None:
                return replace(wrong, field=field.code, row=row, column=column.code)
    return None


def _records(text: str) -> list[dict[str, str]] | None:
    """The records of a person or a list; None when it is not written as one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    fits = all(isinstance(r, dict) and all(isinstance(value, str) for value in r.values()) for r in found)
    return found if fits else None


def _codes(field: FormField) -> set[str]:
    return {option.code for option in field.options}


def _malformed(field: FormField, kind: str) -> Finding:
    return Finding(Problem.MALFORMED, field=field.code, detail=str(kind))


def _out_of_range(field: FormField, low: str, high: str) -> Finding:
    return Finding(Problem.OUT_OF_RANGE, field=field.code, detail=f"{low} – {high}")


_LOCALE = {Language.ZH: "zh_Hans_CN", Language.EN: "en_GB"}
_JOIN = {Language.ZH: "、", Language.EN: ", "}
_YUAN = {Language.ZH: "{} 元", Language.EN: "{} yuan"}


def shown_text(field: FormField, value: Value, language: Language) -> str:
    """An answer as people write it; one that is malformed is shown as it is."""
    text, locale = value.text, _LOCALE[language]
    if field.card_field in ("sex", "ethnicity"):
        words = (SEXES if field.card_field == "sex" else ETHNICITIES).get(text)
        return words.get(language) if words else text
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        labels = {option.code: option.text.get(language) for option in field.options}
        return _JOIN[language].join(labels.get(code, code) for code in text.split(","))
    if field.type is FieldType.REGION:
        return region_name(text) or text
    if field.type in (FieldType.PERSON, FieldType.LIST):
        return _shown_records(field, text, language)
    if field.type is FieldType.DATE and (day := _date_in(field, text)):
        return str(format_date(day, "long", locale=locale))
    if field.type is FieldType.MONTH and (month := _date_in(field, text)):
        return str(format_skeleton("yMMMM", month, locale=locale))
    if field.type is FieldType.MONEY and _MONEY.fullmatch(text):
        return _YUAN[language].format(f"{Decimal(text):,}")
    return text


def _shown_records(field: FormField, text: str, language: Language) -> str:
    """One line a record."""
    records = _records(f"[{text}]" if field.type is FieldType.PERSON else text)
    if records is None:
        return text
    columns = {column.code: column for column in field.columns}
    lines = (
        _JOIN[language].join(
            shown_text(columns[code], Value(value, Source.CITIZEN), language)
            for code, value in record.items()
            if code in columns and value
        )
        for record in records
    )
    return "\n".join(lines)
