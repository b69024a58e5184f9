"""Messages over real sockets: what arrives, signed how, and what becomes of those that do not."""

import hmac
import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine

from mingheng.audit.actors import COMMAND
from mingheng.reminders.domain import remind
from mingheng.reminders.models import Delivery
from mingheng.reminders.registry import DueItem
from tests.reminders.office import make_office, matters, want
from tests.reminders.servers import gateway, mail_server

NOW = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
SECRET = "a secret of at least thirty-two letters"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.MINGHENG_ADDRESS = "https://kaohe.example.gov.cn"


@pytest.fixture
def mail(settings):
    with mail_server() as kept:
        settings.MINGHENG_MAIL_FROM = "mingheng@example.gov.cn"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", kept.port, 5
        yield kept


@pytest.fixture
def webhook(settings):
    with gateway() as kept:
        settings.MINGHENG_WEBHOOK = f"http://127.0.0.1:{kept.port}/hook?app=1"
        settings.MINGHENG_WEBHOOK_SECRET = SECRET
        yield kept


def due(office, *titles: str) -> list[DueItem]:
    return [
        DueItem(key=title, unit_id=office.units["B"].pk, due_on=date(2026, 3, 10), title=title, address="/secret/")
        for title in titles
    ]


def run(office, *titles: str, minutes: int = 0):
    with matters(*due(office, *titles)), time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        return remind(by=COMMAND).sent


def states() -> list[tuple[str, str, int]]:
    return list(Delivery.objects.order_by("pk").values_list("channel", "state", "failures"))


def test_a_mail_says_titles_days_and_the_link_and_nothing_else(office, mail):
    want(office.accounts["b-clerk"], email="b@example.gov.cn")
    sent = run(office, "上报半年总结", "召开组织生活会")
    message = mail.mails[0]
    assert (sent.sent, mail.receivers, mail.connections) == (1, ["b@example.gov.cn"], 1)
    assert (message["Subject"], message["From"]) == ("明衡提醒：2件待办", "mingheng@example.gov.cn")
    assert message.get_content().splitlines() == [
        "2026-03-10 上报半年总结（到期日提醒）",
        "2026-03-10 召开组织生活会（到期日提醒）",
        "",
        "办理：https://kaohe.example.gov.cn/reminders/",
    ]
    assert message["Message-ID"].endswith("-20260310@example.gov.cn>")


def test_many_matters_become_twenty_lines_and_a_count(office, mail):
    want(office.accounts["b-clerk"], email="b@example.gov.cn")
    run(office, *[f"事项{number:02}" for number in range(25)])
    assert mail.mails[0].get_content().splitlines()[20] == "另有5件，请到网页上查看。"


def test_a_title_with_a_line_break_cannot_write_headers(office, mail):
    want(office.accounts["b-clerk"], email="b@example.gov.cn")
    run(office, "标题\r\nBcc: someone@example.com")
    assert (mail.receivers, mail.mails[0]["Bcc"]) == (["b@example.gov.cn"], None)


def test_one_refused_address_does_not_keep_the_others_from_theirs(office, mail):
    want(office.accounts["a-admin"], email="refused@example.gov.cn")
    want(office.accounts["a-clerk"], email="a@example.gov.cn")
    mail.refused.append("refused@")
    item = DueItem(key="1", unit_id=office.units["A"].pk, due_on=date(2026, 3, 10), title="上报")
    with matters(item), time_machine.travel(NOW, tick=False):
        sent = remind(by=COMMAND).sent
    assert (sent.sent, sent.failed, mail.receivers) == (1, 1, ["a@example.gov.cn"])
    assert Delivery.objects.get(state="failed").fault == "SMTPRecipientsRefused"


def test_a_server_that_is_gone_is_asked_again_later_and_the_message_comes_once(office, mail, settings):
    want(office.accounts["b-clerk"], email="b@example.gov.cn")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert run(office, "上报").failed == 1
    settings.EMAIL_PORT = port
    assert (run(office, "上报", minutes=5).sent, states()) == (0, [("email", "failed", 1)])
    assert (run(office, "上报", minutes=11).sent, states()) == (1, [("email", "sent", 1)])
    assert (run(office, "上报", minutes=40).sent, len(mail.mails)) == (0, 1)


def test_the_webhook_is_signed_over_time_and_body(office, webhook):
    want(office.accounts["b-clerk"], webhook=True)
    run(office, "上报半年总结")
    headers, body = webhook.posts[0]
    signed = headers["x-mingheng-timestamp"].encode() + b"." + body
    assert headers["x-mingheng-timestamp"] == str(int(NOW.timestamp()))
    assert headers["x-mingheng-signature"] == hmac.new(SECRET.encode(), signed, sha256).hexdigest()
    assert json.loads(body) == {
        "to": "b-clerk",
        "day": "2026-03-10",
        "title": "明衡提醒：1件待办",
        "text": "2026-03-10 上报半年总结（到期日提醒）\n\n办理：https://kaohe.example.gov.cn/reminders/",
        "count": 1,
        "matters": [{"title": "上报半年总结", "due_on": "2026-03-10"}],
        "link": "https://kaohe.example.gov.cn/reminders/",
    }


def test_a_gateway_that_fails_is_asked_again_with_the_same_key(office, webhook):
    want(office.accounts["b-clerk"], webhook=True)
    webhook.statuses[:] = [503, 302, 400]
    runs = [run(office, "上报", minutes=minutes).sent for minutes in (0, 11, 40, 90)]
    assert runs == [0, 0, 0, 1]
    assert len({headers["x-mingheng-delivery"] for headers, _ in webhook.posts}) == 1
    assert states() == [("webhook", "sent", 3)]


def test_a_message_that_never_arrives_is_given_up(office, webhook):
    want(office.accounts["b-clerk"], webhook=True)
    webhook.statuses[:] = [500] * 50
    for minutes in range(0, 60 * 24 * 20, 60 * 12):
        run(office, "上报", minutes=minutes)
    given_up = Delivery.objects.order_by("pk")[0]
    assert (given_up.state, given_up.failures, given_up.next_try_at) == ("failed", 8, None)


def test_without_a_server_nothing_is_prepared_for_sending(office):
    want(office.accounts["b-clerk"], email="b@example.gov.cn", webhook=True)
    run(office, "上报")
    assert states() == []


def test_who_no_longer_wants_it_gets_nothing_that_was_prepared(office, mail):
    contact = want(office.accounts["b-clerk"], email="b@example.gov.cn")
    mail.refused.append("b@")
    run(office, "上报")
    mail.refused.clear()
    contact.wants_email = False
    contact.save()
    run(office, "上报", minutes=30)
    assert (mail.mails, Delivery.objects.get().fault) == ([], "不再接收")
