"""`mingheng remind` as the timer calls it: once for each matter, and never on a day off."""

import json

import pytest

from tests.operations.sites import PROGRAM, Site

MATTER = """
from datetime import date
from mingheng.accounts.models import Account
from mingheng.assignments.models import Assignment, Recipient, State
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.organisation.models import Grant, Unit
unit, day = Unit.objects.get(), date(2026, 3, 11)
assignment = Assignment(
    giver=unit, year=2026, serial=1, title="上报计划", text="请上报。", due_on=day, state=State.GIVEN_OUT, given_on=day
)
with recording("assignments.assignment.given_out", COMMAND) as change:
    change.save(assignment)
    change.save(Recipient(assignment=assignment, unit=unit, due_on=day))
    clerk = Account.objects.get(username="lier")
    change.save(Grant(account=clerk, unit=unit, role="unit_clerk", starts_on=date(2026, 1, 1)))
"""
RUNS = """
from mingheng.audit.models import Event
from mingheng.reminders.models import Reminder
print(Reminder.objects.filter(title="签收交办任务2026-001").count())
for event in Event.objects.filter(action="reminders.run.completed").order_by("sequence"):
    print(event.details)
"""
AT = "import time_machine; time_machine.travel('{day}T01:00:00Z', tick=True).start()\n"


def remind_on(site: Site, day: str):
    return site.run_code(AT.format(day=day) + PROGRAM, "remind")


def test_what_is_due_is_told_once_and_the_run_is_an_event(site):
    site.script(MATTER)
    first, second = (remind_on(site, "2026-03-11") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (first.stdout, second.stdout) == (
        "待办1件；新提醒1人1条；发出消息0条。\n",
        "待办1件；新提醒0人0条；发出消息0条。\n",
    )
    told, *events = site.script(RUNS).splitlines()
    assert (told, [json.loads(event) for event in events]) == ("1", [{"persons": 1, "reminders": 1}])
    assert "未发现问题" in site.done("verify")


@pytest.mark.parametrize("day", ["2026-03-14", "2026-02-17"], ids=["a Saturday", "a holiday"])
def test_on_a_day_off_nobody_is_told(sqlite_site, day):
    sqlite_site.script(MATTER)
    said = remind_on(sqlite_site, day)
    assert (said.returncode, said.stdout, sqlite_site.script(RUNS)) == (0, "今天不上班，没有提醒。\n", "0\n")


def test_it_refuses_where_no_site_was_founded_or_an_upgrade_waits(sqlite_site, tmp_path):
    nowhere = Site(tmp_path / "nowhere").run("remind")
    (sqlite_site.home / "version").write_text("0.0.1\n", encoding="ascii")
    waiting = sqlite_site.run("remind")
    assert [(one.returncode, one.stdout) for one in (nowhere, waiting)] == [(5, ""), (5, "")]
    assert "还没有设立系统" in nowhere.stderr
    assert "请运行 mingheng upgrade" in waiting.stderr
