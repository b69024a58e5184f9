"""Serve the site."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

import typer

from mingheng.commandline.site_loading import Home, load_site, refusals
from mingheng.commandline.terminal import messages


def read_host(text: str) -> str:
    """An address of this machine: a number, or localhost."""
    if text != "localhost":
        try:
            ip_address(text)
        except ValueError:
            raise typer.BadParameter(f"“{text}”不是IP地址。本机写127.0.0.1，所有网卡写0.0.0.0。") from None
    return text


def serve(
    host: Annotated[
        str, typer.Option(metavar="地址", parser=read_host, help="监听的地址。默认只在本机，由反向代理转来。")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="端口", min=0, max=65535, help="监听的端口；0为任选。")] = 8000,
    threads: Annotated[int, typer.Option(metavar="数", min=1, max=64, help="同时处理的请求数。")] = 8,
    home: Home = None,
) -> None:
    """运行网站，直到按Ctrl+C或收到SIGTERM；正在处理的请求会做完。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.serving import serve as serve_site  # noqa: PLC0415

    with refusals(Refusal):
        serve_site(host, port, threads=threads, when_ready=_tell)


def _tell(address: str) -> None:
    messages().print(f"明衡在 {address} 运行，按Ctrl+C结束。", style="bold")
