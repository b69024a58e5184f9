"""May the site be served as it stands? Every reason against it, each a sentence that says what to do."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from mingheng import __version__
from mingheng.site.operations.field_keys import faults_of_keys
from mingheng.site.operations.home import Refusal, database_file, home, uses_sqlite
from mingheng.site.operations.snapshot import applied_migrations, has_pending_migrations, refuse_newer
from mingheng.vault.keys import key_folder

KEYS = ("field-0001.key", "index.key", "session.key", "checkpoint.key", "checkpoint.pub")


def installed_version() -> str:
    """The version that last brought this home up to date; empty before the site is set up."""
    path = home() / "version"
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def stamp_version() -> None:
    """Note that the home is up to date with this version."""
    (home() / "version").write_text(f"{__version__}\n", encoding="ascii")


def withdraw_stamp() -> None:
    """Let nobody serve what is not as it should be."""
    (home() / "version").unlink()


def refuse_unless_set_up() -> None:
    """Refusal when there is no site here, its keys are missing, or the database cannot be asked."""
    if not home().is_dir() or not (installed_version() or key_folder().is_dir()):
        raise Refusal(_("“{path}”中还没有设立系统。请先运行 mingheng init，或用--home指明目录。").format(path=home()))
    if missing := [name for name in KEYS if not (key_folder() / name).exists()]:
        text = _("缺少密钥文件{name}，加密的内容读不出来。请用密钥备份取回：mingheng keys 密钥文件；或把它放回{path}。")
        raise Refusal(text.format(name=missing[0], path=key_folder()))
    if uses_sqlite() and not database_file().exists():
        raise Refusal(_("数据库文件“{path}”不在。请从备份恢复：mingheng restore。").format(path=database_file()))
    try:
        connection.ensure_connection()
    except DatabaseError as fault:
        if uses_sqlite():
            raise _damaged(str(fault)) from None
        raise Refusal(_("数据库连不上：{why}").format(why=str(fault).strip())) from None


def refuse_unless_ready(host: str) -> None:
    """Refusal when the site must not be served, or not under this address."""
    refuse_unless_set_up()
    _refuse_outside(host)
    if uses_sqlite():
        _refuse_damaged()
    refuse_before_upgrade()
    if faults := faults_of_keys():
        raise Refusal("\n".join(faults))


def awaits_upgrade() -> bool:
    """Whether the data are those of another version of the program."""
    return has_pending_migrations() or installed_version() != __version__


def refuse_before_upgrade() -> None:
    """Refusal when the tables are those of another version of the program."""
    refuse_newer(applied_migrations())
    if awaits_upgrade():
        raise Refusal(
            _("程序已更新，数据还没有跟上。请运行 mingheng upgrade（它先备份、再升级、再校验），然后重新启动。")
        )


def _refuse_outside(host: str) -> None:
    if host == "localhost" or ip_address(host).is_loopback:
        return
    if settings.MINGHENG_DEMO:
        raise Refusal(_("演示数据只能在本机显示：演示账号没有真正的口令。请去掉--host。"))
    if not settings.CSRF_COOKIE_SECURE:
        raise Refusal(
            _("没有HTTPS时只能在本机显示，否则口令会明文传输。请设MINGHENG_HTTPS=on并用反向代理，或去掉--host。")
        )


def _refuse_damaged() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            found = cursor.fetchone()[0]
    except DatabaseError as fault:
        found = str(fault)
    if found != "ok":
        raise _damaged(found)


def _damaged(why: str) -> Refusal:
    return Refusal(_("数据库文件的结构已损坏（{why}）。请保留它，从最近的备份恢复到另一个目录。").format(why=why))
