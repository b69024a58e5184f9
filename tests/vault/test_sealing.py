import pytest

from mingheng.vault import KeyMissing, Unreadable, create_keys, reseal, seal, unseal
from mingheng.vault.keys import KeysExist, add_field_key, key_folder

NUMBER = "110101199003070000"
PLACE = {"table": "person", "column": "id_number", "row": "a1"}


@pytest.fixture
def home(settings, tmp_path):
    settings.MINGHENG_HOME = tmp_path
    create_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.mark.usefixtures("home")
def test_what_was_sealed_opens_in_its_own_place():
    token = seal(NUMBER, **PLACE)
    assert NUMBER not in token
    assert token.startswith("aes256gcm.1.")
    assert unseal(token, **PLACE) == NUMBER


@pytest.mark.parametrize("elsewhere", [{"table": "account"}, {"column": "phone"}, {"row": "a2"}])
@pytest.mark.usefixtures("home")
def test_what_was_sealed_opens_nowhere_else(elsewhere):
    token = seal(NUMBER, **PLACE)
    with pytest.raises(Unreadable) as refusal:
        unseal(token, **(PLACE | elsewhere))
    place = PLACE | elsewhere
    assert str(refusal.value) == (
        f"{place['table']} 表 {place['row']} 行的 {place['column']} 无法解密：内容被改动过，或是从别的行复制来的。"
        "请运行审计校验并从备份核对。"
    )


@pytest.mark.parametrize("damaged", ["x", "aes256gcm.x.AAAA", "aes256gcm.1.%%%", "aes256gcm.1.AAAA", "sm4gcm.1.AAAA"])
@pytest.mark.usefixtures("home")
def test_a_damaged_token_is_said_to_be_unreadable(damaged):
    with pytest.raises(Unreadable):
        unseal(damaged, **PLACE)


@pytest.mark.usefixtures("home")
def test_empty_text_stays_empty():
    assert (seal("", **PLACE), unseal("", **PLACE), reseal("", **PLACE)) == ("", "", "")


@pytest.mark.usefixtures("home")
def test_the_same_text_is_sealed_differently_each_time():
    assert seal(NUMBER, **PLACE) != seal(NUMBER, **PLACE)


def test_after_a_new_key_the_old_one_still_opens_and_the_new_one_seals(home):
    old = seal(NUMBER, **PLACE)
    assert add_field_key(home) == 2
    new = seal(NUMBER, **PLACE)
    assert (old.split(".")[1], new.split(".")[1]) == ("1", "2")
    assert (unseal(old, **PLACE), unseal(new, **PLACE)) == (NUMBER, NUMBER)
    resealed = reseal(old, **PLACE)
    assert (resealed.split(".")[1], unseal(resealed, **PLACE)) == ("2", NUMBER)
    assert reseal(new, **PLACE) == new


def test_a_key_that_another_process_added_is_found(home):
    seal(NUMBER, **PLACE)
    (home / "field-0002.key").write_text("ab" * 32, encoding="ascii")
    with pytest.raises(Unreadable):
        unseal("aes256gcm.2.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", **PLACE)


def test_once_another_process_has_added_a_key_nothing_is_sealed_with_the_old_one(home):
    seal(NUMBER, **PLACE)
    (home / "field-0002.key").write_text("ab" * 32, encoding="ascii")
    assert seal(NUMBER, **PLACE).split(".")[1] == "2"


def test_a_key_that_is_still_being_written_seals_nothing(home):
    (home / ".field-0002.key.draft").write_text("ab", encoding="ascii")
    assert seal(NUMBER, **PLACE).split(".")[1] == "1"
    assert add_field_key(home) == 2
    assert sorted(path.name for path in home.glob("*field*")) == ["field-0001.key", "field-0002.key"]


def test_a_missing_key_is_named_with_what_to_do(home):
    token = seal(NUMBER, **PLACE).replace(".1.", ".7.", 1)
    with pytest.raises(KeyMissing) as refusal:
        unseal(token, **PLACE)
    assert str(refusal.value) == (
        f"缺少密钥文件 {home}/field-0007.key：用它加密的内容无法读取。请把密钥备份中的同名文件放回该目录。"
    )


def test_without_any_key_nothing_is_sealed(settings, tmp_path):
    settings.MINGHENG_HOME = tmp_path
    with pytest.raises(KeyMissing) as refusal:
        seal(NUMBER, **PLACE)
    assert str(refusal.value) == (
        f"缺少密钥文件 {key_folder()}/field-0001.key：身份证号、手机号等加密内容无法读写。"
        "请把密钥备份中的同名文件放回该目录；新装的系统请先完成初始化。"
    )


def test_keys_are_readable_by_their_owner_only_and_never_made_twice(home):
    made = {path.name: path.stat().st_mode & 0o777 for path in home.iterdir()}
    assert made == dict.fromkeys(
        ["checkpoint.key", "checkpoint.pub", "field-0001.key", "index.key", "session.key"], 0o600
    )
    assert home.stat().st_mode & 0o777 == 0o700
    with pytest.raises(KeysExist):
        create_keys(home)
