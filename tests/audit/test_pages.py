import json
import re
from datetime import date

import pytest
from django.apps import apps
from django.urls import reverse

from mingheng.audit import queries
from mingheng.audit.actors import COMMAND, Actor
from mingheng.audit.changes import recording
from mingheng.audit.checkpoints import checkpoint
from mingheng.audit.labels import action_label, action_labels, row_label, strength_label, table_labels
from mingheng.audit.models import AuditedModel, Event, Head
from mingheng.audit.verifier import is_included, leaf_hash
from mingheng.organisation.domain import found_unit, grant_role
from mingheng.organisation.models import Unit, UnitKind
from mingheng.policy import Role
from tests.people import make_account, sign_in

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)
CLERK = Actor(7, "李明", on_behalf_of="示范县委办公室", strength="password", address="10.0.0.7")


@pytest.fixture
def top():
    return found_unit("GW", "示范县直属机关工委", kind=UnitKind.WORK_COMMITTEE, parent=None, on=DAY, by=COMMAND)


@pytest.fixture
def auditor(client, top):
    account = make_account("shen")
    grant_role(account, top, Role.AUDIT_ADMIN, starts_on=DAY, by=COMMAND)
    sign_in(client, account)
    return client


def words(answer):
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def change_code(unit, code):
    unit.code = code
    with recording("audit.table.rebound", CLERK, unit_path="示范县/第1党支部", about=unit, reason="编码有误") as change:
        change.save(unit)
    return Head.objects.get().size


def sequences(**asked):
    return [event.sequence for event in queries.search_events(**asked)]


@pytest.mark.parametrize("role", [Role.AUDIT_ADMIN])
def test_those_who_watch_read_the_log(client, top, role):
    account = make_account("jian")
    grant_role(account, top, role, starts_on=DAY, by=COMMAND)
    sign_in(client, account)
    for address in (reverse("audit:events"), reverse("audit:event", args=[1]), reverse("audit:head")):
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'class="help"' in answer.content.decode()


def test_nobody_else_reads_it(client, top):
    account = make_account("wang")
    grant_role(account, top, Role.COMMITTEE_ADMIN, starts_on=DAY, by=COMMAND)
    sign_in(client, account)
    for name, args in [("events", []), ("event", [1]), ("proof", [1]), ("head", [])]:
        assert client.get(reverse(f"audit:{name}", args=args)).status_code == 403, name


def test_the_list_shows_who_did_what_where_to_what(auditor, top):
    sequence = change_code(top, "GW2")
    said = words(auditor.get(reverse("audit:events"), {"person": "李明"}))
    assert f"{sequence} " in said
    assert "李明 代示范县委办公室 软件升级后重新绑定数据行 示范县/第1党支部 组织 " in said


def test_events_are_found_by_person_action_unit_object_and_day(top):
    sequence = change_code(top, "GW2")
    assert sequences(person="李") == sequences(person="县委办") == [sequence]
    assert sequences(action="audit.table.rebound") == sequences(unit="第1党支部") == [sequence]
    assert sequences(row=f"unit/{top.pk}") == [sequence, 1]
    assert sequences(row="unit") == [sequence, 1]
    assert sequences(row="unit/999") == []
    today = Event.objects.get(sequence=sequence).at.date()
    assert len(sequences(since=today, until=date(2999, 1, 1))) >= 1
    assert sequences(until=date(2020, 1, 1)) == []


def test_days_in_the_wrong_order_are_said(auditor):
    said = words(auditor.get(reverse("audit:events"), {"since": "2026-02-01", "until": "2026-01-01"}))
    assert "结束日期早于开始日期，请改正其中一个。" in said


def test_an_event_opens_to_its_rows_before_and_after(auditor, top):
    sequence = change_code(top, "GW2")
    (row,) = queries.written_rows(Event.objects.get(sequence=sequence))
    assert (row.table, row.key, row.before, row.after) == ("unit", str(top.pk), 1, 2)
    assert [(one.name, one.before, one.after) for one in row.cells if one.is_changed] == [("code", "GW", "GW2")]
    said = words(auditor.get(reverse("audit:event", args=[sequence])))
    assert "第1版 → 第2版" in said
    assert "编码 code GW GW2 没有改动的栏目（3个）" in said
    assert "编码有误" in said


def test_an_account_opens_without_its_password(auditor):
    event = Event.objects.filter(action="accounts.account.created").latest("sequence")
    (row,) = queries.written_rows(event)
    assert [cell.name for cell in row.cells if cell.is_sealed] == ["password", "totp_secret"]
    assert "（保密栏目）" in words(auditor.get(reverse("audit:event", args=[event.sequence])))


def test_an_event_without_rows_says_so(auditor):
    with recording("test.signed_in", CLERK):
        pass
    last = Head.objects.get().size
    assert "这次操作没有改动数据" in words(auditor.get(reverse("audit:event", args=[last])))
    assert auditor.get(reverse("audit:event", args=[last + 1])).status_code == 404


@pytest.mark.parametrize("is_signed", [True, False])
def test_the_proof_leads_from_the_event_to_the_root(auditor, top, is_signed):
    sequence = change_code(top, "GW2")
    if is_signed:
        checkpoint(CLERK, "测试")
        change_code(top, "GW3")
    answer = auditor.get(reverse("audit:proof", args=[sequence]))
    proof = json.loads(answer.content)
    path, root = [bytes.fromhex(node) for node in proof["path"]], bytes.fromhex(proof["root"])
    assert is_included(leaf_hash(proof["event"]), sequence - 1, proof["size"], path, root)
    assert (proof["size"], bool(proof["note"])) == (sequence, is_signed)
    assert answer["Content-Disposition"] == f'attachment; filename="event-{sequence}-proof.json"'


def test_the_head_is_printed_with_a_code_that_a_witness_can_read(auditor):
    checkpoint(CLERK, "每月会议")
    head = Head.objects.get()
    said = words(auditor.get(reverse("audit:head")))
    assert head.root in said
    assert "每月会议（李明）" in said
    page = auditor.get(reverse("audit:head"))
    drawing = page.content.decode().split('role="img"')[1].partition("</svg>")[0]
    assert 'class="qrline"' in drawing
    assert "style=" not in drawing
    noted = json.loads(page.context["text"])
    assert (noted["size"], noted["root"]) == (head.size, head.root)


def test_an_empty_log_says_what_will_be_there():
    assert (queries.head().size, queries.last_checkpoint(), list(queries.search_events())) == (0, None, [])


def test_acts_have_the_labels_of_their_parts():
    assert action_label("audit.table.rebound") == "软件升级后重新绑定数据行"
    assert action_label("gone.with.another_version") == "gone.with.another_version"
    parts = {code.split(".")[0] for code in action_labels()}
    assert {"accounts", "audit", "organisation"} <= parts


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_asks_the_database_as_often_for_three_events_as_for_one(auditor, top, count, django_assert_num_queries):
    for number in range(count):
        change_code(Unit.objects.get(pk=top.pk), f"C{number}")
    with django_assert_num_queries(7):
        answer = auditor.get(reverse("audit:events"), {"person": "李明"})
    assert words(answer).count("代示范县委办公室") == count


def test_every_audited_table_and_every_way_of_signing_in_has_a_name_in_chinese():
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, AuditedModel)}
    assert sorted(tables - set(table_labels())) == []
    assert (row_label("entry", "abc"), row_label("", ""), row_label("gone", 1)) == ("记录 abc", "", "gone 1")
    assert (strength_label("totp"), strength_label("of old")) == ("密码和动态口令", "of old")
