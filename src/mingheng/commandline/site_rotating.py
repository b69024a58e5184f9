"""Seal what is sealed under a new field key."""

from __future__ import annotations

from mingheng.commandline.site_loading import Home, load_site, refusals
from mingheng.commandline.terminal import messages, output, progress


def rotate(home: Home = None) -> None:
    """换用新的字段密钥，重新加密全部敏感栏目；网站不用停。中断后再运行一次，接着做完。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.rotating import reseal_site, rotating  # noqa: PLC0415
    from mingheng.vault.keys import KeyMissing  # noqa: PLC0415

    with refusals(Refusal, KeyMissing), rotating() as rotation:
        if rotation.is_new:
            messages().print(f"已生成新的字段密钥（{rotation.number}号）。")
        else:
            messages().print(f"上次换到{rotation.number}号字段密钥没有换完，接着换；没有再生成新密钥。")
        messages().print(
            "请现在就另存一份密钥：mingheng backup 新的备份文件夹 --keys 新的密钥文件。"
            "从此以后的备份，用旧的密钥文件读不出来。",
            style="bold red",
        )
        with progress("重新加密") as tell:
            count = reseal_site(rotation.number, tell=tell)
    output().print(f"已用{rotation.number}号字段密钥重新加密{count}行，没有一行还用旧密钥。")
    messages().print("旧密钥文件留在密钥目录中，请不要删除：以前的备份要用它。")
