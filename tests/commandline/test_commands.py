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
        ("demo", "--units", "0"),
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
    assert "是不是“heart_talks”？" in code.stderr


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
    from_xlsx = {row[1]: f"{row[at]:g}" for row in rows[1:]}
    table = list(csv.reader(io.StringIO(run("score", DEMO, county, "--format", "csv").stdout)))
    from_csv = {row[1]: row[at] for row in table[1:]}
    subjects = json.loads(run("score", DEMO, county, "--format", "json").stdout)["subjects"]
    from_json = {subject["id"]: subject["lines"]["total"]["points"] for subject in subjects}
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
    assert "0个未通过" in result.stdout


def test_failed_case_is_code_four(monkeypatch):
    failed = CaseResult("少开一次，扣一分", "cases.yaml", ("甲 total：应为9，实为10",))
    monkeypatch.setattr("mingheng.commandline.application.run_cases", lambda _: [failed])
    result = run("cases", DEMO)
    assert result.exit_code == 4
    assert "甲 total：应为9，实为10" in result.stderr


def test_demo_writes_data_results_and_report(tmp_path):
    result = run("demo", "--units", "12", "--no-serve", "--out", tmp_path)
    assert result.exit_code == 0
    assert {"数据", "报告", "考核结果.xlsx", "运行记录.json"} <= {path.name for path in tmp_path.iterdir()}
    assert "逐级汇总" in result.stdout
