"""What the keys of a service say to each other: codes, times, visits, forms of handling, topics, results, permits.

They follow the checking script that Wenzhou used for its list of 最多跑一次 items; where one object is enough to see it
(a visit without a reason, a fee without a basis, one phone twice), the object itself refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.catalogue.codes import parse_item_code
from kiosk.catalogue.model import (
    Applicant,
    CaseType,
    Delivery,
    HandleForm,
    IdentityLevel,
    Kind,
    ResultKind,
    ReviewType,
    Service,
)

Path = tuple[str | int, ...]
Finding = tuple[Path, str]

PERMIT = "01"  # 行政许可
PERMIT_STAGES = ("受理", "审核", "审批", "办结", "送达")
_ENDINGS = {"证": ResultKind.LICENCE, "文": ResultKind.DOCUMENT, "批复": ResultKind.DECISION}


def item_code_agrees(service: Service) -> Iterator[Finding]:
    """The item code is right in form and check characters, and says the same as authority, level and item type."""
    try:
        code = parse_item_code(service.item_code)
    except ValueError as error:
        yield ("item_code",), str(error)
        return
    for path, told, inside in (
        (("authority", "credit_code"), service.authority.credit_code, code.credit_code),
        (("authority", "level"), service.authority.level, code.level),
        (("item_type",), service.item_type, code.item_type),
    ):
        if told != inside:
            yield path, f"is {told}, but the item code says {inside}"


def dates_in_order(service: Service) -> Iterator[Finding]:
    """A service is not cancelled before it is in effect."""
    if service.cancelled is not None and service.cancelled <= service.effective:
        yield ("cancelled",), f"is not after the day it takes effect ({service.effective})"


def on_the_spot_is_immediate(service: Service) -> Iterator[Finding]:
    """承诺即办 is 即办件 and 即审即办, and nothing else is (rule 1)."""
    immediate = service.case_type is CaseType.IMMEDIATE
    if immediate != (service.promised_time.working_days == 0):
        yield ("promised_time",), "is 0 working days exactly where the case type is immediate"
    if immediate != (service.review is ReviewType.IMMEDIATE):
        yield ("review",), "is immediate exactly where the case type is immediate"


def promise_names_days(service: Service) -> Iterator[Finding]:
    """承诺件 promises a number of days (rule 2)."""
    if service.case_type is CaseType.PROMISED and service.promised_time.working_days is None:
        yield ("promised_time", "working_days"), "a promised case says in how many days"


def promise_within_the_law(service: Service) -> Iterator[Finding]:
    """What is promised is not longer than what the law allows."""
    promised, legal = service.promised_time.working_days, service.legal_time.working_days
    if promised is not None and legal is not None and promised > legal:
        yield ("promised_time", "working_days"), f"promises {promised} days where the law allows {legal}"


def result_kind_fits_its_name(service: Service) -> Iterator[Finding]:
    """A name that ends in 证 is a licence, in 文 a document, in 批复 a decision (rule 3)."""
    for ending, kind in _ENDINGS.items():
        if service.result.name.zh.endswith(ending) and service.result.kind is not kind:
            yield ("result", "kind"), f"{service.result.name.zh} ends in {ending}: it is a {kind}"


def no_visit_has_a_way_in(service: Service) -> Iterator[Finding]:
    """Where nobody must come, it is online, or papers may be mailed (rule 5)."""
    no_visit = service.visits.limit_scene_num == 0
    if no_visit and service.online_depth is None and HandleForm.MAIL not in service.handle_forms:
        yield ("handle_forms",), "visits says 0 and it is not online: then papers may be sent by mail"


def online_has_a_depth(service: Service) -> Iterator[Finding]:
    """网办深度 is told exactly where it is handled online."""
    online = not {HandleForm.WEB, HandleForm.MOBILE}.isdisjoint(service.handle_forms)
    if online != (service.online_depth is not None):
        yield ("online_depth",), "stands exactly where web or mobile is among the handle_forms"


def full_depth_needs_no_visit(service: Service) -> Iterator[Finding]:
    """网办深度 Ⅳ means that nobody must come (rule 6)."""
    if service.online_depth == 4 and service.visits.limit_scene_num:
        yield ("visits", "limit_scene_num"), "depth 4 is online to the end: nobody must come"


def result_needs_no_visit(service: Service) -> Iterator[Finding]:
    """Where nobody must come, the result need not be fetched."""
    if service.visits.limit_scene_num == 0 and set(service.result.delivery) == {Delivery.WINDOW}:
        yield ("result", "delivery"), "a result that must be fetched is a visit: visits says 0"


def topics_fit_the_applicant(service: Service) -> Iterator[Finding]:
    """What is for firms has topics for firms only, what is for people none of them (rule 9)."""
    for at, topic in enumerate(service.topics):
        meant = Applicant.FIRM if topic.startswith("firm_") else Applicant.PERSON
        if service.applicant not in (meant, Applicant.BOTH):
            yield ("topics", at), f"{topic} is a topic of a {meant}, the service is for a {service.applicant}"


def permit_answers_questions(service: Service) -> Iterator[Finding]:
    """A permit has at least one frequent question (rule 10)."""
    if service.item_type == PERMIT and not service.faq:
        yield ("faq",), "a permit answers at least one frequent question"


def permit_tells_its_stages(service: Service) -> Iterator[Finding]:
    """A permit has at least the five stages 受理, 审核, 审批, 办结, 送达 (rule 11)."""
    told = {stage.name.zh for stage in service.stages}
    missing = [name for name in PERMIT_STAGES if name not in told]
    if service.item_type == PERMIT and missing:
        yield ("stages",), f"a permit tells its stages: {'、'.join(missing)} missing"


def named_result_has_a_sample(service: Service) -> Iterator[Finding]:
    """A licence or document that people get is shown to them before (rule 12)."""
    if service.result.kind in (ResultKind.LICENCE, ResultKind.DOCUMENT) and service.result.sample is None:
        yield ("result", "sample"), f"a {service.result.kind} is shown: its picture or its template"


def firm_stands_for_itself(service: Service) -> Iterator[Finding]:
    """A firm is its legal person, whose presence somebody or something confirms (L2)."""
    is_firm = service.applicant is Applicant.FIRM and service.kind is not Kind.INFORMATION
    if is_firm and service.identity is not IdentityLevel.CARD_AND_LOOK:
        yield ("identity",), "a firm's legal person is identified at level 2"


def information_decides_nothing(service: Service) -> Iterator[Finding]:
    """What only shows something has such a result, wants no papers and costs nothing."""
    shows = service.kind is Kind.INFORMATION
    if shows != (service.result.kind is ResultKind.INFORMATION):
        yield ("result", "kind"), "is information exactly where the service is"
    if shows and service.fee.charges:
        yield ("fee",), "information costs nothing"
    if shows and service.materials:
        yield ("materials",), "information wants no papers"
