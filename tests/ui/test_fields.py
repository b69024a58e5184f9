"""A day as clerks type it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from mingheng.ui.fields import DayField, DayInput


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01",
        "2026-5-1",
        "2026/5/1",
        "2026.5.1",
        "2026年5月1日",
        "2026年5月1号",
        " 20260501 ",
        "２０２６年５月１日",
        "2026 年 5 月 1 日",
    ],
)
def test_a_day_is_read_however_it_is_written(text):
    assert DayField().clean(text) == date(2026, 5, 1)


@pytest.mark.parametrize("text", ["2026年2月30日", "2026-13-01", "昨天", "5月1日", "2026051", "26-5-1"])
def test_what_is_no_day_is_refused_with_what_was_typed(text):
    with pytest.raises(ValidationError) as refused:
        DayField().clean(text)
    assert refused.value.messages == [f"“{text}”不是日期。请写成2026-05-01或2026年5月1日。"]


def test_an_empty_day_is_none_or_missing():
    assert DayField(required=False).clean("") is None
    with pytest.raises(ValidationError):
        DayField().clean("")


def test_what_a_picker_cannot_show_is_shown_as_text():
    assert 'type="date"' in DayInput().render("day", date(2026, 5, 1))
    assert 'value="2026-05-01"' in DayInput().render("day", date(2026, 5, 1))
    assert 'type="text"' in DayInput().render("day", "5月1日")
