"""What a unit may be called, and which code it may have."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from mingheng.organisation.refusals import Refused

_STARTS_A_FORMULA = tuple("=+-@＝＋－＠")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")
LONGEST = 100


def fit_name(text: str) -> str:
    """The name without space around it. Refused: what a spreadsheet would run as a formula, and what breaks a path."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise Refused(_("没有填写组织名称。请填写全称。"), "name")
    if len(name) > LONGEST:
        raise Refused(_("组织名称不能超过 %(most)d 个字。请改用规范简称。") % {"most": LONGEST}, "name")
    if name.startswith(_STARTS_A_FORMULA):
        raise Refused(
            _("组织名称不能以“%(sign)s”开头：导出到表格时会被当作公式。请去掉这个符号。") % {"sign": name[0]}, "name"
        )
    if any(character == "/" or unicodedata.category(character).startswith("C") for character in name):
        raise Refused(_("组织名称中不能有“/”、换行等符号。请去掉后再提交。"), "name")
    return name


def fit_code(text: str) -> str:
    """The code of a unit. Refused: other than letters, digits, full stop, hyphen and underscore."""
    code = text.strip()
    if not _CODE.fullmatch(code):
        raise Refused(_("组织编码用 1 至 20 个字母、数字、点、横线或下划线，并以字母或数字开头。"), "code")
    return code
