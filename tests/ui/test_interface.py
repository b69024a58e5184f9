"""The template tags, one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from mingheng.ui.templatetags.interface import TONES
from tests.ui.markup import elements


def drawn(source, path="/", **context):
    request = RequestFactory().get(path)
    return engines["django"].from_string("{% load interface %}" + source).render(context, request)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (Fraction(25, 2), "12.5"),
        ("25/2", "12.5"),
        (Decimal("12.50"), "12.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(-1, 10**9), "0"),
        (100, "100"),
    ],
)
def test_points_are_exact_and_missing_is_never_zero(value, text):
    assert drawn("{% points value %}", value=value) == text


def test_days_and_moments():
    moment = datetime(2026, 5, 1, 16, 3, 9, tzinfo=UTC)
    assert drawn("{% day value %}", value=date(2026, 5, 1)) == '<time datetime="2026-05-01">2026-05-01</time>'
    assert drawn("{{ value|chinese_day }}", value=date(2026, 5, 1)) == "2026年5月1日"
    assert (
        drawn("{% moment value %}", value=moment)
        == '<time datetime="2026-05-02T00:03:09+08:00">2026-05-02 00:03</time>'
    )
    assert drawn("{% moment value exact=True %}", value=moment).endswith(">2026-05-02 00:03:09</time>")
    assert drawn("{% day value %}{{ value|chinese_day }}{% moment value %}", value=None) == "———"


def test_a_status_has_a_word_and_a_tone():
    assert (
        drawn('{% status "accepted" label %}', label="<采纳>") == '<span class="status good"><i></i>&lt;采纳&gt;</span>'
    )
    with pytest.raises(KeyError):
        drawn('{% status "no such state" "x" %}')


def test_red_is_for_alarms_only():
    assert [code for code, tone in TONES.items() if tone == "alarm"] == ["alarm", "failed"]


def test_chips_and_pairs_escape_what_they_show():
    assert (
        drawn('{% chip label %}{% chip "优秀" "good" %}', label="<b>")
        == '<span class="chip">&lt;b&gt;</span><span class="chip good">优秀</span>'
    )
    assert "<dt>&lt;i&gt;</dt><dd>—</dd>" in drawn("{% pairs rows %}", rows=[("<i>", None)])


def test_a_button_is_a_post_with_a_token_and_its_hidden_values():
    found = elements(drawn('{% button "/go" "采纳" "primary" version=3 %}'))
    assert [one.tag for one in found] == ["form", "input", "input", "button"]
    assert (found[0].attributes["method"], found[0].attributes["action"]) == ("post", "/go")
    assert [one.attributes["name"] for one in found[1:3]] == ["csrfmiddlewaretoken", "version"]
    assert (found[3].attributes["class"], found[3].text) == ("primary", "采纳")


def test_a_button_that_asks_shows_the_form_only_once_opened():
    found = elements(drawn('{% button "/go" "撤销" "danger" ask="撤销以后不再计分。" %}'))
    assert [one.tag for one in found[:2]] == ["details", "summary"]
    form = next(one for one in found if one.tag == "form")
    assert form.above == ("details", "div")
    assert found[-1].text == "确定撤销"


def test_paging_keeps_the_filters_and_names_the_page():
    page = Paginator(range(100), 10).page(5)
    found = elements(drawn("{% pages page %}", path="/?q=%E5%AD%A6&page=5", page=page))
    links = {one.text: one.attributes["href"] for one in found if one.tag == "a"}
    assert links["下一页"] == "?q=%E5%AD%A6&page=6"
    assert [one.text for one in found if one.attributes.get("aria-current")] == ["5"]
    assert found[1].text == "共100条，第5页，共10页"


def test_one_page_needs_no_paging_and_none_says_nothing():
    assert "共3条" in drawn("{% pages page %}", page=Paginator(range(3), 10).page(1))
    assert "<a" not in drawn("{% pages page %}", page=Paginator(range(3), 10).page(1))
    assert drawn("{% pages page %}", page=Paginator([], 10).page(1)).strip() == ""


def test_an_empty_place_says_what_to_do():
    assert [one.tag for one in elements(drawn('{% empty "还没有记录" %}'))] == ["div", "p", "strong"]
    link = elements(drawn('{% empty "还没有记录" "先新增一条。" "/new" "新增" %}'))[-1]
    assert (link.tag, link.attributes["href"], link.text) == ("a", "/new", "新增")


class AnyForm(forms.Form):
    day = forms.DateField(label="日期", help_text="会议当天")
    file = forms.FileField(label="附件", required=False)
    agrees = forms.BooleanField(label="同意")
    many = forms.MultipleChoiceField(label="兼作", choices=[("1", "甲")], widget=forms.CheckboxSelectMultiple)
    hidden = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(label="纪要", widget=forms.Textarea)


def fields_of(form):
    return {one.name: elements(drawn("{% field one %}", one=one)) for one in form}


def test_every_kind_of_field_has_its_shape():
    found = fields_of(AnyForm(initial={"day": date(2026, 5, 1)}))
    day = next(one for one in found["day"] if one.tag == "input")
    assert (day.attributes["type"], day.attributes["value"], day.attributes["aria-describedby"]) == (
        "date",
        "2026-05-01",
        "id_day_helptext",
    )
    assert next(one for one in found["file"] if one.tag == "input").attributes["type"] == "file"
    assert next(one for one in found["agrees"] if one.tag == "input").above == ("div", "label")
    assert [one.tag for one in found["many"]][:2] == ["fieldset", "legend"]
    assert [one.tag for one in found["hidden"]] == ["input"]
    assert "wide" in found["text"][0].attributes["class"].split()


def test_a_required_field_is_marked_for_eyes_and_for_ears():
    found = fields_of(AnyForm())
    assert found["many"][1].text == "兼作*（必填）"
    assert "required" in next(one for one in found["day"] if one.tag == "input").attributes
    assert "*" not in found["file"][0].text


def test_the_errors_of_a_field_are_tied_to_it():
    found = fields_of(AnyForm({"day": "昨天"}))
    day = next(one for one in found["day"] if one.tag == "input")
    assert day.attributes["aria-describedby"] == "id_day_helptext id_day_error"
    assert (day.attributes["type"], day.attributes["value"], day.attributes["aria-invalid"]) == ("text", "昨天", "true")
    assert found["many"][0].attributes["aria-describedby"] == "id_many_error"
