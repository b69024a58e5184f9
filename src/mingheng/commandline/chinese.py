"""Help and usage errors of the command line in Chinese: what the option parser says in English is said again."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from mingheng.commandline.exits import Exit
from mingheng.commandline.terminal import messages, output

# The parser's classes are not public in every version of Typer; its public BadParameter leads to them.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
ClickException: type[Exception] = typer.BadParameter.__mro__[2]

_HELP = (
    (r"^Usage: ", "用法："),
    (r"^Options:$", "选项："),
    (r"^Arguments:$", "参数："),
    (r"^Commands:$", "命令："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 …"),
    (r"Show this message and exit\.", "显示这段说明。"),
    (r"\[required\]", "［必填］"),
    (r"\{(细则|数据|单位|指标)\}", r"\1"),
    (r"(^ +\[?\S+) <(?:str|path)>", r"\1"),
    (r"\[default: ([^\]]*)\]", r"［默认：\1］"),
)
_SENTENCES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"No such command '?\"?([^'\"]*)['\"]?\.(?: Did you mean (.*)\?)?", lambda m: _unknown("命令", m[1], m[2])),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", lambda m: f"多余的参数“{m[1]}”。"),
    (r"Option '?([^' ]*)'? requires an argument", lambda m: f"选项{m[1]}后面要写一个值。"),
    (r"Option '?([^' ]*)'? does not take a value", lambda m: f"选项{m[1]}后面不写值。"),
    (r"Missing command", lambda _: "没有写命令。"),
    (r"'(.*)' is not one of (.*?)\.?\Z", lambda m: f"“{m[1]}”不在可选范围内。可选：{_listed(m[2])}。"),
    (r"(\S+) is not in the range (\S+?)<=x<=(\S+?)\.?\Z", lambda m: f"{m[1]}不在{m[2]}到{m[3]}之间。"),
    (r"(\S+) is not in the range x>=(\S+?)\.?\Z", lambda m: f"{m[1]}小于{m[2]}。"),
    (r"greater than or equal to (\S+)", lambda m: f"不能小于{m[1]}。"),
    (r"less than or equal to (\S+)", lambda m: f"不能大于{m[1]}。"),
    (r"valid (?:integer|int)", lambda _: "要写整数。"),
)


class ChineseCommand(TyperCommand):
    """A command whose help is Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help, with the parser's own words translated."""
        return in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """All commands: their help and every usage error are Chinese."""

    def get_help(self, ctx: Any) -> str:
        """The help, with the parser's own words translated."""
        return in_chinese(super().get_help(ctx))

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run, and end with the exit code that tells how it went."""
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except typer.Abort:
            messages().print("已中止。")
            code = Exit.USAGE
        except ClickException as fault:
            show_usage_error(fault)
            code = Exit.USAGE
        sys.exit(code if isinstance(code, int) else Exit.FINE)


def show_usage_error(fault: Exception) -> None:
    """Say what is wrong with the command line. No command at all is answered with the help."""
    ctx = getattr(fault, "ctx", None)
    if type(fault).__name__ == "NoArgsIsHelpError" and ctx is not None:
        output().print(ctx.get_help())
        return
    messages().print(f"用法不对：{usage_text(fault)}", style="red")
    if ctx is not None:
        messages().print(f"用{ctx.command_path} --help看用法。")


def in_chinese(text: str) -> str:
    """The help with the parser's own words translated."""
    for pattern, word in _HELP:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    return text


def usage_text(fault: Exception) -> str:
    """What is wrong, in Chinese."""
    said = str(getattr(fault, "message", "") or "")
    name = _name_of(fault)
    if type(fault).__name__ == "NoSuchOption":
        return _unknown(
            "选项", str(getattr(fault, "option_name", "")), " ".join(getattr(fault, "possibilities", ()) or ())
        )
    if type(fault).__name__ == "MissingParameter":
        return f"缺少{name}。"
    found = next((write(match) for pattern, write in _SENTENCES if (match := re.search(pattern, said))), "")
    if not found and re.search(r"[\u4e00-\u9fff]", said):
        found = said
    if not found:
        found = "写法不对。"
    return f"{name}：{found}" if name else found


def _name_of(fault: Exception) -> str:
    parameter = getattr(fault, "param", None)
    if parameter is None:
        return ""
    if parameter.param_type_name == "argument":
        return f"“{parameter.metavar or parameter.name}”"
    return "/".join(parameter.opts)


def _unknown(what: str, word: str, rest: str | None) -> str:
    close = re.findall(r"'([^']+)'|(-[\w-]+)", rest or "")
    near = next((first or second for first, second in close), "")
    return f"没有{what}“{word}”。" + (f"是不是“{near}”？" if near else "")


def _listed(words: str) -> str:
    return "、".join(re.findall(r"'([^']*)'", words))
