"""What was read of a paper, and what is said of it. A good paper is never refused for a misread character."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.catalogue.recognise import Expected
from kiosk.scanning.recognition import Line, PaperFinding, Reading, edits, judge_reading
from kiosk.visit.state import Problem

TODAY = date(2026, 11, 23)
NUMBER, OTHER_NUMBER = "330199198806120133", "330199194002081249"
FACTS = {"applicant.name": "陈文", "applicant.number": NUMBER, "spouse.name": "颜䶮", "spouse.number": ""}
REGISTER = Expected(title_words=("户口簿", "常住人口登记卡"), holder="applicant")
WRONG_KIND, CONTRADICTS = PaperFinding(Problem.WRONG_KIND), PaperFinding(Problem.CONTRADICTS)


def line(text: str, unsure: str = "", score: float = 0.4) -> Line:
    """As a reader gives it: sure of all characters but those of `unsure`."""
    return Line(text, tuple(score if c in unsure else 0.99 for c in text))


def page(*lines: str | Line) -> Reading:
    return Reading(tuple(one if isinstance(one, Line) else line(one) for one in lines))


def judged(reading: Reading, expected: Expected, **facts: str) -> tuple[PaperFinding, ...]:
    return judge_reading([reading], expected, FACTS | {k.replace("_", "."): v for k, v in facts.items()}, TODAY)


@pytest.mark.parametrize(
    "reading",
    [
        page("居民户口簿", "姓名陈文", f"公民身份号码{NUMBER}"),
        page("常住人口登记卡", "姓名", "陈文", "性别", "男"),
        page("户　口　簿", "姓 名", "陈 文", "性 别"),
        page("户", "口", "簿", "姓名", "陈", "文", "登记日期"),
        page("居民户口簿", "姓名陈雯", f"公民身份号码{NUMBER}"),
        page("居民户口簿", "姓名", "陈文", "没有印号码"),
        page("居民户口簿", "户主顾砚秋", "330199196803150028", "本页陈文"),
        page("居民户口簿", "号码３３０１９９１９８８０６１２０１３３", "全角"),
    ],
)
def test_the_right_paper_of_the_right_person_is_taken(reading: Reading) -> None:
    assert judged(reading, REGISTER) == ()


@pytest.mark.parametrize(
    "reading",
    [
        page("居民户口簿", f"公民身份号码{NUMBER.replace('0612', '0812')}", "误读一位"),
        page("居民户口簿", line(f"公民身份号码{NUMBER.replace('6120', '8O2O')}", "8O"), "误读"),
        page("居民户口簿", "姓名陈*", "公民身份号码330199********0133"),
        page("居民户口簿", line("姓名陈又", unsure="又"), "性别男，民族汉"),
        page("居民户口簿", line("姓名院文", unsure="院"), "性别男，民族汉"),
        page(line("居民户门簿", unsure="门"), "姓名陈文", "性别男"),
        page("常住人口登汜卡", "姓名陈文", "性别男"),
        page("居民户口簿", "性别男，民族汉", line("某某某某某", unsure="某")),
        page("居民户口簿", "证书编号123456789012345678", line("某某某某某", unsure="某")),
    ],
    ids=[
        "digit",
        "unsure digits",
        "stars",
        "last character",
        "first character",
        "title",
        "long title",
        "bad line",
        "no number",
    ],
)
def test_a_slip_of_the_reader_refuses_nobody(reading: Reading) -> None:
    assert judged(reading, REGISTER) == ()


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (page("暑期游泳培训班招生简章", "身体健康的青少年"), Expected(title_words=("健康证明", "健康证"))),
        (page("离婚证", "持证人陈文", NUMBER), Expected(title_words=("结婚证",), holder="applicant")),
        (page("结婚登记照片（二寸）", "姓名陈文"), Expected(title_words=("结婚证",), holder="applicant")),
        (page("居住证明", "兹证明陈文住在本社区"), Expected(title_words=("居住证",), holder="applicant")),
        (page("劳务合同", "甲方样例公司，乙方陈文"), Expected(title_words=("劳动合同",), holder="applicant")),
        (page("身份证复印件", "姓名陈文"), Expected(title_words=("户口簿",), number_pattern="户[0-9]{9}")),
    ],
)
def test_a_paper_of_another_kind_is_noticed(reading: Reading, expected: Expected) -> None:
    assert judged(reading, expected) == (WRONG_KIND,)


def test_the_number_that_such_papers_bear_proves_the_kind_where_a_page_has_no_title() -> None:
    title = Expected(title_words=("不动产权证书",), number_pattern=r"\([0-9]{4}\).{2,6}不动产权第[0-9]{7}号")
    assert judged(page("浙（2021）示例县不动产权第0001234号", "权利人"), title) == ()
    permit = Expected(title_words=("食品经营许可证",), number_pattern="JY[0-9]{14}")
    assert judged(page("许可证编号", "JY23301990000018"), permit) == ()


def test_of_a_paper_of_another_kind_nothing_else_is_said() -> None:
    assert judged(page("游泳培训班", "何桂英", OTHER_NUMBER), REGISTER) == (WRONG_KIND,)


@pytest.mark.parametrize(
    "reading",
    [
        page("居民户口簿", "姓名何桂英", f"公民身份号码{OTHER_NUMBER}"),
        page("居民户口簿", "姓名何桂英", "没有印号码"),
        page("居民户口簿", OTHER_NUMBER, line("某某某某", unsure="某")),
    ],
)
def test_a_paper_of_another_person_is_noticed(reading: Reading) -> None:
    assert judged(reading, REGISTER) == (CONTRADICTS,)


@pytest.mark.parametrize(
    ("name", "printed", "found"),
    [
        ("吴𠮷", "吴吉", ()),
        ("吴𠮷", "吴口", ()),
        ("吴𠮷", "何桂英", (CONTRADICTS,)),
        ("颜䶮", "颜龑", ()),
        ("𠮷", "何桂英", ()),
        ("王𠮷明", "王古明", ()),
        ("古丽娜尔·买买提", "古丽娜尔．买买提", ()),
        ("古丽娜尔·买买提", "古丽娜尔买买提", ()),
        ("古丽娜尔·买买提", "阿依夏木·买买提", (CONTRADICTS,)),
        ("阿卜杜热合曼·阿卜杜克热木江提", "阿卜社热合曼·阿卜社克热本江提", ()),
        ("SAMPLE, ANNA", "Anna Sample", ()),
        ("SAMPLE, ANNA", "John Doe", (CONTRADICTS,)),
    ],
)
def test_of_a_name_what_a_reader_can_know_is_compared(name: str, printed: str, found: tuple[PaperFinding, ...]) -> None:
    assert judged(page("居民户口簿", f"姓名{printed}"), REGISTER, applicant_name=name, applicant_number="") == found


def test_the_paper_of_a_person_of_whom_nothing_is_known_is_not_compared() -> None:
    child = REGISTER.model_copy(update={"holder": "child"})
    assert judged(page("居民户口簿", "姓名何桂英"), child) == ()


def test_the_holder_may_be_another_person_of_the_visit() -> None:
    spouse = REGISTER.model_copy(update={"holder": "spouse"})
    assert judged(page("居民户口簿", "姓名颜龑"), spouse) == ()
    assert judged(page("居民户口簿", "姓名陈文"), spouse) == (CONTRADICTS,)


@pytest.mark.parametrize(
    ("printed", "last_day"),
    [
        ("有效期至：2025年6月30日", "2025-06-30"),
        ("有效期限2020.06.30-2025.06.30", "2025-06-30"),
        ("有效期 2024-07-01至2025-06-30", "2025-06-30"),
        ("有效期：20250630", "2025-06-30"),
        ("租赁期限：自2022年10月1日起至2025年9月30日止", "2025-09-30"),
        ("到期日期2025/6/30", "2025-06-30"),
        ("有效期至2026年11月22日", "2026-11-22"),
        ("有效期至2026年11月23日", None),
        ("有效期至2031年6月30日", None),
        ("有效期限2010.10.10-长期", None),
        ("有效期限：长期，登记有效期至2024年1月1日", None),
        ("有效期一年，发证日期2019年6月30日", None),
        ("有效期限2020.06.30-", None),
        ("2025年6月30日签订", None),
        ("有效期至2025年13月30日", None),
        ("自2022年1月1日至2025年1月1日，续至2028年1月1日", None),
    ],
)
def test_a_paper_is_expired_when_the_last_day_that_it_names_lies_behind_us(printed: str, last_day: str | None) -> None:
    permit = Expected(title_words=("居住证",), valid_until=True)
    found = () if last_day is None else (PaperFinding(Problem.EXPIRED, last_day),)
    assert judged(page("浙江省居住证", printed), permit) == found


def test_label_and_day_may_stand_in_two_lines() -> None:
    permit = Expected(valid_until=True)
    assert judged(page("浙江省居住证", "有效期限至", "2025.03.01"), permit) == (
        PaperFinding(Problem.EXPIRED, "2025-03-01"),
    )


def test_a_day_that_is_perhaps_misread_expires_nothing() -> None:
    assert judged(page("浙江省居住证", line("有效期至2025年6月30日", unsure="5")), Expected(valid_until=True)) == ()


def test_a_day_counts_only_where_it_matters() -> None:
    assert judged(page("居民户口簿", "陈文有效期至2020年1月1日"), REGISTER) == ()


def test_everything_that_is_wrong_with_the_right_paper_is_said_at_once() -> None:
    permit = Expected(title_words=("居住证",), holder="applicant", valid_until=True)
    found = judged(page("浙江省居住证", "何桂英", OTHER_NUMBER, "有效期至2025年3月1日"), permit)
    assert found == (CONTRADICTS, PaperFinding(Problem.EXPIRED, "2025-03-01"))


@pytest.mark.parametrize("reading", [page(), page("户"), page(line("居民户口簿姓名陈文", "居民户口姓名陈", 0.6))])
def test_a_page_that_nobody_can_read_is_illegible(reading: Reading) -> None:
    good = page("居民户口簿", "姓名陈文", NUMBER)
    assert judge_reading([good, reading], REGISTER, FACTS, TODAY) == (PaperFinding(Problem.ILLEGIBLE, "2"),)


def test_what_was_not_found_on_a_page_that_is_hard_to_read_may_stand_there() -> None:
    hard = page(line("居民户籍登记甲乙丙丁", "民籍丙丁", 0.7), "姓名")
    assert judged(hard, REGISTER) == (PaperFinding(Problem.ILLEGIBLE, "1"),)


def test_a_page_that_is_hard_to_read_is_taken_when_all_is_found() -> None:
    hard = page(line("居民户口簿登记甲乙丙丁", "民登记丙丁", 0.7), "陈文")
    assert judged(hard, REGISTER) == ()


def test_a_paper_that_is_hard_to_read_may_be_seen_to_be_expired() -> None:
    hard = page(line("居民户口簿登记甲乙丙丁", "民登记甲乙丙丁", 0.3), "陈文", "有效期至2020年1月1日")
    dated = REGISTER.model_copy(update={"valid_until": True})
    assert judged(hard, dated) == (PaperFinding(Problem.EXPIRED, "2020-01-01"),)


def test_title_and_name_may_stand_on_different_pages() -> None:
    pages = [page("居民户口簿", "某省公安厅制"), page("姓名陈文", "性别男民族汉")]
    assert judge_reading(pages, REGISTER, FACTS, TODAY) == ()


def test_where_each_page_is_a_paper_each_is_judged_and_the_same_is_said_once() -> None:
    each = Expected(title_words=("健康证明",), valid_until=True, each_page=True)
    papers = ["健康证明有效期至2027年1月1日", "健康证明有效期至2025年1月1日", "游泳培训班招生简章", "暑期夏令营课程表"]
    found = judge_reading([page(paper) for paper in papers], each, FACTS, TODAY)
    assert found == (PaperFinding(Problem.EXPIRED, "2025-01-01"), WRONG_KIND)


def test_where_nothing_is_expected_only_legibility_counts() -> None:
    assert judged(page("暑期游泳培训班", "招生简章"), Expected()) == ()


def test_nothing_of_a_paper_is_in_its_repr() -> None:
    reading = page("居民户口簿", "姓名陈文")
    assert "陈文" not in repr(reading) + repr(reading.lines[0])


@pytest.mark.parametrize(
    ("word", "text", "cost"),
    [
        ("结婚证", "的结婚证书", 0),
        ("结婚证", "离婚证", 1),
        ("结婚证", "结婚", 1),
        ("结婚证", "结了婚证", 1),
        ("结婚证", "\ufffd婚证", 1 / 3),
        ("结婚证", "", 3),
    ],
)
def test_changes_are_counted(word: str, text: str, cost: float) -> None:
    assert edits(word, text) == pytest.approx(cost)


def test_a_number_pattern_that_is_no_regular_expression_is_refused() -> None:
    with pytest.raises(ValueError, match="no regular expression"):
        Expected(number_pattern="[0-9")
