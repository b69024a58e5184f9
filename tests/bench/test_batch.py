"""The benchmark runs: one file of facts from Parquet to grades, and a piece of work that fails says so at once."""

import pytest

from bench.batch import grade_everybody, score_file
from bench.fact_files import FILE_SUBJECTS, fact_files, read_subjects
from bench.measuring import effort


def test_one_file_is_scored_and_graded(tmp_path):
    paths = fact_files(tmp_path, FILE_SUBJECTS)
    grades = grade_everybody([score_file(path) for path in paths], read_subjects(paths))
    assert len(grades) == FILE_SUBJECTS
    # A subject without a mark is missing a line and gets no grade; everybody else has one.
    assert {grade.reason for grade in grades if grade.level is None} == {"missing"}
    assert any(grade.level == 0 for grade in grades)


def broken() -> dict[str, float]:
    raise ValueError


def test_work_that_fails_does_not_wait_for_ever():
    with pytest.raises(RuntimeError, match="broken ended with 1"):
        effort(broken)
