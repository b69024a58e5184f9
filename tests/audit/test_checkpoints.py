from base64 import b64decode
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mingheng import clock
from mingheng.audit import changes
from mingheng.audit.changes import recording
from mingheng.audit.checkpoints import checkpoint, checkpoint_if_due
from mingheng.audit.models import Checkpoint, Head
from mingheng.audit.verifier import is_signed
from mingheng.vault.keys import KeyMissing, checkpoint_key, key_folder, verifier_key
from tests.audit.world import CLERK

pytestmark = pytest.mark.django_db


def act(times=1):
    for _ in range(times):
        with recording("test.done", CLERK):
            pass


def test_a_checkpoint_is_a_signed_note_of_the_head():
    act(3)
    made = checkpoint(CLERK, "发布")
    origin, size, root, said, empty, signature, end = made.note.split("\n")
    assert (origin, size, b64decode(root).hex()) == ("mingheng.audit", "3", Head.objects.get().root)
    at = str(made.at.replace(tzinfo=None))
    assert said == f'{{"at":"{at}","by":"李明","number":1,"why":"发布"}}'
    assert (empty, end, signature[:17]) == ("", "", "— mingheng.audit ")
    key = verifier_key(checkpoint_key(key_folder()))
    assert (key_folder() / "checkpoint.pub").read_text(encoding="ascii") == key + "\n"
    text = made.note.partition("\n\n")[0] + "\n"
    assert is_signed(made.note, text, key)
    assert not is_signed(made.note.replace("发布", "公布"), text.replace("发布", "公布"), key)
    assert not is_signed(made.note, text, verifier_key(Ed25519PrivateKey.generate()))


def test_checkpoints_are_numbered_and_the_head_counts_them():
    act()
    checkpoint(CLERK, "甲")
    act()
    checkpoint(CLERK, "乙")
    assert list(Checkpoint.objects.values_list("number", "size")) == [(1, 1), (2, 2)]
    assert Head.objects.values_list("checkpoints", "checkpoint_size").get() == (2, 2)


def test_an_act_can_ask_for_a_checkpoint_that_covers_it():
    with recording("organisation.role.granted", CLERK) as change:
        change.checkpoint("授予角色")
    assert Checkpoint.objects.values_list("size", "why", "by").get() == (1, "授予角色", "李明")


def test_without_an_event_there_is_nothing_to_sign():
    assert checkpoint_if_due() is None
    act()
    assert checkpoint_if_due() is not None
    assert checkpoint_if_due() is None


def test_five_minutes_after_the_last_checkpoint_what_was_added_is_signed():
    act()
    checkpoint_if_due()
    act()
    with time_machine.travel(clock.now() + timedelta(minutes=4, seconds=50)):
        assert checkpoint_if_due() is None
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1)):
        assert checkpoint_if_due().size == 2


def test_a_thousand_events_are_signed_at_once(monkeypatch):
    monkeypatch.setattr(changes, "EVENTS", 10)
    act(25)
    assert list(Checkpoint.objects.values_list("size", flat=True)) == [10, 20]


def test_without_the_key_an_act_that_must_be_signed_does_not_happen(settings, tmp_path):
    settings.MINGHENG_HOME = tmp_path
    with pytest.raises(KeyMissing) as refusal, recording("organisation.role.granted", CLERK) as change:
        change.checkpoint("授予角色")
    assert str(refusal.value) == (
        f"缺少密钥文件 {tmp_path}/keys/checkpoint.key：审计日志无法签署检查点。"
        "请把密钥备份中的同名文件放回该目录；新装的系统请先完成初始化。"
    )
    assert Head.objects.count() == 0
