"""After `mingheng rotate` everything lies under a new field key; nothing was unreadable meanwhile, and nothing is lost."""

import os
import time

import pytest

from tests.operations.sealed_rows import BESIDES_PERSONS, OPENING, READ, THEIR_ROWS, filled, keys_in_use
from tests.operations.sites import Site

PERSONS = 300
SEALED = 2 * PERSONS + BESIDES_PERSONS
"""Two texts of each person, and all the others."""
PASSPHRASE = "十二个字以上的一句口令哦哦"
EVENTS = """
from mingheng.audit.models import Event
for event in Event.objects.filter(action__startswith="vault.").order_by("sequence"):
    print(event.action.removeprefix("vault.keys."), event.details)
"""
SLOWLY = """
from mingheng.site.operations import rotating
rotating.PORTION = 20
with rotating.rotating() as rotation:
    print("begun", flush=True)
    rotating.reseal_site(rotation.number, tell=lambda said: print(said, flush=True))
"""
READER = (
    OPENING
    + """
from pathlib import Path
from mingheng.vault import KeyMissing, Unreadable
rounds = unreadable = 0
while not (ended := Path(sys.argv[1]).exists()) or not rounds:
    try:
        said = list(everything())
    except (KeyMissing, Unreadable):
        unreadable += 1
    rounds += 1
    if rounds == 1:
        print("reading", flush=True)
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.people.sealed import PersonDetails, write_details
late = Person()
write_details(late, PersonDetails(name="后来", phone="13900000000"))
with recording("people.person.added", COMMAND) as change:
    change.save(late)
print(unreadable, late.phone.split(".")[1])
"""
)
WRITER = """
import time
from pathlib import Path
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import Outdated, recording
from mingheng.people.models import Person
from mingheng.people.sealed import PersonDetails, opened, write_details
written, outdated, slowest = 0, 0, 0.0
while not Path(sys.argv[1]).exists():
    person, began = Person.objects.order_by("?").first(), time.monotonic()
    try:
        with recording("people.person.corrected", COMMAND) as change:
            write_details(person, PersonDetails(name=person.name, id_number=opened(person, "id_number"), phone=f"139{written:08}"))
            change.save(person)
    except Outdated:
        outdated += 1
    else:
        written += 1
        slowest = max(slowest, time.monotonic() - began)
    if written == 1:
        print("writing", flush=True)
print(written, outdated, f"{slowest:.2f}")
"""
HOLDER = """
import time
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.people.models import Person
from mingheng.people.sealed import PersonDetails, write_details
person = Person.objects.get(name="某7")
write_details(person, PersonDetails(name="某7", phone="13912345678"))
with recording("people.person.corrected", COMMAND) as change:
    change.save(person)
    print("held", flush=True)
    time.sleep(1.5)
"""


@pytest.fixture
def passphrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return path


def refused(result) -> str:
    assert (result.returncode, result.stdout) == (5, ""), result.stderr
    return result.stderr


def field_keys(site: Site) -> list[str]:
    return sorted(path.name for path in (site.home / "keys").iterdir() if path.name.startswith("field-"))


def ended(process) -> list[str]:
    said = process.stdout.read().split()
    process.stdout.close()
    assert process.wait(20) == 0
    return said


def killed(process, lines: int) -> None:
    """Kill once it has said so many lines."""
    for _ in range(lines):
        process.stdout.readline()
    process.kill()
    process.stdout.close()
    process.wait(20)


def rotate_beside_others(site: Site, folder, persons: int) -> tuple[float, list[str]]:
    """Rotate while one process reads everything and another writes; seconds, and what the writer says of itself."""
    filled(site, persons)
    reader, writer = (site.start_script(text, folder / "over") for text in (READER, WRITER))
    assert (reader.stdout.readline(), writer.stdout.readline()) == ("reading\n", "writing\n")
    began = time.monotonic()
    said = site.run("rotate")
    seconds = time.monotonic() - began
    (folder / "over").touch()
    assert said.returncode == 0, said.stderr
    assert ended(reader) == ["0", "2"], "nothing was unreadable, and it seals with the new key"
    wrote = ended(writer)
    assert keys_in_use(site) == {2: 2 * persons + BESIDES_PERSONS + 1}
    assert "未发现问题" in site.done("verify")
    return seconds, wrote


def test_everything_is_under_the_new_key_and_says_what_it_said(site):
    before = filled(site, PERSONS)
    assert keys_in_use(site) == {1: SEALED}
    result = site.run("rotate")
    assert result.stdout == f"已用2号字段密钥重新加密{PERSONS + THEIR_ROWS}行，没有一行还用旧密钥。\n"
    assert "请现在就另存一份密钥：mingheng backup" in result.stderr
    assert "以前的备份要用它" in result.stderr
    assert (keys_in_use(site), site.script(READ)) == ({2: SEALED}, before)
    assert (field_keys(site), "未发现问题" in site.done("verify")) == (["field-0001.key", "field-0002.key"], True)
    resealed = 'resealed {"key":2}'
    assert site.script(EVENTS).splitlines() == [
        'added {"key":2}',
        *[resealed] * 6,
        f'rotated {{"key":2,"rows":{PERSONS + THEIR_ROWS}}}',
    ]


def test_a_second_rotation_makes_a_third_key(sqlite_site):
    before = filled(sqlite_site, 3)
    sqlite_site.done("rotate")
    assert sqlite_site.done("rotate") == f"已用3号字段密钥重新加密{3 + THEIR_ROWS}行，没有一行还用旧密钥。\n"
    assert (keys_in_use(sqlite_site), sqlite_site.script(READ)) == ({3: 6 + BESIDES_PERSONS}, before)


def test_killed_in_the_middle_it_goes_on_with_the_same_key(site):
    before = filled(site, PERSONS)
    killed(site.start_script(SLOWLY), lines=5)
    assert sorted(keys_in_use(site)) == [1, 2]
    result = site.run("rotate")
    assert "没有再生成新密钥" in result.stderr
    assert (keys_in_use(site), site.script(READ)) == ({2: SEALED}, before)
    assert (field_keys(site), "未发现问题" in site.done("verify")) == (["field-0001.key", "field-0002.key"], True)


def test_killed_before_its_end_was_recorded_it_goes_on_with_the_same_key(sqlite_site):
    killed(
        sqlite_site.start_script(
            SLOWLY.replace("    rotating.reseal_site", "    import time; time.sleep(60); rotating.reseal_site")
        ),
        1,
    )
    assert sqlite_site.done("rotate") == "已用2号字段密钥重新加密0行，没有一行还用旧密钥。\n"
    assert field_keys(sqlite_site) == ["field-0001.key", "field-0002.key"]


def test_others_read_and_write_meanwhile(site, tmp_path):
    _seconds, (written, _outdated, _slowest) = rotate_beside_others(site, tmp_path, PERSONS)
    assert int(written) > 0


def test_a_row_that_somebody_is_changing_keeps_the_change_and_is_met_again(site):
    filled(site, 20)
    holder = site.start_script(HOLDER)
    assert holder.stdout.readline() == "held\n"
    site.done("rotate")
    assert ended(holder) == []
    phone = site.script(OPENING + 'print(opened(Person.objects.get(name="某7"), "phone"))')
    assert (phone, sorted(keys_in_use(site))) == ("13912345678\n", [2])


def test_a_backup_of_before_opens_with_the_old_box_and_one_of_after_with_the_new(
    site, empty_like, tmp_path, passphrase
):
    before = filled(site, 20)
    folders = [tmp_path / "before", tmp_path / "after"]
    for folder in folders:
        site.done("backup", folder, "--keys", folder.with_suffix(".keys"), "--passphrase-file", passphrase)
        site.done("rotate")
    for folder in folders:
        target = empty_like(site)
        target.done("restore", folder, "--keys", folder.with_suffix(".keys"), "--passphrase-file", passphrase)
        assert target.script(READ) == before


def test_a_backup_of_after_is_refused_with_the_old_box_and_a_lost_new_key_is_missed(
    sqlite_site, empty_like, tmp_path, passphrase
):
    before = filled(sqlite_site, 3)
    boxes = [tmp_path / "old.keys", tmp_path / "new.keys"]
    sqlite_site.done("backup", tmp_path / "before", "--keys", boxes[0], "--passphrase-file", passphrase)
    sqlite_site.done("rotate")
    sqlite_site.done("backup", tmp_path / "after", "--keys", boxes[1], "--passphrase-file", passphrase)
    target = empty_like(sqlite_site)
    asked = ("restore", tmp_path / "after", "--passphrase-file", passphrase, "--keys")
    assert "缺少密钥文件field-0002.key" in refused(target.run(*asked, boxes[0]))
    target.done("keys", boxes[1], "--passphrase-file", passphrase)
    target.done(*asked, boxes[1])
    assert target.script(READ) == before
    (target.home / "keys" / "field-0002.key").unlink()
    assert "缺少密钥文件field-0002.key" in refused(target.run("serve", "--port", "0"))
    verified = target.run("verify")
    assert (verified.returncode, "缺少密钥文件field-0002.key" in verified.stdout + verified.stderr) == (6, True)


def test_what_does_not_open_is_named_and_the_rest_is_sealed_anew(site):
    filled(site, 20)
    key = site.script(
        'from mingheng.people.models import Person\nrow = Person.objects.filter(name="某7")\n'
        'row.update(phone="aes256gcm.1.AAAA")\nprint(row.get().pk)'
    ).strip()
    said = refused(site.run("rotate"))
    assert f"已重新加密{19 + THEIR_ROWS}行。下列内容打不开" in said
    assert f"person 表 {key} 行的 phone 无法解密" in said
    assert keys_in_use(site) == {1: 2, 2: 38 + BESIDES_PERSONS}
    assert "没有再生成新密钥" in site.run("rotate").stderr


def test_what_was_typed_and_does_not_open_any_more_is_thrown_away(sqlite_site):
    filled(sqlite_site, 1)
    sqlite_site.script(
        "from mingheng.ledger.models import TypedForm\nTypedForm.objects.update(sealed='aes256gcm.1.AAAA')"
    )
    assert sqlite_site.done("rotate") == f"已用2号字段密钥重新加密{THEIR_ROWS}行，没有一行还用旧密钥。\n"
    assert keys_in_use(sqlite_site) == {2: 1 + BESIDES_PERSONS}


def test_it_refuses_where_no_site_was_founded(tmp_path):
    assert "还没有设立系统" in refused(Site(tmp_path / "nowhere").run("rotate"))


def test_it_refuses_while_an_upgrade_waits(sqlite_site):
    (sqlite_site.home / "version").write_text("0.0.1\n", encoding="ascii")
    assert "请运行 mingheng upgrade" in refused(sqlite_site.run("rotate"))
    assert field_keys(sqlite_site) == ["field-0001.key"]


def test_two_at_once_are_one(sqlite_site):
    other = sqlite_site.start_script(SLOWLY.replace("    rotating.reseal_site", "    import time; time.sleep(60)"))
    other.stdout.readline()
    said = refused(sqlite_site.run("rotate"))
    killed(other, 0)
    assert "另一个 mingheng rotate 正在运行" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_it_refuses_a_user_whose_key_the_server_could_not_read(sqlite_site):
    os.chown(sqlite_site.home / "keys", 65534, 65534)
    assert "属于系统用户nobody" in refused(sqlite_site.run("rotate"))
    assert field_keys(sqlite_site) == ["field-0001.key"]


@pytest.mark.nightly
def test_ten_thousand_persons_are_sealed_anew_while_others_read_and_write(site, tmp_path):
    seconds, (written, outdated, slowest) = rotate_beside_others(site, tmp_path, 10_000)
    print(f"{seconds:.1f} s; {written} written, {outdated} outdated, the slowest in {slowest} s")
    assert float(slowest) < 20, "nobody waited longer than the database lets wait"
