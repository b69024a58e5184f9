"""A new set-up link from the server, for whom nobody signed in can give one: the last administrator, lost slips."""

from __future__ import annotations

from typing import Annotated

import typer

from mingheng.commandline.site_loading import Home, load_site, refuse
from mingheng.commandline.terminal import messages, output


def relink(
    username: Annotated[str, typer.Argument(metavar="用户名", help="要重新设置密码的账号。")],
    reason: Annotated[str, typer.Option(metavar="原因", help="写入操作日志。默认：询问。")] = "",
    keep_second_factor: Annotated[  # noqa: FBT002 - an option of the command line
        bool, typer.Option("--keep-second-factor", help="不重置动态口令（手机还在时用）。")
    ] = False,
    home: Home = None,
) -> None:
    """给一个账号发新的设置链接：原密码作废，会话结束，默认连动态口令一起重置。"""
    load_site(home)
    from django.urls import reverse  # noqa: PLC0415 - tables can be loaded only now

    from mingheng.accounts.domain import reset_account  # noqa: PLC0415
    from mingheng.accounts.models import Account  # noqa: PLC0415
    from mingheng.audit.actors import COMMAND  # noqa: PLC0415
    from mingheng.site.operations.founding import default_address  # noqa: PLC0415

    account = Account.objects.filter(username=username).first()
    if account is None:
        refuse(f"没有用户名是“{username}”的账号。请核对用户名。")
    if account.closed_on is not None:
        refuse(f"账号“{username}”已经停用。请先由系统管理员在账号页面恢复。")
    said = reason or typer.prompt("原因")
    slip = reset_account(account, resets_second_factor=not keep_second_factor, reason=said, by=COMMAND)
    output().print(default_address() + reverse("accounts:set_up", args=[slip.token]))
    messages().print(f"请当面交给{account.display_name}。链接只能用一次，七天内有效。")
