"""The page of the values: everybody with an account reads it."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import make_account, signed_in


@pytest.fixture
def reader(db: None, settings) -> Client:  # noqa: ARG001
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    return signed_in(make_account("anybody"))


def rows_of(response) -> list[str]:
    body = response.content.decode().split("<main", 1)[1]
    return re.findall(r'<th scope="row">([^<]+)</th>', body)


def test_values_are_listed_with_article_and_state(reader):
    page = reader.get(reverse("regulations:parameters"))
    text = page.content.decode()
    assert "成立党支部的正式党员人数" in rows_of(page)
    row = re.search(r"成立党支部的正式党员人数.*?</tr>", text, re.DOTALL)[0]
    assert [words in row for words in ("第七条", "已核", "3 人")] == [True] * 3


def test_the_search_takes_words_in_any_order_and_those_not_checked_can_be_shown_alone(reader):
    page = reverse("regulations:parameters")
    assert rows_of(reader.get(page, {"q": "党小组会"})) == ["党小组会"]
    assert rows_of(reader.get(page, {"q": "第七条 机关基层 任期"})) == ["支部委员会、不设支委会的书记和副书记任期"]
    assert rows_of(reader.get(page, {"q": "第七条 机关基层", "state": "待核"})) == []
    assert "没有找到符合条件的数值" in reader.get(page, {"q": "没有这个"}).content.decode()


def test_an_index_of_the_documents_leads_to_each_of_them(reader):
    text = reader.get(reverse("regulations:parameters")).content.decode()
    linked = re.findall(r'href="#(document-\d+)"', text)
    assert linked == re.findall(r'<section class="card" id="(document-\d+)"', text)
    assert len(linked) > 5
    counts = [int(number) for number in re.findall(r'<span class="soft">(\d+)项(?:，其中\d+项待核)?</span>', text)]
    assert sum(counts) == len(rows_of(reader.get(reverse("regulations:parameters"))))


def test_links_lead_to_official_sites_only(reader):
    text = reader.get(reverse("regulations:parameters")).content.decode()
    outside = set(re.findall(r'href="(https?://[^"]+)"', text))
    assert outside == {"https://www.12371.cn/2026/05/18/ARTI1779102179030620.shtml"}


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to(settings):
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    answer = Client().get(reverse("regulations:parameters"))
    assert (answer.status_code, answer.url.startswith(reverse("accounts:sign_in"))) == (302, True)


def test_the_page_has_its_help_text(reader):
    fragment = Path("src/mingheng/regulations/templates/regulations/help/parameters.html").read_text(encoding="utf-8")
    first = re.search(r'translate "([^"]+)"', fragment)[1]
    assert first in reader.get(reverse("regulations:parameters")).content.decode()
