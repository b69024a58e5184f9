"""Last year's results from a sheet: everything wrong at once, all rows or none, none twice; rules that look back see them."""

import re
import zipfile
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingheng.assessment.models import CurrentLine, GroupPass
from mingheng.assessment.passes import run_due, why_due
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.facts.domain import rebuild_facts
from mingheng.facts.models import Fact
from mingheng.ledger.domain import withdraw
from mingheng.ledger.imports import (
    CheckedSheet,
    Intake,
    RecordRow,
    enter_records,
    read_records_sheet,
    write_records_template,
)
from mingheng.ledger.models import Entry, EntryVersion, State
from mingheng.ledger.values import Content
from mingheng.organisation.domain import found_unit, merge_unit, rename_unit
from mingheng.organisation.models import UnitKind
from mingheng.organisation.refusals import Refused
from mingheng.policy import Role
from mingheng.sheets.plain_sheets import PlainSheet
from tests.assessment.world import Scene, computed_lines, stored_lines, unequal
from tests.facts.fact_texts import fact_texts
from tests.ledger.desk import TODAY, actor, person
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

HEADINGS = ["序号", "单位", "项目编码", "期末日期", "得分", "名次", "等次"]
LAST_YEAR = "2025-12-31"


def row(unit: object, item: str = "grade", day: object = LAST_YEAR, score: object = 86.5, grade: str = "好") -> list:
    return [1, unit, item, day, score, 3, grade]


def book(folder: Path, *rows: list, headings: list[str] | None = None) -> Path:
    path = folder / "history.xlsx"
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = workbook.add_worksheet("汇总表")
    sheet.write_string(0, 0, "示范县2025年度考核结果汇总表")
    for at, cells in enumerate([headings or HEADINGS, *rows], start=1):
        sheet.write_row(at, 0, cells)
    workbook.close()
    return path


def check(path: Path, within: set[int] | None = None) -> tuple[Intake, CheckedSheet]:
    intake = Intake("history", State.ACCEPTED, within)
    return intake, read_records_sheet(intake, path)


def read(path: Path, within: set[int] | None = None):
    _, checked = check(path, within)
    return checked.rows, checked.faults


def errors(faults: list) -> list[str]:
    return [str(fault) for fault in faults if fault.is_error]


def bring(folder: Path, *rows: list) -> int:
    intake, checked = check(book(folder, *rows))
    assert errors(checked.faults) == []
    return enter_records(intake, checked, by=COMMAND)


def test_results_are_entered_as_accepted_and_count_from_today(county, tmp_path):
    before = Event.objects.count()
    assert (
        bring(tmp_path, row("甲局机关党委"), row("B", score="79", grade="一般", day=date(2025, 12, 31).isoformat()))
        == 2
    )
    entries = Entry.objects.order_by("unit__code")
    assert [(one.unit, one.kind, one.state, one.happened_on, one.entered_on, one.title) for one in entries] == [
        (unit, "history", "accepted", date(2025, 12, 31), TODAY, "以往各期结果") for unit in (county.one, county.two)
    ]
    versions = EntryVersion.objects.order_by("entry__unit__code")
    assert [(version.values, version.counts_from) for version in versions] == [
        ('{"item": "grade", "level": "好", "period_end": "2025-12-31", "value": "86.5"}', TODAY),
        ('{"item": "grade", "level": "一般", "period_end": "2025-12-31", "value": "79"}', TODAY),
    ]
    facts = Fact.objects.order_by("subject__code").values_list(
        "subject__code", "kind", "day", "level", "actual", "known_on"
    )
    assert list(facts) == [
        ("A", "history.grade", date(2025, 12, 31), "好", 86_500, TODAY),
        ("B", "history.grade", date(2025, 12, 31), "一般", 79_000, TODAY),
    ]
    new = Event.objects.order_by("pk").values_list("action", flat=True)[before:]
    assert list(new) == ["ledger.entries.imported"]
    made = list(fact_texts())
    rebuild_facts()
    assert list(fact_texts()) == made


@pytest.mark.usefixtures("county")
def test_everything_that_is_wrong_is_told_at_once_with_row_and_column(tmp_path):
    rows = [
        row("=甲局"),
        row("甲局机关党委", day="2025-02-30"),
        row("甲局机关党位"),
        row("A", score="八十"),
        row("A", item="", grade=""),
        row("A", item="年度等次"),
        row("甲局第一党支部"),
        row("A", day="2023-12-31"),
        row("A", day="2026-12-31"),
        row("B"),
        row("乙局党总支", score=90),
        ["", "", "grade", LAST_YEAR, 1, 1, "好"],
    ]
    found, faults = read(book(tmp_path, *rows))
    place = "工作表“汇总表”第"
    assert errors(faults) == [
        f"{place}3行“单位”列：“=甲局”是公式的文字，不是结果。请填写数值或文字本身。",
        f"{place}4行“期末日期”列：日历上没有“2025-02-30”这一天。请核对年月日。",
        f"{place}5行“单位”列：没有“甲局机关党位”这个党组织。是不是“甲局机关党委”？请核对编号或名称。",
        f"{place}6行“得分”列：“八十”不是数。请只填数字，不带单位和文字。",
        f"{place}7行“项目编码”列：必填栏是空的。请补填。",
        f"{place}8行“项目编码”列：编码“年度等次”须以小写字母开头，只含小写字母、数字和下划线。请按“说明”表中的编码填写。",
        f"{place}9行“单位”列：“甲局第一党支部”在2025-12-31不是考核对象，这一行不会计入。请改填考核对象，或核对日期。",
        f"{place}10行“期末日期”列：2023-12-31 这一天本组织尚未成立或已经撤销。请核对日期，或改由当时的组织填报。",
        f"{place}11行“期末日期”列：日期2026-12-31在今天以后。请核对。",
        f"{place}13行“单位”列：与第12行的单位、项目编码、期末日期都相同。请删去一行。",
        f"{place}14行“单位”列：必填栏是空的。请补填。",
    ]
    assert [one.row for one in found] == [12]
    assert (Entry.objects.count(), Fact.objects.count()) == (0, 0)


@pytest.mark.usefixtures("county")
def test_what_no_rulebook_reads_is_a_warning(tmp_path):
    rows = [row("A", item="grades"), row("B", grade="优秀"), row("B", item="annual", grade="")]
    found, faults = read(book(tmp_path, *rows))
    assert ([one.row for one in found], errors(faults)) == ([3, 4, 5], [])
    assert [str(fault) for fault in faults] == [
        "工作表“汇总表”第2行“名次”列：没有“名次”这一栏，这一列没有读取。用不着的可以保留，否则请对照模板改正栏目名称。",
        "工作表“汇总表”第3行“项目编码”列：细则中没有编码“grades”，这一行不会计入。是不是“grade”？请核对编码。",
        "工作表“汇总表”第4行“等次”列：“grade”的这一栏，细则写明的有一般、差、好、较好；这里是“优秀”。请核对。",
    ]


def test_a_unit_is_found_by_its_code_its_name_of_today_and_that_of_the_day(county, tmp_path):
    rename_unit(county.one, "甲局党组", on=date(2026, 2, 1), by=COMMAND)
    for name in ("A", "甲局党组", "甲局机关党委"):
        (found,), faults = read(book(tmp_path, row(name)))
        assert (found.unit, errors(faults)) == (county.one, [])


def test_the_unit_that_bore_the_name_on_the_day_goes_before_the_one_that_bears_it_today(county, tmp_path):
    merge_unit(county.one, into=county.two, on=date(2026, 2, 1), by=COMMAND)
    later = found_unit(
        "C", "甲局机关党委", kind=UnitKind.COMMITTEE, parent=county.top, on=date(2026, 3, 1), by=COMMAND,
        is_assessed=True, assessment_class="一类单位",
    )  # fmt: skip
    (then, now), faults = read(book(tmp_path, row("甲局机关党委"), row("甲局机关党委", day="2026-04-30")))
    assert (then.unit, now.unit, errors(faults)) == (county.one, later, [])


def test_units_out_of_reach_are_unknown(county, tmp_path):
    _, faults = read(book(tmp_path, row("B")), {county.one.pk})
    assert errors(faults) == ["工作表“汇总表”第3行“单位”列：没有“B”这个党组织。请核对编号或名称。"]


def test_a_row_that_is_there_already_is_a_fault_until_it_is_withdrawn(county, tmp_path):
    bring(tmp_path, row("A"))
    twice = "这个单位项目编码、期末日期相同的一条已经登记。请删去这一行；要改的，请更正已登记的那一条。"
    found, faults = read(
        book(tmp_path, row("甲局机关党委", score=70), row("A", item="annual"), row("A", day="2024-12-31"))
    )
    assert ([one.row for one in found], errors(faults)) == ([4, 5], [f"工作表“汇总表”第3行“单位”列：{twice}"])
    entry = Entry.objects.get()
    judge = person("judge", county.top, Role.COMMITTEE_ADMIN)
    withdraw(entry, reason="另有一份", read_at=entry.version, by=actor(judge))
    assert bring(tmp_path, row("A")) == 1


@pytest.mark.usefixtures("county")
def test_two_who_checked_the_same_sheet_do_not_double_it(tmp_path):
    intake, checked = check(book(tmp_path, row("A"), row("B")))
    assert enter_records(intake, checked, by=COMMAND) == 2
    with pytest.raises(Refused, match="检查以后，有人导入了其中的记录"):
        enter_records(intake, checked, by=COMMAND)
    assert (Entry.objects.count(), Fact.objects.count()) == (2, 2)


@pytest.mark.usefixtures("county")
def test_a_failure_half_way_leaves_nothing_behind(tmp_path):
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    intake, checked = check(book(tmp_path, *(row("A", day=day) for day in days)))
    assert (errors(checked.faults), len(checked.rows)) == ([], 336)
    before = Event.objects.count()
    last = checked.rows.pop()
    checked.rows.append(RecordRow(338, last.unit, Content({"item": "grade", "period_end": None})))
    with pytest.raises(Exception, match="期末日期"):
        enter_records(intake, checked, by=COMMAND)
    assert (Entry.objects.count(), Fact.objects.count(), Event.objects.count()) == (0, 0, before)


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsm", "PK", "这是可能带宏的工作簿，不能导入。请用表格软件另存为“Excel 工作簿（xlsx）”后再选。"),
        ("a.xlsx", "PK\x03\x04broken", "文件已损坏，无法读出。请用原来的软件打开并另存一份。"),
        ("a.csv", "单位,得分\nA,86\n", "缺少必填栏“项目编码”。请补上这一列。"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content.encode())
    found, faults = read(path)
    assert (found, faults[0].text) == ([], sentence)


@pytest.mark.usefixtures("county")
def test_a_workbook_with_macros_and_one_of_more_than_twenty_mebibytes_are_refused(tmp_path):
    path = book(tmp_path, row("A"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert errors(read(path)[1]) == ["工作簿里有宏，不能导入。请用表格软件另存为不带宏的“Excel 工作簿（xlsx）”后再选。"]
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(20 * 1024 * 1024 + 1)
    assert errors(read(large)[1]) == ["文件超过20兆字节，不能导入。请检查是否选错了文件，或分成几份。"]


@pytest.mark.usefixtures("county")
def test_the_template_is_read_back_and_tells_the_codes(tmp_path):
    path = tmp_path / "template.xlsx"
    write_records_template("history", path)
    found, faults = read(path)
    assert (found, [fault.text for fault in faults]) == ([], ["栏目下面没有一行内容。请填写后再选。"])
    with zipfile.ZipFile(path) as archive:
        texts = unescape(archive.read("xl/sharedStrings.xml").decode())
    assert [words in texts for words in ("grade：连续两年一般以下", "期末日期", "annual：上年得分结转")] == [True] * 3


def address(route: str, *arguments: object) -> str:
    return reverse(f"ledger:{route}", args=arguments)


def send(client: Client, path: Path):
    return client.post(
        address("check_sheet", "history"),
        {"file": SimpleUploadedFile(path.name, path.read_bytes()), "arrives": "accepted"},
    )


def ticket_of(answer) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', answer.content.decode())[1]


def text_of(answer) -> str:
    main = answer.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.usefixtures("county")
def test_a_sheet_is_checked_then_entered_and_a_second_click_changes_nothing(people, tmp_path):
    client = signed_in(people.committee)
    answer = send(client, book(tmp_path, row("A"), row("B")))
    assert ("没有错误，共2条，还没有导入。" in text_of(answer), Entry.objects.count()) == (True, 0)
    sent = {"ticket": ticket_of(answer), "name": "history.xlsx", "arrives": "accepted"}
    answer = client.post(address("import_sheet", "history"), sent)
    assert "已导入2条，视为已采纳；得分在下一次全面计算后更新" in text_of(client.get(answer.url))
    again = client.post(address("import_sheet", "history"), sent)
    assert (again.status_code, "检查过的文件已不在，可能已经导入" in text_of(again)) == (422, True)
    assert (Entry.objects.count(), Fact.objects.count()) == (2, 2)
    (event,) = Event.objects.filter(action="ledger.entries.imported")
    assert event.actor_name == people.committee.display_name


@pytest.mark.usefixtures("county")
def test_faults_stand_on_the_page_and_nothing_is_entered(people, tmp_path):
    answer = send(signed_in(people.committee), book(tmp_path, row("没有"), row("A", day="2025-02-30"), row("B")))
    page = text_of(answer)
    assert (answer.status_code, "有2处错误，一条也没有导入" in page, "导入这" in page) == (422, True, False)
    assert [words in page for words in ("没有“没有”这个党组织", "日历上没有“2025-02-30”")] == [True, True]
    assert Entry.objects.count() == 0


@pytest.mark.usefixtures("county")
def test_nobody_enters_what_another_account_has_checked(people, county, tmp_path):
    ticket = ticket_of(send(signed_in(people.committee), book(tmp_path, row("A"))))
    other = signed_in(person("other", county.top, Role.COMMITTEE_ADMIN))
    assert other.post(address("import_sheet", "history"), {"ticket": ticket}).status_code == 422
    assert Entry.objects.count() == 0


@pytest.mark.usefixtures("county")
def test_only_the_office_brings_results_along_and_only_at_the_top(people, county, tmp_path):
    path = book(tmp_path, row("A"))
    found = {}
    for name in ("clerk", "admin", "leader", "discipline", "outsider", "committee"):
        client = signed_in(getattr(people, name))
        answers = (
            client.get(address("import_sheet", "history")),
            client.get(address("template", "history")),
            send(client, path),
            client.post(address("import_sheet", "history"), {}),
        )
        found[name] = tuple(answer.status_code for answer in answers)
    assert found.pop("committee") == (200, 200, 200, 422)
    # Who keeps a ledger brings along sheets too, but not of this kind.
    assert {found.pop(name) for name in ("clerk", "admin", "outsider")} == {(404, 404, 404, 404)}
    assert set(found.values()) == {(403, 403, 403, 403)}
    lower = signed_in(person("lower", county.two, Role.COMMITTEE_ADMIN))
    assert (lower.get(address("import_sheet", "history")).status_code, send(lower, path).status_code) == (404, 404)


@pytest.mark.usefixtures("county")
def test_a_kind_that_is_not_offered_has_no_page(people):
    client = signed_in(people.committee)
    assert [
        client.get(address("template", "dues")).status_code,
        client.post(address("check_sheet", "dues"), {}).status_code,
        client.post(address("import_sheet", "dues"), {}).status_code,
    ] == [404, 404, 404]


@pytest.mark.usefixtures("county")
def test_the_template_comes_as_a_workbook_with_the_name_of_the_kind(people):
    answer = signed_in(people.committee).get(address("template", "history"))
    assert "以往各期结果.xlsx" in unquote(answer["Content-Disposition"])
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "以往各期结果" in archive.read("xl/workbook.xml").decode()


@pytest.mark.usefixtures("county")
def test_the_step_is_optional_and_done_once_there_is_a_result(people, tmp_path):
    client = signed_in(people.committee)
    page = text_of(client.get(reverse("site:start")))
    assert "可选 导入上年考核结果" in page
    bring(tmp_path, row("A"))
    assert "已完成 导入上年考核结果" in text_of(client.get(reverse("site:start")))


def test_a_line_that_looks_back_changes_after_the_full_run_that_is_then_due(tmp_path):
    scene = Scene("forms", has_reorganisations=False)
    cycle = scene.start()
    run_due()
    line = CurrentLine.objects.get(cycle=cycle, subject=scene.units["U1"], code="carry_over")
    before = (line.points, why_due(cycle), run_due())
    assert before == (20 * line.scale, "", False)
    bring(tmp_path, row("U1", item="annual", score=80, grade=""))
    assert (why_due(cycle), run_due(), why_due(cycle)) == ("import", True, "")
    line.refresh_from_db()
    assert line.points == 16 * line.scale
    assert unequal(stored_lines(cycle), computed_lines(cycle, TODAY)) == {}


def test_without_facts_nothing_is_due():
    scene = Scene("forms", has_reorganisations=False)
    cycle = scene.start()
    run_due()
    changes = GroupPass.objects.get(cycle=cycle).changes
    nothing = CheckedSheet(PlainSheet())
    assert enter_records(Intake("history", State.ACCEPTED), nothing, by=COMMAND) == 0
    assert (GroupPass.objects.get(cycle=cycle).changes, why_due(cycle)) == (changes, "")


def test_what_the_office_brought_along_about_a_unit_is_not_the_units_to_change(people, tmp_path):
    bring(tmp_path, row("A"))
    entry = Entry.objects.get()
    sent = {"read_at": entry.version, "reason": "不是这样"}
    answers = {}
    for name in ("admin", "committee"):
        client = signed_in(getattr(people, name))
        page = client.get(reverse("ledger:entry", args=[entry.pk])).content.decode()
        offered = [reverse(f"ledger:{verb}_entry", args=[entry.pk]) in page for verb in ("withdraw", "correct")]
        tried = [
            client.get(reverse("ledger:correct_entry", args=[entry.pk])).status_code,
            client.post(reverse("ledger:correct_entry", args=[entry.pk]), sent).status_code,
            client.post(reverse("ledger:withdraw_entry", args=[entry.pk]), sent).status_code,
        ]
        answers[name] = (offered, tried)
        assert Entry.objects.get().state == {"admin": "accepted", "committee": "withdrawn"}[name]
    assert answers == {"admin": ([False, False], [404, 404, 404]), "committee": ([True, False], [404, 404, 200])}
