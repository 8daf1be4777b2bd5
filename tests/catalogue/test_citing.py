"""Articles of laws are cited in English with figures; what is no article stays as it is written."""

from __future__ import annotations

import pytest

from kiosk.catalogue.citing import in_english


@pytest.mark.parametrize(
    ("article", "cited"),
    [
        ("第二条", "Art. 2"),
        ("第十一条", "Art. 11"),
        ("第二十条", "Art. 20"),
        ("第一百七十八条", "Art. 178"),
        ("第二百零八条", "Art. 208"),
        ("第一千零四十六条至第一千零四十九条", "Art. 1046 to Art. 1049"),
        ("第四十四条、第六十三条", "Art. 44, Art. 63"),
        ("国办发〔2025〕24 号", "国办发〔2025〕24 号"),
        ("", ""),
    ],
)
def test_an_article_is_cited(article: str, cited: str) -> None:
    assert in_english(article) == cited
