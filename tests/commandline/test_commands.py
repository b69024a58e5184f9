"""What each command prints, and with which code it ends."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from mingheng import __version__
from mingheng.commandline.application import app
from mingheng.content import bundled_rulebooks
from mingheng.scoring import CaseResult

DEMO = "demo-2026"


def run(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def broken_rulebook(tmp_path: Path) -> Path:
    folder = tmp_path / DEMO
    shutil.copytree(bundled_rulebooks()[DEMO], folder)
    (folder / "zz.yaml").write_text("rulez: []\n", encoding="utf-8")
    return folder


@pytest.fixture
def broken_county(county: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "broken"
    shutil.copytree(county, folder)
    with (folder / "教育培训.csv").open("a", encoding="utf-8") as stream:
        stream.write("X-1,没有的单位\n")
    return folder


def test_help_tells_the_exit_codes():
    for arguments in (["--help"], ["score", "--help"]):
        result = run(*arguments)
        assert result.exit_code == 0
        assert "3 数据有错误，没有计分" in result.stdout


def test_version_is_printed():
    assert run("--version").stdout == f"{__version__}\n"


def test_check_of_a_sound_rulebook_is_fine():
    result = run("check", DEMO)
    assert result.exit_code == 0
    assert "没有错误" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("个算例全部通过。")


@pytest.mark.parametrize("command", ["check", "cases"])
def test_faulty_case_file_is_told_with_its_place(tmp_path, command):
    folder = tmp_path / DEMO
    shutil.copytree(bundled_rulebooks()[DEMO], folder)
    (folder / "cases" / "zz.yaml").write_text(
        "cases:\n  - {case: 无, sujects: {}, expect: {total: 1}}\n", encoding="utf-8"
    )
    result = run(command, folder)
    assert result.exit_code == 1
    assert "zz.yaml 第2行" in result.stderr
    assert result.stdout == ""


def test_fact_kind_that_no_ledger_yields_is_an_error_with_its_place(tmp_path):
    folder = tmp_path / DEMO
    shutil.copytree(bundled_rulebooks()[DEMO], folder)
    path = folder / "rules_dynamic_org_life.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("meeting.lecture", "meeting.lectures"), encoding="utf-8")
    for arguments in (["check", folder], ["score", folder, "."], ["template", folder, "--out", tmp_path / "t.xlsx"]):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "错误 rules_dynamic_org_life.yaml 第" in result.stderr
        assert "meeting.lectures" in result.stderr


def test_check_tells_faults_with_their_place(broken_rulebook):
    result = run("check", broken_rulebook)
    assert result.exit_code == 1
    assert "zz.yaml 第1行" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["score", "explain"])
def test_broken_rulebook_scores_nothing(broken_rulebook, county, command):
    arguments = [command, broken_rulebook, county] + (["D001"] if command == "explain" else [])
    assert run(*arguments).exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "no-such-rulebook"),
        ("score", DEMO, "no-such-data"),
        ("score", DEMO, ".", "--format", "pdf"),
        ("score", DEMO, ".", "--format", "xlsx"),
        ("score", DEMO, ".", "--as-of", "2026-02-30"),
        ("score", DEMO, ".", "--out", "x", "--format", "table"),
        ("example", "--units", "0"),
        ("nothing",),
    ],
)
def test_wrong_usage_is_code_two(arguments):
    assert run(*arguments).exit_code == 2


def test_unknown_unit_and_indicator_are_wrong_usage(county):
    unit = run("explain", DEMO, county, "D0001")
    assert unit.exit_code == 2
    assert "是不是“D001”？" in unit.stderr
    code = run("explain", DEMO, county, "D001", "heart_talk")
    assert code.exit_code == 2
    assert "是不是“heart_talks”（谈心谈话）？" in code.stderr
    label = run("explain", DEMO, county, "D001", "谈心谈")
    assert label.exit_code == 2
    assert "是不是“heart_talks”（谈心谈话）？" in label.stderr


def test_faulty_data_give_no_outcome(broken_county, tmp_path):
    result = run("score", DEMO, broken_county, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "教育培训.csv" in result.stderr
    assert "“没有的单位”不在考核对象名册中" in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()


def test_partial_scores_the_rest_and_lists_the_faults(broken_county, tmp_path):
    result = run("score", DEMO, broken_county, "--partial", "--out", tmp_path / "out", "--format", "csv")
    assert result.exit_code == 0
    assert "“没有的单位”不在考核对象名册中" in (tmp_path / "out" / "问题.csv").read_text(encoding="utf-8-sig")
    record = json.loads((tmp_path / "out" / "运行记录.json").read_text(encoding="utf-8"))
    assert record["errors_left_out"] > 0


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_same_input_gives_the_same_bytes(county, tmp_path, form):
    for name in ("first", "second"):
        assert run("score", DEMO, county, "--format", form, "--out", tmp_path / name).exit_code == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()}
    second = {path.name: path.read_bytes() for path in (tmp_path / "second").iterdir()}
    assert first == second


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_same_input_prints_the_same(county, form):
    assert run("score", DEMO, county, "--format", form).stdout == run("score", DEMO, county, "--format", form).stdout


def test_all_forms_tell_the_same_totals(county, tmp_path):
    assert run("score", DEMO, county, "--out", tmp_path).exit_code == 0
    sheets = CalamineWorkbook.from_path(tmp_path / "考核结果.xlsx")
    assert sheets.sheet_names == ["汇总表", "得分明细", "问题", "运行记录"]
    rows = sheets.get_sheet_by_name("汇总表").to_python()
    at = rows[0].index("总分")
    from_xlsx = {row[1]: row[at] if isinstance(row[at], str) else f"{row[at]:g}" for row in rows[1:]}
    table = list(csv.reader(io.StringIO(run("score", DEMO, county, "--format", "csv").stdout)))
    from_csv = {row[1]: row[at] for row in table[1:]}
    subjects = json.loads(run("score", DEMO, county, "--format", "json").stdout)["subjects"]
    totals = {subject["id"]: subject["lines"]["total"] for subject in subjects}
    from_json = {id_: "不全" if line["status"] == "missing" else line["points"] for id_, line in totals.items()}
    assert "不全" in from_json.values()
    assert from_xlsx == from_csv == from_json


def test_record_of_a_run_names_everything_that_went_in(county, tmp_path):
    days = ("--as-of", "2026-06-30", "--known-on", "2026-07-10", "--run-at", "2026-07-10T08:00")
    assert run("score", DEMO, county, "--out", tmp_path, *days).exit_code == 0
    record = json.loads((tmp_path / "运行记录.json").read_text(encoding="utf-8"))
    assert (record["as_of"], record["known_on"], record["run_at"]) == ("2026-06-30", "2026-07-10", "2026-07-10T08:00")
    assert record["version"] == __version__
    assert sorted(record["data"]) == sorted(path.name for path in county.iterdir())
    assert {len(checksum) for checksum in record["data"].values()} == {64}
    assert len(record["rulebook"]["sha256"]) == len(record["kinds"]["sha256"]) == 64


def test_explain_gives_sentences_and_records(county):
    whole = run("explain", DEMO, county, "D001")
    assert whole.exit_code == 0
    assert whole.stdout.startswith("县直机关党建工作考核评分细则（示范）（截至2027-01-31）\n")
    assert "总分 total" in whole.stdout
    one = run("explain", DEMO, county, "D001", "heart_talks")
    assert "计入的记录" in one.stdout
    assert "谈心谈话 第" in one.stdout
    assert "逐级汇总" in one.stdout


def test_template_is_written_and_reads_back_without_units(tmp_path):
    assert run("template", DEMO, "--out", tmp_path / "模板.xlsx").exit_code == 0
    result = run("score", DEMO, tmp_path / "模板.xlsx", "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["subjects"] == []


def test_cases_of_the_demonstration_pass():
    result = run("cases", DEMO)
    assert result.exit_code == 0
    assert result.stdout.endswith("个算例全部通过。\n")


def test_failed_case_is_code_four(monkeypatch):
    failed = CaseResult("少开一次，扣一分", "cases.yaml", ("甲 total：应为9，实为10",))
    monkeypatch.setattr("mingheng.commandline.checking.run_case", lambda *_: failed)
    for command in ("cases", "check"):
        result = run(command, DEMO)
        assert result.exit_code == 4
        assert "甲 total：应为9，实为10" in result.stderr
        assert "0个通过" in result.stdout


def test_demo_writes_data_results_and_report(tmp_path):
    result = run("example", "--units", "12", "--no-serve", "--out", tmp_path)
    assert result.exit_code == 0
    assert {"数据", "报告", "考核结果.xlsx", "运行记录.json"} <= {path.name for path in tmp_path.iterdir()}
    assert "逐级汇总" in result.stdout
    assert f"用浏览器打开 {tmp_path / '报告' / 'index.html'}" in result.stderr
    assert f"已写入 {tmp_path / '数据'}" in result.stderr


def test_filled_in_template_is_not_overwritten(tmp_path):
    path = tmp_path / "填报模板.xlsx"
    path.write_bytes(b"filled in")
    result = run("template", DEMO, "--out", path)
    assert result.exit_code == 2
    assert "填报模板.xlsx已存在，没有覆盖。请换一个--out，或加--force。" in result.stderr
    assert path.read_bytes() == b"filled in"
    assert run("template", DEMO, "--out", path, "--force").exit_code == 0
    assert path.read_bytes() != b"filled in"


def test_template_is_a_workbook_in_a_folder_that_can_be_written(tmp_path):
    result = run("template", DEMO, "--out", tmp_path / "模板.csv")
    assert result.exit_code == 2
    assert "模板是XLSX工作簿" in result.stderr
    assert run("template", DEMO, "--out", tmp_path / "新文件夹" / "模板.xlsx").exit_code == 0
    (tmp_path / "文件").write_text("", encoding="utf-8")
    result = run("template", DEMO, "--out", tmp_path / "文件" / "模板.xlsx")
    assert result.exit_code == 2
    assert "写不进去" in result.stderr


def test_earlier_results_are_not_overwritten(county, tmp_path):
    assert run("score", DEMO, county, "--out", tmp_path).exit_code == 0
    before = (tmp_path / "运行记录.json").read_bytes()
    again = run("score", DEMO, county, "--out", tmp_path, "--as-of", "2026-06-30")
    assert again.exit_code == 2
    assert "已存在，没有覆盖" in again.stderr
    assert (tmp_path / "运行记录.json").read_bytes() == before
    assert run("score", DEMO, county, "--out", tmp_path, "--as-of", "2026-06-30", "--force").exit_code == 0


def test_score_says_what_was_scored_as_of_which_day(county):
    shown = run("score", DEMO, county, "--as-of", "2026年3月31日", "--known-on", "2026.4.10").stdout
    assert shown.startswith("县直机关党建工作考核评分细则（示范）（截至2026-03-31，只看2026-04-10以前录入的记录）\n")


def test_missing_ledger_is_named_and_gives_no_zero(county, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(county, folder)
    for name in ("测评计票", "考评员评分", "研究决定事项", "外部考核结果"):
        (folder / f"{name}.csv").unlink()
    result = run("score", DEMO, folder, "--format", "csv")
    assert "没有提供的台账：测评计票、考评员评分、研究决定事项、外部考核结果。" in result.stderr
    head, *rows = list(csv.reader(io.StringIO(result.stdout)))
    yearly, total, reason = head.index("年度考核"), head.index("总分"), head.index("理由")
    assert {row[total] for row in rows} == {"不全"}
    assert {row[yearly] for row in rows} <= {"—", "不全"}
    assert all("缺：" in row[reason] and "述职民主评议" in row[reason] for row in rows)
    assert "名次" in head


def test_faulty_data_say_what_to_do(broken_county):
    assert "没有计分。改正后重新运行，或加--partial略去有错的行。" in run("score", DEMO, broken_county).stderr
    assert run("score", DEMO, broken_county, "--partial").stdout.endswith("略去1行，结果不完整。\n")


def test_line_is_found_by_its_label(county):
    by_label, by_code = (run("explain", DEMO, county, "D001", word).stdout for word in ("谈心谈话", "heart_talks"))
    assert by_label == by_code
    assert "计入的记录" in by_label


def test_kinds_are_listed_with_their_fact_kinds():
    shown = run("kinds").stdout
    assert shown.startswith("三会一课与组织生活（meeting）\n  栏目：类型、")
    assert "  meeting.lecture　类型：党课\n" in shown
    assert "  finding.〈编码〉　“指标编码”由细则定\n" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scor"], "没有命令“scor”。是不是“score”？"),
        (["score", DEMO], "缺少“数据”。"),
        (["score", DEMO, ".", "--as-of", "2026-02-30"], "--as-of：日历上没有“2026-02-30”这一天。请核对年月日。"),
        (["score", DEMO, ".", "--format", "pdf"], "--format：“pdf”不在可选范围内。可选：table、json、csv、xlsx。"),
        (["score", DEMO, ".", "--asof"], "没有选项“--asof”。是不是“--as-of”？"),
        (["example", "--units", "0"], "--units：不能小于12。"),
        (["example", "--seed", "x"], "--seed：要写整数。"),
        (["check", "a", "b"], "多余的参数“b”。"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments, said):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"用法不对：{said}\n")


@pytest.mark.parametrize("arguments", [["--help"], ["score", "--help"], ["explain", "-h"], ["example", "-h"]])
def test_help_is_chinese(arguments):
    shown = run(*arguments).stdout
    assert [word for word in ("Usage", "Options", "required", "Show", "COMMAND", "<str>") if word in shown] == []
