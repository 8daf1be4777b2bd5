"""What a citizen would truthfully answer: something that fits, for every type of question."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date, timedelta

from tests.population import people
from tests.population.people import EMPLOYERS, People, Person
from tests.population.rules import Node, Service, is_required, moment, options

_WORDS = ("示例县云栖小店用品", "新鲜蔬菜和日用百货", "平常生活要用的东西", "示例县安心便民服务")
_REGIONS = {"province": "330000", "city": "330100", "county": "330106"}


class Answers:
    """Answers of one citizen to all questions of a service, whether they apply or not."""

    def __init__(
        self, service: Service, persons: Mapping[str, Person], crowd: People, chance: random.Random, today: date
    ) -> None:
        """`persons`: by role."""
        self._service, self._persons, self._crowd = service, persons, crowd
        self._chance, self._today = chance, today

    def all(self, situation: Mapping[str, str]) -> dict[str, str]:
        """What is offered stays as it is; of what may be left out, half is."""
        given = dict(situation)
        given |= {code: text for code, text in self._of_people().items() if code not in given}
        for question in self._service.questions:
            code = question["code"]
            if code in given or "default" in question or "options_from" in question:
                continue
            if is_required(question) or self._chance.random() < 0.5:
                given[code] = self.one(question, given)
        return given

    def one(self, question: Node, given: Mapping[str, str]) -> str:
        """An answer that the question takes."""
        chance = self._chance
        match question["type"]:
            case "choice":
                return chance.choice(options(question))
            case "choices":
                codes = options(question)
                some = chance.sample(codes, chance.randint(1, 2))
                return ",".join(code for code in codes if code in some)
            case "phone":
                return people.phone(chance)
            case "id_number":
                return self._crowd.person().number
            case "name":
                return self._crowd.name()
            case "number" | "money":
                low, high = int(question["minimum"]), int(question["maximum"])
                return str(chance.randint(low, min(high, max(low, 50_000))))
            case "date" | "month":
                return self._moment(question, given)
            case "region":
                return _REGIONS[question["level"]]
            case "address":
                return self._crowd.address()
            case "person":
                return json.dumps(self._record(question), ensure_ascii=False)
            case "list":
                return json.dumps([self._record(question)], ensure_ascii=False)
            case "text":
                return self._text(question)
        raise AssertionError(f"{self._service.file}: no answer is known for a {question['type']}")

    def _of_people(self) -> dict[str, str]:
        """Questions that name somebody of the matter, or say what a card would."""
        applicant = self._persons["applicant"]
        given: dict[str, str] = {}
        for role in self._service.part("people"):
            who = self._persons[role["code"]]
            given |= {role[key]: getattr(who, key.removesuffix("_field")) for key in _NAMED if key in role}
        for question in self._service.questions:
            if question.get("card_field") and (question.get("of", "applicant") in self._persons):
                who = self._persons[question.get("of", "applicant")]
                given[question["code"]] = str(getattr(who, question["card_field"]))
        return {"own_number": applicant.number, **given}

    def _moment(self, question: Node, given: Mapping[str, str]) -> str:
        earliest, latest = (moment(question[key], self._today) for key in ("earliest", "latest"))
        earliest = max(earliest, given.get(question.get("not_before", ""), earliest))
        if question["type"] == "month":
            return self._chance.choice((earliest, latest))
        first, last = date.fromisoformat(earliest), date.fromisoformat(latest)
        return (first + timedelta(days=self._chance.randint(0, (last - first).days))).isoformat()

    def _record(self, question: Node) -> dict[str, str]:
        return {column["code"]: self.one(column, {}) for column in question["columns"]}

    def _text(self, question: Node) -> str:
        match question.get("check"):
            case "credit_code":
                return people.credit_code(self._chance)
            case "plate":
                return people.plate(self._chance)
            case "bank_card":
                return people.bank_card(self._chance)
        if question["code"] == "employer":
            return self._chance.choice(EMPLOYERS)
        least, most = int(question.get("min_length", 1)), int(question.get("max_length", 100))
        text = self._chance.choice(_WORDS)
        text = text[: max(least, min(most, len(text)))]
        return text.ljust(least, "好")


_NAMED = ("name_field", "number_field")


def slip(question: Node) -> str | None:
    """Something that people type by mistake and that this question does not take; None: nothing comes to mind."""
    match question["type"]:
        case "phone":
            return "12345"
        case "id_number":
            return "330199199001011111"
        case "money" | "number":
            return "一百"
        case "date":
            return "2026-02-30"
        case "month":
            return "2026-13"
        case "name":
            return "王3"
        case "text" | "address" if int(question.get("min_length", 0)) > 1:
            return "好"
    return None
