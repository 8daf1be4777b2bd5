"""Regions of China (行政区划, GB/T 2260): six digits, province 2 + city 2 + county 2; a city's code ends in 00.

The table is python-stdnum's, which knows abolished regions too: an identity number keeps its region for life. Names are
Chinese in every language. 330199 is assigned to nobody: the invented county of demonstrations and tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_PROVINCE = re.compile(r'^([0-9]{2}) province="([^"]+)"')
_PART = re.compile(r'^  ([0-9]{4}) county="([^"]+)"')
_NAME = re.compile(r"(?:\[([0-9]{4})?-([0-9]{4})?\])?([^,\[\]]+)")
# headings, no places
_NO_NAMES = ("市辖区", "县", "市", "省直辖行政单位", "省直辖县级行政单位", "自治区直辖县级行政单位")
_GOVERNED_DIRECTLY = "90"  # in the place of the city
_MUNICIPALITIES = ("11", "12", "31", "50")  # provinces that are one city

# as the mainland writes them
_SIMPLIFIED = {"香港特別行政區": "香港特别行政区", "澳門特別行政區": "澳门特别行政区"}

_SAMPLE_CITY, _SAMPLE_COUNTY = "339900", "330199"
_SAMPLES = {_SAMPLE_CITY: "示例市", _SAMPLE_COUNTY: "示例县"}


class Region(NamedTuple):
    code: str
    name: str


def provinces() -> tuple[Region, ...]:
    return tuple(Region(f"{code}0000", name) for code, name in _table().provinces.items())


def cities(province: str) -> tuple[Region, ...]:
    """The cities of a province today, by the province's code; a municipality has itself alone.

    Counties that a province governs without a city between stand among them.
    """
    head = province[:2]
    if head in _MUNICIPALITIES:
        return (Region(f"{head}0000", _table().provinces[head]),)
    found = _today(lambda code: code.startswith(head) and (code.endswith("00") or code[2:4] == _GOVERNED_DIRECTLY))
    return (*found, Region(_SAMPLE_CITY, _SAMPLES[_SAMPLE_CITY])) if head == "33" else found


def counties(city: str) -> tuple[Region, ...]:
    """The counties of a city today, by the city's code; none where the city has none, or is a county itself."""
    if city == _SAMPLE_CITY:
        return (Region(_SAMPLE_COUNTY, _SAMPLES[_SAMPLE_COUNTY]),)
    if not city.endswith("00"):
        return ()
    head = city[:2] if city[:2] in _MUNICIPALITIES else city[:4]
    return _today(lambda code: code.startswith(head) and not code.endswith("00"))


def initials(name: str) -> str:
    """The first letters of the pinyin of a region's name: 杭州市 is hzs."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))


def is_region(code: str) -> bool:
    """Whether there is, or ever was, such a region."""
    return code in _SAMPLES or code in _table().parts or (code[2:] == "0000" and code[:2] in _table().provinces)


def region_name(code: str) -> str:
    """The whole name, from the province down; "" for what is no region. An abolished one by its last name."""
    if not is_region(code):
        return ""
    table = _table()
    province = table.provinces[code[:2]]
    if code[2:] == "0000":
        return province
    if code in _SAMPLES:
        return province + _SAMPLES[_SAMPLE_CITY] + (_SAMPLES[code] if code == _SAMPLE_COUNTY else "")
    city = table.parts.get(f"{code[:4]}00")
    of_city = city.name if city is not None and city.name not in _NO_NAMES and not code.endswith("00") else ""
    return province + of_city + table.parts[code].name


class _Part(NamedTuple):
    name: str
    today: bool


class _Table(NamedTuple):
    provinces: dict[str, str]  # by two digits
    parts: dict[str, _Part]  # cities and counties, by six


def _today(fits: Callable[[str], bool]) -> tuple[Region, ...]:
    parts = _table().parts.items()
    return tuple(Region(code, p.name) for code, p in parts if p.today and p.name not in _NO_NAMES and fits(code))


@cache
def _table() -> _Table:
    provinces: dict[str, str] = {}
    parts: dict[str, _Part] = {}
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        if found := _PROVINCE.match(line):
            province = found[1]
            provinces[province] = _SIMPLIFIED.get(found[2], found[2])
        elif (found := _PART.match(line)) and found[1] != "0000":
            parts[province + found[1]] = _part(found[2])
    return _Table(provinces, parts)


def _part(names: str) -> _Part:
    """`[1983-1995]甲县,[1995-]甲市`: the last name, and whether it still holds."""
    _, until, name = _NAME.findall(names)[-1]
    return _Part(name, not until)
