"""What `check` tells an author: the very line and key, the figure as it was written, and what was likely meant."""

from pathlib import Path

import pytest
import yaml

from mingheng.scoring import FaultyInput, Problem, load_kinds, load_rulebook, run_cases
from mingheng.scoring.cases import read_cases
from mingheng.scoring.kinds import Yields
from tests.rulebooks.places import BOOK, written

YIELDS = Yields.of(load_kinds(Path(__file__).resolve().parents[2] / "kinds")[0])
KEPT = "原文如此则保留，否则请改正。"


def checked(parent: Path, *edits: tuple[str, str]) -> list[Problem]:
    text = BOOK
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return load_rulebook(written(parent, text), YIELDS)[1]


def told(problems: list[Problem]) -> list[str]:
    return [str(problem).replace(" rulebook.yaml", "") for problem in problems]


def test_the_book_that_is_broken_below_is_sound(tmp_path):
    assert checked(tmp_path) == []


# One row per mistake; the formatter would break each over ten lines.
# fmt: off
MISTAKES = {
    "misspelt period": (
        [("      each: quarter", "      each: quater")], [
            "错误 第37行 rules.talks.measure.each：“quater”不是已声明的时段。是不是“quarter”？可用的有：year、quarter。请先声明，或改正名称。",
        ]),
    "class of a quota table": (
        [("甲类: 30%", "甲级: 30%")], [
            "错误 第90行 grading.levels[1].quota.percent.table.甲级：“甲级”不是已声明的类别。可用的有：甲类、乙类。请先声明，或改正名称。",
        ]),
    "class of a rule": (
        [("applies: {attributes", "applies: {class: [甲级], attributes")], [
            "错误 第33行 rules.talks.applies.class[1]：“甲级”不是已声明的类别。可用的有：甲类、乙类。请先声明，或改正名称。",
        ]),
    "gate over an unknown line": (
        [("          measure: {take: count, of: sanction.circular, where: {level: [省, 市]}}\n          equals: 0", "          points_of: prt\n          at_least: 3")], [
            "错误 第93行 grading.levels[1].gates[1].points_of：“prt”不是已声明的指标。是不是“part”？可用的有：total、part、bonus、talks、attendance、honours、opinion。请先声明，或改正名称。",
        ]),
    "rule without its article": (
        [("    article: 第二条\n", "")], [
            "错误 第40行 rules.attendance：缺少“article”。请补上。",
        ]),
    "gap between percentages": (
        [("at_least: 95%, give", "at_least: 96%, give")], [
            "错误 第52行 rules.attendance.shape.tiers[1]：分档有空档：从95%到不足96%。请补一档，或用on_gap写明怎么办。",
        ]),
    "a single percentage in two tiers": (
        [("{less_than: 85%, give", "{at_most: 85%, give")], [
            "错误 第54行 rules.attendance.shape.tiers[3]：分档有重叠：85%同时属于两档。请改正，或用on_overlap写明怎么办。",
        ]),
    "forgotten percent sign": (
        [("at_least: 95%, give", "at_least: 95, give")], [
            "错误 第52行 rules.attendance.shape.tiers[1]：分档有空档：从95%到不足95。请补一档，或用on_gap写明怎么办。",
            "提醒 第52行 rules.attendance.shape.tiers[1].at_least：这里比较的是比率（1就是100%），却写了95。漏了百分号？请写成“95%”。",
        ]),
    "forgotten percent sign of a range": (
        [("when: {at_least: 90%}", "when: {at_least: 90}")], [
            "提醒 第82行 rules.opinion.shape.when.at_least：这里比较的是比率（1就是100%），却写了90。漏了百分号？请写成“90%”。",
        ]),
    "forgotten percent sign of a gate": (
        [("{take: count, of: sanction.circular, where: {level: [省, 市]}}\n          equals: 0", "{take: rate, of: meeting.general}\n          at_least: 90")], [
            "提醒 第94行 grading.levels[1].gates[1].at_least：这里比较的是比率（1就是100%），却写了90。漏了百分号？请写成“90%”。",
        ]),
    "forgotten percent sign of the attendance of one meeting": (
        [("      of: meeting.general\n", "      of: meeting.general\n      where: {attendance: {at_least: 90}}\n")], [
            "提醒 第49行 rules.attendance.measure.where.attendance.at_least：这里比较的是比率（1就是100%），却写了90。漏了百分号？请写成“90%”。",
        ]),
    "full-width percent sign": (
        [("at_least: 95%, give", "at_least: 95％, give")], [
            "错误 第52行 rules.attendance.shape.tiers[1].at_least：这里需要一个不超过六位小数的数或百分数，实际是“95％”。这里用了全角的数字或符号，请改成半角（如95%）。",
        ]),
    "gap between grades": (
        [("      less_than: 9\n", "      less_than: 8.5\n")], [
            "错误 第95行 grading.levels[2]：等次分数线有空档：从8.5到不足9。请补上，或用on_gap写明怎么办。",
        ]),
    "price of a tier above the cap": (
        [("at_least: 95%, give: 8", "at_least: 95%, give: 12")], [
            f"提醒 第52行 rules.attendance.shape.tiers[1].give：档次分值12分高于本条的上限8分，一次就会扣完或加满。{KEPT}",
        ]),
    "price of a level above the cap of the node": (
        [("        市: 2\n", "        市: 5\n")], [
            f"提醒 第65行 rules.honours.measure.values.市：“市”的分值5分高于指标“加分”的上限3分，一次就会扣完或加满。{KEPT}",
        ]),
    "price of an item above the points": (
        [("deduct: 1}", "deduct: 11}")], [
            f"提醒 第39行 rules.talks.shape.deduct：单价11分高于本条的上限10分，一次就会扣完或加满。{KEPT}",
        ]),
    "parts that do not add up": (
        [("    max_points: 8\n", "    max_points: 9\n")], [
            "提醒 第20行 nodes.part.max_points：各部分分值之和19（谈话10、到会率9）高于写明的18分。原文如此则保留，由发文机关决定。",
        ]),
    "total that does not add up": (
        [("total_points: 18", "total_points: 20")], [
            "提醒 第7行 rulebook.total_points：各部分分值之和18（部分18）低于写明的20分。原文如此则保留，由发文机关决定。",
        ]),
    "all or nothing of nothing": (
        [("      form: flat\n      when: {at_least: 90%}\n      give: 1", "      form: all_or_nothing\n      when: {at_least: 90%}")], [
            "错误 第67行 rules.opinion：这里需要写明满分（max_points）：all_or_nothing按满分计。",
        ]),
    "unknown grade in an effect": (
        [("then: {grade: 不合格}", "then: {grade: 较差}")], [
            "错误 第106行 effects.veto.then.grade：“较差”不是已声明的等次。可用的有：优秀、合格、不合格。请先声明，或改正名称。",
        ]),
    "fact kind that no record yields": (
        [("      of: meeting.general\n", "      of: meeting.genral\n")], [
            "错误 第48行 rules.attendance.measure.of：没有哪种台账能提供“meeting.genral”。是不是“meeting.general”？请对照台账种类改正；没有台账的内容不能计分。",
        ]),
    "second of two fact kinds": (
        [("honour.commendation]", "honour.comendation]")], [
            "错误 第62行 rules.honours.measure.of[2]：没有哪种台账能提供“honour.comendation”。是不是“honour.commendation”？请对照台账种类改正；没有台账的内容不能计分。",
        ]),
    "fact kind whose code is free": (
        [("of: tally.opinion", "of: taly.opinion")], [
            "错误 第74行 rules.opinion.measure.of：没有哪种台账能提供“taly.opinion”。是不是“tally.opinion”？请对照台账种类改正；没有台账的内容不能计分。",
        ]),
    "level that no record has": (
        [("        县: 1\n", "        县级: 1\n")], [
            "错误 第64行 rules.honours.measure.values.县级：“honour.model、honour.commendation”的记录没有“县级”这一级。是不是“县”？可用的有：镇、区、县、市、省、国家。请改成台账中的写法，否则这样的记录一条也不会计入。",
        ]),
    "level of a condition that no record has": (
        [("level: [省, 市]", "level: [省, 市级]")], [
            "错误 第93行 grading.levels[1].gates[1].measure.where.level[2]：“sanction.circular”的记录没有“市级”这一级。是不是“市”？可用的有：镇、区、县、市、省、国家。请改成台账中的写法，否则这样的记录一条也不会计入。",
        ]),
    "level of records without levels": (
        [("of: sanction.judicial}", "of: sanction.judicial, where: {level: [重]}}")], [
            "错误 第105行 effects.veto.when.measure.where.level[1]：“sanction.judicial”的记录没有“重”这一级。这种记录没有级别。请改成台账中的写法，否则这样的记录一条也不会计入。",
        ]),
    "grades with one threshold": (
        [("      at_least: 9\n", "      at_least: 15\n")], [
            f"提醒 第95行 grading.levels[2]：等次“合格”的分数线不低于前面的“优秀”，只有名额、条件或结果调整才会轮到。{KEPT}",
            "错误 第87行 grading.levels[1]：等次分数线有空档：从9到不足15。请补上，或用on_gap写明怎么办。",
        ]),
    "grades with one threshold and nothing between": (
        [("      at_least: 9\n", "      at_least: 15\n"), ("      quota: {percent: {by: class, table: {甲类: 30%, 乙类: 20%}}}\n      gates:\n        - label: 没有通报\n          measure: {take: count, of: sanction.circular, where: {level: [省, 市]}}\n          equals: 0\n", ""), ("      less_than: 9", "      less_than: 15")], [
            "错误 第90行 grading.levels[2]：等次“合格”永远轮不到：分数线不低于前面的“优秀”。请检查分数线和满分。",
        ]),
    "grade above what can be had": (
        [("by: total\n", "by: part\n"), ("      at_least: 15\n", "      at_least: 19\n")], [
            "错误 第87行 grading.levels[1]：等次“优秀”永远轮不到：最多只能得18分。请检查分数线和满分。",
        ]),
    "negative deduction": (
        [("deduct: 1}", "deduct: -1}")], [
            "提醒 第39行 rules.talks.shape.deduct：这里写了负数-1，会变成加分。请改成正数；本来就是要加分的，请改用give。",
        ]),
    "negative bonus": (
        [("      give: 1\ngrading", "      give: -1\ngrading")], [
            "提醒 第83行 rules.opinion.shape.give：这里写了负数-1，会变成扣分。请改成正数；本来就是要扣分的，请改用deduct。",
        ]),
    "weights that make no whole": (
        [("党员: 60%", "党员: 70%")], [
            f"提醒 第77行 rules.opinion.measure.groups：分组权重合计110%（党员70%、群众40%），不是100%。{KEPT}",
        ]),
    "negative weight": (
        [("党员: 60%", "党员: -60%")], [
            "错误 第77行 rules.opinion.measure.groups：权重、折算须大于零，分组权重不能为负。",
        ]),
    "share of an option that is not there": (
        [("share_of: [满意]", "share_of: [满 意]")], [
            "错误 第75行 rules.opinion.measure.share_of[1]：“满 意”不是已声明的选项。是不是“满意”？可用的有：满意、不满意。请先声明，或改正名称。",
        ]),
    "nothing required": (
        [("required: 1", "required: 0")], [
            "错误 第38行 rules.talks.measure.required：要求的数量是0，须大于零。请改正。",
        ]),
    "less than nothing required of a class": (
        [("required: 1", "required: {by: class, table: {甲类: -1, 乙类: 1}}")], [
            "错误 第38行 rules.talks.measure.required.table.甲类：要求的数量是-1，须大于零。请改正。",
        ]),
    "range that holds no number": (
        [("at_least: 85%, less_than: 95%", "at_least: 95%, less_than: 85%")], [
            "错误 第53行 rules.attendance.shape.tiers[2]：没有一个数能落在这个界限之内。请检查上下限是否写反。",
        ]),
    "cap below the points": (
        [("    max_points: 18\n", "    max_points: 18\n    article: 第七条\n    cap: 17\n")], [
            f"提醒 第22行 nodes.part.cap：封顶17与满分18不同。{KEPT}",
        ]),
    "cap above the points that nothing can reach": (
        [("    max_points: 18\n", "    max_points: 18\n    article: 第七条\n    cap: 19\n")], [
            f"提醒 第22行 nodes.part.cap：封顶19与满分18不同。{KEPT}",
        ]),
    "full-width colon inside braces": (
        [("{form: per_item, deduct: 1}", "{form：per_item, deduct: 1}")], [
            "错误 第39行 rules.talks.shape.form：per_item：不认识的词“form：per_item”。这里用了全角冒号，请改成英文冒号，后面空一格。请对照格式说明改正或删去。",
        ]),
    "no blank after a colon inside braces": (
        [("{form: per_item, deduct: 1}", "{form:per_item, deduct: 1}")], [
            "错误 第39行 rules.talks.shape.form:per_item：不认识的词“form:per_item”。冒号后面要空一格。请对照格式说明改正或删去。",
        ]),
    "indentation": (
        [("    label: 到会率\n", "   label: 到会率\n")], [
            "错误 第41行：缩进不一致。请让同一层的各行用空格左对齐，列表的每一项以“- ”开头。",
        ]),
    "deeper indentation": (
        [("    label: 到会率\n", "      label: 到会率\n")], [
            "错误 第41行：缩进不一致。请让同一层的各行用空格左对齐，列表的每一项以“- ”开头。",
        ]),
    "tab": (
        [("    label: 到会率\n", "\tlabel: 到会率\n")], [
            "错误 第41行：缩进用了制表符（Tab）。请全部改成空格。",
        ]),
    "full-width colon": (
        [("    label: 到会率\n", "    label：到会率\n")], [
            "错误 第41行：用了全角冒号“：”。请改成英文冒号“:”，后面空一格。",
        ]),
    "no blank after a colon": (
        [("    label: 到会率\n", "    label:到会率\n")], [
            "错误 第41行：冒号后面没有空格。请写成“键: 值”。",
        ]),
    "forgotten colon": (
        [("    label: 到会率\n", "    label 到会率\n")], [
            "错误 第41行：这一行缺少冒号。请写成“键: 值”，用英文冒号，冒号后空一格。",
        ]),
    "quote that is not closed": (
        [("    label: 到会率\n", '    label: "到会率\n')], [
            "错误 第41行：从这一行起引号没有配对。请补上另一个引号，并检查引号是不是英文的。",
        ]),
    "bracket that is not closed": (
        [("applies: {attributes: {members: {at_least: 1}}}", "applies: {attributes: {members: {at_least: 1}}")], [
            "错误 第33行：从这一行起花括号或方括号没有配对，或两项之间缺少英文逗号。请补上。",
        ]),
    "full-width comma": (
        [("{at_least: 95%, give: 8}", "{at_least: 95%，give: 8}")], [
            "错误 第52行：用了全角的逗号或括号。请改成英文的逗号和括号。",
        ]),
    "percent sign in front": (
        [("    label: 到会率\n", "    label: %到会率\n")], [
            "错误 第41行：值不能以这个符号（如%、@、*、\\）开头或这样写。请给整个值加上英文单引号。",
        ]),
    "second colon": (
        [("    label: 到会率\n", "    label: 到会率: 年\n")], [
            "错误 第41行：这一行多了一个冒号，或列表的“-”后面没有空格，或上一行没有写完整。值里带冒号和空格的，请加引号。",
        ]),
    "control character": (
        [("    label: 到会率\n", "    label: 到会\x01率\n")], [
            "错误 第41行：含有看不见的控制字符。请删去，或重新输入这一行。",
        ]),
    "key of more than one word": (
        [("    label: 到会率\n", "    label: ? 到会率\n")], [
            "错误 第41行：YAML写法有误（这里读不懂）。请检查缩进、冒号后的空格和引号。",
        ]),
    "range of a grade that holds no number": (
        [("      at_least: 9\n", "      at_least: 9\n      less_than: 9\n")], [
            "错误 第95行 grading.levels[2]：没有一个数能落在这个界限之内。请检查上下限是否写反。",
        ]),
    "grade that two earlier ones take together": (
        [("      less_than: 9\n", "      less_than: 9\n    - grade: 中等\n      article: 第五条\n      at_least: 8\n      less_than: 10\n")], [
            "提醒 第101行 grading.levels[4]：等次“中等”的分数线不低于前面的“不合格”，只有名额、条件或结果调整才会轮到。原文如此则保留，否则请改正。",
        ]),
    "cap that only a bonus without a limit can reach": (
        [("  - {node: total, label: 总分}\n", "  - {node: total, label: 总分, article: 第七条, max_points: 18, cap: 20}\n"), ("    cap: 3\n", "    floor: 0\n")], []),
    "cap of a node whose rule has no limit": (
        [("    cap: 3\n", "    max_points: 2\n    cap: 3\n"), ("total_points: 18", "total_points: 20")], []),
    "price that comes from the subject sheet": (
        [("deduct: 1}", "deduct: {attribute: members}}"), ("      take: shortfall\n      of: talk.heart\n      each: quarter\n      required: 1\n", "      take: checklist\n      items: [{label: 谈话, when: {measure: {take: count, of: talk.heart, period: quarter}, at_least: 1}}]\n")], []),
    "price by the size of the subject": (
        [("deduct: 1}", "deduct: {by: members, tiers: [{less_than: 50, is: 1}, {at_least: 50, is: 11}]}}")], [
            "提醒 第39行 rules.talks.shape.deduct.tiers[2].is：单价11分高于本条的上限10分，一次就会扣完或加满。原文如此则保留，否则请改正。",
        ]),
    "other price than the first": (
        [("deduct: 1}", "deduct: 1, first: 12}")], [
            "提醒 第39行 rules.talks.shape.first：首项分值12分高于本条的上限10分，一次就会扣完或加满。原文如此则保留，否则请改正。",
        ]),
    "price by class with a rest": (
        [("deduct: 1}", "deduct: {by: class, table: {甲类: 1}, otherwise: -1}}")], [
            "提醒 第39行 rules.talks.shape.deduct.otherwise：这里写了负数-1，会变成加分。请改成正数；本来就是要加分的，请改用give。",
        ]),
    "negative entry of a table": (
        [("{form: per_item, deduct: 1}", "{form: table, deduct: {0: 0, 1: -2}, beyond: 12}")], [
            "提醒 第39行 rules.talks.shape.deduct.1：这里写了负数-2，会变成加分。请改成正数；本来就是要加分的，请改用give。",
            "提醒 第39行 rules.talks.shape.beyond：超出部分的分值12分高于本条的上限10分，一次就会扣完或加满。原文如此则保留，否则请改正。",
        ]),
    "steps without a percent sign": (
        [("      form: tiers\n      tiers:\n        - {at_least: 95%, give: 8}\n        - {at_least: 85%, less_than: 95%, give: 5}\n        - {less_than: 85%, give: 0}\n", "      {form: steps, target: 90, below: {step: 1%, deduct: 1}}\n")], [
            "提醒 第50行 rules.attendance.shape.target：这里比较的是比率（1就是100%），却写了90。漏了百分号？请写成“90%”。",
        ]),
    "proportion without a percent sign": (
        [("      form: tiers\n      tiers:\n        - {at_least: 95%, give: 8}\n        - {at_least: 85%, less_than: 95%, give: 5}\n        - {less_than: 85%, give: 0}\n", "      {form: proportional, give: 8, from: 0, at: 90}\n")], [
            "提醒 第50行 rules.attendance.shape.at：这里比较的是比率（1就是100%），却写了90。漏了百分号？请写成“90%”。",
        ]),
    "place among the peers without a percent sign": (
        [("{take: count, of: sanction.circular, where: {level: [省, 市]}}\n          equals: 0", "{take: peers, of: part, is: rank_share}\n          at_most: 30")], [
            "提醒 第94行 grading.levels[1].gates[1].at_most：这里比较的是比率（1就是100%），却写了30。漏了百分号？请写成“30%”。",
        ]),
}
# fmt: on


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_told_at_its_place(tmp_path, name):
    edits, expected = MISTAKES[name]
    assert told(checked(tmp_path, *edits)) == expected


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: [2,\n", "yaml_bracket", 2),
        ("a: {b: 1\n", "yaml_bracket", 1),
        ("a:\n\t- b\n", "yaml_tab", 2),
        ("a:\n  - b\n  c: d\n", "yaml_indentation", 3),
        ("a：\n  b: 1\n", "yaml_colon_full_width", 1),
        ("a:\n  - b: c\n    d：e\n", "yaml_colon_full_width", 3),
        ("a: *\n", "yaml_start", 1),
        ('a: "\\q"\n', "yaml_start", 1),
        ("a: b: c\n", "yaml_two_colons", 1),
        ("# note\n\na: 1\n  b: 2\n", "yaml_indentation", 4),
    ],
)
def test_files_that_are_no_yaml_say_what_is_wrong_and_on_which_line(tmp_path, text, code, line):
    problems = load_rulebook(written(tmp_path, text))[1]
    assert [(problem.code, problem.place.line) for problem in problems] == [(code, line)]


def test_parser_that_gives_no_line_is_believed(tmp_path, monkeypatch):
    monkeypatch.setattr("mingheng.scoring.documents.LOADER", yaml.SafeLoader)
    problems = load_rulebook(written(tmp_path, 'a: "\\U11111111"\n'))[1]
    assert [(problem.code, problem.place.line) for problem in problems] == [("yaml_broken", None)]


def test_without_record_kinds_levels_and_fact_kinds_are_not_checked(tmp_path):
    text = BOOK.replace("县: 1", "县级: 1").replace("meeting.general", "meeting.genral")
    folder = written(tmp_path, text)
    assert load_rulebook(folder)[1] == []
    assert [problem.code for problem in load_rulebook(folder, YIELDS)[1]] == ["fact_kind_unknown", "level_unknown"]
    assert [problem.code for problem in load_rulebook(folder, YIELDS.__call__)[1]] == ["fact_kind_unknown"]


def test_level_of_a_kind_that_no_record_yields_is_one_fault(tmp_path):
    problems = checked(tmp_path, ("[honour.model, honour.commendation]", "honour.comendation"), ("县: 1", "县级: 1"))
    assert [problem.code for problem in problems] == ["fact_kind_unknown"]


def test_quota_by_the_level_of_a_circular_knows_its_levels(tmp_path):
    quota = "quota: {percent: {by_level_of: sanction.circular, table: {省级: 30%, 市: 20%}, otherwise: 10%}}"
    problems = checked(tmp_path, ("quota: {percent: {by: class, table: {甲类: 30%, 乙类: 20%}}}", quota))
    assert [str(problem.place) for problem in problems] == [
        "rulebook.yaml 第90行 grading.levels[1].quota.percent.table.省级"
    ]


def test_weights_of_levels_that_no_record_has(tmp_path):
    measure = "      take: value\n      of: training.hours\n      weights: {普通党员: 50%, 党员: 50%}\n"
    problems = checked(tmp_path, ("      take: rate\n      of: meeting.general\n", measure))
    assert [(problem.code, problem.place.key) for problem in problems] == [
        ("level_unknown", "rules.attendance.measure.weights.党员")
    ]


def test_what_records_yield_is_known_by_name_and_level():
    assert [YIELDS(kind) for kind in ("meeting.lecture", "meeting.lectur", "finding.anything")] == [True, False, True]
    assert YIELDS.levels_of("information.published") == ("镇", "区", "县", "市", "省", "国家")
    assert (YIELDS.levels_of("finding.anything"), YIELDS.levels_of("meeting.lecture")) == (None, ())
    assert YIELDS.levels_of("nothing.known") == ()
    assert {"meeting.lecture", "finding.talks", "dues.month"} <= set(YIELDS.names_like("findng.talks"))


SUBJECTS = "{甲: {class: 甲类}, 乙: {class: 乙类}}"
FACT = "{subject: 甲, kind: talk.heart, day: 2026-01-05}"
# fmt: off
CASES = {
    "unknown class": (
        "{甲: {class: 丙类}}", FACT, ["错误 all.yaml 第3行 cases[1].subjects.甲.class：“丙类”不是已声明的类别。可用的有：甲类、乙类。请先声明，或改正名称。"]),
    "unknown kind of unit": (
        "{甲: {kind: 党委}}", FACT, ["错误 all.yaml 第3行 cases[1].subjects.甲.kind：“党委”不是已声明的组织类型。可用的有：党组。请先声明，或改正名称。"]),
    "unknown attribute": (
        "{甲: {attributes: {member: 3}}}", FACT, ["错误 all.yaml 第3行 cases[1].subjects.甲.attributes.member：“member”不是已声明的属性。是不是“members”？可用的有：members。请先声明，或改正名称。"]),
    "unknown fact kind": (
        SUBJECTS, FACT.replace("talk.heart", "talk.hart"), ["错误 all.yaml 第5行 cases[1].facts[1].kind：没有哪种台账能提供“talk.hart”。是不是“talk.heart”？请对照台账种类改正；没有台账的内容不能计分。"]),
    "exemption of an unknown rule": (
        SUBJECTS, FACT.replace("talk.heart", "exemption.talk"), ["错误 all.yaml 第5行 cases[1].facts[1].kind：没有哪种台账能提供“exemption.talk”。是不是“exemption.talks”？请对照台账种类改正；没有台账的内容不能计分。"]),
    "fact of nobody": (
        SUBJECTS, FACT.replace("subject: 甲, ", ""), ["错误 all.yaml 第5行 cases[1].facts[1]：算例里有几个考核对象（甲、乙），这条事实没有写属于哪一个。请写上subject。"]),
    "fact of no day": (
        SUBJECTS, FACT.replace(", day: 2026-01-05", ""), ["错误 all.yaml 第5行 cases[1].facts[1]：这里必须且只能写其中一个：on、day。"]),
    "fact that the rulebook does not read": (
        SUBJECTS, FACT.replace("talk.heart", "talk.reminder"), []),
}
# fmt: on


@pytest.mark.parametrize("name", CASES)
def test_faulty_words_of_a_case_are_told_at_their_place(tmp_path, name):
    subjects, fact, expected = CASES[name]
    text = f"cases:\n  - case: 一例\n    subjects: {subjects}\n    facts:\n      - {fact}\n    expect: {{甲: {{honours: 0}}}}\n"
    folder = written(tmp_path, BOOK, text)
    assert [str(problem) for problem in read_cases(folder, load_rulebook(folder)[0], YIELDS)[1]] == expected
    if expected:
        with pytest.raises(FaultyInput):
            run_cases(folder, YIELDS)
    else:
        assert [result.passed for result in run_cases(folder, YIELDS)] == [True]


def test_connected_kinds_of_a_case_are_checked(tmp_path):
    text = "cases:\n  - case: 一例\n    connected: [talk.heart, talk.hart]\n    expect: {honours: missing}\n"
    folder = written(tmp_path, BOOK, text)
    assert [result.passed for result in run_cases(folder)] == [True]
    with pytest.raises(FaultyInput) as raised:
        run_cases(folder, YIELDS)
    assert [str(problem.place) for problem in raised.value.problems] == ["all.yaml 第3行 cases[1].connected"]
