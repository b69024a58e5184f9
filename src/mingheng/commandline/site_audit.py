"""Check the audit log of a site, export it for others to check, and be its witness."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mingheng.commandline.exits import Exit
from mingheng.commandline.site_loading import Home, load_site, refusals
from mingheng.commandline.site_saving import WitnessFile
from mingheng.commandline.terminal import messages, output, progress


def verify(
    witness: WitnessFile = None,
    rebuild: Annotated[  # noqa: FBT002 - an option of the command line
        bool, typer.Option("--rebuild", help="事实表与台账不符时，按台账重新生成，并记入操作日志；须先停止网站。")
    ] = False,
    home: Home = None,
) -> None:
    """校验审计日志：每一行数据、每条事件、每个检查点、佐证材料和事实表；可与见证人的日志头比较。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.verifying import rebuild_and_verify, verify_site  # noqa: PLC0415

    with refusals(Refusal), progress("校验"):
        report = rebuild_and_verify(witness) if rebuild else verify_site(witness)
    output().print(str(report))
    if report.without_facts:
        messages().print(report.without_facts)
    if report.faults:
        messages().print(
            "请保留现场，停用系统，把以上内容交给审计管理员；需要时从备份恢复到另一个目录比较。", style="red"
        )
        if report.differing:
            messages().print(
                "事实表由台账生成，台账本身没有问题。查明以后：先备份，停止网站，运行 mingheng verify --rebuild "
                "按台账重新生成；重新启动网站后，得分自动重算。"
            )
        raise typer.Exit(Exit.FAULTS)


def export(
    file: Annotated[Path, typer.Argument(metavar="文件", help="写到哪里；文件不能已经存在。")],
    home: Home = None,
) -> None:
    """导出审计日志和全部受审计的数据，供独立的校验程序在别的机器上校验。敏感栏目只有密文。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.verifying import export_log  # noqa: PLC0415

    with refusals(Refusal), progress("导出"):
        export_log(file)
    output().print(f"已写入 {file} 。在别的机器上校验：python verifier.py check {file.name} --key checkpoint.pub")


def witness(
    state: Annotated[Path, typer.Argument(metavar="日志头文件", help="见证人保存的文件，放在U盘或另一台机器上。")],
    home: Home = None,
) -> None:
    """见证：只在日志从上次起一直是接着写的时候，记下现在的日志头。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.verifying import witness_site  # noqa: PLC0415

    with refusals(Refusal):
        report = witness_site(state)
    output().print(str(report))
    if report.faults:
        raise typer.Exit(Exit.FAULTS)
    messages().print(f"已见证，日志头在 {state} 。请由不管数据库的人保管。")
