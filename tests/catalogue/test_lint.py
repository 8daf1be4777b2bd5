"""Each rule of the catalogue, proven by a file that breaks this rule and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue import lint
from kiosk.catalogue.loader import examine
from kiosk.catalogue.model import SubMatter, Words, finished_after
from tests.catalogue.conftest import EVENT, FILES, LISTS, MATTER, Complaints, line_of

MB = "11330199MB"

# what is replaced, by what, on which line that is told (the first that begins so), by which rule, why
Case = tuple[str, str, str, str, str]


def _sub(last: str) -> str:
    words = "{zh: 事, en: Matter}"
    code = f"{MB}0000238B4332023004{last}"
    return f"{{item_code: {code}, name: {words}, authority: {words}, result: {words}, working_days: 0}}"


OF_ONE_OBJECT: list[Case] = [
    ("default: post", "default: pigeon", "default: pigeon", "FormField.default", "'pigeon' is not among the options"),
    ("code: window", "code: post", "options:", "FormField.options", "'post' is there twice"),
    (
        "label: {zh: 地址",
        "columns: [{code: a, type: text, label: {zh: 甲, en: A}, sources: [citizen]}]\n    label: {zh: 地址",
        "columns:",
        "FormField.columns",
        "person or list",
    ),
    (
        "member_number, type: id_number, label: {zh: 号码, en: Number}, sources: [citizen]",
        "member_number, type: id_number, label: {zh: 号码, en: Number}, sources: [card], card_field: number",
        "columns:",
        "FormField.columns",
        "a column is asked",
    ),
    ("    card_field: address\n", "", "  - code: address", "FormField.card_field", "where `card` is among the sources"),
    (
        "    lookup: {register: kinship, key: child_number}\n",
        "",
        "  - code: child_number",
        "FormField.lookup",
        "where `shared` is among the sources",
    ),
    ("    maximum: 99\n", "    maximum: 99\n    check: plate\n", "check", "FormField.check", "type is text"),
    (
        "type: text\n    label: {zh: 企业名称, en: Firm}\n",
        "type: text\n    label: {zh: 企业名称, en: Firm}\n    same_as: since\n",
        "same_as: since",
        "FormField.same_as",
        "where `earlier` is among the sources",
    ),
    (
        "type: text\n    label: {zh: 企业名称",
        "type: region\n    label: {zh: 企业名称",
        "  - code: firm_name",
        "FormField.level",
        "type is region",
    ),
    ("sources: [card, citizen]", "sources: [card]", "sources: [card]", "FormField.sources", "nobody can supply it"),
    ("min_length: 5", "min_length: 500", "min_length", "FormField.min_length", "more than max_length"),
    (
        "minimum: 1\n    maximum: 99",
        "minimum: 100\n    maximum: 99",
        "minimum: 100",
        "FormField.minimum",
        "more than maximum",
    ),
    ("    maximum: 99\n", "", "  - code: people", "FormField.maximum", "number, money or list"),
    ("    maximum: 99\n", "    maximum: 99\n    latest: today\n", "latest: today", "FormField.latest", "date or month"),
    (
        "latest: this_month\n    not_before",
        "latest: soon\n    not_before",
        "latest: soon",
        "FormField.latest",
        "is no month",
    ),
    (
        "not_before: since",
        "not_before: since\n    default: 2025-13",
        "default: 2025",
        "FormField.default",
        "is no month",
    ),
    (
        "    maximum: 99\n",
        "    maximum: 99\n    not_before: since\n",
        "not_before: since\n  - code: child_number",
        "FormField.not_before",
        "date or month",
    ),
    (
        "    personal: false\n    options:",
        "    personal: false\n    options_from: {register: firm, by: [way]}\n    options:",
        "options_from",
        "FormField.options_from",
        "without options of its own",
    ),
    (
        "    visible_when: {field: way, is: [post]}",
        "    visible_when: {field: way}",
        "visible_when",
        "When.is",
        "exactly one of",
    ),
    (
        "    document: application\n",
        "    document: application\n    deferral: {working_days: 1}\n",
        "    deferral: {working_days: 1}",
        "Material.deferral",
        "where the necessity is deferrable",
    ),
    (
        "sources: [shared]\n    lookup: {register: population}\n    never_ask: true\n"
        "    standard: {zh: 自动查, en: Looked up}\n"
        "    trust: A",
        "sources: [scan]\n    never_ask: true\n    standard: {zh: 看得清, en: Legible}\n    trust: C",
        "    never_ask",
        "Material.never_ask",
        "the law forbids asking for it, yet scan",
    ),
    (
        "    trust: C\n    one_of: premises\n    deferral",
        "    trust: B\n    one_of: premises\n    deferral",
        "    trust: B",
        "Material.trust",
        "C until a clerk",
    ),
    (
        "    never_ask: true\n",
        "    never_ask: true\n    commitment: {zh: 我承诺, en: I promise}\n",
        "never_ask",
        "Material.never_ask",
        "commitment",
    ),
    (
        "sources: [card, citizen]",
        "sources: [citizen, card]",
        "    sources: [citizen, card]",
        "FormField.sources",
        "asked last",
    ),
    (
        "sources: [shared, scan]",
        "sources: [scan, shared]",
        "    sources: [scan, shared]",
        "Material.sources",
        "asked for last",
    ),
    (
        "sources: [shared, scan]",
        "sources: [shared, citizen]",
        "    sources: [shared, citizen]\n    lookup: {register: premises",
        "Material.sources",
        "scanned, not typed",
    ),
    ("    lookup: {register: premises}\n", "", "  - code: lease", "Material.lookup", "`shared`"),
    ("    same_as: deed\n", "", "  - code: old_deed", "Material.same_as", "`earlier`"),
    (
        "    document: application\n"
        '    fill: {company: {name: firm_name}, people: [{each: family, way: "=按{way}"}], by: applicant.name}\n',
        "",
        "  - code: application",
        "Material.document",
        "names the template",
    ),
    (
        "    deferral: {working_days: 2}\n",
        "    deferral: {working_days: 2}\n    signed_by: [applicant]\n",
        "signed_by: [applicant]\n",
        "Material.signed_by",
        "only what is generated here",
    ),
    (
        "    one_of: premises\n    needed_when",
        "    verified: false\n    one_of: premises\n    needed_when",
        "  - code: lease",
        "Material.source",
        "where it comes from",
    ),
    (
        "sources: [card]\n    of: partner",
        "sources: [generated]\n    document: application\n    of: partner",
        "    of: partner\n    standard",
        "Material.of",
        "`card`",
    ),
    (
        "    deferral: {working_days: 2}\n",
        "    deferral: {working_days: 2}\n    fill: {a: =b}\n",
        "    fill: {a",
        "Material.fill",
        "no template",
    ),
    ("    by: card\n", "    by: card\n    name_field: child_name\n", "name_field", "Role.name_field", "by the form"),
    (
        "    by: card\n",
        "    by: card\n    number_field: child_number\n",
        "number_field",
        "Role.number_field",
        "by the form",
    ),
    ('    is: ["yes"]\n', "", "    lookup: {register: population, key: capacity}", "Condition.lookup", "must tell"),
    ('    is: ["yes"]\n', '    is: ["yes"]\n    number_of: partner\n', "number_of", "Condition.number_of", "instead"),
    (
        '    is: ["yes"]\n',
        '    is: ["yes"]\n    minimum_age: 16\n',
        "code: register_says",
        "Condition.code",
        "one thing",
    ),
    ('    is: ["yes"]\n', '    is: ["yes"]\n    sex: "1"\n', 'sex: "1"', "Condition.sex", "an age"),
    ("legal_time: {working_days: 5}", "legal_time: {working_days: null}", "legal_time", "Time.explain", "say why"),
    ("limit_scene_num: 0", "limit_scene_num: 1", "visits", "Visits.limit_scene_explain", "say why"),
    (
        "limit_scene_num: 0",
        "limit_scene_num: 0, limit_scene_explain: {zh: 来, en: Come}",
        "visits",
        "Visits.limit_scene_explain",
        "say why",
    ),
    ("  item: {zh: 工本费, en: Fee}\n", "", "fee:", "Fee.item", "there is a fee"),
    (
        "  basis:\n    name: {zh: 收费办法, en: Fees}\n    verified: false\n    source: somewhere else\n",
        "",
        "fee:",
        "Fee.basis",
        "there is a fee",
    ),
    ("    source: somewhere else\n", "", "  basis:", "Rule.source", "where it comes from"),
    ("complaint: 0571-12345", "complaint: 0571-12315", "phones", "Phones.complaint", "same as consult"),
    ("complaint: 0571-12345", "complaint: '12345'", "phones", "Phones.complaint", "area code"),
]

OF_A_SERVICE: list[Case] = [
    (
        f"item_code: {MB}0000318Y4330131002001",
        f"item_code: {MB}0000318Y433",
        "item_code",
        "item_code_agrees",
        "is no item code",
    ),
    (f"item_code: {MB}0000318Y", f"item_code: {MB}0000318X", "item_code", "item_code_agrees", "GB 32100"),
    (f"item_code: {MB}0000318Y", f"item_code: {MB}00003280", "item_code", "item_code_agrees", "GB 11714"),
    (
        f"credit_code: {MB}0000318Y",
        f"credit_code: {MB}000014XP",
        "  credit_code",
        "item_code_agrees",
        "the item code says",
    ),
    ('level: "4"', 'level: "3"', '  level: "3"', "item_code_agrees", "the item code says 4"),
    ('item_type: "01"', 'item_type: "20"', 'item_type: "20"', "item_code_agrees", "the item code says 01"),
    (
        "effective: 2025-01-01",
        "effective: 2025-01-01\ncancelled: 2025-01-01",
        "cancelled",
        "dates_in_order",
        "not after",
    ),
    (
        "case_type: promised\nreview: after_acceptance",
        "case_type: immediate\nreview: immediate",
        "promised_time",
        "on_the_spot_is_immediate",
        "0 working days exactly where",
    ),
    ("review: after_acceptance", "review: immediate", "review", "on_the_spot_is_immediate", "immediate exactly where"),
    (
        "promised_time: {working_days: 3}",
        "promised_time: {working_days: null, explain: {zh: 无, en: None}}",
        "promised_time",
        "promise_names_days",
        "in how many days",
    ),
    (
        "promised_time: {working_days: 3}",
        "promised_time: {working_days: 6}",
        "promised_time",
        "promise_within_the_law",
        "promises 6 days where the law allows 5",
    ),
    (
        "name: {zh: 执照,",
        "name: {zh: 批复,",
        "  kind: licence",
        "result_kind_fits_its_name",
        "ends in 批复: it is a decision",
    ),
    (
        "name: {zh: 执照,",
        "name: {zh: 公文,",
        "  kind: licence",
        "result_kind_fits_its_name",
        "ends in 文: it is a document",
    ),
    (
        "name: {zh: 执照, en: Licence}\n  kind: licence",
        "name: {zh: 居住证, en: Licence}\n  kind: proof",
        "  kind: proof",
        "result_kind_fits_its_name",
        "ends in 证: it is a licence",
    ),
    (
        "[window, web, mail, kiosk]\nonline_depth: 3",
        "[window, kiosk]",
        "handle_forms",
        "no_visit_has_a_way_in",
        "by mail",
    ),
    ("[window, web, mail, kiosk]", "[window, mail, kiosk]", "online_depth", "online_has_a_depth", "web or mobile"),
    ("online_depth: 3", "", "item_code", "online_has_a_depth", "web or mobile"),
    ("delivery: [mail]", "delivery: [window]", "  delivery", "result_needs_no_visit", "must be fetched is a visit"),
    ("topics: [start_business]", "topics: [firm_start]", "topics", "topics_fit_the_applicant", "is a topic of a firm"),
    (
        "faq:\n  - {question: {zh: 多久, en: How long}, answer: {zh: 三天, en: Three days}}\n",
        "",
        "item_code",
        "permit_answers_questions",
        "frequent question",
    ),
    (
        "  - {name: {zh: 送达, en: Delivered}, working_days: 0}\n",
        "",
        "stages",
        "permit_tells_its_stages",
        "送达 missing",
    ),
    ("  sample: licence.png\n", "", "result:", "named_result_has_a_sample", "a licence is shown"),
    (
        "applicant: person\ntopics: [start_business]",
        "applicant: firm\ntopics: [firm_start]",
        "identity: 1",
        "firm_stands_for_itself",
        "level 2",
    ),
    ("code: people", "code: since", "  - code: since\n    type: number", "codes_stand_once", "'since' is there twice"),
    ("code: people", "code: way", "  - code: way\n    type: number", "codes_stand_once", "'way' is there twice"),
    (
        "code: old_deed",
        "code: lease",
        "  - code: lease\n    name: {zh: 旧",
        "codes_stand_once",
        "'lease' is there twice",
    ),
    (
        "code: register_says",
        "code: age",
        "  - code: age\n    text: {zh: 没",
        "codes_stand_once",
        "'age' is there twice",
    ),
    ("code: bureau", "code: school", "  - {code: school, name: {zh: 局", "codes_stand_once", "'school' is there twice"),
    (
        "member_number, type",
        "member, type",
        "      - {code: member, type: id_number",
        "codes_stand_once",
        "'member' is there twice",
    ),
    (
        "  - code: register_says",
        "  - code: no_child\n    way: {zh: 无, en: None}\n    text: {zh: 无, en: None}\n"
        "    refused_when: {field: way, is: [fax]}\n"
        "  - code: register_says",
        "    refused_when",
        "answers_lead_back",
        "'fax' is not among the options of 'way'",
    ),
    (
        "    min_length: 5\n    visible_when: {field: way, is: [post]}",
        "    min_length: 5\n    visible_when: {field: people, is: [post]}",
        "    visible_when",
        "answers_lead_back",
        "no field 'people' that was asked before",
    ),
    (
        "    one_of: premises\n    needed_when: {field: way, is: [post]}",
        "    one_of: premises\n    needed_when: [{field: way, is_not: [post]}, {field: people, is: [a]}]",
        "    needed_when",
        "answers_lead_back",
        "has no options",
    ),
    (
        "[{when: {field: way, is: [window]}",
        "[{when: {field: wey, is: [window]}",
        "  tiers",
        "answers_lead_back",
        "no field 'wey'",
    ),
    (
        "    by: card\n",
        "    by: card\n    needed_when: {field: wey, is: [post]}\n",
        "    needed_when: {field: wey",
        "answers_lead_back",
        "no field 'wey'",
    ),
    ("not_before: since", "not_before: people", "    not_before", "earlier_leads_back", "no month field 'people'"),
    ("same_as: deed", "same_as: record", "    same_as", "earlier_leads_back", "no material 'record' before this one"),
    (
        "register: kinship, key",
        "register: kin, key",
        "    lookup: {register: kin,",
        "lookups_lead_to_registers",
        "no register 'kin'",
    ),
    (
        "key: child_number}",
        "key: child}",
        "    lookup: {register: kinship",
        "lookups_lead_to_registers",
        "no key 'child' (child_number)",
    ),
    (
        "{register: kinship, key: child_number}",
        "{register: kinship}",
        "    lookup: {register: kinship",
        "lookups_lead_to_registers",
        "which key",
    ),
    (
        "key: kind, by: [firm_name]",
        "key: kind",
        "    lookup: {register: firm",
        "lookups_lead_to_registers",
        "firm by fields",
    ),
    (
        "{register: kinship, key: child_number}",
        "{register: kinship, key: child_number, by: [since]}",
        "    lookup: {register: kinship",
        "lookups_lead_to_registers",
        "kinship by person",
    ),
    (
        "by: [firm_name]",
        "by: [firm_name, way]",
        "    lookup: {register: firm",
        "lookups_lead_to_registers",
        "does not know 'way' by that name",
    ),
    (
        "key: kind, by: [firm_name]",
        "key: kind, by: [kind]",
        "    lookup: {register: firm",
        "lookups_lead_to_registers",
        "no field 'kind' that was asked before",
    ),
    (
        "card_field: address\n    of: partner",
        "card_field: address\n    of: spouse",
        "    of: spouse",
        "roles_are_known",
        "no role 'spouse' (applicant, partner, child)",
    ),
    (
        "card_field: address\n    of: partner",
        "card_field: address\n    of: child",
        "    of: child",
        "roles_are_known",
        "no card to take it from",
    ),
    ("expected: {holder: child}", "expected: {holder: aunt}", "    expected", "roles_are_known", "no role 'aunt'"),
    (
        "signed_by: [applicant, partner]",
        "signed_by: [applicant, child]",
        "    signed_by",
        "roles_are_known",
        "cannot sign",
    ),
    (
        "key: name, of: child",
        "key: name, of: aunt",
        "    lookup: {register: population, key: name",
        "roles_are_known",
        "no role 'aunt'",
    ),
    ("name_field: child_name", "name_field: firm_name", "    name_field", "absent_people_are_known", "no name field"),
    (
        "{register: kinship, key: child_number}",
        "{register: population, key: name, of: child}",
        "    lookup: {register: population, key: name",
        "absent_people_are_known",
        "number of child is not known by then",
    ),
    (
        "    number_field: child_number\n",
        "    needed_when: {field: way, is: [post]}\n",
        "    lookup: {register: population, key: name",
        "absent_people_are_known",
        "number of child is not known by then",
    ),
    (
        "    trust: C\n    one_of: premises\n    deferral",
        "    trust: C\n    deferral",
        "    one_of",
        "groups_have_a_choice",
        "no other material is in the group 'premises'",
    ),
    ("    personal: false\n    options", "    options", "  - code: way", "situations_are_choices", "nothing personal"),
    (
        "    personal: false\n    options",
        "    required: false\n    personal: false\n    options",
        "    required",
        "situations_are_choices",
        "exact list",
    ),
    (
        "sources: [citizen]\n    personal: false",
        "sources: [generated, citizen]\n    personal: false",
        "    sources: [generated, citizen",
        "situations_are_choices",
        "[citizen]",
    ),
    (
        "situations:\n",
        "situations:\n  - {code: note, type: text, label: {zh: 甲, en: A}, sources: [citizen], personal: false}\n",
        "  - {code: note",
        "situations_are_choices",
        "chosen among options",
    ),
    (
        "    required: false\n    sources: [shared]",
        "    sources: [shared]",
        "    sources: [shared]",
        "fields_can_be_supplied",
        "`required: false`",
    ),
    (
        "    sources: [shared, scan]\n",
        "    sources: [shared]\n",
        "    sources: [shared]\n    lookup: {register: premises",
        "papers_can_be_supplied",
        "nobody can supply it",
    ),
    (
        "deferral: {working_days: 2}",
        "deferral: {working_days: 4}",
        "    deferral",
        "deferral_within_the_promise",
        "promised time (3 working days)",
    ),
    (
        "en: Bureau}, working_days: 2",
        "en: Bureau}, working_days: 4",
        "stations",
        "stations_within_the_promise",
        "take 5 working days, promised are 3",
    ),
    ("nice: [camera, receipt_printer]", "nice: [receipt_printer]", "devices", "devices_fit", "may be scanned"),
    ("must: [card_reader]", "must: [card_reader, camera]", "  nice", "devices_fit", "a must already"),
    ("must: [card_reader]", "must: []", "  must", "devices_fit", "card_reader is a must"),
    ("delivery: [mail]", "delivery: [mail, print]", "devices", "devices_fit", "document_printer is a must or nice"),
    (
        "nice: [camera, receipt_printer]",
        "nice: [camera]",
        "devices",
        "devices_fit",
        "receipt_printer is a must or nice",
    ),
    (
        "  - code: people\n    type: number",
        "  - code: people\n    sensitive: true\n    type: number",
        "item_code",
        "sensitive_data_are_said",
        "which data are handled",
    ),
    ("sample: lease.png", "sample: contract.png", "    sample", "files_exist", "no papers/contract.png"),
    ("sample: licence.png", "sample: licence", "  sample: licence\n", "files_exist", "no documents/licence.typ"),
    ("document: application", "document: form", "    document", "files_exist", "no documents/form.typ"),
    (
        "sources: [card]\n    of: partner",
        "sources: [card]\n    of: child",
        "    of: child\n",
        "roles_are_known",
        "no card to read",
    ),
    (
        "sources: [card]\n    of: partner",
        "sources: [card]\n    of: aunt",
        "    of: aunt",
        "roles_are_known",
        "no role 'aunt'",
    ),
    ("    way: {zh: 去窗口, en: Ask at the desk}\n", "", "  - code: register_says", "refusals_show_a_way", "instead"),
    ("{name: firm_name}", "{name: firm}", "    fill", "fills_are_known", "no 'firm' to fill"),
    ("按{way}", "按{wey}", "    fill", "fills_are_known", "no 'wey' to fill"),
    ("each: family", "each: people", "    fill", "fills_are_known", "no 'people' to fill"),
    ("by: applicant.name}", "by: applicant.age}", "    fill", "fills_are_known", "no 'applicant.age' to fill"),
    ("by: applicant.name}", "by: record.code}", "    fill", "fills_are_known", "no 'record.code' to fill"),
    ("by: applicant.name}", "by: firm_name.first}", "    fill", "fills_are_known", "no 'firm_name.first' to fill"),
]

OF_A_LIFE_EVENT: list[Case] = [
    (
        "before: {days: 62, trips: 4, materials: 15, source: somebody counted}\n",
        "",
        "item_code",
        "life_event_is_whole",
        "stands exactly where the kind is life_event",
    ),
    (
        "online_depth: 4\n",
        "online_depth: 4\nstations: [{code: a, name: {zh: 甲, en: A}, working_days: 4}]\n",
        "stations",
        "stations_within_the_promise",
        "take 4 working days",
    ),
    (
        "limit_scene_num: 0",
        "limit_scene_num: 1, limit_scene_explain: {zh: 来, en: Come}",
        "visits",
        "full_depth_needs_no_visit",
        "depth 4",
    ),
    ("cancelled: 2030-01-01", "cancelled: 2024-01-01", "cancelled", "dates_in_order", "not after"),
    (
        "item_code: 11330199MB0000094R4330709003000",
        "item_code: 11330199MB0000094X4330709003000",
        "  - item_code: 11330199MB0000094X",
        "sub_matters_wait_for_earlier",
        "GB 32100",
    ),
    (
        "depends_on: [11330199MB0000238B4332023002000]",
        "depends_on: [11330199MB0000238B4332023002000, 11330199MB0000094R4330709003000]",
        "    depends_on",
        "sub_matters_wait_for_earlier",
        "no sub-matter that stands before this one",
    ),
    (
        "    working_days: 2\n",
        "    working_days: 3\n",
        "promised_time",
        "life_event_takes_its_critical_path",
        "takes 4 working days",
    ),
    (
        "materials: [household]",
        "materials: [household, house]",
        "    materials",
        "papers_are_used",
        "no material 'house'",
    ),
    ("    materials: [household]\n", "", "  - code: household", "papers_are_used", "no sub-matter uses 'household'"),
    ("must: [card_reader, camera]", "must: [card_reader]\n  nice: [camera]", "  must", "devices_fit", "always scanned"),
]


OF_INFORMATION: list[Case] = [
    ("  kind: information", "  kind: record", "  kind: record", "information_decides_nothing", "exactly where"),
    (
        "fee: {amount: 0}",
        "fee: {amount: 5, item: {zh: 费, en: Fee}, basis: {name: {zh: 法, en: Law}}}",
        "fee",
        "information_decides_nothing",
        "costs nothing",
    ),
    (
        "legal_time:",
        "materials:\n  - {code: a, name: {zh: 甲, en: A}, form: paper, necessity: optional, sources: [shared], "
        "lookup: {register: premises}, standard: {zh: 甲, en: A}, trust: A}\nlegal_time:",
        "materials",
        "information_decides_nothing",
        "no papers",
    ),
    ("sources: [citizen]", "sources: [card], card_field: name", "  - {code: note", "identity_is_enough", "reads none"),
    (
        "fields:",
        "people: [{code: spouse, name: {zh: 配偶, en: Spouse}, by: card}]\nfields:",
        "people",
        "identity_is_enough",
        "with a card",
    ),
    (
        "  nice: [receipt_printer]",
        "  must: [card_reader]",
        "  must",
        "devices_fit",
        "exactly where people are identified",
    ),
    ("  nice: [receipt_printer]", "  nice: [camera]", "devices", "devices_fit", "exactly where a paper may be scanned"),
    (
        "kind: information\nname",
        "kind: information\nbefore: {days: 1, trips: 1, materials: 1, source: a}\nname",
        "before",
        "life_event_is_whole",
        "stands exactly where",
    ),
    (
        "kind: information\nname",
        f"kind: information\nsub_matters: [{_sub('001')}, {_sub('002')}]\nname",
        "sub_matters",
        "life_event_is_whole",
        "two or more stand exactly where",
    ),
]


CASES = [
    pytest.param(service, *case, id=f"{case[3]}-{FILES[service][:5]}{at}")
    for service, cases in (
        (MATTER, OF_ONE_OBJECT + OF_A_SERVICE),
        (EVENT, OF_A_LIFE_EVENT),
        (LISTS, OF_INFORMATION),
    )
    for at, case in enumerate(cases)
]


@pytest.mark.parametrize(("service", "right", "wrong", "at", "rule", "reason"), CASES)
def test_a_file_that_breaks_one_rule_is_told_its_line_the_rule_and_why(
    complaints: Complaints, service: str, right: str, wrong: str, at: str, rule: str, reason: str
) -> None:
    (problem,) = complaints(service, right, wrong)
    assert (problem.file, problem.line, problem.rule) == (
        FILES[service],
        line_of(at, service.replace(right, wrong)),
        rule,
    )
    assert reason in problem.reason


def test_every_rule_is_proven_by_a_file_that_breaks_it() -> None:
    names = {rule.__name__ for rule in (*lint.RULES, *lint.ASKING_RULES, lint.files_exist)}
    assert names - {str(case.values[4]) for case in CASES} == set()


def test_every_rule_says_what_it_demands() -> None:
    assert [rule.__name__ for rule in (*lint.RULES, *lint.ASKING_RULES) if not rule.__doc__] == []


def test_the_page_of_the_catalogue_lists_every_rule() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "catalogue.md").read_text(encoding="utf-8")
    rules = (*lint.RULES, *lint.ASKING_RULES, lint.no_code_is_shared, lint.files_exist)
    lines = [f"| `{rule.__name__}` | {(rule.__doc__ or '').splitlines()[0]} |" for rule in rules]
    assert [line for line in lines if line not in page.splitlines()] == []


def test_what_is_right_has_no_faults(folder: Path) -> None:
    assert examine(folder)[0] == ()


def test_a_matter_may_not_have_the_code_of_a_life_event_s_part(complaints: Complaints) -> None:
    taken = "11330199MB0000318Y4330131002001"
    (problem,) = complaints(EVENT, "item_code: 11330199MB0000094R4330709003000", f"item_code: {taken}")
    assert (problem.file, problem.line, problem.rule) == ("registration.yaml", 1, "no_code_is_shared")
    assert problem.reason == f"{taken} is in birth.yaml already"


def test_what_is_not_confirmed_is_no_fault_but_listed_with_its_source(folder: Path) -> None:
    problems, unconfirmed = examine(folder)
    assert problems == ()
    line = line_of("  basis:", MATTER)
    assert [str(u) for u in unconfirmed] == [f"registration.yaml:{line}: fee.basis: somewhere else"]


def test_a_case_that_goes_from_office_to_office_works_in_parallel_and_takes_its_longest_way() -> None:
    def sub(code: str, days: int, *after: str) -> SubMatter:
        words = Words(zh=code, en=code)
        return SubMatter(item_code=code, name=words, authority=words, working_days=days, depends_on=after, result=words)

    subs = (sub("a", 1), sub("b", 5), sub("c", 2, "a"), sub("d", 0, "c", "b"))
    assert finished_after(subs) == {"a": 1, "b": 5, "c": 3, "d": 5}
    assert finished_after(subs[2:]) == {"c": 2, "d": 2}
