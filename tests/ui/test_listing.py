"""The list component: orders, pages, headings, and what is told of a filter."""

import pytest
from django import forms
from django.http import QueryDict

from mingheng.ui.listing import Column, Listing, conditions_of
from tests.ui.markup import elements
from tests.ui.test_interface import drawn

COLUMNS = (
    Column("name", "名称", lambda row: row["name"], lambda row: row["name"]),
    Column("score", "得分", lambda row: row["score"], lambda row: row["score"]),
    Column("note", "说明"),
)
ROWS = [{"name": name, "score": score} for name, score in [("乙", 2), ("甲", None), ("丙", 1), ("丁", 2)]]


def listing(query: str = "", rows=ROWS, **options) -> Listing:
    return Listing(QueryDict(query), rows, COLUMNS, title="试验", **options)


def names(shown: Listing) -> str:
    return "".join(row["name"] for row in shown.rows)


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "乙甲丙丁"),
        ("sort=score", "丙乙丁甲"),
        ("sort=-score", "乙丁丙甲"),
        ("sort=note", "乙甲丙丁"),
        ("sort=--score", "乙甲丙丁"),
        ("sort=", "乙甲丙丁"),
    ],
)
def test_rows_stand_as_asked_equals_as_they_came_and_what_is_empty_last(query, order):
    assert names(listing(query)) == order


def test_the_order_in_which_rows_come_is_that_of_the_column_it_names():
    shown = listing(sort="name")
    assert (shown.sort, names(shown), names(listing("sort=-name", sort="name"))) == ("name", "乙甲丙丁", "甲乙丙丁")


@pytest.mark.parametrize(
    ("query", "size", "count"), [("", 30, 30), ("size=100", 100, 70), ("size=7", 30, 30), ("page=3", 30, 10)]
)
def test_pages_are_short_or_long(query, size, count):
    shown = listing(query, rows=[{"name": "甲", "score": 1}] * 70)
    assert (shown.size, len(shown.rows), shown.count, len(list(shown.all_rows()))) == (size, count, 70, 70)


def test_rows_are_made_for_a_page_or_in_batches_for_all():
    asked = []
    shown = listing(rows=[{"name": "甲", "score": 1}] * 1_200, show=lambda rows: asked.append(len(rows)) or rows)
    assert (len(shown.rows), len(list(shown.all_rows())), asked) == (30, 1_200, [30, 500, 500, 200])


def test_a_heading_sorts_and_the_other_way_when_it_is_pressed_again():
    tag = '<table><thead><tr>{% sorting listing "score" "number" %}</tr></thead></table>'
    for query, address, state in [
        ("q=%E5%AD%A6&page=2", "?q=%E5%AD%A6&sort=score", None),
        ("sort=score", "?sort=-score", "ascending"),
        ("sort=-score", "?sort=score", "descending"),
    ]:
        heading, link = elements(drawn(tag, listing=listing(query)))[3:5]
        assert (heading.attributes.get("aria-sort"), heading.attributes["class"]) == (state, "number")
        assert link.attributes["href"] == address


def test_a_heading_that_sorts_nothing_is_no_link():
    found = elements(drawn('<table><tr>{% sorting listing "note" %}</tr></table>', listing=listing()))
    assert [one.tag for one in found] == ["table", "tr", "th"]


def test_the_choice_of_an_order_keeps_order_and_size():
    found = elements(drawn("{% sort_choice listing %}", listing=listing("sort=-score&size=100")))
    options = [one.attributes["value"] for one in found if one.tag == "option"]
    assert options == ["", "name", "-name", "score", "-score"]
    assert [one.attributes["value"] for one in found if "selected" in one.attributes] == ["-score"]
    assert [one.attributes.get("value") for one in found if one.attributes.get("name") == "size"] == ["100"]


def test_a_list_is_taken_along_by_a_form_that_keeps_what_was_asked():
    found = elements(drawn("{% exports listing %}", listing=listing("q=a&sort=score&page=3")))
    assert (found[0].attributes["method"], found[0].attributes["action"]) == ("post", "?q=a&sort=score")
    assert [one.attributes["value"] for one in found if one.tag == "button"] == ["xlsx", "csv"]
    assert drawn("{% exports listing %}", listing=listing(rows=[])).strip() == ""


def test_the_choice_of_long_pages_is_there_where_a_short_one_does_not_hold_all():
    many = listing("q=a&size=100&page=1", rows=[{"name": "甲", "score": 1}] * 40)
    links = [one for one in elements(drawn("{% pages listing %}", listing=many)) if one.tag == "a"]
    assert [(one.attributes["href"], one.attributes.get("aria-current")) for one in links] == [
        ("?q=a&size=30", None),
        ("?q=a&size=100", "true"),
    ]
    assert "<a" not in drawn("{% pages listing %}", listing=listing())


class Filter(forms.Form):
    words = forms.CharField(label="主题", required=False)
    state = forms.TypedChoiceField(label="状态", required=False, choices=[("", "全部"), (2, "已采纳")], coerce=int)
    below = forms.BooleanField(label="包括下级", required=False)
    day = forms.DateField(label="从", required=False)


def test_conditions_are_told_as_people_read_them_and_what_cannot_be_read_is_not():
    asked = Filter({"words": "党课", "state": "2", "below": "on", "day": "无"})
    assert conditions_of(asked) == ["主题：党课", "状态：已采纳", "包括下级"]
    assert (conditions_of(Filter({})), conditions_of(Filter())) == ([], [])
