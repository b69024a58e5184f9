"""Verbs that change the tree: what follows, what is refused and in which words."""

from datetime import date, timedelta

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.organisation.domain import (
    Refused,
    change_class,
    change_kind,
    close_organisation,
    close_unit,
    found_unit,
    grant_role,
    merge_unit,
    move_unit,
    rename_unit,
    split_unit,
)
from mingheng.organisation.models import Grant, Placement, Succession, Unit, UnitKind
from mingheng.organisation.queries import children_of, path_of, placement_of, tree_on
from mingheng.policy import Role
from tests.organisation.county import FOUNDED, County
from tests.people import make_account

pytestmark = pytest.mark.django_db
CHANGED, BEFORE = date(2025, 7, 1), date(2025, 6, 30)


@pytest.fixture
def county():
    return County()


def names_on(day):
    return [(placement.name, depth) for placement, depth in tree_on(day)]


def refusal(verb, *args, **values) -> tuple[str, str]:
    events = Event.objects.count()
    with pytest.raises(Refused) as caught:
        verb(*args, **values, by=COMMAND)
    assert Event.objects.count() == events
    return caught.value.message, caught.value.field


def test_a_new_name_holds_from_its_day_on(county):
    rename_unit(county.one, "甲局党委", on=CHANGED, by=COMMAND)
    assert placement_of(county.one, BEFORE).name == "甲局机关党委"
    assert placement_of(county.one, CHANGED).name == "甲局党委"
    assert path_of(county.one_first, CHANGED) == "示范县直属机关工委/甲局党委/甲局第一党支部"
    assert placement_of(county.one, date(2023, 12, 31)) is None


def test_a_unit_exists_on_its_last_day_and_is_closed_on_the_next(county):
    close_unit(county.one_second, on=CHANGED, by=COMMAND)
    unit = Unit.objects.get(pk=county.one_second.pk)
    assert [unit.is_closed_on(day) for day in (FOUNDED, BEFORE, CHANGED)] == [False, False, True]
    assert county.one.is_closed_on(CHANGED) is False


def test_a_second_change_on_the_same_day_corrects_the_first_and_the_log_keeps_both(county):
    rename_unit(county.one, "甲局党纬", on=CHANGED, by=COMMAND)
    rename_unit(county.one, "甲局党委", on=CHANGED, by=COMMAND)
    assert [one.name for one in county.one.placements.order_by("starts_on")] == ["甲局机关党委", "甲局党委"]
    assert Event.objects.filter(action="organisation.unit.renamed", object_key=str(county.one.pk)).count() == 2


def test_every_verb_writes_one_event(county):
    before = Event.objects.count()
    rename_unit(county.one, "甲局党委", on=CHANGED, by=COMMAND)
    change_class(county.one, "二类单位", is_assessed=True, staff=30, on=CHANGED, by=COMMAND)
    change_kind(county.two, UnitKind.COMMITTEE, on=CHANGED, by=COMMAND)
    move_unit(county.one_first, parent=county.two, on=CHANGED, by=COMMAND)
    split_unit(county.two_first, [("B-2", "乙局第二党支部")], on=CHANGED, by=COMMAND)
    merge_unit(county.one, into=county.two, on=date(2025, 8, 1), by=COMMAND)
    close_unit(county.one_second, on=date(2025, 9, 1), by=COMMAND)
    close_organisation(through=date(2025, 12, 31), by=COMMAND)
    actions = list(Event.objects.order_by("sequence").values_list("action", flat=True))[before:]
    assert actions == [
        "organisation.unit.renamed",
        "organisation.unit.reclassed",
        "organisation.unit.changed",
        "organisation.unit.moved",
        "organisation.unit.split",
        "organisation.unit.merged",
        "organisation.unit.closed",
        "organisation.history.closed",
    ]


def test_a_unit_moves_with_all_that_is_below_it(county):
    move_unit(county.one, parent=county.two, on=CHANGED, by=COMMAND)
    assert names_on(CHANGED) == [
        ("示范县直属机关工委", 0),
        ("乙局党总支", 1),
        ("甲局机关党委", 2),
        ("甲局第一党支部", 3),
        ("甲局第二党支部", 3),
        ("乙局第一党支部", 2),
    ]
    assert names_on(BEFORE)[1] == ("甲局机关党委", 1)


def test_a_merger_moves_the_children_and_leaves_last_year_as_it_was(county):
    before = names_on(BEFORE)
    merge_unit(county.one, into=county.two, on=CHANGED, by=COMMAND)
    assert names_on(BEFORE) == before
    assert names_on(CHANGED) == [
        ("示范县直属机关工委", 0),
        ("乙局党总支", 1),
        ("甲局第一党支部", 2),
        ("乙局第一党支部", 2),
        ("甲局第二党支部", 2),
    ]
    assert Unit.objects.get(pk=county.one.pk).closed_on == BEFORE
    succession = Succession.objects.get()
    assert (succession.predecessor, succession.successor, succession.on_day) == (county.one, county.two, CHANGED)


def test_a_split_founds_units_beside_the_first_which_goes_on(county):
    (part,) = split_unit(county.one, [("C", "丙局机关党委")], on=CHANGED, by=COMMAND)
    state = placement_of(part, CHANGED)
    assert (state.name, state.kind, state.assessment_class) == ("丙局机关党委", "committee", "一类单位")
    assert [one.unit_id for one in children_of(county.top, CHANGED)] == [county.one.pk, county.two.pk, part.pk]
    assert len(children_of(county.one, CHANGED)) == 2


def test_no_part_is_split_off_below_a_unit_that_is_to_end(county):
    close_unit(county.one_first, on=CHANGED, by=COMMAND)
    merge_unit(county.one, into=county.two, on=CHANGED + timedelta(days=30), by=COMMAND)
    with pytest.raises(Refused) as caught:
        split_unit(county.one_first, [("A-9", "甲局第九党支部")], on=BEFORE, by=COMMAND)
    assert "分设出的组织届时没有上级" in caught.value.message
    assert not Unit.objects.filter(code="A-9").exists()


def test_roles_in_a_closed_unit_end_with_it(county):
    held = grant_role(make_account("wang"), county.one_first, Role.UNIT_CLERK, starts_on=FOUNDED, by=COMMAND)
    later = grant_role(make_account("li"), county.one_first, Role.UNIT_ADMIN, starts_on=CHANGED, by=COMMAND)
    close_unit(county.one_first, on=CHANGED, by=COMMAND)
    assert Grant.objects.get(pk=held.pk).ends_on == BEFORE
    assert Grant.objects.get(pk=later.pk).revoked_at is not None


def test_closing_on_the_day_of_a_change_takes_the_change_back(county):
    rename_unit(county.one_first, "改名", on=CHANGED, by=COMMAND)
    close_unit(county.one_first, on=CHANGED, by=COMMAND)
    assert Placement.objects.get(unit=county.one_first).ends_on == BEFORE


def test_a_unit_with_units_below_it_is_not_closed(county):
    assert refusal(close_unit, county.one, on=CHANGED) == (
        "还有 2 个下级组织（甲局第一党支部、甲局第二党支部 等）。请先调整它们的隶属关系，或改用“合并”。",
        "on",
    )


@pytest.mark.parametrize("own", ["one", "one_first"])
def test_a_unit_is_not_put_below_itself(county, own):
    message, field = refusal(move_unit, county.one, parent=getattr(county, own), on=CHANGED)
    assert field == "parent"
    assert (
        message
        == {
            "one": "组织不能并入或隶属于自己。请另选一个组织。",
            "one_first": "“甲局第一党支部”在 2025-07-01 是本组织的下级，不能同时作上级。请另选上级。",
        }[own]
    )


def test_a_unit_is_not_put_below_one_that_will_stand_below_it(county):
    move_unit(county.two, parent=county.one, on=date(2026, 1, 1), by=COMMAND)
    assert refusal(move_unit, county.one, parent=county.two, on=CHANGED) == (
        "“乙局党总支”在 2026-01-01 是本组织的下级，不能同时作上级。请另选上级。",
        "parent",
    )


def test_nothing_changes_up_to_the_closing(county):
    close_organisation(through=date(2025, 12, 31), by=COMMAND)
    said = "组织沿革已封存到 2025-12-31，这一天以前的考核结果不再变动。请选择 2026-01-01 或以后的日子。"
    assert refusal(rename_unit, county.one, "新名", on=date(2025, 12, 31)) == (said, "on")
    rename_unit(county.one, "新名", on=date(2026, 1, 1), by=COMMAND)
    assert refusal(close_organisation, through=date(2025, 12, 31))[1] == "through"


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2023, 12, 31), "“改过的名”自 2024-01-01 起设立，不能登记更早的变动。请选择这一天或以后的日子。"),
        (BEFORE, "“改过的名”已登记自 2025-07-01 起的变动，不能再插入更早的变动。请选择这一天或以后的日子。"),
        (date(2026, 1, 1), "“改过的名”存续到 2025-12-31，以后没有可变动的内容。请选择这一天或以前的日子。"),
    ],
)
def test_a_change_falls_into_the_last_state_of_the_unit(county, on, said):
    rename_unit(county.one_first, "改过的名", on=CHANGED, by=COMMAND)
    close_unit(county.one_first, on=date(2026, 1, 1), by=COMMAND)
    assert refusal(rename_unit, county.one_first, "再改", on=on) == (said, "on")


def test_what_changes_nothing_is_refused(county):
    assert refusal(rename_unit, county.one, " 甲局机关党委 ", on=CHANGED) == (
        "所填内容与 2025-07-01 的现状相同，没有需要变动的内容。",
        "",
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("=1+1", "组织名称不能以“=”开头：导出到表格时会被当作公式。请去掉这个符号。"),
        ("＋甲局", "组织名称不能以“＋”开头：导出到表格时会被当作公式。请去掉这个符号。"),
        ("-甲局", "组织名称不能以“-”开头：导出到表格时会被当作公式。请去掉这个符号。"),
        ("@甲局", "组织名称不能以“@”开头：导出到表格时会被当作公式。请去掉这个符号。"),
        ("甲/局", "组织名称中不能有“/”、换行等符号。请去掉后再提交。"),
        ("甲\n局", "组织名称中不能有“/”、换行等符号。请去掉后再提交。"),
        ("  ", "没有填写组织名称。请填写全称。"),
        ("长" * 101, "组织名称不能超过 100 个字。请改用规范简称。"),
    ],
)
def test_a_name_that_is_none_is_refused(county, name, said):
    assert refusal(rename_unit, county.one, name, on=CHANGED) == (said, "name")


def test_a_rare_character_is_a_name(county):
    rename_unit(county.one, "𠮷㛃局", on=CHANGED, by=COMMAND)
    assert placement_of(county.one, CHANGED).name == "𠮷㛃局"


@pytest.mark.parametrize("code", ["=A1", "甲", "A B", "", "A" * 21])
def test_a_code_that_is_none_is_refused(county, code):
    with pytest.raises(Refused) as caught:
        found_unit(code, "丙局", kind=UnitKind.BRANCH, parent=county.top, on=CHANGED, by=COMMAND)
    assert caught.value.field == "code"


def test_a_code_is_used_once_even_after_closing(county):
    close_unit(county.one_first, on=CHANGED, by=COMMAND)
    values = {"kind": UnitKind.BRANCH, "parent": county.one, "on": CHANGED}
    assert refusal(found_unit, "A-1", "甲局第三党支部", **values) == (
        "编码“A-1”已被使用，撤销的组织也保留编码。请换一个编码。",
        "code",
    )


def test_a_closed_unit_takes_no_units_below_it(county):
    close_unit(county.one_first, on=CHANGED, by=COMMAND)
    values = {"kind": UnitKind.GROUP, "parent": county.one_first, "on": BEFORE}
    assert refusal(found_unit, "A-1-1", "第一党小组", **values) == (
        "上级“甲局第一党支部”只存续到 2025-06-30，不能再接收下级。请另选上级。",
        "parent",
    )


def test_an_assessed_unit_has_a_class(county):
    values = {"is_assessed": True, "staff": None, "on": CHANGED}
    assert refusal(change_class, county.one, " ", **values)[1] == "assessment_class"
    state = change_class(county.one, "一类单位", is_assessed=False, staff=None, on=CHANGED, by=COMMAND)
    assert (state.is_assessed, state.assessment_class) == (False, "")
