"""The bundled rulebooks have no error, and exactly these warnings: faults that stand in the printed text."""

import pytest

from tests.rulebooks.bundled import FOLDERS, LOADED

# Where the printed text itself is faulty: what does not add up, overlaps, or leaves numbers without a place.
WARNINGS: dict[str, list[str]] = {
    "changjie-village-2021": [
        "rules.homestay_beds.shape.tiers[1] tiers_gap_declared",
        "rules.homestay_beds.shape.tiers[2] tiers_overlap_declared",
        "rulebook.total_points parts_below_total",
    ],
    "forms": [
        "rules.overlap_severest.shape.tiers[1] tiers_gap_declared",
        "rules.overlap_severest.shape.tiers[2] tiers_overlap_declared",
    ],
    "organ-grading-2012": ["grading.levels[2] grades_gap_declared", "grading.levels[1] grades_gap_declared"],
    "two-reviews-member-2008": ["grading.levels[2] grades_gap_declared", "grading.levels[1] grades_gap_declared"],
    "xiaoshan-education": ["nodes.organisation.max_points parts_below_total"],
}


@pytest.mark.parametrize("name", [folder.name for folder in FOLDERS])
def test_bundled_rulebook_has_no_error_and_its_known_warnings(name: str) -> None:
    rulebook, problems = LOADED[name]
    assert [str(problem) for problem in problems if problem.is_error] == []
    assert [f"{problem.place.key} {problem.code}" for problem in problems] == WARNINGS.get(name, [])
    assert rulebook is not None
    assert (rulebook.id, len(rulebook.checksum)) == (name, 64)
