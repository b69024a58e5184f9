"""The pages say what the lines say, load nothing, name nobody in lists of records, and lead everywhere they promise."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from mingheng.content import bundled_rulebooks
from mingheng.reports import write_report
from mingheng.reports.wording import joined
from mingheng.scoring import FactRow, Facts, Problem, Rulebook, Subject, Subjects, assess, load_rulebook
from mingheng.scoring.documents import Document, read_text
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.language.loading import read_plain
from mingheng.scoring.phrases import masked
from mingheng.scoring.problems import Place
from mingheng.sheets.results import STATUS_WORDS
from tests.reports.pages import identified, read_page

RULEBOOK = """
rulebook:
  id: small
  title: 小细则
  issuer: 示范县委县直机关工委
  document: 示工委〔2026〕9号
  cycle: {from: 2026-01-01, to: 2026-12-31}
  subjects: SUBJECTS
  classes: [一类, 二类]
nodes:
  - {node: total, label: 总分, article: 第一条, max_points: 10}
rules:
  - rule: talks
    label: 谈心谈话
    node: total
    article: 第二条
    text: 每谈一次得1分。
    max_points: 10
    measure: {take: count, of: talk.heart}
    shape: {form: per_item, give: 1}
GRADING
"""

GRADING = """
grading:
  by: total
  levels:
    - {grade: 好, article: 第三条, at_least: 5}
    - {grade: 差, article: 第三条, less_than: 5}
"""

LAST_DAY = date(2026, 12, 31)


def rulebook_for(subjects: str = "unit", grading: str = GRADING) -> Rulebook:
    text = RULEBOOK.replace("SUBJECTS", subjects).replace("GRADING", grading)
    found, _, problems = read_plain(read_text(text, Document(file="rulebook.yaml")).value)
    assert found is not None, problems
    return found


def small_outcome(rulebook: Rulebook, subjects: list[Subject], talks: dict[str, int]):
    rows = [
        FactRow(subject, "talk.heart", date(2026, 3, day), person=f"欧阳{day}")
        for subject, number in talks.items()
        for day in range(1, number + 1)
    ]
    register = Subjects.of(subjects)
    return assess(rulebook, Facts.of(rows, register, {"talk.heart"}), register, LAST_DAY)


def shown(number) -> str:
    return "—" if number is None else decimal_text(number)


@pytest.fixture(params=["final", "midyear"])
def written(request):
    """Outcome and folder."""
    return request.getfixturevalue(request.param), request.getfixturevalue(f"{request.param}_site")


def test_every_number_of_a_unit_page_is_the_number_of_its_line(written):
    outcome, site = written
    for subject in outcome.assessed:
        found = identified(read_page(site / "units" / f"{subject.id}.html"))
        for line in outcome.lines(subject.id):
            cells = found[f"line-{line.code}"].first(name="cells").below("span")
            figures = (line.points, line.max_points, line.earned, line.lost, line.open)
            assert [cell.own_text for cell in cells[2:7]] == [shown(number) for number in figures]
            assert cells[0].text == line.label
            assert cells[1].text == STATUS_WORDS[line.status]


def test_every_number_of_the_ranking_is_the_number_of_its_line(written):
    outcome, site = written
    pages = {f"units/{subject.id}.html": subject for subject in outcome.assessed}
    rows = [row for table in read_page(site / "index.html").all("table", "ranking") for row in table.all("tr")]
    rows = [row for row in rows if list(row.all("a"))]
    assert len(rows) == len(pages)
    for row in rows:
        subject = pages[row.first("a").attributes["href"]]
        line, grade = outcome.line(subject.id, "total"), outcome.grade(subject.id)
        cells = {
            cell.attributes["data-label"]: cell.own_text for cell in row.all("td") if "data-label" in cell.attributes
        }
        assert cells["名次"] == ("—" if grade.rank is None else str(grade.rank))
        assert [cells[name] for name in ("现得分", "已失", "仍可得", "预计")] == [
            shown(number) for number in (line.points, line.lost, line.open, line.forecast)
        ]
        assert row.first(name="chip").text == (grade.grade or "未定等")
        for code in ("bonus", "deduction"):
            part = outcome.line(subject.id, code)
            assert cells[part.label] == shown(part.points)


def test_rows_stand_in_the_order_of_their_ranks(final_site):
    for table in read_page(final_site / "index.html").all("table", "ranking"):
        ranks = [cell.text for cell in table.all("td", "rank")]
        known = [int(rank) for rank in ranks if rank != "—"]
        assert known == sorted(known)
        assert ranks[len(known) :] == ["—"] * (len(ranks) - len(known))


def test_records_are_all_there_with_the_reason_of_those_left_out(final, final_site):
    subject = next(iter(final.assessed))
    found = identified(read_page(final_site / "units" / f"{subject.id}.html"))
    facts = final.view.facts
    own = facts.subject == final.view.subjects.positions[subject.id]
    for kind, rule in (("meeting.theme_day", "theme_days"), ("dues.month", "dues_collection")):
        part = facts.kinds[kind]
        sources = {facts.source[row] for row in range(part.start, part.stop) if own[row]}
        tables = list(found[f"line-{rule}"].all("table", "records"))
        rows = [row.all("td") for table in tables for row in table.first("tbody").all("tr")]
        cells = [[cell.text for cell in row] for row in rows]
        assert {row[3] for row in cells} == sources
        assert all(len(row) == 4 or row[4] for row in cells)


def test_a_score_that_is_still_open_says_so(midyear, midyear_site):
    text = read_page(midyear_site / "index.html").text
    assert "还有指标未到期" in text or "暂不定等" in text
    assert f"已定等次0个未定等{len(list(midyear.assessed))}个" in re.sub(r"\s", "", text)


def test_a_ledger_that_is_not_connected_is_listed_and_never_a_zero(midyear, midyear_site):
    missing = identified(read_page(midyear_site / "index.html"))["missing"].text
    assert "党费收缴·缴纳月份" in missing
    assert midyear.rulebook.label_of("dues_remittance") in missing
    subject = next(iter(midyear.assessed))
    line = identified(read_page(midyear_site / "units" / f"{subject.id}.html"))["line-dues_collection"]
    cells = [cell.own_text for cell in line.first(name="cells").below("span")]
    assert (line.first(name="status").text, cells[2]) == ("缺数据", "—")


def test_the_axis_says_where_it_starts(written):
    _, site = written
    page = read_page(site / "index.html")
    statements = {note.text for note in page.all(name="axis-note")}
    assert len(statements) == 1
    assert re.fullmatch(r"横轴从(0分起|\d+分起，不是从0分起)，到\d+分止，每格\d+分", statements.pop())


def test_dots_stand_in_the_order_of_the_scores(final, final_site):
    pages = {f"units/{subject.id}.html": subject.id for subject in final.assessed}
    places = []
    for row in read_page(final_site / "index.html").all("tr"):
        for dot in row.all("circle", "now"):
            points = final.line(pages[row.first("a").attributes["href"]], "total").points
            places.append((points, float(dot.attributes["cx"].rstrip("%"))))
    assert len(places) == len(pages)
    assert [at for _, at in sorted(places)] == sorted(at for _, at in places)
    assert all(0 < at < 100 for _, at in places)


def test_pages_have_no_script_no_inline_style_and_load_nothing(written):
    _, site = written
    for path in sorted(site.rglob("*.html")):
        for element in read_page(path).all():
            assert element.tag not in ("script", "style", "iframe", "object", "form", "base"), path
            assert not [name for name in element.attributes if name == "style" or name.startswith("on")], path
            for name in ("src", "href", "action", "xlink:href"):
                assert urlsplit(element.attributes.get(name, "")).scheme in ("", "data"), path
                assert not element.attributes.get(name, "").startswith("//"), path


def test_the_style_sheet_works_in_old_browsers_and_loads_nothing(final_site):
    style = (final_site / "report.css").read_text(encoding="utf-8")
    assert not re.findall(r"color-mix|light-dark|:has\(|@container|oklch|@import|url\(|&", style)


def test_every_link_leads_somewhere_and_ids_are_unique(written):
    _, site = written
    pages = {path.resolve(): read_page(path) for path in site.rglob("*.html")}
    anchors = {}
    for path, page in pages.items():
        found = [element.attributes["id"] for element in page.all() if "id" in element.attributes]
        assert len(found) == len(set(found)), path
        anchors[path] = set(found)
    for path, page in pages.items():
        for link in page.all("a"):
            address, _, anchor = link.attributes["href"].partition("#")
            target = (path.parent / unquote(address)).resolve() if address else path
            assert target in pages, (path, link.attributes["href"])
            assert not anchor or anchor in anchors[target], (path, link.attributes["href"])


def test_every_page_can_be_reached_from_the_first(final_site):
    links = {link.attributes["href"] for link in read_page(final_site / "index.html").all("a")}
    written = {path.relative_to(final_site).as_posix() for path in final_site.rglob("*.html")}
    assert written - {link for link in links if "#" not in link} == set()


def test_persons_in_records_are_masked(final, final_site):
    persons = set(final.view.facts.persons)
    assert len(persons) > 100
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(final_site.rglob("*.html")))
    assert [person for person in sorted(persons) if person in text] == []
    assert masked(min(persons)) in text


def test_a_mask_says_nothing_about_the_length_of_a_name():
    assert [masked(person) for person in ("李明", "李建国", "")] == ["李**", "李**", ""]


def test_names_and_texts_are_escaped(tmp_path):
    rulebook = rulebook_for()
    rule = replace(rulebook.rules["talks"], label="<i>谈话</i>", text='每谈一次"得1分" & <script>')
    rulebook = replace(rulebook, rules={"talks": rule})
    outcome = small_outcome(rulebook, [Subject("甲", '<b>&"', "一类")], {"甲": 3})
    first = write_report(outcome, tmp_path, title_note="<u>")
    for path in tmp_path.rglob("*.html"):
        page = read_page(path)
        assert not [one for one in page.all() if one.tag in ("b", "i", "u", "script") and "<" in one.text]
        assert "<script>" not in path.read_text(encoding="utf-8")
    assert read_page(first).first("table", "ranking").first("a").text == '<b>&"'
    assert read_page(tmp_path / "units" / "no.1.html").first("h1").text == '<b>&"'


def test_the_same_outcome_gives_the_same_bytes(final, final_site, kinds, tmp_path):
    write_report(final, tmp_path, kinds=kinds, title_note="数据均为虚构")
    assert _bytes(tmp_path) == _bytes(final_site)


def test_ids_that_no_file_system_can_hold_get_numbers(tmp_path):
    ids = ["../x", "A", "a", "con", "单位", "B-1"]
    outcome = small_outcome(rulebook_for(), [Subject(one, f"单位{one}", "一类") for one in ids], {})
    write_report(outcome, tmp_path)
    names = {path.name for path in (tmp_path / "units").iterdir()}
    assert names == {"no.1.html", "A.html", "no.3.html", "no.4.html", "no.5.html", "B-1.html"}


def test_persons_are_listed_in_the_order_of_the_register_without_ranks(tmp_path):
    subjects = [Subject("p1", "张一", "一类"), Subject("p2", "李二", "一类")]
    outcome = small_outcome(rulebook_for("post"), subjects, {"p1": 2, "p2": 7})
    page = read_page(write_report(outcome, tmp_path))
    assert [cell.text for row in page.first("table", "ranking").all("tr") for cell in row.all("a")] == ["张一", "李二"]
    assert not list(page.all(name="rank"))
    assert not list(page.all("svg", "strip"))
    assert "不排名次" in page.text
    assert not re.search(r"第\d+名", read_page(tmp_path / "units" / "p2.html").text)


def test_a_rulebook_without_grades_has_neither_ranks_nor_grades(tmp_path):
    outcome = small_outcome(
        rulebook_for(grading=""), [Subject("a", "甲", "一类"), Subject("b", "乙", "二类")], {"a": 1}
    )
    page = read_page(write_report(outcome, tmp_path))
    assert [table.first("caption").text[:2] for table in page.all("table", "ranking")] == ["一类", "二类"]
    assert not list(page.all(name="rank"))
    assert "不定等次" in page.text


def test_no_subjects_still_give_a_site(tmp_path):
    outcome = small_outcome(rulebook_for(), [], {})
    assert "考核结果" in read_page(write_report(outcome, tmp_path)).text


def test_the_rulebook_page_has_every_rule_and_every_fault(final, tmp_path):
    problem = Problem("needs_list", Place(file="rulebook.yaml", line=3), {}, is_error=False)
    write_report(final, tmp_path, problems=[problem])
    page = read_page(tmp_path / "rules.html")
    found = identified(page)
    for code, rule in final.rulebook.rules.items():
        row = found[code].text
        assert all(text in row for text in (rule.label, joined(rule.text), rule.article, rule.state, rule.assessor))
    assert problem.message in page.text


def test_the_run_record_is_printed(final, tmp_path):
    write_report(final, tmp_path, record={"data": {"会议.csv": "ab12"}, "run_at": ""})
    run = read_page(tmp_path / "about.html").first("dl", "run").text
    assert "数据文件 会议.csvab12" in run
    assert "运行时间—" in run


def test_the_run_record_names_the_rulebook_by_its_checksum(final, final_site):
    assert final.rulebook.checksum in read_page(final_site / "about.html").text


@pytest.mark.parametrize("name", sorted(bundled_rulebooks()))
def test_every_bundled_rulebook_gives_a_site(name, kinds, tmp_path):
    rulebook, problems = load_rulebook(bundled_rulebooks()[name])
    subjects = [Subject(f"s{number}", f"单位{number}", group) for number, group in enumerate(rulebook.classes or ("",))]
    register = Subjects.of(subjects, tuple(rulebook.attributes))
    outcome = assess(rulebook, Facts.of([], register, rulebook.fact_kinds), register, rulebook.cycle_to)
    write_report(outcome, tmp_path, kinds=kinds, problems=problems)
    for path in tmp_path.rglob("*.html"):
        assert "模板缺失" not in read_page(path).text, path


def test_no_page_has_a_hole(written):
    _, site = written
    for path in site.rglob("*.html"):
        assert "模板缺失" not in path.read_text(encoding="utf-8"), path


def _bytes(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
