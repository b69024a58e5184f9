from pathlib import Path

import pytest

from mingheng.content import kinds_folder
from mingheng.scoring import Kind, load_kinds
from mingheng.scoring.documents import Document, read_text
from mingheng.scoring.language.loading import read_plain
from mingheng.scoring.language.rulebook import Rulebook

RULEBOOK = """
rulebook:
  id: small
  title: 小细则
  issuer: 示范县委县直机关工委
  document: 示工委〔2026〕9号
  cycle: {from: 2026-01-01, to: 2026-12-31}
  classes: [一类单位, 二类单位]
  unit_kinds: [机关党委, 党支部]
  attributes: {members: 党员人数}
periods:
  month: {every: month, grace_days: 10}
nodes:
  - {node: total, label: 总分}
rules:
  - rule: committee_meetings
    label: 支部委员会会议
    node: total
    article: 第一条
    text: 支部委员会会议每月召开一次，每少一次扣0.5分。
    max_points: 6
    measure: {take: shortfall, of: meeting.committee, each: month, required: 1}
    shape: {form: per_item, deduct: 0.5}
  - rule: late_papers
    label: 迟报材料
    node: total
    article: 第二条
    text: 每发现一次扣1分。
    measure: {take: count, of: finding.late_papers}
    shape: {form: per_item, deduct: 1}
  - rule: satisfaction
    label: 满意度
    node: total
    article: 第三条
    text: 按好评率计分。
    max_points: 10
    measure: {take: ballot, of: tally.satisfaction, share_of: [好]}
    shape: {form: proportional, give: 10}
"""

SUBJECTS = "编号,名称,类别,组织类型,上级\n001,县教育局,一类单位,机关党委,\n002,县水利局,二类单位,党支部,001\n"


@pytest.fixture(scope="session")
def kinds() -> dict[str, Kind]:
    found, problems = load_kinds(kinds_folder())
    assert not problems
    return found


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    document = read_text(RULEBOOK, Document(file="rulebook.yaml"))
    found, _, problems = read_plain(document.value)
    assert not problems
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a sound sheet of subjects and nothing else."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "考核对象.csv").write_text(SUBJECTS, encoding="utf-8")
    return data
