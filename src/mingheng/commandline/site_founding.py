"""Found a site: ask for what was not given as an option."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from mingheng.commandline.inputs import wrong_usage
from mingheng.commandline.reading import read_day
from mingheng.commandline.site_loading import Home, load_site, refusals
from mingheng.commandline.terminal import messages, output

if TYPE_CHECKING:
    from mingheng.accounts.domain import NewAccount

NEXT = """
接下来：
  1. 运行 mingheng serve（正式使用请按docs/operations.md装成系统服务，前面放HTTPS反向代理）。
  2. 用浏览器打开 {address} ，每人用自己的链接设密码、绑定动态口令。
  3. 工委管理员登录后，按首页的步骤导入党组织名册和党员名册（表格模板在该页下载）。
  4. 链接都交出去以后，删掉 {slips} 。
  5. 现在就备份密钥：mingheng backup 备份文件夹 --keys 密钥文件（两样分开存放）。"""


def init(
    name: Annotated[str, typer.Option(metavar="名称", help="机关工委的全称。默认：询问。")] = "",
    code: Annotated[str, typer.Option(metavar="编码", help="机关工委的组织编码。")] = "0",
    since: Annotated[
        date | None,
        typer.Option(
            metavar="日期",
            parser=read_day,
            help="组织从哪一天记起，导入的单位不能早于它。默认：1949年10月1日。",
        ),
    ] = None,
    person: Annotated[
        list[str] | None,
        typer.Option(metavar="用户名:姓名", help="首批管理员，按岗位的次序写四次（岗位见提问）。默认：逐个询问。"),
    ] = None,
    address: Annotated[str, typer.Option(metavar="网址", help="同志们在浏览器里打开的网址。默认：询问。")] = "",
    home: Home = None,
) -> None:
    """设立系统：生成密钥、建数据库、设立机关工委，给首批管理员发设置链接。没有给出的逐项询问。"""
    load_site(home)
    from mingheng.organisation.refusals import Refused  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations import founding  # noqa: PLC0415
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415

    with refusals(Refusal, Refused):
        founding.refuse_founded()
        asked = founding.Founding(
            name=name or typer.prompt("机关工委的全称"),
            code=code,
            since=since or founding.EARLIEST,
            people=[_person(text) for text in person or _asked_people()],
            address=(address or typer.prompt("同志们打开的网址", default=founding.default_address())).rstrip("/"),
        )
        slips = founding.found_site(asked)
    output().print(slips.read_text(encoding="utf-8"))
    messages().print(f"以上内容也在 {slips} ，只有您能读。")
    messages().print(NEXT.format(address=asked.address, slips=slips))


def _asked_people() -> list[str]:
    from mingheng.site.operations.founding import posts  # noqa: PLC0415 - as above

    people = []
    for post in posts():
        messages().print(f"{post.title}：{post.duty}", style="bold")
        called = typer.prompt("  姓名")
        people.append(f"{typer.prompt('  用户名（字母、数字）')}:{called}")
    return people


def _person(text: str) -> NewAccount:
    from mingheng.accounts.domain import NewAccount  # noqa: PLC0415 - as above

    username, colon, called = text.replace("：", ":").partition(":")
    if not colon:
        wrong_usage(f"“{text}”要写成 用户名:姓名 ，如 zhangsan:张三 。")
    return NewAccount(username, called)
