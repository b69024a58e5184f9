"""A sound rulebook with one key to a line, for tests of where the checker says a fault stands."""

from pathlib import Path

BOOK = """\
rulebook:
  id: places
  title: 小细则
  issuer: 示范机关
  document: 示〔2026〕1号
  cycle: {from: 2026-01-01, to: 2026-12-31}
  total_points: 18
  classes: [甲类, 乙类]
  unit_kinds: [党组]
  attributes: {members: 党员人数}
  rounding: {leaf: 2}
  choices: {ties: open, quota_rounding: down}
periods:
  quarter: {every: quarter}
nodes:
  - {node: total, label: 总分}
  - node: part
    parent: total
    label: 部分
    max_points: 18
  - node: bonus
    parent: total
    label: 加分
    article: 第九条
    cap: 3
rules:
  - rule: talks
    label: 谈话
    node: part
    article: 第一条
    text: 每季度一次，每少一次扣一分。
    max_points: 10
    applies: {attributes: {members: {at_least: 1}}}
    measure:
      take: shortfall
      of: talk.heart
      each: quarter
      required: 1
    shape: {form: per_item, deduct: 1}
  - rule: attendance
    label: 到会率
    node: part
    article: 第二条
    text: 到会率高的得分高。
    max_points: 8
    measure:
      take: rate
      of: meeting.general
    shape:
      form: tiers
      tiers:
        - {at_least: 95%, give: 8}
        - {at_least: 85%, less_than: 95%, give: 5}
        - {less_than: 85%, give: 0}
  - rule: honours
    label: 表彰
    node: bonus
    article: 第三条
    text: 县级一分，市级二分。
    measure:
      take: levels
      of: [honour.model, honour.commendation]
      values:
        县: 1
        市: 2
    shape: {form: per_item, give: 1}
  - rule: opinion
    label: 满意度
    node: bonus
    article: 第四条
    text: 满意率九成以上加一分。
    measure:
      take: ballot
      of: tally.opinion
      share_of: [满意]
      options: [满意, 不满意]
      groups:
        党员: 60%
        群众: 40%
    shape:
      form: flat
      when: {at_least: 90%}
      give: 1
grading:
  by: total
  levels:
    - grade: 优秀
      article: 第五条
      at_least: 15
      quota: {percent: {by: class, table: {甲类: 30%, 乙类: 20%}}}
      gates:
        - label: 没有通报
          measure: {take: count, of: sanction.circular, where: {level: [省, 市]}}
          equals: 0
    - grade: 合格
      article: 第五条
      at_least: 9
    - grade: 不合格
      article: 第五条
      less_than: 9
effects:
  - effect: veto
    label: 否决
    article: 第六条
    when: {measure: {take: count, of: sanction.judicial}, at_least: 1}
    then: {grade: 不合格}
"""


def written(parent: Path, text: str, cases: str = "") -> Path:
    """A folder `places` with this rulebook and, if given, one file of cases."""
    folder = parent / "places"
    (folder / "cases").mkdir(parents=True)
    (folder / "rulebook.yaml").write_text(text, encoding="utf-8")
    if cases:
        (folder / "cases" / "all.yaml").write_text(cases, encoding="utf-8")
    return folder
