"""What all commands that work on a site have in common: where it lies, how it is loaded, how a refusal ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn

import django
import typer

from mingheng.commandline.exits import Exit
from mingheng.commandline.inputs import wrong_usage
from mingheng.commandline.terminal import messages
from mingheng.site.operations.connection import FaultyAddress

Home = Annotated[
    Path | None,
    typer.Option("--home", metavar="文件夹", help="系统的目录。默认：环境变量MINGHENG_HOME，否则是mingheng-home。"),
]


def load_site(home: Path | None) -> None:
    """Read the settings and load the tables. Modules that know tables can be imported only after this."""
    if home is not None:
        os.environ["MINGHENG_HOME"] = str(home.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingheng.site.settings")
    try:
        import_module("mingheng.site.settings")
        django.setup()
    except FaultyAddress as fault:
        wrong_usage(str(fault))
    except ModuleNotFoundError as fault:
        if str(fault.name).startswith("mingheng"):
            raise
        wrong_usage(
            f"这里只装了计分程序，没有装网站所需的软件包（缺{fault.name}）。请运行 pip install 'mingheng[site]'。"
        )


@contextmanager
def refusals(*kinds: type[Exception]) -> Iterator[None]:
    """End the command with a sentence and the exit code when the site refuses."""
    try:
        yield
    except kinds as fault:
        refuse(str(fault))
    except OSError as fault:
        refuse(f"“{fault.filename or ''}”读写不了（{fault.strerror or fault}）。请检查路径、权限和磁盘空间。")


def refuse(text: str) -> NoReturn:
    """Say why it was not done, and end the command."""
    messages().print(text, style="red")
    raise typer.Exit(Exit.REFUSED)


def read_passphrase(file: Path | None, *, is_new: bool) -> str:
    """The passphrase of the key box: the first line of a file, or typed unseen; a new one twice."""
    if file is None:
        return str(
            typer.prompt("密钥文件的口令", hide_input=True, confirmation_prompt="再输入一次" if is_new else False)
        )
    try:
        return file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, IndexError):
        wrong_usage(f"口令文件“{file}”读不出来，或者是空的。")
