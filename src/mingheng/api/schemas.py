"""The shapes of what goes in and out. Written once: endpoints, the description and its tests all read them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from mingheng.api.cursors import MOST
from mingheng.ledger.models import State

Limit = Annotated[int, Field(ge=1, le=MOST, description="每页多少条")]
Cursor = Annotated[str | None, Field(max_length=500, description="上一页答复中的next；不写表示从头")]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Confirmed = Annotated[
    bool,
    Field(description="已经核对：与已有记录相像、与一般情形不同、人数合不上或有常用栏目没有填，但确实如此"),
]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?\Z")


def _written_out(sent: Any) -> Any:
    """Refuses seconds since 1970, which pydantic would take for a day."""
    if isinstance(sent, str) and not _DAY.match(sent):
        raise PydanticCustomError("date_written_otherwise", "not a day")
    return sent


Day = Annotated[date, BeforeValidator(_written_out)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
_EARLIEST, _LATEST = datetime.fromisoformat("2000-01-01T00:00:00Z"), datetime.fromisoformat("2999-12-31T00:00:00Z")


class Sent(Schema):
    """What is sent; a field that is not named here is refused."""

    model_config = ConfigDict(extra="forbid")


class Paging(Schema):
    """Where in a list."""

    cursor: Cursor = None
    limit: Limit = 100


class UnitQuestion(Paging):
    """Which units."""

    on: Annotated[Day | None, Field(description="哪一天的组织；不写表示今天")] = None


class UnitAnswer(Schema):
    """A unit as it stood on a day."""

    code: str
    name: str
    kind: str
    parent: Annotated[str | None, Field(description="上级组织的编码；这把密钥范围的顶端没有")]
    is_assessed: bool
    assessment_class: str
    starts_on: Annotated[date, Field(description="从哪一天起是这样")]
    ends_on: date | None
    founded_on: date
    closed_on: date | None


class Units(Schema):
    """A page of units."""

    items: list[UnitAnswer]
    next: str | None


class FieldAnswer(Schema):
    """One field of a record kind."""

    code: str
    heading: str
    type: Annotated[str, Field(description="text、date、count、number、choice、flag、person、subject、list")]
    required: Annotated[bool, Field(description="提交时必填")]
    choices: list[str]
    measured_in: str
    sensitive: bool


class KindAnswer(Schema):
    """A record kind, as far as a form needs it."""

    code: str
    title: str
    article: str
    help: str
    can_write: Annotated[bool, Field(description="这把密钥能否填报这类记录")]
    day_field: str
    fields: list[FieldAnswer]


class Kinds(Schema):
    """All record kinds."""

    items: list[KindAnswer]


class EntryQuestion(Paging):
    """Which entries."""

    kind: Code | None = None
    unit: Annotated[Code | None, Field(description="组织编码；只要这一个组织的")] = None
    state: State | None = None
    since: Annotated[Day | None, Field(description="发生日期从哪一天起")] = None
    until: Annotated[Day | None, Field(description="发生日期到哪一天止")] = None
    changed_since: Annotated[
        Moment | None, Field(ge=_EARLIEST, le=_LATEST, description="只要这一刻以后有变化的；须写时区")
    ] = None


class EntryAnswer(Schema):
    """An entry as its newest version says it."""

    id: str
    unit: str
    kind: str
    state: State
    version: Annotated[int, Field(description="行的版次，即ETag中的数")]
    number: Annotated[int, Field(description="最新一版是第几版")]
    accepted_number: Annotated[int | None, Field(description="计分的是第几版；没有表示不计分")]
    title: str
    happened_on: date | None
    entered_on: Annotated[Day | None, Field(description="首次提交的日子")]
    belongs_year: int | None
    belongs_month: int | None
    values: dict[str, Any]
    masked: Annotated[list[str], Field(description="有内容但这把密钥不能读的敏感栏目")]
    returned_because: Annotated[str, Field(description="退回时写明的原因")]
    changed_at: datetime


class Entries(Schema):
    """A page of entries."""

    items: list[EntryAnswer]
    next: str | None


class Content(Sent):
    """What an entry is to say."""

    values: Annotated[dict[str, Any], Field(description="栏目代码和值，见kinds；没有写的栏目为空")]
    belongs_year: Annotated[int | None, Field(ge=1900, le=2999)] = None
    belongs_month: Annotated[int | None, Field(ge=1, le=12)] = None
    submit: Annotated[bool, Field(description="true为提交审核，false为存草稿")] = False
    confirmed: Confirmed = False


class NewEntry(Content):
    """A new entry."""

    unit: Code
    kind: Code


class ChangedEntry(Content):
    """A new version of an entry."""

    reason: Annotated[str, Field(max_length=500, description="更正已采纳的记录时必填")] = ""


class Submission(Sent):
    """A submission of what was saved last; may be left out."""

    confirmed: Confirmed = False


class Receipt(Schema):
    """What became of a change. It repeats no content, so that it can be kept for requests sent again."""

    id: str
    unit: str
    kind: str
    state: State
    version: int
    href: str


class Points(Schema):
    """Points, exactly: `integer` divided by `scale`. `text` says the same as a decimal."""

    text: str
    integer: int
    scale: int


class Figures(Schema):
    """A line of the score tree. Where there are no points there is null, and the status says why; never 0 for that."""

    code: str
    label: str
    status: Annotated[
        str, Field(description="scored、not_yet_due、missing、failed、not_applicable、exempt、for_reference")
    ]
    status_label: str
    points: Points | None
    maximum: Points | None
    earned: Annotated[Points | None, Field(description="已确定的得分")]
    best: Annotated[Points | None, Field(description="最多还能得到的分")]
    forecast: Points | None


class Score(Schema):
    """Where a unit stands."""

    unit: str
    as_of: date
    total: Figures
    nodes: list[Figures]


class CycleAnswer(Schema):
    """The running cycle."""

    title: str
    rulebook: str
    checksum: str
    starts_on: date
    ends_on: date


class Scores(Schema):
    """A page of scores; without a running cycle there is none."""

    cycle: CycleAnswer | None
    items: list[Score]
    next: str | None


class RecordAnswer(Schema):
    """A record that a line rests on."""

    entry: str
    number: Annotated[int, Field(description="第几版")]
    counted: bool


class LineAnswer(Figures):
    """A line of a unit with what it rests on."""

    article: str
    depth: int
    is_rule: bool
    measure: Annotated[
        str,
        Field(description="计数结果，为整数或分数，如5/6；没有计数时为空，与同类单位相比的指标只给最上一级组织的密钥"),
    ]
    records: list[RecordAnswer]
    records_elsewhere: Annotated[int, Field(description="另有几条记录不在这把密钥的范围内")]


class Lines(Schema):
    """The lines of a unit."""

    unit: str
    as_of: date
    items: list[LineAnswer]


class FaultAnswer(Schema):
    """What is wrong with one field."""

    where: Annotated[str, Field(description="在请求中的位置")]
    label: str
    message: Annotated[str, Field(description="哪里不对、为什么、怎么改")]


class ProblemAnswer(Schema):
    """What is wrong with a request (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FaultAnswer]
    request_id: str | None
