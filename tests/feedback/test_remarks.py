"""意见反馈: said on any page, read by who answers the topic, answered, and told to who said it."""

import re
from datetime import date
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.feedback.models import Remark, Topic
from mingheng.feedback.page_names import name_of_page
from mingheng.feedback.permissions import ANSWERED_BY
from mingheng.feedback.sealed import answer_of, words_of
from mingheng.organisation.domain import found_unit, grant_role
from mingheng.organisation.models import UnitKind
from mingheng.organisation.roles import role_label
from mingheng.policy import Role
from tests.people import make_account, sign_in

FOUNDED = date(2020, 1, 1)

pytestmark = pytest.mark.django_db

ROLES = {
    "clerk": Role.UNIT_CLERK,
    "system": Role.SYSTEM_ADMIN,
    "committee": Role.COMMITTEE_ADMIN,
    "discipline": Role.DISCIPLINE_OFFICER,
}


@pytest.fixture
def browsers():
    """One signed-in browser for each of four people of one office."""
    top = found_unit("0", "示范工委", kind=UnitKind.WORK_COMMITTEE, parent=None, on=FOUNDED, by=COMMAND)
    found = {}
    for name, role in ROLES.items():
        account, found[name] = make_account(name), Client()
        grant_role(account, top, role, starts_on=FOUNDED, by=COMMAND)
        sign_in(found[name], account)
    return found


def text_of(answer) -> str:
    main = answer.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def said(browser: Client, topic: str = "business", words: str = "党课算错了", page: str = "/scores/") -> Remark:
    answer = browser.post(reverse("feedback:write"), {"topic": topic, "words": words, "page": page})
    assert (answer.status_code, answer.url) == (302, reverse("feedback:write"))
    return Remark.objects.latest("sent_at")


def test_a_remark_is_kept_sealed_with_the_page_it_came_from(browsers):
    remark = said(browsers["clerk"])
    assert (remark.topic, remark.page, words_of(remark), answer_of(remark)) == (
        "business",
        "/scores/",
        "党课算错了",
        "",
    )
    assert "党课" not in remark.words
    event = Event.objects.get(action="feedback.remark.sent")
    assert "党课" not in event.rows + event.details


def test_every_page_leads_to_the_form_and_names_itself(browsers):
    page = browsers["clerk"].get(reverse("ledger:entries")).content.decode()
    assert 'href="/feedback/?page=%2Fledger%2F"' in page
    form = browsers["clerk"].get("/feedback/?page=%2Fledger%2F").content.decode()
    assert '<input type="hidden" name="page" value="/ledger/"' in form


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/ledger/", "台账"),
        ("/ledger/waiting/", "待审核"),
        ("/assignments/items/abc/", "任务交办"),
        ("/", "首页"),
        ("/feedback/", ""),
    ],
)
def test_the_page_is_shown_by_its_name_with_its_path_as_a_link(browsers, path, name):
    assert name_of_page(path) == name
    remark = said(browsers["clerk"], page=path)
    shown = f"{name} {path}".strip()
    for browser, address in (
        (browsers["committee"], reverse("feedback:answer", args=[remark.pk])),
        (browsers["clerk"], reverse("feedback:write")),
    ):
        page = browser.get(address)
        assert (f'href="{path}">{path}</a>' in page.content.decode(), shown in text_of(page)) == (True, True)


def test_who_waits_reads_who_answers(browsers):
    said(browsers["clerk"], "burden")
    assert f"这一类由{role_label(Role.COMMITTEE_ADMIN)}、" in text_of(browsers["clerk"].get(reverse("feedback:write")))


@pytest.mark.parametrize(
    "page",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", r"/\example.org/", "/\t/example.org/"],
)
def test_a_remark_never_leads_to_another_site(browsers, page):
    assert said(browsers["clerk"], page=page).page == ""


@pytest.mark.parametrize(
    ("topic", "readers"),
    [("system", ["system"]), ("business", ["committee"]), ("burden", ["committee", "discipline"])],
)
def test_a_remark_is_read_by_who_answers_its_topic_and_by_nobody_else(browsers, topic, readers):
    remark = said(browsers["clerk"], topic, "只给该看的人看")
    answerers = [name for name in ROLES if name != "clerk"]
    lists = {name: text_of(browsers[name].get(reverse("feedback:received"))) for name in answerers}
    assert [name for name in answerers if "只给该看的人看" in lists[name]] == readers
    statuses = {
        name: browsers[name].get(reverse("feedback:answer", args=[remark.pk])).status_code for name in answerers
    }
    assert statuses == {name: 200 if name in readers else 404 for name in answerers}


def test_an_answer_reaches_who_asked_on_the_start_page_too(browsers):
    remark = said(browsers["clerk"])
    waiting = text_of(browsers["committee"].get("/"))
    assert "1 等待答复的意见" in waiting
    where = reverse("feedback:answer", args=[remark.pk])
    answer = browsers["committee"].post(where, {"read_at": remark.version, "words": "已改，7月起按新口径"})
    assert answer.url == reverse("feedback:received")
    assert "等待答复的意见" not in text_of(browsers["committee"].get("/"))
    assert "1 您的意见有了答复" in text_of(browsers["clerk"].get("/"))
    own = text_of(browsers["clerk"].get(reverse("feedback:write")))
    assert ("已改，7月起按新口径" in own, "党课算错了" in own) == (True, True)
    assert "党课算错了" not in text_of(browsers["system"].get(reverse("feedback:write")))


def test_an_answer_is_news_for_a_week(browsers):
    remark = said(browsers["clerk"])
    browsers["committee"].post(reverse("feedback:answer", args=[remark.pk]), {"read_at": remark.version, "words": "好"})
    told = Remark.objects.get().answered_at
    for days, is_news in ((6, True), (8, False)):
        with time_machine.travel(told.timestamp() + days * 86_400, tick=False):
            sign_in(browsers["clerk"], Remark.objects.get().account)
            assert ("您的意见有了答复" in text_of(browsers["clerk"].get("/"))) is is_news


def test_who_answers_second_sees_the_first_answer_and_keeps_what_was_typed(browsers):
    remark = said(browsers["clerk"], "burden")
    where = reverse("feedback:answer", args=[remark.pk])
    browsers["committee"].post(where, {"read_at": remark.version, "words": "工委的答复"})
    late = browsers["discipline"].post(where, {"read_at": remark.version, "words": "纪检的答复"})
    page = text_of(late)
    assert (late.status_code, "工委的答复" in page, "纪检的答复" in page) == (422, True, True)
    assert answer_of(Remark.objects.get()) == "工委的答复"
    read_at = re.search(r'name="read_at" value="(\d+)"', late.content.decode())[1]
    browsers["discipline"].post(where, {"read_at": read_at, "words": "纪检的答复"})
    assert answer_of(Remark.objects.get()) == "纪检的答复"


def test_the_same_answer_again_is_no_second_event(browsers):
    remark = said(browsers["clerk"])
    where = reverse("feedback:answer", args=[remark.pk])
    for _ in range(2):
        read_at = Remark.objects.get().version
        browsers["committee"].post(where, {"read_at": read_at, "words": "好"})
    assert Event.objects.filter(action="feedback.remark.answered").count() == 1


def test_an_empty_remark_is_refused_and_what_waits_longest_comes_first(browsers):
    empty = browsers["clerk"].post(reverse("feedback:write"), {"topic": "business", "words": "  "})
    assert (empty.status_code, Remark.objects.count()) == (422, 0)
    for words in ("第一条", "第二条", "第三条"):
        said(browsers["clerk"], words=words)
    first = Remark.objects.order_by("sent_at")[0]
    browsers["committee"].post(reverse("feedback:answer", args=[first.pk]), {"read_at": 1, "words": "好"})
    page = text_of(browsers["committee"].get(reverse("feedback:received")))
    assert sorted(("第一条", "第二条", "第三条"), key=page.index) == ["第二条", "第三条", "第一条"]


def test_each_topic_has_somebody_who_answers():
    assert set(ANSWERED_BY) == set(Topic)
