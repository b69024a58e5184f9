"""In which language the pages speak: the account's, else what was chosen in this browser, else Chinese."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.ledger.pages import text_of
from tests.people import make_account, sign_in

pytestmark = pytest.mark.django_db


def language_of(answer) -> tuple[str, bool]:
    return answer.headers["Content-Language"], '<html lang="zh-CN">' in answer.content.decode()


def test_pages_are_chinese_whatever_the_browser_asks_for():
    assert language_of(Client().get("/sign-in/", HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")) == ("zh-hans", True)


def test_the_sign_in_page_offers_the_other_language_and_the_browser_keeps_it():
    browser = Client()
    assert 'href="?language=en" lang="en">English</a>' in browser.get("/sign-in/").content.decode()
    english = browser.get("/sign-in/?next=/ledger/&language=en")
    assert language_of(english) == ("en", False)
    assert 'href="?next=/ledger/&amp;language=zh-hans" lang="zh-hans">简体中文</a>' in english.content.decode().replace(
        "%2F", "/"
    )
    assert language_of(browser.get("/sign-in/")) == ("en", False)
    assert language_of(browser.get("/sign-in/?language=zh-hans")) == ("zh-hans", True)
    assert language_of(browser.get("/sign-in/")) == ("zh-hans", True)


def test_a_language_that_nobody_speaks_is_ignored_and_not_kept():
    browser = Client()
    assert language_of(browser.get("/sign-in/?language=klingon")) == ("zh-hans", True)
    assert "language" not in browser.cookies


@pytest.mark.parametrize(
    ("own", "cookie", "spoken"), [("en", "zh-hans", "en"), ("zh-hans", "en", "zh-hans"), ("", "en", "en")]
)
def test_the_account_goes_before_the_browser(own, cookie, spoken):
    browser, account = Client(), make_account("reader", language=own)
    sign_in(browser, account)
    browser.cookies["language"] = cookie
    assert language_of(browser.get("/"))[0] == spoken


def test_that_the_language_is_kept_is_said_in_the_language_chosen():
    browser, account = Client(), make_account("reader", language="zh-hans")
    sign_in(browser, account)
    spoken = [
        text_of(browser.post(reverse("accounts:account"), {"language": language}, follow=True))
        for language in ("en", "zh-hans")
    ]
    assert [("界面语言已保存。" in text, "Interface language saved." in text) for text in spoken] == [
        (False, True),
        (True, False),
    ]


def test_one_request_leaves_no_language_behind_for_the_next():
    english = Client()
    english.get("/sign-in/?language=en")
    assert [language_of(one.get("/sign-in/"))[0] for one in (english, Client(), english)] == ["en", "zh-hans", "en"]
