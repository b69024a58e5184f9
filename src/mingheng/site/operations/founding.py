"""Found a site: keys, tables, static files, the 工委 at the top, and the first administrators with their set-up links.

All of it can be begun again when it was interrupted, until the 工委 is there; then never again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.accounts.domain import NewAccount, Slip, create_accounts
from mingheng.accounts.forms import USERNAME, USERNAME_RULE
from mingheng.accounts.queries import plain_username
from mingheng.audit.actors import COMMAND
from mingheng.audit.checkpoints import checkpoint
from mingheng.clock import today
from mingheng.organisation.domain import found_unit, grant_role
from mingheng.organisation.models import Unit, UnitKind
from mingheng.organisation.roles import SMALL_COMMITTEE, Post
from mingheng.site.operations.home import Refusal, home, prepare_home, working
from mingheng.site.operations.readiness import stamp_version
from mingheng.vault.keys import create_keys, key_folder

SLIPS = "设置链接.txt"

EARLIEST = date(1949, 10, 1)
"""From when on the 工委 stands in the tree unless it is said: early enough for the true founding day of any unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What has to be known."""

    name: str
    """What the 工委 is called, in full."""
    code: str
    since: date
    """From when on it stands in the tree: units below it cannot be older."""
    people: Sequence[NewAccount]
    """The holders of the posts of `SMALL_COMMITTEE`, in their order."""
    address: str
    """What people open in the browser, without a slash at the end."""


def refuse_founded() -> None:
    """Refusal when there is a site already. A home whose founding was interrupted is none."""
    if not home().exists():
        return
    try:
        with connection.cursor() as cursor:
            is_there = Unit._meta.db_table in connection.introspection.table_names(cursor) and Unit.objects.exists()
    except DatabaseError as fault:
        raise Refusal(_("数据库连不上：{why}").format(why=str(fault).strip())) from None
    if is_there:
        raise Refusal(_("“{path}”中已经设立了系统，不能再次设立，什么也没有改。").format(path=home()))


def found_site(founding: Founding) -> Path:
    """Found it; the result is the file with the set-up links. Refusal where there is a site, or for a faulty name."""
    people = _checked(founding.people)
    prepare_home()
    with working(alone=True):
        refuse_founded()
        if not (key_folder().is_dir() and any(key_folder().iterdir())):
            create_keys(key_folder())
        (home() / "evidence").mkdir(mode=0o700, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        with transaction.atomic():
            slips = _found(founding, people)
            # Before the commit: once the accounts are there, nobody can read their links from the database.
            _write_slips(home() / SLIPS, founding, slips)
        checkpoint(COMMAND, _("设立系统"))
        stamp_version()
    return home() / SLIPS


def slip_text(founding: Founding, slips: Sequence[Slip]) -> str:
    """What is printed and handed out: for each person the post, the name and the link."""
    lines = [
        _("{name}：首批账号的设置链接。每个链接只能用一次，七天内有效。请当面分别交给本人。").format(name=founding.name)
    ]
    for post, slip in zip(SMALL_COMMITTEE, slips, strict=True):
        link = founding.address + reverse("accounts:set_up", args=[slip.token])
        lines += [
            "",
            f"{post.title}：{slip.account.display_name}（{_('用户名')} {slip.account.username}）",
            f"  {link}",
        ]
    return "\n".join(lines) + "\n"


def posts() -> tuple[Post, ...]:
    """The posts for which a person has to be named."""
    return SMALL_COMMITTEE


def default_address() -> str:
    """Where the site is, as far as the settings say."""
    host = settings.ALLOWED_HOSTS[0]
    return f"https://{host}" if settings.CSRF_COOKIE_SECURE else f"http://{host}:8000"


def _found(founding: Founding, people: Sequence[NewAccount]) -> list[Slip]:
    committee = found_unit(
        founding.code, founding.name, kind=UnitKind.WORK_COMMITTEE, parent=None, on=founding.since, by=COMMAND
    )
    slips = create_accounts(people, by=COMMAND)
    for post, slip in zip(SMALL_COMMITTEE, slips, strict=True):
        for role in post.roles:
            grant_role(slip.account, committee, role, starts_on=max(today(), founding.since), by=COMMAND)
    return slips


def _checked(people: Sequence[NewAccount]) -> list[NewAccount]:
    if len(people) != len(SMALL_COMMITTEE):
        raise Refusal(_("要为{count}个岗位各指定一人。").format(count=len(SMALL_COMMITTEE)))
    names = [plain_username(one.username) for one in people]
    if len(set(names)) < len(names):
        raise Refusal(_("两个岗位用了同一个用户名。管理员要分设，每个岗位另指定一人。"))
    for name, one in zip(names, people, strict=True):
        if not USERNAME.fullmatch(name):
            raise Refusal(_("用户名“{name}”不能用。{rule}").format(name=one.username, rule=USERNAME_RULE))
        if not one.display_name.strip():
            raise Refusal(_("用户名“{name}”没有写姓名。").format(name=one.username))
    return [NewAccount(name, one.display_name.strip()) for name, one in zip(names, people, strict=True)]


def _write_slips(path: Path, founding: Founding, slips: Sequence[Slip]) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(slip_text(founding, slips))
        file.flush()
        os.fsync(file.fileno())
