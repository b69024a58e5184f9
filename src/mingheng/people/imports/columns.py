"""What the two registers may have for columns, how their cells are read, and the empty workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from mingheng.organisation.models import UnitKind
from mingheng.sheets.blank_sheets import BlankColumn, write_blank_sheet
from mingheng.sheets.cells import choice_reader, date_reader, read_code, read_count, read_flag, read_text
from mingheng.sheets.headings import Column
from mingheng.sheets.tables import Reader

UNITS, MEMBERS = "党组织名册", "党员名册"
FULL, PROBATIONARY = "正式", "预备"

_KIND_WORDS = {str(label): value for value, label in UnitKind.choices} | {
    "工委": UnitKind.WORK_COMMITTEE.value,
    "直属机关工委": UnitKind.WORK_COMMITTEE.value,
    "党委": UnitKind.COMMITTEE.value,
    "基层党委": UnitKind.COMMITTEE.value,
    "总支": UnitKind.GENERAL_BRANCH.value,
    "党总支部": UnitKind.GENERAL_BRANCH.value,
    "支部": UnitKind.BRANCH.value,
    "机关党支部": UnitKind.BRANCH.value,
    "小组": UnitKind.GROUP.value,
}
_STANDING_WORDS = {FULL: FULL, PROBATIONARY: PROBATIONARY, "正式党员": FULL, "预备党员": PROBATIONARY}
_KIND_LABELS = tuple(str(label) for label in UnitKind.labels)

_UNIT_BLANKS = (
    BlankColumn(
        Column("code", "编号", ("单位编号", "组织编号", "编码", "代码")),
        "字母和数字，一经确定不再改动；不填则自动编号",
        "0101",
    ),
    BlankColumn(
        Column("name", "党组织名称", ("组织名称", "名称", "单位名称"), required=True),
        "全称，不超过100字",
        "示范县财政局机关党委",
    ),
    BlankColumn(
        Column("kind", "组织类型", ("党组织类型", "类型"), required=True), "从列表中选", "机关党委", _KIND_LABELS
    ),
    BlankColumn(
        Column("parent", "上级党组织", ("上级", "上级组织")), "编号或名称；只有最上级的留空", "示范县直属机关工委"
    ),
    BlankColumn(
        Column("founded", "建立时间", ("成立时间", "成立日期", "建立日期"), required=True),
        "日期；不早于上级的建立时间",
        "2019-03-15",
    ),
    BlankColumn(Column("group", "单位类别", ("分类", "考核分类")), "分类考核的类别；考核对象必填", "一类单位"),
    BlankColumn(Column("assessed", "是否考核对象", ("考核对象", "参加考核")), "是或否；不填为否", "是", ("是", "否")),
    BlankColumn(Column("staff", "工作人员数", ("工作人员", "在职人数")), "整数；不知道的留空", "46"),
)
_MEMBER_BLANKS = (
    BlankColumn(Column("name", "姓名", required=True), "不超过50字", "张·示范"),
    BlankColumn(
        Column("unit", "所在党组织", ("所在党支部", "所属党组织", "党组织名称", "党组织", "党支部"), required=True),
        "党组织的编号或名称，须已在党组织名册中",
        "第一党支部",
    ),
    BlankColumn(
        Column("starts_on", "加入本支部日期", ("加入本支部时间", "编入支部日期", "编入日期"), required=True),
        "日期",
        "2021-07-01",
    ),
    BlankColumn(
        Column("standing", "党员类型", ("党员类别", "正式或预备")),
        "正式或预备；不填则看转正日期",
        FULL,
        (FULL, PROBATIONARY),
    ),
    BlankColumn(
        Column("full_on", "转为正式党员日期", ("转正日期", "转正时间", "转为正式党员时间")),
        "日期；预备党员留空",
        "2015-06-30",
    ),
    BlankColumn(
        Column("workplace", "工作单位及部门", ("工作单位", "单位及部门")), "联合党支部的党员须填", "示范县档案馆"
    ),
    BlankColumn(Column("id_number", "身份证号", ("身份证号码", "公民身份号码")), "18位；可以不填，填了加密保存", ""),
    BlankColumn(Column("born_on", "出生日期", ("出生年月日",)), "日期；可以不填，填了加密保存", ""),
    BlankColumn(Column("phone", "联系电话", ("手机号码", "手机号", "电话")), "数字；可以不填，填了加密保存", ""),
)

UNIT_COLUMNS = [blank.column for blank in _UNIT_BLANKS]
MEMBER_COLUMNS = [blank.column for blank in _MEMBER_BLANKS]

_INTRODUCTION = (
    "一行填一条。红色栏目必填；栏目的先后可以调整，名称不要改。",
    "日期写成2026-03-15。编号、身份证号所在的列已设为文本格式，请不要改。",
    "导入前先检查：有一处错误就一条也不导入，并列出全部错误所在的行和列。",
    "下面的例子都是虚构的，只供对照。",
)


def unit_readers(epoch: date) -> dict[str, Reader]:
    """How the cells of the register of organisations are read."""
    return {
        "code": read_code,
        "name": read_text,
        "kind": choice_reader(_KIND_WORDS),
        "parent": read_code,
        "founded": date_reader(epoch),
        "group": read_text,
        "assessed": read_flag,
        "staff": read_count,
    }


def member_readers(epoch: date) -> dict[str, Reader]:
    """How the cells of the register of members are read."""
    day = date_reader(epoch)
    return {
        "name": read_text,
        "unit": read_code,
        "starts_on": day,
        "standing": choice_reader(_STANDING_WORDS),
        "full_on": day,
        "workplace": read_text,
        "id_number": read_code,
        "born_on": day,
        "phone": read_code,
    }


def write_units_template(target: Path) -> None:
    """Write the empty register of organisations."""
    write_blank_sheet(target, UNITS, _UNIT_BLANKS, _INTRODUCTION)


def write_members_template(target: Path) -> None:
    """Write the empty register of members."""
    write_blank_sheet(target, MEMBERS, _MEMBER_BLANKS, _INTRODUCTION)
