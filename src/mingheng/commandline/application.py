"""The commands and their options."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from mingheng import __version__
from mingheng.commandline.checking import check_rulebook, show_cases
from mingheng.commandline.chinese import ChineseCommand, ChineseGroup
from mingheng.commandline.choosing import the_code, the_subject
from mingheng.commandline.example import run_example, serve
from mingheng.commandline.exits import EXIT_CODES, Exit
from mingheng.commandline.inputs import (
    Assessment,
    rulebook_folder,
    the_assessment,
    the_kinds,
    the_rulebook,
    wrong_usage,
)
from mingheng.commandline.kinds import kinds_text
from mingheng.commandline.outputs import (
    Format,
    cannot_write,
    heading_of,
    incomplete_text,
    print_results,
    refuse_to_overwrite,
    result_files,
    write_results,
)
from mingheng.commandline.reading import read_day
from mingheng.commandline.site_audit import export, verify, witness
from mingheng.commandline.site_demo import demo
from mingheng.commandline.site_founding import init
from mingheng.commandline.site_relinking import relink
from mingheng.commandline.site_reminding import remind
from mingheng.commandline.site_rotating import rotate
from mingheng.commandline.site_saving import backup, keys, restore, upgrade
from mingheng.commandline.site_serving import serve as serve_site
from mingheng.commandline.terminal import messages, output, show_explanation, show_lines
from mingheng.demo.units import FEWEST_UNITS
from mingheng.scoring import explain
from mingheng.scoring.explain import line_sentence
from mingheng.sheets import write_template
from mingheng.sheets.template_content import in_clerks_order

app = typer.Typer(
    name="mingheng",
    cls=ChineseGroup,
    help="明衡：机关党建动态考核评价。细则是数据，每一分都能说明来由。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


RulebookName = Annotated[str, typer.Argument(metavar="细则", help="细则文件夹的路径，或自带细则的编号，如demo-2026。")]
DataPath = Annotated[Path, typer.Argument(metavar="数据", help="数据文件夹（CSV、XLSX、Parquet），或一个XLSX工作簿。")]
Day = Annotated[
    date | None,
    typer.Option(metavar="日期", parser=read_day, help="计分截至的日期，如2026-03-31。默认：全部到期之日。"),
]
KnownOn = Annotated[
    date | None,
    typer.Option(metavar="日期", parser=read_day, help="只看这一天以前录入的记录。默认：与--as-of相同。"),
]
Partial = Annotated[bool, typer.Option("--partial", help="数据有错误时，略去有错的行继续计分，并逐条列出。")]
Force = Annotated[bool, typer.Option("--force", help="文件已存在时也覆盖。")]


def main() -> None:
    """Run the command. Output is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    app()


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - Typer gives it so
    if wanted:
        output().print(__version__)
        raise typer.Exit(Exit.FINE)


VERSION = typer.Option("--version", help="显示版本号。", is_eager=True, callback=_show_version)


@app.callback(epilog=EXIT_CODES)
def _options(version: Annotated[bool, VERSION] = False) -> None:  # noqa: FBT002
    """Options of the program itself."""


@app.command(cls=ChineseCommand, epilog=EXIT_CODES)
def check(rulebook: RulebookName) -> None:
    """检查细则：格式、编码、分值、条款、所需台账，一次列出全部问题；再运行所附的算例。"""
    found, results = check_rulebook(rulebook_folder(rulebook), tells_warnings=True)
    output().print(f"{found.title}（{found.id}）：{len(found.rules)}条评分规则，没有错误。")
    show_cases(results)


@app.command(cls=ChineseCommand, epilog=EXIT_CODES)
def score(
    rulebook: RulebookName,
    data: DataPath,
    as_of: Day = None,
    known_on: KnownOn = None,
    out: Annotated[Path | None, typer.Option(metavar="文件夹", help="结果写入这个文件夹。")] = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="结果的形式。默认：有--out时为xlsx，否则在屏幕上列表。")
    ] = None,
    partial: Partial = False,  # noqa: FBT002
    force: Force = False,  # noqa: FBT002
    run_at: Annotated[
        str, typer.Option(metavar="时间", help="写进运行记录的运行时间。默认不写，使相同输入得到相同字节。")
    ] = "",
) -> None:
    """计分、定等。数据有错误时不给出结果，除非用--partial。"""
    form = form or (Format.XLSX if out else Format.TABLE)
    if out is None and form == Format.XLSX:
        wrong_usage("xlsx形式要用--out指定文件夹。")
    if out is not None and form == Format.TABLE:
        wrong_usage("table形式只在屏幕上显示，不能与--out同用。")
    if out is not None:
        refuse_to_overwrite(result_files(out), force=force)
    done = _assessment(rulebook, data, as_of, known_on, partial=partial)
    if out is None:
        print_results(done, form, run_at)
    else:
        write_results(done, form, out, run_at)


@app.command("explain", cls=ChineseCommand, epilog=EXIT_CODES)
def explain_line(
    rulebook: RulebookName,
    data: DataPath,
    subject: Annotated[str, typer.Argument(metavar="单位", help="考核对象的编号或名称。")],
    code: Annotated[str, typer.Argument(metavar="指标", help="只说明这一项，写编码或名称；列出全部记录。")] = "",
    as_of: Day = None,
    known_on: KnownOn = None,
    partial: Partial = False,  # noqa: FBT002
) -> None:
    """说明一个单位的得分：每一项怎么来的，哪些记录计入，哪些没有计入、为什么。"""
    done = _assessment(rulebook, data, as_of, known_on, partial=partial)
    chosen, outcome = the_subject(done, subject), done.outcome
    output().print(f"{heading_of(done)}{incomplete_text(done)}")
    if not code:
        lines = outcome.lines(chosen.id)
        show_lines(outcome, chosen, ((line, line_sentence(outcome, chosen.id, line)) for line in lines))
        return
    code = the_code(outcome, code)
    output().print(f"{chosen.name}（{chosen.id}）")
    show_explanation(outcome.line(chosen.id, code), explain(outcome, chosen.id, code))


@app.command(cls=ChineseCommand, epilog=EXIT_CODES)
def template(
    rulebook: RulebookName,
    out: Annotated[Path, typer.Option(metavar="文件", help="模板写到哪里。")] = Path("填报模板.xlsx"),
    force: Force = False,  # noqa: FBT002
) -> None:
    """写出空白填报模板：细则要读的每种台账一张表，附填写说明和编码。"""
    if out.suffix.lower() != ".xlsx":
        wrong_usage(f"模板是XLSX工作簿，不能写成“{out.name}”。请用以.xlsx结尾的文件名。")
    refuse_to_overwrite([out], force=force)
    found = the_rulebook(rulebook)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_template(found, the_kinds(), out)
    except OSError as fault:
        cannot_write(out, fault)
    messages().print(f"已写入 {out}")


@app.command(cls=ChineseCommand, epilog=EXIT_CODES)
def cases(rulebook: RulebookName) -> None:
    """运行细则所附的算例。"""
    show_cases(check_rulebook(rulebook_folder(rulebook), tells_warnings=False)[1])


@app.command("kinds", cls=ChineseCommand, epilog=EXIT_CODES)
def list_kinds() -> None:
    """列出台账种类：各有哪些栏目，细则可以读取哪些事实种类。"""
    for line in kinds_text(in_clerks_order(the_kinds().values())):
        output().print(line)


@app.command(cls=ChineseCommand, epilog=EXIT_CODES)
def example(
    seed: Annotated[int, typer.Option(metavar="数", help="随机种子；相同的种子生成相同的县。")] = 2026,
    units: Annotated[int, typer.Option(metavar="数", min=FEWEST_UNITS, max=5000, help="单位数。")] = 80,
    port: Annotated[int, typer.Option(metavar="端口", min=0, max=65535, help="报告的端口；0为任选。")] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只写文件，不打开网页服务。")] = False,  # noqa: FBT002
    out: Annotated[Path, typer.Option(metavar="文件夹", help="结果写入这个文件夹。")] = Path("output/example"),
) -> None:
    """示例：生成一个虚构的县，用命令行计分、定等、说明，写出工作簿和网页报告并在本机显示。"""
    pages = run_example(out, seed=seed, units=units)
    if not no_serve:
        serve(pages, port)


for _command, _name in (
    (demo, "demo"),
    (init, "init"),
    (serve_site, "serve"),
    (relink, "relink"),
    (backup, "backup"),
    (keys, "keys"),
    (rotate, "rotate"),
    (restore, "restore"),
    (upgrade, "upgrade"),
    (verify, "verify"),
    (remind, "remind"),
    (export, "export"),
    (witness, "witness"),
):
    app.command(_name, cls=ChineseCommand, epilog=EXIT_CODES, rich_help_panel="网站")(_command)


def _assessment(name: str, data: Path, as_of: date | None, known_on: date | None, *, partial: bool) -> Assessment:
    return the_assessment(the_rulebook(name), data, as_of=as_of, known_on=known_on, partial=partial)
