"""What the page of an event makes of stored columns, codes and keys."""

import ast
import json
import re
from datetime import UTC, date, datetime
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.urls import reverse

from mingheng.assessment.domain import start_cycle
from mingheng.assessment.models import Cycle
from mingheng.audit import labels
from mingheng.audit.actors import COMMAND, Actor
from mingheng.audit.changes import recording
from mingheng.audit.log import append_event
from mingheng.audit.models import AuditedModel, Event
from mingheng.audit.queries import Cell, WrittenRow, written_rows
from mingheng.audit.telling import MOST, Told, row_name, told_details, told_rows
from mingheng.content import bundled_rulebooks
from mingheng.ledger.models import Entry
from mingheng.organisation.domain import found_unit, grant_role, revoke_role
from mingheng.organisation.models import UnitKind
from mingheng.people.models import Person
from mingheng.policy import Role
from tests.architecture.sources import ROOT
from tests.people import make_account, sign_in

DAY = date(2025, 1, 1)
CLERK = Actor(7, "李明")


@pytest.fixture
def top():
    return found_unit("GW", "示范县直属机关工委", kind=UnitKind.WORK_COMMITTEE, parent=None, on=DAY, by=COMMAND)


@pytest.fixture
def auditor(client, top):
    account = make_account("shen", display_name="沈静")
    grant_role(account, top, Role.AUDIT_ADMIN, starts_on=DAY, by=COMMAND)
    sign_in(client, account)
    return client


def new_row(table, **columns):
    return WrittenRow(table, "1", None, 1, [Cell(name, None, value, False) for name, value in columns.items()])


def told_after(table, **columns):
    (row,) = told_rows([new_row(table, **columns)])
    return {cell.name: cell.after for cell in [*row.cells, *row.others]}


def texts(told):
    return {label: one.text for label, one in told.parts} if any(label for label, _ in told.parts) else told.text


def said_on(client, event):
    answer = client.get(reverse("audit:event", args=[event.sequence]))
    assert answer.status_code == 200
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def audited_columns():
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if issubclass(model, AuditedModel)
        for field in model._meta.concrete_fields
    }


def noted_keys():
    """(part, key) of all that acts say beyond their rows: what `change.note` is given, and what `details` hold."""
    for path in sorted((ROOT / "src/mingheng").rglob("*.py")):
        part = path.relative_to(ROOT / "src/mingheng").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("change"), attr="note"), args=[], keywords=keywords):
                    assert all(keyword.arg for keyword in keywords), path
                    inside = [ast.walk(keyword.value) for keyword in keywords]
                    yield from ((part, keyword.arg) for keyword in keywords)
                    yield from ((part, key) for walk in inside for one in walk for key in keys_of(one))
                case ast.Assign(targets=[ast.Name("details")], value=ast.Dict() as value):
                    yield from ((part, key) for key in keys_of(value))


def actions_of(part):
    return import_module(f"{part}.actions")


def keys_of(node):
    return [key.value for key in node.keys] if isinstance(node, ast.Dict) else []


def test_every_column_of_every_audited_table_has_a_label_and_every_label_a_column():
    special = {(table, name) for table, name in audited_columns() if name in labels.EVERYWHERE}
    assert sorted(set(labels.column_labels()) ^ (audited_columns() - special)) == []


def test_everything_that_an_act_says_beyond_its_rows_has_a_label_and_every_label_is_used():
    parts = [part.name for part in apps.get_app_configs() if find_spec(f"{part.name}.actions")]
    labelled = {(part.split(".")[-1], key) for part in parts for key in getattr(actions_of(part), "NOTES", {})}
    assert sorted(set(noted_keys()) ^ labelled) == []


def test_parts_tell_only_what_there_is():
    assert sorted({*labels.words(), *labels.readings()} - audited_columns() - set(labels.note_labels())) == []
    assert sorted(set(labels.names()) - set(labels.table_labels())) == []


def test_every_table_that_an_audited_row_points_at_names_its_rows():
    fields = [field for model in apps.get_models() if issubclass(model, AuditedModel) for field in model._meta.fields]
    pointed_at = {field.related_model._meta.db_table for field in fields if field.is_relation}
    assert sorted(pointed_at - set(labels.names())) == []


@pytest.mark.django_db
def test_codes_are_told_in_words_and_keys_by_the_name_of_their_row(top):
    told = told_after("unit_placement", unit_id=top.pk, kind="party_group", is_assessed=0, parent_id=None, name="甲")
    assert told["unit_id"] == Told("示范县直属机关工委", str(top.pk), row=f"unit/{top.pk}")
    assert told["kind"] == Told("党组", "party_group")
    assert (told["is_assessed"], told["parent_id"], told["name"]) == (Told("否"), Told(), Told("甲"))
    role = told_after("role_grant", role="discipline_officer", account_id=99)
    assert role == {"role": Told("纪检人员", "discipline_officer"), "account_id": Told("", "99", row="account/99")}
    assert told_after("score_change", cause="day_passed", source="entry:abc:2") == {
        "cause": Told("有期限到了", "day_passed"),
        "source": Told("记录 abc 第2版", "entry:abc:2"),
    }


@pytest.mark.django_db
def test_what_no_part_of_this_version_knows_is_shown_as_it_is_stored():
    (row,) = told_rows([new_row("unit", of_old="x", code="GW"), new_row("gone", kind="y")][:1])
    assert [(cell.label, cell.after) for cell in row.cells] == [("编码", Told("GW")), ("of_old", Told("x"))]
    assert told_after("gone", kind="y") == {"kind": Told("y")}
    assert told_after("entry", kind="of_old", state="of_old") == {"kind": Told("of_old"), "state": Told("of_old")}
    assert (row_name("gone", "1"), row_name("person", "nobody")) == ("gone 1", "党员 nobody")


@pytest.mark.django_db
def test_moments_are_told_in_the_time_of_the_site(auditor, top):
    grant = grant_role(make_account("wang"), top, Role.REVIEWER, starts_on=DAY, by=COMMAND)
    revoke_role(grant, reason="岗位调整", by=COMMAND)
    event = Event.objects.get(action="organisation.role.revoked")
    (row,) = [row for row in told_rows(written_rows(event)) if row.written.table == "role_grant"]
    (revoked_at,) = [cell for cell in row.cells if cell.name == "revoked_at"]
    grant.refresh_from_db()
    assert (revoked_at.before, revoked_at.after) == (Told(), Told(at=grant.revoked_at))
    moment = datetime(2026, 3, 1, 18, 30, 5, tzinfo=UTC)
    assert told_after("role_grant", revoked_at="2026-03-01 18:30:05") == {"revoked_at": Told(at=moment)}
    with recording("test.told", CLERK) as change:
        change.note(made_at="2026-03-01T18:30:05+00:00")
    assert "2026-03-02 02:30:05" in said_on(auditor, Event.objects.get(action="test.told"))


@pytest.mark.django_db
def test_what_changed_stands_before_what_did_not(top):
    top.code = "GW2"
    with recording("test.told", CLERK) as change:
        change.save(top)
    (row,) = told_rows(written_rows(Event.objects.get(action="test.told")))
    assert (row.label, row.is_update) == ("组织 示范县直属机关工委", True)
    assert [(cell.label, cell.before, cell.after) for cell in row.cells] == [("编码", Told("GW"), Told("GW2"))]
    assert [cell.label for cell in row.others] == ["设立日期", "撤销日期", "编号"]


@pytest.mark.django_db
@pytest.mark.usefixtures("top")
def test_a_row_without_a_name_is_known_by_what_it_points_at():
    (row,) = told_rows(written_rows(Event.objects.get(sequence=1)))[1:]
    assert row.label == f"组织沿革 {row.written.key}：示范县直属机关工委"


@pytest.mark.django_db
def test_the_values_of_an_entry_are_told_by_the_headings_of_its_kind(top):
    entry = Entry(unit=top, kind="meeting")
    with recording("test.told", CLERK) as change:
        change.save(entry)
    values = {"attended": 9, "topics": ["意识形态", "党风廉政"], "held_on": "2026-03-05", "of_old": True}
    told = told_after("entry_version", entry_id=entry.pk, values=json.dumps(values))["values"]
    assert texts(told) == {"召开日期": "2026-03-05", "实到": "9 人", "议题": "意识形态、党风廉政", "of_old": "是"}
    told = told_after("entry_version", entry_id="gone", values=json.dumps(values))["values"]
    assert sorted(texts(told)) == sorted(values)


@pytest.mark.django_db
@pytest.mark.usefixtures("top")
def test_a_cycle_and_the_lines_of_a_score_are_told_in_the_words_of_the_rulebook():
    cycle = start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    told = told_after("cycle", connected=cycle.connected, rulebook_files='{"head.yaml": "一二三"}')
    assert told == {"connected": Told("三会一课与组织生活"), "rulebook_files": Told("head.yaml（3字）")}
    figures = {"status": "scored", "points": "5/2", "worst": "1", "best": "5/2", "max_points": ""}
    lines = json.dumps([{"code": "total", "before": figures, "after": figures | {"points": "3"}}] * (MOST + 1))
    told = told_after("score_change", cycle_id=cycle.pk, lines=lines)["lines"]
    assert (len(told.parts), told.count) == (MOST, MOST + 1)
    assert re.sub(r"<[^>]+>|\s+", "", told.parts[0][1].text) == "总分2.5→3分"


@pytest.mark.django_db
@pytest.mark.usefixtures("top")
def test_a_rulebook_that_cannot_be_read_leaves_the_lines_as_they_are_stored():
    cycle = start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    Cycle.objects.filter(pk=cycle.pk).update(rulebook_files='{"rulebook.yaml": "of: another version"}')
    told = told_after("score_change", cycle_id=cycle.pk, lines='[{"code":"total"}]')
    assert told["lines"] == Told('[{"code":"total"}]')


@pytest.mark.django_db
def test_notes_are_told_by_their_labels_as_deep_as_they_go():
    with recording("ledger.evidence.added", CLERK) as change:
        change.note(files=[{"name": "签到表.pdf", "sha256": "ab"}], kind="会议", count=0)
    told = told_details(Event.objects.get())
    assert [(label, key) for label, key, _ in told] == [("记录条数", "count"), ("文件", "files"), ("台账种类", "kind")]
    assert [one.text for _, _, one in told] == ["0", "", "会议"]
    ((_, file),) = told[1][2].parts
    assert texts(file) == {"文件名": "签到表.pdf", "内容校验值": "ab"}


@pytest.mark.django_db
def test_the_column_that_somebody_opened_is_told_and_not_what_stood_in_it(auditor):
    person = Person(name="赵明")
    with recording("test.told", CLERK) as change:
        change.save(person)
    with recording("people.person.revealed", CLERK, about=person, reason="核对入党志愿书") as change:
        change.note(column="phone")
    said = said_on(auditor, Event.objects.get(action="people.person.revealed"))
    assert "党员 赵明" in said
    assert "查看的栏目 column 联系电话 phone" in said


@pytest.mark.django_db
def test_sealed_columns_stay_sealed_even_where_only_the_later_version_seals_them():
    cells = [Cell("phone", "13800000000", {"sealed": "ab"}, True), Cell("born_on", None, {"sealed": "cd"}, True)]
    (row,) = told_rows([WrittenRow("person", "1", 1, 2, cells)])
    sealed = Told("（保密栏目）")
    assert [(cell.name, cell.before, cell.after) for cell in row.cells] == [
        ("phone", sealed, sealed),
        ("born_on", Told(), sealed),
    ]


@pytest.mark.django_db
def test_an_event_whose_columns_are_nonsense_opens_all_the_same(auditor):
    columns = {"cycle_id": "x", "lines": "no JSON", "at": "yesterday", "subject_id": "y", "by": 7, "version": 1}
    row = {"table": "score_change", "key": "z", "before": None, "after": 1, "digest": "00", "columns": columns}
    append_event("test.told", CLERK, rows=[row], details={}, unit_path="", about=("unit", "y"), reason="")
    said = said_on(auditor, Event.objects.get(action="test.told"))
    assert "变化的得分 lines no JSON" in said
    assert "变化时间 at yesterday" in said


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_names_of_three_rows_take_as_many_queries_as_that_of_one(top, count, django_assert_num_queries):
    rows = [new_row("role_grant", unit_id=top.pk, account_id=number) for number in range(1, count + 1)]
    with django_assert_num_queries(3):
        told_rows(rows)
