"""Each rule of the catalogue, proven by a file that breaks it."""

from __future__ import annotations

import pytest

from tests.catalogue.conftest import Complaints

MB = "11330199MB"


def sub_matter(code: str, *waits_for: str) -> str:
    words = "{zh: 事, en: Matter}"
    rest = f"name: {words}, authority: {words}, result: {words}, working_days: 1"
    return f"{{item_code: {code}, depends_on: [{', '.join(waits_for)}], {rest}}}"


@pytest.mark.parametrize(
    ("right", "wrong", "path", "reason"),
    [
        # what an object says against itself
        ("default: post", "default: pigeon", "fields[0].default", "'pigeon' is not among the options (post, window)"),
        ("code: window", "code: post", "fields[0].options", "'post' is there twice"),
        ("    type: choice\n", "    type: text\n", "fields[0].options", "type is choice or choices"),
        ("    card_field: address\n", "", "fields[3].card_field", "where `card` is among the sources"),
        ("sources: [card, citizen]", "sources: [card]", "fields[3].sources", "nobody can supply it"),
        ("min_length: 5", "min_length: 500", "fields[3].min_length", "more than max_length"),
        ("minimum: 1", "minimum: 100", "fields[4].minimum", "more than maximum"),
        ("    maximum: 99\n", "", "fields[4].maximum", "number, money or list"),
        ("    maximum: 99\n", "    maximum: 99\n    latest: today\n", "fields[4].latest", "date or month"),
        ("latest: this_month\n    not_before", "latest: soon\n    not_before", "fields[2].latest", "is no month"),
        ("not_before: since", "not_before: since\n    default: 2025-13", "fields[2].default", "is no month"),
        ("    maximum: 99\n", "    maximum: 99\n    not_before: since\n", "fields[4].not_before", "date or month"),
        ("[shared, scan]", "[shared, scan]\n    never_ask: true", "materials[0].never_ask", "the law forbids"),
        ("[shared, scan]", "[shared]\n    one_of: Group", "materials[0].one_of", "should match pattern"),
        ("trust: C", "trust: A", "materials[0].trust", "C until a clerk"),
        ("legal_time: {working_days: 3}", "legal_time: {working_days: null}", "legal_time.explain", "say why"),
        ("limit_scene_num: 0", "limit_scene_num: 1", "visits.limit_scene_explain", "say why"),
        ("fee: {amount: 0}", "fee: {amount: 40, item: {zh: 费, en: Fee}}", "fee.basis", "there is a fee"),
        ("complaint: 0571-12345", "complaint: 0571-12315", "phones.complaint", "same as consult"),
        ("complaint: 0571-12345", "complaint: '12345'", "phones.complaint", "area code"),
        # what a service must fulfil
        (f"item_code: {MB}0000318Y4330131002001", f"item_code: {MB}0000318Y433", "item_code", "is no item code"),
        (f"item_code: {MB}0000318Y", f"item_code: {MB}0000318X", "item_code", "GB 32100"),
        (f"item_code: {MB}0000318Y", f"item_code: {MB}00003280", "item_code", "GB 11714"),
        (f"credit_code: {MB}0000318Y", f"credit_code: {MB}000014XP", "authority.credit_code", "the item code says"),
        ('level: "4"', 'level: "3"', "authority.level", "the item code says 4"),
        ('item_type: "01"', 'item_type: "20"', "item_type", "the item code says 01"),
        ("code: people", "code: since", "fields[4]", "'since' is there twice"),
        ("{field: way, is: [post]}\n  - code: people", "{field: way, is: [fax]}\n  - code: people",
         "fields[3].visible_when[0].is[0]", "'fax' is not among the options of 'way'"),
        ("{field: way, is: [post]}\n  - code: people", "{field: people, is: [post]}\n  - code: people",
         "fields[3].visible_when[0].field", "no field 'people' that was asked before"),
        ("{field: way, is: [post]}\nlegal", "{field: wey, is: [post]}\nlegal",
         "materials[0].needed_when[0].field", "no field 'wey'"),
        ("{field: way, is: [post]}\nlegal", "{field: people, is: [post]}\nlegal",
         "materials[0].needed_when[0].field", "has no options"),
        ("not_before: since", "not_before: people", "fields[2].not_before", "no month field 'people'"),
        ("promised_time: {working_days: 3}", "promised_time: {working_days: 4}", "promised_time.working_days",
         "promises 4 days where the law allows 3"),
        ("promised_time: {working_days: 3}", "promised_time: {working_days: 0}", "promised_time", "immediate"),
        ("case_type: promised", "case_type: immediate", "promised_time", "immediate"),
        ("delivery: [mail]", "delivery: [window]", "result.delivery", "must be fetched is a visit"),
        ("delivery: [mail]", "delivery: [print]", "devices", "document_printer"),
        ("must: [card_reader, camera]", "must: [card_reader]", "devices.must", "camera is a must"),
        ("must: [card_reader, camera]", "must: [camera]", "devices.must", "card_reader is a must"),
        ("nice: [receipt_printer]", "nice: [camera]", "devices.nice[0]", "a must already"),
        ("identity: 1", "identity: 0", "fields[3].sources", "reads none"),
        ("kind: matter", "kind: matter\nbefore: {days: 1, trips: 1, materials: 1, source: a}", "before", "life_event"),
        ("kind: matter", f"kind: matter\nsub_matters: [{sub_matter('a')}]", "sub_matters", "life_event"),
    ],
)  # fmt: skip
def test_a_service_that_breaks_a_rule_is_told_where_and_why(
    complaints: Complaints, right: str, wrong: str, path: str, reason: str
) -> None:
    (problem,) = complaints(right, wrong)
    assert problem.path == path
    assert reason in problem.reason


def test_a_sub_matter_waits_only_for_one_that_stands_before_it(complaints: Complaints) -> None:
    event = (
        "kind: life_event\nbefore: {days: 62, trips: 4, materials: 15, source: somewhere}\n"
        f"sub_matters: [{sub_matter('a', 'b')}, {sub_matter('b')}]"
    )
    (problem,) = complaints("kind: matter", event)
    assert problem.path == "sub_matters[0].depends_on"
    assert "'b' is no sub-matter that stands before this one" in problem.reason
