"""Save a site, bring it back, bring it up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mingheng.commandline.inputs import wrong_usage
from mingheng.commandline.site_loading import Home, load_site, read_passphrase, refusals
from mingheng.commandline.terminal import messages, output, progress

BackupFolder = Annotated[Path, typer.Argument(metavar="备份文件夹", help="每次备份用一个新的文件夹。")]
KeyBox = Annotated[
    Path | None,
    typer.Option("--keys", metavar="文件", help="密钥文件：用口令加密，与备份分开存放。默认不涉及密钥。"),
]
PassphraseFile = Annotated[
    Path | None, typer.Option(metavar="文件", help="口令写在这个文件的第一行。默认：在终端输入。")
]
WitnessFile = Annotated[
    Path | None, typer.Option(metavar="文件", help="见证人保存的日志头文件，用来发现被截短或换旧的日志。")
]


def backup(
    folder: BackupFolder, keys: KeyBox = None, passphrase_file: PassphraseFile = None, home: Home = None
) -> None:
    """备份数据库和佐证材料，列出每个文件的SHA-256；网站不用停。密钥不在其中，用--keys另存。"""
    load_site(home)
    from mingheng.site.operations.backup import make_backup  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415
    from mingheng.site.operations.key_box import write_key_box  # noqa: PLC0415
    from mingheng.vault.keys import KeyMissing, key_folder  # noqa: PLC0415

    if keys is not None and keys.absolute().is_relative_to(folder.absolute()):
        wrong_usage("密钥文件不能放在备份文件夹里：两样在一起，加密就没有意义了。请另给一个地方。")
    passphrase = read_passphrase(passphrase_file, is_new=True) if keys else ""
    with refusals(Refusal, KeyMissing):
        if keys:
            write_key_box(key_folder(), keys, passphrase)
            messages().print(f"已写入 {keys}（密钥，请与备份分开存放，口令另记）")
        with progress("备份"):
            made = make_backup(folder)
    size = sum(listed["bytes"] for listed in made.files.values())
    output().print(f"已备份到 {folder}：{len(made.files)}个文件，{size / 1e6:.1f} MB；审计日志{made.events}条。")
    output().print(f"日志头 {made.head}")


def keys(
    box: Annotated[Path, typer.Argument(metavar="密钥文件", help="备份时用--keys写出的文件。")],
    passphrase_file: PassphraseFile = None,
    home: Home = None,
) -> None:
    """从密钥文件取回丢失的密钥；还在的密钥不动。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal, prepare_home  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.key_box import open_key_box  # noqa: PLC0415
    from mingheng.vault.keys import key_folder  # noqa: PLC0415

    passphrase = read_passphrase(passphrase_file, is_new=False)
    with refusals(Refusal):
        prepare_home()
        names = open_key_box(box, key_folder(), passphrase)
    output().print(f"已取回：{'、'.join(names)}。" if names else "密钥一个也不缺，什么也没有做。")


def restore(
    folder: BackupFolder,
    keys: KeyBox = None,
    passphrase_file: PassphraseFile = None,
    witness: WitnessFile = None,
    home: Home = None,
) -> None:
    """把备份恢复到一个空的系统目录：先核对每个文件，再校验审计日志，并与见证人的日志头比较。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.restoring import restore_backup  # noqa: PLC0415

    passphrase = read_passphrase(passphrase_file, is_new=False) if keys else ""
    with refusals(Refusal), progress("恢复"):
        manifest = restore_backup(folder, box=keys, passphrase=passphrase, witness=witness)
    output().print(f"已恢复{manifest.made_at}的备份，审计日志{manifest.events}条，校验没有发现问题。")
    if witness is None:
        messages().print("没有与见证人的日志头比较（--witness），不能排除备份本身过旧或被整个换过。")
    messages().print("现在可以运行 mingheng serve。")


def upgrade(
    folder: Annotated[
        Path | None,
        typer.Option("--backup", metavar="文件夹", help="升级前的备份放在哪里。默认：系统目录的backups下。"),
    ] = None,
    home: Home = None,
) -> None:
    """升级数据：校验、备份、升级、重新绑定审计日志、再校验。先停止网站；遇到问题立即停下。"""
    load_site(home)
    from mingheng.site.operations.home import Refusal  # noqa: PLC0415 - tables can be loaded only now
    from mingheng.site.operations.upgrading import upgrade_site  # noqa: PLC0415

    with refusals(Refusal):
        is_done = upgrade_site(folder, say=lambda text: messages().print(text))
    output().print("升级完成，校验没有发现问题。" if is_done else "已经是最新，什么也没有做。")
