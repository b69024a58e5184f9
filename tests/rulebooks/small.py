"""One sound rulebook in one file, for tests that break it."""

from pathlib import Path

from mingheng.scoring import Problem, Rulebook, load_rulebook

MEASURE = "measure: {take: shortfall, of: talk.heart, each: quarter, required: 1}"
SHAPE = "shape: {form: per_item, deduct: 1}"
APPLIES = "applies: {attributes: {members: {at_least: 1}}}"
SOUND = f"""\
rulebook:
  id: small
  title: 小细则
  issuer: 示范机关
  document: 示〔2026〕1号
  cycle: {{from: 2026-01-01, to: 2026-12-31}}
  classes: [甲类, 乙类]
  unit_kinds: [党组]
  attributes: {{members: 党员人数}}
  rounding: {{leaf: 2}}
periods:
  quarter: {{every: quarter}}
nodes:
  - {{node: total, label: 总分}}
  - {{node: part, parent: total, label: 部分, max_points: 10}}
rules:
  - rule: talks
    label: 谈话
    node: part
    article: 第一条
    text: 每季度一次，每少一次扣一分。
    max_points: 10
    {MEASURE}
    {SHAPE}
    {APPLIES}
grading:
  by: total
  levels:
    - {{grade: 好, article: 第二条, at_least: 8}}
    - {{grade: 差, article: 第二条, less_than: 8}}
effects:
  - effect: veto
    label: 否决
    article: 第三条
    when: {{measure: {{take: count, of: sanction.x}}, at_least: 1}}
    then: {{grade: 差}}
"""


def problems_of(folder: Path, text: str) -> tuple[Rulebook | None, list[Problem]]:
    """Load a folder `small` that holds the text as its only file."""
    small = folder / "small"
    small.mkdir()
    (small / "rulebook.yaml").write_text(text, encoding="utf-8")
    return load_rulebook(small)
