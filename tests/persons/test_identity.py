"""Names, identity numbers, telephone numbers."""

from datetime import date

import pytest

from mingheng.organisation.refusals import Refused
from mingheng.people.identity import check_character, fit_birth, fit_id_number, fit_name, fit_phone


def id_number(serial: int, born: str = "19900307") -> str:
    digits = f"110101{born}{serial:03}"
    return digits + check_character(digits)


@pytest.mark.parametrize("name", ["𠮷田𬭎", "买买提·吐尔逊", "张" * 50, "𠮷" * 50, "欧阳震华", "Anna Müller"])
def test_a_name_of_up_to_fifty_characters_is_taken_as_it_is(name: str):
    assert fit_name(f" {name} ") == name


@pytest.mark.parametrize("written", ["买买提•吐尔逊", "买买提・吐尔逊"])
def test_the_other_middle_dots_become_the_usual_one(written: str):
    assert fit_name(written) == "买买提·吐尔逊"


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
def test_a_name_that_a_spreadsheet_would_run_is_refused(sign: str):
    with pytest.raises(Refused) as refusal:
        fit_name(f"{sign}1+1")
    assert (refusal.value.message, refusal.value.field) == (
        f"姓名不能以“{sign}”开头：导出到表格时会被当作公式。请去掉这个符号。",
        "name",
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "没有填写姓名。请填写。"),
        ("𠮷" * 51, "姓名不能超过50个字。请核对是否填错了栏。"),
        ("张\u200b三", "姓名里有看不见的符号或换行。请删去，或重新输入。"),
        ("张\n三", "姓名里有看不见的符号或换行。请删去，或重新输入。"),
    ],
)
def test_what_is_no_name_is_refused_with_a_sentence(name: str, sentence: str):
    with pytest.raises(Refused) as refusal:
        fit_name(name)
    assert refusal.value.message == sentence


def test_the_check_character_is_that_of_the_standard():
    # The example of GB 11643-1999, appendix A.
    assert fit_id_number("11010519491231002x") == "11010519491231002X"
    assert fit_id_number("１１０１０５ 19491231 002X") == "11010519491231002X"
    assert fit_id_number("") == ""


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("110105194912310021", "身份证号的校验位不对，有一位填错了。请对照证件逐位核对。"),
        ("110105491231002", "身份证号应为18位：前17位是数字，最后一位是数字或X。请核对。"),
        (id_number(1, "19900230"), "身份证号里的出生日期“1990-02-30”在日历上没有。请核对。"),
        (id_number(1, "20900203"), "身份证号里的出生日期在今天以后。请核对。"),
    ],
)
def test_an_impossible_identity_number_is_refused_with_a_sentence(number: str, sentence: str):
    with pytest.raises(Refused) as refusal:
        fit_id_number(number)
    assert (refusal.value.message, refusal.value.field) == (sentence, "id_number")


def test_a_day_of_birth_that_contradicts_the_number_is_refused():
    number = id_number(2)
    assert fit_birth(date(1990, 3, 7), number) == "1990-03-07"
    with pytest.raises(Refused, match="出生日期与身份证号中的不一致"):
        fit_birth(date(1990, 3, 8), number)


def test_a_telephone_number_is_kept_as_digits():
    assert fit_phone("０１０-8888 0000") == "01088880000"
    with pytest.raises(Refused, match="联系电话只填数字"):
        fit_phone("办公室")
