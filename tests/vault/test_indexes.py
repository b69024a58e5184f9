import pytest

from mingheng.vault import KeyMissing, blind_index, create_keys, keyed_hash


def test_a_number_is_found_however_it_was_typed():
    typed = [
        "11010119900307001x",
        "11010119900307001X",
        " 110101 19900307 001X ",
        "１１０１０１１９９００３０７００１ｘ",
    ]
    assert len({blind_index(one, purpose="person.id_number") for one in typed}) == 1


def test_indexes_for_different_purposes_or_numbers_cannot_be_compared():
    assert len({blind_index("1", purpose="a"), blind_index("1", purpose="b"), blind_index("2", purpose="a")}) == 3


def test_no_number_has_no_index():
    assert (blind_index("", purpose="a"), blind_index("　 ", purpose="a")) == ("", "")


def test_a_keyed_hash_is_of_exactly_the_text():
    assert keyed_hash("x", purpose="a") != keyed_hash("X", purpose="a")
    assert len(keyed_hash("x", purpose="a")) == 64


def test_another_site_makes_other_indexes(settings, tmp_path):
    here = blind_index("1", purpose="a")
    settings.MINGHENG_HOME = tmp_path
    create_keys(tmp_path / "keys")
    assert blind_index("1", purpose="a") != here


def test_without_the_key_there_is_no_index(settings, tmp_path):
    settings.MINGHENG_HOME = tmp_path
    with pytest.raises(KeyMissing) as refusal:
        blind_index("1", purpose="a")
    assert str(refusal.value) == (
        f"缺少密钥文件 {tmp_path}/keys/index.key：无法按身份证号查找人员。"
        "请把密钥备份中的同名文件放回该目录；新装的系统请先完成初始化。"
    )
