"""Passwords: which are refused, how they are kept, and that checking one costs the same for everybody."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, MD5PasswordHasher

from mingheng.accounts.domain import NotProved, prove_password
from mingheng.accounts.models import Account
from mingheng.accounts.passwords import faults_of, hash_of, is_right
from mingheng.audit.actors import Actor
from mingheng.site import settings as real_settings
from tests.people import PASSWORD, make_account

SOMEBODY = Actor(None, "未登录", address="192.0.2.7")


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed: that is the time it takes."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).hashed += 1
        return super().encode(password, salt)


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        (PASSWORD, []),
        ("十二个汉字也是可以用的密码吧", []),
        ("short", ["密码至少要 12 个字符，现在是 5 个。"]),
        ("zhang.weimin", ["密码与用户名或姓名太相似，请换一个。"]),
        ("Zhang.Weimin+another.one", ["密码与用户名或姓名太相似，请换一个。"]),
        ("1234567890123", ["这是常见密码，很容易被猜到，请换一个。"]),
        ("password", ["密码至少要 12 个字符，现在是 8 个。", "这是常见密码，很容易被猜到，请换一个。"]),
    ],
)
def test_a_password_that_is_short_like_the_name_or_common_is_refused_with_every_reason(password, faults):
    assert faults_of(password, Account(username="zhang.weimin", display_name="张伟民")) == faults


def test_the_real_settings_keep_passwords_as_argon2id(settings):
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    kept = hash_of(PASSWORD)
    assert kept.split("$")[:2] == [Argon2PasswordHasher.algorithm, "argon2id"]
    assert (is_right(PASSWORD, kept=kept), is_right(PASSWORD + ".", kept=kept)) == (True, False)


def test_a_password_typed_in_full_width_is_the_same_password():
    assert is_right("ａｂｃｄｅｆ　１２３４５６", kept=hash_of("abcdef 123456"))


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["known", "closed", "not.set.up", "unknown"])
def test_checking_a_password_hashes_once_whether_the_account_exists_or_not(settings, username):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_account("known", password=PASSWORD)
    make_account("closed", password=PASSWORD, closed_on="2026-01-01")
    make_account("not.set.up")
    CountingHasher.hashed = 0
    with pytest.raises(NotProved) as refusal:
        prove_password(username, "not the password at all", by=SOMEBODY)
    assert (CountingHasher.hashed, str(refusal.value)) == (1, "用户名或密码不正确。")
