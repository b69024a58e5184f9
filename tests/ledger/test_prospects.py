"""What is said of entries before a reorganisation is what happens to them."""

from datetime import timedelta

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.ledger.domain import accept
from mingheng.ledger.models import Entry
from mingheng.ledger.projection import fact_rows
from mingheng.ledger.prospects import prospects
from mingheng.ledger.queries import waiting_within
from mingheng.organisation.domain import close_unit, merge_unit, move_unit
from mingheng.organisation.prospects import Act, Prospect
from tests.ledger.desk import HELD, TODAY, accepted, actor, draft, meeting, submitted

ON = TODAY + timedelta(days=1)
KEPT = Prospect("生效日以前已采纳的台账2条", "仍记在本组织名下，计入发生当日的考核对象，不转给别的组织。")


@pytest.fixture
def kept(county, people):
    """Two accepted entries of a branch, a draft and one that waits."""
    for title in ("学习一", "学习二"):
        accepted(county.one_first, people.clerk, people.admin, meeting(title=title))
    draft(county.one_first, people.clerk)
    submitted(county.one_first, people.clerk)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("act", [Act.MERGE, Act.CLOSE])
def test_accepted_entries_stay_and_unfinished_ones_are_to_be_finished(county, act):
    assert list(prospects(act, county.one_first, ON)) == [
        KEPT,
        Prospect("草稿和退回的台账1条", "请在2026年6月1日以前办完：以后在本组织任职的同志不能再修改和报送。"),
        Prospect("待审核的台账1条", "自生效日起由本组织原上级和工委的管理员审核。"),
    ]


@pytest.mark.usefixtures("kept")
def test_entries_count_for_whom_they_did_and_what_waits_is_decided_above(county, people, settings):
    merge_unit(county.one_first, into=county.two_first, on=ON, by=COMMAND)
    settings.MINGHENG_FIXED_DAY = ON
    versions = [entry.versions.get() for entry in Entry.objects.filter(accepted__isnull=False)]
    assert {row.subject for version in versions for row in fact_rows(version)} == {"A"}
    assert [list(waiting_within([unit.pk])) for unit in (county.two,)] == [[]]
    (waiting,) = waiting_within([county.one.pk])
    accept(waiting, read_at=waiting.version, by=actor(people.admin))
    assert Entry.objects.get(pk=waiting.pk).unit == county.one_first


@pytest.mark.usefixtures("kept")
def test_entries_dated_after_a_closing_are_named(county):
    on = HELD - timedelta(days=1)
    assert next(prospects(Act.CLOSE, county.one_first, on)) == Prospect(
        "日期在生效日及以后的台账4条", "那时本组织已不存在。请核对日期，或撤回后由接续的组织重新填报。"
    )
    close_unit(county.one_first, on=on, by=COMMAND)
    version = Entry.objects.filter(accepted__isnull=False).first().versions.get()
    assert fact_rows(version) == []


@pytest.mark.usefixtures("kept")
def test_entries_stay_with_a_unit_that_moves_or_is_split(county):
    assert [list(prospects(act, county.one_first, ON)) for act in (Act.MOVE, Act.SPLIT)] == [[KEPT]] * 2
    move_unit(county.one_first, parent=county.two, on=ON, by=COMMAND)
    version = Entry.objects.filter(accepted__isnull=False).first().versions.get()
    assert {row.subject for row in fact_rows(version)} == {"A"}


def test_nothing_is_said_of_a_unit_without_entries(county):
    assert [list(prospects(act, county.two_first, ON)) for act in Act] == [[]] * 4
