"""Tell what is due."""

from __future__ import annotations

from mingheng.commandline.site_loading import Home, load_site, refusals
from mingheng.commandline.terminal import messages, output


def remind(home: Home = None) -> None:
    """发出到期提醒：网页、邮件、单位消息。由定时器调用；重复运行不会重复提醒，停过几天也会补上。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.reminding import remind_site  # noqa: PLC0415
    from mingheng.vault.keys import KeyMissing  # noqa: PLC0415

    with refusals(Refusal, KeyMissing):
        done = remind_site()
    if done.is_day_off:
        output().print("今天不上班，没有提醒。")
        return
    output().print(f"待办{done.matters}件；新提醒{done.persons}人{done.reminders}条；发出消息{done.sent.sent}条。")
    if done.sent.failed:
        messages().print(f"有{done.sent.failed}条消息没有发出，下次运行再发；原因见“提醒记录”页。", style="red")
    if done.without_anybody:
        messages().print(f"有{done.without_anybody}件无人办理：所在组织和上级都没有人担任该角色。", style="red")
