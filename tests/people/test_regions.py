"""A region is chosen from the province down, and one that was abolished still names where a card is from."""

from __future__ import annotations

import pytest

from kiosk.people.regions import cities, counties, initials, is_region, provinces, region_name


def test_every_province_of_the_mainland_has_cities_and_every_city_a_name() -> None:
    empty = {province.code for province in provinces() if not cities(province.code)}
    assert empty == {"710000", "810000", "820000"}
    assert all(region_name(city.code) for province in provinces() for city in cities(province.code))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330106", "浙江省杭州市西湖区"),
        ("330100", "浙江省杭州市"),
        ("330000", "浙江省"),
        ("310101", "上海市黄浦区"),
        ("652801", "新疆维吾尔自治区巴音郭楞蒙古自治州库尔勒市"),
        ("429004", "湖北省仙桃市"),
        ("110103", "北京市崇文区"),
        ("330199", "浙江省示例市示例县"),
        ("999999", ""),
        ("33", ""),
    ],
)
def test_a_region_has_its_whole_name(code: str, name: str) -> None:
    assert region_name(code) == name


def test_an_abolished_region_is_known_and_not_offered() -> None:
    assert is_region("110103")
    assert "110103" not in [county.code for county in counties("110000")]


def test_a_municipality_is_its_own_city() -> None:
    assert [city.name for city in cities("310000")] == ["上海市"]
    assert "黄浦区" in [county.name for county in counties("310000")]


def test_headings_are_not_offered_as_places() -> None:
    offered = [r.name for p in provinces() for c in cities(p.code) for r in (c, *counties(c.code))]
    assert [name for name in offered if name in ("市辖区", "县") or "直辖" in name] == []


def test_a_county_without_a_city_above_it_is_chosen_as_a_city_is() -> None:
    assert ("429004", "仙桃市") in cities("420000")
    assert ("659001", "石河子市") in cities("650000")
    assert counties("429004") == ()


def test_a_city_without_counties_is_the_last_choice() -> None:
    assert ("441900", "东莞市") in cities("440000")
    assert counties("441900") == ()


def test_the_initials_of_a_region_are_those_that_people_say() -> None:
    assert [initials(name) for name in ("重庆市", "厦门市", "长沙市", "示例县")] == ["cqs", "xms", "css", "slx"]


def test_every_name_is_written_as_the_mainland_writes_it() -> None:
    assert {"香港特别行政区", "澳门特别行政区"} < {province.name for province in provinces()}
