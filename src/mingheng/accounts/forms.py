"""What people type about accounts, and what is wrong with it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.accounts.domain import NewAccount
from mingheng.accounts.models import Account
from mingheng.accounts.passwords import LONGEST, SHORTEST, faults_of
from mingheng.accounts.queries import plain_username, taken_usernames

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,38}[a-z0-9]")
_NOT_IN_USERNAME = re.compile(r"[^a-z0-9._-]")
USERNAME_RULE = _("2 至 40 个字符：小写字母、数字、点、横线或下划线，首尾须为字母或数字。")
NAME_LENGTH = 40
MOST_LINES = 500
_BETWEEN = re.compile(r"[,，;；\t]")


def _password_field(use: str, **named: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": use})
    return forms.CharField(widget=widget, max_length=LONGEST, strip=False, **named)


def _code_field(**named: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(widget=widget, max_length=40, **named)


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = _password_field("current-password", label=_("密码"))
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class SecondFactorForm(forms.Form):
    """A code from the phone, or a recovery code."""

    code = _code_field(label=_("验证码"), help_text=_("手机验证器上当前的六位数字；手机不在身边时，可输入一个恢复码。"))
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class EnrolForm(forms.Form):
    """The first code, which shows that the phone knows the secret."""

    code = _code_field(label=_("验证码"), help_text=_("添加后，输入手机验证器上显示的六位数字。"))
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class OwnPasswordForm(forms.Form):
    """The password once more."""

    password = _password_field("current-password", label=_("密码"), help_text=_("您登录时使用的密码。"))
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class NewPasswordForm(forms.Form):
    """A password, twice."""

    new_password = _password_field(
        "new-password", label=_("新密码"), help_text=_("至少 12 个字符，可用一句话；不要用姓名、用户名或常见密码。")
    )
    repeated = _password_field("new-password", label=_("再输入一次新密码"))

    def __init__(self, account: Account, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.account = account
        self.fields["new_password"].widget.attrs["minlength"] = SHORTEST

    def clean_new_password(self) -> str:
        """The password, if this account may have it."""
        password: str = self.cleaned_data["new_password"]
        if faults := faults_of(password, self.account):
            raise ValidationError(faults)
        return password

    def clean_repeated(self) -> str:
        """The same once more."""
        repeated: str = self.cleaned_data["repeated"]
        if "new_password" in self.cleaned_data and repeated != self.cleaned_data["new_password"]:
            raise ValidationError(gettext("两次输入的新密码不一致，请重新输入。"))
        return repeated


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old_password = _password_field("current-password", label=_("当前密码"))
    field_order = ("old_password", "new_password", "repeated")


class LanguageForm(forms.Form):
    """Which language the pages have."""

    language = forms.ChoiceField(label=_("界面语言"), choices=settings.LANGUAGES)


class NewAccountForm(forms.Form):
    """One new account."""

    username = forms.CharField(label=_("用户名"), max_length=40, help_text=USERNAME_RULE)
    display_name = forms.CharField(label=_("姓名"), max_length=NAME_LENGTH)

    def clean_username(self) -> str:
        """The name as it is kept, if it is one and free."""
        username = plain_username(self.cleaned_data["username"])
        if not USERNAME.fullmatch(username):
            raise ValidationError(gettext("不能用“{name}”：{why}。").format(name=username, why=_why_unfit(username)))
        if taken_usernames([username]):
            raise ValidationError(gettext("用户名“{name}”已被使用，请换一个。").format(name=username))
        return username

    def new_account(self) -> NewAccount:
        """What was typed, when it is right."""
        return NewAccount(self.cleaned_data["username"], self.cleaned_data["display_name"])


class NewAccountsForm(forms.Form):
    """Many new accounts, one in a line; every fault of every line at once."""

    people = forms.CharField(
        label=_("人员名单"),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("每行一人：用户名，姓名。可从表格中复制两列粘贴；一次最多 500 人。"),
    )

    def clean_people(self) -> list[NewAccount]:
        """The accounts in the order of the lines."""
        lines = [
            (number, line) for number, line in enumerate(self.cleaned_data["people"].splitlines(), 1) if line.strip()
        ]
        if len(lines) > MOST_LINES:
            raise ValidationError(
                gettext("名单有 {count} 行，一次最多 {most} 行，请分几次提交。").format(
                    count=len(lines), most=MOST_LINES
                )
            )
        people, faults = [], []
        first_lines: dict[str, int] = {}
        for number, line in lines:
            username, name, line_faults = _read_line(line)
            if username in first_lines:
                line_faults.append(
                    gettext("用户名“{name}”与第 {line} 行重复").format(name=username, line=first_lines[username])
                )
            first_lines.setdefault(username, number)
            people.append(NewAccount(username, name))
            faults += [(number, fault) for fault in line_faults]
        faults += [
            (first_lines[name], gettext("用户名“{name}”已被使用").format(name=name))
            for name in taken_usernames(first_lines)
        ]
        if faults:
            raise ValidationError(
                [gettext("第 {line} 行：{fault}。").format(line=line, fault=fault) for line, fault in sorted(faults)]
            )
        return people


class SearchForm(forms.Form):
    """Words that the user name or the name must contain."""

    q = forms.CharField(label=_("用户名或姓名"), required=False, max_length=80, widget=forms.SearchInput())


class ResetForm(forms.Form):
    """How somebody else's way in is reset, and why."""

    resets_second_factor = forms.BooleanField(
        label=_("同时解除动态口令"), required=False, help_text=_("手机遗失或更换、恢复码也用完时勾选；本人须重新绑定。")
    )
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("写入操作日志，例如：本人到场说明忘记密码。"))


class ReasonForm(forms.Form):
    """Why an account is closed or opened again."""

    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("写入操作日志，例如：已调离本单位。"))


def _why_unfit(username: str) -> str:
    """What is wrong with a user name, and one that is right."""
    foreign = "".join(dict.fromkeys(_NOT_IN_USERNAME.findall(username)))
    if foreign:
        why = gettext("只能用小写字母、数字、点、横线和下划线，不能有“{signs}”，例如 wangxm")
        return why.format(signs=foreign.replace(" ", gettext("空格")))
    if not 2 <= len(username) <= NAME_LENGTH:
        return gettext("要有 2 至 40 个字符，现有 {count} 个，例如 wangxm").format(count=len(username))
    return gettext("开头和结尾须为字母或数字，例如 wangxm")


def _read_line(line: str) -> tuple[str, str, list[str]]:
    """User name, name, and what is wrong with the line."""
    cells = [cell.strip() for cell in _BETWEEN.split(line.strip())]
    if len(cells) != 2 or not all(cells):
        return plain_username(cells[0]), "", [gettext("应为“用户名，姓名”两项，现为“{line}”").format(line=line.strip())]
    username, name, faults = plain_username(cells[0]), cells[1], []
    if not USERNAME.fullmatch(username):
        faults.append(gettext("用户名“{name}”不符合要求：{rule}").format(name=cells[0], rule=_why_unfit(username)))
    if len(name) > NAME_LENGTH:
        faults.append(gettext("姓名超过 {count} 个字").format(count=NAME_LENGTH))
    return username, name, faults
