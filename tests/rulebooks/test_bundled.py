"""The bundled rulebooks have no error, and exactly these warnings: faults that stand in the printed text."""

import pytest

from tests.rulebooks.bundled import FOLDERS, LOADED

KEPT = "原文如此则保留"
DECIDES = f"{KEPT}，由发文机关决定。"
WARNINGS = {
    "changjie-village-2021": [
        f"提醒 rules_8_tourism_bonus_penalty.yaml 第19行 rules.homestay_beds.shape：分档有空档：从0到不足20，按on_gap办理。{KEPT}。",
        f"提醒 rules_8_tourism_bonus_penalty.yaml 第19行 rules.homestay_beds.shape：分档有重叠：大于50，按on_overlap办理。{KEPT}。",
        f"提醒 rulebook.yaml 第1行 rulebook：各部分分值之和85低于写明的135分。{DECIDES}",
    ],
    "demo-2026": [
        f"提醒 rulebook.yaml 第53行 nodes.total.cap：封顶105与满分100不同。{KEPT}，否则请改正。",
        # 24 points of indicators by class, of which each class has 8.
        f"提醒 rulebook.yaml 第55行 nodes.dynamic：各部分分值之和116高于写明的100分。{DECIDES}",
    ],
    "forms": [
        f"提醒 rules_2_counting.yaml 第144行 rules.overlap_severest.shape：分档有空档：从0到不足1，按on_gap办理。{KEPT}。",
        f"提醒 rules_2_counting.yaml 第144行 rules.overlap_severest.shape：分档有重叠：3以上，按on_overlap办理。{KEPT}。",
    ],
    "organ-grading-2012": [
        f"提醒 rulebook.yaml 第39行 grading.levels：等次分数线有空档：大于79到不足80，按on_gap办理。{KEPT}。",
        f"提醒 rulebook.yaml 第39行 grading.levels：等次分数线有空档：大于89到不足90，按on_gap办理。{KEPT}。",
    ],
    "two-reviews-member-2008": [
        f"提醒 rulebook.yaml 第29行 grading.levels：等次分数线有空档：大于69到不足70，按on_gap办理。{KEPT}。",
        f"提醒 rulebook.yaml 第29行 grading.levels：等次分数线有空档：大于89到不足90，按on_gap办理。{KEPT}。",
    ],
    "xiaoshan-education": [
        f"提醒 rulebook.yaml 第27行 nodes.organisation：各部分分值之和17低于写明的35分。{DECIDES}",
    ],
}


@pytest.mark.parametrize("name", [folder.name for folder in FOLDERS])
def test_bundled_rulebook_has_no_error_and_its_known_warnings(name: str) -> None:
    rulebook, problems = LOADED[name]
    assert [str(problem) for problem in problems if problem.is_error] == []
    assert [str(problem) for problem in problems] == WARNINGS.get(name, [])
    assert rulebook is not None
    assert (rulebook.id, len(rulebook.checksum)) == (name, 64)
