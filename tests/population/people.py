"""Invented people: names, numbers that are right in form (GB 11643, region 330199), cards. Nobody of them exists."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

REGION = "330199"  # assigned to nobody
SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
GIVEN = "安佳宁晓雨一诺子涵春秋明远建国桂英秀兰志强海燕文博思齐若水云青禾知行"
DOTTED = ("古丽娜尔·买买提", "阿依古丽·热合曼", "买买提江·艾合买提", "欧阳若岚", "司徒青", "王𠮷")
STREETS = ("湖滨区样板路", "江北区示范街", "湖滨区颐年路", "江北区民族路", "湖滨区学府路")
EMPLOYERS = ("示例县东湖机械厂", "示例县云栖纺织有限公司", "示例县第三人民医院", "示例县湖滨小学")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"


@dataclass(frozen=True)
class Person:
    """`sex`: 1 male, 2 female (GB/T 2261.1)."""

    name: str
    number: str
    sex: str
    birth: date
    address: str
    ethnicity: str = "01"


@dataclass(frozen=True)
class Card:
    """What is laid on the reader. `kind`: resident, or social_security, which tells neither sex nor address."""

    person: Person
    kind: str = "resident"
    valid_to: date | None = None

    def fields(self) -> dict[str, str]:
        """What it tells, by the catalogue's words for it."""
        who = self.person
        told = {"name": who.name, "number": who.number, "birth": who.birth.isoformat()}
        if self.kind == "resident":
            told |= {"sex": who.sex, "ethnicity": who.ethnicity, "address": who.address}
        return told


class People:
    """Makes people, each with a number of their own."""

    def __init__(self, chance: random.Random, today: date) -> None:
        self._chance, self._today = chance, today
        self._given: set[str] = set()

    def person(self, sex: str = "", youngest: int = 18, oldest: int = 75) -> Person:
        """Somebody who is so old in full years."""
        sex = sex or self._chance.choice("12")
        while True:
            birth = self._birthday(youngest, oldest)
            number = number_of(birth, sex, self._chance)
            if number not in self._given:
                self._given.add(number)
                return Person(self.name(), number, sex, birth, self.address())

    def name(self) -> str:
        if self._chance.random() < 0.05:
            return self._chance.choice(DOTTED)
        return self._chance.choice(SURNAMES) + "".join(self._chance.sample(GIVEN, self._chance.choice((1, 2, 2))))

    def address(self) -> str:
        return (
            f"浙江省示例市{self._chance.choice(STREETS)}{self._chance.randint(1, 300)}号{self._chance.randint(1, 9)}幢"
        )

    def _birthday(self, youngest: int, oldest: int) -> date:
        """Not within a week of a birthday: a run may go on over midnight."""
        latest = _years_before(self._today, youngest) - timedelta(days=7)
        earliest = _years_before(self._today, oldest + 1) + timedelta(days=8)
        return earliest + timedelta(days=self._chance.randrange(max(1, (latest - earliest).days)))


def number_of(birth: date, sex: str, chance: random.Random) -> str:
    """An identity number. The third digit of the sequence is odd for men."""
    sequence = f"{chance.randint(0, 99):02d}{chance.choice('13579' if sex == '1' else '02468')}"
    body = f"{REGION}{birth:%Y%m%d}{sequence}"
    return body + _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def phone(chance: random.Random) -> str:
    return f"139{chance.randint(0, 99_999_999):08d}"


_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997


def credit_code(chance: random.Random) -> str:
    """统一社会信用代码 of a firm that does not exist, with the check characters of both standards."""
    body = "MA" + "".join(chance.choice("0123456789") for _ in range(6))
    values = (int(c, 36) for c in body)
    own = "0123456789X"[-sum(v * w for v, w in zip(values, _BODY_WEIGHTS, strict=True)) % 11]
    code = f"91{REGION}{body}{own}"
    return code + _CREDIT[-sum(_CREDIT.index(c) * (3**i % 31) for i, c in enumerate(code)) % 31]


def bank_card(chance: random.Random) -> str:
    """Nineteen digits, the last by Luhn (ISO/IEC 7812-1)."""
    body = "621700" + "".join(chance.choice("0123456789") for _ in range(12))
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return body + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def plate(chance: random.Random) -> str:
    return f"浙A{chance.randint(0, 99_999):05d}"


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
