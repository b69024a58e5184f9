"""What the environment may say of mail and webhook; and what is refused before anything could be sent in clear."""

import pytest

from mingheng.site.operations.connection import FaultyAddress
from mingheng.site.operations.outgoing import Outgoing, outgoing_settings

MAIL = {"MINGHENG_MAIL_HOST": "mail.example.gov.cn", "MINGHENG_MAIL_FROM": "kaohe@example.gov.cn"}


def read(**changes: str) -> Outgoing:
    return outgoing_settings(changes, ["kaohe.example.gov.cn"], is_https=True)


def test_nothing_is_sent_unless_somebody_says_so():
    assert read() == Outgoing(address="https://kaohe.example.gov.cn")


def test_mail_is_encrypted_unless_somebody_says_otherwise(tmp_path):
    (tmp_path / "password").write_text("geheim\n", encoding="utf-8")
    file = str(tmp_path / "password")
    told = read(**MAIL, MINGHENG_MAIL_USER="kaohe", MINGHENG_MAIL_PASSWORD_FILE=file)
    assert (told.mail_tls, told.mail_port, told.mail_user, told.mail_password) == ("starttls", 587, "kaohe", "geheim")
    assert [read(**MAIL, MINGHENG_MAIL_TLS=tls).mail_port for tls in ("tls", "off")] == [465, 25]


def test_a_webhook_is_signed_with_the_secret_of_a_file(tmp_path):
    (tmp_path / "secret").write_text("s" * 32, encoding="utf-8")
    file = str(tmp_path / "secret")
    for url in ("https://hook.example.gov.cn/in", "http://127.0.0.1:9000/in", "http://localhost/in"):
        told = read(MINGHENG_WEBHOOK=url, MINGHENG_WEBHOOK_SECRET_FILE=file)
        assert (told.webhook, told.webhook_secret) == (url, "s" * 32)


@pytest.mark.parametrize(
    "changes",
    [
        {"MINGHENG_ADDRESS": "kaohe.example.gov.cn"},
        {"MINGHENG_MAIL_HOST": "mail.example.gov.cn"},
        MAIL | {"MINGHENG_MAIL_TLS": "on"},
        MAIL | {"MINGHENG_MAIL_PORT": "smtp"},
        MAIL | {"MINGHENG_MAIL_TLS": "off", "MINGHENG_MAIL_USER": "kaohe"},
        MAIL | {"MINGHENG_MAIL_USER": "kaohe"},
        MAIL | {"MINGHENG_MAIL_USER": "kaohe", "MINGHENG_MAIL_PASSWORD_FILE": "/nonexistent"},
        {"MINGHENG_WEBHOOK": "http://hook.example.gov.cn/in"},
        {"MINGHENG_WEBHOOK": "https://user:word@hook.example.gov.cn/in"},
        {"MINGHENG_WEBHOOK": "https://hook.example.gov.cn/in"},
    ],
)
def test_what_cannot_be_used_or_would_be_unsafe_is_refused(changes):
    with pytest.raises(FaultyAddress, match="MINGHENG_"):
        read(**changes)


def test_a_short_secret_is_refused(tmp_path):
    (tmp_path / "secret").write_text("short", encoding="utf-8")
    with pytest.raises(FaultyAddress, match="至少要有32个字符"):
        read(MINGHENG_WEBHOOK="https://hook.example.gov.cn/in", MINGHENG_WEBHOOK_SECRET_FILE=str(tmp_path / "secret"))
