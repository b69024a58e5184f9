"""The demonstration: the site with a fictitious county, on this machine only, in a home that is thrown away."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from mingheng.commandline.site_loading import load_site, refusals
from mingheng.commandline.terminal import messages, progress
from mingheng.demo.county import County
from mingheng.demo.units import FEWEST_UNITS

DAY = "2026-11-20"
"""The day on which the demonstration stands: late in the year that the county's records are of."""


def demo(
    seed: Annotated[int, typer.Option(metavar="数", help="随机种子；相同的种子生成相同的县。")] = 2026,
    units: Annotated[int, typer.Option(metavar="数", min=FEWEST_UNITS, max=5000, help="单位数。")] = 80,
    port: Annotated[int, typer.Option(metavar="端口", min=0, max=65535, help="网站的端口；0为任选。")] = 8000,
) -> None:
    """演示：用一个虚构的县运行网站，可一键切换角色。只在本机可见，结束后全部删除。"""
    with TemporaryDirectory(prefix="mingheng-demo-") as folder:
        os.environ |= {"MINGHENG_DEMO": "1", "MINGHENG_DEMO_DAY": DAY, "MINGHENG_HOSTS": "127.0.0.1,localhost"}
        os.environ.pop("MINGHENG_DATABASE", None)
        load_site(Path(folder) / "home")
        from mingheng.demo.site_world import build_world  # noqa: PLC0415 - tables can be loaded only now
        from mingheng.site.operations.home import Refusal  # noqa: PLC0415
        from mingheng.site.operations.serving import serve  # noqa: PLC0415

        with refusals(Refusal):
            with progress("生成虚构的县，约需半分钟"):
                build_world(County(seed=seed, units=units))
            serve("127.0.0.1", port, threads=8, when_ready=_tell)


def _tell(address: str) -> None:
    messages().print(f"演示在 {address} ，按Ctrl+C结束；在页面上方选一个角色。", style="bold")
