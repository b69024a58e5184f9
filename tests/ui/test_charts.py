"""The drawing of a score's history: its places, its axes, and the same in words."""

from datetime import date
from fractions import Fraction

import pytest
from django.template import engines

from mingheng.ui.charts import ScoreStep, score_history
from tests.ui.markup import elements

YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def standing(day, points, worst, best):
    return ScoreStep(day, None if points is None else Fraction(points), Fraction(worst), Fraction(best))


def chart(*standings, as_of=date(2026, 12, 31), maximum="100", **days):
    return score_history(standings, as_of=as_of, maximum=Fraction(maximum), **(YEAR | days))


def test_a_score_stands_from_its_day_to_the_next_change():
    ten_days = {"first": date(2026, 1, 1), "last": date(2026, 1, 10)}
    drawn = chart(
        standing(date(2026, 1, 1), "0", "0", "100"),
        standing(date(2026, 1, 6), "50", "40", "90"),
        as_of=date(2026, 1, 8),
        **ten_days,
    )
    assert drawn.line == "M0 1000H500V500H800"
    assert drawn.open == "M0 0H500V1000H0ZM500 100H800V600H500Z"
    assert drawn.earned == "M500 600H800V1000H500Z"
    assert drawn.gone == "M500 0H800V100H500Z"
    assert drawn.end == ("79.2%", "45%")


def test_bands_start_at_zero_and_the_axes_say_so():
    drawn = chart(standing(date(2026, 3, 1), "95", "90", "99"))
    assert [tick.text for tick in drawn.scores] == ["0", "20", "40", "60", "80", "100"]
    assert drawn.statement == "纵轴从0分起，到100分止；横轴从2026-01-01起，到2026-12-31止"


def test_a_negative_score_lowers_the_axis():
    drawn = chart(standing(date(2026, 3, 1), "-3", "-5", "10"), maximum="10")
    assert [tick.text for tick in drawn.scores] == ["-5", "0", "5", "10"]
    assert drawn.statement.startswith("纵轴从-5分起")


def test_more_than_the_maximum_raises_the_axis_and_loses_nothing():
    drawn = chart(standing(date(2026, 3, 1), "104", "104", "104"))
    assert drawn.scores[-1].text == "125"
    assert drawn.gone == ""


def test_a_time_without_points_is_a_gap_in_the_line():
    ten_days = {"first": date(2026, 1, 1), "last": date(2026, 1, 10)}
    days = [
        standing(date(2026, 1, 1), "10", "0", "100"),
        standing(date(2026, 1, 4), None, "0", "100"),
        standing(date(2026, 1, 7), "20", "0", "100"),
    ]
    drawn = chart(*days, as_of=date(2026, 1, 10), **ten_days)
    assert drawn.line == "M0 900H300M600 800H1000"
    assert chart(days[1], **ten_days).end is None
    assert "没有得分" in chart(days[1], **ten_days).summary


def test_a_change_after_the_cycle_is_drawn_at_its_end():
    drawn = chart(standing(date(2027, 2, 1), "90", "90", "90"), as_of=date(2027, 2, 2))
    assert (drawn.line, drawn.end) == ("", ("97%", "12.2%"))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), ["1月", "3月", "5月", "7月", "9月", "11月"]),
        (date(2025, 12, 1), date(2026, 3, 31), ["12月", "1月", "2月", "3月"]),
        (date(2026, 1, 15), date(2026, 3, 1), ["2月", "3月"]),
    ],
)
def test_months_are_labelled_where_they_begin(first, last, months):
    drawn = chart(standing(first, "1", "1", "1"), first=first, last=last, as_of=last)
    assert [tick.text for tick in drawn.months] == months


def test_a_history_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        chart()


def test_the_drawing_has_a_name_a_table_and_no_style():
    history = chart(standing(date(2026, 3, 1), "12.5", "10", "99"), standing(date(2026, 4, 1), None, "10", "99"))
    html = engines["django"].from_string("{% load interface %}{% score_history chart %}").render({"chart": history})
    found = elements(html)
    drawing = next(one for one in found if one.tag == "svg")
    assert drawing.attributes == {"role": "img", "aria-label": history.summary}
    assert "现得分" not in history.summary
    rows = [one for one in found if one.tag in ("th", "td") and "tbody" in one.above]
    assert [one.text for one in rows] == ["2026-03-01", "12.5", "10", "99", "2026-04-01", "—", "10", "99"]
    assert not [one for one in found if "style" in one.attributes]
