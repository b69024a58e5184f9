"""Every component on a page: what a browser, a screen reader and the content policy ask of it."""

import pytest
from django.template import engines
from django.test import RequestFactory, override_settings

from tests.ui.gallery import FRAME, SIGN_IN, SignInForm, filled_form, pages, rendered
from tests.ui.markup import elements, faults_of

ERRORS = ("400", "403", "403_csrf", "404", "405", "409", "413", "429", "500")


@pytest.mark.parametrize("name", ["list", "form", "parts", "sign_in"])
def test_no_page_has_a_fault_in_its_markup(name):
    assert faults_of(pages()[name]) == []


def test_a_fault_in_the_markup_is_found():
    html = (
        '<h1></h1><p id="a" style="x"></p><b id="a" onclick="x"></b><script>x</script><input name="n"><a href="/"></a>'
    )
    html += '<form method="post"></form><i aria-controls="z"></i>'
    assert faults_of(html) == [
        "id a stands twice",
        "<p> has a style",
        "<b onclick>",
        "a script stands in the page",
        "n has no label",
        "<a> says nothing",
        "a form without token",
        "aria-controls points at z",
    ]


def test_the_title_of_the_window_is_the_heading():
    html = rendered('{% extends "ui/page.html" %}{% block title %}  记录 {{ name }}{% endblock %}', name="<b>")
    found = elements(html)
    assert next(one.text for one in found if one.tag == "title") == "记录 <b>｜明衡"
    assert next(one.text for one in found if one.tag == "h1").strip() == "记录 <b>"


def test_a_page_needs_no_context():
    html = engines["django"].from_string('{% extends "ui/page.html" %}').render({}, None)
    found = elements(html)
    assert [one.attributes.get("id") for one in found if one.tag in ("main", "nav")] == ["content", None]
    assert "明衡" in next(one.text for one in found if one.tag == "header")


def test_navigation_marks_where_one_is():
    found = elements(pages()["list"])
    items = [one for one in found if one.tag == "a" and one.above[-3:] == ("nav", "ul", "li")]
    assert [one.text for one in items] == ["首页", "记录", "得分", "法规口径", "组织", "人员", "操作日志"]
    assert [one.text for one in items if one.attributes.get("aria-current")] == ["记录"]


def test_what_is_posted_from_menus_is_a_form_and_no_link():
    found = elements(pages()["list"])
    posts = [one.attributes["action"] for one in found if one.tag == "form" and one.attributes.get("method") == "post"]
    assert posts == ["/out/", "/as/1", "/as/2", "/as/3"]


def test_the_banner_of_the_demonstration_stands_on_signed_out_pages_too():
    text = FRAME["banner"]["text"]
    assert text in rendered(SIGN_IN, form=SignInForm())
    assert "演示" not in rendered(SIGN_IN, form=SignInForm(), banner=None)


def test_help_is_shown_where_the_page_has_a_fragment():
    page = '{% extends "ui/page.html" %}'
    assert "本页说明" in rendered(page, help_template="ui/parts/pairs.html")
    assert "本页说明" not in rendered(page, help_template="ui/help/no_such_page.html")
    assert "本页说明" not in rendered(page)


def test_the_fragment_of_the_help_is_named_by_the_route():
    request = RequestFactory().get("/")
    request.resolver_match = type("Match", (), {"app_name": "assessment", "url_name": "scores", "view_name": ""})()
    html = engines["django"].from_string('{% extends "ui/page.html" %}').render({}, request)
    assert engines["django"].get_template("assessment/help/scores.html").render() in html


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_page_says_why_and_what_to_do(name):
    html = engines["django"].get_template(f"{name}.html").render()
    found = elements(html)
    assert faults_of(html) == []
    assert [one.text for one in found if one.tag == "dt"] == ["原因", "怎么办"]
    assert all(len(one.text.strip()) > 10 for one in found if one.tag == "dd")
    assert [one.text for one in found if one.tag == "a" and "button" in one.attributes.get("class", "")] == ["回到首页"]


def test_an_error_page_says_the_particular_reason_where_there_is_one():
    html = (
        engines["django"].get_template("409.html").render({"why": "王示例3分钟前已经采纳<它>。", "advice": "请刷新。"})
    )
    assert [one.text for one in elements(html) if one.tag == "dd"] == ["王示例3分钟前已经采纳<它>。", "请刷新。"]


def test_the_page_for_a_failure_needs_neither_context_nor_a_manifest():
    storages = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    with override_settings(STORAGES=storages):
        assert "系统出错" in engines["django"].get_template("500.html").render()


def test_a_faulty_form_names_every_faulty_field_and_keeps_what_was_typed():
    html = pages()["form"]
    found = elements(html)
    links = [
        (one.text, one.attributes["href"])
        for one in found
        if one.tag == "a" and one.attributes["href"].startswith("#id_")
    ]
    assert links == [
        ("议题", "#id_title"),
        ("日期", "#id_day"),
        ("兼作", "#id_kinds_field"),
        ("以上内容与会议原始记录一致", "#id_true"),
    ]
    ids = {one.attributes.get("id") for one in found}
    assert {address[1:] for _, address in links} <= ids
    values = {one.attributes.get("name"): one.attributes.get("value") for one in found if one.tag == "input"}
    assert values["day"] == "6月三十日"
    errors = [one.attributes["id"] for one in found if one.attributes.get("class") == "error"]
    assert errors == [f"id_{name}_error" for name in filled_form().errors]
    assert all(one.attributes["role"] == "alert" for one in found if one.attributes.get("class") == "error")
