"""What a name, an identity number and a telephone number may look like. `Refused` says what is wrong."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.organisation.refusals import Refused

LONGEST_NAME = 50
FOUNDING = date(1921, 7, 1)
"""Nobody belonged to the Party before it was founded."""

_STARTS_A_FORMULA = tuple("=+-@＝＋－＠﹢﹣－﹦﹫")
_ID_NUMBER = re.compile(r"\d{17}[\dX]")
_PHONE = re.compile(r"\+?\d{5,20}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


def fit_name(text: str) -> str:
    """The name without space around it; 中间点 in its usual form. Refused: formulas, invisible signs, too long."""
    name = unicodedata.normalize("NFC", text).strip().replace("•", "·").replace("・", "·")
    if not name:
        raise Refused(_("没有填写姓名。请填写。"), "name")
    if name.startswith(_STARTS_A_FORMULA):
        raise Refused(
            _("姓名不能以“%(sign)s”开头：导出到表格时会被当作公式。请去掉这个符号。") % {"sign": name[0]}, "name"
        )
    if len(name) > LONGEST_NAME:
        raise Refused(_("姓名不能超过%(most)d个字。请核对是否填错了栏。") % {"most": LONGEST_NAME}, "name")
    if any(unicodedata.category(sign).startswith("C") and not _is_private(sign) for sign in name):
        raise Refused(_("姓名里有看不见的符号或换行。请删去，或重新输入。"), "name")
    return name


def _is_private(sign: str) -> bool:
    """Rare characters of older fonts stand in the private areas, and new ones are unassigned in Python's tables."""
    return unicodedata.category(sign) in ("Co", "Cn")


def fit_id_number(text: str) -> str:
    """The eighteen characters of an identity number, or nothing. Refused where its check character is wrong."""
    number = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if not number:
        return ""
    if not _ID_NUMBER.fullmatch(number):
        raise Refused(_("身份证号应为18位：前17位是数字，最后一位是数字或X。请核对。"), "id_number")
    if number[17] != check_character(number[:17]):
        raise Refused(_("身份证号的校验位不对，有一位填错了。请对照证件逐位核对。"), "id_number")
    birth_of(number)
    return number


def check_character(digits: str) -> str:
    """The last character of the number whose first seventeen digits these are (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def birth_of(number: str) -> date:
    """The day of birth that an identity number names. Refused where the calendar has no such day."""
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        words = {"day": f"{number[6:10]}-{number[10:12]}-{number[12:14]}"}
        raise Refused(_("身份证号里的出生日期“%(day)s”在日历上没有。请核对。") % words, "id_number") from None
    if day > clock.today():
        raise Refused(_("身份证号里的出生日期在今天以后。请核对。"), "id_number")
    return day


def fit_phone(text: str) -> str:
    """The digits of a telephone number, or nothing."""
    phone = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    if phone and not _PHONE.fullmatch(phone):
        raise Refused(_("联系电话只填数字，5至20位，可以带区号。请核对。"), "phone")
    return phone


def fit_birth(born_on: date | None, id_number: str) -> str:
    """The day of birth as text, or nothing. Refused where it contradicts the identity number."""
    if born_on is None:
        return ""
    if not date(1900, 1, 1) <= born_on <= clock.today():
        raise Refused(_("出生日期%(day)s不合情理。请核对年份。") % {"day": born_on}, "born_on")
    if id_number and birth_of(id_number) != born_on:
        # The sentence does not say the day: who may not open the number must not learn it here.
        raise Refused(_("出生日期与身份证号中的不一致。请核对这两栏。"), "born_on")
    return born_on.isoformat()
