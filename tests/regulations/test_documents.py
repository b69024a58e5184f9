"""The files of regulations: what is shipped, and what is refused with file and line."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from mingheng.content import regulations_folder
from mingheng.regulations.documents import CHECKED, FaultyRegulations, read_folder
from mingheng.regulations.parameters import UnknownParameter, all_parameters, parameter

HEAD = "document: 示范规定\nversion: 2020年\nissued_on: 2020-07\nvalues:\n"
VALUE = "    label: 示范\n    value: 3\n    measured_in: 人\n    article: 第一条\n    state: 已核\n"


def read(folder: Path, text: str, name: str = "a.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return read_folder(folder)


def test_the_values_that_the_size_rules_read_are_checked_ones_with_their_article():
    day = date(2026, 6, 30)
    keys = ("org.branch.min", "org.branch.committee_min", "org.general_branch.min", "org.committee.min")
    found = [
        (int(parameter(key, on=day).value), parameter(key, on=day).article, parameter(key, on=day).state)
        for key in keys
    ]
    assert found == [(3, "第七条", "已核"), (7, "第七条", "已核"), (50, "第六条", "已核"), (100, "第五条", "已核")]


def test_every_shipped_value_says_where_it_comes_from_and_who_has_not_checked_it_says_so():
    values = all_parameters()
    assert len(values) >= 40
    assert [one.key for one in values if not (one.document and one.label)] == []
    assert [one.key for one in values if one.state == CHECKED and not one.article] == []
    # What was not read in a document's own wording has no article of its own making.
    assert [one.key for one in values if "条号" in one.note and "未" in one.note and one.state == CHECKED] == []
    assert {one.file for one in values} == {
        path.name for path in regulations_folder().iterdir() if not path.name.startswith("holidays-")
    }


def test_a_value_is_that_of_the_version_in_force_on_the_day():
    before, after = (parameter("audit.retention", on=day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (before.article, after.article) == ("第二十一条第三项", "第二十三条")


def test_a_key_that_nobody_wrote_and_a_day_without_a_version_are_said_clearly():
    with pytest.raises(UnknownParameter) as unknown:
        parameter("org.branch.minimum", on=date(2026, 1, 1))
    assert str(unknown.value) == "条例参数中没有“org.branch.minimum”这一项，请检查regulations文件夹。"
    with pytest.raises(KeyError) as early:
        parameter("dev.age_min", on=date(2026, 5, 17))
    assert str(early.value) == "条例参数“dev.age_min”在2026-05-17没有有效的版本，请检查regulations文件夹。"


@pytest.mark.parametrize(("written", "value"), [("3", 3), ("0.5", Decimal("0.5")), ("1/3", Fraction(1, 3))])
def test_a_value_is_exact(tmp_path: Path, written: str, value: object):
    (one,) = read(tmp_path, HEAD + "  a.b:\n" + VALUE.replace("3", written))
    assert (one.value, type(one.value), one.written) == (value, type(value), written)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "a.yaml 第1行：文件是空的。"),
        ("a: [", "a.yaml 第1行：不是可以读取的YAML。请检查缩进、冒号和引号。"),
        ("- a\n", "a.yaml 第1行：这里应当是“键: 值”。"),
        ("x: &a 1\ny: *a\n", "a.yaml 第1行：不能使用锚点、引用和标签。"),
        (
            HEAD.replace("2020-07", "去年") + "  a.b:\n" + VALUE,
            "a.yaml 第3行：issued_on写成2020、2020-07或2020-07-13；不知道的留空。",
        ),
        (
            HEAD.replace("values", "link: https://12371.cn.example.com/\nvalues") + "  a.b:\n" + VALUE,
            "a.yaml 第4行：链接只能指向官方网站：12371.cn、gov.cn、ccdi.gov.cn、moe.gov.cn、npc.gov.cn。",
        ),
        (HEAD + "  a:\n" + VALUE, "a.yaml 第6行：“a”不能作键：用小写字母、数字、下划线，并至少有一个点。"),
        (HEAD + "  a.b:\n" + VALUE + "  a.b:\n" + VALUE, "a.yaml 第11行：“a.b”写了两次。"),
        (HEAD + "  a.b:\n" + VALUE.replace("value: 3", "value: 三"), "a.yaml 第7行：“三”不是数。请写成3、0.5或1/3。"),
        (HEAD + "  a.b:\n" + VALUE.replace("第一条", '""'), "a.yaml 第10行：已核的值须写明条号。"),
        (HEAD + "  a.b:\n" + VALUE.replace("已核", "大概"), "a.yaml 第10行：state只能是已核或待核。"),
        (
            HEAD + "  a.b:\n" + VALUE + "    since: 2020-02-30\n",
            "a.yaml 第11行：“2020-02-30”不是日期。请写成2020-07-13。",
        ),
        (
            HEAD + "  a.b:\n" + VALUE + "    since: 2020-02-02\n    until: 2020-02-01\n",
            "a.yaml 第12行：a.b：until早于since。",
        ),
        (HEAD + "  a.b:\n" + VALUE.replace("    article: 第一条\n", ""), "a.yaml 第6行：缺少“article”。"),
    ],
)
def test_a_faulty_file_is_refused_with_file_and_line(tmp_path: Path, text: str, fault: str):
    with pytest.raises(FaultyRegulations) as refusal:
        read(tmp_path, text)
    assert refusal.value.faults == [fault]


def test_an_unknown_word_is_refused_and_all_faults_are_told_at_once(tmp_path: Path):
    text = HEAD + "  a.b:\n" + VALUE + "    vaule: 3\n  a.c:\n" + VALUE.replace("已核", "已阅")
    with pytest.raises(FaultyRegulations) as refusal:
        read(tmp_path, text)
    known = "label、value、measured_in、article、state、since、until、note"
    assert refusal.value.faults == [
        f"a.yaml 第11行：没有“vaule”这一项。可以写的有：{known}。",
        "a.yaml 第17行：state只能是已核或待核。",
    ]


def test_two_versions_that_hold_on_one_day_are_refused_also_across_files(tmp_path: Path):
    read(tmp_path, HEAD + "  a.b:\n" + VALUE + "    until: 2025-12-31\n")
    assert len(read(tmp_path, HEAD + "  a.b:\n" + VALUE + "    since: 2026-01-01\n", "b.yaml")) == 2
    with pytest.raises(FaultyRegulations) as refusal:
        read(tmp_path, HEAD + "  a.b:\n" + VALUE + "    since: 2025-12-31\n", "b.yaml")
    clash = "b.yaml：a.b与a.yaml中的同一项在时间上重叠。请写明前一项的until和后一项的since。"
    assert refusal.value.faults == [clash]
